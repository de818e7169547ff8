// Film time to step index, as render/clock has it.

const { lead: LEAD, rest: REST, few: FEW, first_step: FIRST_STEP } = Thalweg.pictureTable("clock");
const RUNNING = 3;

const bounded = (x, low, high) => Math.min(Math.max(x, low), high);
const greatest = (numbers, least = 0) => numbers.reduce((a, b) => Math.max(a, b), least);
const slowThenFast = (u, strength) => (strength < 1e-6 ? u : Math.expm1(strength * u) / Math.expm1(strength));

// The step index from which on each particle stays near where it ends; few are followed to their very last.
const arrivals = (run) => (run.count <= FEW ? Array.from(run.stoppedAt) : Thalweg.nearSince(run));

// The step index from which on each particle counts as settled; never for one still running.
function settledSince(run) {
  const there = arrivals(run), over = Thalweg.overSince(run);
  return there.map((at, k) => {
    if (run.endings[k] === RUNNING) return Infinity;
    if (run.endings[k] > RUNNING) return over[k]; // Who is lost is, once he is off the map.
    return run.endings[k] < 2 ? Math.min(at, run.stoppedAt[k]) : run.stoppedAt[k];
  });
}

// The step index after which hardly anything moves.
function lastMotion(run) {
  if (!run.count) return 0;
  const over = Thalweg.overSince(run);
  if (run.count <= FEW) return Math.max(greatest(over), 1);
  const there = arrivals(run).map((at, k) => Math.min(at, over[k]));
  const resting = there.filter((_, k) => run.endings[k] !== RUNNING || over[k] < run.stoppedAt[k]);
  const moved = (resting.length > 0.2 * run.count ? resting : there).filter((at) => at > 0).sort((a, b) => a - b);
  return moved.length ? Math.max(Thalweg.quantileOf(moved, 0.95), 1) : 1;
}

class Film {
  constructor(runs, kind) {
    const moving = runs.filter((run) => run.count);
    this.last = greatest(moving.map(lastMotion));
    this.final = greatest(moving.map((run) => greatest(Thalweg.overSince(run))));
    // Of one start the beads part early by an even way, and lie on each other for seconds by even steps.
    const even = kind === "arc" || (kind === "ease" && Thalweg.isRace(moving.map((run) => ({ run }))));
    this.strength = kind === "ease" ? easing(this.last) : 0;
    this.way = even && moving.length ? wayOf(moving, this.last) : null;
  }

  index(t) {
    const u = bounded((t - LEAD) / (1 - LEAD - REST), 0, 1);
    const v = bounded((t - 1 + REST) / (0.5 * REST), 0, 1);
    const gone = this.way
      ? Math.min(Thalweg.interpolated(u, this.way.shares, this.way.indices), this.last)
      : this.last * slowThenFast(u, this.strength);
    return gone + Math.max(this.final - this.last, 0) * v;
  }

  // The film time at which a step is shown.
  time(index) {
    let [low, high] = [0, 1];
    for (let k = 0; k < 40; k++) {
      const middle = (low + high) / 2;
      if (this.index(middle) < index) low = middle; else high = middle;
    }
    return high;
  }
}

function easing(last) {
  if (last * FIRST_STEP <= 1.01) return 0;
  let [low, high] = [1e-3, 400];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (last * slowThenFast(FIRST_STEP, middle) > 1) low = middle; else high = middle;
  }
  return high;
}

// The share of the whole way that is gone at each step.
function wayOf(runs, last) {
  const indices = Float64Array.from({ length: Math.ceil(last) + 1 }, (_, k) => k);
  const gone = new Float64Array(indices.length);
  for (const run of runs) {
    const { rows, count, dimensions: n, positions, landscape } = run;
    const way = new Float64Array(rows);
    for (let r = 1; r < rows; r++) {
      let sum = 0;
      for (let k = 0; k < count; k++) {
        let square = 0;
        for (let i = 0; i < n; i++) {
          const [low, high] = landscape.domain[i];
          square += ((positions[(r * count + k) * n + i] - positions[((r - 1) * count + k) * n + i]) / (high - low)) ** 2;
        }
        sum += Math.sqrt(square);
      }
      way[r] = way[r - 1] + (sum / count || 0);
    }
    const steps = Float64Array.from(run.indices);
    indices.forEach((index, k) => (gone[k] += Thalweg.interpolated(index, steps, way)));
  }
  const whole = gone.at(-1) || 1;
  const shares = gone.map((x, k) => (0.97 * x) / whole + (0.03 * k) / Math.max(indices.length - 1, 1));
  return { indices, shares: shares.map((x) => x / Math.max(shares.at(-1), 1e-12)) };
}
