// Exponentials, logarithms and waves in forms that neither overflow nor cancel: landscapes/compiled/rewriting.py.
// log(1 + exp u) is a "logaddexp", 1/(1 + exp(-u)) a "sigmoid"; exp u - 1, 1 - cos u, log(1 + u) are operations.

class Rewriting {
  constructor(tape) {
    this.tape = tape;
  }

  scaledBy(share, node) {
    return this.tape.mul(this.tape.constant(share), node);
  }

  /** The node as a Map from nodes that are neither sums nor multiples by a fraction to their coefficients. */
  linear(number) {
    const { tape } = this, found = new Map(), waiting = [[number, FRACTION.one]];
    while (waiting.length) {
      let [node, times] = waiting.pop();
      const value = tape.exact(node), [factor, rest] = tape.scaled(node), share = tape.exact(factor);
      if (value) [node, times] = [tape.one, FRACTION.mul(times, value)];
      else if (tape.nodes[node][0] === "add") {
        waiting.push(...tape.nodes[node].slice(1).map((part) => [part, times]));
        continue;
      } else if (rest !== node && share) {
        waiting.push([rest, FRACTION.mul(times, share)]);
        continue;
      }
      found.set(node, FRACTION.add(found.get(node) ?? FRACTION.zero, times));
    }
    for (const [node, times] of found) if (!times.p) found.delete(node);
    return found;
  }

  written(parts) {
    const listed = [...parts].filter(([, times]) => times.p).sort((a, b) => a[0] - b[0]);
    return this.tape.sum(listed.map(([node, times]) => this.scaledBy(times, node)));
  }

  negative(number) {
    const parts = this.linear(number);
    return this.written([...parts].map(([node, times]) => [node, FRACTION.negative(times)]));
  }

  difference(a, b) {
    const parts = this.linear(a);
    for (const [node, times] of this.linear(b)) {
      parts.set(node, FRACTION.add(parts.get(node) ?? FRACTION.zero, FRACTION.negative(times)));
    }
    return this.written(parts);
  }

  logSum(logs) {
    const constant = this.tape.isConstant;
    const [first, ...others] = [...logs].sort((a, b) => Number(constant[b]) - Number(constant[a]) || a - b);
    return others.reduce((made, other) => this.tape.apply("logaddexp", made, other), first);
  }

  logarithm(number) {
    const { tape } = this;
    if (!tape.isConstant[number]) {
      const form = this.log(number), [kind, a, b] = tape.nodes[number];
      if (form !== null) return form;
      if (kind === "add") {
        const rest = this.lessOne(number);
        if (rest !== null) return tape.apply("log1p", rest);
      } else if (kind === "mul" && FRACTION.is(tape.exact(a), -1) && tape.nodes[b][0] === "expm1") {
        return tape.apply("log1mexp", tape.nodes[b][1]);
      }
    }
    return tape.apply("log", number);
  }

  /** A sum that has the constant 1, without it; else null. */
  lessOne(number) {
    const { tape } = this;
    if (!FRACTION.is(this.linear(number).get(tape.one) ?? null, 1)) return null;
    return tape.sum(this.terms(number).filter((t) => t !== tape.one));
  }

  /** The log of what is positive by its form, made of exponentials; null for anything else. */
  log(number) {
    this.tape.budget();
    const { tape } = this, [kind, a, b] = tape.nodes[number];
    switch (kind) {
      case "constant":
        return a.p > 0n ? this.logOfConstant(a) : null;
      case "exp":
        return a;
      case "sigmoid":
        return tape.mul(tape.minusOne, this.logSum([tape.zero, this.negative(a)]));
      case "cosh":
        return tape.apply("logcosh", a);
      case "sech2":
        return this.scaledBy(-2, tape.apply("logcosh", a));
      case "inv": case "sqrt": case "power": {
        const inner = kind === "power" && !tape.isConstant[b] ? null : this.log(a);
        const share = kind === "power" ? b : kind === "inv" ? tape.minusOne : tape.half;
        return inner === null ? null : tape.mul(share, inner);
      }
      case "mul": {
        const parts = [this.log(a), this.log(b)];
        return parts.includes(null) ? null : tape.sum(parts);
      }
      case "add": {
        const logs = this.exponents(number);
        return logs && this.logSum(logs);
      }
      default:
        return null;
    }
  }

  logOfConstant(value) {
    return FRACTION.is(value, 1) ? this.tape.zero : this.tape.apply("log", this.tape.constant(value));
  }

  leaves(kind, number) {
    const [own, ...parts] = this.tape.nodes[number];
    return own === kind ? parts.flatMap((part) => this.leaves(kind, part)) : [number];
  }

  terms(number) {
    return this.leaves("add", number);
  }

  /** The logs of the terms of a sum of exponentials and positive constants; null if it is something else. */
  exponents(number) {
    const { tape } = this, [factor, inside] = tape.scaled(number), share = tape.exact(factor);
    if (!share || share.p <= 0n || tape.isConstant[number]) return null;
    const logs = [];
    for (const term of this.terms(inside)) {
      const [times, bare] = tape.scaled(term), [kind, argument] = tape.nodes[bare], log = this.log(term);
      if (log === null) return null;
      if (kind === "cosh") {
        const half = this.logOfConstant(FRACTION.mul(tape.exact(times) ?? FRACTION.one, FRACTION.half));
        logs.push(tape.add(argument, half), tape.add(this.negative(argument), half));
      } else logs.push(log);
    }
    const shift = this.logOfConstant(share);
    return logs.map((log) => tape.add(log, shift));
  }

  isSumOfExponentials(number) {
    return (this.exponents(number)?.length ?? 0) > 1;
  }

  /** The same quotient [above, below], each sin u / u in it as an operation of its own. */
  sincs(above, below) {
    const { tape } = this;
    for (const [top, bottom, turned] of [[above, below, false], [below, above, true]]) {
      for (const factor of this.leaves("mul", top)) {
        const [kind, argument] = tape.nodes[factor];
        if (kind !== "sin") continue;
        for (const divisor of this.leaves("mul", bottom)) {
          const ratio = this.ratio(argument, divisor);
          if (!ratio) continue;
          const made = this.scaledBy(ratio, tape.apply("sinc", argument));
          const changed = [tape.mul(this.without(top, factor), made), this.without(bottom, divisor)];
          return turned ? this.sincs(changed[1], changed[0]) : this.sincs(...changed);
        }
      }
    }
    return [above, below];
  }

  without(number, factor) {
    const factors = this.leaves("mul", number);
    factors.splice(factors.indexOf(factor), 1);
    return factors.reduce((made, left) => this.tape.mul(made, left), this.tape.one);
  }

  /** a / b, if that is a number. */
  ratio(a, b) {
    const first = this.linear(a), second = this.linear(b);
    if (!second.size || first.size !== second.size || this.tape.isConstant[b]) return null;
    let ratio = null;
    for (const [node, times] of first) {
      if (!second.has(node)) return null;
      const here = FRACTION.mul(times, FRACTION.inverse(second.get(node)));
      if (ratio && !FRACTION.same(ratio, here)) return null;
      ratio = here;
    }
    return ratio;
  }

  /** above / below: 1/(1 + exp(-u)) and exp a/(exp a + exp b) are sigmoids, sinh/cosh is tanh. */
  quotient(above, below) {
    const { tape } = this, special = this.hyperbolic(above, below);
    if (special !== null) return special;
    const logs = this.exponents(below), plain = () => tape.mul(above, tape.inv(below));
    if (!logs || logs.length < 2) return plain();
    let [exponent, others] = this.splitExponentials(above);
    for (const [i, log] of logs.entries()) {
      const rest = logs.filter((_, k) => k !== i), apart = this.difference(exponent, log);
      if (!tape.isConstant[apart]) continue;
      let share = tape.apply("sigmoid", this.difference(log, this.logSum(rest)));
      const argument = tape.nodes[share][1];
      if (others === tape.apply("sigmoid", this.negative(argument))) {
        share = this.scaledBy(fraction(1n, 4n), tape.apply("sech2", tape.mul(tape.half, argument)));
        others = tape.one;
      }
      const scale = apart === tape.zero ? tape.one : tape.apply("exp", apart);
      return tape.mul(tape.mul(scale, others), share);
    }
    if (exponent === tape.zero) return plain();
    return tape.mul(others, tape.apply("exp", this.difference(exponent, this.logSum(logs))));
  }

  /** A product as [sum of the exponents of its exponentials, everything else]. */
  splitExponentials(number) {
    const { tape } = this, exponents = [], waiting = [number];
    let others = tape.one;
    while (waiting.length) {
      const last = waiting.pop(), [kind, a, b] = tape.nodes[last];
      if (kind === "mul") waiting.push(a, b);
      else if (kind === "exp") exponents.push(a);
      else others = tape.mul(others, last);
    }
    return [tape.sum(exponents), others];
  }

  hyperbolic(above, below) {
    const { tape } = this, [c, top] = tape.scaled(above), [d, bottom] = tape.scaled(below);
    const [kind, a] = tape.nodes[top], [other, b, one] = tape.nodes[bottom];
    let tangent = null;
    if (kind === "sinh" && other === "cosh" && a === b) tangent = tape.apply("tanh", a);
    else if (kind === "expm1" && other === "add" && one === tape.one && tape.nodes[b][0] === "exp" && tape.nodes[b][1] === a) {
      tangent = tape.apply("tanh", tape.mul(tape.half, a));
    }
    return tangent === null ? null : tape.mul(tape.mul(c, tape.inv(d)), tangent);
  }

  /** The terms added up: exp u - exp(-u) is a sinh, and a constant that cancels at zero is taken in. */
  total(terms) {
    const { tape } = this, listed = this.lessE(this.paired([...terms]));
    const constant = listed.reduce((sum, t) => FRACTION.add(sum, tape.exact(t) ?? FRACTION.zero), FRACTION.zero);
    if (!constant.p) return tape.sum(listed);
    const others = listed.filter((t) => !tape.exact(t)), alone = others.length === 1;
    const share = (t) => tape.exact(tape.scaled(t)[0]);
    const ones = others.filter((t) => share(t) && this.minusOne(tape.scaled(t)[1], alone) !== null);
    if (ones.length && !ones.reduce((sum, t) => FRACTION.add(sum, share(t)), constant).p) {
      const moved = ones.map((t) => this.scaledBy(share(t), this.minusOne(tape.scaled(t)[1], alone)));
      return tape.sum([...others.filter((t) => !ones.includes(t)), ...moved]);
    }
    return this.complemented(listed, constant);
  }

  /** 1 - sigmoid u is the sigmoid of -u, 2 sigmoid u - 1 a tanh; 1 - tanh u a sigmoid, 1 - tanh(u)**2 a sech2. */
  complemented(listed, constant) {
    const { tape } = this, others = (term) => listed.filter((t) => t !== term && !tape.exact(t));
    for (const term of listed) {
      const [factor, node] = tape.scaled(term), share = tape.exact(factor);
      if (!share) continue;
      const made = this.lessTangent(node, share, constant), opposite = FRACTION.negative(constant);
      if (made !== null) return tape.sum([...others(term), made]);
      if (tape.nodes[node][0] !== "sigmoid") continue;
      const u = tape.nodes[node][1];
      if (FRACTION.same(share, opposite)) {
        return tape.sum([...others(term), this.scaledBy(constant, tape.apply("sigmoid", this.negative(u)))]);
      }
      if (FRACTION.same(share, FRACTION.mul(FRACTION.whole(-2), constant))) {
        return tape.sum([...others(term), this.scaledBy(opposite, tape.apply("tanh", tape.mul(tape.half, u)))]);
      }
    }
    return tape.sum(listed);
  }

  lessTangent(node, share, constant) {
    const { tape } = this, [kind, a, b] = tape.nodes[node];
    const same = FRACTION.same(share, constant), opposite = FRACTION.same(share, FRACTION.negative(constant));
    if (kind === "tanh" && (same || opposite)) {
      const twice = this.scaledBy(same ? 2 : -2, a);
      return this.scaledBy(FRACTION.mul(FRACTION.whole(2), constant), tape.apply("sigmoid", twice));
    }
    if (kind === "mul" && a === b && tape.nodes[a][0] === "tanh" && opposite) {
      return this.scaledBy(constant, tape.apply("sech2", tape.nodes[a][1]));
    }
    return null;
  }

  /** The node less 1, without cancellation where it is near 1; null if it has no such form. */
  minusOne(number, alone) {
    this.tape.budget();
    const { tape } = this, [kind, a] = tape.nodes[number];
    if (kind === "exp") return tape.apply("expm1", a);
    if (kind === "cos") return tape.mul(tape.minusOne, tape.apply("versine", a));
    if (kind === "sinc") return tape.apply("sincm1", a);
    if (kind === "cosh") {
      const half = tape.apply("sinh", tape.mul(tape.half, a));
      return this.scaledBy(2, tape.mul(half, half));
    }
    return alone || this.isWave(number) ? this.productMinusOne(number) : null;
  }

  /** A product of what is 1 where its arguments vanish. */
  isWave(number) {
    const [kind, ...parts] = this.tape.nodes[number];
    return ["exp", "cos", "sinc", "cosh"].includes(kind) || (kind === "mul" && parts.every((k) => this.isWave(k)));
  }

  /** The terms, c exp u - c e as c e (exp(u - 1) - 1) where u - 1 has no constant left. */
  lessE(terms) {
    const { tape } = this;
    for (const euler of terms) {
      const [c, rest] = tape.nodes[euler][0] === "mul" ? tape.nodes[euler].slice(1) : [tape.one, euler];
      const times = tape.nodes[rest][0] === "number" && tape.nodes[rest][1] === "e" ? tape.exact(c) : null;
      for (const term of times ? terms : []) {
        const [factor, node] = tape.scaled(term), share = tape.exact(factor);
        if (tape.nodes[node][0] !== "exp" || !share || !FRACTION.same(share, FRACTION.negative(times))) continue;
        const parts = [...this.linear(tape.nodes[node][1])].sort((a, b) => a[0] - b[0]);
        const less = this.total([...parts.map(([k, by]) => this.scaledBy(by, k)), tape.minusOne]);
        if (this.linear(less).has(tape.one)) continue;
        const made = tape.mul(factor, tape.mul(tape.number("e"), tape.apply("expm1", less)));
        return [...terms.filter((t) => t !== euler && t !== term), made];
      }
    }
    return terms;
  }

  productMinusOne(number) {
    const { tape } = this, [kind, a, b] = tape.nodes[number];
    if (kind === "add") return this.lessOne(number);
    if (kind !== "inv" && kind !== "sqrt" && kind !== "mul") return null;
    const less = this.minusOne(a, true);
    if (less === null) return null;
    if (kind === "inv") return tape.mul(tape.minusOne, tape.mul(less, tape.inv(a)));
    if (kind === "sqrt") return tape.mul(less, tape.inv(tape.add(number, tape.one)));
    const second = this.minusOne(b, true);
    return second === null ? null : tape.sum([less, second, tape.mul(less, second)]);
  }

  /** The terms, c exp u - c exp(-u) as 2 c sinh u, and c exp u + c exp(-u) as 2 c cosh u. */
  paired(terms) {
    const { tape } = this, found = new Map();
    for (const term of terms) {
      const [factor, node] = tape.scaled(term), share = tape.exact(factor);
      if (tape.nodes[node][0] === "exp" && share) found.set(term, [share, tape.nodes[node][1]]);
    }
    const kept = terms.filter((t) => !found.has(t)), open = [...found.keys()];
    while (open.length) {
      const term = open.shift(), [share, u] = found.get(term), opposite = this.negative(u);
      const partner = open.find((t) => {
        const [other, v] = found.get(t);
        return v === opposite && (FRACTION.same(other, share) || FRACTION.same(other, FRACTION.negative(share)));
      });
      if (partner === undefined) {
        kept.push(term);
        continue;
      }
      open.splice(open.indexOf(partner), 1);
      const even = FRACTION.same(share, found.get(partner)[0]);
      const [first, argument] = opposite < u ? [found.get(partner)[0], opposite] : [share, u];
      kept.push(this.scaledBy(FRACTION.mul(FRACTION.whole(2), first), tape.apply(even ? "cosh" : "sinh", argument)));
    }
    return kept.length < terms.length ? kept : terms;
  }
}
