// Domain units to world coordinates, as `render.surface.world` has it; lattices of heights.
const { HeightTransform, beadShare, chooseTransform, clipped, evenSteps, interpolated, numberText, pictureTable, quantileOf, say, saidNumber, softened } = globalThis.Thalweg;

// World coordinates of a landscape of two variables: the domain's longer side becomes [-1, 1], drawn heights 0..height.
class World {
  constructor(domain, transform, height) {
    const { NARROWEST, TALLEST } = pictureTable("world");
    const widths = domain.map(([low, high]) => high - low);
    Object.assign(this, { domain, transform, height: height ?? TALLEST });
    this.middle = domain.map(([low, high]) => (low + high) / 2);
    this.half = widths.map((width) => Math.max(width / Math.max(...widths), NARROWEST));
    this.scale = this.half.map((half, axis) => (2 * half) / widths[axis]);
  }

  flat(value, axis) { return (value - this.middle[axis]) * this.scale[axis]; }

  // The point of the domain under a place of the world.
  point(place) { return [0, 1].map((axis) => place[axis] / this.scale[axis] + this.middle[axis]); }

  rise(height) { return (this.transform.at(height) - 0.5) * this.height; }

  holds(x, y) {
    const [[x0, x1], [y0, y1]] = this.domain;
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  }

  // The unit normal of the drawn surface where the height and the slopes are these.
  normal(height, slopes) {
    const step = 1e-6 * (this.transform.high - this.transform.low) + 1e-300;
    const stretch = (this.rise(height + step) - this.rise(height - step)) / (2 * step);
    const [a, b] = this.scale.map((scale, axis) => clipped((slopes[axis] * stretch) / scale || 0, -1e6, 1e6));
    const length = Math.hypot(a, b, 1);
    return [-a / length, -b / length, 1 / length];
  }
}

// Lattice lines along both axes: even ones, and one through each known minimizer.
function latticeLines(domain, minimizers, resolution) {
  return domain.map(([low, high], axis) => {
    const inside = [...new Set(minimizers.map((p) => p[axis]).filter((c) => c > low && c < high))];
    const lines = [...evenSteps(low, high, resolution), ...(inside.length <= 24 ? inside : [])];
    return Float64Array.from(new Set(lines)).sort();
  });
}

// Heights on a lattice, rows of y; NaN where the function has no finite value.
function latticeHeights(landscape, [xs, ys]) {
  const heights = new Float64Array(xs.length * ys.length);
  const p = new Float64Array(2);
  for (let i = 0, r = 0; r < ys.length; r += 1) {
    p[1] = ys[r];
    for (let c = 0; c < xs.length; c += 1, i += 1) {
      p[0] = xs[c];
      const h = landscape.value(p);
      heights[i] = Number.isFinite(h) ? h : NaN;
    }
  }
  return heights;
}

// The world height at which a lattice of unit heights is as steep as a hill.
function becomingHeight(unit, rows, columns, half) {
  const { MEAN_SLOPE, STEEPEST, LOWEST, TALLEST } = pictureTable("world");
  const [dy, dx] = [(2 * half[1]) / rows, (2 * half[0]) / columns];
  const slope = (i, at, count, step, width) => {
    const [a, b] = [at > 0 ? 1 : 0, at < count - 1 ? 1 : 0];
    return (unit[i + b * step] - unit[i - a * step]) / ((a + b) * width);
  };
  const steep = new Float64Array(rows * columns);
  let [count, sum] = [0, 0];
  for (let i = 0, r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1, i += 1) {
      const s = Math.sqrt(slope(i, r, rows, columns, dy) ** 2 + slope(i, c, columns, 1, dx) ** 2);
      if (s === s) { sum += s; steep[count] = s; count += 1; }
    }
  }
  const [mean, walls] = count ? [sum / count, quantileOf(steep.subarray(0, count).sort(), 0.99)] : [0, 0];
  return clipped(Math.min(MEAN_SLOPE / Math.max(mean, 1e-9), STEEPEST / Math.max(walls, 1e-9)), LOWEST, TALLEST);
}
