// A tape as the list of operations that wide numbers go through where doubles say nothing (limits.js).

const FINE_NUMBERS = { pi: [Math.PI, 1.2246467991473532e-16], e: [Math.E, 1.4456468917292502e-16] };

/** {nodes, roots}: the nodes that the roots need, in operations that wide numbers have. */
function operationsOf(tape, roots) {
  const nodes = [], places = new Map();
  const write = (...node) => nodes.push(node) - 1;
  for (const k of tape.reachable(roots)) {
    const [kind, ...parts] = tape.nodes[k];
    if (kind === "constant") places.set(k, write("number", ...fineParts(parts[0])));
    else if (kind === "number") places.set(k, write("number", ...FINE_NUMBERS[parts[0]]));
    else if (kind === "variable") places.set(k, write("coordinate", parts[0]));
    else {
      const operands = parts.map((part) => places.get(part));
      places.set(k, COMPOSED[kind]?.(write, ...operands) ?? write(kind, ...operands));
    }
  }
  return { nodes, roots: roots.map((k) => places.get(k)) };
}

/** The nearest double, and what it leaves of the fraction. */
function fineParts(value) {
  const near = FRACTION.number(value);
  if (!Number.isFinite(near)) return [near, 0];
  return [near, FRACTION.number(FRACTION.add(value, FRACTION.negative(FRACTION.ofNumber(near))))];
}

const COMPOSED = {
  logaddexp(write, a, b) {
    const falling = write("exp", write("neg", write("abs", write("sub", b, a))));
    return write("add", write("max", a, b), write("log1p", falling));
  },
  sigmoid(write, u) {
    return write("inv", write("add", write("number", 1, 0), write("exp", write("neg", u))));
  },
  sech2(write, u) {
    const falling = write("exp", write("mul", write("number", -2, 0), write("abs", u)));
    const below = write("add", write("number", 1, 0), falling);
    return write("div", write("mul", write("number", 4, 0), falling), write("mul", below, below));
  },
  versine(write, u) {
    const sine = write("sin", write("mul", write("number", 0.5, 0), u));
    return write("mul", write("number", 2, 0), write("mul", sine, sine));
  },
};
