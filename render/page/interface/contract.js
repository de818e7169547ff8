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

const MOST_PIXELS = 8192;
const OPTIONS = {
  descend: ["landscape", "optimizer", "settings", "learning_rate", "momentum", "starts", "steps", "tolerance", "escape_factor", "noise", "keep"],
  basins: ["landscape", "optimizer", "settings", "learning_rate", "momentum", "steps", "tolerance", "escape_factor", "resolution", "domain"],
};

// The options that one of the page's names is given, all of them known. Null is as if it were left out; but steps of null are as
// many as the landscape needs.
function optionsOf(owner, given) {
  if (!given || typeof given !== "object") throw new Error(`${owner} takes an object, as {landscape: "${Thalweg.landscapeNames()[0]}"}, got ${Thalweg.brief(given)}`);
  const options = { optimizer: "gradient_descent" };
  for (const [key, value] of Object.entries(given)) {
    const name = Thalweg.nearestName(`option of ${owner}`, key, OPTIONS[owner]);
    if (value !== undefined && (value !== null || (owner === "descend" && name === "steps"))) options[name] = value;
  }
  return { ...options, landscape: Thalweg.landscapeOf(options.landscape) };
}

// Optimizers by name, and in their order as in an array of names.
function namedOptimizers() {
  const known = Object.create(Array.prototype);
  const hidden = (key, value) => Object.defineProperty(known, key, { value, writable: true });
  for (const name of PAGE.optimizers) known[name] = { ...Thalweg.optimizers[name], name };
  PAGE.optimizers.forEach((name, k) => hidden(k, name));
  return hidden("length", PAGE.optimizers.length);
}

class Contract {
  #page;

  constructor(page) {
    this.#page = page;
    this.ready = page.ready;
    this.version = PAGE.version;
  }

  get landscapes() { return Thalweg.landscapeNames(); }
  get optimizers() { return namedOptimizers(); }

  evaluate(name, points) { return Thalweg.evaluate(Thalweg.landscapeOf(name), points); }

  descend(given) {
    const { landscape, ...options } = optionsOf("descend", given);
    return nested(Thalweg.descend(landscape, { steps: 200, ...options }));
  }

  async basins(given) {
    const { landscape, optimizer, settings: more, learning_rate: rate, momentum, ...options } = optionsOf("basins", given);
    const asked = Thalweg.ratedSettings({ learning_rate: rate, momentum }, more ?? {}); // As text: a worker takes no functions.
    const { name, settings } = Thalweg.optimizerOf(optimizer, asked);
    if (settings.learning_rate === null) asked.learning_rate = Thalweg.defaultRate(landscape, name, settings).rate;
    return this.#page.work.basins({ landscape, optimizer, settings: asked, steps: 500, resolution: 200, ...options }).done;
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

  async picture(width, height) {
    const [usualWidth, usualHeight] = this.#page.state.film.size ?? PAGE.size;
    const side = (name, given, usual) => Thalweg.checkedNumber(`picture.${name}`, given ?? usual, `[1, ${MOST_PIXELS}]`, true);
    return this.#page.portrait(side("width", width, usualWidth), side("height", height, usualHeight));
  }
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
