// Derivatives on a tape, backwards for a gradient, forwards for each column of a Hessian:
// landscapes/compiled/derivatives.py. The slope of |u| is "sgn", undefined where u = 0; steps have slope 0.

const FLAT_OPERATIONS = new Set(["sign", "sgn"]);

class Differentiation {
  constructor(tape) {
    this.tape = tape;
    this.rewriting = new Rewriting(tape);
    this.cancellation = new Cancellation(tape);
  }

  gradient(root, count) {
    const { tape } = this, adjoint = new Map([[root, tape.one]]);
    for (const number of tape.reachable([root]).reverse()) {
      const here = adjoint.get(number) ?? tape.zero;
      if (here === tape.zero) continue;
      for (const [operand, slope] of this.slopes(number)) {
        adjoint.set(operand, tape.add(adjoint.get(operand) ?? tape.zero, tape.mul(here, slope)));
      }
    }
    return Array.from({ length: count }, (_, i) => this.cancellation.without(adjoint.get(tape.variable(i)) ?? tape.zero));
  }

  /** Nodes of the rate of change of every node below `roots` along `direction`. */
  directional(roots, direction) {
    const { tape } = this, rate = new Map(direction.map((node, i) => [tape.variable(i), node]));
    for (const number of tape.reachable(roots)) {
      if (rate.has(number)) continue;
      const moving = tape.isConstant[number] ? [] : this.slopes(number, rate);
      rate.set(number, tape.sum(moving.map(([operand, slope]) => tape.mul(slope, rate.get(operand)))));
    }
    return rate;
  }

  /** Nodes of the second derivatives, n x n, from those of the first. */
  hessian(slopes) {
    const { tape } = this, n = slopes.length, matrix = slopes.map(() => new Array(n).fill(tape.zero));
    for (let j = 0; j < n; j++) {
      const rate = this.directional(slopes.slice(j), slopes.map((_, i) => (i === j ? tape.one : tape.zero)));
      for (let i = j; i < n; i++) matrix[i][j] = matrix[j][i] = this.cancellation.without(rate.get(slopes[i]));
    }
    return matrix;
  }

  /** Pairs [operand, node of the derivative with respect to it]; operands that do not move are left out. */
  slopes(number, rate = null) {
    const { tape } = this, [kind, ...parts] = tape.nodes[number];
    if (FLAT_OPERATIONS.has(kind) || TAPE_LEAVES.has(kind)) return [];
    const moves = parts.map((k) => !tape.isConstant[k] && (!rate || rate.get(k) !== tape.zero));
    const slopes = SLOPE_RULES[kind](this, number, ...parts, moves);
    return parts.map((part, i) => [part, slopes[i]]).filter((_, i) => moves[i]);
  }

  /** 1 where a > b, 0 where a < b, undefined where they are equal. */
  above(a, b) {
    const { tape } = this;
    return tape.add(tape.mul(tape.half, tape.apply("sgn", tape.sub(a, b))), tape.half);
  }

  extreme(number, a, b) {
    const { tape } = this, kind = tape.nodes[number][0];
    for (const [outer, inner, sides] of [[a, b, [tape.one, tape.zero]], [b, a, [tape.zero, tape.one]]]) {
      const lattice = this.lattice(outer);
      if (lattice?.parts.has(inner)) return lattice.kind === kind ? sides : sides.reverse();
    }
    const first = kind === "max" ? this.above(a, b) : this.above(b, a);
    return [first, tape.sub(tape.one, first)];
  }

  /** Of a maximum or minimum, nested or not: which of both, and of what. */
  lattice(number) {
    const [kind, ...operands] = this.tape.nodes[number];
    if (kind !== "max" && kind !== "min") return null;
    const parts = new Set();
    for (const part of operands) {
      const inner = this.lattice(part);
      if (inner?.kind === kind) inner.parts.forEach((p) => parts.add(p));
      else parts.add(part);
    }
    return { kind, parts };
  }
}

const named = (operation) => ({ tape }, number, u) => [tape.apply(operation, u)];
const rootOfUnit = (tape, u) => tape.inv(tape.apply("sqrt", tape.add(tape.mul(tape.minusOne, tape.mul(u, u)), tape.one)));

/** Operation -> the derivative's node for each operand: of (differentiation, number, ...operands, moves). */
const SLOPE_RULES = {
  add: ({ tape }) => [tape.one, tape.one],
  mul: ({ tape }, number, a, b) => (a === b ? [tape.mul(tape.constant(2), a), tape.zero] : [b, a]),
  inv: ({ tape }, number) => [tape.mul(tape.minusOne, tape.mul(number, number))],
  sqrt: ({ tape }, number) => [tape.mul(tape.half, tape.inv(number))],
  power({ tape }, number, base, exponent, moves) {
    const below = moves[0] ? tape.power(base, tape.sub(exponent, tape.one)) : tape.zero;
    const grown = moves[1] ? tape.mul(tape.apply("log", base), number) : tape.zero;
    return [tape.mul(exponent, below), grown];
  },
  abs: named("sgn"),
  max: (rules, number, a, b) => rules.extreme(number, a, b),
  min: (rules, number, a, b) => rules.extreme(number, a, b),
  sin: named("cos"),
  cos: ({ tape }, number, u) => [tape.mul(tape.minusOne, tape.apply("sin", u))],
  tan: ({ tape }, number) => [tape.add(tape.mul(number, number), tape.one)],
  asin: ({ tape }, number, u) => [rootOfUnit(tape, u)],
  acos: ({ tape }, number, u) => [tape.mul(tape.minusOne, rootOfUnit(tape, u))],
  atan: ({ tape }, number, u) => [tape.inv(tape.add(tape.mul(u, u), tape.one))],
  atan2({ tape }, number, y, x) {
    const below = tape.inv(tape.add(tape.mul(y, y), tape.mul(x, x)));
    return [tape.mul(x, below), tape.mul(tape.minusOne, tape.mul(y, below))];
  },
  sinh: named("cosh"),
  cosh: named("sinh"),
  tanh: named("sech2"),
  exp: named("exp"),
  log: ({ tape }, number, u) => [tape.inv(u)],
  logaddexp({ tape, rewriting }, number, a, b) {
    return [tape.apply("sigmoid", rewriting.difference(a, b)), tape.apply("sigmoid", rewriting.difference(b, a))];
  },
  sigmoid({ tape }, number, u) {
    return [tape.mul(tape.constant(fraction(1n, 4n)), tape.apply("sech2", tape.mul(tape.half, u)))];
  },
  log1mexp({ tape, rewriting }, number, u) {
    return [tape.mul(tape.minusOne, tape.inv(tape.apply("expm1", rewriting.negative(u))))];
  },
  log1p: ({ tape }, number, u) => [tape.inv(tape.add(u, tape.one))],
  sech2: ({ tape }, number, u) => [tape.mul(tape.constant(-2), tape.mul(number, tape.apply("tanh", u)))],
  logcosh: named("tanh"),
  expm1: named("exp"),
  versine: named("sin"),
  sinc: named("sinc1"),
  sincm1: named("sinc1"),
  sinc1: named("sinc2"),
};
