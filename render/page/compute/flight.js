// Some particles of a run on their way, from their starts to their ends, as descent/engine/block.py says it.
// Those that still move stand side by side: one that stops gives its place to the last of them.
class Flight {
  // So few at a time that what a step touches stays in the processor's cache.
  static most = 512;

  constructor(run, mover) {
    const { landscape } = run, n = run.dimensions, size = Math.min(Flight.most, run.count);
    Object.assign(this, { run, mover, landscape, n });
    this.numbers = new Int32Array(size);
    this.odd = new Int32Array(size);
    this.x = new Float64Array(size * n);
    this.before = new Float64Array(size * n);
    this.g = new Float64Array(size * n);
    this.out = new Float64Array(size * (n + 1));
    this.outBefore = new Float64Array(size * (n + 1));
    this.point = new Float64Array(n);
    this.both = new Float64Array(n + 1);
    this.places = new Float64Array(size * n);
    this.heights = new Float64Array(size);
    const middle = landscape.searchDomain.map(([low, high]) => (low + high) / 2);
    const reach = landscape.searchDomain.map(([low, high]) => ((high - low) / 2) * run.escapeFactor);
    this.low = Float64Array.from(middle, (centre, d) => centre - reach[d]);
    this.high = Float64Array.from(middle, (centre, d) => centre + reach[d]);
    const { resting } = globalThis.Thalweg.printed.tables.endings.rest;
    const least = Float64Array.from(landscape.slopes, (slope) => resting * slope);
    const { tolerance } = run;
    this.never = new Float64Array(n).fill(-1);
    this.stop = tolerance === 0 ? this.never : tolerance == null ? least : new Float64Array(n).fill(tolerance);
    this.rest = least.map((slope, d) => Math.max(slope, this.stop[d]));
  }

  // The particles from number `first` on, `count` of them, through all steps.
  travel(first, count, rateAt, noise) {
    const { run, n } = this;
    this.first = first;
    this.count = this.moving = count;
    for (let i = 0; i < count; i++) this.numbers[i] = first + i;
    this.x.set(run.positions.subarray(first * n, (first + count) * n));
    this.places.set(this.x);
    this.mover.begin(this.x, count);
    this.begin();
    let row = 1;
    for (let step = 0; step < run.steps && this.moving; step++) {
      this.before.set(this.x);
      [this.out, this.outBefore] = [this.outBefore, this.out];
      if (noise) noise.disturb(this.g, this.before, this.moving, step, this.numbers);
      this.mover.move(this.x, this.g, this.moving, step, rateAt(step), this.outBefore);
      this.look(step);
      if (run.indices[row] === step + 1) this.write(row++);
    }
    this.settle();
    while (row < run.rows) this.copy(row++);
    this.finish();
  }

  begin() {
    const stop = this.run.steps > 0 ? this.stop : this.never;
    for (let left = this.survey(stop); left--; ) {
      const i = this.odd[left], code = this.fate(i);
      if (code !== RUNNING) {
        // Far outside heights overflow; inside, that is as good as no value.
        const nothing = code === DIVERGED && (this.isInside(i) || Number.isNaN(this.out[i * (this.n + 1)]));
        this.leave(i, 0, nothing ? UNDEFINED : code, 0);
      } else if (this.isAtRest(i, stop)) this.leave(i, 0, RUNNING, 1);
    }
    this.write(0);
  }

  // After `step`: who was lost stops before it, back where it was; who came to rest stops before the next.
  look(step) {
    const stop = step + 1 < this.run.steps ? this.stop : this.never;
    for (let left = this.survey(stop); left--; ) {
      const i = this.odd[left], code = this.fate(i);
      if (code !== RUNNING) {
        const { x, before, out, outBefore, n } = this;
        for (let d = i * n; d < (i + 1) * n; d++) x[d] = before[d];
        for (let d = i * (n + 1); d < (i + 1) * (n + 1); d++) out[d] = outBefore[d];
        this.leave(i, step, code, 0);
      } else if (this.isAtRest(i, stop)) this.leave(i, step + 1, code, 1);
    }
  }

  // Heights and gradients where the particles are; counts who needs a closer look: outside, not finite, or with no
  // slope above `stop`.
  survey(stop) {
    const { x, out, g, moving, low, high, odd, point, both, n, landscape } = this;
    if (n === 2) return surveyPairs(landscape, x, out, g, moving, low, high, stop, odd, point, both);
    let count = 0;
    for (let i = 0, at = 0, to = 0; i < moving; i++, at += n) {
      for (let d = 0; d < n; d++) point[d] = x[at + d];
      landscape.raw(point, both);
      let sum = out[to++] = both[0], inside = true, flat = true;
      for (let d = 0; d < n; d++) {
        const slope = both[d + 1], place = point[d];
        g[at + d] = out[to++] = slope;
        sum += slope;
        if (!(place >= low[d] && place <= high[d])) inside = false;
        if (!(Math.abs(slope) <= stop[d])) flat = false;
      }
      if (flat || !inside || sum * 0 !== 0) odd[count++] = i;
    }
    return count;
  }

  isInside(i) {
    const { x, low, high, n } = this;
    for (let d = 0; d < n; d++) if (!(x[i * n + d] >= low[d] && x[i * n + d] <= high[d])) return false;
    return true;
  }

  isAtRest(i, stop) {
    const { out, n } = this;
    for (let d = 0; d < n; d++) if (!(Math.abs(out[i * (n + 1) + 1 + d]) <= stop[d])) return false;
    return true;
  }

  // What becomes of a particle; inside, what is not finite is mended first.
  fate(i) {
    const { x, out, g, point, both, n } = this, inside = this.isInside(i), first = i * (n + 1);
    if (inside) {
      let sum = 0;
      for (let d = 0; d <= n; d++) sum += (both[d] = out[first + d]) * 0;
      if (sum !== 0) {
        for (let d = 0; d < n; d++) point[d] = x[i * n + d];
        this.landscape.repair(point, both);
        for (let d = 0; d <= n; d++) out[first + d] = both[d];
        for (let d = 0; d < n; d++) g[i * n + d] = both[d + 1];
      }
    }
    let finite = Number.isFinite(out[first]);
    for (let d = 0; d < n; d++) finite &&= Number.isFinite(x[i * n + d]);
    if (!finite) return DIVERGED;
    return inside ? RUNNING : ESCAPED;
  }

  // The particle in place i moves no more.
  leave(i, step, code, resting) {
    const { run, n, numbers } = this, who = numbers[i], last = --this.moving;
    run.stoppedAt[who] = step;
    run.endings[who] = code;
    run.resting[who] = resting;
    this.keep(i);
    if (i === last) return;
    numbers[i] = numbers[last];
    for (const array of [this.x, this.before, this.g]) array.copyWithin(i * n, last * n, last * n + n);
    const width = n + 1;
    for (const array of [this.out, this.outBefore]) array.copyWithin(i * width, last * width, last * width + width);
    this.mover.relocate(last, i);
  }

  // Where the particle in place i is, under its number.
  keep(i) {
    const { n, places, x } = this, who = this.numbers[i] - this.first;
    for (let d = 0; d < n; d++) places[who * n + d] = x[i * n + d];
    this.heights[who] = this.out[i * (n + 1)];
  }

  settle() {
    for (let i = 0; i < this.moving; i++) this.keep(i);
  }

  write(row) {
    if (this.moving < this.count) {
      this.settle();
      this.copy(row);
      return;
    }
    const { run, n, count, first, x, out } = this;
    const to = (row * run.count + first) * n, height = row * run.count + first;
    for (let i = 0; i < count * n; i++) run.positions[to + i] = x[i];
    for (let i = 0, from = 0; i < count; i++, from += n + 1) run.heights[height + i] = out[from];
  }

  copy(row) {
    const { run, n, count, first, places, heights } = this;
    const to = (row * run.count + first) * n, height = row * run.count + first;
    for (let i = 0; i < count * n; i++) run.positions[to + i] = places[i];
    for (let i = 0; i < count; i++) run.heights[height + i] = heights[i];
  }

  // In the end some rest on a slope that the tolerance would not have stopped them at (it may be 0).
  finish() {
    for (let i = 0; i < this.moving; i++) this.run.resting[this.numbers[i]] = this.isAtRest(i, this.rest) ? 1 : 0;
  }
}

// `Flight.survey` for two variables, which is nearly always.
function surveyPairs(landscape, x, out, g, moving, low, high, stop, odd, point, both) {
  const left = low[0], bottom = low[1], right = high[0], top = high[1], first = stop[0], second = stop[1];
  let count = 0;
  for (let i = 0, at = 0, to = 0; i < moving; i++, at += 2, to += 3) {
    const p = point[0] = x[at], q = point[1] = x[at + 1];
    landscape.raw(point, both);
    const h = out[to] = both[0], a = g[at] = out[to + 1] = both[1], b = g[at + 1] = out[to + 2] = both[2];
    if (p >= left && p <= right && q >= bottom && q <= top && (h + a + b) * 0 === 0 &&
      (Math.abs(a) > first || Math.abs(b) > second)) continue;
    odd[count++] = i;
  }
  return count;
}
