// A landscape as it is computed with: heights, gradients, Hessians, mended where their formula says nothing.
// Its record has the fields and functions that landscapes/javascript/record.py prints. One that is made here has no text to
// be read in wide numbers and brings `tapes` of {nodes, roots} instead: see Operations in limits.js, PrintedText in reading.js.
class Landscape {
  constructor(record) {
    const { value, raw, hessian, doubt, doubtHessian, ...fields } = record;
    Object.assign(this, { heightTransform: null, minimum: null, minimizers: [] }, fields);
    this.dimensions = fields.domain.length;
    this.searchDomain = fields.searchDomain ?? fields.domain;
    this.printed = { value, raw, hessian };
    this.raw = doubt ? distrusted(raw, doubt) : raw;
    this.rawHessian = doubtHessian ? distrusted(hessian, doubtHessian) : hessian ?? ((p, out) => differenced(this, p, out));
    this.room = new Float64Array(1 + this.dimensions);
    const height = value ?? ((p) => (raw(p, this.room), this.room[0]));
    this.rawValue = doubt ? (p) => { const h = height(p); return Number.isFinite(h) && doubt(p) ? NaN : h; } : height;
  }

  // What it is called where something is said of it: of formulas, Python has one at a time.
  get spoken() { return this.untitled ? "formula" : this.name; }

  value(p) {
    const reach = reachOf(p), height = this.rawValue(p);
    if (this.measured) return height; // what was not measured has no limit either
    return reach < FAR && Number.isFinite(height) ? height : mendedHeight(this, p, reach < FAR ? height : NaN);
  }

  both(p, out) {
    this.raw(p, out);
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i] * 0;
    if (sum !== 0 || !(reachOf(p) < FAR)) this.repair(p, out);
  }

  // `out` as raw has left it: what is not finite there gets its limit, or is as it should be.
  repair(p, out) {
    if (!this.measured) mendBoth(this, p, out);
    else for (let i = 1; i < out.length; i++) if (!Number.isFinite(out[i])) out[i] = 0;
  }

  hessian(p, out) {
    this.rawHessian(p, out);
    if (this.measured) for (let i = 0; i < out.length; i++) if (!Number.isFinite(out[i])) out[i] = 0;
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i] * 0;
    const height = this.rawValue(p);
    if (this.measured) return;
    if (sum !== 0 || !Number.isFinite(height) || !(reachOf(p) < FAR)) mendHessian(this, p, out, height);
  }
}

// Farther away squares of squares overflow on the way to what may be a number.
const FAR = 1e75;

// The largest coordinate's size, NaN where one is none.
function reachOf(p) {
  let reach = 0;
  for (let i = 0; i < p.length; i++) reach = Math.max(reach, Math.abs(p[i]));
  return reach;
}

// The function that fills `out`, with NaN for numbers that have too few digits left beside a hole: see `repair`.
function distrusted(fill, doubt) {
  return (p, out) => {
    fill(p, out);
    if (doubt(p)) for (let i = 0; i < out.length; i++) if (Number.isFinite(out[i])) out[i] = NaN;
  };
}

// The Hessian whose text would be too long for a page: from slopes at four places beside, of the fourth order.
function differenced({ domain, raw, dimensions: n }, p, out) {
  const near = Float64Array.from(p), slopes = new Float64Array(n + 1);
  out.fill(0);
  domain.forEach(([low, high], j) => {
    const h = 3e-7 * (high - low);
    for (const [steps, share] of [[-2, 1], [-1, -8], [1, 8], [2, -1]]) {
      near[j] = p[j] + steps * h;
      raw(near, slopes);
      for (let i = 0; i < n; i++) for (const at of [i * n + j, j * n + i]) out[at] += (share * slopes[i + 1]) / (24 * h);
    }
    near[j] = p[j];
  });
}

const knownLandscapes = new Map();

// The landscape of this name: printed by Python, or read from a formula and put here.
function landscapeOf(name) {
  if (!knownLandscapes.has(name)) {
    const { landscapes = {} } = globalThis.Thalweg.printed;
    if (!Object.hasOwn(landscapes, name)) {
      const near = closest(String(name).toLowerCase(), landscapeNames());
      throw new Error(`unknown landscape ${brief(name)}${near ? `; did you mean ${quoted(near)}?` : ""}`);
    }
    knownLandscapes.set(name, new Landscape({ name, ...landscapes[name] }));
  }
  return knownLandscapes.get(name);
}

function landscapeNames() {
  return [...new Set([...Object.keys(globalThis.Thalweg.printed.landscapes ?? {}), ...knownLandscapes.keys()])];
}

// A landscape that Python did not print, to be found by its name from now on.
function keepLandscape(landscape) {
  knownLandscapes.set(landscape.name, landscape);
  return landscape;
}

// Heights and gradients at points.
function evaluate(landscape, points) {
  const n = landscape.dimensions, rows = flatPoints(points, n, `points for ${landscape.spoken} must be numbers of shape (N, ${n})`);
  const heights = [], gradients = [], out = new Float64Array(n + 1);
  for (let k = 0; k < rows.length; k += n) {
    landscape.both(rows.subarray(k, k + n), out);
    heights.push(out[0]);
    gradients.push(Array.from(out.subarray(1)));
  }
  return { heights, gradients };
}
