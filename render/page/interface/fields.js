// The fields of the state, as Python's table has them: their values as text, and back.

const PAGE = { ...Thalweg.printed.page, ...given() };
const FIELDS = PAGE.fields;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

// What a page that holds this one in a frame says over what Python wrote: another state, other controls.
function given() {
  const text = typeof document === "undefined" ? "" : document.getElementById("given")?.textContent;
  return text ? JSON.parse(text) : {};
}

// A number as short as it can be written without losing anything, as Python's number_word has it.
function numberWord(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (Number.isInteger(x) && Math.abs(x) < 1e7) return String(x + 0);
  const short = general(x);
  return Number(short) === x ? short : python(x);
}

// Python's f"{x:g}": six digits, an exponent below 1e-4 and from 1e6 on.
function general(x) {
  const [digits, exponent] = x.toExponential(5).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${bare(digits)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return bare(x.toFixed(5 - power));
}

const bare = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

// Python's repr of a float.
function python(x) {
  if (!Number.isFinite(x)) return numberWord(x);
  const [digits, exponent] = x.toExponential().split("e");
  const power = Number(exponent);
  if (x !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  let text = String(x);
  if (text.includes("e")) text = x.toFixed(Math.max(digits.length - 2 - power, 0));
  return /[.]/.test(text) ? text : `${text}.0`;
}

// A field's value as one word of text.
function textOf(about, value) {
  if (about.kind === "pairs") return value.flat().map(numberWord).join(",");
  if (about.kind === "size") return value.join("x");
  if (about.kind === "bytes") return READERS.bytes(`${general(value / 1e6)}MB`) === value ? `${general(value / 1e6)}MB` : `${value}B`;
  return typeof value === "number" && about.kind !== "whole" ? numberWord(value) : String(value);
}

// A field's value of what is given: of its kind and within its limits, or an error of one line.
function valueOf(name, about, given) {
  if (given === null || given === undefined) return copied(about.default);
  const read = READERS[about.kind](given);
  if (read === undefined) throw new Error(`${name} must be ${SAID[about.kind]}, got ${shown(given)}`);
  checkValue(name, about, read);
  return read;
}

const copied = (value) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
const shown = (value) => JSON.stringify(value)?.slice(0, 60) ?? String(value);
const number = (given) =>
  typeof given === "number" ? given : typeof given === "string" && NUMBER.test(given) ? Number(given)
    : /^\s*nan\s*$/i.test(given) ? NaN : /^\s*\+?inf(inity)?\s*$/i.test(given) ? Infinity : undefined;

const SAID = {
  text: "text", words: "a list of texts", number: "a number", whole: "a whole number", switch: "true or false",
  rate: "a number or a schedule", pairs: "pairs of numbers, as [[-5, 5], [-5, 5]]", size: "two whole numbers, as 960x720", bytes: "bytes, as 5MB",
};

const READERS = {
  text: (given) => (typeof given === "string" ? given : undefined),
  words: (given) => {
    const words = typeof given === "string" ? [given] : Array.from(given ?? []);
    return words.every((word) => typeof word === "string") ? words.filter(Boolean) : undefined;
  },
  number,
  whole: (given) => (Number.isInteger(number(given)) ? number(given) : undefined),
  bytes: (given) => {
    const [, count, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?)b?\s*$/i.exec(given) ?? [];
    return count && Math.round(count * { k: 1e3, m: 1e6, g: 1e9, "": 1 }[unit.toLowerCase()]);
  },
  switch: (given) => (typeof given === "boolean" ? given : { true: true, 1: true, false: false, 0: false }[given]),
  rate: (given) => {
    const rate = number(given);
    return rate !== undefined ? rate : typeof given === "string" && given.trim() ? given.trim() : undefined;
  },
  pairs: (given) => {
    const flat = typeof given === "string" ? given.trim().split(/[\s,]+/).filter(Boolean) : Array.from(given).flat();
    const numbers = flat.map(number);
    if (numbers.length % 2 || numbers.some((n) => n === undefined)) return undefined;
    return numbers.flatMap((n, k) => (k % 2 ? [] : [[n, numbers[k + 1]]]));
  },
  size: (given) => {
    const sides = (typeof given === "string" ? given.split(/[x,]/i) : Array.from(given)).map(number);
    return sides.length === 2 && sides.every(Number.isInteger) ? sides : undefined;
  },
};

function checkValue(name, about, value) {
  if (about.limits && about.kind === "size") {
    const [low, high] = about.limits;
    if (value.every((side) => side % 2 === 0 && side >= low && side <= high)) return;
    throw new Error(`${name} must be two even numbers of ${low} to ${high} pixels, got ${value.join("x")}`);
  }
  if (about.limits) {
    const [low, high] = [about.limits[0], about.limits[1] ?? Infinity];
    if (!(value >= low && value <= high) || value === Infinity) {
      const rule = Number.isFinite(high) ? `${numberWord(low)} to ${numberWord(high)}` : `a finite number >= ${numberWord(low)}`;
      throw new Error(`${name} must be ${rule}, got ${numberWord(value)}`);
    }
  }
  if (!about.choices) return;
  if (about.open) return about.choices.includes(value) || checkCamera(name, about, value);
  for (const word of about.kind === "words" ? value : [value]) {
    if (!about.choices.includes(word)) throw new Error(`${name} must be one of ${about.choices.join(", ")}, got '${word}'`);
  }
}

// Cameras that have no name: one that stands still or one that follows a particle. Files of key-frames are for films.
function checkCamera(name, { choices }, text) {
  if (/^follow(:\d+)?$/.test(text)) return;
  const [kind, rest] = split(text, ":");
  if (kind !== "still" || rest === undefined) {
    throw new Error(`${name} must be one of ${[...choices, "follow:K", "still:AZIMUTH,ELEVATION"].join(", ")}, got '${text.slice(0, 60)}'`);
  }
  const numbers = rest.split(",").map(number);
  if (![2, 3].includes(numbers.length) || !numbers.every(Number.isFinite)) {
    throw new Error(`a fixed camera is still:AZIMUTH,ELEVATION[,ZOOM] in degrees, got '${text.slice(0, 60)}'`);
  }
  const [, elevation, zoom = 1] = numbers;
  if (!(Math.abs(elevation) <= 90 && zoom >= 0.05 && zoom <= 20)) {
    throw new Error(`a camera's elevation is -90 to 90 and its zoom 0.05 to 20, got '${text.slice(0, 60)}'`);
  }
}

// The nearest of some names, for whoever mistyped one.
function nearest(word, names) {
  const far = (a, b) => {
    let row = Array.from({ length: b.length + 1 }, (_, k) => k);
    for (let i = 1; i <= a.length; i++) {
      row = row.reduce((next, _, j) => {
        next.push(j ? Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1])) : i);
        return next;
      }, []);
    }
    return row[b.length];
  };
  const best = names.map((name) => [far(word.toLowerCase(), name), name]).sort((a, b) => a[0] - b[0] || Math.abs(a[1].length - word.length) - Math.abs(b[1].length - word.length))[0];
  return best && best[0] <= Math.max(2, word.length / 3) ? best[1] : null;
}
