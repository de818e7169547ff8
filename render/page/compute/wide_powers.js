// Powers, exponentials and waves of wide numbers; a page whose landscapes have none is without (assembly.py).
const LN2 = new Wide(0.6931471805599453, 2.3190468138462996e-17);
const HALF_PI = new Wide(1.5707963267948966, 6.123233995736766e-17);

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
  power(a, b) {
    if (compared(a, ONE) === 0 || b.h === 0) return ONE;
    if (Number.isNaN(a.h + b.h)) return unsound(a, b);
    if (a.h === 0 || !Number.isFinite(a.h + b.h)) return new Wide(Math.pow(plainOf(a), plainOf(b)));
    if (a.h < 0 && compared(wide.floor(b), b) !== 0) return neverReal();
    const size = wide.exp(wide.mul(b, wide.log(wide.abs(a))));
    return a.h < 0 && plainOf(b) % 2 !== 0 ? wide.neg(size) : size;
  },
});
