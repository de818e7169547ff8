// Where every start of a lattice ends, coarse first: descent/basins.py. A generator: what it yields has `progress`, and
// where a level is done also its result.

const CHUNK = 1024;
const COARSEST = 64;

// options: those of `descend` but for the starts, and resolution, domain. A result has, row by row, the lowest y first,
//   minimizers  [[x, y], ...], those at which a particle rests first; as `places` they are what destinations are
//   label       Int16Array, which of them a start's particle came to rest in; -1 for none
//   steps       Int32Array, after how many steps it rested, or all
//   ending      Uint8Array, codes of endings
//   near        Int16Array, which of them it rests in or is near to, still moving; -1 where there is truly none
//   nearness    Uint8Array, 255 at rest, less the further away it still is
function* basinsOf(landscape, options) {
  const { resolution = 512, domain = landscape.domain } = options;
  checkedNumber("basins.resolution", resolution, "[1, inf)", true);
  if (resolution ** landscape.dimensions > mostStarts) {
    throw new Error(`basins.resolution ${resolution} would make more than 20,000,000 starts; take fewer`);
  }
  const fates = new Fates(landscape, options.tolerance);
  const levels = [resolution];
  while (levels[0] > 1.5 * COARSEST) levels.unshift(Math.ceil(levels[0] / 2));
  const total = levels.reduce((sum, side) => sum + side ** landscape.dimensions, 0);
  let behind = 0;
  for (const side of levels) {
    const level = new BasinLevel(landscape, { ...options, domain }, fates, side);
    for (const count of level.travel()) yield { progress: (behind + count) / total };
    behind += level.count;
    yield { ...level.result(), progress: behind / total, done: side === resolution };
  }
}

class BasinLevel {
  constructor(landscape, options, fates, side) {
    Object.assign(this, { landscape, options, fates, side });
    this.count = side ** landscape.dimensions;
    this.ending = new Uint8Array(this.count);
    this.steps = new Int32Array(this.count);
    this.fate = new Int32Array(this.count).fill(-1);
    this.nearness = new Uint8Array(this.count);
  }

  *travel() {
    const { landscape, options, count } = this;
    for (let first = 0; first < count; first += CHUNK) {
      const starts = this.starts(first, Math.min(first + CHUNK, count));
      const run = descend(landscape, { ...options, starts, keep: "ends", judged: false });
      const row = run.rows - 1, heights = run.heightsOf(row);
      for (let k = 0; k < run.count; k++) {
        this.read(first + k, { ending: run.endings[k], stoppedAt: run.stoppedAt[k], resting: run.resting[k], x: run.at(row, k), height: heights[k] });
      }
      yield first + run.count;
    }
  }

  starts(first, last) {
    const { options: { domain }, side } = this, n = domain.length;
    const starts = new Float64Array((last - first) * n);
    for (let k = first, at = 0; k < last; k++) {
      for (let i = 0, rest = k; i < n; i++, at++) {
        starts[at] = lattice(domain[i], rest % side, side);
        rest = (rest / side) | 0;
      }
    }
    return starts;
  }

  // What became of start number `at`.
  read(at, { ending, stoppedAt, resting, x, height }) {
    const { fates } = this;
    this.ending[at] = ending;
    this.steps[at] = stoppedAt;
    if (ending !== RUNNING) return;
    this.fate[at] = resting ? fates.atRest(x, height) : fates.onItsWay(x);
    if (this.fate[at] < 0) return;
    const { ended, limit } = fates.met[this.fate[at]];
    if (resting) this.ending[at] = ended;
    this.nearness[at] = resting ? 255 : Math.round(254 * Math.max(0, 1 - fates.ground.apart(limit, x) / fates.reach));
  }

  result() {
    const rested = new Set(this.fate.filter((fate, k) => this.nearness[k] === 255));
    const { places, number } = this.fates.minima(rested);
    const label = new Int16Array(this.count).fill(-1), near = new Int16Array(this.count).fill(-1);
    for (let k = 0; k < this.count; k++) {
      if (this.fate[k] < 0) continue;
      near[k] = number[this.fate[k]];
      if (this.ending[k] === CONVERGED) label[k] = near[k];
      if (near[k] < 0) this.nearness[k] = 0;
    }
    return {
      places,
      minimizers: places.map((place) => Array.from(place.position)),
      heights: places.map((place) => place.height),
      label, near, nearness: this.nearness, steps: this.steps, ending: this.ending,
      resolution: this.side, domain: this.options.domain, limit: this.options.steps,
    };
  }
}

// Number k of `count` places from one end of a side to the other, as NumPy's linspace has it.
function lattice([low, high], k, count) {
  if (count === 1) return low;
  return k === count - 1 ? high : low + k * ((high - low) / (count - 1));
}
