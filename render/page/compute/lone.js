// One particle from start to end, nothing recorded: what `Flight` does with many, for those who try many settings.
class Lone {
  // `options` are those of `descend`; only rules that Python printed, without noise.
  static suits({ optimizer, noise }) { return !noise && Boolean(optimizers[optimizer]?.printed); }

  constructor(landscape, { optimizer, settings = {}, learning_rate: rate, steps, tolerance = null, escape_factor: factor = 10 }) {
    const ground = Ground.of(landscape), n = ground.n;
    const checked = optimizerOf(optimizer, rate == null ? settings : { ...settings, learning_rate: rate });
    const own = checked.settings.learning_rate ?? defaultRate(landscape, checked.name, checked.settings).rate;
    Object.assign(this, { landscape, steps, n, own, rateAt: typeof own === "function" ? own : () => own });
    this.mover = new RuleMover(checked.name, checked.settings, n, 1);
    this.stop = tolerance === 0 ? null : tolerance === null ? ground.resting : new Float64Array(n).fill(tolerance);
    this.rest = ground.resting.map((slope, i) => Math.max(slope, this.stop?.[i] ?? 0));
    this.box = landscape.searchDomain.map(([low, high]) => [(low + high) / 2 - ((high - low) / 2) * factor, (low + high) / 2 + ((high - low) / 2) * factor]);
    this.x = new Float64Array(n);
    this.before = new Float64Array(n);
    this.gradient = new Float64Array(n);
    this.both = new Float64Array(n + 1);
  }

  // From a start: {ending, stoppedAt, resting, x, height}, x until the next call.
  travel(start) {
    const { x, before, gradient, both, n, mover, steps } = this;
    x.set(start);
    mover.begin(x, 1);
    let code = this.look(), step = 0;
    if (code !== RUNNING) {
      const nothing = code === DIVERGED && (this.isInside() || Number.isNaN(both[0]));
      return this.ended(nothing ? UNDEFINED : code, 0, 0, both[0]);
    }
    for (; step < steps; step++) {
      if (this.stop && this.isFlat(this.stop)) return this.ended(RUNNING, step, 1, both[0]);
      const height = both[0];
      for (let i = 0; i < n; i++) {
        before[i] = x[i];
        gradient[i] = both[i + 1];
      }
      mover.move(x, gradient, 1, step, this.rateAt(step), both);
      code = this.look();
      if (code !== RUNNING) {
        x.set(before);
        return this.ended(code, step, 0, height);
      }
    }
    return this.ended(RUNNING, steps, this.isFlat(this.rest) ? 1 : 0, both[0]);
  }

  ended(ending, stoppedAt, resting, height) { return { ending, stoppedAt, resting, x: this.x, height }; }

  // Height and gradient where the particle is, and whether it is lost there.
  look() {
    const { landscape, x, both } = this, inside = this.isInside();
    landscape.raw(x, both);
    if (inside && !allFinite(both)) landscape.repair(x, both);
    if (!Number.isFinite(both[0]) || !allFinite(x)) return DIVERGED;
    return inside ? RUNNING : ESCAPED;
  }

  isInside() {
    for (let i = 0; i < this.n; i++) if (!(this.x[i] >= this.box[i][0] && this.x[i] <= this.box[i][1])) return false;
    return true;
  }

  isFlat(limits) {
    for (let i = 0; i < this.n; i++) if (!(Math.abs(this.both[i + 1]) <= limits[i])) return false;
    return true;
  }
}
