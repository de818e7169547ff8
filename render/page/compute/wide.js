// Numbers of 106 bits and any exponent: (h + l) * 2^e. `lost` tells how many bits sums have cancelled, `exact` that nothing
// was rounded. What is certainly no real number (the log of -1) is NaN with `never`; other NaNs may have a limit.
// Dekker (1971), A floating-point technique for extending the available precision; Hida, Li, Bailey (2001), QD.
const BITS = 106, BIG = 2 ** 200, TINY = 1e-100;

class Wide {
  constructor(h, l = 0, e = 0, lost = 0, exact = false, never = false) {
    this.h = h;
    this.l = l;
    this.e = e;
    this.lost = lost;
    this.exact = exact;
    this.never = never;
  }
}

const exactly = (h) => new Wide(h, 0, 0, 0, true);
const neverReal = () => new Wide(NaN, 0, 0, 0, false, true);

// With h near enough to 1 that nothing overflows in the next operation.
function leveled(h, l, e, lost, exact = false) {
  const size = Math.abs(h);
  if ((e === 0 && size < BIG && size > 1 / BIG) || h === 0 || !(size < Infinity)) {
    return h === 0 || !(size < Infinity) ? new Wide(h, 0, 0, lost, exact) : new Wide(h, l, e, lost, exact);
  }
  const shift = Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size)))), there = e + shift;
  const [near, rest] = [h * 2 ** -shift, l * 2 ** -shift];
  if (there > -150 && there < 150) return new Wide(near * 2 ** there, rest * 2 ** there, 0, lost, exact);
  return Math.abs(near) < 4 && Math.abs(near) > 0.25 ? new Wide(near, rest, there, lost, exact) : leveled(near, rest, there, lost, exact);
}

function quickSum(h, l, e, lost, exact) {
  const s = h + l;
  return leveled(s, l - (s - h), e, lost, exact);
}

const wideNumber = (h, l = 0) => leveled(h, l, 0, 0, l === 0);

function plainOf(a) {
  if (a.e === 0) return a.h + a.l;
  const half = Math.trunc(a.e / 2), near = Math.max(-1000, Math.min(1000, half));
  return (a.h + a.l) * 2 ** near * 2 ** Math.max(-1000, Math.min(1000, a.e - half));
}

// What rounding took from the product p of a and b.
function productError(a, b, p) {
  const c = 134217729 * a, d = 134217729 * b;
  const ah = c - (c - a), bh = d - (d - b), al = a - ah, bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

const magnitude = (a) => (a.h === 0 ? -Infinity : a.e + Math.log2(Math.abs(a.h)));
const compared = (a, b) => {
  if (a.e !== 0 || b.e !== 0) return Math.sign(wide.sub(a, b).h);
  return a.h === b.h ? Math.sign(a.l - b.l) : Math.sign(a.h - b.h);
};
const unsound = (a, b) => (a.never || b.never ? neverReal() : new Wide(NaN));
const times2 = (a, k) => leveled(a.h, a.l, a.e + k, a.lost);
const withLost = (a, lost) => {
  a.lost = lost > 0 ? lost : 0;
  a.exact = false;
  return a;
};

const ONE = exactly(1), NAUGHT = exactly(0), TWO = exactly(2);
const LN2 = new Wide(0.6931471805599453, 2.3190468138462996e-17);
const HALF_PI = new Wide(1.5707963267948966, 6.123233995736766e-17);

const wide = {
  neg: (a) => new Wide(-a.h, -a.l, a.e, a.lost, a.exact, a.never),
  abs: (a) => (a.h < 0 ? wide.neg(a) : a),
  add(a, b) {
    if (!Number.isFinite(a.h + b.h)) return Number.isNaN(a.h + b.h) ? unsound(a, b) : new Wide(a.h + b.h);
    if (b.h === 0) return a;
    if (a.h === 0) return b;
    if (b.e > a.e) [a, b] = [b, a];
    const scale = a.e === b.e ? 1 : 2 ** Math.max(-1000, b.e - a.e), bh = b.h * scale, bl = b.l * scale;
    const s = a.h + bh, v = s - a.h, error = a.h - (s - v) + (bh - v);
    const t = a.l + bl, w = t - a.l, rest = a.l - (t - w) + (bl - w);
    const s2 = s + (error + t);
    const sum = quickSum(s2, error + t - (s2 - s) + rest, a.e, 0, a.exact && b.exact && a.l === 0 && b.l === 0 && scale === 1);
    if (sum.exact) return sum;
    if (sum.h === 0) return withLost(sum, BITS);
    if (a.lost === 0 && b.lost === 0 && Math.abs(s2) > 0.5 * Math.max(Math.abs(a.h), Math.abs(bh))) return sum;
    return withLost(sum, Math.max(a.lost + magnitude(a), b.lost + magnitude(b)) - magnitude(sum));
  },
  sub: (a, b) => wide.add(a, wide.neg(b)),
  mul(a, b) {
    const p = a.h * b.h;
    if (Number.isNaN(p)) return a.h === 0 || b.h === 0 ? new Wide(NaN) : unsound(a, b);
    if (p === 0 || !Number.isFinite(p)) return new Wide(p);
    const rest = productError(a.h, b.h, p) + (a.h * b.l + a.l * b.h);
    return quickSum(p, rest, a.e + b.e, Math.max(a.lost, b.lost), a.exact && b.exact && a.l === 0 && b.l === 0);
  },
  div(a, b) {
    const q = a.h / b.h;
    if (Number.isNaN(q)) return a.h === 0 ? new Wide(NaN) : unsound(a, b);
    if (a.h === 0) return NAUGHT;
    if (q === 0 || !Number.isFinite(q)) return new Wide(q);
    const p = q * b.h;
    const q2 = (a.h - p - productError(q, b.h, p) + a.l - q * b.l) / b.h;
    // Once more, as q + q2 is short of 106 bits.
    const h = q + q2, l = q2 - (h - q), p2 = h * b.h;
    const q3 = (a.h - p2 - productError(h, b.h, p2) + (a.l - h * b.l) - l * b.h) / b.h;
    return quickSum(h, l + q3, a.e - b.e, Math.max(a.lost, b.lost));
  },
  inv: (a) => wide.div(ONE, a),
  sgn: (a) => wide.div(a, wide.abs(a)),
  sign: (a) => (Number.isNaN(a.h) ? a : exactly(Math.sign(a.h))),
  sqrt(a) {
    if (a.h < 0) return neverReal();
    if (!(a.h > 0 && Number.isFinite(a.h))) return a;
    const odd = a.e % 2 !== 0, h = odd ? a.h * 2 : a.h, l = odd ? a.l * 2 : a.l;
    const root = Math.sqrt(h), p = root * root;
    return quickSum(root, (h - p - productError(root, root, p) + l) / (2 * root), (odd ? a.e - 1 : a.e) / 2, a.lost);
  },
  floor(a) {
    if (!Number.isFinite(a.h) || a.e !== 0) return a.e < 0 ? exactly(a.h < 0 ? -1 : 0) : a;
    const h = Math.floor(a.h);
    return h === a.h ? quickSum(h, Math.floor(a.l), 0, 0) : exactly(h);
  },
  max: (a, b) => (Number.isNaN(a.h + b.h) ? unsound(a, b) : compared(a, b) >= 0 ? a : b),
  min: (a, b) => (Number.isNaN(a.h + b.h) ? unsound(a, b) : compared(a, b) <= 0 ? a : b),
  lt: (a, b) => exactly(compared(a, b) < 0 ? 1 : 0),
  le: (a, b) => exactly(compared(a, b) <= 0 ? 1 : 0),
  eq: (a, b) => exactly(compared(a, b) === 0 ? 1 : 0),
  where: (condition, a, b) => (condition.never ? condition : condition.h !== 0 ? a : b),
};

const inverseFactorials = [ONE];
for (let k = 1; k < 36; k++) inverseFactorials.push(wide.div(inverseFactorials[k - 1], new Wide(k)));

// Coefficients from the highest power down; the first `plain` of them matter so little that doubles are enough.
function series(count, plain, coefficient) {
  const all = Array.from({ length: count }, (_, k) => coefficient(count - 1 - k));
  return { h: Float64Array.from(all, (c) => c.h), l: Float64Array.from(all, (c) => c.l), plain };
}

const factor = (k, times) => wide.mul(inverseFactorials[k], new Wide(times));
const EXPONENTIAL = series(24, 10, (k) => inverseFactorials[k + 1]);
const COSINE = series(15, 6, (k) => factor(2 * k, (-1) ** k));
const SINE = series(15, 6, (k) => factor(2 * k + 1, (-1) ** k));
const SINE_LESS = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1)));
const SINE_SLOPE = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1) * (2 * k + 2)));
const SINE_BEND = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1) * (2 * k + 2) * (2 * k + 1)));

// Horner's rule on plain pairs of doubles.
function summed({ h, l, plain }, u) {
  const last = h.length - 1;
  if (u.e !== 0) return new Wide(h[last], l[last]);
  let sum = h[0], low = 0;
  for (let k = 1; k < plain; k++) sum = sum * u.h + h[k];
  for (let k = plain; k <= last; k++) {
    const p = sum * u.h, rest = productError(sum, u.h, p) + (sum * u.l + low * u.h);
    const s = p + h[k], v = s - p, error = p - (s - v) + (h[k] - v) + rest + l[k];
    sum = s + error;
    low = error - (sum - s);
  }
  return new Wide(sum, low);
}

// exp u - 1 where |u| is small.
const risen = (u) => withLost(wide.mul(u, summed(EXPONENTIAL, u)), u.lost);

function waves(a) {
  if (magnitude(a) > 30) {
    // So far out no digit of the angle within its turn is sure.
    const angle = a.h * 2 ** Math.min(800, a.e);
    return [wideNumber(Math.sin(angle)), wideNumber(Math.cos(angle))];
  }
  const turns = Math.round(plainOf(a) / HALF_PI.h);
  const u = turns ? wide.sub(a, wide.mul(new Wide(turns), HALF_PI)) : a;
  const square = wide.mul(u, u);
  const sin = withLost(wide.mul(u, summed(SINE, square)), u.lost), cos = summed(COSINE, square);
  const quarter = ((turns % 4) + 4) % 4;
  if (quarter === 0) return [sin, cos];
  if (quarter === 1) return [cos, wide.neg(sin)];
  return quarter === 2 ? [wide.neg(sin), wide.neg(cos)] : [wide.neg(cos), sin];
}

// Of NaN nothing but NaN, and `never` outside of where it is real.
const guarded = (made, inside = () => true) => (a) => (Number.isNaN(a.h) ? a : inside(a) ? made(a) : neverReal());
const finiteOnly = (made, atInfinity) => guarded((a) => (Number.isFinite(a.h) ? made(a) : new Wide(atInfinity(a.h))));
const betweenOnes = (a) => compared(wide.abs(a), ONE) <= 0;
const oddly = (made) => (a) => (a.h < 0 ? wide.neg(made(wide.neg(a))) : made(a));

Object.assign(wide, {
  exp: finiteOnly((a) => {
    const size = plainOf(a);
    if (Math.abs(size) > 1e12) return size > 0 ? new Wide(Infinity) : NAUGHT;
    const k = Math.round(size / LN2.h), rest = k ? wide.sub(a, wide.mul(new Wide(k), LN2)) : a;
    return withLost(times2(wide.add(ONE, risen(rest)), k), a.lost + magnitude(a));
  }, Math.exp),
  expm1: finiteOnly((a) => (Math.abs(plainOf(a)) < 0.35 ? risen(a) : wide.sub(wide.exp(a), ONE)), Math.expm1),
  log: guarded((a) => {
    if (a.h === 0 || !Number.isFinite(a.h)) return new Wide(Math.log(a.h));
    const less = wide.sub(a, ONE);
    if (less.h === 0) return less;
    if (Math.abs(plainOf(less)) < 0.25) return withLost(wide.log1p(less), a.lost - magnitude(less));
    const first = wide.add(new Wide(Math.log(a.h)), wide.mul(new Wide(a.e), LN2));
    return withLost(wide.add(first, wide.sub(wide.mul(a, wide.exp(wide.neg(first))), ONE)), a.lost);
  }, (a) => a.h >= 0),
  log1p: guarded((a) => {
    const small = plainOf(a);
    if (!(Math.abs(small) < 0.3)) return wide.log(wide.add(ONE, a));
    if (Math.abs(small) < TINY) return a;
    const first = new Wide(Math.log1p(small)), rise = wide.expm1(first);
    return withLost(wide.add(first, wide.div(wide.sub(a, rise), wide.add(ONE, rise))), a.lost);
  }, (a) => compared(a, new Wide(-1)) >= 0),
  sin: finiteOnly((a) => waves(a)[0], () => NaN),
  cos: finiteOnly((a) => waves(a)[1], () => NaN),
  tan: finiteOnly((a) => wide.div(...waves(a)), () => NaN),
  atan2(y, x) {
    if (!Number.isFinite(x.h + y.h)) return x.never || y.never ? neverReal() : new Wide(Math.atan2(y.h, x.h));
    if (x.h === 0 && y.h === 0) return new Wide(Math.atan2(y.h, x.h));
    const most = -Math.floor(Math.max(magnitude(x), magnitude(y))), down = times2(y, most), right = times2(x, most);
    const first = new Wide(Math.atan2(plainOf(down), plainOf(right)));
    if (Math.abs(first.h) < TINY) return wide.div(y, x);
    const [sin, cos] = waves(first);
    const above = wide.sub(wide.mul(down, cos), wide.mul(right, sin));
    const rest = wide.div(above, wide.add(wide.mul(right, cos), wide.mul(down, sin)));
    return withLost(wide.add(first, rest), Math.max(x.lost, y.lost));
  },
  atan: finiteOnly((a) => wide.atan2(a, ONE), Math.atan),
  asin: guarded((a) => wide.atan2(a, rim(a)), betweenOnes),
  acos: guarded((a) => wide.atan2(rim(a), a), betweenOnes),
  sinh: finiteOnly(oddly((a) => {
    const rise = wide.expm1(a);
    return rise.h < Infinity ? times2(wide.add(rise, wide.div(rise, wide.add(rise, ONE))), -1) : rise;
  }), Math.sinh),
  cosh: finiteOnly((a) => times2(wide.add(wide.exp(a), wide.exp(wide.neg(a))), -1), Math.cosh),
  tanh: finiteOnly(oddly((a) => {
    const falling = wide.expm1(times2(wide.neg(a), 1));
    return wide.div(wide.neg(falling), wide.add(falling, TWO));
  }), Math.tanh),
  asinh: finiteOnly(oddly((a) => {
    const square = wide.mul(a, a);
    return wide.log1p(wide.add(a, wide.div(square, wide.add(ONE, wide.sqrt(wide.add(ONE, square))))));
  }), Math.asinh),
  acosh: guarded((a) => {
    const above = wide.sub(a, ONE);
    return wide.log1p(wide.add(above, wide.sqrt(wide.add(times2(above, 1), wide.mul(above, above)))));
  }, (a) => compared(a, ONE) >= 0),
  atanh: guarded((a) => times2(wide.log1p(wide.div(times2(a, 1), wide.sub(ONE, a))), -1), betweenOnes),
  power(a, b) {
    if (compared(a, ONE) === 0 || b.h === 0) return ONE;
    if (Number.isNaN(a.h + b.h)) return unsound(a, b);
    if (a.h === 0 || !Number.isFinite(a.h + b.h)) return new Wide(Math.pow(plainOf(a), plainOf(b)));
    if (a.h < 0 && compared(wide.floor(b), b) !== 0) return neverReal();
    const size = wide.exp(wide.mul(b, wide.log(wide.abs(a))));
    return a.h < 0 && plainOf(b) % 2 !== 0 ? wide.neg(size) : size;
  },
  logcosh: finiteOnly((a) => {
    const size = wide.abs(a), half = wide.sinh(times2(a, -1));
    if (compared(size, ONE) < 0) return wide.log1p(times2(wide.mul(half, half), 1));
    return wide.add(size, wide.sub(wide.log1p(wide.exp(times2(wide.neg(size), 1))), LN2));
  }, () => Infinity),
  log1mexp: guarded((a) => {
    return compared(a, new Wide(-0.7)) < 0 ? wide.log1p(wide.neg(wide.exp(a))) : wide.log(wide.neg(wide.expm1(a)));
  }, (a) => a.h <= 0),
  sinc: finiteOnly((a) => (magnitude(a) < 0 ? summed(SINE, wide.mul(a, a)) : sincs(a)[0]), () => NaN),
  sinc1: finiteOnly((a) => (magnitude(a) < 0 ? wide.mul(a, summed(SINE_SLOPE, wide.mul(a, a))) : sincs(a)[1]), () => NaN),
  sinc2: finiteOnly((a) => (magnitude(a) < 0 ? summed(SINE_BEND, wide.mul(a, a)) : sincs(a)[2]), () => NaN),
  sincm1: finiteOnly((a) => {
    const square = wide.mul(a, a);
    return magnitude(a) < 0 ? wide.mul(square, summed(SINE_LESS, square)) : wide.sub(sincs(a)[0], ONE);
  }, () => NaN),
});

function rim(a) {
  return wide.sqrt(wide.mul(wide.sub(ONE, a), wide.add(ONE, a)));
}

// sin a / a and its two derivatives.
function sincs(a) {
  if (magnitude(a) > 1000) return [NAUGHT, NAUGHT, NAUGHT];
  const [sin, cos] = waves(a), height = wide.div(sin, a), slope = wide.div(wide.sub(cos, height), a);
  return [height, slope, wide.neg(wide.add(height, times2(wide.div(slope, a), 1)))];
}
