// A formula as people type it, put into the grammar of `parse`: the twin of landscapes/formulas/typed_text.py.
// Only what means one thing is rewritten; what could mean two things stays, and `parse` says what is missing there.

const TYPED = {
  signs: {
    "·": "*", "×": "*", "⋅": "*", "∙": "*", "∗": "*", "−": "-", "–": "-", "÷": "/", "∕": "/", "⁄": "/",
    "∣": "|", "ˆ": "^",
  },
  names: { "π": "pi", "√": "sqrt", "ℯ": "e", "𝑥": "x", "𝑦": "y" },
  shares: { "½": "(1/2)", "⅓": "(1/3)", "¼": "(1/4)", "¾": "(3/4)", "⅔": "(2/3)" },
  synonyms: {
    ln: "log", arcsin: "asin", arccos: "acos", arctan: "atan", arctan2: "atan2", sgn: "sign", arsin: "asin", tg: "tan",
    sh: "sinh", ch: "cosh", th: "tanh", fabs: "abs",
  },
  raised: "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺",
  lowered: "₀₁₂₃₄₅₆₇₈₉",
  token: new RegExp("([ \\t\\u00a0\\u2009\\u202f]+)|((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    + "|([A-Za-z_][A-Za-z_0-9]*[₀-₉]*)|([⁻⁺]?[⁰¹²³⁴-⁹]+)|(\\*\\*|[-+*/^(),|])|([^])", "gu"),
  kinds: ["space", "number", "word", "raised", "mark", "other"],
  heading: /^[ \t]*(?:f[ \t]*\([xy0-9, \t]*\)|f|z)[ \t]*=(?!=)[ \t]*/,
};
const NO_PART = { kind: "mark", text: "" };

/** The formula as `parse` wants it, where it is clear what was meant; else as it is. */
function typed(text, dimensions = 2) {
  if (Array.from(text).length > GRAMMAR.longest) return text;
  return new TypedText(variableNames(dimensions)).formula(text);
}

class TypedText {
  constructor(variables) {
    this.variables = variables;
  }

  formula(text) {
    const parts = this.bars(this.parts(text));
    if (deepestPart(parts) > GRAMMAR.deepest) return text;
    return this.multiplied(this.called(parts)).map((part) => part.text).join("");
  }

  parts(text) {
    const body = text.slice(TYPED.heading.exec(text)?.[0].length ?? 0), made = [];
    for (const match of body.matchAll(TYPED.token)) {
      const kind = TYPED.kinds[match.slice(1).findIndex((part) => part !== undefined)], found = match[0];
      if (kind === "space") made.push({ kind, text: found.replace(/[^ \t]/g, " ") });
      else if (kind === "word") made.push(...this.named(found));
      else if (kind === "raised") {
        const digits = Array.from(found, (c) => "0123456789-+"[TYPED.raised.indexOf(c)]).join("").replace(/^\+/, "");
        made.push({ kind, text: digits[0] === "-" ? `^(${digits})` : `^${digits}` });
      } else if (found in TYPED.signs) made.push({ kind: "mark", text: TYPED.signs[found] });
      else if (found in TYPED.shares && lastPart(made).kind !== "number") made.push({ kind: "share", text: TYPED.shares[found] });
      else if (found in TYPED.names) made.push(...this.named(TYPED.names[found]));
      else made.push({ kind, text: found });
    }
    return made;
  }

  /** A word as names: itself, a synonym, or several written together. */
  named(word) {
    const plain = Array.from(word, (c) => (TYPED.lowered.includes(c) ? String(TYPED.lowered.indexOf(c)) : c)).join("");
    const lower = plain.toLowerCase(), known = this.kind(plain);
    if (known) return [{ kind: known, text: plain }];
    if (Object.hasOwn(TYPED.synonyms, lower)) return [{ kind: "function", text: TYPED.synonyms[lower] }];
    if (lower !== "e" && this.kind(lower)) return [{ kind: this.kind(lower), text: lower }];
    const apart = this.apart(plain);
    return apart.length ? apart : [{ kind: "other", text: plain }];
  }

  kind(name) {
    if (this.variables.includes(name)) return "variable";
    return GRAMMAR.constants.includes(name) ? "constant" : Object.hasOwn(GRAMMAR.arguments, name) ? "function" : "";
  }

  /** Variables (and pi) written together, then perhaps a function, and one variable as its argument; else nothing. */
  apart(word) {
    const made = [];
    let rest = word;
    for (let name; rest && (name = longestStart(rest, [...this.variables, "pi"])); rest = rest.slice(name.length)) {
      made.push({ kind: name === "pi" ? "constant" : "variable", text: name });
    }
    if (!rest) return made;
    const name = longestStart(rest, [...Object.keys(GRAMMAR.arguments), ...Object.keys(TYPED.synonyms)]);
    const after = rest.slice(name.length);
    if (!name || (after && !this.variables.includes(after))) return [];
    made.push({ kind: "function", text: TYPED.synonyms[name] ?? name });
    return after ? [...made, { kind: "variable", text: after }] : made;
  }

  /** |u| as abs(u); all bars as they are where they are not pairs. */
  bars(parts) {
    const made = [], opened = [];
    for (const part of parts) {
      if (part.text === "|" && part.kind === "mark") {
        if (opened.at(-1) === "|" && endsFactor(lastPart(made))) {
          opened.pop();
          made.push({ kind: "mark", text: ")", bar: true });
        } else {
          opened.push("|");
          made.push({ kind: "function", text: "abs", bar: true }, { kind: "mark", text: "(", bar: true });
        }
        continue;
      }
      if (part.text === "(") opened.push("(");
      else if (part.text === ")" && opened.pop() !== "(") return parts;
      made.push(part);
    }
    return opened.includes("|") ? parts : made;
  }

  /** sin x as sin(x), sin^2 x and sin²(x) as sin(x)^2. */
  called(parts) {
    const made = [];
    for (let i = 0; i < parts.length;) {
      const found = parts[i].kind === "function" ? this.application(parts, i) : null;
      if (found) {
        made.push(...found.parts);
        i = found.end;
      } else if (parts[i].kind === "function" && nextPart(parts, i + 1).text !== "(") {
        const end = endOfTerm(parts, i);
        made.push(...asItIs(parts.slice(i, end)));
        i = end;
      } else made.push(parts[i++]);
    }
    return made;
  }

  /** A function at place `i` with its argument, written with parentheses, and the place behind; null if unclear. */
  application(parts, i) {
    const called = parts[i], { power, end: behind } = wholePower(parts, skipSpace(parts, i + 1));
    const j = skipSpace(parts, behind);
    if (GRAMMAR.arguments[called.text] !== 1 || j >= parts.length) return null;
    if (parts[j].text === "(") {
      const end = closingPlace(parts, j);
      if (!power.length || end === null) return null;
      return { parts: [called, ...this.called(parts.slice(j, end + 1)), ...power], end: end + 1 };
    }
    const found = this.argument(parts, j, called.text === "sqrt");
    if (!found || (power.length && parts[j].kind === "function")) return null;
    const inner = [{ kind: "mark", text: "(" }, ...found.parts, { kind: "mark", text: ")" }];
    return { parts: [called, ...inner, ...power], end: found.end };
  }

  /** What a function without parentheses is applied to: |u|, x, 2x, 2x^2, another function; null if unclear. */
  argument(parts, j, root) {
    if (parts[j].kind === "function") {
      if (!parts[j].bar) return root ? null : this.inner(parts, j);
      const end = closingPlace(parts, j + 1);
      return end === null ? null : alonePart(this.called(parts.slice(j, end + 1)), parts, end + 1, root);
    }
    let argument = [];
    const isName = (part) => part.kind === "variable" || part.kind === "constant";
    if (parts[j].kind === "number") {
      argument = [parts[j++]];
      if (root) return alonePart(argument, parts, j, root);
      if (isName(nextPart(parts, j))) j = skipSpace(parts, j);
    }
    if (j < parts.length && parts[j].text === "pi" && !root && nextPart(parts, j + 1).kind === "variable") {
      argument.push(parts[j]);
      j = skipSpace(parts, j + 1);
    }
    if (j < parts.length && isName(parts[j])) {
      argument.push(parts[j++]);
      const { power, end } = wholePower(parts, j);
      if (power.length && !root) {
        argument.push(...power);
        j = end;
      }
    }
    return argument.length ? alonePart(this.multiplied(argument), parts, j, root) : null;
  }

  inner(parts, j) {
    const found = this.application(parts, j);
    if (found || nextPart(parts, j + 1).text !== "(") return found;
    const end = closingPlace(parts, skipSpace(parts, j + 1));
    return end === null ? null : alonePart(this.called(parts.slice(j, end + 1)), parts, end + 1, false);
  }

  /** 2x as 2*x, wherever only that can be meant. */
  multiplied(parts) {
    const made = [];
    for (const part of parts) {
      if (beginsFactor(part) && endsFactor(lastPart(made)) && isClearFactor(made, part)) {
        while (made.at(-1).kind === "space") made.pop();
        made.push({ kind: "mark", text: "*" });
      }
      made.push(part);
    }
    return made;
  }
}

/** The most functions and parentheses inside one another. */
function deepestPart(parts) {
  const outside = [];
  let [deepest, depth, run] = [0, 0, 0];
  for (const { kind, text } of parts) {
    if (text === "(") {
      outside.push(depth);
      [depth, run] = [depth + run + 1, 0];
    } else if (text === ")") [depth, run] = [outside.pop() ?? 0, 0];
    else if (kind === "function") run++;
    else if (kind !== "space" && kind !== "raised") run = 0;
    deepest = Math.max(deepest, depth + run);
  }
  return deepest;
}

function longestStart(text, names) {
  return names.filter((name) => text.startsWith(name)).reduce((a, b) => (b.length > a.length ? b : a), "");
}

const isPowerSign = (part) => part.text === "^" || part.text === "**";

function lastPart(parts) {
  return parts.findLast((part) => part.kind !== "space") ?? NO_PART;
}

/** Whether it can be the end of what is multiplied. */
function endsFactor(part) {
  return ["number", "variable", "constant", "raised", "share"].includes(part.kind) || part.text === ")";
}

function beginsFactor(part) {
  return ["variable", "constant", "function", "share"].includes(part.kind) || part.text === "(";
}

/** The place of the next sum, comma or closing parenthesis that does not belong to what begins at `i`. */
function endOfTerm(parts, i) {
  let depth = 0;
  for (let k = i; k < parts.length; k++) {
    const { text } = parts[k];
    depth += (text === "(") - (text === ")");
    if (depth < 0 || (depth === 0 && ["+", "-", ","].includes(text))) return k;
  }
  return parts.length;
}

/** What is unclear: nothing is put between its parts. */
function asItIs([first, ...others]) {
  const apart = others.length && !["space", "mark"].includes(others[0].kind) ? " " : "";
  return [{ kind: "other", text: first.text + apart }, ...others.map(({ text }) => ({ kind: "other", text }))];
}

/** A power of a function between its name and its argument, such as the 2 of sin^2 x. */
function wholePower(parts, j) {
  if (j < parts.length && parts[j].kind === "raised" && !parts[j].text.includes("-")) return { power: [parts[j]], end: j + 1 };
  if (j + 1 < parts.length && isPowerSign(parts[j]) && /^[0-9]+$/.test(parts[j + 1].text)) {
    return { power: parts.slice(j, j + 2), end: j + 2 };
  }
  return { power: [], end: j };
}

/** The argument, unless what follows might belong to it. */
function alonePart(argument, parts, j, root) {
  const follows = nextPart(parts, j), apart = root && j < parts.length && parts[j].kind === "space";
  const belongs = isPowerSign(follows) || ["number", "raised", "other"].includes(follows.kind);
  return belongs || (beginsFactor(follows) && follows.kind !== "function" && !apart) ? null : { parts: argument, end: j };
}

function skipSpace(parts, j) {
  while (j < parts.length && parts[j].kind === "space") j++;
  return j;
}

function nextPart(parts, j) {
  return parts[skipSpace(parts, j)] ?? NO_PART;
}

function closingPlace(parts, j) {
  let depth = 0;
  for (let k = j; k < parts.length; k++) {
    depth += (parts[k].text === "(") - (parts[k].text === ")");
    if (depth === 0) return k;
  }
  return null;
}

/** Whether a factor may stand behind what is there: not behind a divisor (1/2x), nor an exponent (e^2x). */
function isClearFactor(before, part) {
  const spaced = before.at(-1).kind === "space", end = before.length - 1 - spaced;
  if (before[end].text === "e" && part.text === "(") return false;
  const first = firstOfFactor(before, end);
  let place = lastPlace(before, first), sign = before[place] ?? NO_PART;
  if (sign.text === "/") return spaced && before[end].kind === "number" && first === end;
  if (isPowerSign(sign) && before[end].text !== ")") {
    const base = lastPart(before.slice(0, place));
    const plain = before[end].kind === "number" && (base.kind === "variable" || base.text === ")");
    if (!spaced && !plain) return false;
  }
  while (isPowerSign(sign)) {
    place = lastPlace(before, firstOfFactor(before, place - 1));
    sign = before[place] ?? NO_PART;
  }
  return sign.text !== "/" && !(sign.text === "-" && isPowerSign(lastPart(before.slice(0, place))));
}

const lastPlace = (parts, end) => parts.findLastIndex((part, k) => k < end && part.kind !== "space");

/** Where the number, name, group or call that ends at `end` begins. */
function firstOfFactor(parts, end) {
  while (end > 0 && ["space", "raised"].includes(parts[end].kind)) end--;
  if (!parts[end] || parts[end].text !== ")") return Math.max(end, 0);
  let depth = 0, k = end;
  for (; k >= 0; k--) {
    depth += (parts[k].text === ")") - (parts[k].text === "(");
    if (depth === 0) break;
  }
  const begin = k < 0 ? end : k;
  const before = lastPlace(parts, begin);
  return before >= 0 && parts[before].kind === "function" ? before : begin;
}
