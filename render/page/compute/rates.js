// A learning rate that suits a landscape, found by trying, and the largest that is stable: descent/rates.
const trial = globalThis.Thalweg.printed.tables?.rates ?? {};
const LEAST_NORMAL = 2.2250738585072014e-308;

// {rate, reason}; `settings` are the optimizer's other ones, `starts` where the run will begin, if that is known.
function defaultRate(landscape, optimizer = "gradient_descent", settings = {}, starts = null) {
  const { learning_rate: own, ...others } = settings;
  const { name, settings: checked } = optimizerOf(optimizer, others);
  const { order, printed, name: spoken, settings: table, alike } = optimizers[name];
  if (alike) return defaultRate(landscape, alike, {}, starts);
  if (order === 1 && !printed) throw new Error(inPythonAlone(name));
  if (order !== 1) return { rate: table.learning_rate?.default ?? 1, reason: `${spoken} finds its own step length` };
  const given = definedOnly(landscape, starts ? startsOf(starts, landscape) : new Float64Array(0));
  const calm = (found, ends) => calmed(landscape, name, checked, found, ends, given.length ? given : usualStarts(landscape, trial.sparse, 25));
  if (!isLinear(name, checked)) return calm(crossingRate(landscape, name, checked));
  const trying = new Trial(landscape, name, checked, given.length ? given : trialStarts(landscape)), tried = trying.found();
  if (!tried) return { rate: 0.1, reason: `${landscape.spoken} is flat wherever it was tried: any rate does the same` };
  const found = calm(tried, trying.ends), borne = given.length ? given : usualStarts(landscape, trial.side, 225);
  const lost = endsOf(landscape, name, checked, found.rate, borne).endings.filter(isLost).length;
  if (!lost) return found;
  const words = found.reason.replace("no particle got lost and ", ""), count = borne.length / landscape.dimensions;
  return { ...found, reason: `${words}; ${lost} of ${count} starts leave the search domain in ${trial.long.toLocaleString("en-US")} steps` };
}

// The rate that a run from some starts gets by itself: a few have one of their own.
function suitedRate(landscape, name, settings, starts) {
  return defaultRate(landscape, name, settings, isFew(landscape, starts) ? starts : null);
}

const isFew = ({ dimensions }, starts) => starts.length > 0 && starts.length <= trial.alone * dimensions;

const isLost = (code) => code === ESCAPED || code === DIVERGED;

function endsOf(landscape, optimizer, settings, rate, starts) {
  return descend(landscape, { optimizer, settings, learning_rate: rate, starts, steps: trial.long, keep: "ends", judged: false });
}

// The rate, or a half of it, or a half of that, with which particles come to rest instead of hovering.
// Where the ground ends at the foot of slopes, who goes over its edge is as good as at rest.
function calmed(landscape, name, settings, found, ends, places) {
  const far = ends ? 0 : trial.far, near = [decades(landscape, name, settings, found.rate, places, far)];
  while (near.length <= trial.halvings && near[0] > trial.decades) {
    near.push(decades(landscape, name, settings, halved(found.rate, near.length), places, far));
  }
  const halvings = near.findIndex((left) => left <= Math.min(...near) + trial.decades);
  const reason = halvings ? `${found.reason}, divided by ${2 ** halvings}: particles would hover` : found.reason;
  return { rate: twoDigits(halved(found.rate, halvings)), reason };
}

const halved = (rate, times) => Math.max(rate / 2 ** times, Number.MIN_VALUE);

// How far particles are from rest after a long run, in decades of the slope at which they stop.
function decades(landscape, name, settings, rate, places, far) {
  const run = endsOf(landscape, name, settings, rate, places), ground = Ground.of(landscape);
  let sum = 0;
  for (let i = 0; i < run.count; i++) {
    const slope = ground.gradient(run.at(run.rows - 1, i));
    const steepness = slope.reduce((most, x, d) => maximum(most, Math.abs(x) / ground.resting[d]), 0);
    const left = Math.min(Math.max(Math.log10(steepness), 0), trial.far);
    sum += isLost(run.endings[i]) || Number.isNaN(left) ? far : left;
  }
  return run.count ? sum / run.count : 0;
}

// For a step with a length of its own.
function crossingRate({ domain }, name, settings) {
  const widths = domain.map(([low, high]) => high - low);
  const middle = widths[0] * Math.exp(widths.reduce((sum, width) => sum + Math.log(width / widths[0]), 0) / widths.length);
  const rate = middle / Math.max(travel(name, settings, trial.crossing), 1e-12);
  const longest = (0.5 * Math.min(...widths)) / Math.max(travel(name, settings, 1), 1e-12);
  if (rate > longest) return { rate: longest, reason: "its first step is half the domain's narrowest side" };
  return { rate, reason: `crosses the domain in about ${trial.crossing} steps on a straight slope` };
}

function twoDigits(rate) {
  return Number(rounded(rate, 2).join("e"));
}

// How far some steps at rate 1 go down a straight slope.
function travel(name, settings, steps, slope = 1) {
  const mover = new RuleMover(name, { ...settings, weight_decay: 0, clip_value: null, clip_norm: null }, 1, 1);
  const x = new Float64Array(1), g = new Float64Array(1);
  for (let k = 0; k < steps; k++) {
    g[0] = slope;
    mover.move(x, g, 1, k, 1);
  }
  return -x[0];
}

// Whether a thousand times the gradients makes a thousand times the step.
function isLinear(name, settings) {
  const small = travel(name, settings, 3, 1), large = travel(name, settings, 3, 1000);
  return Math.abs(large / 1000 - small) <= 1e-9 * Math.abs(small);
}

function usualStarts(landscape, side, count) {
  const n = landscape.dimensions;
  return definedOnly(landscape, startPoints(n <= 2 ? `grid:${n === 2 ? side : 60}` : `uniform:${count}`, landscape));
}

// A grid of the domain, and near each of a few known minimizers places at three distances.
function trialStarts(landscape) {
  const { dimensions: n, domain, minimizers } = landscape, chance = new Chance(0);
  const ways = Array.from({ length: 4 }, () => Array.from({ length: n }, () => chance.normal()));
  const near = minimizers.slice(0, 4).flatMap((m) => [0.01, 0.03, 0.1].flatMap((share) => ways.flatMap((way) => {
    const length = Math.sqrt(dot(way, way));
    return m.map((x, d) => x + share * (domain[d][1] - domain[d][0]) * (way[d] / length));
  })));
  const grid = startPoints(n <= 2 ? `grid:${n === 2 ? 14 : 60}` : "uniform:200", landscape);
  return definedOnly(landscape, Float64Array.from([...grid, ...near]));
}

function definedOnly(landscape, points) {
  const n = landscape.dimensions, kept = [];
  for (let k = 0; k < points.length; k += n) {
    const point = points.subarray(k, k + n);
    if (Number.isFinite(landscape.value(point))) kept.push(...point);
  }
  return Float64Array.from(kept);
}

// The same places at one rate after the other.
class Trial {
  constructor(landscape, name, settings, places) {
    const { dimensions: n } = landscape;
    Object.assign(this, { landscape, name, settings, n, places: definedOnly(landscape, places) });
    this.count = this.places.length / n;
    this.width = landscape.domain.map(([low, high]) => high - low);
    this.centre = landscape.searchDomain.map(([low, high]) => (low + high) / 2);
    this.reach = landscape.searchDomain.map(([low, high]) => ((high - low) / 2) * 10);
    this.start = new Float64Array(this.count);
    this.slopes = new Float64Array(this.count * n);
    const both = new Float64Array(n + 1);
    for (let i = 0; i < this.count; i++) {
      landscape.both(this.places.subarray(i * n, i * n + n), both);
      this.start[i] = both[0];
      this.slopes.set(both.subarray(1), i * n);
    }
    const high = this.start.reduce((most, h) => Math.max(most, h), -Infinity);
    const low = this.start.reduce((least, h) => Math.min(least, h), Infinity);
    this.margin = Math.max(1e-9 * high - 1e-9 * low, 1e-309);
  }

  // The rate that is chosen, and why; null where all is flat.
  found() {
    const bounds = this.bounds();
    if (!bounds) return null;
    let rates = ladder(...bounds), runs = this.climbed(rates);
    // Even at the gentlest rate particles walk over the edge of where there are heights: the way down leads there.
    if (runs[0].walks) this.ends = true, runs = this.climbed(rates);
    for (let k = 0; k < trial.deeper && runs[0].loses; k++) {
      // Between the places that were looked at it may be steeper than anywhere there.
      rates = ladder(Math.max(rates[0] * trial.safer, trial.slowest), rates[0]);
      runs = this.climbed(rates);
    }
    let choice = this.chosen(runs);
    while (rates[1] > trial.coarse * rates[0] && choice.rung + 1 < rates.length) {
      // Over so many decades a rung is a wide stretch: once more between it and the next.
      rates = ladder(rates[choice.rung], rates[choice.rung + 1]);
      runs = this.climbed(rates);
      choice = this.chosen(runs);
    }
    return { rate: rates[choice.rung], reason: choice.why };
  }

  // A rate that is safe everywhere and one that is bold nearly everywhere; null if all is flat.
  bounds() {
    const { n, count, slopes, width, landscape, places } = this;
    const inertia = travel(this.name, this.settings, trial.crossing) / trial.crossing;
    const strides = Array.from({ length: count }, (_, i) =>
      width.reduce((most, side, d) => maximum(most, Math.abs(slopes[i * n + d] / side)), 0));
    const bends = Array.from({ length: count }, (_, i) => mostBend(landscape, places.subarray(i * n, i * n + n)));
    const good = (sizes) => sizes.filter((size) => Number.isFinite(size) && size > 0).sort((a, b) => a - b);
    const stride = good(strides), bend = good(bends), safe = [], bold = [];
    if (stride.length) safe.push(0.05 / stride[stride.length - 1]), bold.push(0.2 / quantileOf(stride, 0.1));
    if (bend.length) safe.push(0.02 / bend[bend.length - 1]), bold.push(2 / quantileOf(bend, 0.1));
    if (!safe.length) return null;
    const low = Math.min(...safe) / inertia, atMinima = landscape.minimizers.slice(0, 8).map((m) => mostBend(landscape, m));
    let high = Math.max(Math.min(...bold), 2 * Math.min(...safe));
    const most = Math.max(0, ...atMinima);
    if (most > 0) high = Math.max(Math.min(high, 1 / most), 2 * low);
    return [Math.min(Math.max(low, LEAST_NORMAL), trial.fastest), Math.min(high, trial.fastest)];
  }

  // What becomes of all at each of the rates, up to the first that may not be taken; always the gentlest.
  climbed(rates) {
    const runs = [];
    for (const rate of rates) {
      const run = this.run(rate, !runs.length);
      if (runs.length && !run.usable) break;
      runs.push(run);
    }
    return runs;
  }

  run(rate, gentlest) {
    const { n, count, start, landscape, places, width, centre, reach, margin } = this;
    const mover = new RuleMover(this.name, this.settings, n, count);
    const x = places.slice(), g = this.slopes.slice(), before = places.slice(), both = new Float64Array(n + 1);
    const lost = new Uint8Array(count), last = new Float64Array(count), longest = new Float64Array(count);
    const least = start.slice(), most = start.slice(), quick = new Float64Array(count), middle = new Float64Array(count);
    const end = new Float64Array(count), point = new Float64Array(n);
    let leapt = false;
    for (let step = 1; step <= trial.trialSteps; step++) {
      before.set(x);
      mover.move(x, g, count, step - 1, rate);
      for (let i = 0; i < count; i++) {
        if (lost[i]) continue;
        let far = 0;
        for (let d = 0; d < n; d++) {
          point[d] = x[i * n + d];
          if (!(Math.abs(point[d] - centre[d]) <= reach[d])) lost[i] = 1;
          far = maximum(far, Math.abs((point[d] - before[i * n + d]) / width[d]));
        }
        if (!lost[i]) landscape.both(point, both);
        if (far > longest[i]) longest[i] = far;
        if (lost[i] || !Number.isFinite(both[0])) {
          const walked = longest[i] <= trial.stroll;
          if (!gentlest && !this.ends) return { usable: false };
          lost[i] = 1;
          leapt ||= !walked;
          // Beside the edge a slope may be as steep as it likes: a few may leap over it.
          if (!walked) longest[i] = Infinity;
          last[i] = 0;
          least[i] = most[i] = quick[i] = middle[i] = end[i] = start[i];
          for (let d = 0; d < n; d++) g[i * n + d] = 0;
          continue;
        }
        for (let d = 0; d < n; d++) g[i * n + d] = both[d + 1];
        last[i] = far;
        if (both[0] < least[i]) least[i] = both[0];
        if (both[0] > most[i]) most[i] = both[0];
        if (step === trial.quick) quick[i] = both[0];
        if (step === trial.trialSteps / 2) middle[i] = both[0];
        end[i] = both[0];
      }
    }
    let odd = 0;
    for (let i = 0; i < count; i++) {
      const hops = last[i] > trial.chatter && end[i] > middle[i] - margin;
      if (most[i] > start[i] + margin || hops || longest[i] > trial.leap) odd++;
    }
    const walks = lost.includes(1) && !leapt, loses = lost.includes(1) && !this.ends;
    return { least, quick, lost, loses, walks, usable: !loses && odd / count <= trial.few };
  }

  // Which of the rates the trial speaks for, and why.
  chosen(runs) {
    const { start, count } = this;
    const depth = start.map((height, i) => height - runs.reduce((low, run) => Math.min(low, run.least[i]), Infinity));
    const floor = 1e-3 * depth.reduce((most, d) => Math.max(most, d), 0);
    const moving = Array.from({ length: count }, (_, i) => i).filter((i) => depth[i] > floor);
    const rung = runs.findIndex(({ quick, lost }) => {
      const done = moving.filter((i) => !lost[i] && start[i] - quick[i] >= trial.done * depth[i]).length;
      return done >= Math.max(0.5 * moving.length, 1);
    });
    if (rung >= 0) {
      return { rung, why: `the gentlest of ${trial.rungs} rates tried with which most of the descent takes ${trial.quick} steps` };
    }
    const why = `the largest of ${trial.rungs} rates tried with which no particle got lost and few rose, leapt or hopped`;
    return { rung: runs.length - 1, why };
  }
}

// NaN stays, as in NumPy.
function maximum(a, b) {
  return a > b || Number.isNaN(a) ? a : b;
}

// The largest absolute curvature at a point.
function mostBend(landscape, point) {
  const n = landscape.dimensions, matrix = new Float64Array(n * n);
  landscape.hessian(Float64Array.from(point), matrix);
  return largest(new Eigen(n).of(matrix).values);
}

// Rates that rise by one factor: numpy.geomspace.
function ladder(low, high) {
  const from = Math.log10(low), step = (Math.log10(high) - from) / (trial.rungs - 1);
  return Array.from({ length: trial.rungs }, (_, k) => (k === 0 ? low : k === trial.rungs - 1 ? high : Math.pow(10, k * step + from)));
}

// The learning rate above which an optimizer cannot stay at a minimizer; an error says why there is none.
function stableRate(landscape, minimizer, optimizer = "gradient_descent", settings = {}) {
  const { learning_rate: own, ...others } = settings;
  const { name, settings: checked } = optimizerOf(optimizer, others);
  const limit = stableProduct(name, checked), bends = curvaturesAt(landscape, Float64Array.from(minimizer));
  const curvature = bends[bends.length - 1] + (checked.weight_decay ?? 0);
  return curvature > 0 ? limit / curvature : Infinity;
}

// The eigenvalues of the Hessian where particles can rest.
function curvaturesAt(landscape, point) {
  const { name, dimensions: n } = landscape, ground = Ground.of(landscape), { width, resting } = ground;
  const matrix = new Float64Array(n * n);
  landscape.hessian(point, matrix);
  const bends = new Eigen(n).of(matrix).values, most = largest(bends), slope = ground.gradient(point);
  const told = (numbers) => `(${Array.from(numbers, floatText).join(", ")}${n === 1 ? "," : ""})`;
  const where = `${name} has no minimum at ${told(point)}`, advice = "stationary_points() finds its minima";
  if (bends[0] < -1e-9 * most) throw new Error(`${where}: it bends down there; ${advice}`);
  const step = ground.newton(point, 1e-13).map((share, d) => share * width[d]);
  const along = (way) => Float64Array.from(width, (_, d) => dot(matrix.subarray(d * n, d * n + n), way));
  const left = along(step).map((change, d) => Math.abs(slope[d] + change));
  if (step.some((x, d) => Math.abs(x / width[d]) > 1e-3) || left.some((x, d) => x > resting[d])) {
    throw new Error(`${where}: its slope there is ${told(slope)}; ${advice}`);
  }
  const asides = Array.from({ length: n + 1 }, (_, k) => Float64Array.from(width, (side, d) => (k === n || k === d ? 1e-8 * side : 0)));
  const pairs = [...asides, ...asides.map((aside) => aside.map((x) => -x))].map((aside) => {
    const beside = ground.gradient(point.map((x, d) => x + aside[d]));
    return { rise: beside.map((x, d) => x - slope[d]), expected: along(aside) };
  });
  const size = Math.max(...pairs.map(({ expected }) => largest(expected)));
  if (pairs.some(({ rise, expected }) => rise.some((x, d) => Math.abs(x - expected[d]) > resting[d] + 0.1 * size))) {
    throw new Error(`${name} has a kink at ${told(point)}: there no fixed rate lets a particle come to rest`);
  }
  return bends;
}

// The largest rate * curvature at which steps on a parabola do not grow: 2 for gradient descent.
function stableProduct(name, settings) {
  const { order, printed, name: spoken } = optimizers[name];
  if (order !== 1 || !printed || !isLinear(name, settings)) {
    throw new Error(`${spoken}: its step is not proportional to the gradient, so no rate is the limit`);
  }
  if (!(Math.abs(growth(name, settings, 1) - growth(name, settings, 1, 7)) <= 1e-12)) {
    throw new Error(`${spoken}: its step changes from one to the next, so no rate is the limit`);
  }
  let low = 0, high = 64;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (growth(name, settings, middle) <= 1 + 1e-13) low = middle;
    else high = middle;
  }
  return low;
}

// The spectral radius of the matrix that takes (x, memory) to the next step on product * x**2 / 2, read off the rule.
function growth(name, settings, product, index = 0) {
  const size = 1 + globalThis.Thalweg.printed.rules[name].memory.length;
  const mover = new RuleMover(name, { ...settings, weight_decay: 0, clip_value: null, clip_norm: null }, 1, size);
  const x = new Float64Array(size), columns = [x, ...mover.memory];
  columns.forEach((row, k) => (row[k] = 1));
  mover.move(x, x.map((place) => product * place), size, index, 1);
  if (size === 1) return Math.abs(x[0]);
  if (size > 2) return NaN;
  const [[a, b], [c, d]] = columns, half = (a + d) / 2, rest = half * half - (a * d - b * c);
  return rest < 0 ? Math.sqrt(a * d - b * c) : Math.abs(half) + Math.sqrt(rest);
}
