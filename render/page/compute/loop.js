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
  const learningRate = "learning_rate" in settings ? settings.learning_rate ?? suitedRate(landscape, name, settings, starts).rate : null;
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

// As many steps as bring the first 400 starts to rest, or 95 % of them after 1,000: descent.default_steps.
function defaultSteps(landscape, options) {
  const { watched, fewest, looks, soon } = globalThis.Thalweg.printed.tables.loop;
  const { optimizer, settings, learning_rate, momentum } = options, n = landscape.dimensions;
  const all = startsOf(options.starts ?? "grid", landscape), starts = all.slice(0, watched * n);
  const given = { optimizer, settings, ...(learning_rate === undefined ? {} : { learning_rate }), momentum, starts, judged: false };
  const most = longestOpen(optimizerOf(optimizer ?? "gradient_descent").name, all.length / n, n);
  for (let length = soon; ; length = Math.min(2 * length, most)) {
    const keep = Array.from({ length: length / looks }, (_, k) => (k + 1) * looks);
    const run = descend(landscape, { ...given, steps: length, keep });
    const needed = run.stoppedAt.reduce((last, step) => Math.max(last, step), 0), ended = enoughAt(run);
    if (needed < length || ended || length === most) return Math.max(Math.ceil((ended || needed) / 10) * 10, fewest);
  }
}

// The most steps of a run that is not told its length.
function longestOpen(name, count, n) {
  const { most, room, looks, soon } = globalThis.Thalweg.printed.tables.loop;
  const fits = Math.floor(Math.floor(room / (Math.max(count, 1) * (n + 1))) / looks) * looks;
  return optimizers[name].order === 1 ? Math.min(Math.max(fits, soon), most) : soon;
}

// The step at which a run has gone on long enough, as descent/engine/patience.py says it; 0 where all stop before.
function enoughAt(run) {
  const { looks, soon, share, falling } = globalThis.Thalweg.printed.tables.loop;
  let before = null, mark = looks;
  for (let step = looks; step <= run.steps; step += looks) {
    const heights = run.heightsOf(run.indices.indexOf(step)), doubled = step === mark;
    const moving = Array.from(heights.keys()).filter((i) => run.stoppedAt[i] >= step);
    if (!moving.length) return 0;
    if (step >= soon) {
      const down = doubled ? moving.filter((i) => heights[i] < (before?.[i] ?? Infinity)).length : Infinity;
      if (moving.length <= (1 - share) * run.count || down < falling * moving.length) return step;
    }
    if (doubled) [before, mark] = [heights, 2 * step];
  }
  return 0;
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
