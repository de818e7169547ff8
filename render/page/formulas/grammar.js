// The text of a formula, read by a whitelist into a plain tree, as landscapes/formulas/grammar.py reads it:
//
// sum      = product {("+" | "-") product}
// product  = signed {("*" | "/") signed}
// signed   = ("+" | "-") signed | power
// power    = atom [("**" | "^") signed]
// atom     = number | constant | variable | function "(" sum {"," sum} ")" | "(" sum ")"

const GRAMMAR = {
  longest: 2000,
  deepest: 100,
  constants: ["pi", "e"],
  arguments: {
    sin: 1, cos: 1, tan: 1, asin: 1, acos: 1, atan: 1, atan2: 2, sinh: 1, cosh: 1, tanh: 1,
    exp: 1, log: 1, sqrt: 1, abs: 1, sign: 1, min: 2, max: 2,
  },
};
const FORMULA_TOKEN =
  /([ \t]+)|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|([A-Za-z_][A-Za-z_0-9]*)|(\*\*|[-+*/^(),])/y;
const BINDING = { "+": 1, "-": 1, "*": 2, "/": 2, "**": 4, "^": 4 };
const TOKEN_KINDS = ["", "space", "number", "name", "mark"];

/** A formula that is refused; the message shows where. */
// Of functions in Python, which have none here; and what people call their variables, however many there are.
const PREFIXES = ["np", "numpy", "math", "sp", "sympy", "torch", "jnp"], USUAL = ["x", "y", "z", "w"];

class FormulaError extends Error {
  constructor(message) {
    super(message);
    this.name = "FormulaError";
  }
}

function refuseFormula(problem, characters, place) {
  const first = Math.max(0, place - 30), last = place + 30;
  const before = first > 0 ? "..." : "", after = last < characters.length ? "..." : "";
  const shown = characters.slice(first, last).map((c) => (c >= " " && c <= "~" ? c : "?")).join("");
  const caret = " ".repeat(before.length + place - first) + "^";
  throw new FormulaError(`${problem.slice(0, 300)}\n  ${before}${shown}${after}\n  ${caret}`);
}

/** One character as Python's ascii() writes it. */
function asciiOf(character) {
  const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
  if (character === "'") return `"'"`;
  if (character in named) return `'${named[character]}'`;
  const code = character.codePointAt(0), hex = (n) => code.toString(16).padStart(n, "0");
  if (code >= 32 && code < 127) return `'${character}'`;
  return `'${code < 256 ? "\\x" + hex(2) : code < 65536 ? "\\u" + hex(4) : "\\U" + hex(8)}'`;
}

/** The tree {operation, parts, place, text, height} of a formula in these variables. */
function readFormula(text, variables) {
  if (typeof text !== "string") throw new FormulaError(`a formula must be text, got ${typeof text}`);
  const characters = Array.from(text), { longest } = GRAMMAR;
  if (characters.length > longest) {
    const [most, count] = [longest, characters.length].map((n) => n.toLocaleString("en-US"));
    refuseFormula(`a formula may have ${most} characters, this one has ${count}`, characters, longest);
  }
  return new FormulaReader(characters, variables).formula();
}

/** Reads tokens left to right, once: operator precedence by binding strength. */
class FormulaReader {
  constructor(characters, variables) {
    this.characters = characters;
    this.variables = variables;
    this.tokens = this.tokensOf(characters.map((c) => (c.length > 1 ? "\uffff" : c)).join(""));
    this.position = this.depth = 0;
  }

  tokensOf(text) {
    const tokens = [];
    let place = 0;
    while (place < text.length) {
      FORMULA_TOKEN.lastIndex = place;
      const match = FORMULA_TOKEN.exec(text);
      if (!match) {
        const prefix = text[place] === "." ? tokens[tokens.length - 1]?.text : "";
        const left = PREFIXES.includes(prefix) ? `: leave ${prefix}. out` : "";
        const wayOut = text[place] === "=" ? ": write what is on its right side alone" : left;
        refuseFormula(`${asciiOf(this.characters[place])} has no meaning in a formula${wayOut}`, this.characters, place);
      }
      const kind = TOKEN_KINDS[match.findIndex((part, i) => i && part !== undefined)];
      if (kind !== "space") tokens.push({ kind, text: match[0], place });
      place += match[0].length;
    }
    return [...tokens, { kind: "end", text: "", place }];
  }

  get next() {
    return this.tokens[this.position];
  }

  refuse(problem, token) {
    refuseFormula(problem, this.characters, token.place);
  }

  formula() {
    const tree = this.expression(0);
    if (this.next.kind !== "end") {
      this.refuse(this.next.text === ")" ? "this ')' closes nothing" : "unexpected ','", this.next);
    }
    return tree;
  }

  expression(strength) {
    let left = this.operand();
    for (;;) {
      const token = this.next;
      if (token.kind === "number" || token.kind === "name" || token.text === "(") {
        this.refuse("an operator is missing here; multiplication is written *", token);
      }
      const binding = BINDING[token.text] ?? 0;
      if (binding <= strength) return left;
      this.position++;
      left = this.joined(left, token, binding);
    }
  }

  joined(left, token, binding) {
    if (binding === 4) return this.node("power", [left, this.deeper(3, token)], token.place);
    let right = this.expression(binding);
    if (token.text === "-" || token.text === "/") {
      right = this.node(token.text === "-" ? "negative" : "inverse", [right], token.place);
    }
    const kind = binding === 1 ? "sum" : "product";
    return this.node(kind, [...(left.operation === kind ? left.parts : [left]), right], token.place);
  }

  node(operation, parts, place) {
    const own = operation === "negative" || operation === "inverse" ? 0 : 1;
    const height = Math.max(...parts.map((p) => p.height)) + own;
    this.checkDepth(height, place);
    return { operation, parts, place, text: "", height };
  }

  checkDepth(depth, place) {
    const { deepest } = GRAMMAR;
    if (depth > deepest) {
      refuseFormula(`more than ${deepest} operations or parentheses inside one another`, this.characters, place);
    }
  }

  deeper(strength, token) {
    this.checkDepth(++this.depth, token.place);
    const inner = this.expression(strength);
    this.depth--;
    return inner;
  }

  operand() {
    const token = this.tokens[this.position++];
    if (token.kind === "number") return { operation: "number", parts: [], place: token.place, text: token.text, height: 0 };
    if (token.kind === "name") return this.named(token);
    if (token.text === "(") {
      const inner = this.deeper(0, token);
      this.close(token);
      return inner;
    }
    if (token.text === "+" || token.text === "-") {
      const inner = this.deeper(3, token);
      return token.text === "+" ? inner : this.node("negative", [inner], token.place);
    }
    const found = token.text ? `found '${token.text}'` : "the formula ends";
    this.refuse(`a number, a variable, a function or '(' should stand here, but ${found}`, token);
  }

  named(token) {
    const name = token.text, called = this.next.text === "(";
    if (Object.hasOwn(GRAMMAR.arguments, name)) {
      if (!called) this.refuse(`${name} is a function: write ${name}(...)`, token);
      return this.node(name, this.arguments(token), token.place);
    }
    if (!GRAMMAR.constants.includes(name) && !this.variables.includes(name)) this.refuse(this.unknown(name), token);
    if (called) this.refuse(`${name} is no function; multiplication is written ${name}*(...)`, token);
    return { operation: "name", parts: [], place: token.place, text: name, height: 0 };
  }

  arguments(name) {
    const opening = this.tokens[this.position++];
    const parts = [this.deeper(0, opening)];
    while (this.next.text === ",") {
      this.position++;
      parts.push(this.deeper(0, opening));
    }
    this.close(opening);
    const count = GRAMMAR.arguments[name.text];
    while (["min", "max"].includes(name.text) && parts.length > count) {
      parts.splice(0, 2, this.node(name.text, parts.slice(0, 2), name.place));
    }
    if (parts.length !== count) {
      this.refuse(`${name.text} takes ${count} argument${count > 1 ? "s" : ""}, got ${parts.length}`, name);
    }
    return parts;
  }

  close(opening) {
    if (this.next.kind === "end") this.refuse("this '(' is never closed", opening);
    if (this.next.text !== ")") this.refuse(`')' should stand here, but found '${this.next.text}'`, this.next);
    this.position++;
  }

  unknown(name) {
    const known = [...this.variables, ...Object.keys(GRAMMAR.arguments), ...GRAMMAR.constants];
    const many = this.variables.length;
    if (USUAL.includes(name)) {
      const said = many > 1 ? `${many} variables are` : "one variable is";
      return `unknown name '${name}'; ${said} called ${this.variables.slice(0, 4).join(", ")}${many > 4 ? ", ..." : ""}`;
    }
    const near = name.length < 20 ? closestName(name, known) : null;
    if (near) return `unknown name '${name}'; did you mean '${near}'?`;
    const all = this.variables;
    const names = all.length < 5 ? all : [all[0], all[1], "...", all[all.length - 1]];
    const shown = name.length < 20 ? name : name.slice(0, 17) + "...";
    return `unknown name '${shown}'; the variables here are ${names.join(", ")}`;
  }
}

/** The name that is most like `word`, by the share of letters in common (Python's difflib); null below 60 %. */
function closestName(word, names) {
  let best = null;
  for (const name of names) {
    const ratio = (2 * lettersInCommon(name, word)) / (name.length + word.length);
    if (ratio >= 0.6 && (!best || ratio > best.ratio || (ratio === best.ratio && name > best.name))) best = { ratio, name };
  }
  return best && best.name;
}

function lettersInCommon(a, b) {
  let [from, to, length] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let k = 0;
      while (i + k < a.length && j + k < b.length && a[i + k] === b[j + k]) k++;
      if (k > length) [from, to, length] = [i, j, k];
    }
  }
  if (!length) return 0;
  const after = lettersInCommon(a.slice(from + length), b.slice(to + length));
  return length + lettersInCommon(a.slice(0, from), b.slice(0, to)) + after;
}
