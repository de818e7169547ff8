// Functions of wide numbers that few landscapes have; the pages of others are without (assembly.py).
const TWO = exactly(2);
const SINE_LESS = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1)));
const SINE_SLOPE = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1) * (2 * k + 2)));
const SINE_BEND = series(16, 6, (k) => factor(2 * k + 3, (-1) ** (k + 1) * (2 * k + 2) * (2 * k + 1)));

const betweenOnes = (a) => compared(wide.abs(a), ONE) <= 0;
const oddly = (made) => (a) => (a.h < 0 ? wide.neg(made(wide.neg(a))) : made(a));

Object.assign(wide, {
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
