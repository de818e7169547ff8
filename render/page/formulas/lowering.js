// Expressions written down on a tape: landscapes/compiled/lowering.py.

class Lowering {
  constructor(tape) {
    this.tape = tape;
    this.rewriting = new Rewriting(tape);
    this.known = new Map();
  }

  /** The node of an expression of `Algebra`. */
  node(e) {
    if (!this.known.has(e)) this.known.set(e, this.lower(e));
    return this.known.get(e);
  }

  lower(e) {
    const { tape } = this, { kind, parts, value } = e;
    switch (kind) {
      case "variable":
        return tape.variable(value);
      case "number":
        return tape.constant(value);
      case "float":
        return tape.constant(FRACTION.ofNumber(value));
      case "pi": case "e":
        return tape.number(kind);
      case "log":
        return this.rewriting.logarithm(this.node(parts[0]));
      case "sum":
        return this.rewriting.total(parts.map((p) => this.node(p)));
      case "product":
        return this.product(parts);
      case "power": {
        const exponent = parts[1], falling = exponent.kind === "number" && exponent.value.p < 0n && e.varies;
        return falling ? this.product([e]) : this.power(parts[0], this.node(exponent));
      }
      case "max": case "min": {
        const [first, ...others] = parts.map((p) => this.node(p)).sort((a, b) => a - b);
        return others.reduce((made, other) => tape.apply(kind, made, other), first);
      }
      default:
        return tape.apply(kind, ...parts.map((p) => this.node(p)));
    }
  }

  power(base, exponent) {
    return base.kind === "e" ? this.tape.apply("exp", exponent) : this.tape.power(this.node(base), exponent);
  }

  /** One division for all the denominators, one multiplication for all the constants. */
  product(factors) {
    const { tape } = this, exponentials = [];
    let [above, below, constant] = [tape.one, tape.one, tape.one];
    for (const factor of factors) {
      const [base, exponent] = factor.kind === "power" ? factor.parts : [factor, null];
      if (!factor.varies) constant = tape.mul(constant, this.node(factor));
      else if (exponent?.kind === "number" && exponent.value.p < 0n) {
        const times = FRACTION.negative(exponent.value);
        if (times.q === 1n && this.rewriting.isSumOfExponentials(this.node(base))) {
          for (let i = 0n; i < times.p; i++) exponentials.push(this.node(base));
        } else below = tape.mul(below, this.power(base, tape.constant(times)));
      } else above = tape.mul(above, this.node(factor));
    }
    [above, below] = this.rewriting.sincs(above, below);
    for (const divisor of exponentials) above = this.rewriting.quotient(above, divisor);
    return tape.mul(constant, tape.mul(above, tape.inv(below)));
  }
}
