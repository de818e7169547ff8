// The state: one plain object with the scene file's sections and fields. Pure; every change makes a new one.

const SECTIONS = Object.keys(FIELDS); // landscape, runs, look, film, page
const MOST_RUNS = FIELDS.page.chosen.limits[1] + 1;

// A whole section of one that may leave fields out; what is wrong is told to `fault` and has its default.
function section(name, given, fault) {
  const found = {};
  const known = FIELDS[name];
  for (const key of Object.keys(given ?? {})) {
    if (key in known) continue;
    const near = nearest(key, Object.keys(known));
    fault(`there is no field '${key}'${near ? `; did you mean '${near}'?` : ""}`);
  }
  for (const [key, about] of Object.entries(known)) {
    try {
      found[key] = valueOf(key, about, given?.[key]);
    } catch (error) {
      fault(error.message);
      found[key] = copied(about.default);
    }
  }
  return found;
}

// A whole state of a part of one, and what was wrong with it, a line each.
function settledState(given) {
  const faults = [];
  const fault = (line) => faults.push(line);
  const state = {};
  for (const name of SECTIONS) {
    if (name === "runs") {
      const runs = Array.from(given.runs ?? []);
      if (runs.length > MOST_RUNS) fault(`there may be ${MOST_RUNS} runs, these are ${runs.length}`);
      state.runs = runs.slice(0, MOST_RUNS).map((run) => section("runs", run, fault));
    } else {
      state[name] = section(name, given[name], fault);
    }
  }
  const land = state.landscape;
  land.formula ||= null;
  if (land.name && land.formula) land.name = null;
  if (land.formula && !land.domain.length) land.domain = [[-5, 5], [-5, 5]];
  if (!land.name && !land.formula) land.name = PAGE.landscapes[0]?.state.name ?? null;
  const layers = FIELDS.page.layers.choices;
  state.page.layers = layers.filter((layer) => state.page.layers.includes(layer));
  return { state, faults };
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Whether what Python found out of the scene that it wrote holds of a state: from where films look, how long runs last.
function asWritten(state) {
  const of = ({ landscape, runs, look }) => [landscape, runs, look.height];
  return same(of(state), of(settledState(PAGE.state).state));
}

// The fields of a section that are not as they are by themselves: [name, about, value].
function differing(name, values) {
  return Object.entries(FIELDS[name])
    .filter(([key, about]) => !same(values[key] ?? null, about.default ?? null))
    .map(([key, about]) => [key, about, values[key]]);
}

// What an optimizer's text says: "adam:beta1=0.8,beta2=0.99" -> {name, settings}.
function readOptimizer(text) {
  const { name, settings } = Thalweg.optimizerOf(text), known = Thalweg.optimizers[name].settings;
  const given = Object.entries(settings).filter(([key, value]) => value !== known[key].default);
  return { name, settings: Object.fromEntries(given.map(([key, value]) => [key, value?.isSchedule ? scheduleText(value) : value])) };
}

function scheduleText({ kind, settings }) {
  const words = Object.entries(settings).filter(([, value]) => value !== null);
  return `${kind}(${words.map(([key, value]) => `${key}=${value.isSchedule ? scheduleText(value) : value}`).join(",")})`;
}

function writeOptimizer(name, settings) {
  const known = Thalweg.optimizers?.[name]?.settings ?? {};
  const words = Object.entries(settings)
    .filter(([key, value]) => !(key in known) || value !== known[key].default)
    .map(([key, value]) => `${key}=${typeof value === "number" ? numberWord(value) : value}`);
  return words.length ? `${name}:${words.join(",")}` : name;
}

const split = (text, mark) => {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

// The points of "points:(1,2);(0,0)", or null where starts are made in another way.
function pointsOf(way) {
  const match = /^\s*points:(.*)$/.exec(way);
  if (!match) return null;
  return match[1].split(";").map((word) => word.replace(/[()\s]/g, "").split(",").map(Number));
}

const pointsText = (points) => `points:${points.map((p) => `(${p.map(numberWord).join(",")})`).join(";")}`;

// Whether a population searches, which begins anywhere or at one point.
const isSearch = (run) => Boolean(Thalweg.optimizers?.[run.optimizer.split(":")[0]]?.population);

// What each run is called: its label or its optimizer; the same name twice gets a number.
function labelsOf(runs) {
  const names = [];
  for (const run of runs) {
    const stem = run.label || run.optimizer;
    let name = stem;
    for (let k = 2; names.includes(name); k++) name = `${stem} (${k})`;
    names.push(name);
  }
  return names;
}

// One gesture is one step back.
class History {
  constructor(state) {
    this.past = [];
    this.future = [];
    this.now = JSON.stringify(state);
  }

  keep(state) {
    const text = JSON.stringify(state);
    if (text === this.now) return;
    this.past.push(this.now);
    if (this.past.length > 200) this.past.shift();
    this.future = [];
    this.now = text;
  }

  step(from, to) {
    if (!from.length) return null;
    to.push(this.now);
    this.now = from.pop();
    return JSON.parse(this.now);
  }

  undo() { return this.step(this.past, this.future); }
  redo() { return this.step(this.future, this.past); }
}
