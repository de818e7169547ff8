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
  let stride = 1, level = null;
  while (resolution / stride > 1.5 * COARSEST) stride *= 2;
  for (const total = resolution ** landscape.dimensions; stride >= 1; stride /= 2) {
    const axes = domain.map((side) => latticeOf(side, resolution, stride));
    level = new BasinLevel(landscape, { ...options, domain }, fates, axes, level);
    for (const count of level.travel()) yield { progress: count / total };
    yield { ...level.result(), progress: level.count / total, done: stride === 1 };
  }
}

// A level's starts lie on `axes`, in the domain's order. Those that a `coarser` level has, every second along each axis, went
// their way there.
class BasinLevel {
  constructor(landscape, options, fates, axes, coarser = null) {
    Object.assign(this, { landscape, options, fates, axes, side: axes[0].length });
    this.count = this.side ** axes.length;
    this.ending = new Uint8Array(this.count);
    this.steps = new Int32Array(this.count);
    this.fate = new Int32Array(this.count).fill(-1);
    this.nearness = new Uint8Array(this.count);
    this.fresh = coarser ? this.inherit(coarser) : Int32Array.from({ length: this.count }, (_, k) => k);
  }

  // Takes over what the coarser level knows; the numbers of all others.
  inherit(coarser) {
    const fresh = [];
    for (let k = 0; k < this.count; k++) {
      let from = 0, even = true;
      for (let i = 0, rest = k, place = 1; i < this.axes.length; i++, place *= coarser.side) {
        even &&= !(rest % this.side % 2);
        from += ((rest % this.side) / 2) * place;
        rest = (rest / this.side) | 0;
      }
      if (even) for (const name of ["ending", "steps", "fate", "nearness"]) this[name][k] = coarser[name][from];
      else fresh.push(k);
    }
    return Int32Array.from(fresh);
  }

  // Yields how many starts of this level are known.
  *travel() {
    const { landscape, options, fresh } = this, n = this.axes.length;
    for (let first = 0; first < fresh.length; first += CHUNK) {
      const own = fresh.subarray(first, first + CHUNK);
      const starts = Float64Array.from({ length: own.length * n }, (_, at) => this.axes[at % n][((own[(at / n) | 0] / this.side ** (at % n)) | 0) % this.side]);
      const run = descend(landscape, { ...options, starts, keep: "ends", judged: false });
      const row = run.rows - 1, heights = run.heightsOf(row);
      for (let k = 0; k < run.count; k++) {
        this.read(own[k], { ending: run.endings[k], stoppedAt: run.stoppedAt[k], resting: run.resting[k], x: run.at(row, k), height: heights[k] });
      }
      yield this.count - fresh.length + first + own.length;
    }
  }

  // What became of start number `at`.
  read(at, { ending, stoppedAt, resting, x, height }) {
    const { fates } = this;
    this.ending[at] = ending;
    this.steps[at] = stoppedAt;
    if (ending !== RUNNING) return;
    // Who still moves rests where his distance to a minimum is as nothing: `classify`.
    let rests = Boolean(resting);
    if (rests || crosses(fates.ground, x)) {
      this.fate[at] = fates.atRest(x, height);
      rests ||= fates.met[this.fate[at]].ended === CONVERGED;
    }
    if (!rests) this.fate[at] = fates.onItsWay(x);
    if (this.fate[at] < 0) return;
    const { ended, limit } = fates.met[this.fate[at]];
    if (rests) this.ending[at] = ended;
    this.nearness[at] = rests ? 255 : Math.round(254 * Math.max(0, 1 - fates.ground.apart(limit, x) / fates.reach));
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
      // Copies: a worker gives away what it tells, and the next level reads these.
      label, near, nearness: this.nearness.slice(), steps: this.steps.slice(), ending: this.ending.slice(),
      resolution: this.side, domain: this.options.domain, limit: this.options.steps,
    };
  }
}

// Every `stride`th of `count` places from one end of a side to the other, as NumPy's linspace has them.
function latticeOf([low, high], count, stride = 1) {
  const places = Float64Array.from({ length: count }, (_, k) => (k && k === count - 1 ? high : low + (k && k * ((high - low) / (count - 1)))));
  return places.filter((_, k) => k % stride === 0);
}
