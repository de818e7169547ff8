// Places on kinks, as descent/results/kinks.py finds them; numbers in tables.endings.kinks.

// The kink beside a point: {limit, falls, level, flat}; null where there is none, or a slope along it.
function kinkAt(ground, point) {
  const { limit, found } = ontoKink(ground, point);
  const { axes, across, flat } = sidesAt(ground, limit);
  if (!found || !across.includes(true) || slopesOneWay(ground, limit)) return null;
  const along = alongKink(ground, limit, axes, across);
  const falls = fallsFromKink(ground, limit) || along.falls;
  return { limit, falls, level: along.level || (flat && !falls), flat };
}

// Whether it is steep close by: elsewhere kinks are not looked for.
function isSteep(ground, point) {
  const { far, clear } = ground.table.kinks;
  return ground.offAxes.some((way) => largest(ground.slopes(ground.beside(point, far, way))) > clear * ground.slack);
}

// Whether a point lies on a kink between two slopes, not on the rim of a flat.
function onKink(ground, point) {
  if (!isSteep(ground, point)) return false;
  const { across, flat } = sidesAt(ground, point);
  return across.includes(true) && !flat;
}

// The lowest place down the slope, close by, unless it goes down on and on: {limit, found}.
function ontoKink(ground, point) {
  const { rounds, reach } = ground.table.kinks;
  let limit = point, found = true;
  for (let k = 0; k < rounds; k++) {
    const way = downhill(ground, limit);
    const share = lowestAlong(ground, limit, way, 0, reach);
    found &&= share < 0.9 * reach;
    const after = ground.beside(limit, share, way);
    if (!(ground.value(after) < ground.value(limit))) break;
    limit = after;
  }
  return { limit, found: found && ground.apart(limit, point) <= reach };
}

// A kink near a point as a floor: {limit, found}.
function kinkBeside(ground, point) {
  const { limit, found } = ontoKink(ground, point);
  return { limit, found: found && onKink(ground, limit) };
}

// Axes along which slopes change around a point, which of them they jump along, and whether a side has no slope.
function sidesAt(ground, point) {
  const { far, near, across: share } = ground.table.kinks, { n } = ground;
  const [wide, close] = [slopesChange(ground, point, far), slopesChange(ground, point, near)];
  const exponent = binaryExponent(Math.max(largest(wide.spread), largest(close.spread)));
  for (const { spread } of [wide, close]) spread.forEach((x, k) => (spread[k] = timesPowerOfTwo(x, -exponent)));
  if (!allFinite(wide.spread) || !allFinite(close.spread)) {
    wide.spread.fill(0);
    close.spread.fill(0);
  }
  const { values, vectors } = new Eigen(n).of(close.spread);
  const most = Math.max(0, ...values);
  const across = vectors.map((axis, k) => {
    let before = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) before += axis[i] * wide.spread[i * n + j] * axis[j];
    return values[k] > share * share * most && values[k] > before / 4 && values[k] > 0;
  });
  return { axes: vectors, across, flat: wide.none };
}

// The spread of the slopes at a distance, an n by n matrix, and whether some are none.
function slopesChange(ground, point, distance) {
  const { n } = ground, spread = new Float64Array(n * n);
  const slopes = ground.offAxes.map((way) => ground.slopes(ground.beside(point, distance, way)));
  const none = slopes.some((s) => s.every((x, i) => Math.abs(x) <= ground.resting[i] * ground.width[i]));
  const exponent = binaryExponent(Math.max(...slopes.map(largest)));
  const scaled = slopes.map((s) => s.map((x) => timesPowerOfTwo(x, -exponent)));
  for (let i = 0; i < n; i++) {
    const mean = scaled.reduce((sum, s) => sum + s[i], 0) / scaled.length;
    for (const s of scaled) s[i] -= mean;
  }
  for (const s of scaled) for (let k = 0; k < n * n; k++) spread[k] += s[(k / n) | 0] * s[k % n];
  return { spread: spread.map((x) => timesPowerOfTwo(x, 2 * exponent)), none };
}

// Whether it falls from a place along its kink, and whether there is a way along which nothing changes.
function alongKink(ground, point, axes, across) {
  const { along } = ground.table.kinks;
  const height = ground.value(point), noise = kinkNoise(ground, point, axes, across);
  let falls = false, level = false;
  axes.forEach((axis, k) => {
    if (across[k]) return;
    let both = true;
    for (const sign of [1, -1]) {
      let down = true, same = true;
      for (const distance of along) {
        const there = downAcross(ground, ground.beside(point, sign * distance, axis), axes, across, distance);
        const change = ground.value(there) - height, unseen = noise + kinkNoise(ground, there, axes, across);
        down &&= change < -unseen;
        same &&= Math.abs(change) <= unseen;
      }
      falls ||= down;
      both &&= same;
    }
    level ||= both;
  });
  return { falls, level };
}

// The lowest place within `reach` on the lines across a kink.
function downAcross(ground, point, axes, across, reach) {
  const lines = axes.filter((_, k) => across[k]);
  for (let round = 0; round < (lines.length > 1 ? ground.table.kinks.rounds : 1); round++) {
    for (const way of lines) point = ground.beside(point, lowestAlong(ground, point, way, -reach, reach), way);
  }
  return point;
}

// What the height of a lowest place across a kink owes to how exactly that is found.
function kinkNoise(ground, point, axes, across) {
  const here = ground.value(point);
  let least = 0, noise = 1e-12 * Math.abs(here);
  for (let i = 0; i < ground.n; i++) least = Math.max(least, spacing(Math.abs(point[i]) / ground.width[i]));
  least = 1e-14 + 4 * least;
  for (const way of axes.filter((_, k) => across[k])) {
    for (const sign of [2, -2]) noise = Math.max(noise, Math.abs(ground.value(ground.beside(point, sign * least, way)) - here) || 0);
  }
  return noise;
}

// Where it is lowest between `low` and `high` times `way` from a point, by golden sections: Kiefer (1953).
function lowestAlong(ground, point, way, low, high) {
  const golden = (Math.sqrt(5) - 1) / 2;
  const height = (share) => {
    const found = ground.value(ground.beside(point, share, way));
    return Number.isNaN(found) ? Infinity : found;
  };
  let a = high - golden * (high - low), b = low + golden * (high - low), atA = height(a), atB = height(b);
  for (let k = 0; k < ground.table.kinks.sections; k++) {
    if (atA <= atB) {
      [high, b, atB] = [b, a, atA];
      a = high - golden * (high - low);
      atA = height(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + golden * (high - low);
      atB = height(b);
    }
  }
  return atA <= atB ? a : b;
}

// The part of a way along the kink at a point.
function partAlongKink(ground, point, way) {
  const { axes, across } = sidesAt(ground, point), part = new Float64Array(ground.n);
  axes.forEach((axis, k) => {
    if (across[k]) return;
    const along = dot(axis, way);
    for (let i = 0; i < ground.n; i++) part[i] += along * axis[i];
  });
  return part;
}
