// Film time to step index, as render/clock has it.

const { lead: LEAD, rest: REST, few: FEW, first_step: FIRST_STEP, halfway: HALFWAY, some: SOME } = Thalweg.pictureTable("clock");
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
    this.way = even && moving.length ? evenWay(moving, this.last) : null;
    this.strength = kind === "ease" ? easing(this.last, moving.length && !even ? halfwayStep(moving, this.last) : 0) : 0;
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

// Where hardly anything would have moved by half of the descent's time, the film begins less slowly.
function easing(last, halfway) {
  if (last * FIRST_STEP <= 1.01) return 0;
  let [low, high] = [1e-3, 400];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (last * slowThenFast(FIRST_STEP, middle) > 1) low = middle; else high = middle;
  }
  return halfway > 0 ? Math.min(high, 2 * Math.log(Math.max(last / halfway - 1, 1))) : high;
}

// At each step up to `last` the sum over the runs of a measure of `far(row, other)`, how far particles are on the map from where
// they are at another row; of many rows and particles every second or third and so on is asked.
function bySteps(runs, last, measured) {
  const sums = new Float64Array(Math.ceil(last) + 1);
  for (const { rows: all, indices, count, dimensions: n, positions, landscape } of runs) {
    const later = indices.findIndex((index) => index >= last), rows = later < 0 ? all : later + 1;
    const every = Math.floor(rows / SOME) + 1, kept = Math.ceil(rows / every), stride = Math.floor(count / SOME) + 1;
    const place = (row, k, i) => {
      const [low, high] = landscape.domain[i];
      return bounded((positions[(row * every * count + k) * n + i] - low) / (high - low), 0, 1);
    };
    const far = (row, other) => {
      let sum = 0;
      for (let k = 0; k < count; k += stride) {
        let square = 0;
        for (let i = 0; i < n; i++) square += (place(row, k, i) - place(other, k, i)) ** 2;
        sum += Math.sqrt(square);
      }
      return sum / Math.ceil(count / stride);
    };
    const steps = Float64Array.from({ length: kept }, (_, row) => indices[row * every]), own = measured(far, kept);
    sums.forEach((_, index) => (sums[index] += Thalweg.interpolated(index, steps, own)));
  }
  return sums;
}

// The way that is gone at each step.
const travelled = (runs, last) => bySteps(runs, last, (far, rows) => {
  const way = new Float64Array(rows);
  for (let row = 1; row < rows; row++) way[row] = way[row - 1] + (far(row, row - 1) || 0);
  return way;
});

// The step by which particles have so much of their way behind them, or as the crow flies, if that is earlier.
function halfwayStep(runs, last) {
  const left = bySteps(runs, last, (far, rows) => Float64Array.from({ length: rows }, (_, row) => far(row, rows - 1)));
  const gone = travelled(runs, last);
  return Math.max(left.findIndex((way, k) => gone[k] >= HALFWAY * gone.at(-1) || way <= (1 - HALFWAY) * left[0]), 0);
}

// The share of the whole way that is gone at each step.
function evenWay(runs, last) {
  const gone = travelled(runs, last);
  const indices = gone.map((_, k) => k), whole = gone.at(-1) || 1;
  const shares = gone.map((x, k) => (0.97 * x) / whole + (0.03 * k) / Math.max(indices.length - 1, 1));
  return { indices, shares: shares.map((x) => x / Math.max(shares.at(-1), 1e-12)) };
}
