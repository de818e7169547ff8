// Optimizers that not every page has, as descent/methods has them: second_look.py, limited_memory.py,
// conjugate_gradient.py, trust_region.py, least_squares.py.
class SAMMover extends SingleMover {
  begin() {
    this.both = new Float64Array(this.n + 1);
  }

  find(i, index, rate) {
    const { n, point, gradient, shift, trial, both, settings: { radius } } = this;
    const steep = Math.sqrt(dot(gradient, gradient));
    for (let d = 0; d < n; d++) trial[d] = point[d] + (radius * gradient[d]) / (steep > 0 ? steep : 1);
    this.landscape.both(trial, both);
    for (let d = 0; d < n; d++) shift[d] = -rate * both[d + 1];
  }
}

// Those that remember numbers of each particle: `kept` says how many, by name.
class RememberingMover extends SingleMover {
  begin() {
    this.memory = Object.entries(this.kept()).map(([name, size]) => [name, size, (this[name] = new Float64Array(this.capacity * size))]);
  }

  relocate(from, to) {
    for (const [, size, array] of this.memory) array.copyWithin(to * size, from * size, (from + 1) * size);
  }

  // What is remembered of particle i under a name.
  of(name, i) {
    const size = this[name].length / this.capacity;
    return this[name].subarray(i * size, (i + 1) * size);
  }
}

class SophiaMover extends RememberingMover {
  kept() { return { mean: this.n, bend: this.n }; }

  begin() {
    super.begin();
    this.matrix = new Float64Array(this.n * this.n);
  }

  find(i, index, rate) {
    const { n, gradient, shift, matrix, settings: { beta1, beta2, gamma, epsilon, every } } = this;
    const [mean, bend, looks] = [this.of("mean", i), this.of("bend", i), index % every === 0];
    if (looks) this.landscape.hessian(this.point, matrix);
    for (let d = 0; d < n; d++) {
      mean[d] = beta1 * mean[d] + (1 - beta1) * gradient[d];
      if (looks) bend[d] = beta2 * bend[d] + (1 - beta2) * matrix[d * n + d];
      const part = Math.min(Math.max(mean[d] / Math.max(gamma * bend[d], epsilon), -1), 1);
      shift[d] = -rate * (Number.isNaN(part) ? 0 : part);
    }
  }
}

class LBFGSMover extends BFGSMover {
  begin() {
    const { n, capacity } = this;
    this.moved = new Float64Array(capacity * n);
    this.last = new Float64Array(capacity * n);
    this.pairs = Array.from({ length: capacity }, () => []);
  }

  relocate(from, to) {
    const { n, pairs } = this;
    for (const array of [this.moved, this.last]) array.copyWithin(to * n, from * n, from * n + n);
    [pairs[to], pairs[from]] = [pairs[from], pairs[to]];
  }

  find(i, index, rate) {
    const { n, gradient, shift, moved, last, pairs } = this;
    if (index) this.remember(i);
    const start = this.firstScale();
    this.twoLoops(pairs[i], start);
    for (let d = 0; d < n; d++) shift[d] = -shift[d];
    // Rounding may have turned it uphill: such particles begin again.
    const lost = !(dot(shift, gradient) < 0);
    for (let d = 0; d < n; d++) shift[d] = rate * (lost ? -start * gradient[d] : shift[d]);
    this.backtrack();
    if (lost) pairs[i] = [];
    for (let d = 0; d < n; d++) {
      moved[i * n + d] = shift[d];
      last[i * n + d] = gradient[d];
    }
  }

  // One step more, where the curvature along it is positive; the oldest goes.
  remember(i) {
    const { n, pairs } = this, s = this.moved.slice(i * n, i * n + n);
    const y = this.gradient.map((slope, d) => slope - this.last[i * n + d]), along = dot(s, y);
    if (!(along > 1e-12 * Math.sqrt(dot(s, s)) * Math.sqrt(dot(y, y)))) return;
    pairs[i].push({ s, y, weight: 1 / along });
    if (pairs[i].length > this.settings.history) pairs[i].shift();
  }

  // H g as `shift`: Nocedal & Wright, algorithm 7.4.
  twoLoops(pairs, start) {
    const { n, gradient, shift } = this, shares = [], latest = pairs.at(-1);
    shift.set(gradient);
    for (let k = pairs.length; k--; ) {
      const { s, y, weight } = pairs[k], share = shares[k] = weight * dot(s, shift);
      for (let d = 0; d < n; d++) shift[d] -= share * y[d];
    }
    const scale = latest ? 1 / (latest.weight * dot(latest.y, latest.y)) : start;
    for (let d = 0; d < n; d++) shift[d] *= scale;
    pairs.forEach(({ s, y, weight }, k) => {
      const share = shares[k] - weight * dot(y, shift);
      for (let d = 0; d < n; d++) shift[d] += share * s[d];
    });
  }
}

class ConjugateGradientMover extends RememberingMover {
  kept() { return { direction: this.n, slopes: this.n }; }

  begin() {
    super.begin();
    this.matrix = new Float64Array(this.n * this.n);
    this.change = new Float64Array(this.n);
  }

  find(i, index, rate) {
    const { n, gradient, shift, matrix, change, sides } = this, [direction, before] = [this.of("direction", i), this.of("slopes", i)];
    for (let d = 0; d < n; d++) change[d] = gradient[d] - before[d];
    const square = dot(before, before), share = Math.max(dot(gradient, change) / (square > 0 ? square : 1), 0);
    for (let d = 0; d < n; d++) direction[d] = share * direction[d] - gradient[d];
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      for (let d = 0; d < n; d++) direction[d] = -gradient[d];
      slope = -dot(gradient, gradient);
    }
    this.landscape.hessian(this.point, matrix);
    const bend = dot(direction, change.map((_, d) => dot(matrix.subarray(d * n, d * n + n), direction)));
    let reach = bend > 1e-300 ? -slope / bend : this.firstScale();
    const far = reach * Math.sqrt(dot(direction, direction)), limit = this.settings.longest * Math.sqrt(dot(sides, sides));
    reach *= Math.min(1, limit / (far > 0 ? far : 1));
    for (let d = 0; d < n; d++) shift[d] = rate * reach * direction[d];
    this.backtrack();
    before.set(gradient);
  }
}

// Along the principal axes of a matrix, in shares of the domain's sides.
class PrincipalMover extends RememberingMover {
  begin() {
    super.begin();
    this.matrix = new Float64Array(this.n * this.n);
    this.eigen = new Eigen(this.n);
    this.slopes = new Float64Array(this.n);
    this.along = new Float64Array(this.n);
  }

  // What `matrix` is in such shares as `values`, rising, and `axes[d][k]`, coordinate d of axis k; `slopes` are `scale`
  // times the gradient's along them. Which way an axis points decides where one goes who stands on a crest.
  takeApart(scale = 1) {
    const { n, matrix, eigen, sides, gradient, slopes } = this;
    for (let k = 0; k < n * n; k++) matrix[k] *= sides[Math.floor(k / n)] * sides[k % n];
    const rows = Array.from(sides, (_, d) => Array.from(matrix.subarray(d * n, d * n + n)));
    const { values, axes } = n > 2 ? { values: eigen.of(matrix).values, axes: rows.map((_, d) => eigen.vectors.map((axis) => axis[d])) } : axesAsLapack(rows);
    slopes.fill(0);
    for (let d = 0; d < n; d++) for (let k = 0; k < n; k++) slopes[k] += axes[d][k] * (scale * sides[d] * gradient[d]);
    return Object.assign(this, { values, axes });
  }

  // `shift` from what is `along` the axes.
  putTogether() {
    const { n, axes, along, sides, shift } = this;
    for (let d = 0; d < n; d++) shift[d] = sides[d] * dot(axes[d], along);
  }

  // How much of the fall that was `promised` the step `shift` brings.
  fall(promised) {
    const { n, point, shift, trial, landscape } = this;
    for (let d = 0; d < n; d++) trial[d] = point[d] + shift[d];
    return (landscape.value(point) - landscape.value(trial)) / promised;
  }
}

class TrustRegionMover extends PrincipalMover {
  kept() { return { radius: 1 }; }

  begin() {
    super.begin();
    this.radius.fill(Math.min(this.settings.radius, this.settings.largest));
  }

  find(i) {
    const { shift, along, settings: { largest: longest, least } } = this, radius = this.radius[i];
    this.landscape.hessian(this.point, this.matrix);
    const { values, slopes } = this.takeApart();
    withinRadius(values, slopes, radius, along);
    this.putTogether();
    const fall = this.fall(-(dot(slopes, along) + 0.5 * dot(along.map((p, k) => values[k] * p), along)));
    const full = Math.sqrt(dot(along, along)) >= 0.999 * radius;
    if (!(fall >= 0.25)) this.radius[i] = radius / 4;
    else if (fall > 0.75 && full) this.radius[i] = Math.min(2 * radius, longest);
    if (!(fall > least)) shift.fill(0);
  }
}

// Where slopes.p + curvature.p**2 / 2 is lowest among all |p| <= radius, into `out`: algorithm 4.3 and the hard case.
function withinRadius(curvature, slopes, radius, out) {
  const n = out.length, push = Math.max(0, -curvature[0]), gap = out.map((_, k) => Math.max(curvature[k] + push, 0));
  const size = Math.max(largest(curvature), 1e-300), flat = (k) => gap[k] <= 1e-14 * size;
  const strength = Math.sqrt(dot(slopes, slopes)), along = (s, floor) => out.map((_, k) => -slopes[k] / Math.max(gap[k] + s, floor));
  let level = 0;
  for (let k = 0; k < n; k++) {
    out[k] = flat(k) ? 0 : -slopes[k] / gap[k];
    if (flat(k)) level += slopes[k] * slopes[k];
  }
  const square = dot(out, out);
  if (!(Math.sqrt(level) <= 1e-14 * strength && Math.sqrt(square) <= radius)) return out.set(along(pushed(gap, slopes, radius, strength), 1e-300));
  // The hard case: the slope does not say which way along the axis that bends down; any is as good.
  if (push > 0) out[0] = Math.sqrt(Math.max(radius * radius - square, 0));
}

// Newton's steps towards the s at which slopes / (gap + s) is as long as the radius, halved where they leave the bracket.
function pushed(gap, slopes, radius, strength) {
  const step = new Float64Array(gap.length);
  let low = 0, high = strength / radius, s = high;
  for (let look = 0; look < 60; look++) {
    for (let k = 0; k < step.length; k++) step[k] = slopes[k] / (gap[k] + s);
    const square = dot(step, step), far = Math.sqrt(square);
    const trial = s + (square / dot(step, step.map((p, k) => p / (gap[k] + s)))) * (far - radius) / radius;
    if (far > radius) low = s;
    else high = s;
    s = trial > low && trial < high ? trial : (low + high) / 2;
  }
  return s;
}

// J'J of a landscape f = share * r.r, of every row of its table where it has one.
class Squares {
  constructor({ squares, domain, dimensions: n }) {
    const { refused, terms, table = [[]], share = 1 } = typeof squares === "function" ? squares() : squares;
    if (refused) throw new Error(refused);
    const sides = [...domain, ...table[0].map(() => [-1, 1])];
    Object.assign(this, { n, table, share, terms: terms.map((term) => new Landscape({ ...term, domain: sides })) });
    this.place = new Float64Array(sides.length);
    this.both = new Float64Array(sides.length + 1);
  }

  gram(p, out) {
    const { n, table, share, terms, place, both } = this, sum = new Float64Array(n * n);
    out.fill(0);
    place.set(p);
    for (const term of terms) {
      sum.fill(0);
      for (const row of table) {
        place.set(row, n);
        term.both(place, both);
        for (let k = 0; k < n * n; k++) sum[k] += both[1 + Math.floor(k / n)] * both[1 + (k % n)];
      }
      for (let k = 0; k < n * n; k++) out[k] += sum[k];
    }
    for (let k = 0; k < n * n; k++) out[k] *= share;
  }
}

// Throws Python's words where a landscape is no sum of squares.
const squaresOf = (landscape) => (landscape.summed ??= new Squares(landscape));

class GaussNewtonMover extends PrincipalMover {
  kept() { return {}; }

  find(i, index, rate) {
    const { n, matrix, along, shift } = this;
    squaresOf(this.landscape).gram(this.point, matrix);
    const { values, slopes } = this.takeApart(-0.5);
    for (let k = 0; k < n; k++) along[k] = values[k] > 1e-12 * values[n - 1] ? slopes[k] * (1 / values[k]) : 0;
    this.putTogether();
    for (let d = 0; d < n; d++) shift[d] *= rate;
    this.backtrack();
  }
}

class LevenbergMarquardtMover extends PrincipalMover {
  kept() { return { damping: 1, growth: 1, scale: this.n }; }

  begin() {
    super.begin();
    this.damping.fill(this.settings.damping);
    this.growth.fill(2);
  }

  find(i) {
    const { n, matrix, gradient, shift, damping, growth, settings: { lowest } } = this, scale = this.of("scale", i);
    squaresOf(this.landscape).gram(this.point, matrix);
    for (let d = 0; d < n; d++) scale[d] = Math.max(scale[d], matrix[d * n + d]);
    // A variable that nothing depends on yet is held by the unit of the others.
    const unit = Math.max(largest(scale), lowest), weight = scale.map((own) => damping[i] * (own > 0 ? own : unit));
    for (let d = 0; d < n; d++) matrix[d * n + d] += weight[d];
    shift.set(solved(matrix, gradient.map((slope) => -0.5 * slope)));
    const fall = this.fall(dot(shift, weight.map((own, d) => own * shift[d] - 0.5 * gradient[d]))), taken = fall > 0;
    const after = damping[i] * (taken ? Math.max(1 / 3, 1 - power(2 * fall - 1, 3)) : growth[i]);
    damping[i] = Math.min(Math.max(after, 1e-100), 1e100);
    growth[i] = taken ? 2 : Math.min(2 * growth[i], 1e30);
    if (!taken) shift.fill(0);
  }
}

// x of A x = b, with the rows of A exchanged as LAPACK does; both are written over.
function solved(a, b) {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[best * n + k])) best = i;
    for (let j = 0; j < n; j++) [a[k * n + j], a[best * n + j]] = [a[best * n + j], a[k * n + j]];
    [b[k], b[best]] = [b[best], b[k]];
    for (let i = k + 1; i < n; i++) {
      const part = a[i * n + k] / a[k * n + k];
      for (let j = k + 1; j < n; j++) a[i * n + j] -= part * a[k * n + j];
      b[i] -= part * b[k];
    }
  }
  for (let i = n; i--; ) {
    for (let j = i + 1; j < n; j++) b[i] -= a[i * n + j] * b[j];
    b[i] /= a[i * n + i];
  }
  return b;
}

Object.assign(curvatureMovers, {
  sam: (...told) => new SAMMover(...told),
  sophia: (...told) => new SophiaMover(...told),
  lbfgs: (...told) => new LBFGSMover(...told),
  conjugate_gradient: (...told) => new ConjugateGradientMover(...told),
  trust_region: (...told) => new TrustRegionMover(...told),
  gauss_newton: (...told) => new GaussNewtonMover(...told),
  levenberg_marquardt: (...told) => new LevenbergMarquardtMover(...told),
});

const OF_SQUARES = ["gauss_newton", "levenberg_marquardt"];

// Throws where a method cannot move anybody on a landscape.
function checkSuited(name, landscape) {
  if (OF_SQUARES.includes(name)) squaresOf(landscape);
}

Object.assign(globalThis.Thalweg, { checkSuited });
