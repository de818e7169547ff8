// A formula as a list of elementary operations, each one only once: landscapes/compiled/tape.py in JavaScript.
// A node is [operation, ...operand numbers], or ["constant", fraction], ["number", name], ["variable", index].

const LARGEST_CHAIN = 1000n;
const TAPE_LEAVES = new Set(["constant", "number", "variable"]);
const operandsOf = (node) => (TAPE_LEAVES.has(node[0]) ? [] : node.slice(1));

class Tape {
  constructor(budget = () => {}) {
    this.nodes = [];
    this.isConstant = [];
    this.numbers = new Map();
    this.budget = budget;
    this.zero = this.constant(FRACTION.zero);
    this.one = this.constant(FRACTION.one);
    this.minusOne = this.constant(FRACTION.whole(-1));
    this.half = this.constant(FRACTION.half);
  }

  intern(node, isConstant) {
    const key = node[0] === "constant" ? `constant:${FRACTION.text(node[1])}` : node.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.budget();
      number = this.nodes.length;
      this.numbers.set(key, number);
      this.nodes.push(node);
      this.isConstant.push(isConstant);
    }
    return number;
  }

  constant(value) {
    return this.intern(["constant", typeof value === "number" ? FRACTION.whole(value) : value], true);
  }

  number(name) {
    return this.intern(["number", name], true);
  }

  variable(index) {
    return this.intern(["variable", index], false);
  }

  apply(operation, ...parts) {
    if (["add", "sub", "mul", "inv", "power"].includes(operation)) return this[operation](...parts);
    return this.intern([operation, ...parts], parts.every((k) => this.isConstant[k]));
  }

  exact(number) {
    const node = this.nodes[number];
    return node[0] === "constant" ? node[1] : null;
  }

  /** The node as [constant factor, rest], both nodes. */
  scaled(number) {
    const node = this.nodes[number];
    return node[0] === "mul" && this.isConstant[node[1]] ? [node[1], node[2]] : [this.one, number];
  }

  add(a, b) {
    if (this.isConstant[a] && !this.isConstant[b]) [a, b] = [b, a];
    const p = this.exact(a), q = this.exact(b);
    if (FRACTION.is(q, 0)) return a;
    if (FRACTION.is(p, 0)) return b;
    if (p && q) return this.constant(FRACTION.add(p, q));
    const [c, u] = this.scaled(a), [d, v] = this.scaled(b);
    if (u === v && !this.isConstant[u]) return this.mul(this.add(c, d), u);
    const inner = this.nodes[a];
    if (this.isConstant[b] && inner[0] === "add" && this.isConstant[inner[2]]) {
      return this.add(inner[1], this.add(inner[2], b));
    }
    if (!this.isConstant[b] && a > b) [a, b] = [b, a];
    return this.intern(["add", a, b], this.isConstant[a] && this.isConstant[b]);
  }

  sub(a, b) {
    return this.add(a, this.mul(this.minusOne, b));
  }

  mul(a, b) {
    if (this.isConstant[b] && !this.isConstant[a]) [a, b] = [b, a];
    const p = this.exact(a), q = this.exact(b);
    if (FRACTION.is(p, 0) || FRACTION.is(q, 0)) return this.zero;
    if (FRACTION.is(p, 1)) return b;
    if (FRACTION.is(q, 1)) return a;
    if (p && q) return this.constant(FRACTION.mul(p, q));
    const inOrder = a < b ? ["mul", a, b] : ["mul", b, a];
    if (this.isConstant[a] && this.isConstant[b]) return this.intern(inOrder, true);
    const [c, u] = this.scaled(a), [d, v] = this.scaled(b);
    if (this.isConstant[a]) return d === this.one ? this.intern(["mul", a, b], false) : this.mul(this.mul(a, d), v);
    if (c !== this.one || d !== this.one) return this.mul(this.mul(c, d), this.mul(u, v));
    return this.intern(inOrder, false);
  }

  inv(a) {
    const value = this.exact(a);
    if (value && value.p) return this.constant(FRACTION.inverse(value));
    const [factor, rest] = this.scaled(a);
    if (factor !== this.one) return this.mul(this.inv(factor), this.inv(rest));
    const node = this.nodes[a];
    return node[0] === "inv" ? node[1] : this.intern(["inv", a], this.isConstant[a]);
  }

  /** The node of a to the exponent: multiplied out for whole numbers, with one root for halves. */
  power(a, exponent) {
    const value = this.exact(exponent);
    if (!value) return this.intern(["power", a, exponent], this.isConstant[a] && this.isConstant[exponent]);
    if (value.p < 0n) return this.inv(this.power(a, this.constant(FRACTION.negative(value))));
    const within = value.p <= LARGEST_CHAIN * value.q;
    if (value.q === 1n && within) return this.wholePower(a, Number(value.p));
    if (value.q === 2n && within) return this.mul(this.wholePower(a, Number((value.p - 1n) / 2n)), this.apply("sqrt", a));
    return this.intern(["power", a, exponent], this.isConstant[a]);
  }

  wholePower(a, exponent) {
    if (exponent < 2) return exponent ? a : this.one;
    const half = this.wholePower(a, Math.floor(exponent / 2)), square = this.mul(half, half);
    return exponent % 2 ? this.mul(square, a) : square;
  }

  /** The terms added up, constants last; a factor that several share is multiplied once. */
  sum(terms) {
    const shared = new Map();
    for (const term of terms) {
      let [factor, rest] = this.isConstant[term] ? [term, this.one] : this.scaled(term);
      if (rest === this.one) [factor, rest] = [this.one, term];
      shared.set(factor, shared.has(factor) ? this.add(shared.get(factor), rest) : rest);
    }
    let total = this.zero;
    for (const [factor, rest] of shared) total = this.add(total, this.mul(factor, rest));
    return total;
  }

  /** All nodes that the roots need, in order. */
  reachable(roots) {
    const found = new Set(), waiting = [...roots];
    while (waiting.length) {
      const number = waiting.pop();
      if (found.has(number)) continue;
      found.add(number);
      waiting.push(...operandsOf(this.nodes[number]));
    }
    return [...found].sort((a, b) => a - b);
  }
}
