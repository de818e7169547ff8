// The one loop that moves particles, as descent/loop.py and descent/engine say it.
// The record of a run. Rows are steps, `indices` says which; in a row one particle stands after the other.
class Run {
  constructor(fields) {
    Object.assign(this, fields);
    this.dimensions = this.landscape.dimensions;
    checkRecord(this);
    this.indices = keptSteps(this.steps, this.keep);
    this.rows = this.indices.length;
    this.positions = new Float64Array(this.rows * this.count * this.dimensions);
    this.heights = new Float64Array(this.rows * this.count);
    this.stoppedAt = new Int32Array(this.count).fill(this.steps);
    this.endings = new Uint8Array(this.count).fill(RUNNING);
    this.resting = new Uint8Array(this.count);
  }

  // Positions of all particles in row k, and their heights.
  row(k) {
    const size = this.count * this.dimensions;
    return this.positions.subarray(k * size, (k + 1) * size);
  }

  heightsOf(k) {
    return this.heights.subarray(k * this.count, (k + 1) * this.count);
  }

  // Where a particle is in row k.
  at(k, particle) {
    const first = (k * this.count + particle) * this.dimensions;
    return this.positions.subarray(first, first + this.dimensions);
  }
}

// Two gigabytes are as much as a page may take.
const mostNumbers = 2 ** 28;

function checkRecord({ steps, keep, count, dimensions }) {
  const rows = Array.isArray(keep) ? keep.length + 2 : keep === "ends" ? 2 : steps / (keep === "all" ? 1 : keep) + 2;
  if (rows * (count * (dimensions + 1) + 1) <= mostNumbers) return;
  const grouped = (number) => number.toLocaleString("en-US");
  throw new Error(`descend: the record of ${grouped(count)} particles and ${grouped(steps)} steps does not fit in memory; ` +
    'keep less of it: record=k or "ends"');
}

// The steps that are kept: all, every k-th and the last, the ends, or those of a list and the ends.
function keptSteps(steps, keep) {
  if (Array.isArray(keep)) {
    return [...new Set([0, ...keep.filter((k) => k < steps), steps])].sort((a, b) => a - b);
  }
  const every = keep === "ends" ? Math.max(steps, 1) : Math.min(keep === "all" ? 1 : keep, Math.max(steps, 1));
  const indices = [];
  for (let k = 0; k <= steps; k += every) indices.push(k);
  if (indices[indices.length - 1] !== steps) indices.push(steps);
  return indices;
}

// Moves every start down the landscape and records where it was: descent.descend.
// options: optimizer ("adam" or "adam:beta1=0.8"), settings, learning_rate (number, schedule, text, null), starts (points,
// flat numbers, text), steps, tolerance, escape_factor, keep ("all", "ends", k, steps), noise (text).
function descend(landscape, options = {}) {
  const { settings: more = {}, tolerance = null, keep = "all" } = options;
  const escapeFactor = options.escape_factor ?? globalThis.Thalweg.printed.tables.loop.escapeFactor;
  const n = landscape.dimensions;
  const { name, settings } = optimizerOf(options.optimizer ?? "gradient_descent", ratedSettings(options, more));
  const starts = startsOf(options.starts ?? "grid", landscape);
  const steps = options.steps === null ? defaultSteps(landscape, options) : options.steps ?? 200;
  checkDescent(steps, tolerance, escapeFactor, keep);
  const noise = options.noise ? noiseOf(options.noise, landscape) : null;
  const learningRate = "learning_rate" in settings ? settings.learning_rate ?? defaultRate(landscape, name, settings).rate : null;
  const run = new Run({ landscape, optimizer: name, settings: { ...settings, learning_rate: learningRate }, learningRate,
    noise, steps, tolerance, keep, escapeFactor, count: starts.length / n });
  run.positions.set(starts);
  const rateAt = typeof learningRate === "function" ? learningRate : () => learningRate;
  const flight = new Flight(run, moverOf(name, run.settings, landscape, Math.min(run.count, Flight.most)));
  for (let first = 0; first < run.count; first += Flight.most) {
    flight.travel(first, Math.min(Flight.most, run.count - first), rateAt, noise);
  }
  if (typeof judge === "function" && options.judged !== false) judge(run);
  return run;
}

function ratedSettings({ learning_rate: rate, momentum }, more) {
  if (typeof more !== "object" || Array.isArray(more)) throw new Error(`settings must be given by name, as {beta1: 0.8}, got ${brief(more)}`);
  return { ...more, ...(rate === undefined ? {} : { learning_rate: rate }), ...(momentum === undefined ? {} : { momentum }) };
}

function moverOf(name, settings, landscape, capacity) {
  if (optimizers[name].printed) return new RuleMover(name, settings, landscape.dimensions, capacity);
  return curvatureMover(name, settings, landscape, capacity);
}

// As many steps as bring the first 400 starts to rest, 50 to 1,000, in tens.
function defaultSteps(landscape, options) {
  const { watched, fewest, most } = globalThis.Thalweg.printed.tables.loop;
  const starts = startsOf(options.starts ?? "grid", landscape).slice(0, watched * landscape.dimensions);
  const { optimizer, settings, learning_rate, momentum } = options;
  const run = descend(landscape, { optimizer, settings, ...(learning_rate === undefined ? {} : { learning_rate }), momentum,
    starts, steps: most, keep: "ends", judged: false });
  const needed = run.stoppedAt.reduce((last, step) => Math.max(last, step), 0);
  return Math.min(Math.max(Math.ceil(needed / 10) * 10, fewest), most);
}

function checkDescent(steps, tolerance, escapeFactor, keep) {
  const isCount = (value, least) => Number.isInteger(value) && value >= least;
  if (!(isCount(steps, 0) && steps <= 1e12)) {
    throw new Error(`descend.steps must be a whole number >= 0 and at most 1,000,000,000,000, got ${brief(steps)}`);
  }
  if (tolerance !== null) checkedNumber("descend.tolerance", tolerance, "[0, inf)");
  checkedNumber("descend.escape_factor", escapeFactor, "[1, inf)");
  const named = keep === "all" || keep === "ends";
  const fits = Array.isArray(keep) ? keep.length && keep.every((k) => isCount(k, 0)) : named || isCount(keep, 1);
  if (!fits) throw new Error(`descend.record must be a whole number >= 1, "ends" or a tuple of steps, got ${brief(keep)}`);
}
