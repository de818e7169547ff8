// Numbers of 106 bits and any exponent: {h, l, e} is (h + l) * 2^e; `lost` tells how many bits sums have cancelled, `exact`
// that nothing was rounded. What is certainly no real number (the log of -1) is NaN with `never`; other NaNs may have a limit.
// Dekker (1971), A floating-point technique for extending the available precision; Hida, Li, Bailey (2001), QD.
const BITS = 106;
const wideOf = (h, l = 0, e = 0, lost = 0) => ({ h, l, e, lost, never: false, exact: false });
const neverReal = () => ({ ...wideOf(NaN), never: true });
const BIG = 2 ** 200, TINY = 1e-100;

// With h near enough to 1 that nothing overflows in the next operation.
function leveled(h, l, e, lost) {
  if (!Number.isFinite(h)) return wideOf(h, 0, 0, lost);
  const size = Math.abs(h);
  if (size === 0) return wideOf(0, 0, 0, lost);
  if (size < BIG && size > 1 / BIG && e === 0) return wideOf(h, l, e, lost);
  if (size < 4 && size >= 0.25) return e > -150 && e < 150 ? wideOf(h * 2 ** e, l * 2 ** e, 0, lost) : wideOf(h, l, e, lost);
  let shift = Math.floor(Math.log2(size));
  shift = Math.max(-1000, Math.min(1000, shift));
  return leveled(h * 2 ** -shift, l * 2 ** -shift, e + shift, lost);
}

const wideNumber = (h, l = 0) => ({ ...leveled(h, l, 0, 0), exact: l === 0 });

function plainOf(a) {
  const half = Math.trunc(a.e / 2);
  const scaled = (a.h + a.l) * 2 ** Math.max(-2000, Math.min(2000, half));
  return scaled * 2 ** Math.max(-2000, Math.min(2000, a.e - half));
}

function twoProduct(a, b) {
  const p = a * b, c = 134217729 * a, d = 134217729 * b;
  const ah = c - (c - a), bh = d - (d - b), al = a - ah, bl = b - bh;
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

function quickSum(h, l, e, lost) {
  const s = h + l;
  return leveled(s, l - (s - h), e, lost);
}

const magnitude = (a) => (a.h === 0 ? -Infinity : a.e + Math.log2(Math.abs(a.h)));
const compared = (a, b) => Math.sign(wide.sub(a, b).h);
const unsound = (...all) => (all.some((a) => a.never) ? neverReal() : null);
const lostOf = (...all) => all.reduce((most, a) => (a.lost > most ? a.lost : most), 0);
const times2 = (a, k) => leveled(a.h, a.l, a.e + k, a.lost);

const LN2 = wideOf(0.6931471805599453, 2.3190468138462996e-17);
const HALF_PI = wideOf(1.5707963267948966, 6.123233995736766e-17);
const ONE = wideOf(1), HALF = wideOf(0.5), NAUGHT = wideOf(0);

const wide = {
  neg: (a) => ({ ...a, h: -a.h, l: -a.l }),
  abs: (a) => (a.h < 0 ? wide.neg(a) : a),
  add(a, b) {
    if (!Number.isFinite(a.h + b.h)) return unsound(a, b) ?? wideOf(a.h + b.h);
    if (b.h === 0) return a;
    if (a.h === 0) return b;
    if (b.e > a.e) [a, b] = [b, a];
    const scale = 2 ** Math.max(-1000, b.e - a.e), bh = b.h * scale, bl = b.l * scale;
    const s = a.h + bh, v = s - a.h, error = a.h - (s - v) + (bh - v);
    const t = a.l + bl, w = t - a.l, rest = a.l - (t - w) + (bl - w);
    const s2 = s + (error + t), e2 = error + t - (s2 - s) + rest;
    const sum = quickSum(s2, e2, a.e, 0);
    sum.exact = a.exact && b.exact && a.l === 0 && b.l === 0 && a.e === b.e;
    const large = Math.max(a.lost + magnitude(a), b.lost + magnitude(b));
    sum.lost = sum.exact ? 0 : sum.h === 0 ? BITS : Math.max(0, large - magnitude(sum));
    return sum;
  },
  sub: (a, b) => wide.add(a, wide.neg(b)),
  mul(a, b) {
    const plain = a.h * b.h;
    if (Number.isNaN(plain)) return a.h === 0 || b.h === 0 ? wideOf(NaN) : unsound(a, b) ?? wideOf(NaN);
    if (plain === 0 || !Number.isFinite(plain)) return wideOf(plain);
    const [p, error] = twoProduct(a.h, b.h);
    const product = quickSum(p, error + (a.h * b.l + a.l * b.h), a.e + b.e, lostOf(a, b));
    product.exact = a.exact && b.exact && a.l === 0 && b.l === 0;
    return product;
  },
  div(a, b) {
    if (Number.isNaN(a.h) || Number.isNaN(b.h) || b.h === 0 || !Number.isFinite(a.h) || !Number.isFinite(b.h)) {
      return a.h === 0 && b.never ? wideOf(NaN) : unsound(a, b) ?? wideOf(a.h / b.h);
    }
    if (a.h === 0) return NAUGHT;
    const q = a.h / b.h;
    const [p, error] = twoProduct(q, b.h);
    const r = a.h - p - error + a.l - q * b.l;
    const first = quickSum(q, r / b.h, a.e - b.e, lostOf(a, b));
    const [q1, l1] = twoProduct(first.h, b.h);
    if (first.e !== a.e - b.e) return first;
    const again = a.h - q1 - l1 - (first.h * b.l + first.l * b.h) + a.l;
    return quickSum(first.h, first.l + again / b.h, first.e, first.lost);
  },
  inv: (a) => wide.div(ONE, a),
  sgn: (a) => wide.div(a, wide.abs(a)),
  sign: (a) => (Number.isNaN(a.h) ? a : wideOf(Math.sign(a.h))),
  sqrt(a) {
    if (a.h < 0) return neverReal();
    if (!(a.h > 0 && Number.isFinite(a.h))) return a;
    const odd = a.e % 2 !== 0, h = odd ? a.h * 2 : a.h, l = odd ? a.l * 2 : a.l;
    const root = Math.sqrt(h), [p, error] = twoProduct(root, root);
    return quickSum(root, (h - p - error + l) / (2 * root), (odd ? a.e - 1 : a.e) / 2, a.lost);
  },
  floor(a) {
    if (!Number.isFinite(a.h) || a.e !== 0) return a.e < 0 ? (a.h < 0 ? wideOf(-1) : NAUGHT) : a;
    const h = Math.floor(a.h);
    return h === a.h ? quickSum(h, Math.floor(a.l), 0, 0) : wideOf(h);
  },
  max: (a, b) => unsound(a, b) ?? (Number.isNaN(a.h + b.h) ? wideOf(NaN) : compared(a, b) >= 0 ? a : b),
  min: (a, b) => unsound(a, b) ?? (Number.isNaN(a.h + b.h) ? wideOf(NaN) : compared(a, b) <= 0 ? a : b),
  lt: (a, b) => wideOf(compared(a, b) < 0 ? 1 : 0),
  le: (a, b) => wideOf(compared(a, b) <= 0 ? 1 : 0),
  eq: (a, b) => wideOf(compared(a, b) === 0 ? 1 : 0),
  where: (condition, a, b) => (condition.never ? condition : condition.h !== 0 ? a : b),
};

// Sums of coefficients times powers; each coefficient one over a factorial, times a small whole number.
const inverseFactorials = [ONE];
for (let k = 1; k < 36; k++) inverseFactorials.push(wide.div(inverseFactorials[k - 1], wideOf(k)));

function wideSeries(u, terms, coefficient) {
  let sum = NAUGHT;
  for (let k = terms - 1; k >= 0; k--) {
    const next = coefficient(k);
    sum = wide.mul(sum, u);
    sum = next.h === 0 ? sum : wide.add(sum, next);
  }
  return { ...sum, lost: u.lost };
}

// exp u - 1 where |u| is small.
const risen = (u) => wide.mul(u, wideSeries(u, 30, (k) => inverseFactorials[k + 1]));
const evenSine = (square, times, from = 0) =>
  wideSeries(square, 16, (k) => wide.mul(inverseFactorials[2 * (k + from) + 1], wideOf((-1) ** (k + from) * times(k + from))));

// sin and cos of an angle, and both of what is left of it beside whole quarters.
function waves(a) {
  if (magnitude(a) > 30) {
    // So far out no digit of the angle within its turn is sure.
    const angle = a.h * 2 ** Math.min(800, a.e);
    return [wideOf(Math.sin(angle)), wideOf(Math.cos(angle))];
  }
  const angle = plainOf(a);
  const turns = Math.round(angle / HALF_PI.h);
  const u = turns ? wide.sub(a, wide.mul(wideOf(turns), HALF_PI)) : a;
  const square = wide.mul(u, u);
  const sin = { ...wide.mul(u, evenSine(square, () => 1)), lost: u.lost };
  const cos = { ...wideSeries(square, 16, (k) => wide.mul(inverseFactorials[2 * k], wideOf((-1) ** k))), lost: 0 };
  const quarter = ((turns % 4) + 4) % 4;
  return [[sin, cos], [cos, wide.neg(sin)], [wide.neg(sin), wide.neg(cos)], [wide.neg(cos), sin]][quarter];
}

const guarded = (function_, inside = () => true) => (a) => {
  if (a.never || Number.isNaN(a.h)) return a;
  return inside(a) ? function_(a) : neverReal();
};
const finiteOnly = (function_, atInfinity) =>
  guarded((a) => (Number.isFinite(a.h) ? function_(a) : wideOf(atInfinity(a.h))));
const within = (least, most) => (a) => compared(a, wideOf(least)) >= 0 && compared(a, wideOf(most)) <= 0;

Object.assign(wide, {
  exp: finiteOnly((a) => {
    const size = plainOf(a);
    if (Math.abs(size) > 1e12) return size > 0 ? wideOf(Infinity) : NAUGHT;
    const k = Math.round(size / LN2.h);
    const rest = k ? wide.sub(a, wide.mul(wideOf(k), LN2)) : a;
    return { ...times2(wide.add(ONE, risen(rest)), k), lost: Math.max(0, a.lost + magnitude(a)) };
  }, Math.exp),
  expm1: finiteOnly((a) => (Math.abs(plainOf(a)) < 0.5 ? { ...risen(a), lost: a.lost } : wide.sub(wide.exp(a), ONE)), Math.expm1),
  log: guarded((a) => {
    if (a.h === 0 || !Number.isFinite(a.h)) return wideOf(Math.log(a.h));
    const less = wide.sub(a, ONE);
    if (Math.abs(plainOf(less)) < 0.25) return { ...wide.log1p(less), lost: Math.max(0, a.lost - magnitude(less)) };
    const first = wide.add(wideOf(Math.log(a.h)), wide.mul(wideOf(a.e), LN2));
    const ratio = wide.mul(a, wide.exp(wide.neg(first)));
    return { ...wide.add(first, wide.sub(ratio, ONE)), lost: a.lost };
  }, (a) => a.h >= 0),
  log1p: guarded((a) => {
    const small = plainOf(a);
    if (!(Math.abs(small) < 0.5)) return wide.log(wide.add(ONE, a));
    if (Math.abs(small) < TINY) return a;
    const first = wideOf(Math.log1p(small)), rise = wide.expm1(first);
    return { ...wide.add(first, wide.div(wide.sub(a, rise), wide.add(ONE, rise))), lost: a.lost };
  }, (a) => compared(a, wideOf(-1)) >= 0),
  sin: finiteOnly((a) => waves(a)[0], () => NaN),
  cos: finiteOnly((a) => waves(a)[1], () => NaN),
  tan: finiteOnly((a) => wide.div(...waves(a)), () => NaN),
  atan2(y, x) {
    if (!Number.isFinite(x.h + y.h)) return unsound(x, y) ?? wideOf(Math.atan2(y.h, x.h));
    const most = Math.max(magnitude(x), magnitude(y));
    if (most === -Infinity) return wideOf(Math.atan2(y.h, x.h));
    const [down, right] = [times2(y, -Math.floor(most)), times2(x, -Math.floor(most))];
    const first = wideOf(Math.atan2(plainOf(down), plainOf(right)));
    if (Math.abs(first.h) < TINY) return wide.div(y, x);
    const [sin, cos] = waves(first);
    const rest = wide.div(wide.sub(wide.mul(down, cos), wide.mul(right, sin)), wide.add(wide.mul(right, cos), wide.mul(down, sin)));
    return { ...wide.add(first, rest), lost: lostOf(x, y) };
  },
  atan: finiteOnly((a) => wide.atan2(a, ONE), Math.atan),
  asin: guarded((a) => wide.atan2(a, rim(a)), within(-1, 1)),
  acos: guarded((a) => wide.atan2(rim(a), a), within(-1, 1)),
  sinh: finiteOnly((a) => {
    const rise = wide.expm1(wide.abs(a));
    const size = rise.h < Infinity ? times2(wide.add(rise, wide.div(rise, wide.add(rise, ONE))), -1) : rise;
    return a.h < 0 ? wide.neg(size) : size;
  }, Math.sinh),
  cosh: finiteOnly((a) => times2(wide.add(wide.exp(a), wide.exp(wide.neg(a))), -1), Math.cosh),
  tanh: finiteOnly((a) => {
    const falling = wide.expm1(times2(wide.neg(wide.abs(a)), 1));
    const size = wide.div(wide.neg(falling), wide.add(falling, wideOf(2)));
    return a.h < 0 ? wide.neg(size) : size;
  }, Math.tanh),
  asinh: finiteOnly((a) => {
    const size = wide.abs(a), square = wide.mul(a, a);
    const sum = wide.add(size, wide.div(square, wide.add(ONE, wide.sqrt(wide.add(ONE, square)))));
    return a.h < 0 ? wide.neg(wide.log1p(sum)) : wide.log1p(sum);
  }, Math.asinh),
  acosh: guarded((a) => {
    const above = wide.sub(a, ONE);
    return wide.log1p(wide.add(above, wide.sqrt(wide.add(times2(above, 1), wide.mul(above, above)))));
  }, (a) => compared(a, ONE) >= 0),
  atanh: guarded((a) => times2(wide.log1p(wide.div(times2(a, 1), wide.sub(ONE, a))), -1), within(-1, 1)),
  power(a, b) {
    if (compared(a, ONE) === 0 || b.h === 0) return ONE;
    if (unsound(a, b) || Number.isNaN(a.h + b.h)) return unsound(a, b) ?? wideOf(NaN);
    if (a.h === 0 || !Number.isFinite(a.h + b.h)) return wideOf(Math.pow(plainOf(a), plainOf(b)));
    const whole = compared(wide.floor(b), b) === 0;
    if (a.h < 0 && !whole) return neverReal();
    const size = wide.exp(wide.mul(b, wide.log(wide.abs(a))));
    return a.h < 0 && plainOf(b) % 2 !== 0 ? wide.neg(size) : size;
  },
  logcosh: finiteOnly((a) => {
    const size = wide.abs(a), half = wide.sinh(times2(a, -1));
    if (compared(size, ONE) < 0) return wide.log1p(times2(wide.mul(half, half), 1));
    return wide.add(size, wide.sub(wide.log1p(wide.exp(times2(wide.neg(size), 1))), LN2));
  }, () => Infinity),
  log1mexp: guarded((a) => {
    return compared(a, wideOf(-0.7)) < 0 ? wide.log1p(wide.neg(wide.exp(a))) : wide.log(wide.neg(wide.expm1(a)));
  }, (a) => a.h <= 0),
  sinc: sincOfOrder(0),
  sinc1: sincOfOrder(1),
  sinc2: sincOfOrder(2),
  sincm1: finiteOnly((a) => {
    const square = wide.mul(a, a);
    return compared(square, ONE) < 0 ? wide.mul(square, evenSine(square, () => 1, 1)) : wide.sub(wide.sinc(a), ONE);
  }, () => -1),
});

function rim(a) {
  return wide.sqrt(wide.mul(wide.sub(ONE, a), wide.add(ONE, a)));
}

function sincOfOrder(order) {
  return finiteOnly((a) => {
    const square = wide.mul(a, a);
    if (magnitude(a) > 1000) return NAUGHT;
    if (compared(square, ONE) < 0) {
      if (order === 0) return evenSine(square, () => 1);
      if (order === 1) return wide.mul(a, evenSine(square, (k) => 2 * k, 1));
      return evenSine(square, (k) => 2 * k * (2 * k - 1), 1);
    }
    const [sin, cos] = waves(a), height = wide.div(sin, a), slope = wide.div(wide.sub(cos, height), a);
    return [height, slope, wide.neg(wide.add(height, times2(wide.div(slope, a), 1)))][order];
  }, () => 0);
}
