// A formula as MathML, as it was typed: fractions, powers, roots, |x|.

const MATHML_BINDING = { sum: 1, negative: 1, product: 2, inverse: 2, power: 4 };
const tag = (name, ...inner) => `<${name}>${inner.join("")}</${name}>`;
const operator = (sign) => tag("mo", sign);
const fenced = (text) => tag("mrow", operator("("), text, operator(")"));

/** The MathML of a tree that `readFormula` made. */
function mathmlOf(tree) {
  return `<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">${mathmlNode(tree)}</math>`;
}

function mathmlNode(node) {
  const { operation, parts, text } = node;
  switch (operation) {
    case "number": return mathmlNumber(text);
    case "name": return mathmlName(text);
    case "sum": return tag("mrow", ...parts.map((part, i) => mathmlTerm(part, i > 0)));
    case "negative": return mathmlTerm(node, false);
    case "product": return mathmlProduct(parts);
    case "inverse": return tag("mfrac", tag("mn", "1"), mathmlNode(parts[0]));
    case "power": return tag("msup", mathmlBound(parts[0], 5), mathmlNode(parts[1]));
    case "sqrt": return tag("msqrt", mathmlNode(parts[0]));
    case "abs": return tag("mrow", operator("|"), mathmlNode(parts[0]), operator("|"));
    case "exp": return tag("msup", tag("mi", "e"), mathmlNode(parts[0]));
    default: return mathmlCall(operation, parts);
  }
}

function mathmlNumber(text) {
  const [digits, power] = text.toLowerCase().split("e");
  if (power === undefined) return tag("mn", digits);
  const raised = tag("msup", tag("mn", "10"), tag("mn", String(Number(power)).replace("-", "−")));
  return tag("mrow", tag("mn", digits), operator("×"), raised);
}

function mathmlName(name) {
  if (name === "pi") return tag("mi", "π");
  return name.length > 1 ? tag("msub", tag("mi", name[0]), tag("mn", name.slice(1))) : tag("mi", name);
}

function mathmlTerm(node, follows) {
  const negative = node.operation === "negative", inner = negative ? node.parts[0] : node;
  const sign = negative ? operator("−") : follows ? operator("+") : "";
  const text = negative || follows ? mathmlBound(inner, 2) : mathmlNode(inner);
  return sign ? sign + text : text;
}

/** The node in parentheses unless it binds at least so strongly. */
function mathmlBound(node, binding) {
  const { operation } = node, small = operation === "number" && /e/i.test(node.text);
  const own = small ? 2 : operation === "inverse" && binding < 4 ? 5 : MATHML_BINDING[operation] ?? (operation === "exp" ? 4 : 6);
  return own >= binding ? mathmlNode(node) : fenced(mathmlNode(node));
}

function mathmlProduct(parts) {
  const above = parts.filter((p) => p.operation !== "inverse");
  const below = parts.filter((p) => p.operation === "inverse").map((p) => p.parts[0]);
  if (!below.length) return mathmlFactors(above);
  return tag("mfrac", above.length ? mathmlFactors(above) : tag("mn", "1"), mathmlFactors(below));
}

function mathmlFactors(parts) {
  if (parts.length === 1) return mathmlNode(parts[0]);
  const begins = (p) => p.operation === "number" || (p.operation === "power" && p.parts[0].operation === "number");
  const signs = parts.map((p, i) => (i ? operator(begins(p) ? "·" : "\u2062") : ""));
  return tag("mrow", ...parts.map((p, i) => signs[i] + mathmlBound(p, 2 + (i > 0 && p.operation === "negative"))));
}

function mathmlCall(name, parts) {
  const inner = parts.map(mathmlNode).join(operator(","));
  return tag("mrow", tag("mi", name), operator("\u2061"), fenced(inner));
}
