// Settings as one word of text, "adam:learning_rate=0.05,beta1=0.9", as descent/notation.py reads them; its words.

// A value as Python would write it.
function pythonText(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : floatText(value);
  if (ArrayBuffer.isView(value)) return pythonText(Array.from(value));
  if (Array.isArray(value)) return `${value.point ? "(" : "["}${value.map(pythonText).join(", ")}${value.point ? ")" : "]"}`;
  return String(value);
}

// A float as Python writes it: 0.1, 1e-07, 200.0.
function floatText(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e"), power10 = Number(exponent);
  if (power10 < -4 || power10 >= 16) {
    return `${digits}e${power10 < 0 ? "-" : "+"}${String(Math.abs(power10)).padStart(2, "0")}`;
  }
  const text = power10 < 0 ? value.toFixed(digits.replace(/[-.]/g, "").length - 1 - power10) : String(value);
  return /[.]/.test(text) ? text : `${text}.0`;
}

function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const named = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [mark]: `\\${mark}` };
  const escaped = text.replace(/[\\\n\r\t'"\x00-\x1f\x7f]/g, (letter) =>
    named[letter] ?? (letter < " " || letter === "\x7f" ? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}` : letter));
  return mark + escaped + mark;
}

function shown(text) {
  return quoted(text.length <= 60 ? text : `${text.slice(0, 57)}...`);
}

// A value as a message shows it: on one line, not long.
function brief(value) {
  const text = pythonText(value).split(/\s+/).filter(Boolean).join(" ");
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

// `value` as a finite number inside "[0, 1)", or an error that begins with `owner`; `said` is how it was written.
function checkedNumber(owner, value, interval = "(-inf, inf)", whole = false, said = brief(value)) {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Error(`${owner} must be a finite number, got ${said}`);
  if (whole && !Number.isInteger(value)) throw new Error(`${owner} must be a whole number, got ${said}`);
  const { low, high, lowOpen, highOpen } = withLimits({ interval });
  if (!((lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high))) {
    const bound = interval.slice(1, -1).split(",")[0].trim();
    const rule = high === Infinity ? `${lowOpen ? ">" : ">="} ${bound}` : `in ${interval}`;
    throw new Error(`${owner} must be ${rule}, got ${said}`);
  }
  return value;
}

// A setting with its interval, "(0, 1]", taken apart.
function withLimits(setting) {
  if (!setting.interval) return setting;
  const { interval } = setting;
  const [low, high] = interval.slice(1, -1).split(",").map((bound) => Number(bound.trim().replace("inf", "Infinity")));
  return { ...setting, low, high, lowOpen: interval.startsWith("("), highOpen: interval.endsWith(")") };
}

// The name and the settings by name that "name:a,b=c" or "name(a,b=c)" asks of `known`, a table that Python printed;
// `spoken` has each value as Python would show it.
function readCall(kind, text, known, nested = null) {
  if (typeof text !== "string") throw new Error(`${kind} must be text, as ${quoted(Object.keys(known)[0])}, got ${brief(text)}`);
  const match = /^\s*([A-Za-z][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)*)\s*(?::([^]*)|\(([^]*)\))?\s*$/u.exec(text);
  const hint = kind === "starts" ? ", as grid:15, uniform:200 or points:(1,2);(3,4)" : "";
  if (!match) throw new Error(`${kind} ${shown(text)} is not of the form name or name:setting=value,...${hint}`);
  const name = nearestName(kind, match[1], Object.keys(known));
  return { name, ...readArguments(`${kind} ${name}`, match[2] || match[3] || "", known[name].settings, nested) };
}

function readArguments(owner, text, accepted, nested) {
  const order = Object.keys(accepted), settings = {}, spoken = {};
  splitOutside(text, ",").forEach((part, place) => {
    const named = /^\s*[\p{L}\p{N}_]+\s*=/u.test(part), cut = part.indexOf("=");
    if (!named && place >= order.length) {
      const points = order.join() === "positions" ? "; points are written in parentheses: points:(1,2);(3,4)" : "";
      const most = `${order.length} setting${order.length === 1 ? "" : "s"}: ${order.join(", ")}`;
      throw new Error(`${owner} takes at most ${most}, got ${shown(text)}${points}`);
    }
    const key = named ? nearestName(`setting of ${owner}`, part.slice(0, cut).trim(), order) : order[place];
    if (key in settings) throw new Error(`${owner}: ${key} is given twice`);
    const value = readValue(`${owner}: ${key}`, (named ? part.slice(cut + 1) : part).trim(), nested);
    settings[key] = value instanceof Float ? value.number : value;
    spoken[key] = brief(value);
  });
  const missing = order.filter((key) => accepted[key].needed && !(key in settings));
  if (missing.length) throw new Error(`${owner} needs ${missing.join(", ")}; accepted: ${order.join(", ")}`);
  return { settings, spoken };
}

// A number that Python would read as a float: it is shown with its point.
class Float {
  constructor(number) {
    this.number = number;
  }

  toString() {
    return floatText(this.number);
  }
}

function readValue(owner, text, nested) {
  if (!text) throw new Error(`${owner} has no value`);
  if (text.includes(";") || text.startsWith("(")) {
    return text.includes(";") ? splitOutside(text, ";").map((part) => readPoint(owner, part)) : readPoint(owner, text);
  }
  if (nested && /^[A-Za-z][\p{L}\p{N}_]*\([^]*\)$/u.test(text)) return nested(text);
  if (text.toLowerCase() === "none") return null;
  return /^[-+.\p{Nd}]/u.test(text) || ["nan", "inf"].includes(text.toLowerCase()) ? readNumber(text) : text;
}

function readPoint(owner, text) {
  const match = /^\s*\(([^]*)\)\s*$/.exec(text);
  if (!match) throw new Error(`${owner}: a point is written (1,2), got ${shown(text)}`);
  const numbers = match[1].split(",").map((part) => readNumber(part.trim()));
  if (numbers.some((x) => typeof x === "string")) throw new Error(`${owner}: a point is made of numbers, got ${shown(text)}`);
  return Object.assign(numbers.map((x) => (x instanceof Float ? x.number : x)), { point: true });
}

function readNumber(text) {
  const plain = text.replace(/(?<=\d)_(?=\d)/g, "");
  if (/^[-+]?\d+$/.test(plain)) return Number(plain);
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return new Float(Number(plain));
  const named = /^([-+]?)(inf|infinity|nan)$/i.exec(plain);
  if (!named) return text;
  return new Float(named[2].toLowerCase() === "nan" ? NaN : named[1] === "-" ? -Infinity : Infinity);
}

// `text` cut at every mark outside parentheses.
function splitOutside(text, mark) {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    depth += (letter === "(") - (letter === ")");
    if (depth > 20) throw new Error(`more than 20 parentheses within one another in ${shown(text)}`);
    if (letter === mark && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  if (depth) throw new Error(`unbalanced parentheses in ${shown(text)}`);
  return text.trim() ? parts : [];
}

// The one of `known` that `word` spells in any case, with any separators; the error has a hint: what is called so
// elsewhere, or what looks like it.
function nearestName(kind, word, known) {
  const flat = (name) => name.replace(/[-_\s]/g, "").toLowerCase();
  const names = new Map(known.map((name) => [flat(name), name])), all = [...names.values()];
  if (names.has(flat(word))) return names.get(flat(word));
  const { meant = {} } = globalThis.Thalweg.printed.tables, spelt = flat(word);
  const elsewhere = Object.hasOwn(meant, spelt) ? meant[spelt] : [];
  const near = elsewhere.find((name) => all.includes(name)) ?? names.get(closest(spelt, [...names.keys()]));
  const hint = near === undefined ? "" : `did you mean ${quoted(near)}? `;
  throw new Error(`unknown ${kind} ${shown(word)}; ${hint}accepted: ${all.sort().join(", ")}`);
}

// Python's difflib.get_close_matches: the first of the five names of which at least 0.6 match, those before the others
// that have the same letters in another order.
function closest(word, names) {
  const letters = (text) => [...text].sort().join(""), own = letters(word);
  const near = names.map((name) => [name.length + word.length ? (2 * matching(name, word)) / (name.length + word.length) : 1, name])
    .filter(([ratio]) => ratio >= 0.6)
    .sort(([a, one], [b, other]) => b - a || (one < other ? 1 : -1))
    .slice(0, 5).map(([, name]) => name);
  return near.find((name) => letters(name) === own) ?? near[0] ?? null;
}

// How many letters stand in blocks that both have: the longest first, then what is left and right of it.
function matching(a, b) {
  let size = 0, from = 0, to = 0, lengths = [];
  for (let i = 0; i < a.length; i++) {
    const next = [];
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      next[j] = (lengths[j - 1] ?? 0) + 1;
      if (next[j] > size) [size, from, to] = [next[j], i - next[j] + 1, j - next[j] + 1];
    }
    lengths = next;
  }
  if (!size) return 0;
  return size + matching(a.slice(0, from), b.slice(0, to)) + matching(a.slice(from + size), b.slice(to + size));
}
