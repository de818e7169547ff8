// What a height or a derivative is where its formula says nothing in doubles: its value in wider numbers, else its limit if
// there is one, else 0 (landscapes/compiled/limits.py): looked for in several directions, ever closer, by Aitken's formula.
const LADDERS = [[1e-12, 1e-16, 1e-20], [1e-8, 1e-10, 1e-12], [1e-5, 3.1622776601683795e-7, 1e-8]];
const AGREE = 1e-9, APART = 1e-6, REMEMBERED = 65536;
const MOST_LOST = 64;

// Operations that a function of the page is made of: of its own text, or of the record's `tapes`.
class Operations {
  constructor({ nodes, roots }) {
    Object.assign(this, { nodes, roots, memory: new Map() });
    const needs = [];
    nodes.forEach(([kind, ...parts], k) => {
      needs[k] = kind === "number" ? new Set() : kind === "coordinate" ? new Set(parts) : new Set(parts.flatMap((i) => [...needs[i]]));
    });
    this.needs = roots.map((root) => [...needs[root]]);
  }

  // Wide numbers of all nodes at a point of wide numbers; `beside` a kink what vanishes there vanishes all around.
  at(place, beside) {
    const values = [];
    for (const [kind, i, j, k] of this.nodes) {
      if (kind === "number") values.push(wideNumber(i, j));
      else if (kind === "coordinate") values.push(place[i]);
      else if (beside && (kind === "mul" || kind === "div") && (values[i].h === 0 || (kind === "mul" && values[j].h === 0))) values.push(NAUGHT);
      else if (beside && kind === "sgn") values.push(wide.sign(values[i]));
      else values.push(wide[kind](values[i], values[j], values[k]));
    }
    return values;
  }
}

class Limits {
  constructor(landscape) {
    this.landscape = landscape;
    this.ways = waysFrom(landscape.dimensions);
    this.made = {};
  }

  operations(kind) {
    const { tapes, printed, fine } = this.landscape;
    const made = () => tapes?.[kind] ?? new PrintedText(String(printed[kind] ?? printed.raw), fine);
    return (this.made[kind] ??= new Operations(made()));
  }

  // Result `root` of the functions of this kind at the finite point p: NaN where it has neither value nor limit.
  found(kind, root, p) {
    const operations = this.operations(kind);
    const key = `${root}:${operations.needs[root].map((i) => p[i])}`;
    if (!operations.memory.has(key)) {
      if (operations.memory.size >= REMEMBERED) operations.memory.clear();
      operations.memory.set(key, this.workedOut(operations, root, p));
    }
    return operations.memory.get(key);
  }

  workedOut(operations, root, p) {
    const here = operations.at(Array.from(p, (c) => wideNumber(c)), false)[operations.roots[root]];
    if (here.never) return NaN;
    if (Number.isFinite(here.h) && (here.lost <= MOST_LOST || here.exact)) return plainOf(here);
    const few = [this.ways[0], this.ways[this.ways.length / 2]];
    if (this.approached(operations, root, p, few).nowhere) return NaN;
    return this.approached(operations, root, p, this.ways).limit;
  }

  approached(operations, root, p, ways) {
    const height = this.operations("value");
    for (const [index, ladder] of LADDERS.entries()) {
      let lost = 0;
      const samples = ways.map((way) => ladder.map((step) => {
        const place = Array.from(p, (c, i) => wide.add(wideNumber(c), wideNumber(way[i] * step)));
        const value = operations.at(place, true)[operations.roots[root]];
        const inside = Number.isFinite(operations === height ? value.h : height.at(place, true)[height.roots[0]].h);
        if (inside) lost = Math.max(lost, value.lost);
        return { value: plainOf(value), inside };
      }));
      if (lost <= MOST_LOST || index === LADDERS.length - 1) return limitOf(samples);
    }
    return null;
  }
}

// Ways to come near a point: off the axes, for few variables also nearly along them; the second half turned around.
function waysFrom(n) {
  if (n === 1) return [[1], [-1]];
  const part = (k, i) => ((k * 0.618033988749895 + i * 0.7548776662466927 + 0.29) % 1);
  const ways = [0, 1, 2].map((k) => Array.from({ length: n }, (_, i) => ((i >> 1 ^ i * k) & 1 ? -1 : 1) * (0.4 + 0.9 * part(k, i))));
  if (n <= 3) for (let i = 0; i < n; i++) ways.push(ways[0].map((w, j) => 0.013 * w + (i === j ? 1 : 0)));
  return [...ways, ...ways.map((way) => way.map((w) => -w))];
}

// The limit along directions that stay inside the function's domain, or NaN; whether there certainly is none.
function limitOf(samples) {
  const inside = samples.filter((along) => along.every((sample) => sample.inside)).map((along) => along.map(({ value }) => value));
  let low = Infinity, high = -Infinity, converges = inside.length > 0, grows = false;
  for (const [a, b, c] of inside) {
    const before = b - a, after = c - b, still = Math.abs(after) <= 1e-14 * Math.abs(c);
    let limit = still ? c : c - after ** 2 / (after - before);
    const fading = Math.abs(b) <= 1e-2 * Math.abs(a) && Math.abs(c) <= 1e-2 * Math.abs(b);
    if (Math.abs(limit) <= 1e-3 * Math.abs(c) || fading) limit = 0;
    const settles = (still || Math.abs(after) < 0.9 * Math.abs(before)) && Number.isFinite(limit);
    if (!settles) converges = false;
    if (!settles && [a, b, c].every(Number.isFinite)) grows = true;
    [low, high] = [Math.min(low, limit), Math.max(high, limit)];
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  const nowhere = grows || (converges && high - low > APART * size);
  return { limit: converges && high - low <= AGREE * size ? (high + low) / 2 : NaN, nowhere };
}

const limitsOf = (landscape) => (landscape.limits ??= new Limits(landscape));
const isFinitePoint = (p) => { for (const c of p) if (!Number.isFinite(c)) return false; return true; };
const isMissing = (p) => { for (const c of p) if (Number.isNaN(c)) return true; return false; };

function mendedHeight(landscape, p, height) {
  if (!isFinitePoint(p)) return isMissing(p) ? NaN : height;
  const found = limitsOf(landscape).found("value", 0, p);
  return Number.isNaN(found) ? height : found;
}

// Heights by their limit, derivatives too, or 0; all that belongs to a height without a value is 0.
function mend(landscape, kind, p, height, out, first) {
  const mended = Number.isFinite(height) ? height : mendedHeight(landscape, p, height);
  const anew = !Number.isFinite(height) && Number.isFinite(mended);
  const missing = isMissing(p), settled = !Number.isFinite(mended) || !isFinitePoint(p);
  for (let i = first; i < out.length; i++) {
    if (missing) out[i] = NaN;
    else if (!anew && Number.isFinite(out[i]) && !Number.isNaN(mended)) continue;
    else {
      const found = settled ? 0 : limitsOf(landscape).found(kind, i, p);
      out[i] = Number.isFinite(found) ? found : 0;
    }
  }
  return missing ? NaN : mended;
}

function mendBoth(landscape, p, out) {
  out[0] = mend(landscape, "raw", p, out[0], out, 1);
}

function mendHessian(landscape, p, out) {
  mend(landscape, "hessian", p, landscape.rawValue(p), out, 0);
}
