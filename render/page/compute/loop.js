// The one loop that moves particles, as descent/loop.py and descent/engine say it.
const endingCodes = { CONVERGED: 0, SADDLE: 1, STALLED: 2, RUNNING: 3, ESCAPED: 4, DIVERGED: 5, UNDEFINED: 6 };

// The record of a run. Rows are steps, `indices` says which; in a row one particle stands after the other.
class Run {
  constructor(fields) {
    Object.assign(this, fields);
    this.dimensions = this.landscape.dimensions;
    this.indices = keptSteps(this.steps, this.keep);
    this.rows = this.indices.length;
    this.positions = new Float64Array(this.rows * this.count * this.dimensions);
    this.heights = new Float64Array(this.rows * this.count);
    this.stoppedAt = new Int32Array(this.count).fill(this.steps);
    this.endings = new Uint8Array(this.count).fill(endingCodes.RUNNING);
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

// Particles on their way. Those that still move stand side by side: one that stops gives its place to the last.
class Flight {
  constructor(run, mover) {
    const { count, dimensions: n, landscape } = run;
    this.run = run;
    this.mover = mover;
    this.moving = count;
    this.numbers = Int32Array.from({ length: count }, (_, k) => k);
    this.x = run.row(0).slice();
    this.before = new Float64Array(count * n);
    this.g = new Float64Array(count * n);
    this.out = new Float64Array(count * (n + 1));
    this.outBefore = new Float64Array(count * (n + 1));
    this.point = new Float64Array(n);
    this.both = new Float64Array(n + 1);
    this.places = run.row(0).slice();
    this.heights = new Float64Array(count);
    const centre = landscape.searchDomain.map(([low, high]) => (low + high) / 2);
    const reach = landscape.searchDomain.map(([low, high]) => (high - low) / 2 * run.escapeFactor);
    this.low = Float64Array.from(centre, (middle, i) => middle - reach[i]);
    this.high = Float64Array.from(centre, (middle, i) => middle + reach[i]);
    const least = Float64Array.from(landscape.slopes, (slope) => 2e-7 * slope);
    const { tolerance } = run;
    this.stop = tolerance === 0 ? null : tolerance == null ? least : new Float64Array(n).fill(tolerance);
    this.rest = this.stop ? least.map((slope, i) => Math.max(slope, this.stop[i])) : least;
  }

  travel(rateAt, noise) {
    const { run } = this;
    let row = 1;
    this.begin();
    for (let step = 0; step < run.steps && this.moving; step++) {
      this.before.set(this.x);
      [this.out, this.outBefore] = [this.outBefore, this.out];
      this.takeGradients(step, noise);
      this.mover.move(this.x, this.g, this.moving, step, rateAt(step), this);
      this.survey();
      this.look(step);
      if (run.indices[row] === step + 1) this.write(row++);
    }
    this.settle();
    for (; row < run.rows; row++) this.copy(row);
    this.finish();
  }

  // Heights and gradients where the particles are, and what is not finite there mended.
  survey() {
    const { x, out, moving, point, both } = this, { landscape } = this.run, n = point.length;
    if (landscape.rows) return landscape.rows(x, out, moving);
    for (let i = 0, at = 0, to = 0; i < moving; i++) {
      for (let d = 0; d < n; d++) point[d] = x[at++];
      landscape.raw(point, both);
      for (let d = 0; d <= n; d++) out[to++] = both[d];
    }
  }

  takeGradients(step, noise) {
    const { g, outBefore, moving } = this, n = this.point.length;
    for (let i = 0, at = 0, from = 1; i < moving; i++, from++) {
      for (let d = 0; d < n; d++) g[at++] = outBefore[from++];
    }
    if (noise) noise.disturb(g, this.before, moving, step, this.numbers);
  }

  begin() {
    const { run } = this;
    this.survey();
    for (let i = this.moving - 1; i >= 0; i--) {
      const code = this.fate(i);
      this.heights[i] = this.out[i * (this.point.length + 1)];
      if (code === endingCodes.RUNNING) continue;
      const undefinedThere = code === endingCodes.DIVERGED && (this.isInside(i) || Number.isNaN(this.heights[i]));
      this.leave(i, 0, undefinedThere ? endingCodes.UNDEFINED : code, false);
    }
    run.heightsOf(0).set(this.heights);
    if (run.steps > 0) this.rests(0);
  }

  // After `step`: who was lost goes back and stops before it, who came to rest stops before the next.
  look(step) {
    const { x, out, low, high } = this, n = this.point.length, width = n + 1;
    for (let i = this.moving - 1; i >= 0; i--) {
      let sum = out[i * width] * 0, inside = true;
      for (let d = 0, at = i * n, slope = i * width + 1; d < n; d++, at++, slope++) {
        sum += out[slope] * 0;
        if (!(x[at] >= low[d] && x[at] <= high[d])) inside = false;
      }
      if (inside && sum === 0) continue;
      const code = this.fate(i);
      if (code === endingCodes.RUNNING) continue;
      for (let d = 0; d < n; d++) x[i * n + d] = this.before[i * n + d];
      for (let d = 0; d < width; d++) out[i * width + d] = this.outBefore[i * width + d];
      this.leave(i, step, code, false);
    }
    if (step + 1 < this.run.steps) this.rests(step + 1);
  }

  // Stops whoever has no slope larger than the tolerance before `step`.
  rests(step) {
    const { stop, out } = this, n = this.point.length;
    if (!stop) return;
    const first = stop[0];
    for (let i = this.moving - 1; i >= 0; i--) {
      const from = i * (n + 1) + 1;
      if (!(Math.abs(out[from]) <= first)) continue;
      let flat = true;
      for (let d = 1; d < n; d++) if (!(Math.abs(out[from + d]) <= stop[d])) flat = false;
      if (flat) this.leave(i, step, endingCodes.RUNNING, true);
    }
  }

  isInside(i) {
    const n = this.point.length;
    for (let d = 0; d < n; d++) {
      const place = this.x[i * n + d];
      if (!(place >= this.low[d] && place <= this.high[d])) return false;
    }
    return true;
  }

  // What becomes of a particle that is outside or whose numbers are not finite; inside they are mended first.
  fate(i) {
    const { x, out, point, both } = this, n = point.length;
    const inside = this.isInside(i);
    if (inside) {
      for (let d = 0; d < n; d++) point[d] = x[i * n + d];
      for (let d = 0; d <= n; d++) both[d] = out[i * (n + 1) + d];
      if (!both.every(Number.isFinite)) this.run.landscape.repair(point, both);
      for (let d = 0; d <= n; d++) out[i * (n + 1) + d] = both[d];
    }
    let finite = Number.isFinite(out[i * (n + 1)]);
    for (let d = 0; d < n; d++) finite &&= Number.isFinite(x[i * n + d]);
    return finite ? (inside ? endingCodes.RUNNING : endingCodes.ESCAPED) : endingCodes.DIVERGED;
  }

  // The particle in place i moves no more.
  leave(i, step, code, resting) {
    const { run, x, out, before, outBefore, numbers, mover } = this, n = this.point.length, width = n + 1;
    const who = numbers[i], last = --this.moving;
    run.stoppedAt[who] = step;
    run.endings[who] = code;
    run.resting[who] = resting ? 1 : 0;
    this.keepPlace(i, who);
    if (i === last) return;
    numbers[i] = numbers[last];
    for (const [array, size] of [[x, n], [before, n], [out, width], [outBefore, width]]) {
      array.copyWithin(i * size, last * size, last * size + size);
    }
    mover.relocate(last, i);
  }

  keepPlace(i, who) {
    const n = this.point.length;
    for (let d = 0; d < n; d++) this.places[who * n + d] = this.x[i * n + d];
    this.heights[who] = this.out[i * (n + 1)];
  }

  // Where all particles are now, in their own order.
  settle() {
    for (let i = 0; i < this.moving; i++) this.keepPlace(i, this.numbers[i]);
  }

  write(row) {
    this.settle();
    this.copy(row);
  }

  copy(row) {
    this.run.row(row).set(this.places);
    this.run.heightsOf(row).set(this.heights);
  }

  // In the end some rest on a slope that the tolerance would not have stopped them at (it may be 0).
  finish() {
    const { run, out, rest, numbers } = this, n = this.point.length;
    for (let i = 0; i < this.moving; i++) {
      let flat = true;
      for (let d = 0; d < n; d++) if (!(Math.abs(out[i * (n + 1) + 1 + d]) <= rest[d])) flat = false;
      run.resting[numbers[i]] = flat ? 1 : 0;
    }
  }
}

// Moves every start down the landscape and records where it was: descent.descend.
function descend(landscape, options = {}) {
  const { optimizer = "gradient_descent", steps = 200, tolerance = null, keep = "all", noise = null } = options;
  const n = landscape.dimensions;
  const starts = flatStarts(options.starts, n);
  const settings = settingsOf(optimizer, options);
  const rate = options.learning_rate ?? settings.learning_rate;
  const run = new Run({ landscape, optimizer, settings, learningRate: rate, noise, steps, tolerance, keep,
    escapeFactor: options.escape_factor ?? 10, count: starts.length / n });
  run.row(0).set(starts);
  const mover = new RuleMover(optimizer, settings, n, run.count);
  new Flight(run, mover).travel(() => rate, noise);
  if (typeof judge === "function" && options.judged !== false) judge(run);
  return run;
}

function flatStarts(starts, n) {
  if (starts instanceof Float64Array) return starts;
  return Float64Array.from(n === 1 ? starts.flat() : typeof starts[0] === "number" ? starts : starts.flat());
}

// An optimizer's settings: those that are given, else the defaults that Python printed.
function settingsOf(name, { settings = {}, momentum } = {}) {
  const table = optimizers[name].settings;
  const defaults = Object.fromEntries(Object.entries(table).map(([key, { default: value }]) => [key, value]));
  return { ...defaults, ...(momentum === undefined ? {} : { momentum }), ...settings };
}
