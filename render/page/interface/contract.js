// The page's own names, for whoever looks from outside: `window.thalweg`.

const FLAT = {}; // Every field that stands in one section only, by its bare name.
for (const name of ["page", "look", "film"]) for (const key of Object.keys(FIELDS[name])) FLAT[key] ??= name;

// A copy of plain data, of what was read from the state and of typed arrays too.
function copyOf(value) {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, copyOf);
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)])) : value;
}

// What an object of fields asks for, as places in the state and their values: it may name sections or single fields.
function placesIn(state, given) {
  if (!given || typeof given !== "object" || Array.isArray(given)) throw new Error(`a state is an object of fields, got ${shown(given)}`);
  const places = [], land = {};
  for (const [key, value] of Object.entries(given)) {
    const parts = value && typeof value === "object" && !Array.isArray(value) ? value : null;
    if (key === "landscape") Object.assign(land, parts ?? { name: value });
    else if (key in FIELDS.landscape) land[key] = value;
    else if (key === "runs") places.push([["runs"], parts ? [parts] : value]);
    else if (key in FIELDS.runs) places.push([placeOf(state, key), value]);
    else if (SECTIONS.includes(key) && !parts) throw new Error(`${key} is an object of fields, got ${shown(value)}`);
    else if (SECTIONS.includes(key)) places.push(...Object.entries(parts).map(([name, part]) => [[key, name], part]));
    else places.push([[FLAT[key] ?? "", key], value]);
  }
  const another = land.name || land.formula;
  if (Object.keys(land).length) places.unshift([["landscape"], another ? land : { ...state.landscape, ...land }]);
  return places;
}

// The state with a value in a place; what is wrong is told to `fault`, and nothing changes.
function placed(state, [path, value], fault) {
  const next = structuredClone(state);
  const [section, key] = path;
  if (!section) {
    const near = nearest(key, [...Object.keys(FLAT), ...Object.keys(FIELDS.runs), ...Object.keys(FIELDS.landscape), ...SECTIONS]);
    fault(`there is no field '${key}'${near ? `; did you mean '${near}'?` : ""}`);
    return state;
  }
  if (section === "runs" && path.length > 1) next.runs[key] ??= {};
  const at = path.slice(0, -1).reduce((part, name) => part[name], next);
  at[path.at(-1)] = value;
  const { state: settled, faults } = settledState(next);
  faults.forEach(fault);
  return faults.length && path.length > 1 ? state : settled;
}

// Puts an object of fields over the page's state. What is wrong is left as it was, and told in a line; all lines come back.
function assign(page, given) {
  const faults = [], fault = (line) => faults.push(line), before = structuredClone(page.state);
  try {
    const places = placesIn(before, copyOf(given));
    const whole = places.reduce((state, place) => placed(state, place, fault), before);
    try {
      page.take(whole);
    } catch (error) {
      faults.length = 0;
      places.forEach((place) => takeOne(page, place, fault));
    }
    page.gesture();
  } catch (error) {
    fault(error.message);
  }
  if (faults.length) page.words.complain(faults[0]);
  return faults;
}

// Of fields that cannot be had together, those that can be had one after the other.
function takeOne(page, place, fault) {
  const next = placed(page.state, place, fault);
  try {
    page.take(next);
  } catch (error) {
    fault(error.message);
  }
}

// Where a field's bare name stands; of a run's fields in the chosen one.
function placeOf(state, key) {
  if (key in FLAT) return [FLAT[key], key];
  return key in FIELDS.runs ? ["runs", Math.max(Math.min(state.page.chosen, state.runs.length - 1), 0), key] : ["landscape", key];
}

// The state as an object: reading gives what is shown, assigning a field shows it.
function stateHandle(page) {
  const put = (path, value) => {
    const [key, ...deeper] = path;
    let given = copyOf(value);
    if (deeper.length) {
      const part = structuredClone(page.state[key]);
      deeper.slice(0, -1).reduce((at, name) => at[name], part)[deeper.at(-1)] = given;
      given = key === "runs" ? part : { [deeper[0]]: part[deeper[0]] };
    }
    const faults = assign(page, { [key]: given });
    if (faults.length) throw new Error(faults[0]);
  };
  const wrap = (path) => new Proxy(path.reduce((at, key) => at[key], page.state), {
    get(_, key) {
      const now = path.reduce((at, part) => at[part], page.state);
      const place = path.length || key in now ? [...path, key] : placeOf(page.state, key);
      const value = place.reduce((at, part) => at?.[part], page.state);
      return value && typeof value === "object" ? wrap(place) : value;
    },
    set(_, key, value) {
      put([...path, key], value);
      return true;
    },
    deleteProperty(_, key) {
      put([...path, key], null);
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

  set state(given) { assign(this.#page, given); }

  link() { return this.#page.link(); }
  toml() { return tomlOf(this.#page.state); }
  command() { return commandOf(this.#page.state); }

  async picture(width, height) {
    const [usualWidth, usualHeight] = this.#page.state.film.size ?? PAGE.size;
    const side = (name, given, usual) => Thalweg.checkedNumber(`picture.${name}`, given ?? usual, `[1, ${MOST_PIXELS}]`, true);
    return this.#page.portrait(side("width", width, usualWidth), side("height", height, usualHeight));
  }
}

Object.assign(Thalweg, { settledState, stateOfQuery, queryOf, tomlOf, commandOf, animateLine, numberWord, general, python, Film, Model, stationaryPoints });

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
