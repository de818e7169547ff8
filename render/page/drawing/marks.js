// What stands on the surface besides the runs, as `render.marks` draws it: lines, dots, patches and words.
const hex = (text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
const SIDE = 21;

// Marks of a scene at a step: {lines, dots: [x, y, z, radius, r, g, b, look, ...], patches: [{points, color}], labels}.
class Marks {
  constructor(picture, names) {
    Object.assign(this, { ground: picture.ground, theme: picture.theme, runs: picture.runs, radius: picture.radius });
    this.marks = names.map((mark) => (typeof mark === "string" ? { kind: mark } : mark));
    this.hasFloor = this.marks.some(({ kind }) => kind === "floor");
    this.moves = this.marks.some(({ kind }) => ["arrows", "tangent", "taylor", "curvature", "gaps", "population"].includes(kind));
  }

  at(index) {
    Object.assign(this, { thin: new Lines(), thick: new Lines(), dots: [], patches: [], labels: [] });
    for (const mark of this.marks) this[mark.kind]?.(mark, index);
    return this;
  }

  place(p, lift = 0) {
    const { landscape, world } = this.ground;
    const out = new Float64Array(3);
    landscape.both(p, out);
    const at = [world.flat(p[0], 0), world.flat(p[1], 1), world.rise(out[0])];
    return lift ? along(at, lift, world.normal(out[0], out.subarray(1))) : at;
  }

  // The first particle that there is, at a step.
  first(index) {
    const own = this.runs.find(({ run }) => run.count);
    return own && pointAt(own.run, 0, rowAt(own.run, index), new Float64Array(2));
  }

  circles(row, color, wider, crowded = wider) {
    const { world } = this.ground;
    for (const { run } of this.runs) {
      const radius = 1.35 * (run.count > 60 ? crowded : wider) * beadRadius(this.theme, run.count);
      for (let k = 0; k < Math.min(run.count, 1000); k += 1) {
        const p = pointAt(run, k, rowAt(run, row), new Float64Array(2));
        if (!world.holds(p[0], p[1])) continue;
        const ring = Array.from({ length: 25 }, (_, i) => {
          const turn = [Math.cos((Math.PI * i) / 12), Math.sin((Math.PI * i) / 12)];
          return this.place(world.domain.map(([low, high], axis) =>
            clipped(p[axis] + (radius * turn[axis]) / world.scale[axis], low, high)), 0.01);
        });
        if (ring.every((at) => at[2] === at[2])) this.thin.add(ring, color);
      }
    }
  }

  starts() { this.circles(0, hex(this.theme.faint), 0.6, 0.24); }

  ends() { for (const wider of [1, 1.45]) this.circles(Infinity, hex(this.theme.ink), wider); }

  // From the surface to a training's true losses, at each checkpoint that is reached, and a line through them.
  gaps(mark, index) {
    for (const { run } of this.runs.filter(({ run: { losses } }) => losses)) {
      const { world } = this.ground, line = [], every = Math.ceil(run.rows / 120);
      for (let row = 0; row < run.rows && run.indices[row] <= index; row += 1) {
        const foot = this.place(run.positions.subarray(2 * row, 2 * row + 2)), loss = run.losses[row];
        line.push([foot[0], foot[1], world.rise(Number.isFinite(loss) ? loss : Infinity)]);
        if (row % every === 0) this.thin.add([foot, line.at(-1)], hex(this.theme.faint));
      }
      this.thin.add(line, hex(this.theme.ink));
    }
  }

  field({ count = 15 }) {
    const { domain } = this.ground.world;
    const widths = domain.map(([low, high]) => high - low);
    const reach = (0.55 * Math.max(...widths)) / count;
    for (let i = 0; i < count * count; i += 1) {
      const share = [(i % count) + 0.5, Math.floor(i / count) + 0.5].map((c) => c / count);
      this.arrow(domain.map(([low], axis) => low + share[axis] * widths[axis]), reach, this.thin);
    }
  }

  arrows(mark, index) {
    const reach = 0.09 * Math.max(...this.ground.world.domain.map(([low, high]) => high - low));
    for (const { run } of this.runs) {
      for (let k = 0; k < Math.min(run.count, 1000); k += 1) {
        this.arrow(pointAt(run, k, rowAt(run, index), new Float64Array(2)), reach, this.thin);
      }
    }
  }

  // On the surface from a point downhill, the longer the steeper.
  arrow(p, reach, lines) {
    const { landscape, world } = this.ground;
    const out = new Float64Array(3);
    landscape.both(p, out);
    const most = Math.max(Math.abs(out[1]), Math.abs(out[2]), 1e-300);
    const g = [0, 1].map((axis) => (out[axis + 1] / most) * world.scale[axis]);
    const norm = Math.hypot(...g);
    const flat = world.normal(out[0], out.subarray(1))[2];
    const steep = Math.sqrt(clipped(1 - flat * flat, 0, 1));
    if (!(norm > 0) || !(steep > 1e-4)) return;
    const [sx, sy] = g.map((c) => ((-c / norm) * reach) * Math.sqrt(steep));
    const at = (u, v) => this.place([p[0] + u * sx - v * sy, p[1] + u * sy + v * sx], 0.014);
    const shaft = Array.from({ length: 6 }, (_, i) => at(i / 5, 0));
    for (const line of [shaft, [at(0.68, 0.2), at(1, 0), at(0.68, -0.2)]]) {
      if (line.every((c) => c[2] === c[2])) lines.add(line, hex(this.theme.ink));
    }
  }

  // Pins: points are {position, kind, height}.
  stationary({ points, most = 60, height = 0.11, words = 12 }) {
    const known = (this.ground.landscape.minimizers ?? []).map((position) => ({ position, kind: "minimum" }));
    const told = (points ?? known).map((p) => ({ ...p, height: p.height ?? this.ground.landscape.value(p.position) }));
    const found = told.filter((p) => Number.isFinite(p.height)).sort((a, b) => a.height - b.height);
    const shown = found.length > most ? found.filter((p) => p.kind === "minimum").slice(0, most) : found;
    const span = this.ground.world.transform.high - this.ground.world.transform.low;
    for (const p of shown) {
      const [shape, color, word] = pictureTable("pins")[p.kind];
      const foot = this.place(p.position);
      const head = along(foot, height, [0, 0, 1]);
      this.thin.add([foot, head], hex(this.theme.ink));
      this.dots.push(...head, 1.15 * this.theme.bead_radius, ...hex(color).map((c) => c / 255), pictureTable("shapes").indexOf(shape));
      const level = Math.abs(p.height) < 1e-9 * span ? 0 : p.height;
      if (shown.length <= words) this.labels.push({ at: along(head, 0.03, [0, 0, 1]), text: `${say(word)} ${saidNumber(numberText(level))}` });
    }
  }

  tangent(mark, index) { this.patch(index, 1, this.theme.palette[2]); }

  taylor(mark, index) { this.patch(index, 2, this.theme.palette[1]); }

  // A patch of the Taylor polynomial under the first particle, on the surface's own scale of heights.
  patch(index, order, color) {
    const centre = this.first(index);
    if (!centre) return;
    const { domain } = this.ground.world;
    const model = new Model(this.ground, centre, order);
    const u = evenSteps(-1, 1, SIDE);
    const points = [...u].map((v) => [...u].map((w) => model.placed(domain.map(([low, high], axis) =>
      0.13 * (high - low) * [w, v][axis]), 0.004)));
    const faint = hex(this.theme.ink);
    points.forEach((row, i) => { if (i % 2 === 0) { this.thin.add(row, faint, 90); this.thin.add(points.map((r) => r[i]), faint, 90); } });
    this.patches.push({ points, color: hex(color).map((c) => c / 255) });
  }

  // Lines along the Hessian's eigenvectors, the one that curves up most first.
  curvature(mark, index) {
    const centre = this.first(index);
    if (!centre) return;
    const model = new Model(this.ground, centre, 2);
    const width = 0.14 * Math.max(...this.ground.world.domain.map(([low, high]) => high - low));
    const [a, b, , d] = model.hessian;
    const turn = 0.5 * Math.atan2(2 * b, a - d);
    [turn, turn + Math.PI / 2].forEach((angle, k) => {
      const line = [...evenSteps(-1, 1, SIDE)].map((s) => model.placed([s * width * Math.cos(angle), s * width * Math.sin(angle)], 0.012));
      this.thick.add(line, hex(this.theme.palette[k ? 3 : 0]));
    });
  }
}

// The Taylor polynomial of order 1 or 2 about a point, held between two levels about the particle.
class Model {
  constructor(ground, centre, order) {
    Object.assign(this, { ground, centre, order });
    const out = new Float64Array(3);
    ground.landscape.both(centre, out);
    this.height = out[0];
    this.slopes = [out[1], out[2]];
    this.hessian = new Float64Array(4);
    ground.landscape.hessian(centre, this.hessian);
    const scale = ground.world.transform;
    const here = scale.at(this.height);
    this.levels = [here - 0.18, here + 0.3].map((unit) => scale.inverse(clipped(unit, 0, 1)));
  }

  placed(away, lift) {
    const { world } = this.ground;
    const { low, high } = world.transform;
    const step = away.map((c, axis) => clipped(this.centre[axis] + c, ...world.domain[axis]) - this.centre[axis]);
    const slope = this.slopes[0] * step[0] + this.slopes[1] * step[1];
    const [a, b, c, d] = this.hessian;
    const bend = this.order > 1 ? 0.5 * (step[0] * (a * step[0] + b * step[1]) + step[1] * (c * step[0] + d * step[1])) : 0;
    let share = 1;
    for (const level of this.levels) {
      // bend s^2 + slope s + height - level = 0, by the form that survives bend = 0.
      const rest = this.height - level;
      const real = slope * slope - 4 * bend * rest;
      if (real < 0) continue;
      for (const root of [Math.sqrt(real), -Math.sqrt(real)]) {
        const crossing = (-2 * rest) / (slope + root);
        if (crossing > 0) share = Math.min(share, crossing);
      }
    }
    const height = clipped(this.height + share * slope + share * share * bend, low, high);
    const flat = step.map((s, axis) => world.flat(this.centre[axis] + share * s, axis));
    return [...flat, world.rise(Number.isNaN(height) ? this.height : height) + lift];
  }
}
