// Two settings against each other: where a start ends, and after how many steps, for every pair of values.

// A generator like `basinsOf`, coarse first. options:
//   optimizer, settings, learning_rate, start [x, y], steps, tolerance; resolution;
//   x, y: {setting ("learning_rate" or one of the optimizer's), low, high, scale: "log" or "linear", whole}
// A result has, row by row, the lowest y first: label, steps, ending, near, nearness and the minima as basins have
// them; `xs`, `ys`, the values of columns and rows; `border`, where theory ends, as `stableBorder` has it.
function* parameterMap(landscape, options) {
  const { resolution = 128, x, y } = options;
  const fates = new Fates(landscape, options.tolerance);
  let stride = 1, level = null, border = null;
  while (resolution / stride > 24) stride *= 2;
  for (; stride >= 1; stride /= 2) {
    const axes = [x, y].map((axis) => Float64Array.from({ length: Math.ceil(resolution / stride) }, (_, k) => valueAt(axis, (k * stride) / (resolution - 1))));
    level = new MapLevel(landscape, { ...options, domain: [null, null] }, fates, axes, level);
    for (const count of level.travel()) yield { progress: count / resolution ** 2 };
    const result = level.result(), [xs, ys] = axes;
    border ??= stableBorder(landscape, options, result.minimizers[deepest(result.heights)]);
    yield { ...result, xs, ys, border, progress: level.count / resolution ** 2, done: stride === 1 };
  }
}

// A lattice of settings instead of starts.
class MapLevel extends BasinLevel {
  *travel() {
    const { landscape, options, side, fresh, axes: [xs, ys] } = this;
    const starts = Float64Array.from(options.start);
    for (let k = 0; k < fresh.length; k++) {
      const column = withSetting(options, options.x.setting, xs[fresh[k] % side]);
      this.read(fresh[k], this.outcome(withSetting(column, options.y.setting, ys[(fresh[k] / side) | 0]), starts));
      if (k % 32 === 31) yield this.count - fresh.length + k + 1;
    }
  }

  outcome(options, starts) {
    const { landscape } = this;
    if (Lone.suits(options)) return new Lone(landscape, options).travel(starts);
    const run = descend(landscape, { ...options, starts, keep: "ends", judged: false }), row = run.rows - 1;
    return { ending: run.endings[0], stoppedAt: run.stoppedAt[0], resting: run.resting[0], x: run.at(row, 0), height: run.heightsOf(row)[0] };
  }
}

// The value at a share of an axis.
function valueAt({ low, high, scale, whole }, share) {
  const value = share === 1 ? high : scale === "log" ? low * (high / low) ** share : low + (high - low) * share;
  return whole ? Math.round(value) : value;
}

// The same options with one setting, or the learning rate, changed.
function withSetting(options, setting, value) {
  if (setting === "learning_rate") return { ...options, learning_rate: value };
  return { ...options, settings: { ...options.settings, [setting]: value } };
}

const deepest = (heights) => heights.indexOf(Math.min(...heights));

// The largest stable rate at a minimum for every value of the other setting: {points: [[x, y], ...], exact}, in the
// map's own values; null where none of both is the rate, or theory says nothing. `exact` where the landscape is a
// quadratic: there nothing beyond the border comes to rest.
function stableBorder(landscape, options, minimum) {
  const rate = [options.x, options.y].findIndex((axis) => axis.setting === "learning_rate");
  const at = minimum ?? landscape.minimizers[0];
  if (rate < 0 || !at) return null;
  const other = [options.y, options.x][rate], points = [];
  for (let k = 0; k <= 64; k++) {
    const value = valueAt(other, k / 64);
    const chosen = withSetting(options, other.setting, value);
    const largest = stableRateOr(landscape, at, options.optimizer, chosen.settings);
    if (!(largest > 0 && largest < Infinity)) continue;
    points.push(rate === 0 ? [largest, value] : [value, largest]);
  }
  return points.length ? { points, exact: isQuadratic(landscape) } : null;
}

// The largest rate that is stable at a point, or NaN where theory says nothing.
function stableRateOr(landscape, point, optimizer, settings) {
  try {
    return stableRate(landscape, point, optimizer, settings) ?? NaN;
  } catch {
    return NaN;
  }
}

// Whether it bends everywhere alike.
function isQuadratic(landscape) {
  const ground = Ground.of(landscape), n = ground.n, first = new Float64Array(n * n), other = new Float64Array(n * n);
  const place = (share) => Float64Array.from(landscape.domain, ([low, high], i) => low + (high - low) * ((share * (i + 1)) % 1));
  landscape.hessian(place(0.37), first);
  const most = largest(first);
  return most > 0 && [0.11, 0.23, 0.59, 0.83].every((share) => {
    landscape.hessian(place(share), other);
    return other.every((x, i) => Math.abs(x - first[i]) <= 1e-9 * most);
  });
}

// One run for each of `count` rates around the current one, from one start: [{rate, run}, ...], slowest first.
function sweep(landscape, options, { count = 20, factor = 30 } = {}) {
  const rate = typeof options.learning_rate === "number" ? options.learning_rate : defaultRate(landscape, options.optimizer, options.settings).rate;
  return Array.from({ length: count }, (_, k) => {
    const own = Number((rate * factor ** ((2 * k) / (count - 1) - 1)).toPrecision(3));
    return { rate: own, run: descend(landscape, { ...options, learning_rate: own }) };
  });
}
