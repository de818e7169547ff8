// Formulas in the form that SymPy gives them as it builds them: like terms added, like factors multiplied, roots of
// squares as |u|, exp(log u) as u. Such rewriting decides where a formula has a value and what is refused (1/(x - x)),
// so the page must do what Python does. Every expression exists once: equal ones are the same object.

const [ANY, NONNEGATIVE, POSITIVE, NONPOSITIVE, NEGATIVE, ZERO] = [null, "0+", "+", "0-", "-", "0"];
const OPPOSITE_SIGN = { "0+": "0-", "+": "-", "0-": "0+", "-": "+", "0": "0" };
const ODD_FUNCTIONS = new Set(["sin", "tan", "asin", "atan", "sinh", "tanh"]);
const isNumeric = (e) => e.kind === "number" || e.kind === "float";
const isWhole = (e) => e.kind === "number" && e.value.q === 1n;
const isSign = (e, ...signs) => signs.includes(e.sign);
const isNonnegative = (e) => isSign(e, NONNEGATIVE, POSITIVE, ZERO);

class Algebra {
  /** @param budget called for each expression made; throws when it has been enough */
  constructor(budget = () => {}) {
    this.known = new Map();
    this.budget = budget;
    this.zero = this.whole(0);
    this.one = this.whole(1);
    this.minusOne = this.whole(-1);
    this.half = this.exact(FRACTION.half);
    this.e = this.made("e", []);
    this.pi = this.made("pi", []);
  }

  /** The expression of this kind with these parts as they are. */
  made(kind, parts, value = null) {
    const key = `${kind}:${value === null ? "" : value.p === undefined ? value : FRACTION.text(value)}:${parts.map((p) => p.id).join(",")}`;
    const old = this.known.get(key);
    if (old) return old;
    this.budget();
    const made = { kind, parts, value, id: this.known.size };
    made.varies = kind === "variable" || parts.some((p) => p.varies);
    made.bits = kind === "number" ? Math.max(bitLength(value.p), bitLength(value.q)) : 0;
    for (const part of parts) made.bits = Math.max(made.bits, part.bits);
    made.overflows = (kind === "float" && !Number.isFinite(value)) || made.bits > 1000 || parts.some((p) => p.overflows);
    made.imaginary = parts.some((p) => p.imaginary) || (kind === "power" && isImaginaryRoot(...parts));
    made.nodes = parts.reduce((sum, p) => sum + p.nodes, 1);
    Object.assign(made, knownOf(made));
    this.known.set(key, made);
    return made;
  }

  exact(value) {
    return this.made("number", [], value);
  }

  whole(n) {
    return this.exact(FRACTION.whole(n));
  }

  float(value) {
    return this.made("float", [], value);
  }

  /** A double as Python keeps it: whole numbers exactly. */
  plain(value) {
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? this.whole(value) : this.float(value);
  }

  variable(index) {
    return this.made("variable", [], index);
  }

  added(a, b) {
    if (a.kind === "number" && b.kind === "number") return this.exact(FRACTION.add(a.value, b.value));
    return this.float(asDouble(a) + asDouble(b));
  }

  multiplied(a, b) {
    if (a.kind === "number" && b.kind === "number") return this.exact(FRACTION.mul(a.value, b.value));
    if (a === this.zero || b === this.zero) return this.zero;
    return this.float(asDouble(a) * asDouble(b));
  }

  /** An expression as [number, rest]. */
  split(e) {
    if (isNumeric(e)) return [e, this.one];
    if (e.kind !== "product" || !isNumeric(e.parts[0])) return [this.one, e];
    const [factor, ...rest] = e.parts;
    return [factor, rest.length === 1 ? rest[0] : this.made("product", rest)];
  }

  scaled(factor, e) {
    if (factor === this.one) return e;
    if (e === this.one) return factor;
    return this.made("product", [factor, ...(e.kind === "product" ? e.parts : [e])]);
  }

  sum(parts) {
    let constant = this.zero;
    const terms = new Map(), waiting = [...parts];
    for (let i = 0; i < waiting.length; i++) {
      const part = waiting[i];
      if (part.kind === "sum") waiting.push(...part.parts);
      else if (isNumeric(part)) constant = this.added(constant, part);
      else if (part.kind === "power" && isNumeric(part.parts[0]) && isWhole(part.parts[1])) waiting.push(this.power(...part.parts));
      else {
        const [factor, rest] = this.split(part), before = terms.get(rest);
        if (isNumeric(rest)) waiting.push(this.multiplied(factor, rest));
        else terms.set(rest, before ? this.added(before, factor) : factor);
      }
    }
    const kept = [...terms].filter(([, factor]) => asDouble(factor) !== 0).map(([rest, factor]) => this.scaled(factor, rest));
    kept.sort((a, b) => a.id - b.id);
    if (asDouble(constant) !== 0) kept.push(constant);
    return kept.length > 1 ? this.made("sum", kept) : kept[0] ?? constant;
  }

  negative(e) {
    return this.product([this.minusOne, e]);
  }

  product(parts) {
    if (parts.length === 2) {
      const [a, b] = isNumeric(parts[1]) ? [parts[1], parts[0]] : parts;
      if (a.kind === "number" && a !== this.zero && a !== this.one) {
        const [factor, rest] = this.split(b);
        if (rest.kind === "sum" && factor !== this.one) return this.scaled(this.multiplied(a, factor), rest);
        if (rest.kind === "sum") return this.sum(rest.parts.map((part) => this.product([a, part])));
      }
    }
    const { factor, powers } = this.gathered(parts);
    return this.assembled(factor, powers);
  }

  /** Factors as one number and the exponents of each base: x**a x**b is x**(a + b) where a and b are like terms. */
  gathered(parts) {
    let factor = this.one;
    const powers = new Map(), waiting = [...parts];
    for (let i = 0; i < waiting.length; i++) {
      const part = waiting[i];
      if (part.kind === "product") waiting.push(...part.parts);
      else if (isNumeric(part)) factor = this.multiplied(factor, part);
      else {
        const [base, exponent] = this.asPower(part);
        if (isNumeric(base) && isWhole(exponent)) {
          waiting.push(this.power(base, exponent));
          continue;
        }
        const [share, rest] = this.split(exponent);
        if (!powers.has(base)) powers.set(base, new Map());
        const before = powers.get(base).get(rest);
        powers.get(base).set(rest, before ? this.added(before, share) : share);
      }
    }
    return { factor, powers };
  }

  assembled(factor, powers) {
    const kept = [];
    let again = false;
    for (const [base, exponents] of powers) {
      for (const [rest, share] of exponents) {
        if (asDouble(share) === 0) continue;
        const exponent = rest === this.one ? share : this.product([share, rest]);
        const made = exponent === this.one ? base : this.power(base, exponent);
        again ||= made.kind === "product" || (this.asPower(made)[0] !== base && powers.has(this.asPower(made)[0]));
        if (isNumeric(made)) factor = this.multiplied(factor, made);
        else kept.push(made);
      }
    }
    if (asDouble(factor) === 0) return this.zero;
    if (again) return this.product([factor, ...kept]);
    kept.sort((a, b) => a.id - b.id);
    if (!kept.length) return factor;
    if (factor !== this.one && kept.length === 1 && kept[0].kind === "sum") {
      return this.sum(kept[0].parts.map((part) => this.product([factor, part])));
    }
    if (factor !== this.one) kept.unshift(factor);
    return kept.length > 1 ? this.made("product", kept) : kept[0];
  }

  asPower(e) {
    if (e.kind === "power") return e.parts;
    if (e.kind === "exp") return [this.e, e.parts[0]];
    return [e, this.one];
  }

  inverse(e) {
    return this.power(e, this.minusOne);
  }

  power(base, exponent) {
    if (exponent === this.zero) return this.one;
    if (exponent === this.one) return base;
    if (base === this.one) return base;
    if (base === this.e) return this.apply("exp", exponent);
    if (isNumeric(base) && isNumeric(exponent)) return this.numericPower(base, exponent);
    const logless = exponent.kind === "product" ? this.withoutLog(base, exponent) : null;
    if (logless) return this.apply("exp", logless);
    const special = POWERS[base.kind]?.(this, base, exponent);
    return special ?? this.made("power", [base, exponent]);
  }

  /** u in an exponent u/log(base), else null. */
  withoutLog(base, exponent) {
    const divisor = exponent.parts.find((p) => p.kind === "power" && p.parts[1] === this.minusOne
      && p.parts[0].kind === "log" && p.parts[0].parts[0] === base);
    return divisor ? this.product(exponent.parts.filter((p) => p !== divisor)) : null;
  }

  numericPower(base, exponent) {
    if (base.kind === "float" || exponent.kind === "float") {
      const value = asDouble(base) ** asDouble(exponent);
      return Number.isNaN(value) ? this.made("power", [base, exponent]) : this.float(value);
    }
    const { p, q } = exponent.value;
    if (q === 1n && base === this.zero) return p > 0n ? base : this.made("power", [base, exponent]);
    const size = p < 0n ? -p : p;
    if (Number(size / q + 1n) * base.bits > 20000) return this.float(asDouble(base) ** asDouble(exponent));
    if (q === 1n) return this.exact(FRACTION.power(base.value, Number(p)));
    const root = exactRoot(base.value, Number(q));
    if (root) return this.exact(FRACTION.power(root, Number(p)));
    if (p < 0n || p > q) {
      // 2**(3/2) is 2 sqrt 2, so that like factors meet.
      const whole = p >= 0n ? p / q : -((-p + q - 1n) / q);
      const rest = this.made("power", [base, this.exact(fraction(p - whole * q, q))]);
      return this.scaled(this.exact(FRACTION.power(base.value, Number(whole))), rest);
    }
    return this.made("power", [base, exponent]);
  }

  /** A function of simplified arguments, simplified. */
  apply(name, ...parts) {
    if (ODD_FUNCTIONS.has(name)) {
      if (parts[0] === this.zero) return this.zero;
      if (this.isMinus(parts[0])) return this.negative(this.apply(name, this.negative(parts[0])));
    }
    return SIMPLER[name]?.(this, ...parts) ?? this.made(name, parts);
  }

  /** Whether minus the expression is the nicer one of both. */
  isMinus(e) {
    if (isNumeric(e)) return asDouble(e) < 0;
    if (e.kind === "product") return asDouble(this.split(e)[0]) < 0;
    if (e.kind !== "sum") return false;
    const signs = e.parts.map((part) => (this.isMinus(part) ? -1 : 1));
    const total = signs.reduce((a, b) => a + b, 0);
    return total ? total < 0 : signs[0] < 0;
  }

  /** A sum's multiple of pi/2 (a whole number of them) and the rest, or null. */
  quarterTurns(e) {
    for (const part of e.kind === "sum" ? e.parts : [e]) {
      const [factor, rest] = this.split(part);
      if (rest !== this.pi || factor.kind !== "number") continue;
      const twice = FRACTION.mul(factor.value, FRACTION.whole(2));
      const whole = twice.p / twice.q;
      const turned = this.product([this.exact(fraction(whole, 2n)), this.pi]);
      return whole ? [Number(((whole % 4n) + 4n) % 4n), this.sum([e, this.negative(turned)])] : null;
    }
    return null;
  }
}

function asDouble(e) {
  return e.kind === "number" ? FRACTION.number(e.value) : e.value;
}

/** Whether a root is imaginary: of a negative number, and not one that SymPy leaves as it is. */
function isImaginaryRoot(base, exponent) {
  if (!isNumeric(base) || !isNumeric(exponent) || asDouble(base) >= 0) return false;
  return exponent.kind === "float" || exponent.value.q === 2n;
}

function exactRoot({ p, q }, n) {
  if (p < 0n || n > 1000) return null;
  const roots = [p, q].map((whole) => {
    const near = BigInt(Math.round(Number(whole) ** (1 / n)) || 0);
    return [near - 1n, near, near + 1n].find((r) => r >= 0n && r ** BigInt(n) === whole);
  });
  return roots.includes(undefined) ? null : { p: roots[0], q: roots[1] };
}

/** Powers of what is no plain base: base's kind -> function of base and exponent, which may know no better. */
const POWERS = {
  product(algebra, base, exponent) {
    if (isWhole(exponent)) return algebra.product(base.parts.map((part) => algebra.power(part, exponent)));
    if (!isNumeric(exponent)) return null;
    // Factors that are not negative come out of the root; -1 stays in it.
    const out = base.parts.filter(isNonnegative), negative = base.parts.filter((p) => isSign(p, NEGATIVE));
    let inside = base.parts.filter((p) => !isNonnegative(p) && !isSign(p, NEGATIVE));
    if (negative.length > 1) {
      let sign = !inside.length && isNumeric(negative[0]) ? negative.shift() : algebra.one;
      if (negative.length % 2) sign = algebra.negative(sign);
      out.push(...negative.map((p) => algebra.negative(p)));
      if (sign !== algebra.one) inside.push(sign);
    } else if (negative.length && inside.length && isNumeric(negative[0]) && negative[0] !== algebra.minusOne) {
      inside.unshift(algebra.minusOne);
      out.push(algebra.negative(negative[0]));
    } else inside = [...negative, ...inside];
    if (!out.length) return null;
    const rest = inside.length ? algebra.raised(algebra.product(inside), exponent) : algebra.one;
    return algebra.product([...out.map((p) => algebra.power(p, exponent)), rest]);
  },
  power(algebra, base, exponent) {
    let [inner, own] = base.parts;
    let joins = isWhole(exponent);
    if (!joins && own.real) {
      const halves = exponent.kind === "number" && exponent.value.q === 2n;
      if (own === algebra.minusOne && halves && isSign(inner, NEGATIVE)) {
        return algebra.product([algebra.power(algebra.minusOne, exponent),
          algebra.power(algebra.negative(inner), algebra.negative(exponent))]);
      }
      if (isWhole(own) && own.value.p % 2n === 0n && inner.real) inner = algebra.apply("abs", inner);
      joins = (isNumeric(own) && Math.abs(asDouble(own)) < 1) || isNonnegative(inner);
    }
    return joins ? algebra.power(inner, algebra.product([own, exponent])) : null;
  },
  exp(algebra, base, exponent) {
    const [inner] = base.parts;
    return inner.real || isWhole(exponent) ? algebra.apply("exp", algebra.product([inner, exponent])) : null;
  },
  abs(algebra, base, exponent) {
    const [inner] = base.parts;
    if (!inner.real || !isWhole(exponent) || exponent === algebra.minusOne) return null;
    if (exponent.value.p % 2n === 0n) return algebra.power(inner, exponent);
    return algebra.product([algebra.power(inner, algebra.added(exponent, algebra.minusOne)), base]);
  },
};

/** A power whose base is a product that stays together. */
Algebra.prototype.raised = function (base, exponent) {
  return base.kind === "product" ? this.made("power", [base, exponent]) : this.power(base, exponent);
};

const rootOfComplement = (algebra, v, share = 1) =>
  algebra.power(algebra.sum([algebra.one, algebra.product([algebra.whole(-share), algebra.power(v, algebra.whole(2))])]), algebra.half);
const hypotenuse = (algebra, y, x) =>
  algebra.power(algebra.sum([algebra.power(x, algebra.whole(2)), algebra.power(y, algebra.whole(2))]), algebra.half);
const over = (algebra, a, b) => algebra.product([a, algebra.inverse(b)]);

/** The number that sin or cos of a constant is, where it is a fraction. */
function exactWave(algebra, turns) {
  const sines = { 0: [0, 1], 1: [1, 2], 3: [1, 1], 5: [1, 2], 6: [0, 1], 7: [-1, 2], 9: [-1, 1], 11: [-1, 2] };
  const sixths = FRACTION.mul(turns, FRACTION.whole(6));
  if (sixths.q !== 1n) return null;
  const found = sines[Number(((sixths.p % 12n) + 12n) % 12n)];
  return found ? algebra.exact(fraction(BigInt(found[0]), BigInt(found[1]))) : null;
}

function wave(algebra, name, u) {
  const [factor, rest] = algebra.split(u);
  if (rest === algebra.pi && factor.kind === "number") {
    const exact = exactWave(algebra, name === "sin" ? factor.value : FRACTION.add(factor.value, FRACTION.half));
    if (exact) return exact;
  }
  const turned = algebra.quarterTurns(u);
  if (turned) {
    const quarters = (turned[0] + (name === "cos" ? 1 : 0)) % 4; // cos u is sin(u + pi/2)
    const made = algebra.apply(quarters % 2 ? "cos" : "sin", turned[1]);
    return quarters > 1 ? algebra.negative(made) : made;
  }
  if (name === "cos" && algebra.isMinus(u)) return algebra.apply("cos", algebra.negative(u));
  const inverse = INVERSES[name][u.kind];
  return inverse ? inverse(algebra, ...u.parts) : null;
}

const INVERSES = {
  sin: {
    asin: (algebra, v) => v,
    acos: rootOfComplement,
    atan: (algebra, v) => over(algebra, v, rootOfComplement(algebra, v, -1)),
    atan2: (algebra, y, x) => over(algebra, y, hypotenuse(algebra, y, x)),
  },
  cos: {
    acos: (algebra, v) => v,
    asin: rootOfComplement,
    atan: (algebra, v) => algebra.inverse(rootOfComplement(algebra, v, -1)),
    atan2: (algebra, y, x) => over(algebra, x, hypotenuse(algebra, y, x)),
  },
  tan: {
    atan: (algebra, v) => v,
    asin: (algebra, v) => over(algebra, v, rootOfComplement(algebra, v)),
    acos: (algebra, v) => over(algebra, rootOfComplement(algebra, v), v),
    atan2: (algebra, y, x) => over(algebra, y, x),
  },
};

/** Function -> what is simpler than it, or null. */
const SIMPLER = {
  sin: (algebra, u) => wave(algebra, "sin", u),
  cos: (algebra, u) => (u === algebra.zero ? algebra.one : wave(algebra, "cos", u)),
  tan(algebra, u) {
    const turned = algebra.quarterTurns(u);
    if (turned && turned[1] === algebra.zero) return turned[0] % 2 ? algebra.float(NaN) : algebra.zero;
    if (turned && turned[1] !== algebra.zero) {
      const made = algebra.apply("tan", turned[1]);
      return turned[0] % 2 ? algebra.negative(algebra.inverse(made)) : made;
    }
    return INVERSES.tan[u.kind]?.(algebra, ...u.parts) ?? null;
  },
  cosh(algebra, u) {
    if (u === algebra.zero) return algebra.one;
    return algebra.isMinus(u) ? algebra.apply("cosh", algebra.negative(u)) : null;
  },
  acos(algebra, u) {
    if (u === algebra.one) return algebra.zero;
    if (!algebra.isMinus(u) || u.kind === "sum") return null;
    return algebra.sum([algebra.pi, algebra.negative(algebra.apply("acos", algebra.negative(u)))]);
  },
  atan2(algebra, y, x) {
    if (!x.real || !y.real) return null;
    if (x.sign === ZERO && y.sign === ZERO) return algebra.float(NaN);
    if (isSign(x, POSITIVE)) return algebra.apply("atan", over(algebra, y, x));
    if (!isSign(x, NEGATIVE) || !y.sign || y.sign === NONPOSITIVE) return null;
    const turn = isSign(y, NEGATIVE) ? algebra.negative(algebra.pi) : algebra.pi;
    return algebra.sum([algebra.apply("atan", over(algebra, y, x)), turn]);
  },
  exp(algebra, u) {
    if (u === algebra.zero) return algebra.one;
    if (u === algebra.one) return algebra.e;
    if (u.kind === "log") return u.parts[0];
    if (u.kind === "product") {
      const logs = u.parts.filter((p) => p.kind === "log"), others = u.parts.filter((p) => p.kind !== "log");
      return logs.length === 1 && others.every((p) => !p.varies) ? algebra.power(logs[0].parts[0], algebra.product(others)) : null;
    }
    if (u.kind !== "sum") return null;
    const outside = [], inside = [];
    for (const part of u.parts) {
      const made = part === algebra.one ? part : algebra.apply("exp", part);
      if (part === algebra.one || made.kind === "exp") inside.push(part);
      else outside.push(made);
    }
    return outside.length ? algebra.product([...outside, algebra.apply("exp", algebra.sum(inside))]) : null;
  },
  log(algebra, u) {
    if (u === algebra.one) return algebra.zero;
    if (u === algebra.e) return algebra.one;
    if (u.kind === "number" && u.value.p === 1n) return algebra.negative(algebra.apply("log", algebra.inverse(u)));
    return u.kind === "exp" && u.parts[0].real ? u.parts[0] : null;
  },
  abs(algebra, u) {
    if (isNumeric(u)) return asDouble(u) < 0 ? algebra.negative(u) : u;
    if (u.kind === "product") {
      const sizes = u.parts.map((part) => [part, sizeOfFactor(algebra, part)]);
      const unknown = sizes.filter(([, size]) => !size).map(([part]) => part);
      const known = sizes.filter(([, size]) => size).map(([, size]) => size);
      if (!unknown.length) return algebra.product(known);
      const rest = unknown.length > 1 ? algebra.product(unknown) : unknown[0];
      return known.length ? algebra.product([...known, algebra.made("abs", [rest])]) : null;
    }
    if (u.kind === "power" && u.parts[0].real && isWhole(u.parts[1])) {
      const [base, exponent] = u.parts;
      return exponent.value.p % 2n === 0n ? u : algebra.power(algebra.apply("abs", base), exponent);
    }
    if (isNonnegative(u)) return u;
    if (isSign(u, NEGATIVE, NONPOSITIVE)) return algebra.negative(u);
    return algebra.isMinus(u) ? algebra.apply("abs", algebra.negative(u)) : null;
  },
  sign(algebra, u) {
    if (u.sign === ZERO) return algebra.zero;
    if (u.sign === POSITIVE) return algebra.one;
    if (u.sign === NEGATIVE) return algebra.minusOne;
    if (u.kind === "sign") return u;
    if (u.kind !== "product") return null;
    const unknown = u.parts.filter((p) => !isSign(p, POSITIVE, NEGATIVE));
    if (unknown.length === u.parts.length) return null;
    const flips = u.parts.filter((p) => isSign(p, NEGATIVE)).length % 2;
    const rest = algebra.apply("sign", unknown.length > 1 ? algebra.product(unknown) : unknown[0]);
    return flips ? algebra.negative(rest) : rest;
  },
  max: (algebra, ...parts) => extreme(algebra, "max", parts),
  min: (algebra, ...parts) => extreme(algebra, "min", parts),
};

/** |factor| where it is more than that, else null. */
function sizeOfFactor(algebra, factor) {
  if (factor.kind === "power" && isWhole(factor.parts[1]) && factor.parts[1].value.p < 0n) {
    const base = algebra.apply("abs", factor.parts[0]);
    return base.kind === "abs" ? null : algebra.power(base, factor.parts[1]);
  }
  const made = algebra.apply("abs", factor);
  return made.kind === "abs" ? null : made;
}

/** The largest or smallest of several, without those that are known not to be. */
function extreme(algebra, kind, parts) {
  let listed = [...new Set(parts.flatMap((p) => (p.kind === kind ? p.parts : [p])))];
  const other = kind === "max" ? "min" : "max";
  listed = listed.filter((p) => p.kind !== other || !p.parts.some((inner) => listed.includes(inner)));
  const beaten = (p) => listed.some((q) => {
    if (p === q) return false;
    const apart = kind === "max" ? [q, algebra.negative(p)] : [p, algebra.negative(q)];
    const sign = algebra.sum(apart).sign;
    return sign === POSITIVE || sign === NONNEGATIVE;
  });
  for (const p of [...listed]) if (listed.length > 1 && beaten(p)) listed = listed.filter((q) => q !== p);
  listed.sort((a, b) => a.id - b.id);
  return listed.length === 1 ? listed[0] : algebra.made(kind, listed);
}

/** What is known of an expression whatever the variables: {sign, real}. `real`: sure to be a real number. */
function knownOf(e) {
  if (!e.varies && e.parts.length) {
    const value = constantDouble(e);
    return { sign: value > 0 ? POSITIVE : value < 0 ? NEGATIVE : value === 0 ? ZERO : ANY, real: !Number.isNaN(value) };
  }
  const rule = KNOWN[e.kind] ?? ((u) => ({ sign: ANY, real: u.real }));
  return rule(...(e.parts.length ? e.parts : [e]), e);
}

const signOfNumber = (e) => ({ sign: asDouble(e) > 0 ? POSITIVE : asDouble(e) < 0 ? NEGATIVE : ZERO, real: true });
const keepsSign = (u) => ({ sign: u.real ? u.sign : ANY, real: u.real });
const positive = (u) => ({ sign: u.real ? POSITIVE : ANY, real: u.real });
const KNOWN = {
  number: signOfNumber,
  float: (e) => (Number.isNaN(e.value) ? { sign: ANY, real: false } : signOfNumber(e)),
  variable: () => ({ sign: ANY, real: true }),
  e: () => ({ sign: POSITIVE, real: true }),
  pi: () => ({ sign: POSITIVE, real: true }),
  exp: positive,
  cosh: positive,
  sinh: keepsSign,
  tanh: keepsSign,
  atan: keepsSign,
  sign: keepsSign,
  abs: (u) => ({ sign: u.sign && u.sign !== NONNEGATIVE && u.sign !== NONPOSITIVE ? POSITIVE : NONNEGATIVE, real: true }),
  asin: (u) => ({ sign: ANY, real: isUnit(u) }),
  acos: (u) => ({ sign: isUnit(u) ? NONNEGATIVE : ANY, real: isUnit(u) }),
  log: (u) => ({ sign: ANY, real: isSign(u, POSITIVE) }),
  atan2: (y, x) => ({ sign: ANY, real: y.real && x.real }),
  power: (base, exponent) => knownOfPower(base, exponent),
  sum: (...parts) => knownOfSum(parts.slice(0, -1)),
  product: (...parts) => knownOfProduct(parts.slice(0, -1)),
  max: (...parts) => knownOfExtreme(parts.slice(0, -1), [POSITIVE, NONNEGATIVE], [NEGATIVE, NONPOSITIVE]),
  min: (...parts) => knownOfExtreme(parts.slice(0, -1), [NEGATIVE, NONPOSITIVE], [POSITIVE, NONNEGATIVE]),
};

function isUnit(u) {
  return isNumeric(u) && Math.abs(asDouble(u)) <= 1;
}

function knownOfPower(base, exponent) {
  if (isSign(base, POSITIVE) && exponent.real) return { sign: POSITIVE, real: true };
  if (!isNumeric(exponent) || !base.real) return { sign: ANY, real: isNonnegative(base) && isNonnegative(exponent) };
  const whole = isWhole(exponent), above = asDouble(exponent) > 0;
  if (whole && exponent.value.p % 2n === 0n) {
    const nonzero = isSign(base, POSITIVE, NEGATIVE);
    return { sign: nonzero ? POSITIVE : NONNEGATIVE, real: nonzero || above };
  }
  if (whole) return { sign: base.sign, real: above || isSign(base, POSITIVE, NEGATIVE) };
  return isNonnegative(base) ? { sign: NONNEGATIVE, real: above } : { sign: ANY, real: false };
}

function knownOfSum(parts) {
  const real = parts.every((p) => p.real);
  const all = (...signs) => real && parts.every((p) => signs.includes(p.sign));
  const sign = all(POSITIVE, NONNEGATIVE) ? (parts.some((p) => p.sign === POSITIVE) ? POSITIVE : NONNEGATIVE)
    : all(NEGATIVE, NONPOSITIVE) ? (parts.some((p) => p.sign === NEGATIVE) ? NEGATIVE : NONPOSITIVE) : ANY;
  return { sign, real };
}

function knownOfProduct(parts) {
  const real = parts.every((p) => p.real);
  if (!real || parts.some((p) => p.sign === ANY)) return { sign: ANY, real };
  const strict = parts.every((p) => p.sign === POSITIVE || p.sign === NEGATIVE);
  const flips = parts.filter((p) => p.sign === NEGATIVE || p.sign === NONPOSITIVE).length % 2;
  const sign = strict ? POSITIVE : NONNEGATIVE;
  return { sign: flips ? OPPOSITE_SIGN[sign] : sign, real };
}

/** Of a maximum one part above zero is enough; below zero all must be. */
function knownOfExtreme(parts, enough, needed) {
  const real = parts.every((p) => p.real);
  if (!real) return { sign: ANY, real };
  for (const sign of enough) if (parts.some((p) => p.sign === sign)) return { sign, real };
  if (parts.every((p) => p.sign === needed[0])) return { sign: needed[0], real };
  return { sign: parts.every((p) => needed.includes(p.sign)) ? needed[1] : ANY, real };
}
