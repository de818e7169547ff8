// From a state to what it shows: landscape, runs, film, colors. What did not change is kept.

const MOST_KEPT = 1e6;
const TONGUES = ["en", ...Object.keys(PAGE.phrases)];
const { most: { particles: MOST_PARTICLES, work: MOST_WORK }, steps: USUAL_STEPS } = PAGE;

class Model {
  constructor() {
    this.made = new Map();
    this.minima = new Map();
  }

  // What was made for a key is kept until it was not asked for in a while.
  keep(key, make) {
    if (this.made.has(key)) {
      const value = this.made.get(key);
      this.made.delete(key);
      this.made.set(key, value);
      return value;
    }
    const value = make();
    this.made.set(key, value);
    if (this.made.size > 40) this.made.delete(this.made.keys().next().value);
    return value;
  }

  // Reads a state; a run that cannot be made is an error, and the model stays what it was.
  read(state) {
    const landscape = this.surface(state.landscape), { cmap, language, subtitles } = state.look;
    if (cmap && !Object.hasOwn(PAGE.cmaps, cmap)) throw new Error(`this page has no colors '${cmap}'`);
    if (!TONGUES.includes(language)) throw new Error(`this page does not speak '${language}', only ${TONGUES.join(", ")}`);
    subtitlesOf(subtitles, 1);
    const runs = state.runs.map((run, k) => this.run(landscape, state, run, k)), names = Thalweg.displayNames(runs);
    runs.forEach((own, k) => (own.called = names[k]));
    Object.assign(this, { state, landscape, all: runs });
    const moving = this.shown(runs.filter((own) => own.run));
    const film = this.keep(`film ${state.look.clock} ${moving.map((own) => own.key).join("|")}`, () =>
      new Film(moving.map((own) => own.run), state.look.clock));
    return Object.assign(this, { runs: moving, film });
  }

  // A state that cannot be shown, without what cannot be shown of it: field by field it is put over what can be.
  mended(state, written) {
    const usual = settledState({ runs: [{}] }).state.runs[0], { cmap, language, subtitles, ...look } = state.look;
    const shown = (one) => {
      try {
        return this.read(one) && one;
      } catch {
        return null;
      }
    };
    const bare = { ...state, landscape: written.landscape, look: { ...written.look, ...look, cmap: null }, runs: state.runs.map((run) => ({ ...usual, label: run.label, starts: [] })) };
    const put = (whole, edit) => shown(edit(whole)) ?? whole;
    const withRun = (whole, k, more) => ({ ...whole, runs: whole.runs.map((run, at) => (at === k ? { ...run, ...more } : run)) });
    let whole = put(bare, (one) => ({ ...one, landscape: state.landscape }));
    for (const [key, value] of Object.entries({ cmap, language, subtitles })) whole = put(whole, (one) => ({ ...one, look: { ...one.look, [key]: value } }));
    state.runs.forEach((run, k) => {
      whole = put(whole, (one) => withRun(one, k, run));
      if (whole.runs[k].starts === run.starts) return;
      for (const key of ["optimizer", "learning_rate", "seed", "starts", "steps", "tolerance", "noise"]) {
        whole = put(whole, (one) => withRun(one, k, { [key]: run[key] }));
        if (key === "starts" && whole.runs[k].starts !== run.starts) whole = put(whole, (one) => withRun(one, k, { starts: usual.starts }));
      }
    });
    return shown(whole) ?? written;
  }

  surface(land) {
    return this.keep(`landscape ${JSON.stringify(land)}`, () => {
      const printed = PAGE.landscapes.find((entry) => sameLandscape(entry.state, land));
      if (printed) return Thalweg.landscapeOf(printed.name);
      if (!land.formula) throw new Error(unknownLandscape(land));
      return keptFormula(land.formula, land.domain, land.variables);
    });
  }

  run(landscape, state, run, place) {
    const labels = labelsOf(state.runs);
    const shape = { landscape: state.landscape, ...run, label: "" };
    const key = `run ${JSON.stringify(shape)}`;
    const own = { state: run, name: run.optimizer.split(":")[0], settings: {}, key, place, label: labels[place], run: null, rate: null };
    const carried = recordedOf(shape);
    if (carried) return { ...own, run: this.keep(key, () => recordedRun(landscape, carried)), recorded: true };
    if (PAGE.recorded.some(({ run: other }) => other.optimizer === run.optimizer) && !PAGE.optimizers.includes(own.name)) {
      throw new Error(`${run.optimizer} is played as Python recorded it: choose another optimizer`);
    }
    if (PAGE.elsewhere.includes(own.name)) throw new Error(`this page is without ${own.name}: thalweg animate --optimizer ${own.name} -o X.html makes one with it`);
    const { name, settings } = Object.assign(own, readOptimizer(run.optimizer));
    if (!PAGE.optimizers.includes(name)) throw new Error(unknownOptimizer(name));
    Thalweg.checkSuited?.(name, landscape);
    if (Thalweg.optimizers[name].population) return { ...own, run: this.keep(key, () => searchedRun(landscape, own)), recorded: true, searches: true };
    const starts = run.starts.length ? this.keep(`starts ${JSON.stringify([state.landscape, run.starts, run.seed])}`, () =>
      placesOf(landscape, run.starts, run.seed)) : [];
    own.rate = this.rate(landscape, state, own, run, starts);
    if (run.noise) Thalweg.noiseOf(run.noise, landscape);
    if (!run.starts.length) return own;
    const count = starts.length / landscape.dimensions;
    checkSize(count, run.steps ?? USUAL_STEPS);
    own.run = this.keep(key, () => {
      const { tolerance, noise } = run, how = { optimizer: name, settings, learning_rate: own.rate.value ?? undefined, starts, tolerance, noise: noise || null };
      const steps = run.steps ?? (asWritten(state) && PAGE.lengths[place] || Thalweg.defaultSteps(landscape, how));
      return Thalweg.descend(landscape, { ...how, steps, keep: keptOf(starts.length, steps) });
    });
    return own;
  }

  // A few starts have a rate of their own.
  rate(landscape, state, own, run, starts) {
    const few = Thalweg.isFew(landscape, starts) ? [run.starts, run.seed] : null;
    return this.keep(`rate ${JSON.stringify([state.landscape, run.optimizer, run.learning_rate, run.steps, few])}`, () =>
      rateOf(landscape, own, run, few && starts));
  }

  get chosen() {
    return this.all[Math.min(this.state.page.chosen, this.all.length - 1)] ?? null;
  }

  // Where the particles of a run went: {places, label}.
  destinations(own) {
    return this.keep(`ends ${own.key}`, () => Thalweg.destinationsOf(own.run));
  }

  // The colors of minima, the same whatever is switched on: of a few each has its own, of many the lowest are gold and
  // all others ash. Those of the first scene have the colors of its film, in whose order they are seen; then come the others.
  inksOf(places, { palette, ash }) {
    const key = JSON.stringify(this.state.landscape), known = this.minima.get(key);
    const list = known ?? this.keep(`seen ${key}`, () => []);
    const numbers = places.map((place) => {
      const at = Thalweg.inksOf(this.landscape, list, [place])[0];
      return at >= 0 || known ? at : list.push(place) - 1;
    });
    const few = list.length <= FEW_NAMED, lowest = Thalweg.lowestOf(list, this.landscape, true);
    return numbers.map((number) => (few ? palette[number] : lowest.includes(number) && palette[0]) || ash);
  }

  learn(minima) {
    const key = JSON.stringify(this.state.landscape), seen = this.keep(`seen ${key}`, () => []), known = Thalweg.inksOf(this.landscape, seen, minima);
    this.minima.set(key, [...seen, ...minima.filter((_, k) => known[k] < 0)]);
  }

  // A sweep stands in place of the runs as long as it is of what is chosen.
  shown(moving) {
    if (this.sweep?.basis !== this.basis) this.sweep = null;
    return this.sweep ? [this.sweep] : moving;
  }

  get basis() { return `${this.chosen?.key} ${this.state.page.followed}`; }
}

// What Python recorded of a run of this shape, if it did.
function recordedOf(shape) {
  return PAGE.recorded.find((entry) => {
    entry.shape ??= settledState({ landscape: entry.landscape, runs: [entry.run] }).state;
    return same(shape, { landscape: entry.shape.landscape, ...entry.shape.runs[0], label: "" });
  });
}

function sameLandscape(a, b) {
  const whole = (land) => Object.keys(FIELDS.landscape).map((key) => land[key] ?? FIELDS.landscape[key].default ?? null);
  return same(whole(a), whole(b));
}

function unknownLandscape(land) {
  const names = PAGE.landscapes.map((entry) => entry.state.name).filter(Boolean);
  const near = nearest(land.name ?? "", names);
  if (names.includes(land.name)) return `this page does not carry ${land.name} in that form; thalweg explore does`;
  return `this page has no landscape '${land.name}'${near ? `; did you mean '${near}'?` : ""}`;
}

function unknownOptimizer(name) {
  const near = nearest(name, PAGE.optimizers);
  return `this page has no optimizer '${name}'${near ? `; did you mean '${near}'?` : ""}`;
}

let formulas = 0;

// A typed formula as a landscape of this page; the same text is the same landscape.
function keptFormula(text, domain, names = []) {
  const known = keptFormula.known ??= new Map();
  const key = JSON.stringify([text, domain, names]);
  if (!known.has(key)) {
    if (!Thalweg.parseFormula) throw new Error("this page carries its own landscape only; a page of thalweg explore reads formulas");
    const landscape = Thalweg.parseFormula(text, domain, `formula${formulas ? `_${formulas}` : ""}`, names);
    formulas++;
    Thalweg.keepLandscape(landscape);
    known.set(key, landscape);
  }
  return known.get(key);
}

// A run of which all is known, with what those that are descended here can be asked.
const asRun = (known) => Object.assign(Object.create(Thalweg.Run.prototype), known);

// A recorded run as Python wrote it.
function recordedRun(landscape, entry) {
  const [positions, losses] = [entry.positions, entry.losses].map((text) => text && Float64Array.from(new Float32Array(bytesOf(text).buffer)));
  const { count, dimensions: n } = entry;
  const heights = new Float64Array(positions.length / n);
  heights.forEach((_, k) => (heights[k] = landscape.value(positions.subarray(k * n, k * n + n))));
  return asRun({
    landscape, positions, losses, heights, count, joined: entry.joined, trails: entry.trails, dimensions: n, rows: entry.indices.length, steps: entry.steps, who: entry.who, learningRate: entry.rate,
    indices: Int32Array.from(entry.indices), endings: Uint8Array.from(entry.endings), stoppedAt: Int32Array.from(entry.stoppedAt),
  });
}

// A population's search: a row for each generation. It begins anywhere, or at one point.
function searchedRun(landscape, { name, settings: given, state: { starts, seed, steps, noise } }) {
  const { label, settings: about } = Thalweg.optimizers[name], usual = FIELDS.runs.starts.default;
  const settings = Object.fromEntries(Object.keys(about).map((key) => [key, given[key] ?? about[key].default]));
  if (noise) throw new Error(`noise must be left away: ${label} asks for no gradient`);
  if (name === "cma_es" && landscape.dimensions > 2) throw new Error(`${label} in more than two variables runs in Python alone`);
  const place = starts.length && !same(starts, usual) ? placesOf(landscape, starts, seed) : [];
  const start = place.length === landscape.dimensions ? place : null, generations = steps ?? GENERATIONS;
  checkSize(settings.population ?? 1, generations);
  return asRun({ ...Thalweg.searched(landscape, { method: name, settings, generations, seed, start }), who: label, alone: start !== null });
}

const GENERATIONS = 60;

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// Starts that Python alone makes, brought along.
Thalweg.printed.starts = Object.fromEntries(Object.entries(PAGE.starts).map(([text, { domain, places }]) =>
  [text, { domain, places: new Float64Array(bytesOf(places).buffer) }]));

// The learning rate of a run: a number or a schedule, and why.
function rateOf(landscape, { name, settings }, run, few) {
  const { order, settings: { learning_rate: known } } = Thalweg.optimizers[name];
  if (!known && run.learning_rate !== null) throw new Error(`learning_rate must be left away: ${Thalweg.optimizers[name].name} has none`);
  if (!known) return { value: null, number: null, reason: "" };
  const { learning_rate: usual = order === 1 ? known.default : null } = settings, given = run.learning_rate ?? usual;
  if (typeof given === "number") return { value: given, number: given, reason: "" };
  if (/[:(]/.test(given ?? "")) {
    const schedule = Thalweg.scheduleOf(given);
    return { value: given, number: (schedule.settings.then ?? schedule).settings.rate, reason: "" };
  }
  const natural = () => (!few && PAGE.rates?.[`${landscape.name} ${run.optimizer}`]) || Thalweg.defaultRate(landscape, name, settings, few);
  const { rate, reason } = usual ? { rate: usual, reason: "" } : natural();
  const value = given ? fittedSchedule(given, rate, run.steps ?? USUAL_STEPS) : rate;
  return { value, number: rate, reason };
}

// A schedule of that name that begins at, or rises to, `rate` and lasts `steps`.
function fittedSchedule(name, rate, steps) {
  const { schedules } = Thalweg.printed.tables;
  if (!Object.hasOwn(schedules, name)) throw new Error(`learning_rate: unknown schedule '${name}'; there are ${Object.keys(schedules).join(", ")}`);
  const known = Object.keys(schedules[name].settings);
  const words = [python(rate)];
  const fitted = { steps, every: Math.max(Math.floor(steps / 3), 1), timescale: Math.max(steps / 10, 1) };
  for (const [key, value] of Object.entries(fitted)) if (known.includes(key)) words.push(`${key}=${key === "timescale" ? python(value) : value}`);
  if (known.includes("factor") && !known.includes("every")) words.push(`factor=${general(0.01 ** (1 / Math.max(steps, 1)))}`);
  return `${name}:${words.join(",")}`;
}

// Random starts that name no seed of their own take the run's.
function seeded(way, seed) {
  const name = way.split(":")[0].trim();
  const known = Thalweg.printed.tables.starts[name]?.settings ?? {};
  return "seed" in known && !/\bseed\s*=/.test(way) ? `${way}${way.includes(":") ? "," : ":"}seed=${seed}` : way;
}

function placesOf(landscape, ways, seed) {
  const parts = ways.map((way) => Thalweg.startPoints(seeded(way, seed), landscape));
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function checkSize(count, steps) {
  const many = (x) => Math.floor(x).toLocaleString("en-US");
  if (count > MOST_PARTICLES) throw new Error(`a page takes at most ${many(MOST_PARTICLES)} particles, that would be ${many(count)}`);
  if (count * steps > MOST_WORK) {
    throw new Error(`with ${many(count)} particles a page takes at most ${many(MOST_WORK / count)} steps, got ${many(steps)}`);
  }
}

// The steps that are kept of a long run: half are the first ones, one by one, as films show them slowly; the others lie evenly.
function keptOf(numbers, steps) {
  const first = Math.max(Math.floor(MOST_KEPT / numbers / 2), 1), every = Math.ceil((steps - first) / first);
  return every < 2 ? "all" : Array.from({ length: first + Math.ceil((steps - first) / every) }, (_, k) => (k < first ? k : first + (k - first) * every));
}
