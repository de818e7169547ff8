// How much of the sun and of the sky each place of a relief sees, by the horizons around it: as `render.surface.horizons`.
const smoothed = (u) => u * u * (3 - 2 * u);

// For each new line, the old line before it and how far it is to the next.
function weights(old, made) {
  return Array.from(made, (at) => bracket(old, at));
}

// Values (rows, columns) on other lines.
function resampled(z, columns, down, across) {
  const out = new Float32Array(down.length * across.length);
  let n = 0;
  for (const [r, q] of down) {
    const i = r * columns, j = q ? i + columns : i;
    for (const [c, p] of across) {
      const d = p ? c + 1 : c;
      const low = z[i + c] + p * (z[i + d] - z[i + c]), high = z[j + c] + p * (z[j + d] - z[j + c]);
      out[n++] = low + q * (high - low);
    }
  }
  return out;
}

const evenly = (line, count) => Float64Array.from({ length: count }, (_, k) => line[0] + (k / (count - 1)) * (line[line.length - 1] - line[0]));

class Horizons {
  constructor(x, y, z) {
    const { FINEST } = pictureTable("light");
    const lines = [x, y].map((line) => evenly(line, Math.min(line.length, FINEST)));
    [this.columns, this.rows] = lines.map((line) => line.length);
    [this.dx, this.dy] = lines.map((line) => line[1] - line[0]);
    this.z = resampled(z, x.length, weights(y, lines[1]), weights(x, lines[0]));
    this.home = [weights(lines[1], y), weights(lines[0], x)];
  }

  back(field) { return resampled(field, this.columns, ...this.home); }

  // Raise slopes towards what lies [down, over] rows and columns away, `length` world units.
  raise(steepest, [down, over], length) {
    const { z, rows, columns } = this;
    const [r0, c0] = [Math.floor(down), Math.floor(over)], [p, q] = [down - r0, over - c0];
    const [r1, c1] = [r0 + (p > 0), c0 + (q > 0)];
    const [top, bottom] = [Math.max(-r0, 0), rows - Math.max(r1, 0)];
    const [left, right] = [Math.max(-c0, 0), columns - Math.max(c1, 0)];
    for (let r = top; r < bottom; r += 1) {
      for (let c = left, i = r * columns + left; c < right; c += 1, i += 1) {
        const a = i + r0 * columns + c0, b = i + r1 * columns + c0;
        let far = z[a];
        if (q) far += q * (z[a + 1] - far);
        if (p) far += p * ((q ? z[b] + q * (z[b + 1] - z[b]) : z[b]) - far);
        const slope = (far - z[i]) / length;
        if (slope > steepest[i]) steepest[i] = slope;
      }
    }
  }

  // 0 in the shadow to 1 in the sun.
  sunlit([a, b, c]) {
    const { PENUMBRA } = pictureTable("light");
    const [across, up] = [a / this.dx, b / this.dy], most = Math.max(Math.abs(across), Math.abs(up));
    const way = [up / most, across / most], length = Math.hypot(way[1] * this.dx, way[0] * this.dy);
    const height = (Math.atan2(c, Math.hypot(a, b)) * 180) / Math.PI;
    let [least, highest] = [Infinity, -Infinity];
    for (const z of this.z) { least = Math.min(least, z); highest = Math.max(highest, z); }
    const reach = (highest - least) / Math.tan((Math.max(height - PENUMBRA / 2, 1) * Math.PI) / 180);
    const steps = Math.floor(Math.min(reach / length + 1, Math.max(this.rows, this.columns)));
    const steepest = new Float32Array(this.z.length).fill(-Infinity);
    for (let k = 1; k <= steps; k += 1) this.raise(steepest, way.map((w) => w * k), length * k);
    return this.back(steepest.map((s) => smoothed(clipped((height - (Math.atan(s) * 180) / Math.PI) / PENUMBRA + 0.5, 0, 1))));
  }

  // The share of the sky that is seen.
  openSky() {
    const { DIRECTIONS, STRIDES } = pictureTable("light");
    const cell = Math.min(this.dx, this.dy), seen = new Float32Array(this.z.length);
    for (let k = 0; k < DIRECTIONS; k += 1) {
      const angle = (2 * Math.PI * (k + 0.5)) / DIRECTIONS;
      const way = [(Math.sin(angle) * cell) / this.dy, (Math.cos(angle) * cell) / this.dx];
      const steepest = new Float32Array(this.z.length);
      for (const stride of STRIDES) {
        const step = way.map((w) => Math.round(w * stride));
        if (step[0] || step[1]) this.raise(steepest, step, Math.hypot(step[0] * this.dy, step[1] * this.dx));
      }
      for (let i = 0; i < seen.length; i += 1) seen[i] += (1 - steepest[i] / Math.sqrt(1 + steepest[i] ** 2)) / DIRECTIONS;
    }
    return this.back(seen);
  }
}
