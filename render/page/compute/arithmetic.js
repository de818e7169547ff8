// Operations that Math has not, as landscapes/compiled/ufuncs.py has them.
const factorials = Array.from({ length: 27 }, (_, k) => k).reduce((all, k) => [...all, k ? all[k - 1] * k : 1], []);

// sin u / u and its derivatives as polynomials in u^2, near zero; of odd order divided by u.
const sincSeries = [0, 1, 2].map((order) =>
  Array.from({ length: 13 }, (_, k) => ((-1) ** k * [1, 2 * k, 2 * k * (2 * k - 1)][order]) / factorials[2 * k + 1])
    .slice(order ? 1 : 0));

function polynomial(coefficients, u) {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * u + coefficients[k];
  return sum;
}

const arithmetic = {
  // One to any power is one, if that is a number; -infinity is a negative number that overflowed.
  power(a, b) {
    if (a !== a || b !== b || (a === -Infinity && b !== Math.floor(b))) return NaN;
    return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
  },
  logcosh(u) {
    const size = Math.abs(u);
    if (size < 1) return Math.log1p(2 * Math.sinh(size / 2) ** 2);
    return size + Math.log1p(Math.expm1(-2 * size) / 2);
  },
  log1mexp(u) {
    return u < -0.7 ? Math.log1p(-Math.exp(u)) : Math.log(-Math.expm1(u));
  },
  sinc(u) {
    return Math.abs(u) < 1 ? polynomial(sincSeries[0], u * u) : Math.sin(u) / u;
  },
  sincm1(u) {
    return Math.abs(u) < 1 ? polynomial(sincSeries[0].slice(1), u * u) * (u * u) : Math.sin(u) / u - 1;
  },
  sinc1(u) {
    return Math.abs(u) < 1 ? polynomial(sincSeries[1], u * u) * u : (Math.cos(u) - Math.sin(u) / u) / u;
  },
  sinc2(u) {
    if (Math.abs(u) < 1) return polynomial(sincSeries[2], u * u);
    const height = Math.sin(u) / u;
    return -height - (2 * ((Math.cos(u) - height) / u)) / u;
  },
};
