// A tape made to run: four numbers an instruction, over registers of doubles. No text ever becomes code.

const OPERATION_CODES = Object.fromEntries([
  "add", "sub", "mul", "div", "neg", "inv", "sqrt", "sgn", "sin", "cos", "exp", "log", "abs", "max", "min", "sign",
  "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log1p", "expm1", "atan2", "power", "logaddexp", "sigmoid",
  "sech2", "versine", "logcosh", "log1mexp", "sinc", "sincm1", "sinc1", "sinc2",
].map((name, code) => [name, code]));

/** Runs instructions (operation, result, first operand, second operand) on registers. */
function runInstructions(code, r) {
  for (let i = 0; i < code.length; i += 4) {
    const a = r[code[i + 2]], b = r[code[i + 3]];
    let v;
    switch (code[i]) {
      case 0: v = a + b; break;
      case 1: v = a - b; break;
      case 2: v = a * b; break;
      case 3: v = a / b; break;
      case 4: v = -a; break;
      case 5: v = 1 / a; break;
      case 6: v = Math.sqrt(a); break;
      case 7: v = a / Math.abs(a); break;
      case 8: v = Math.sin(a); break;
      case 9: v = Math.cos(a); break;
      case 10: v = Math.exp(a); break;
      case 11: v = Math.log(a); break;
      case 12: v = Math.abs(a); break;
      case 13: v = Math.max(a, b); break;
      case 14: v = Math.min(a, b); break;
      default: v = rareOperation(code[i], a, b);
    }
    r[code[i + 1]] = v;
  }
}

function rareOperation(code, a, b) {
  switch (code) {
    case 15: return Math.sign(a);
    case 16: return Math.tan(a);
    case 17: return Math.asin(a);
    case 18: return Math.acos(a);
    case 19: return Math.atan(a);
    case 20: return Math.sinh(a);
    case 21: return Math.cosh(a);
    case 22: return Math.tanh(a);
    case 23: return Math.log1p(a);
    case 24: return Math.expm1(a);
    case 25: return Math.atan2(a, b);
    case 26: return arithmetic.power(a, b);
    case 27: return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(b - a)));
    case 28: return (a < 0 ? Math.exp(a) : 1) / (1 + Math.exp(-Math.abs(a)));
    case 29: {
      const falling = Math.exp(-2 * Math.abs(a));
      return (4 * falling) / ((1 + falling) * (1 + falling));
    }
    case 30: return 2 * Math.sin(a / 2) ** 2;
    case 31: return arithmetic.logcosh(a);
    case 32: return arithmetic.log1mexp(a);
    case 33: return arithmetic.sinc(a);
    case 34: return arithmetic.sincm1(a);
    case 35: return arithmetic.sinc1(a);
    default: return arithmetic.sinc2(a);
  }
}

/** The nodes `roots` of a tape as a function of a point: registers whose first n are the coordinates. */
class Program {
  constructor(tape, roots, count) {
    this.tape = tape;
    this.count = count;
    const order = tape.reachable(roots);
    this.uses = new Map(order.map((k) => [k, 0]));
    for (const k of order) for (const operand of operandsOf(tape.nodes[k])) this.uses.set(operand, this.uses.get(operand) + 1);
    for (const root of roots) this.uses.set(root, this.uses.get(root) + 1);
    this.places = new Map();
    this.constants = [];
    const made = new Map();
    for (const k of order) this.place(k);
    for (const k of order) if (!this.isLeaf(k)) made.set(k, this.instruction(k));
    const listed = this.needed(made, roots);
    this.code = Int32Array.from(listed.flatMap(([name, result, a, b = a]) =>
      [OPERATION_CODES[name], ...[result, a, b].map((k) => this.places.get(k))]));
    this.registers = new Float64Array(count + order.length);
    for (const [place, value] of this.constants) this.registers[place] = value;
    this.results = Int32Array.from(roots, (k) => this.places.get(k));
  }

  isLeaf(k) {
    return this.tape.isConstant[k] || this.tape.nodes[k][0] === "variable";
  }

  place(k) {
    const [kind, index] = this.tape.nodes[k], place = kind === "variable" ? index : this.count + this.places.size;
    this.places.set(k, place);
    if (this.tape.isConstant[k]) this.constants.push([place, constantOfTape(this.tape, k)]);
  }

  /** [operation, result, operands]: sums as differences and products as quotients where that saves one. */
  instruction(k) {
    const { tape } = this, [kind, a, b] = tape.nodes[k];
    const negated = (n) => (FRACTION.is(tape.exact(tape.scaled(n)[0]), -1) ? tape.scaled(n)[1] : null);
    if (kind === "add") {
      if (negated(b) !== null) return ["sub", k, a, negated(b)];
      return negated(a) !== null ? ["sub", k, b, negated(a)] : [kind, k, a, b];
    }
    if (kind === "mul") {
      for (const [factor, other] of [[a, b], [b, a]]) {
        const [inner, inside] = tape.nodes[factor];
        if (inner === "inv" && this.uses.get(factor) === 1) return ["div", k, other, inside];
      }
      return FRACTION.is(tape.exact(a), -1) ? ["neg", k, b] : [kind, k, a, b];
    }
    return [kind, k, a, ...(b === undefined ? [] : [b])];
  }

  needed(made, roots) {
    const wanted = new Set(roots), kept = [];
    for (const [k, instruction] of [...made].reverse()) {
      if (!wanted.has(k)) continue;
      instruction.slice(2).forEach((operand) => wanted.add(operand));
      kept.push(instruction);
    }
    return kept.reverse();
  }

  /** The results at the point `p`, into `out`; without `out` the first of them. */
  run(p, out) {
    const { registers, results } = this;
    for (let i = 0; i < this.count; i++) registers[i] = p[i];
    runInstructions(this.code, registers);
    for (let i = 0; i < results.length; i++) out[i] = registers[results[i]];
  }
}

function constantOfTape(tape, k) {
  const [kind, a, b] = tape.nodes[k];
  if (kind === "constant") return FRACTION.number(a);
  if (kind === "number") return a === "pi" ? Math.PI : Math.E;
  const room = Float64Array.of(constantOfTape(tape, a), b === undefined ? 0 : constantOfTape(tape, b), 0);
  runInstructions(Int32Array.of(OPERATION_CODES[kind], 2, 0, 1), room);
  return room[2];
}
