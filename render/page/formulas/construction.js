// A formula's tree becomes an expression, one operation at a time, each checked before the next is built, with the
// bounds and words of landscapes/formulas/construction.py.

const CONSTRUCTION = {
  largestExponent: 100,
  largestDegree: 1000,
  tallestTower: 2,
  simple: 15,
  neverInDoubt: new Set(["sum", "product", "negative", "inverse", "sin", "cos", "exp", "sinh", "cosh", "tanh", "atan"]),
};
const CONSTANT_DOUBLES = {
  sum: (...v) => v.reduce((a, b) => a + b, 0),
  product: (...v) => v.reduce((a, b) => a * b, 1),
  negative: (v) => -v,
  inverse: (v) => (v === 0 ? NaN : 1 / v),
  power: (a, b) => (a === 0 && b < 0 ? NaN : a === 1 ? 1 : a ** b),
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (b > a ? b : a),
  log: (v) => (v <= 0 ? NaN : Math.log(v)),
};

class Construction {
  constructor(text, variables, algebra) {
    this.characters = Array.from(text);
    this.variables = variables;
    this.algebra = algebra;
  }

  /** {expression, value (of a constant, else null), degree, exponent, tower, doubts, size} of a tree. */
  term(node) {
    if (node.operation === "number") return this.number(node);
    if (node.operation === "name") return this.name(node);
    const parts = node.parts.map((part) => this.term(part));
    if (node.operation === "power") this.checkExponent(node, ...parts);
    const constant = parts.every((p) => p.value !== null);
    const value = constant ? this.folded(node, parts.map((p) => p.value)) : null;
    return this.checked(node, this.applied(node, parts), value, parts);
  }

  leaf(expression, value = null, degree = 0) {
    return { expression, value, degree, exponent: 1, tower: 0, doubts: 0, size: 1 };
  }

  refuse(problem, node) {
    refuseFormula(problem, this.characters, node.place);
  }

  number(node) {
    const value = Number(node.text);
    if (!Number.isFinite(value)) this.refuse(`${node.text.slice(0, 20)} is too large for a number`, node);
    return this.leaf(this.algebra.plain(value), value);
  }

  name(node) {
    if (node.text === "pi") return this.leaf(this.algebra.pi, Math.PI);
    if (node.text === "e") return this.leaf(this.algebra.e, Math.E);
    return this.leaf(this.algebra.variable(this.variables.indexOf(node.text)), null, 1);
  }

  folded(node, values) {
    const operation = CONSTANT_DOUBLES[node.operation] ?? Math[node.operation];
    return this.finite(node, operation(...values));
  }

  finite(node, value) {
    if (Number.isNaN(value)) this.refuse("this constant is undefined (no real number)", node);
    if (!Number.isFinite(value)) this.refuse("this constant overflows", node);
    return value;
  }

  checkExponent(node, base, exponent) {
    const { largestExponent } = CONSTRUCTION;
    if (exponent.value === null) {
      if (base.value !== null && base.value <= 0) this.refuse("a variable exponent needs a base above 0", node);
    } else if (Math.abs(exponent.value) * Math.max(1, base.exponent) > largestExponent) {
      this.refuse(`exponents over ${largestExponent} are refused`, node);
    }
  }

  applied(node, parts) {
    const doubts = Math.max(...parts.map((p) => p.doubts));
    const size = parts.reduce((sum, p) => sum + p.size, 0);
    const simple = doubts === 0 || (doubts === 1 && size <= CONSTRUCTION.simple);
    return this.built(node.operation, simple, parts.map((p) => p.expression));
  }

  built(operation, simple, parts) {
    const { algebra } = this;
    switch (operation) {
      case "sum":
        return algebra.sum(parts);
      case "product":
        return simple ? algebra.product(parts) : algebra.made("product", parts);
      case "negative":
        return this.built("product", simple, [algebra.minusOne, parts[0]]);
      case "inverse":
        return this.built("power", simple, [parts[0], algebra.minusOne]);
      case "sqrt":
        return this.built("power", simple, [parts[0], algebra.half]);
      case "power": {
        const [base, exponent] = [parts[0], this.rational(parts[1])];
        return simple ? algebra.power(base, exponent) : algebra.made("power", [base, exponent]);
      }
      case "abs":
        return simple && parts[0].real ? algebra.apply("abs", parts[0]) : algebra.made("abs", parts);
      default:
        return simple ? algebra.apply(operation, ...parts) : algebra.made(operation, parts);
    }
  }

  /** An exponent such as 0.5 as the fraction that it was typed as. */
  rational(exponent) {
    if (exponent.kind !== "float" || !Number.isFinite(exponent.value)) return exponent;
    const exact = FRACTION.ofDecimal(String(exponent.value));
    return exact.q <= 1000000n ? this.algebra.exact(exact) : exponent;
  }

  checked(node, expression, value, parts) {
    if (expression.imaginary) this.refuse("this has no real value anywhere", node);
    if (isNumeric(expression) && Number.isNaN(asDouble(expression))) this.finite(node, NaN);
    if (expression.overflows) this.finite(node, Infinity);
    if (value === null && !expression.varies) value = this.finite(node, constantDouble(expression));
    if (value !== null) {
      const compact = expression.nodes <= 12 && expression.bits < 50;
      return this.leaf(compact ? expression : this.algebra.plain(value), value);
    }
    return this.bounded(node, this.shortened(expression), parts);
  }

  /** The expression with whole numbers and fractions of many digits as doubles, as Python keeps it. */
  shortened(expression) {
    if (expression.bits < 50) return expression;
    const { algebra } = this;
    if (expression.kind === "number") {
      const { p, q } = expression.value;
      return (p < 0n ? -p : p) >= 10n ** 15n || q >= 10n ** 15n ? algebra.float(FRACTION.number(expression.value)) : expression;
    }
    return algebra.made(expression.kind, expression.parts.map((part) => this.shortened(part)), expression.value);
  }

  bounded(node, expression, parts) {
    const { operation } = node, worst = (field) => Math.max(...parts.map((p) => p[field]));
    let [degree, exponent, tower] = [worst("degree"), 1, worst("tower")];
    if (operation === "product") degree = parts.reduce((sum, p) => sum + p.degree, 0);
    else if (operation === "negative" || operation === "inverse") exponent = parts[0].exponent;
    else if (operation === "power" && parts[1].value === null) {
      tower++;
      degree = parts[0].degree + parts[1].degree;
    } else if (operation === "power") {
      exponent = Math.abs(parts[1].value) * Math.max(1, parts[0].exponent);
      degree = parts[0].degree * Math.max(1, Math.abs(parts[1].value));
    } else if (operation !== "sum") degree = 1;
    const { largestDegree, tallestTower, neverInDoubt } = CONSTRUCTION;
    if (degree > largestDegree) this.refuse(`powers on powers: degree ${wholeText(degree)} is over ${largestDegree}`, node);
    if (tower > tallestTower) this.refuse(`a tower of more than ${tallestTower} variable exponents`, node);
    const whole = operation === "power" && isWhole(parts[1].expression) && exponent <= 10;
    const doubts = worst("doubts") + (neverInDoubt.has(operation) || whole ? 0 : 1);
    return { expression, value: null, degree, exponent, tower, doubts, size: 1 + parts.reduce((sum, p) => sum + p.size, 0) };
  }
}

/** A constant expression as a double. */
function constantDouble(e) {
  const { kind, parts } = e;
  if (isNumeric(e)) return asDouble(e);
  if (kind === "pi") return Math.PI;
  if (kind === "e") return Math.E;
  return (CONSTANT_DOUBLES[kind] ?? Math[kind])(...parts.map((part) => part.double ??= constantDouble(part)));
}

/** A number without decimals, halves to even, as Python rounds. */
function wholeText(value) {
  const below = Math.floor(value);
  return value - below === 0.5 ? String(below + (below % 2)) : value.toFixed(0);
}
