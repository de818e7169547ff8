// Exact fractions of whole numbers: {p, q}, lowest terms, q above 0.

const gcd = (a, b) => {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

function fraction(p, q = 1n) {
  if (q === 1n) return { p, q };
  const shared = q < 0n ? -gcd(p, q) : gcd(p, q);
  return { p: p / shared, q: q / shared };
}

const bitLength = (n) => (n < 0n ? -n : n).toString(2).length;
const FRACTION = {
  zero: fraction(0n), one: fraction(1n), half: fraction(1n, 2n),
  whole: (n) => fraction(BigInt(n)),
  add: (a, b) => fraction(a.p * b.q + b.p * a.q, a.q * b.q),
  mul: (a, b) => fraction(a.p * b.p, a.q * b.q),
  inverse: (a) => fraction(a.q, a.p),
  negative: (a) => ({ p: -a.p, q: a.q }),
  same: (a, b) => a.p === b.p && a.q === b.q,
  is: (a, p, q = 1) => a !== null && a.p === BigInt(p) && a.q === BigInt(q),
  text: (a) => `${a.p}/${a.q}`,

  /** The whole power of a fraction, for an exponent that may be negative. */
  power(a, n) {
    const size = BigInt(Math.abs(n)), raised = { p: a.p ** size, q: a.q ** size };
    return n < 0 ? fraction(raised.q, raised.p) : raised;
  },

  /** Exactly the double `value`. */
  ofNumber(value) {
    let shift = 0;
    while (!Number.isInteger(value)) {
      value *= 2;
      shift++;
    }
    return fraction(BigInt(value), 1n << BigInt(shift));
  },

  /** The nearest double. */
  number({ p, q }) {
    if (q === 1n) return Number(p);
    const size = p < 0n ? -p : p;
    const shift = 66 + bitLength(q) - bitLength(size);
    const [above, below] = shift > 0 ? [size << BigInt(shift), q] : [size, q << BigInt(-shift)];
    const rest = above % below ? 1n : 0n; // a bit for all the digits that are left out, so that halves round rightly
    const digits = Number((above / below) | rest);
    const far = Math.max(-1000, Math.min(1000, -shift));
    return (p < 0n ? -digits : digits) * 2 ** far * 2 ** (-shift - far);
  },

  /** The number that a decimal text stands for, such as 0.125 or 1e-7. */
  ofDecimal(text) {
    const [digits, exponent = "0"] = text.toLowerCase().split("e");
    const [whole, part = ""] = digits.split(".");
    const power = Number(exponent) - part.length, value = BigInt(whole + part);
    return power < 0 ? fraction(value, 10n ** BigInt(-power)) : fraction(value * 10n ** BigInt(power));
  },
};
