// A printed function's own text, read as a list of operations: `raw` for wide numbers, where doubles say nothing.
const TOKENS = /\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z_][\w.]*|===|!==|<=|[-+*/()<?:,=;[\]{}]/g;
const LEVELS = [{ "<": "lt", "<=": "le", "===": "eq", "!==": "ne" }, { "+": "add", "-": "sub" }, { "*": "mul", "/": "div" }];

class PrintedText {
  // nodes: [operation, ...operands], ["number", h, l] or ["coordinate", i]; roots: what o[0], o[1] ... or the result is.
  constructor(text, fine = []) {
    this.fine = new Map(fine);
    this.nodes = [];
    this.roots = [];
    this.names = new Map();
    this.tokens = text.slice(text.indexOf("{") + 1).match(TOKENS);
    this.at = 0;
    while (this.tokens[this.at] !== "}") this.statement();
    delete this.tokens;
  }

  take(wanted) {
    const token = this.tokens[this.at++];
    if (wanted && token !== wanted) throw new Error(`expected ${wanted}, got ${token}`);
    return token;
  }

  accept(wanted) {
    const there = this.tokens[this.at] === wanted;
    if (there) this.at++;
    return there;
  }

  statement() {
    const first = this.take();
    if (first === "return") this.roots.push(this.choice());
    else if (first === "o") this.results();
    else {
      do {
        const name = this.take();
        this.take("=");
        this.names.set(name, this.choice());
      } while (this.accept(","));
    }
    this.take(";");
  }

  results() {
    const places = [];
    do {
      this.take("[");
      places.push(Number(this.take()));
      this.take("]");
      this.take("=");
    } while (this.accept("o"));
    const node = this.choice();
    for (const place of places) this.roots[place] = node;
  }

  write(...node) {
    return this.nodes.push(node) - 1;
  }

  choice() {
    const condition = this.infix(0);
    if (!this.accept("?")) return condition;
    const yes = this.choice();
    this.take(":");
    return this.write("where", condition, yes, this.choice());
  }

  infix(level) {
    if (level === LEVELS.length) return this.signed();
    let left = this.infix(level + 1);
    for (;;) {
      const operation = LEVELS[level][this.tokens[this.at]];
      if (!operation) return left;
      this.at++;
      const right = this.infix(level + 1);
      left = operation === "ne" ? left : this.joined(operation, left, right);
    }
  }

  joined(operation, left, right) {
    const [inner, of] = this.nodes[right];
    return operation === "div" && inner === "abs" && of === left ? this.write("sgn", left) : this.write(operation, left, right);
  }

  signed() {
    return this.accept("-") ? this.write("neg", this.signed()) : this.atom();
  }

  atom() {
    const token = this.take();
    if (token === "(") return this.closed(this.choice(), ")");
    if (token === "p") return this.take("[") && this.closed(this.write("coordinate", Number(this.take())), "]");
    if (/^\d/.test(token)) return this.write("number", ...fineConstant(Number(token), this.fine));
    if (token === "NaN" || token === "Infinity") return this.write("number", Number(token), 0);
    if (!this.accept("(")) return this.names.get(token);
    const operands = [];
    do operands.push(this.choice()); while (this.accept(","));
    const name = token.split(".").at(-1);
    return this.closed(this.write(name === "pow" ? "power" : name, ...operands), ")");
  }

  closed(node, bracket) {
    this.take(bracket);
    return node;
  }
}

// The double, and what rounding took from the number that it stands for: known, or of a simple fraction.
function fineConstant(value, fine) {
  if (fine.has(value)) return [value, fine.get(value)];
  if (fine.has(2 * value)) return [value, fine.get(2 * value) / 2];
  const fraction = Number.isInteger(value) ? null : simpleFraction(value);
  const exact = fraction && wide.div(...fraction.map((k) => new Wide(k)));
  return exact && exact.e === 0 && exact.h === value ? [value, exact.l] : [value, 0];
}

// Numerator and denominator of the first convergent that is near enough to round to `value`.
function simpleFraction(value) {
  let [p, q, p1, q1, rest] = [1, 0, 0, 1, value];
  for (let k = 0; k < 20; k++) {
    const whole = Math.floor(rest);
    [p, q, p1, q1] = [whole * p + p1, whole * q + q1, p, q];
    if (q > 1e6 || Math.abs(p) > 2 ** 53) return null;
    if (Math.abs(p / q - value) <= 4e-16 * Math.abs(value)) return [p, q];
    rest = 1 / (rest - whole);
  }
  return null;
}
