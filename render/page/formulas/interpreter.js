// A tape made to run: an instruction is two words, over registers of doubles. No text ever becomes code.
// First word: operation, result << 6, third operand << 19. Second word: first operand, second operand << 16.

const REGISTER_BITS = 13;
const REGISTER_MASK = (1 << REGISTER_BITS) - 1;
const OPERATION_CODES = Object.fromEntries([
  "add", "sub", "mul", "muladd", "submul", "div", "neg", "inv", "sqrt", "sgn", "sin", "cos", "exp", "log", "abs", "max",
  "min", "sign", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log1p", "expm1", "atan2", "power", "logaddexp",
  "sigmoid", "sech2", "versine", "logcosh", "log1mexp", "sinc", "sincm1", "sinc1", "sinc2",
].map((name, code) => [name, code]));

function runInstructions(code, r) {
  for (let i = 0; i < code.length; i += 2) {
    const first = code[i], second = code[i + 1], operation = first & 63;
    const a = r[second & REGISTER_MASK], b = r[second >>> 16];
    let v;
    switch (operation) {
      case 0: v = a + b; break;
      case 1: v = a - b; break;
      case 2: v = a * b; break;
      case 3: v = a * b + r[first >>> 19]; break;
      case 4: v = r[first >>> 19] - a * b; break;
      case 5: v = a / b; break;
      case 6: v = -a; break;
      case 7: v = 1 / a; break;
      case 8: v = Math.sqrt(a); break;
      case 9: v = a / Math.abs(a); break;
      case 10: v = Math.sin(a); break;
      case 11: v = Math.cos(a); break;
      case 12: v = Math.exp(a); break;
      case 13: v = Math.log(a); break;
      case 14: v = Math.abs(a); break;
      default: v = rareOperation(operation, a, b);
    }
    r[(first >>> 6) & REGISTER_MASK] = v;
  }
}

function rareOperation(operation, a, b) {
  switch (operation) {
    case 15: return Math.max(a, b);
    case 16: return Math.min(a, b);
    case 17: return Math.sign(a);
    case 18: return Math.tan(a);
    case 19: return Math.asin(a);
    case 20: return Math.acos(a);
    case 21: return Math.atan(a);
    case 22: return Math.sinh(a);
    case 23: return Math.cosh(a);
    case 24: return Math.tanh(a);
    case 25: return Math.log1p(a);
    case 26: return Math.expm1(a);
    case 27: return Math.atan2(a, b);
    case 28: return arithmetic.power(a, b);
    case 29: return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(b - a)));
    case 30: return (a < 0 ? Math.exp(a) : 1) / (1 + Math.exp(-Math.abs(a)));
    case 31: {
      const falling = Math.exp(-2 * Math.abs(a));
      return (4 * falling) / ((1 + falling) * (1 + falling));
    }
    case 32: return 2 * Math.sin(a / 2) ** 2;
    case 33: return arithmetic.logcosh(a);
    case 34: return arithmetic.log1mexp(a);
    case 35: return arithmetic.sinc(a);
    case 36: return arithmetic.sincm1(a);
    case 37: return arithmetic.sinc1(a);
    default: return arithmetic.sinc2(a);
  }
}

/** The nodes `roots` of a tape as functions of a point; the first `count` registers are its coordinates. */
class Program {
  constructor(tape, roots, count) {
    this.tape = tape;
    this.count = count;
    this.uses = new Map();
    const order = tape.reachable(roots), read = (k) => this.uses.set(k, (this.uses.get(k) ?? 0) + 1);
    for (const k of order) operandsOf(tape.nodes[k]).forEach(read);
    roots.forEach(read);
    const listed = this.needed(order.filter((k) => !this.isLeaf(k)).map((k) => this.instruction(k)), roots);
    this.place(listed, roots);
  }

  isLeaf(k) {
    return this.tape.isConstant[k] || this.tape.nodes[k][0] === "variable";
  }

  /** [operation, result, operands]: two operations as one where the first is read once only. */
  instruction(k) {
    const { tape } = this, [kind, a, b] = tape.nodes[k];
    if (kind === "add") return this.sum(k, a, b) ?? this.sum(k, b, a) ?? [kind, k, a, b];
    if (kind !== "mul") return [kind, k, a, ...(b === undefined ? [] : [b])];
    for (const [factor, other] of [[a, b], [b, a]]) {
      const [inner, inside] = tape.nodes[factor];
      if (inner === "inv" && this.uses.get(factor) === 1) return ["div", k, other, inside];
    }
    return FRACTION.is(tape.exact(a), -1) ? ["neg", k, b] : [kind, k, a, b];
  }

  /** a + b where b is a product or minus something, else null. */
  sum(k, a, b) {
    const { tape } = this, [factor, rest] = tape.scaled(b), negated = FRACTION.is(tape.exact(factor), -1);
    const alone = (n) => this.uses.get(n) === 1 && tape.nodes[n][0] === "mul" && !tape.isConstant[n]
      && tape.nodes[n].slice(1).every((part) => tape.nodes[part][0] !== "inv");
    if (negated) return alone(b) && alone(rest) ? ["submul", k, ...tape.nodes[rest].slice(1), a] : ["sub", k, a, rest];
    return alone(b) ? ["muladd", k, ...tape.nodes[b].slice(1), a] : null;
  }

  needed(instructions, roots) {
    const wanted = new Set(roots), kept = [];
    for (const instruction of instructions.reverse()) {
      if (!wanted.has(instruction[1])) continue;
      instruction.slice(2).forEach((operand) => wanted.add(operand));
      kept.push(instruction);
    }
    return kept.reverse();
  }

  /** A register for everything; one that is read for the last time is free again. */
  place(listed, roots) {
    const { tape, count } = this, places = new Map(), constants = [], free = [], last = new Map();
    let size = count;
    listed.forEach(([, , ...operands], i) => operands.forEach((k) => last.set(k, i)));
    for (const k of new Set([...listed.flatMap(([, , ...operands]) => operands), ...roots])) {
      if (tape.isConstant[k]) constants.push([places.set(k, size++).get(k), constantOfTape(tape, k)]);
      else if (tape.nodes[k][0] === "variable") places.set(k, tape.nodes[k][1]);
      if (this.isLeaf(k)) last.set(k, Infinity);
    }
    roots.forEach((k) => last.set(k, Infinity));
    this.code = Int32Array.from(listed.flatMap(([name, result, ...operands], i) => {
      const [a, b = a, c = 0] = operands.map((k) => places.get(k));
      for (const k of new Set(operands)) if (last.get(k) === i) free.push(places.get(k));
      places.set(result, free.pop() ?? size++);
      return [OPERATION_CODES[name] | (places.get(result) << 6) | (c << 19), a | (b << 16)];
    }));
    if (size > REGISTER_MASK) throw new FormulaError("this formula is too long to work with");
    this.registers = new Float64Array(size);
    for (const [place, value] of constants) this.registers[place] = value;
    this.results = roots.map((k) => places.get(k));
  }

  /** The results at the point `p`, into `out`. */
  run(p, out) {
    const { registers, results, count } = this;
    for (let i = 0; i < count; i++) registers[i] = p[i];
    runInstructions(this.code, registers);
    for (let i = 0; i < results.length; i++) out[i] = registers[results[i]];
  }
}

function constantOfTape(tape, k) {
  const [kind, a, b] = tape.nodes[k];
  if (kind === "constant") return FRACTION.number(a);
  if (kind === "number") return a === "pi" ? Math.PI : Math.E;
  const room = Float64Array.of(constantOfTape(tape, a), b === undefined ? 0 : constantOfTape(tape, b), 0);
  runInstructions(Int32Array.of(OPERATION_CODES[kind] | (2 << 6), 1 << 16), room);
  return room[2];
}
