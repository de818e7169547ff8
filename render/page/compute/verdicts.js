// What is said of a particle that came to rest, as descent/results/verdicts.py says it: tables.endings.verdicts.
const [CONVERGED, SADDLE, STALLED, RUNNING, ESCAPED, DIVERGED, UNDEFINED] = [0, 1, 2, 3, 4, 5, 6];

// Where a particle at `point` ended that does not move: {ending, limit, level}. Slopes up to `limits` count as none.
function settle(ground, point, limits) {
  const found = restBeside(ground, point);
  let { limit } = found;
  const vanished = found.found && vanishes(ground, limit, limits);
  let ending = STALLED, level = !found.sharp;
  if (vanished || vanishes(ground, point, limits)) {
    if (!vanished) limit = point;
    [ending, level] = bySlopes(ground, limit);
  } else if (found.found) {
    const [falls, open] = fallsBeside(ground, limit, found.sharp);
    [ending, level] = [falls ? SADDLE : CONVERGED, open];
  }
  if (ending > SADDLE) limit = point;
  const { across, jumps, rims } = besideJump(ground, point, limit);
  if (across) limit = point;
  // Of a saddle on the other side of a jump nothing follows for this one.
  if (jumps || (across && ending === SADDLE)) ending = STALLED;
  if (ending === CONVERGED && fallsFromKink(ground, limit)) ending = SADDLE;
  if (ending === SADDLE && slopesOneWay(ground, limit)) [ending, limit] = [STALLED, point];
  if ((rims || across) && !jumps && ending !== CONVERGED && restsLow(ground, point)) [ending, limit] = [CONVERGED, point];
  const kink = !across && !jumps && !rims && isSteep(ground, point) ? kinkAt(ground, point) : null;
  // Beside a flat from which it falls all of the flat is alike.
  if (kink) [ending, limit, level] = [!kink.falls ? CONVERGED : kink.flat ? STALLED : SADDLE, kink.limit, kink.level];
  return { ending, limit, level: level && ending <= SADDLE };
}

// Whether there is no slope at all, or none that changes, and no curvature that matters.
function vanishes(ground, point, limits) {
  const { values, exponent } = ground.curvature(point);
  const curvature = timesPowerOfTwo(largest(values), exponent);
  const matters = largest(limits.map((slope, i) => slope * ground.width[i]));
  if (curvature > matters) return false;
  return curvature === 0 || largest(ground.gradient(point)) <= ground.table.verdicts.underflow * largest(ground.resting);
}

// Whether the function falls beside a stationary point, and whether a direction may not bend there.
function fallsBeside(ground, point, sharp) {
  const { flat, falls: seen, close, probes } = ground.table.verdicts;
  const { values, vectors } = ground.curvature(point);
  const none = flat * largest(values);
  const down = values[0] < -none;
  if (sharp && down && fallsAlong(ground, point, vectors[0])) return [true, values.some((x) => Math.abs(x) <= none)];
  // Where the Hessian is that of one side of a kink, or where curves of minima cross, it does not tell.
  if (sharp && values[0] > none) return [false, false];
  const around = withOpposites([...vectors, ...ground.directions]);
  const here = ground.slopes(point);
  const falling = around.map(() => true), clear = around.map(() => false);
  for (const distance of [...close, ...probes]) {
    // The slope that is left at the place itself is not a fall beside it.
    const rise = around.map((way) => {
      const slopes = ground.slopes(ground.beside(point, distance, way));
      return way.reduce((sum, w, i) => sum + (slopes[i] - here[i]) * w, 0);
    });
    const most = largest(rise);
    rise.forEach((x, k) => {
      falling[k] &&= close.includes(distance) ? x <= 1e-9 * most : x < 0;
      clear[k] ||= x < -seen * most;
    });
  }
  return [falling.some((x, k) => x && clear[k]), true];
}

function fallsAlong(ground, point, way) {
  return ground.table.verdicts.close.some((distance) =>
    [1, -1].some((sign) => sign * dot(ground.slopes(ground.beside(point, sign * distance, way)), way) < 0));
}

// The ending where gradient and Hessian vanish, by the slopes all around, and whether it is on a flat or a curve.
function bySlopes(ground, point) {
  const { near, hidden, underflow, turns } = ground.table.verdicts;
  const proof = flatness(ground, point);
  if (proof.flat) return [isFloor(ground, point) ? CONVERGED : STALLED, true];
  const resting = ground.resting.map((slope, i) => slope * ground.width[i]);
  const least = proof.smooth ? Math.max(proof.most / hidden, underflow * largest(resting)) : 0;
  let open = true, slopes = [], reach = 0;
  for (const distance of near) {
    reach = distance;
    slopes = ground.around.map((way) => ground.slopes(ground.beside(point, distance, way)));
    open = Math.max(...slopes.map(largest)) <= least;
    if (!open) break;
  }
  const uphill = slopes.map((s, k) => dot(s, ground.around[k]));
  const small = ground.around.every((way) =>
    ground.slopes(ground.beside(point, near[near.length - 1], way)).every((x, i) => Math.abs(x) <= resting[i]));
  const plateau = ((proof.slopes || open) && proof.smooth) || (small && proof.most > 0);
  // In the tail of a plateau floats leave a slope on one side, and none on the others.
  const rising = plateau ? uphill.every((x) => x > 0) : uphill.some((x) => x > 0);
  const lowest = rising && uphill.every((x) => x >= 0);
  // A curve of them goes on where the slopes along it are nothing against those across.
  const level = uphill.some((x) => Math.abs(x) <= 1e-9 * largest(uphill)) || allAcross(ground, slopes, Math.min(turns * reach, 1e-3));
  return [lowest ? CONVERGED : small || plateau ? STALLED : SADDLE, level];
}

// Whether slopes all lie across one line, but for a share of their length: that of a bent curve.
function allAcross({ n, eigen }, slopes, share) {
  if (n < 2) return false;
  const matrix = new Float64Array(n * n), exponent = binaryExponent(Math.max(...slopes.map(largest)));
  for (const s of slopes.filter(allFinite)) {
    const scaled = s.map((x) => timesPowerOfTwo(x, -exponent));
    for (let k = 0; k < n * n; k++) matrix[k] += scaled[(k / n) | 0] * scaled[k % n];
  }
  const sizes = eigen.of(matrix).values;
  return Math.min(...sizes) <= share ** 2 * Math.max(...sizes);
}

// What can be told without interval arithmetic, by which Python proves it. A function that is not put together of
// pieces is constant nowhere: slopes that are zero all around have underflowed.
function flatness(ground, point) {
  const { landscape, n, both } = ground;
  const reach = ground.table.verdicts.neighborhood;
  const raw = (p) => (landscape.raw(p, both), both.slice());
  const here = raw(point);
  const beside = (distance) => ground.around.map((way) => raw(ground.beside(point, distance, way)));
  const [close, far] = [beside(reach), beside(1e3 * reach)];
  const zero = [here, ...close].every((both) => both.subarray(1).every((x) => x === 0));
  const level = close.every((both) => both[0] === here[0]);
  const change = (around) => Math.max(...around.map((both) => largest(ground.width.map((w, i) => (both[i + 1] - here[i + 1]) * w))));
  const kinked = landscape.piecewise && !(change(close) <= 0.03 * change(far));
  const smooth = here.every(Number.isFinite) && !kinked;
  const size = largest(ground.gradient(point).map((x, i) => x * ground.width[i]));
  let noise = 0;
  for (let i = 0; i < n; i++) for (const sign of [1, -1]) {
    const p = point.slice();
    p[i] += sign * spacing(p[i]);
    raw(p).forEach((x, j) => j && (noise = Math.max(noise, Math.abs(x - here[j]) * ground.width[j - 1])));
  }
  const constant = largest(landscape.slopes) === 0;
  const faded = zero && !constant && (!landscape.piecewise || fades(ground, point, raw));
  return {
    flat: zero && level && !faded,
    most: here.every(Number.isFinite) ? size + (faded ? Number.MIN_VALUE : noise) : Infinity,
    slopes: faded || (!zero && size > 4 * noise),
    smooth,
  };
}

// Whether slopes that are zero have underflowed: then they pass through all that floats can hold where they appear.
function fades(ground, point, raw) {
  const { rim, underflow } = ground.table.verdicts;
  const size = (distance, way) => largest(raw(ground.beside(point, distance, way)).subarray(1));
  for (const way of ground.around) {
    const k = rim.findIndex((distance) => size(distance, way) > 0);
    if (k < 0) continue;
    let [zero, seen] = [k ? rim[k - 1] : 0, rim[k]];
    for (let j = 0; j < 50; j++) {
      const middle = (zero + seen) / 2;
      [zero, seen] = size(middle, way) > 0 ? [zero, middle] : [middle, seen];
    }
    return size(seen, way) <= underflow * largest(ground.resting);
  }
  return false;
}

// Whether a flat rises at its rim wherever that is seen.
function isFloor(ground, point) {
  const here = ground.value(point);
  const signs = ground.around.map((way) => {
    for (const distance of ground.table.verdicts.rim) {
      const change = ground.value(ground.beside(point, distance, way)) - here;
      if (Math.abs(change) > 1e-13 * Math.abs(here)) return Math.sign(change);
    }
    return 0;
  });
  return signs.includes(1) && !signs.includes(-1);
}

// Whether a particle stays on its own side of a jump, and whether it is lower beside that, and higher.
function besideJump(ground, point, limit) {
  const low = (a, b) => (a <= b || Number.isNaN(b) ? a : b), high = (a, b) => (a >= b || Number.isNaN(b) ? a : b);
  const own = ground.value(point), here = ground.value(limit), { jump } = ground.table.verdicts;
  const [there, nearer] = [1, 0.01].map((share) =>
    ground.around.map((way) => ground.value(ground.beside(limit, share * jump, way))));
  const falls = [there, nearer].map((heights) => own - heights.reduce(low, here));
  const rises = [there, nearer].map((heights) => heights.reduce(high, here) - own);
  // What a slope can make of the way, and rounding of a height.
  const slope = ground.gradient(point);
  const way = point.reduce((sum, x, i) => sum + Math.abs((x - limit[i]) * slope[i]), 0);
  const smooth = 100 * way + ground.slack + 1e-12 * Math.max(Math.abs(own), Math.abs(own - falls[0]));
  // Nearer, a jump is as high, and a cusp is not.
  const isJump = ([far, near]) => far > smooth && near > far / 2;
  return { across: here - own > smooth, jumps: isJump(falls), rims: isJump(rises) };
}

// Whether the function rises on all sides and falls before by no more than its slack, close by.
function restsLow(ground, point) {
  const { flat, longest_travel: longest, glance, lip } = ground.table.rest, some = ground.directions.length;
  if (!(largest(ground.newton(point, flat)) <= longest)) return false;
  return [glance, lip].every((distances) => {
    const sides = [...ground.around, ...ground.offAxes].map((way) => sideOf(ground, point, way, distances));
    // Level on one side alone is a tail that floats end.
    const paired = sides.every((side, k) => (side === 0) === (sides[k % (2 * some) < some ? k + some : k - some] === 0));
    return paired && !sides.includes(-1) && sides.includes(1);
  });
}

// On one way: 1 where it rises or the function ends, 0 where it stays level, -1 elsewhere.
function sideOf(ground, point, way, distances) {
  const here = ground.value(point), noise = 1e-13 * Math.abs(here), { longest_travel: longest } = ground.table.rest;
  let level = true;
  for (const distance of distances) {
    const change = ground.value(ground.beside(point, distance, way)) - here;
    if (!(Math.abs(change) <= ground.slack + noise)) return change < 0 ? -1 : 1;
    if (change < -noise && distance > longest) return -1;
    level &&= !(change < -noise);
  }
  return level ? 0 : -1;
}

// Groups of the particles `members` of points (N * n) that share a verdict: they are in one cell, and not on two sides
// of a jump. {first: [...], member: which group each of `members` is in}.
function grouped(ground, points, members) {
  const { n, width } = ground;
  const heights = members.map((k) => ground.value(points.subarray(k * n, k * n + n)));
  const most = heights.reduce((m, h) => (Math.abs(h) < Infinity ? Math.max(m, Math.abs(h)) : m), 0);
  const step = 100 * ground.slack + 1e-12 * most || 1;
  const seen = new Map(), first = [];
  const member = members.map((k, j) => {
    let key = "";
    for (let i = 0; i < n; i++) key += Math.round(points[k * n + i] / (ground.table.verdicts.cell * width[i])) + " ";
    key += Math.round(heights[j] / step);
    if (!seen.has(key)) seen.set(key, first.push(k) - 1);
    return seen.get(key);
  });
  return { first, member };
}

// Slopes that count as none when a run is judged.
function judgedSlopes(ground, tolerance) {
  return ground.resting.map((slope, i) =>
    Math.min(Math.max(tolerance ?? slope, slope), Number.MAX_VALUE / 1e3 / Math.max(ground.width[i], 1)));
}

// Whether the slope turns round just down from a point: somebody there hops across a valley's kink.
function crosses(ground, point) {
  const way = downhill(ground, point), beyond = ground.slopes(ground.beside(point, ground.table.kinks.at, way));
  return dot(beyond, way) > 0;
}

// The way down the slope, its longest part 1; zero where there is none.
function downhill(ground, point) {
  const slopes = ground.slopes(point), most = largest(slopes);
  return slopes.map((x) => (Number.isFinite(x) && most > 0 ? -x / most : 0));
}

// Endings of the particles at `points` (N * n), of which `open` neither escaped nor diverged; others keep theirs.
// Those `resting` do not move, whatever their gradient; the others do where it is larger than the tolerance, but for
// those whose distance to a kink that is a minimum is as nothing.
// What was found out comes back, by particle.
function classify(ground, points, tolerance, endings, resting = null) {
  const { n } = ground;
  const limits = judgedSlopes(ground, tolerance);
  const at = (k) => points.subarray(k * n, k * n + n);
  const still = [], flat = [], hops = [];
  for (let k = 0; k < endings.length; k++) {
    if (endings[k] !== RUNNING) continue;
    const calm = ground.gradient(at(k)).every((x, i) => Math.abs(x) <= limits[i]);
    const hopping = !calm && !resting?.[k];
    if (!hopping || crosses(ground, at(k))) still.push(k), flat.push(calm), hops.push(hopping);
  }
  const { first, member } = grouped(ground, points, still);
  const verdicts = first.map((k) => settle(ground, at(k).slice(), limits));
  still.forEach((k, j) => {
    const { ending, limit } = verdicts[member[j]];
    const away = !flat[j] && ground.apart(limit, at(k)) > ground.table.verdicts.beside;
    const said = away ? STALLED : ending;
    endings[k] = hops[j] && said !== CONVERGED ? RUNNING : said;
  });
  const usual = limits.every((limit, i) => limit === ground.resting[i]);
  return new Map(usual ? first.map((k, j) => [k, verdicts[j]]) : []);
}

// Fill a run's endings: those that came to rest are told apart.
function judge(run) {
  const ground = Ground.of(run.landscape).rested();
  const ends = run.positions.subarray((run.rows - 1) * run.count * run.dimensions);
  run.verdicts = classify(ground, ends, run.tolerance, run.endings, run.resting);
  return run;
}

// On a kink the gradient is zero by convention: heights tell whether it falls at every small distance.
function fallsFromKink(ground, point) {
  const { close } = ground.table.verdicts, { steep } = ground.table.kinks;
  const here = ground.value(point);
  return [...ground.around, ...ground.offAxes].some((way) =>
    close.every((distance) => {
      const there = ground.value(ground.beside(point, distance, way));
      const noise = 1e-13 * Math.max(Math.abs(here) || 0, Math.abs(there) || 0);
      return here - there > distance * steep * ground.slack + noise;
    }));
}

// Whether the slopes around all point one way and get no smaller near by: Clarke (1983).
function slopesOneWay(ground, point) {
  const { close } = ground.table.verdicts, { steep, one_way: share, stays, weighings } = ground.table.kinks;
  let before = steep * ground.slack;
  for (const distance of [close[close.length - 1], close[0]]) {
    const slopes = [];
    let most = 0;
    for (const way of ground.offAxes) {
      const there = ground.slopes(ground.beside(point, distance, way));
      if (!Number.isFinite(ground.both[0])) continue;
      slopes.push(there);
      most = Math.max(most, largest(there));
    }
    const exponent = binaryExponent(most);
    const scaled = slopes.map((s) => s.map((x) => timesPowerOfTwo(x, -exponent)));
    const way = shortestBetween(scaled, ground.width.map((_, i) =>
      scaled.reduce((sum, s) => sum + s[i], 0) / Math.max(scaled.length, 1)), weighings);
    const size = timesPowerOfTwo(largest(way), exponent);
    if (!(size > stays * before) || !scaled.every((s) => dot(s, way) >= share * dot(way, way))) return false;
    before = size;
  }
  return true;
}

// The shortest mean, or nearly, that weights make of the slopes, from their plain mean: Gilbert (1966).
function shortestBetween(slopes, mean, rounds) {
  for (let k = 0; k < rounds && slopes.length; k++) {
    const along = slopes.map((s) => dot(s, mean)), against = slopes[along.indexOf(Math.min(...along))];
    const change = mean.map((x, i) => against[i] - x), length = dot(change, change);
    const share = Math.min(Math.max(-dot(change, mean) / (length > 0 ? length : 1), 0), 1);
    mean = mean.map((x, i) => x + share * change[i]);
  }
  return mean;
}
