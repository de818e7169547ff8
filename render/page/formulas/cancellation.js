// Quotients in derivatives whose terms cancel by algebra, put over one divisor: landscapes/compiled/cancellation.py.
// A polynomial is a Map from a monomial's text to {powers: Map node -> power, times: fraction}.

const MOST_TERMS = 24;
const MOST_CANCELLATION_NODES = 150;

const monomialKey = (powers) => [...powers].sort((a, b) => a[0] - b[0]).map(([k, p]) => `${k}^${p}`).join(" ");

function addMonomial(polynomial, powers, times) {
  for (const [node, power] of powers) if (!power) powers.delete(node);
  const key = monomialKey(powers), before = polynomial.get(key);
  polynomial.set(key, { powers, times: before ? FRACTION.add(before.times, times) : times });
}

function withoutZeros(polynomial) {
  for (const [key, { times }] of polynomial) if (!times.p) polynomial.delete(key);
  return polynomial;
}

function timesPower(powers, node, power) {
  const made = new Map(powers);
  made.set(node, (made.get(node) ?? 0) + power);
  if (!made.get(node)) made.delete(node);
  return made;
}

class Cancellation {
  constructor(tape) {
    this.tape = tape;
    this.known = new Map();
  }

  /** The node of the same value with its divisors in one place, where that leaves fewer terms; else `number`. */
  without(number) {
    const { tape } = this, order = tape.reachable([number]);
    if (order.length > MOST_CANCELLATION_NODES || !order.some((k) => tape.nodes[k][0] === "inv")) return number;
    this.known.clear();
    const expanded = this.of(number);
    if (!expanded || expanded.size < 2) return number;
    const divisors = new Set();
    for (const { powers } of expanded.values()) for (const [node, power] of powers) if (power < 0) divisors.add(node);
    for (const divisor of [...divisors].sort((a, b) => a - b)) {
      this.known.clear();
      const joined = this.overOneDivisor(expanded, divisor);
      if (joined && joined.size < expanded.size) return this.written(joined);
    }
    return number;
  }

  overOneDivisor(terms, divisor) {
    const { tape } = this, powerOf = (powers) => powers.get(divisor) ?? 0;
    const most = Math.max(...[...terms.values()].map(({ powers }) => -powerOf(powers)));
    const root = tape.nodes[divisor][0] === "sqrt";
    const inside = root ? this.of(tape.nodes[divisor][1]) : this.opened(divisor, true);
    if (!inside || (!root && inside.size < 2)) return null;
    const total = new Map();
    for (const { powers, times } of terms.values()) {
      const missing = most + powerOf(powers), bare = timesPower(powers, divisor, -powerOf(powers));
      let part = new Map([[monomialKey(bare), { powers: bare, times }]]);
      for (let i = 0; i < (root ? Math.floor(missing / 2) : missing); i++) part = this.product(part, inside);
      if (!part) return null;
      for (const term of part.values()) {
        const whole = root && missing % 2 ? timesPower(term.powers, divisor, 1) : new Map(term.powers);
        addMonomial(total, whole, term.times);
      }
    }
    const made = new Map();
    for (const { powers, times } of withoutZeros(total).values()) addMonomial(made, timesPower(powers, divisor, -most), times);
    return made;
  }

  /** The polynomial as a node; what all terms share is multiplied once. */
  written(terms) {
    const { tape } = this, listed = [...terms].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, term]) => term);
    const [first, ...others] = listed;
    const shared = first ? [...first.powers].filter(([k, p]) => others.every((t) => t.powers.get(k) === p)) : [];
    const apart = new Set(shared.map(([k]) => k));
    const total = tape.sum(listed.map(({ powers, times }) =>
      tape.mul(tape.constant(times), this.monomial([...powers].filter(([k]) => !apart.has(k))))));
    return tape.mul(total, this.monomial(shared));
  }

  monomial(powers) {
    const { tape } = this;
    let made = tape.one;
    for (const [node, power] of powers.sort((a, b) => a[0] - b[0])) {
      const factor = power > 0 ? node : tape.inv(node);
      for (let i = Math.abs(power); i; i--) made = tape.mul(made, factor);
    }
    return made;
  }

  of(number) {
    if (!this.known.has(number)) this.known.set(number, this.opened(number));
    return this.known.get(number);
  }

  // A node multiplied out in terms of what is neither sum nor product, exp u - 1 only as a divisor; null where that has
  // too many terms.
  opened(number, asDivisor = false) {
    const { tape } = this, value = tape.exact(number), [kind, a, b] = tape.nodes[number];
    const single = (powers, times = FRACTION.one) => new Map([[monomialKey(powers), { powers, times }]]);
    if (value) return value.p ? single(new Map(), value) : new Map();
    if (kind === "expm1" && asDivisor) {
      const grown = new Map([[tape.apply("exp", a), 1]]);
      return new Map([...single(grown), ...single(new Map(), FRACTION.whole(-1))]);
    }
    if (kind === "mul") return this.product(this.of(a), this.of(b));
    if (kind === "add") {
      const [first, second] = [this.of(a), this.of(b)];
      if (!first || !second) return null;
      const total = new Map(first);
      for (const { powers, times } of second.values()) addMonomial(total, new Map(powers), times);
      return fitting(total);
    }
    if (kind === "inv") {
      const inner = this.of(a);
      if (inner?.size !== 1) return single(new Map([[a, -1]]));
      const [{ powers, times }] = inner.values();
      return single(new Map([...powers].map(([k, p]) => [k, -p])), FRACTION.inverse(times));
    }
    return single(new Map([[number, 1]]));
  }

  product(a, b) {
    if (!a || !b || a.size * b.size > MOST_TERMS) return null;
    const total = new Map();
    for (const m of a.values()) {
      for (const n of b.values()) addMonomial(total, this.settled(m.powers, n.powers), FRACTION.mul(m.times, n.times));
    }
    return fitting(total);
  }

  /** The product of two monomials: u sgn u is |u|, |u|^2 is u^2. */
  settled(a, b) {
    const { tape } = this, powers = new Map(a), more = (k, p) => powers.set(k, (powers.get(k) ?? 0) + p);
    for (const [node, power] of b) more(node, power);
    for (const node of [...powers.keys()]) {
      const [kind, inner] = tape.nodes[node], power = powers.get(node);
      if (kind === "abs" && power >= 2 && !["add", "mul"].includes(tape.nodes[inner][0])) {
        const pairs = Math.floor(power / 2);
        more(node, -2 * pairs);
        more(inner, 2 * pairs);
      } else if (kind === "sgn" && power === 1 && (powers.get(inner) ?? 0) >= 1) {
        powers.set(node, 0);
        more(inner, -1);
        more(tape.apply("abs", inner), 1);
      }
    }
    return powers;
  }
}

function fitting(polynomial) {
  const kept = withoutZeros(polynomial);
  return kept.size <= MOST_TERMS ? kept : null;
}
