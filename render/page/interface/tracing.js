// Curves on a chart: which heights it shows, and lines that end where a function jumps: render/panels/tracing.py.

const tracing = () => Thalweg.pictureTable("tracing");

// The heights at a chart's edges for a curve sampled evenly and what is `moving` on it: all of it, but where a pole or a
// wall would press the rest flat; null where nothing is finite.
function framedHeights(heights, share, moving = []) {
  const { CUTS, SLACK, WIDER } = tracing(), { HIGHEST } = Thalweg.pictureTable("heights");
  const kept = (numbers) => Array.from(numbers).filter(Number.isFinite).map((h) => bounded(h, -HIGHEST, HIGHEST));
  const inside = Float64Array.from(kept(heights)).sort(), extra = kept(moving).reduce(([a, b], h) => [Math.min(a, h), Math.max(b, h)], [Infinity, -Infinity]);
  if (!inside.length) return extra[0] <= extra[1] ? paddedLimits(...extra, share) : null;
  const parts = CUTS.flatMap((below) => CUTS.map((above) => [quantileOf(inside, below), quantileOf(inside, 1 - above)])).filter(([a, b]) => a < b);
  const even = parts.map((part) => evennessOf(inside, ...part)), most = Math.max(...even);
  const good = parts.filter((_, k) => even[k] >= most - SLACK);
  const found = good.length ? good.reduce((a, b) => (b[1] - b[0] > a[1] - a[0] ? b : a)) : [inside[0], inside[inside.length - 1]];
  let [low, high] = found;
  for (const height of extra) {
    const wider = [Math.min(low, height), Math.max(high, height)];
    if (wider[1] - wider[0] <= WIDER * (found[1] - found[0])) [low, high] = wider;
  }
  return paddedLimits(low, high, share);
}

// Linear between two of the sorted numbers.
function quantileOf(sorted, share) {
  const at = share * (sorted.length - 1), first = Math.floor(at), last = Math.min(first + 1, sorted.length - 1);
  return sorted[first] + (at - first) * (sorted[last] - sorted[first]);
}

// Entropy of those of the sorted heights that are inside, over stripes of equal height.
function evennessOf(sorted, low, high) {
  const { BINS } = tracing(), counts = new Float64Array(BINS);
  let total = 0;
  for (const h of sorted) if (h >= low && h <= high) {
    counts[Math.min(Math.floor(BINS * ((h - low) / (high - low))), BINS - 1)]++;
    total++;
  }
  return counts.reduce((sum, own) => (own ? sum - (own / total) * Math.log(own / total) : sum), 0);
}

// Limits a little wider than the numbers, and never of no width.
function paddedLimits(low, high, share) {
  const span = high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)) ? high - low : Math.max(Math.abs(low), 1);
  return [low - share * span, high + share * span];
}

// The curve as lines of [x, height] inside the limits, at `count` + 1 places and the two sides of each jump.
function tracedLines(heightOf, [low, high], count, limits) {
  const { HIGHEST } = Thalweg.pictureTable("heights"), { STEEP, HALVINGS } = tracing();
  const at = (x) => { const h = heightOf(x); return [x, Number.isNaN(h) ? h : bounded(h, -HIGHEST, HIGHEST)]; };
  const points = [];
  for (let k = 0; k <= count; k++) {
    const next = at(low + (k / count) * (high - low)), last = points[points.length - 1];
    if (last && Math.abs(next[1] - last[1]) > STEEP * (limits[1] - limits[0])) {
      let [left, right] = [last, next];
      for (let half = 0; half < HALVINGS; half++) {
        const middle = at(left[0] / 2 + right[0] / 2);
        if (Math.abs(middle[1] - left[1]) < Math.abs(right[1] - middle[1])) left = middle;
        else right = middle;
      }
      if (!(Math.abs(right[1] - left[1]) < 0.5 * Math.abs(next[1] - last[1]))) points.push(left, [NaN, NaN], right);
    }
    points.push(next);
  }
  return withinLimits(points, limits);
}

// With a vertex where a line crosses a limit; what lies outside has none.
function withinLimits(points, limits) {
  const lines = [[]];
  points.forEach(([x, h], k) => {
    const [before, from] = points[k - 1] ?? [NaN, NaN];
    const crossed = limits.filter((limit) => (from < limit) !== (h < limit) && Number.isFinite(from) && Number.isFinite(h));
    if (from > h) crossed.reverse();
    for (const limit of crossed) lines[lines.length - 1].push([before + ((limit - from) / (h - from)) * (x - before), limit]);
    if (h >= limits[0] && h <= limits[1]) lines[lines.length - 1].push([x, h]);
    else if (lines[lines.length - 1].length) lines.push([]);
  });
  return lines.filter((line) => line.length > 1);
}

function strokeLines(pen, lines, { x, y }) {
  pen.beginPath();
  for (const line of lines) line.forEach(([at, h], k) => (k ? pen.lineTo(x(at), y(h)) : pen.moveTo(x(at), y(h))));
  pen.stroke();
}
