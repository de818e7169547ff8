// A landscape as it is computed with: heights, gradients, Hessians, mended where their formula says nothing.
class Landscape {
  // Fields and functions as landscapes/javascript/record.py prints them; typed formulas bring their own.
  constructor(record) {
    const { value, raw, hessian, doubt, doubtHessian, ...fields } = record;
    Object.assign(this, { heightTransform: null, minimum: null, minimizers: [] }, fields);
    this.dimensions = fields.domain.length;
    this.searchDomain = fields.searchDomain ?? fields.domain;
    this.printed = { value, raw, hessian };
    this.raw = doubt ? distrusted(raw, doubt) : raw;
    this.rawHessian = doubtHessian ? distrusted(hessian, doubtHessian) : hessian;
    this.room = new Float64Array(1 + this.dimensions);
    const height = value ?? ((p) => (raw(p, this.room), this.room[0]));
    this.rawValue = doubt ? (p) => { const h = height(p); return Number.isFinite(h) && doubt(p) ? NaN : h; } : height;
  }

  value(p) {
    for (let i = 0; i < this.dimensions; i++) if (Number.isNaN(p[i])) return NaN;
    const height = this.rawValue(p);
    return Number.isFinite(height) ? height : mendedHeight(this, p, height);
  }

  both(p, out) {
    this.raw(p, out);
    let sum = 0;
    for (let i = 0; i < this.dimensions; i++) sum += (p[i] + out[i + 1]) * 0;
    if (sum !== 0 || !Number.isFinite(out[0])) this.repair(p, out);
  }

  repair(p, out) {
    mendBoth(this, p, out);
  }

  hessian(p, out) {
    this.rawHessian(p, out);
    let sum = 0;
    for (let i = 0; i < out.length; i++) sum += out[i] * 0;
    const height = this.rawValue(p);
    if (sum !== 0 || !Number.isFinite(height) || isMissing(p)) mendHessian(this, p, out);
  }
}

// The function that fills `out`, with NaN for numbers that have too few digits left beside a hole: see `repair`.
function distrusted(fill, doubt) {
  return (p, out) => {
    fill(p, out);
    if (doubt(p)) for (let i = 0; i < out.length; i++) if (Number.isFinite(out[i])) out[i] = NaN;
  };
}

const knownLandscapes = new Map();

// The landscape of this name: printed by Python, or read from a formula and put here.
function landscapeOf(name) {
  if (!knownLandscapes.has(name)) {
    const record = globalThis.Thalweg.printed.landscapes?.[name];
    if (!record) throw new Error(`no landscape called ${name}`);
    knownLandscapes.set(name, new Landscape({ name, ...record }));
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

// Heights and gradients at an array of points.
function evaluate(landscape, points) {
  const n = landscape.dimensions;
  const heights = [], gradients = [], out = new Float64Array(n + 1);
  for (const point of points) {
    landscape.both(Float64Array.from(n === 1 && !point.length ? [point] : point), out);
    heights.push(out[0]);
    gradients.push(Array.from(out.subarray(1)));
  }
  return { heights, gradients };
}
