// The page's own names, for whoever looks from outside: `window.thalweg`.

const FLAT = {}; // Every field that stands in one section only, by its bare name.
for (const name of ["page", "look", "film"]) for (const key of Object.keys(FIELDS[name])) FLAT[key] ??= name;

// The state as an object: reading gives what is shown, assigning a field shows it.
function stateHandle(page) {
  const put = (path, value) => {
    const next = structuredClone(page.state);
    let at = next;
    for (const key of path.slice(0, -1)) at = at[key];
    at[path.at(-1)] = value;
    page.take(next);
    page.gesture();
  };
  const wrap = (path) => new Proxy(path.reduce((at, key) => at[key], page.state), {
    get(_, key) {
      const now = path.reduce((at, part) => at[part], page.state);
      if (!path.length && !(key in now)) {
        if (key in FLAT) return now[FLAT[key]][key];
        if (key in FIELDS.runs) return (now.runs[now.page.chosen] ?? now.runs[0])?.[key];
      }
      const value = now[key];
      return value && typeof value === "object" ? wrap([...path, key]) : typeof value === "function" ? value.bind(now) : value;
    },
    set(_, key, value) {
      const plain = value && typeof value === "object" ? JSON.parse(JSON.stringify(value)) : value;
      if (!path.length && !SECTIONS.includes(key)) {
        if (key in FLAT) put([FLAT[key], key], plain);
        else if (key in FIELDS.runs) put(["runs", Math.min(page.state.page.chosen, page.state.runs.length - 1), key], plain);
        else throw new Error(`there is no field '${String(key)}'${nearest(String(key), [...Object.keys(FLAT), ...Object.keys(FIELDS.runs)]) ? `; did you mean '${nearest(String(key), [...Object.keys(FLAT), ...Object.keys(FIELDS.runs)])}'?` : ""}`);
      } else put([...path, key], plain);
      return true;
    },
  });
  return wrap([]);
}

// Rows of a run as plain arrays: [step][particle] or [step][particle][coordinate].
function nested(run) {
  const { rows, count, dimensions: n } = run;
  const positions = Array.from({ length: rows }, (_, r) => Array.from({ length: count }, (_, k) => Array.from(run.positions.subarray((r * count + k) * n, (r * count + k) * n + n))));
  const heights = Array.from({ length: rows }, (_, r) => Array.from(run.heights.subarray(r * count, r * count + count)));
  return { positions, heights, endings: Array.from(run.endings, (code) => PAGE.endings[code].name), stopped_at: Array.from(run.stoppedAt), indices: Array.from(run.indices) };
}

class Contract {
  #page;

  constructor(page) {
    this.#page = page;
    this.ready = page.ready;
    this.version = PAGE.version;
  }

  get landscapes() { return Thalweg.landscapeNames(); }
  get optimizers() { return Object.fromEntries(PAGE.optimizers.map((name) => [name, Thalweg.optimizers[name]])); }

  evaluate(name, points) { return Thalweg.evaluate(Thalweg.landscapeOf(name), points); }

  descend({ landscape, optimizer = "gradient_descent", settings = {}, learning_rate = null, starts, steps = 200, tolerance = null, ...more }) {
    const f = Thalweg.landscapeOf(landscape);
    if (!Thalweg.optimizers[optimizer]) throw new Error(unknownOptimizer(optimizer));
    const rate = learning_rate === null ? {} : { learning_rate };
    return nested(Thalweg.descend(f, { optimizer, settings, starts, steps, tolerance, keep: "all", ...rate, ...more }));
  }

  async basins({ landscape, optimizer = "gradient_descent", settings = {}, learning_rate = null, steps = 500, resolution = 200, ...more }) {
    const f = Thalweg.landscapeOf(landscape);
    const rate = learning_rate ?? rateOf(f, optimizer, settings, { learning_rate: null, steps }).value;
    const found = await this.#page.work.basins({ landscape: f, optimizer, settings, learning_rate: rate ?? undefined, steps, resolution, ...more }).done;
    return found;
  }

  parse(text, domain) { return keptFormula(text, domain).name; }

  get state() { return stateHandle(this.#page); }

  set state(given) {
    this.#page.take({ ...structuredClone(this.#page.state), ...JSON.parse(JSON.stringify(given)) });
    this.#page.gesture();
  }

  link() { return this.#page.link(); }
  toml() { return tomlOf(this.#page.state); }
  command() { return commandOf(this.#page.state); }

  picture(width, height) { return this.#page.portrait(width, height); }
}

Object.assign(Thalweg, { settledState, stateOfQuery, queryOf, tomlOf, commandOf, animateLine, numberWord, general, python, Film, stationaryPoints });

if (typeof document !== "undefined") {
  try {
    window.thalweg = new Contract(new Page());
  } catch (error) {
    const notice = document.getElementById("notice");
    notice.textContent = error.message;
    notice.hidden = false;
    throw error;
  }
}
