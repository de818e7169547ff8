// The stationary point beside a particle, as descent/results/rest.py finds it; numbers in tables.endings.rest.
// A landscape measured in shares of its domain's width. Points are Float64Array(n) in domain units.
class Ground {
  static of(landscape) {
    const known = Ground.made.get(landscape) ?? new Ground(landscape);
    Ground.made.set(landscape, known);
    return known;
  }

  constructor(landscape) {
    const n = landscape.domain.length;
    this.table = Thalweg.printed.tables.endings;
    this.landscape = landscape;
    this.n = n;
    this.width = Float64Array.from(landscape.domain, ([low, high]) => high - low);
    this.resting = Float64Array.from(landscape.slopes, (slope) => this.table.rest.resting * slope);
    // By how much heights differ that are the same.
    this.slack = dot(this.resting, this.width);
    this.directions = unitWays(n);
    this.around = withOpposites(this.directions);
    this.offAxes = withOpposites(this.directions.map(offTheAxes));
    this.both = new Float64Array(n + 1);
    this.matrix = new Float64Array(n * n);
    this.eigen = new Eigen(n);
    this.rested();
  }

  // So many times limits are looked for where floats say nothing; then a slope there is none. It takes long.
  rested() {
    this.patience = 600;
    return this;
  }

  value(p) {
    const height = this.landscape.rawValue(p);
    return Number.isFinite(height) || this.patience-- <= 0 ? height : this.landscape.value(p);
  }

  // Slopes over the domain's width.
  slopes(p) {
    const slopes = this.gradient(p);
    for (let i = 0; i < this.n; i++) slopes[i] *= this.width[i];
    return slopes;
  }

  gradient(p) {
    const { landscape, both, n } = this, gradient = new Float64Array(n);
    landscape.raw(p, both);
    if (!allFinite(both) && this.patience-- > 0) landscape.repair(p, both);
    for (let i = 0; i < n; i++) gradient[i] = Number.isFinite(both[i + 1]) && !Number.isNaN(both[0]) ? both[i + 1] : 0;
    return gradient;
  }

  beside(p, distance, way) {
    const place = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) place[i] = p[i] + distance * way[i] * this.width[i];
    return place;
  }

  // The way from one point to another, in shares of the width, and the longest side of it.
  way(from, to) {
    const way = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) way[i] = (to[i] - from[i]) / this.width[i];
    return way;
  }

  apart(a, b) {
    let most = 0;
    for (let i = 0; i < this.n; i++) most = Math.max(most, Math.abs((a[i] - b[i]) / this.width[i]));
    return most;
  }

  // The Hessian in shares of the width, divided by 2^exponent so that its largest entry is about 1: {values, vectors,
  // exponent, most}, until the next call.
  curvature(p) {
    const { n, width, matrix, eigen } = this;
    this.landscape.rawHessian(p, matrix);
    if (!allFinite(matrix) && this.patience-- > 0) this.landscape.hessian(p, matrix);
    for (let k = 0; k < n * n; k++) if (!Number.isFinite(matrix[k])) matrix[k] = 0;
    let scale = binaryExponent(largest(matrix));
    eigen.exponent = scale;
    for (let k = 0; k < n * n; k++) matrix[k] = timesPowerOfTwo(matrix[k], -scale) * (width[(k / n) | 0] * width[k % n]);
    eigen.exponent += scale = binaryExponent(largest(matrix));
    for (let k = 0; k < n * n; k++) matrix[k] = timesPowerOfTwo(matrix[k], -scale);
    eigen.most = largest(matrix);
    return eigen.of(matrix);
  }

  // Newton's step in shares of the width, along no direction that bends less than `flat` of the most.
  newton(p, flat) {
    const { values, vectors, exponent } = this.curvature(p);
    const slope = this.slopes(p), step = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) slope[i] = timesPowerOfTwo(slope[i], -exponent);
    const least = flat * largest(values);
    for (let k = 0; k < this.n; k++) {
      const along = -dot(vectors[k], slope) / values[k];
      if (!(Math.abs(values[k]) > least) || !Number.isFinite(along)) continue;
      for (let i = 0; i < this.n; i++) step[i] += along * vectors[k][i];
    }
    return step;
  }

  // The part of a way along which nothing bends.
  level(p, way) {
    const { values, vectors } = this.curvature(p);
    const least = this.table.rest.level * largest(values), part = new Float64Array(this.n);
    for (let k = 0; k < this.n; k++) {
      const along = Math.abs(values[k]) <= least ? dot(vectors[k], way) : 0;
      for (let i = 0; i < this.n; i++) part[i] += along * vectors[k][i];
    }
    return part;
  }
}
Ground.made = new WeakMap();

// Unit axes and the diagonals of their planes.
function unitWays(n) {
  const unit = (i, sign, j) => {
    const way = new Float64Array(n);
    way[i] = j === undefined ? 1 : Math.SQRT1_2;
    if (j !== undefined) way[j] = sign * Math.SQRT1_2;
    return way;
  };
  const ways = Array.from({ length: n }, (_, i) => unit(i, 1));
  for (let i = 0; i < (n > 2 ? n : n - 1); i++) for (const sign of [1, -1]) ways.push(unit(i, sign, (i + 1) % n));
  return ways;
}

const withOpposites = (ways) => [...ways, ...ways.map((way) => way.map((x) => -x))];

// Off the lines on which many kinks lie.
function offTheAxes(way) {
  const n = way.length;
  return n < 2 ? way : way.map((x, i) => x + (0.1 + (0.1 * i) / (n - 1)) * Math.abs(way[(i + n - 1) % n]));
}

// Where Newton's method leads from a point: {limit, found, sharp, floor}.
function restBeside(ground, point) {
  const { place, found, sharp } = stationaryPoint(ground, point);
  let result = found ? { limit: place, found, sharp, floor: false } : null;
  for (const share of ground.table.rest.floors) result ??= floorBeside(ground, point, share, true);
  if (result && Number.isFinite(ground.value(result.limit))) return result;
  return { limit: point.slice(), found: false, sharp: false, floor: false };
}

function stationaryPoint(ground, point) {
  const { steps, contraction, flat, arrived, longest_travel: longest } = ground.table.rest;
  const place = point.slice();
  let previous = Infinity, ratio = 0, step = place;
  for (let k = 0; k < steps; k++) {
    step = ground.newton(place, flat);
    const length = largest(step);
    const sharp = length < arrived;
    ratio = sharp || previous === Infinity ? 0 : length / previous;
    if (!sharp && !(ratio < contraction && length < longest)) return { place, found: false, sharp: false };
    whereDefined(ground, place, step);
    if (sharp) return { place, found: ground.apart(place, point) < longest, sharp };
    previous = length;
  }
  // The rest of a geometric series, where the steps still shrink by a constant factor.
  const rest = ratio / (1 - Math.min(ratio, contraction));
  for (let i = 0; i < place.length; i++) place[i] += step[i] * rest * ground.width[i];
  return { place, found: ground.apart(place, point) < longest, sharp: false };
}

// Take a step, halved twice at most where it leads out of where the function is defined.
function whereDefined(ground, place, step) {
  let part = 1;
  for (let k = 0; k < 2 && !Number.isFinite(ground.value(ground.beside(place, part, step))); k++) part /= 2;
  place.set(ground.beside(place, part, step));
}

// The nearest place without a slope in the directions that bend, if there is no slope at all; else null, or with
// `always` omitted {limit, good: false}.
function floorBeside(ground, point, share, orNull = false) {
  const t = ground.table.rest;
  let place = point.slice(), previous = Infinity, good = true;
  const begun = largest(ground.slopes(point));
  for (let k = 0; k < t.valley_steps; k++) {
    const step = ground.newton(place, share);
    const length = largest(step);
    // Down a tail the steps are as long as before.
    good = length < t.longest_travel && (length < t.arrived || length < t.contraction * previous);
    if (!good) break;
    place = ground.beside(place, 1, step);
    if (!(length > 0.01 * t.arrived)) break;
    previous = length;
  }
  good = good && ground.apart(place, point) < t.longest_travel && isLevel(ground, place, begun);
  return orNull && !good ? null : { limit: place, found: good, sharp: false, floor: true };
}

// Whether nothing but rounding is left of a slope that was `begun`.
function isLevel(ground, place, begun) {
  const { rest } = ground.table;
  const { most, exponent } = ground.curvature(place);
  const left = largest(ground.slopes(place));
  let rounding = 0, nothing = 0;
  for (let i = 0; i < ground.n; i++) {
    rounding = Math.max(rounding, spacing(Math.abs(place[i]) / ground.width[i]));
    nothing = Math.max(nothing, rest.nothing * ground.resting[i] * ground.width[i]);
  }
  return left <= rest.fallen * begun || (left <= nothing && left <= 1e-3 * begun) ||
    left <= timesPowerOfTwo((1e-13 + 8 * rounding) * most, exponent);
}
