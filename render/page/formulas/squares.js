// What a formula adds up the squares of, as it is written: descent/methods/least_squares.py.

/** The r of a formula that is the sum of their squares, those that vary; else an error with Python's words. */
function squared(algebra, e, names) {
  const [factor, rest] = algebra.split(e), root = (number) => algebra.power(number, algebra.half);
  if (asDouble(factor) > 0 && factor !== algebra.one && rest.kind === "sum") {
    return squared(algebra, rest, names).map((r) => algebra.product([root(factor), r]));
  }
  const terms = (e.kind === "sum" ? e.parts : [e]).map((term) => ({ term, square: squareOf(algebra, term) }));
  const other = terms.find(({ square }) => !square);
  if (other) {
    throw new Error(`formula is no sum of squares as it is written: ${written(other.term, names).slice(0, 60)} is none; take TrustRegion or LBFGS`);
  }
  return terms.map(({ square: [coefficient, ...bases] }) => algebra.product([root(coefficient), ...bases])).filter((r) => r.varies);
}

/** The coefficient of a term and what is squared in it; null where it is no square. */
function squareOf(algebra, term) {
  const [coefficient, power] = algebra.split(term);
  const parts = power === algebra.one ? [] : factorsOf(power).map((part) => algebra.asPower(part));
  const even = parts.every(([, times]) => isWhole(times) && times.value.p > 0n && times.value.p % 2n === 0n);
  if (!(asDouble(coefficient) >= 0 && even)) return null;
  return [coefficient, ...parts.map(([base, times]) => algebra.power(base, algebra.exact(fraction(times.value.p / 2n, 1n))))];
}

const factorsOf = (e) => (e.kind === "product" ? e.parts : [e]);
const WRITTEN_NAMES = { abs: "Abs", min: "Min", max: "Max" };

/** An expression as SymPy writes it, but for the order of what is added and multiplied. */
function written(e, names) {
  const { kind, parts, value } = e, text = (part) => written(part, names);
  const bound = (part) => (["sum", "product"].includes(part.kind) || /^-|\//.test(text(part)) ? `(${text(part)})` : text(part));
  if (kind === "variable") return names[value];
  if (kind === "number") return value.q === 1n ? String(value.p) : `${value.p}/${value.q}`;
  if (kind === "float") return String(value);
  if (kind === "e") return "E";
  if (kind === "sum") return parts.map(text).join(" + ").replaceAll("+ -", "- ");
  if (kind === "product") return writtenProduct(parts, bound);
  if (kind !== "power") return `${WRITTEN_NAMES[kind] ?? kind}${parts.length ? `(${parts.map(text).join(", ")})` : ""}`;
  const times = text(parts[1]);
  if (times === "1/2") return `sqrt(${text(parts[0])})`;
  return times === "-1" ? `1/${bound(parts[0])}` : `${bound(parts[0])}**${bound(parts[1])}`;
}

function writtenProduct(parts, bound) {
  const above = [], below = [];
  let sign = "";
  for (const part of [...parts].sort((a, b) => rank(a) - rank(b))) {
    if (part.kind === "number") {
      const { p, q } = part.value, size = p < 0n ? -p : p;
      if (p < 0n) sign = "-";
      if (size !== 1n) above.push(String(size));
      if (q !== 1n) below.push(String(q));
    } else if (/^1\//.test(bound(part).replace(/^\(/, ""))) below.push(bound(part).replace(/^\(1\/(.*)\)$/, "$1"));
    else above.push(bound(part));
  }
  const under = below.length > 1 ? `(${below.join("*")})` : below[0];
  return sign + (above.join("*") || "1") + (under ? `/${under}` : "");
}

const CONSTANTS = ["number", "float", "pi", "e"];
const rank = ({ kind, parts: [base] }) => (CONSTANTS.includes(kind) ? 0 : kind === "variable" || (kind === "power" && base.kind === "variable") ? 1 : 2);
