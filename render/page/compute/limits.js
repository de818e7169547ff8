// What a height or a derivative is where its formula says nothing in doubles: its value in wider numbers, else its limit if
// there is one, else 0 (landscapes/compiled/limits.py): looked for in several directions, ever closer, by Aitken's formula.
const LADDERS = [[1e-12, 1e-16, 1e-20], [1e-10, 1e-13, 1e-16], [1e-8, 1e-10, 1e-12], [1e-5, 3.1622776601683795e-7, 1e-8]];
const AGREE = 1e-9, APART = 1e-6, REMEMBERED = 65536;
const MOST_LOST = 64;

// Operations that make a number of what is infinite, which tells nothing at the point itself.
const HIDING = new Set(["max", "min", "power", "atan2", "atan", "tanh", "exp", "sign"]);
const hidden = (value) => (Number.isFinite(value.h) ? new Wide(NaN) : value);

// The operations of a function of the page: those of its own text, or of the record's `tapes`.
class Operations {
  constructor({ nodes, roots }) {
    Object.assign(this, { nodes, roots, memory: roots.map(() => new Map()), kept: 0 });
    const needs = [];
    nodes.forEach(([kind, ...parts], k) => {
      needs[k] = new Set(kind === "coordinate" ? parts : kind === "number" ? [] : parts.flatMap((i) => [...needs[i]]));
    });
    this.needs = roots.map((root) => [...needs[root]].sort((a, b) => a - b));
  }

  // Wide numbers of all nodes at a place of wide numbers; `beside` a kink what vanishes there vanishes all around.
  at(place, beside) {
    const values = new Array(this.nodes.length);
    for (let n = 0; n < values.length; n++) {
      const [kind, i, j, k] = this.nodes[n];
      if (kind === "number") values[n] = wideNumber(i, j);
      else if (kind === "coordinate") values[n] = place[i];
      else if (beside && kind === "mul" && (values[i].h === 0 || values[j].h === 0)) values[n] = NAUGHT;
      else if (beside && kind === "div" && values[i].h === 0) values[n] = NAUGHT;
      else if (beside && kind === "sgn") values[n] = wide.sign(values[i]);
      else values[n] = wide[kind](values[i], values[j], values[k]);
      if (!beside && HIDING.has(kind) && !(Number.isFinite(values[i].h) && Number.isFinite((values[j] ?? values[i]).h))) values[n] = hidden(values[n]);
    }
    return values;
  }

  // Where what is known of a root is kept: by the coordinates that it depends on.
  shelf(root, p) {
    if (this.kept > REMEMBERED) [this.memory, this.kept] = [this.roots.map(() => new Map()), 0];
    const needs = this.needs[root];
    let shelf = this.memory[root];
    for (let k = 0; k < needs.length - 1; k++) {
      if (!shelf.has(p[needs[k]])) shelf.set(p[needs[k]], new Map());
      shelf = shelf.get(p[needs[k]]);
    }
    return [shelf, needs.length ? p[needs.at(-1)] : 0];
  }
}

// The neighborhood of a point, looked at no more often than it takes for all that is asked there.
class Neighborhood {
  constructor(operations, height, p) {
    Object.assign(this, { operations, height, p: Array.from(p, (c) => wideNumber(c)), seen: new Map() });
    this.ways = waysFrom(p.length);
  }

  here(root) {
    this.values ??= this.operations.at(this.p, false);
    return this.values[this.operations.roots[root]];
  }

  beside(way, step) {
    const key = `${way} ${step}`;
    if (!this.seen.has(key)) {
      const place = this.p.map((c, i) => wide.add(c, wideNumber(this.ways[way][i] * step)));
      const values = this.operations.at(place, true);
      const height = this.operations === this.height ? values : this.height.at(place, true);
      const { h } = height[this.height.roots[0]];
      this.seen.set(key, { values, inside: Number.isFinite(h), over: Math.abs(h) === Infinity });
    }
    return this.seen.get(key);
  }

  // The value of a root, or its limit; NaN where it has neither.
  found(root) {
    const here = this.here(root), all = this.ways.map((_, k) => k);
    if (here.never) return NaN;
    if (Number.isFinite(here.h) && here.lost <= MOST_LOST) return plainOf(here);
    // Two ways that disagree are enough, and at kinks they mostly do.
    if (this.approached(root, [0, all.length / 2]).nowhere) return NaN;
    return this.approached(root, all).limit;
  }

  approached(root, ways) {
    for (const ladder of LADDERS) {
      let lost = 0;
      const samples = ways.map((way) => ladder.map((step) => {
        const { values, inside, over } = this.beside(way, step), value = values[this.operations.roots[root]];
        if (inside) lost = Math.max(lost, value.lost);
        return { value: plainOf(value), inside, over, noise: 2 ** (value.lost + 4 - BITS) };
      }));
      if (lost <= MOST_LOST || ladder === LADDERS.at(-1)) return limitOf(samples);
    }
    return null;
  }
}

class Limits {
  constructor(landscape) {
    this.landscape = landscape;
    this.made = {};
  }

  operations(kind) {
    const { tapes, printed, fine } = this.landscape;
    const made = () => tapes?.[kind] ?? new PrintedText(String(printed[kind] ?? printed.raw), fine);
    return (this.made[kind] ??= new Operations(made()));
  }

  // What the `roots` among the results of this kind are at the finite point p: NaN for each without value or limit.
  found(kind, roots, p) {
    const operations = this.operations(kind);
    let around = null;
    return roots.map((root) => {
      const [shelf, key] = operations.shelf(root, p);
      if (!shelf.has(key)) {
        around ??= new Neighborhood(operations, this.operations("value"), p);
        shelf.set(key, around.found(root));
        operations.kept++;
      }
      return shelf.get(key);
    });
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
  const inside = samples.filter((along) => along.every((sample) => sample.inside));
  let low = Infinity, high = -Infinity, converges = inside.length > 0;
  let grows = samples.some((along) => along.every((sample) => sample.over)); // as exp(1/x) from the right
  for (const along of inside) {
    const [a, b, c] = along.map((sample) => sample.value), noise = Math.max(1e-14, along[2].noise);
    const before = b - a, after = c - b, still = Math.abs(after) <= noise * Math.abs(c);
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

// A height that is no number in doubles, at a point of which that may not be true either.
function mendedHeight(landscape, p, height) {
  const reach = reachOf(p);
  if (!(reach < Infinity)) return Number.isNaN(reach) ? NaN : landscape.rawValue(p);
  const [found] = limitsOf(landscape).found("value", [0], p);
  return Number.isNaN(found) ? height : found;
}

// Derivatives out[first], out[first + 1] ... by their limits or 0; 0 where the height has no value. Returns the height.
function mend(landscape, kind, p, height, out, first) {
  const reach = reachOf(p);
  if (Number.isNaN(reach)) return out.fill(NaN)[0];
  const doubtful = !Number.isFinite(height) || (reach >= FAR && reach < Infinity);
  const mended = doubtful ? mendedHeight(landscape, p, height) : height;
  const anew = doubtful && Number.isFinite(mended), bad = [];
  for (let i = first; i < out.length; i++) if (anew || Number.isNaN(mended) || !Number.isFinite(out[i])) bad.push(i);
  const settled = !Number.isFinite(mended) || reach === Infinity;
  const found = settled || !bad.length ? [] : limitsOf(landscape).found(kind, bad, p);
  bad.forEach((i, k) => { out[i] = Number.isFinite(found[k]) ? found[k] : 0; });
  return mended;
}

function mendBoth(landscape, p, out) {
  out[0] = mend(landscape, "raw", p, out[0], out, 1);
}

function mendHessian(landscape, p, out, height) {
  if (landscape.printed.hessian) mend(landscape, "hessian", p, height, out, 0);
  else out.forEach((entry, k) => (out[k] = Number.isFinite(entry) ? entry : 0));
}
