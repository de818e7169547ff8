// From true heights to drawn heights, as `render.surface.heights` draws them.
const pictureTable = (name) => globalThis.Thalweg.printed.tables.picture[name];
const clipped = (value, low, high) => Math.min(Math.max(value, low), high);

// Of sorted numbers, as NumPy interpolates them.
function quantileOf(sorted, share) {
  const at = share * (sorted.length - 1);
  const row = Math.min(Math.floor(at), Math.max(sorted.length - 2, 0));
  const [a, b, part] = [sorted[row], sorted[Math.min(row + 1, sorted.length - 1)], at - row];
  return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
}

// Piecewise linear through points whose `xs` ascend.
function interpolated(x, xs, ys) {
  const last = xs.length - 1;
  if (x >= xs[last]) return ys[last];
  if (!(x > xs[0])) return x <= xs[0] ? ys[0] : NaN;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle; else high = middle;
  }
  return ys[low] + ((ys[high] - ys[low]) / (xs[high] - xs[low])) * (x - xs[low]);
}

// Means of a row of numbers over `width` neighbours on either side, with soft ends; beyond the row are its ends.
function softened(row, width) {
  const weights = Array.from({ length: 2 * width + 1 }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (width + 1))), total = weights.reduce((a, b) => a + b);
  return row.map((_, k) => weights.reduce((sum, weight, i) => sum + (weight / total) * row[clipped(k + i - width, 0, row.length - 1)], 0));
}

const evenSteps = (low, high, count) =>
  Float64Array.from({ length: count }, (_, i) => (i < count - 1 ? low + (i * (high - low)) / (count - 1) : high));

class HeightTransform {
  constructor({ kind, low, high, knee = 1, centre = 0, quantiles = null }) {
    Object.assign(this, { kind, low, high, knee, centre, quantiles });
    this.highest = pictureTable("heights").HIGHEST;
    this.ranks = quantiles && evenSteps(0, 1, quantiles.length);
    [this.first, this.last] = [this.bend(low), this.bend(high)];
  }

  // 0 to 1 for heights from low to high, a little lower for those below low; NaN where there is none.
  at(height) {
    if (!(this.high > this.low)) return Number.isFinite(height) ? 0.5 : NaN;
    const h = clipped(height, -this.highest, this.highest);
    if (this.quantiles) return interpolated(h, this.quantiles, this.ranks);
    return clipped((this.bend(h) - this.first) / (this.last - this.first), pictureTable("heights").LOWER, 1);
  }

  inverse(unit) {
    if (!(this.high > this.low)) return this.low;
    if (this.quantiles) return interpolated(unit, this.ranks, this.quantiles);
    let bent = this.first + unit * (this.last - this.first);
    if (this.kind === "log") bent = this.low + this.knee * Math.expm1(bent);
    if (this.kind === "symlog") bent = this.centre + this.knee * Math.sinh(bent);
    return clipped(bent, this.low, this.high);
  }

  bend(h) {
    if (this.kind === "log") return Math.log1p(Math.max(h - this.low, -0.5 * this.knee) / this.knee);
    return this.kind === "symlog" ? Math.asinh((h - this.centre) / this.knee) : h;
  }

  get label() {
    const names = { log: "log scale", symlog: "heights compressed", rank: "heights by rank", clip: "top cut off" };
    return names[this.kind] ?? "true heights";
  }
}

// The transform that shows the structure of a sample of heights; NaN where there is none.
function chooseTransform(heights, kind = "auto") {
  const { HIGHEST, SQUEEZED, PLAIN, CHASM, NARROW } = pictureTable("heights");
  const h = Float64Array.from(heights).filter(Number.isFinite).sort().map((x) => clipped(x, -HIGHEST, HIGHEST));
  if (!h.length) return new HeightTransform({ kind: "linear", low: 0, high: 0 });
  const [low, high] = [h[0], h[h.length - 1]];
  const span = high - low;
  if (!Number.isFinite(span) || span <= 1e-13 * Math.max(Math.abs(low), Math.abs(high))) {
    return new HeightTransform({ kind: "linear", low, high: low });
  }
  const [ravine, quarter, middle, threeQuarters] = [0.05, 0.25, 0.5, 0.75].map((share) => quantileOf(h, share));
  let chosen = kind;
  if (kind === "auto") {
    const narrow = ravine - low > CHASM * span ? NARROW : PLAIN;
    const plain = threeQuarters - quarter < narrow * span ? "symlog" : "linear";
    chosen = (middle - low) / span < SQUEEZED ? "log" : plain;
  }
  const top = kind === "auto" ? withoutSpires(h) : high;
  const cut = top < high ? h.map((x) => Math.min(x, top)) : h;
  return new HeightTransform({ kind: chosen, low, high: top, ...bendOf(chosen, cut, top - low) });
}

// The height at which is cut off what rises out of all proportion, of sorted heights.
function withoutSpires(h) {
  const { SPIRE, DECADES } = pictureTable("heights");
  const [most, high] = [quantileOf(h, SPIRE), h[h.length - 1]];
  const proportion = 10 ** DECADES * (most - h[0]);
  return proportion > 0 && high - quantileOf(h, 0.5) > proportion ? most : high;
}

// What else the transforms of each kind need, of sorted heights.
function bendOf(kind, h, span) {
  const { CUT, RANKS } = pictureTable("heights");
  if (kind === "log") return { knee: logKnee(h, span) };
  if (kind === "symlog") {
    return { knee: symlogKnee(h, span), centre: quantileOf(h, 0.5) };
  }
  if (kind === "clip") return { high: quantileOf(h, CUT) };
  if (kind !== "rank") return {};
  let last = -Infinity;
  return { quantiles: evenSteps(0, 1, RANKS).map((share) => (last = Math.max(last, quantileOf(h, share)))) };
}

// Ripples of a plain above its pits must not stand as walls around them.
function symlogKnee(h, span) {
  const { FLATTEST, WALLS } = pictureTable("heights");
  const [centre, high] = [quantileOf(h, 0.5), h[h.length - 1]];
  const most = Math.max(WALLS[0] * (high - centre) / span, WALLS[1]);
  const least = Math.max(quantileOf(h, 0.75) - quantileOf(h, 0.25), FLATTEST * span);
  if (most >= 0.5) return least;
  for (const power of evenSteps(0, 4, 81)) {
    const knee = least * 10 ** power;
    const [above, below] = [Math.asinh((high - centre) / knee), Math.asinh((centre - h[0]) / knee)];
    if (above <= most * (above + below)) return knee;
  }
  return least;
}

// The knee at which the median is drawn where it should be, if the pits stay wider than needles.
function logKnee(h, span) {
  const { DRAWN_MIDDLE, NEEDLE, FEWEST_DECADES, MOST_DECADES, HIGHEST } = pictureTable("heights");
  const [middle, needle] = [quantileOf(h, 0.5) - h[0], quantileOf(h, NEEDLE) - h[0]];
  const deepest = middle > 10 ** -FEWEST_DECADES * span ? FEWEST_DECADES : MOST_DECADES;
  let [best, miss] = [NaN, Infinity];
  for (const power of evenSteps(-deepest, 2, 400)) {
    const knee = clipped(span * 10 ** power, 1e-300, HIGHEST);
    const drawn = Math.log1p(middle / knee) / Math.log1p(span / knee);
    const off = Math.abs((Number.isNaN(drawn) ? 1 : drawn) - DRAWN_MIDDLE);
    if (off < miss) [best, miss] = [knee, off];
  }
  return Math.max(best, needle, 10 ** -deepest * span, 2 ** -52 * Math.abs(h[0]));
}
