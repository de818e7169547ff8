// Charts beside the picture: each a canvas that says in words what it shows.

const CHARTS = { contour: "Contour map", curve: "Curve", loss: "Height above the lowest", gradient_norm: "Length of the gradient",
  slices: "Slices through the particle", anatomy: "Anatomy of a step" };
const HEIGHTS = { contour: 240, slices: 210, anatomy: 190 };

class Chart {
  constructor(name, host) {
    this.name = name;
    this.canvas = element("canvas", { role: "img", "aria-label": say(CHARTS[name]) });
    this.words = element("p");
    this.node = element("div", { class: "chart" }, element("h2", {}, say(CHARTS[name])), this.canvas, this.words);
    this.map = new FlatMap(this.canvas);
    if (name === "contour") this.listen(host);
    else if (name === "loss" || name === "gradient_norm") this.canvas.addEventListener("click", (event) => host.scrub(this.stepAt?.(event.offsetX)));
  }

  listen(host) {
    this.canvas.style.cursor = "crosshair";
    this.canvas.addEventListener("click", (event) => {
      const point = this.map.from(event.offsetX, event.offsetY);
      if (point) host.drop(point);
    });
    this.canvas.addEventListener("pointermove", (event) => host.probe(this.map.from(event.offsetX, event.offsetY), event));
    this.canvas.addEventListener("pointerleave", () => host.probe(null));
  }

  draw(view) {
    const width = this.canvas.clientWidth || 280;
    const height = this.name === "contour" ? Math.min(width, 300) : HEIGHTS[this.name] ?? 150;
    this.canvas.style.height = `${height}px`;
    const pen = sheet(this.canvas, width, height);
    pen.font = "11px system-ui, sans-serif";
    this.words.textContent = "";
    if (this.name === "contour") {
      if (view.model.landscape.dimensions === 2) this.map.draw(pen, width, height, view);
    } else if (this.name === "curve") drawCurve(pen, width, height, view);
    else if (this.name === "slices") drawSlices(pen, width, height, view, this);
    else if (this.name === "anatomy") drawAnatomy(pen, width, height, view, this);
    else drawOverSteps(pen, width, height, view, this);
  }
}

// Axes with ticks of a logarithmic or an even scale; returns [x, y] to pixels.
function axesOf(pen, width, height, theme, { x: [x0, x1], y: [y0, y1], log = false, xs = true, names: [across, up = ""] = [""] }) {
  const [left, right, top, bottom] = [44, width - 6, 8, height - (xs ? 18 : 6)];
  const bend = (v) => (log ? Math.log10(Math.max(v, 1e-300)) : v);
  const x = (v) => left + ((v - x0) / (x1 - x0 || 1)) * (right - left);
  const y = (v) => bottom - ((bend(v) - bend(y0)) / (bend(y1) - bend(y0) || 1)) * (bottom - top);
  pen.fillStyle = theme.faint;
  pen.strokeStyle = theme.faint;
  pen.globalAlpha = 0.35;
  pen.strokeRect(left, top, right - left, bottom - top);
  pen.globalAlpha = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  const ticks = log ? decades(bend(y0), bend(y1)) : evenTicks(y0, y1, 4);
  for (const tick of ticks) pen.fillText(saidNumber(Thalweg.numberText(tick, 2)), left - 5, bounded(y(tick), top + 5, bottom - 4));
  pen.textBaseline = "alphabetic";
  if (xs) for (const tick of evenTicks(x0, x1, 4)) {
    pen.textAlign = "center";
    pen.fillText(saidNumber(Thalweg.numberText(tick, 3)), bounded(x(tick), left, right - 8), height - 4);
  }
  pen.textAlign = "right";
  pen.fillText(across, right - 4, bottom - 5);
  pen.textAlign = "left";
  pen.fillText(up, left + 5, top + 12);
  return { x, y, left, right, top, bottom };
}

function decades(low, high) {
  const step = Math.max(1, Math.ceil((high - low) / 5));
  const ticks = [];
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) ticks.push(10 ** power);
  return ticks;
}

function evenTicks(low, high, count) {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * step; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

// Height or gradient over the steps: of each run the median and the band of its middle half, and the followed particle's own
// line: render/panels/over_steps.py.
function drawOverSteps(pen, width, height, { model, index, colors, theme, followed }, chart) {
  const { runs } = model, steps = Math.max(model.film.final, model.film.last, 1);
  if (!runs.length) return (chart.words.textContent = say("drop a particle"));
  const { log, limits, bands, measure } = model.keep(`over steps ${chart.name} ${runs.map((own) => own.key)}`, () => overSteps(chart.name, model, steps));
  if (!limits) return (chart.words.textContent = say("nothing to draw"));
  const axes = axesOf(pen, width, height, theme, { x: [0, steps], y: limits, log, names: [say("step")] });
  chart.stepAt = (px) => bounded((px - axes.left) / (axes.right - axes.left), 0, 1) * steps;
  const along = (points) => points.flatMap(([step, v]) => (v === v ? [[axes.x(step), bounded(axes.y(v), axes.top, axes.bottom)]] : []));
  const trace = (places, share, wide) => {
    pen.globalAlpha = share;
    pen.lineWidth = wide;
    pen.beginPath();
    for (const [x, y] of places) pen.lineTo(x, y);
  };
  bands.forEach(({ rows, quartiles: [low, middle, high] }, r) => {
    const { run } = runs[r], own = colors[r].colors, k = Math.min(followed, run.count - 1);
    const line = (numbers) => along(rows.map((row, i) => [run.indices[row], numbers[i]])), past = rows.filter((row) => run.indices[row] <= index).length;
    pen.strokeStyle = pen.fillStyle = own.every((c, i) => c === own[i % 3]) ? hexOf(own.subarray(0, 3)) : theme.palette[r % theme.palette.length];
    trace([...line(low), ...line(high).reverse()], 0.2, 1);
    pen.fill();
    trace(line(middle), 0.5, 1);
    pen.stroke();
    const gone = line(middle.slice(0, past));
    trace(gone, 1, 2);
    pen.stroke();
    if (gone.length) {
      trace([], 1, 1);
      pen.arc(...gone.at(-1), 4, 0, 7);
      pen.fill();
    }
    if (run.count === 1) return;
    pen.strokeStyle = hexOf(own.subarray(3 * k, 3 * k + 3));
    trace(along(rows.map((row) => [run.indices[row], measure(runs[r], row, k)])), 0.7, 1);
    pen.stroke();
  });
  const x = axes.x(Math.min(index, steps));
  pen.strokeStyle = theme.ink;
  trace([[x, axes.top], [x, axes.bottom]], 0.8, 1);
  pen.stroke();
  pen.globalAlpha = 1;
  chart.words.textContent = runs.some(({ run }) => run.count > 1) ? say("median, middle half") : "";
  chart.canvas.setAttribute("aria-label", `${say(CHARTS[chart.name])} over ${Math.round(steps)} steps, from ${Thalweg.numberText(limits[1])} to ${Thalweg.numberText(limits[0])}`);
}

const MOST_ROWS = 240, MOST_MEASURED = 400;

// What a chart over steps shows: powers of ten but where the lowest is only how far somebody fell who left.
function overSteps(name, model, steps) {
  const { landscape, runs } = model, least = lowestOf(model), known = landscape.minimum ?? landscape.proven ?? null;
  const log = name !== "loss" || known !== null || !runs.some(({ run }) => run.heights.some((h, at) => h === least && isLost(run, at % run.count)));
  const measure = name === "loss" ? ({ run }, row, k) => run.heights[row * run.count + k] - (log ? least : 0) : slopeAt;
  const bands = runs.map((own) => bandsOf(own, measure, steps));
  const numbers = bands.flatMap(({ quartiles }) => quartiles.flat()).filter((v) => Number.isFinite(v) && (v > 0 || !log));
  if (!numbers.length) return { log, bands, measure, limits: null };
  const [low, high] = extentOf(numbers), wide = high - low > 0 ? high - low : Math.max(Math.abs(low), 1);
  return { log, bands, measure, limits: log ? [Math.max(0.6 * Math.max(low, 1e-16 * high), 1e-300), 1.6 * high] : [low - 0.06 * wide, high + 0.06 * wide] };
}

const isLost = ({ endings }, k) => endings[k] > RUNNING;

// The quartiles at some rows of a number of some particles: who leaves the map keeps the one that he had there last, and after
// the last one has left there is none.
function bandsOf(own, measure, steps) {
  const { run } = own, { indices, count } = run, off = Thalweg.offSince(run), end = indices.findIndex((step) => step >= steps);
  const last = end < 0 ? run.rows - 1 : end, stride = Math.max(Math.ceil(last / MOST_ROWS), 1);
  const rows = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride), some = Math.max(Math.ceil(count / MOST_MEASURED), 1);
  if (rows.at(-1) < last) rows.push(last);
  const gone = off.reduce((most, at, k) => Math.max(most, isLost(run, k) ? Math.min(at, run.stoppedAt[k]) : at), 0);
  const stay = off.map((at) => { const row = indices.findIndex((step) => step >= at); return row < 0 ? run.rows : Math.max(row - 1, 0); });
  const quartiles = [[], [], []];
  for (const row of rows) {
    const sorted = [];
    for (let k = 0; k < count && indices[row] <= gone; k += some) sorted.push(measure(own, Math.min(row, stay[k]), k));
    const numbers = Float64Array.from(sorted.filter((v) => v === v)).sort();
    quartiles.forEach((quartile, q) => quartile.push(numbers.length ? Thalweg.quantileOf(numbers, (q + 1) / 4) : NaN));
  }
  return { rows, quartiles };
}

// The lowest height that is known or proven: the landscape's minimum, or the lowest that a particle reached.
function lowestOf({ landscape, runs }) {
  let least = landscape.minimum ?? landscape.proven ?? Infinity;
  for (const { run } of runs) for (const h of run.heights) if (h < least) least = h;
  return Number.isFinite(least) ? least : 0;
}

function slopeAt(own, row, k) {
  const { run } = own, n = run.dimensions, out = new Float64Array(n + 1);
  const first = (row * run.count + k) * n;
  run.landscape.both(run.positions.subarray(first, first + n), out);
  return Math.hypot(...out.subarray(1));
}

// The chosen run and the followed particle, with its place at the step.
function followedPlace({ model, index, followed }) {
  const own = model.runs.find((run) => run === model.chosen) ?? model.runs[0];
  if (!own || !own.run.count) return null;
  const k = Math.min(followed, own.run.count - 1);
  return { own, k, place: placeAt(own.run, k, index, new Float64Array(own.run.dimensions)) };
}

// The surface cut along each axis through the particle: render/panels/slices.py.
function drawSlices(pen, width, height, view, chart) {
  const found = followedPlace(view);
  if (!found) return (chart.words.textContent = say("drop a particle"));
  const { landscape } = view.model, { place } = found, n = landscape.dimensions, all = cutLimits(found);
  const room = height / n, here = landscape.value(place);
  for (let i = 0; i < n; i++) {
    const domain = landscape.domain[i], limits = all[i];
    if (!limits) continue;
    pen.save();
    pen.translate(0, i * room);
    const axes = axesOf(pen, width, room, view.theme, { x: domain, y: limits, names: ["", say("along {name}", { name: landscape.variables[i] })] });
    pen.strokeStyle = view.theme.ink;
    pen.lineWidth = 1.5;
    strokeLines(pen, tracedLines(cutAlong(landscape, place, i), domain, 120, limits), axes);
    const seen = bounded(here, ...limits);
    pen.fillStyle = hexOf(view.colors[view.model.runs.indexOf(found.own)].colors.subarray(3 * found.k, 3 * found.k + 3));
    pen.beginPath();
    if (place[i] >= domain[0] && place[i] <= domain[1]) pen.arc(axes.x(place[i]), axes.y(seen), seen === here ? 4 : 2, 0, 7);
    pen.fill();
    pen.restore();
  }
}

// Numbers of one coordinate to heights, the others as at a place.
function cutAlong(landscape, place, i) {
  const p = Float64Array.from(place);
  return (number) => ((p[i] = number), landscape.value(p));
}

const cutsKept = new WeakMap();

// The heights of each axis' chart: the same all along a particle's path.
function cutLimits({ own: { run }, k }) {
  const kept = cutsKept.get(run);
  if (kept?.k === k) return kept.limits;
  const { landscape, rows, count, heights, dimensions: n } = run, every = Math.max(Math.floor(rows / 12), 1);
  const placeIn = (row) => run.positions.subarray((row * count + k) * n, (row * count + k + 1) * n); // A run may be plain data.
  const on = Array.from({ length: Math.ceil(rows / every) }, (_, at) => placeIn(at * every)), own = Array.from({ length: rows }, (_, row) => heights[row * count + k]);
  const limits = landscape.domain.map(([low, high], i) => framedHeights(on.flatMap((place) => {
    const heightOf = cutAlong(landscape, place, i);
    return Array.from({ length: 121 }, (_, step) => heightOf(low + (step / 120) * (high - low)));
  }), 0.08, own));
  cutsKept.set(run, { k, limits });
  return limits;
}

// A particle's run with all its steps: of a long run some rows alone are kept, and it is descended again by itself.
function everyStep(model, { own, k }) {
  const { run, settings, name, state } = own, n = run.dimensions;
  if (run.rows > run.steps || own.recorded || state.noise) return { run, k };
  const starts = run.positions.slice(n * k, n * k + n), { tolerance } = state, learning_rate = own.rate.value ?? undefined;
  return { k: 0, run: model.keep(`alone ${own.key} ${k}`, () => Thalweg.descend(model.landscape, { optimizer: name, settings, learning_rate, starts, steps: run.steps, tolerance, judged: false })) };
}

// What a step is made of: the step that was taken, where the tangent plane points, and what it foretold.
function drawAnatomy(pen, width, height, view, chart) {
  const found = followedPlace(view);
  if (!found || view.model.landscape.dimensions !== 2) return (chart.words.textContent = say("drop a particle"));
  const { own } = found, { landscape } = view.model, { run, k } = everyStep(view.model, found);
  const [row] = rowsAround(run, Math.min(view.index, run.indices[run.rows - 1] - 1e-9));
  if (run.indices[row + 1] !== run.indices[row] + 1) return (chart.words.textContent = say("nothing to draw"));
  const at = (r) => run.positions.subarray((r * run.count + k) * 2, (r * run.count + k) * 2 + 2);
  const [here, next] = [at(row), at(Math.min(row + 1, run.rows - 1))];
  const out = new Float64Array(3);
  landscape.both(here, out);
  const step = [next[0] - here[0], next[1] - here[1]];
  const foretold = out[1] * step[0] + out[2] * step[1];
  const [steepest, taken] = [[-out[1], -out[2]], step];
  const [cx, cy, reach] = [width / 2, height / 2 - 10, Math.min(width, height) * 0.36];
  const arrow = (way, color, text, part) => {
    const size = Math.hypot(...way);
    if (!(size > 0)) return;
    const [x, y] = [cx + (way[0] / size) * reach * part, cy - (way[1] / size) * reach * part];
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(cx, cy);
    pen.lineTo(x, y);
    pen.stroke();
    pen.beginPath();
    pen.arc(x, y, 3.5, 0, 7);
    pen.fill();
    pen.textAlign = x < cx ? "right" : "left";
    pen.fillText(text, x + (x < cx ? -6 : 6), y + 4);
  };
  arrow(steepest, view.theme.faint, say("steepest"), 0.75);
  arrow(taken, hexOf(view.colors[view.model.runs.indexOf(own)].colors.subarray(3 * found.k, 3 * found.k + 3)), say("step"), 1);
  pen.fillStyle = view.theme.ink;
  pen.beginPath();
  pen.arc(cx, cy, 4, 0, 7);
  pen.fill();
  const fell = landscape.value(next) - out[0];
  const [moved, slope, tangent, change] = [Math.hypot(...step), Math.hypot(out[1], out[2]), foretold, fell].map((x) => Thalweg.numberText(x));
  chart.words.textContent = say("step {n}: {moved} long; slope {slope}; the tangent plane foretold {foretold}, the height changed by {fell}", { n: run.indices[row] + 1, moved, slope, foretold: tangent, fell: change });
}
