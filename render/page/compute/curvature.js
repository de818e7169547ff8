// Optimizers that need more than gradients: descent/optimizers/newton.py, line_search.py, quasi_newton.py.
const curvatureMovers = {
  newton: (...told) => new NewtonMover(...told),
  saddle_free_newton: (...told) => new SaddleFreeMover(...told),
  backtracking: (...told) => new BacktrackingMover(...told),
  bfgs: (...told) => new BFGSMover(...told),
};

function curvatureMover(name, settings, landscape, capacity) {
  if (curvatureMovers[name]) return curvatureMovers[name](settings, landscape, capacity);
  throw new Error(inPythonAlone(name));
}

function inPythonAlone(name) {
  return `${optimizers[name].name} runs in Python alone; take bfgs, newton or another optimizer that the page knows`;
}

// Particles one by one: `shift` of a particle at `point` with `gradient` is what a subclass finds.
class SingleMover {
  constructor(settings, landscape, capacity) {
    const n = landscape.dimensions;
    Object.assign(this, { settings, landscape, n });
    this.capacity = capacity;
    this.sides = landscape.domain.map(([low, high]) => high - low);
    this.point = new Float64Array(n);
    this.gradient = new Float64Array(n);
    this.shift = new Float64Array(n);
    this.trial = new Float64Array(n);
  }

  begin() {}

  relocate() {}

  move(x, g, count, index, rate) {
    const { n, point, gradient, shift } = this;
    for (let i = 0; i < count; i++) {
      for (let d = 0; d < n; d++) {
        point[d] = x[i * n + d];
        gradient[d] = g[i * n + d];
      }
      this.find(i, index, rate);
      for (let d = 0; d < n; d++) x[i * n + d] = point[d] + shift[d];
    }
  }

  // How long a step is for a slope of 1, before anything is known of the curvature.
  firstScale() {
    const { gradient, sides, landscape: { slopes } } = this;
    const slope = Math.max(Math.sqrt(dot(gradient, gradient)), Math.sqrt(dot(slopes, slopes)));
    return (0.1 * Math.min(...sides)) / (slope > 0 ? slope : 1);
  }

  // The displacement: `shift`, shortened until the height falls as Armijo asks, else zero.
  backtrack() {
    const { n, point, gradient, shift, trial, landscape } = this, { shrink, decrease, trials } = this.settings;
    const base = landscape.value(point), slope = decrease * dot(gradient, shift);
    for (let tries = 0, length = 1; slope < 0 && tries < trials; tries++, length *= shrink) {
      for (let d = 0; d < n; d++) trial[d] = point[d] + length * shift[d];
      if (landscape.value(trial) <= base + length * slope) {
        for (let d = 0; d < n; d++) shift[d] *= length;
        return;
      }
    }
    shift.fill(0);
  }
}

class NewtonMover extends SingleMover {
  constructor(settings, landscape, capacity) {
    super(settings, landscape, capacity);
    this.matrix = new Float64Array(this.n * this.n);
    this.eigen = new Eigen(this.n);
  }

  find(i, index, rate) {
    const { n, matrix, sides, gradient, shift } = this;
    this.landscape.hessian(this.point, matrix);
    // In shares of the domain's sides: what counts as flat does not depend on the units of single variables.
    for (let k = 0; k < n * n; k++) matrix[k] *= sides[Math.floor(k / n)] * sides[k % n];
    for (let d = 0; d < n; d++) gradient[d] *= sides[d];
    const { values, vectors } = this.eigen.of(matrix), least = 1e-12 * largest(values);
    throughAxes(vectors, gradient, shift, (k) => (Math.abs(values[k]) <= least ? 0 : 1 / values[k]));
    for (let d = 0; d < n; d++) shift[d] = -rate * sides[d] * shift[d];
  }
}

class SaddleFreeMover extends NewtonMover {
  find(i, index, rate) {
    const { n, matrix, sides, gradient, shift } = this, { damping, longest } = this.settings;
    this.landscape.hessian(this.point, matrix);
    const { values, vectors } = this.eigen.of(matrix);
    const most = largest(values);
    throughAxes(vectors, gradient, shift, (k) => {
      const stiffness = Math.abs(values[k]) + damping * most;
      return 1 / (stiffness > 0 ? stiffness : 1);
    });
    for (let d = 0; d < n; d++) shift[d] *= -rate;
    const far = Math.sqrt(dot(shift, shift)), limit = longest * Math.sqrt(dot(sides, sides));
    const part = Math.min(1, limit / (far > 0 ? far : 1));
    for (let d = 0; d < n; d++) shift[d] *= part;
  }
}

class BacktrackingMover extends SingleMover {
  find(i, index, rate) {
    for (let d = 0; d < this.n; d++) this.shift[d] = -rate * this.gradient[d];
    this.backtrack();
  }
}

class BFGSMover extends SingleMover {
  begin(x, count) {
    const { n, capacity } = this;
    this.inverse = new Float64Array(capacity * n * n);
    this.moved = new Float64Array(capacity * n);
    this.last = new Float64Array(capacity * n);
    this.change = new Float64Array(n);
    this.image = new Float64Array(n);
  }

  relocate(from, to) {
    const { n } = this;
    this.inverse.copyWithin(to * n * n, from * n * n, (from + 1) * n * n);
    for (const array of [this.moved, this.last]) array.copyWithin(to * n, from * n, from * n + n);
  }

  // The inverse Hessian of particle i, from nothing.
  forget(i, scale) {
    const { n, inverse } = this;
    for (let k = 0; k < n * n; k++) inverse[i * n * n + k] = k % (n + 1) ? 0 : scale;
  }

  find(i, index, rate) {
    const { n, gradient, shift, moved, last } = this;
    if (index) this.update(i, index === 1);
    this.applyInverse(i, gradient, shift);
    for (let d = 0; d < n; d++) shift[d] = -shift[d];
    // Rounding may have cost it its positive definiteness: such particles begin again.
    if (!index || !(dot(shift, gradient) < 0)) {
      const scale = this.firstScale();
      this.forget(i, scale);
      for (let d = 0; d < n; d++) shift[d] = -scale * gradient[d];
    }
    for (let d = 0; d < n; d++) shift[d] *= rate;
    this.backtrack();
    for (let d = 0; d < n; d++) {
      moved[i * n + d] = shift[d];
      last[i * n + d] = gradient[d];
    }
  }

  // Nocedal & Wright, equation 6.17, where s.y > 0; before the first update equation 6.20.
  update(i, first) {
    const { n, inverse, change, image, gradient } = this, at = i * n * n;
    const moved = this.moved.subarray(i * n, i * n + n);
    for (let d = 0; d < n; d++) change[d] = gradient[d] - this.last[i * n + d];
    const along = dot(moved, change), square = dot(change, change);
    if (!(along > 1e-12 * Math.sqrt(dot(moved, moved)) * Math.sqrt(square))) return;
    if (first) this.forget(i, along / (square > 0 ? square : 1));
    const weight = 1 / along;
    this.applyInverse(i, change, image);
    const growth = weight * (1 + weight * dot(change, image));
    for (let k = 0; k < n * n; k++) {
      const a = Math.floor(k / n), b = k % n, crossed = moved[a] * image[b] + moved[b] * image[a];
      inverse[at + k] = inverse[at + k] + growth * (moved[a] * moved[b]) - weight * crossed;
    }
  }

  applyInverse(i, vector, out) {
    const { n, inverse } = this;
    for (let a = 0; a < n; a++) {
      let sum = 0;
      for (let b = 0; b < n; b++) sum += inverse[(i * n + a) * n + b] * vector[b];
      out[a] = sum;
    }
  }
}

// Q diag(inverse) Q^T v, of the unit vectors of a matrix.
function throughAxes(vectors, v, out, inverse) {
  out.fill(0);
  vectors.forEach((axis, k) => {
    const along = dot(axis, v) * inverse(k);
    for (let d = 0; d < out.length; d++) out[d] += axis[d] * along;
  });
}
