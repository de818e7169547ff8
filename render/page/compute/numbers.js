// A number as people read it, by the rule of `render.style.numbers.number_text`.
const MINUS = "\u2212";
const MOST_DIGITS = 15;
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// Digits and power of ten of a positive number; one that lies in the middle goes to the even digit, as in Python.
function rounded(size, digits) {
  const [exact, power] = size.toExponential(60).split("e");
  const rest = exact.replace(".", "").slice(digits);
  const down = /^50*$/.test(rest) && Number(exact.replace(".", "")[digits - 1]) % 2 === 0;
  if (!down) return size.toExponential(digits - 1).split("e");
  return [digits > 1 ? exact.slice(0, digits + 1) : exact[0], power];
}

const decadeOf = (size) => Number(size.toExponential(16).split("e")[1]);

// Digits that are told: those asked for, of differences as large as `span` too.
function told(size, digits, span) {
  if (!(span > 0 && span < Infinity)) return digits;
  return Math.max(digits, Math.min(digits + decadeOf(size) - decadeOf(span), MOST_DIGITS));
}

function numberText(number, asked = 3, times = "·", span = Infinity) {
  if (Number.isNaN(number)) return "nan";
  const sign = number < 0 ? MINUS : "";
  const size = Math.abs(number);
  if (size === Infinity) return `${sign}inf`;
  if (size === 0) return "0";
  const digits = told(size, asked, span);
  const [mantissa, power] = rounded(size, digits);
  const exponent = Number(power);
  if ((exponent >= -4 && exponent < digits) || exponent === 3) return `${sign}${Number(`${mantissa}e${exponent}`)}`;
  const ten = `10${[...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("")}`;
  return sign + (Number(mantissa) === 1 ? ten : `${Number(mantissa)}${times}${ten}`);
}
