// Where particles begin: descent/starts. Points are flat rows.
const mostStarts = 20_000_000;

const startMakers = {
  grid(box, { count }) {
    const n = box.low.length, axes = box.low.map((low, d) => evenly(low, box.high[d], count));
    const points = new Float64Array(count ** n * n);
    for (let k = 0; k < count ** n; k++) {
      for (let d = 0, left = k; d < n; d++, left = Math.floor(left / count)) points[k * n + d] = axes[d][left % count];
    }
    return points;
  },
  points(box, { positions }) {
    const n = box.low.length, rows = positions.map((point) => [point].flat());
    if (rows.some((row) => row.length !== rows[0].length || row.some((x) => typeof x !== "number"))) {
      throw new Error("points: every point must have the same number of coordinates, all numbers");
    }
    const shape = `(${rows.length}, ${rows[0]?.length ?? 0})`;
    if (!rows.length || rows[0].length !== n) throw new Error(`points must be N >= 1 points of ${n} coordinates, got shape ${shape}`);
    if (!rows.flat().every(Number.isFinite)) throw new Error("points must be finite");
    const outside = rows.find((row) => row.some((x, d) => x < box.low[d] || x > box.high[d]));
    if (outside) {
      const place = outside.map(floatText).join(", ");
      throw new Error(`points: (${place}${n === 1 ? "," : ""}) lies outside the domain ${shownBox(box)}`);
    }
    return Float64Array.from(rows.flat());
  },
  ring(box, { count, centre, radius }) {
    if (box.low.length !== 2) throw new Error(`ring needs a domain of two variables, got ${box.low.length}`);
    const middle = checkedPoint("ring.centre", centre, box);
    if (radius !== null) checkedNumber("ring.radius", radius, "(0, inf)");
    const reach = box.low.map((low, d) => radius ?? 0.4 * (box.high[d] - low));
    return flatRows(count, 2, (k) => {
      const angle = (2 * Math.PI * k) / count;
      return [middle[0] + reach[0] * Math.cos(angle), middle[1] + reach[1] * Math.sin(angle)];
    });
  },
  edge({ low, high }, { count }) {
    if (low.length === 1) return Float64Array.of(low[0], high[0]);
    if (low.length !== 2) throw new Error(`edge needs a domain of one or two variables, got ${low.length}`);
    const corners = [low, [high[0], low[1]], high, [low[0], high[1]], low], lengths = [0];
    for (let k = 1; k < 5; k++) {
      lengths.push(lengths[k - 1] + Math.abs(corners[k][0] - corners[k - 1][0]) + Math.abs(corners[k][1] - corners[k - 1][1]));
    }
    return flatRows(count, 2, (k) => {
      const along = (lengths[4] * k) / count, side = lengths.findLastIndex((length, j) => j < 4 && length <= along);
      const slope = (d) => (corners[side + 1][d] - corners[side][d]) / (lengths[side + 1] - lengths[side]);
      return [0, 1].map((d) => (along === lengths[side] ? corners[side][d] : slope(d) * (along - lengths[side]) + corners[side][d]));
    });
  },
  uniform({ low, high }, { count, seed }) {
    const chance = new Chance(seed);
    return flatRows(count, low.length, () => low.map((from, d) => from + (high[d] - from) * chance.random()));
  },
  gaussian(box, { count, centre, spread, seed }) {
    const middle = checkedPoint("gaussian.centre", centre, box);
    if (spread !== null) checkedNumber("gaussian.spread", spread, "(0, 1e300]");
    const chance = new Chance(seed);
    return flatRows(count, middle.length, () =>
      middle.map((place, d) => place + (spread ?? (box.high[d] - box.low[d]) / 10) * chance.normal()));
  },
  latin_hypercube({ low, high }, { count, seed }) {
    const chance = new Chance(seed, true), n = low.length;
    const within = flatRows(count, n, () => low.map(() => chance.random()));
    const slices = low.map(() => chance.shuffle(Array.from({ length: count }, (_, k) => k + 1)));
    return flatRows(count, n, (k) => low.map((from, d) => from + ((slices[d][k] - within[k * n + d]) / count) * (high[d] - from)));
  },
  halton({ low, high }, { count, seed }) {
    const chance = new Chance(seed, true), primes = [];
    for (let p = 2; primes.length < low.length; p++) if (primes.every((q) => p % q)) primes.push(p);
    const digits = primes.map((base) => Array.from({ length: Math.ceil(54 / Math.log2(base)) - 1 }, () =>
      chance.shuffle(Array.from({ length: base }, (_, k) => k))));
    return flatRows(count, low.length, (k) =>
      low.map((from, d) => from + scrambledInverse(k, primes[d], digits[d]) * (high[d] - from)));
  },
  constant: (box, { value, count }) => new Float64Array(count * box.low.length).fill(checkedNumber("constant.value", value)),
  zeros: (box, { count }) => new Float64Array(count * box.low.length),
};

// The radical inverse of k (van der Corput 1935), each digit exchanged by its own permutation (Owen 2017).
function scrambledInverse(k, base, permutations) {
  let sum = 0, share = 1 / base, left = k;
  for (const permutation of permutations) {
    sum += permutation[left % base] * share;
    share /= base;
    left = Math.floor(left / base);
  }
  return sum;
}

function evenly(low, high, count) {
  if (count === 1) return [(low + high) / 2];
  const step = (high - low) / (count - 1);
  return Array.from({ length: count }, (_, k) => (k === count - 1 ? high : k * step + low));
}

function flatRows(count, n, make) {
  const points = new Float64Array(count * n);
  for (let k = 0; k < count; k++) points.set(make(k), k * n);
  return points;
}

function checkedPoint(owner, point, { low, high }) {
  if (point === null) return low.map((from, d) => (from + high[d]) / 2);
  const place = [point].flat();
  if (place.length !== low.length || !place.every(Number.isFinite)) {
    throw new Error(`${owner} must be ${low.length} finite numbers, got ${brief(point)}`);
  }
  return place;
}

function shownBox({ low, high }) {
  const text = low.map((from, d) => `[${shortNumber(from)}, ${shortNumber(high[d])}]`).join(" x ");
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

// As Python's format "g" writes it: six digits.
function shortNumber(value) {
  const rounded = Number(value.toPrecision(6)), text = floatText(rounded).replace(/\.0$/, "");
  return Math.abs(rounded) >= 1e6 && Math.abs(rounded) < 1e16 ? rounded.toExponential().replace(/e\+(\d)$/, "e+0$1") : text;
}

// The points that text such as "grid:15" or "points:(1,2);(0,0)" describes on a landscape.
function startPoints(text, landscape) {
  const { starts: known } = globalThis.Thalweg.printed.tables;
  const { name, settings: given, spoken } = readCall("starts", text, known);
  if (name === "points" && given.positions && (given.positions.point || !Array.isArray(given.positions))) {
    given.positions = [given.positions];
  }
  const settings = {};
  for (const [key, { default: usual }] of Object.entries(known[name].settings)) {
    settings[key] = key in given ? given[key] : usual;
    if (key in given && key === "count") checkedNumber(`${name}.count`, given.count, "[1, inf)", true, spoken.count);
    if (key in given && key === "seed") checkedNumber(`${name}.seed`, given.seed, "[0, inf)", true, spoken.seed);
  }
  const n = landscape.dimensions;
  if (settings.count ** (name === "grid" ? n : 1) > mostStarts) {
    throw new Error(`${name}.count ${settings.count} would make more than 20,000,000 starts; take fewer`);
  }
  const brought = globalThis.Thalweg.printed.starts?.[text];
  if (brought?.domain.length === n) return within(landscape.domain, brought);
  const maker = startMakers[name];
  if (!maker) throw new Error(refusedStarts(name, landscape));
  return maker(boxOf(landscape, name === "points"), settings);
}

// Places that Python made in one domain, at the same shares of another.
function within(domain, { domain: home, places }) {
  return places.map((x, k) => {
    const [low, high] = domain[k % domain.length], [from, to] = home[k % domain.length];
    return from === low && to === high ? x : low + ((x - from) / (to - from)) * (high - low);
  });
}

function refusedStarts(name, landscape) {
  if (["he", "xavier"].includes(name)) return `${landscape.spoken} is not a network; use uniform, gaussian or latin_hypercube`;
  return `starts ${name} are made by Python alone; take uniform, latin_hypercube or halton`;
}

// The domain; for points that are given the search domain too.
function boxOf({ domain, searchDomain }, both) {
  const sides = domain.map(([low, high], d) =>
    both ? [Math.min(low, searchDomain[d][0]), Math.max(high, searchDomain[d][1])] : [low, high]);
  return { low: sides.map(([low]) => low), high: sides.map(([, high]) => high) };
}

// Points as flat rows of n numbers: they may come as rows or flat already. An error begins with what is `wanted`.
function flatPoints(points, n, wanted) {
  const isArray = (value) => Array.isArray(value) || ArrayBuffer.isView(value);
  if (!isArray(points)) throw new Error(`${wanted}, got ${brief(points)}`);
  const rows = Array.from(points), nested = isArray(rows[0]);
  if (nested && rows.some((row) => row?.length !== n)) throw new Error(`${wanted}, got (${rows.length}, ${rows[0].length})`);
  if (!nested && rows.length % n) throw new Error(`${wanted}, got (${rows.length},)`);
  const flat = nested ? rows.flatMap((row) => Array.from(row)) : rows;
  const word = flat.find((x) => typeof x !== "number");
  if (word !== undefined) throw new Error(`${wanted}, got ${brief(word)} among them`);
  return Float64Array.from(flat);
}

// Starts as they are given: text, points, one point, or flat numbers; checked.
function startsOf(starts, landscape) {
  if (typeof starts === "string") return startPoints(starts, landscape);
  const n = landscape.dimensions, wanted = `starts for ${landscape.spoken} must be numbers of shape (N, ${n})`;
  const flat = flatPoints(starts, n, wanted);
  const unfit = flat.findIndex((x) => !Number.isFinite(x));
  if (unfit >= 0) {
    const who = Math.floor(unfit / n), place = Array.from(flat.subarray(who * n, who * n + n), floatText);
    throw new Error(`starts must be finite, got [${place.join(", ")}] for particle ${who}`);
  }
  return flat;
}
