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

const ONE = exactly(1), NAUGHT = exactly(0);

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
