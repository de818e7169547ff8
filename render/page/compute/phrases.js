// What films say, in the language that is spoken: render/style/phrases/phrases.py. Phrases are called by their English words; only
// those that are not said by these stand in a table: English ones in Python's tables, those of another language in its page.
const PARTED = /(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])/g;
const TOLD_NUMBER = /^(?:[\p{L}\p{N}_]+ = )?\(?[\d\u2212+][\d\u2212., ·\u2070-\u207f²³¹…]*\)?(?: %)?$/u;
let tongue = null;

// From now on by this table; by none in English.
const speak = (table) => { tongue = table ?? null; };

// A phrase with its values: whole numbers, and texts. `number` chooses the form for one.
function say(phrase, values = {}, number = values.n) {
  const table = tongue ?? globalThis.Thalweg.printed.tables?.phrases ?? {}, text = (number === 1 && table[`${phrase}|1`]) || (table[phrase] ?? phrase);
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return typeof value === "number" ? thousands(value) : TOLD_NUMBER.test(value) ? saidNumber(value) : value;
  }).replace(PARTED, "");
}

// A number's text, or a point's, with the language's decimal sign.
function saidNumber(text) {
  const sign = say("decimal");
  return sign === "," ? text.replaceAll(", ", "; ").replaceAll(".", sign) : text;
}

const thousands = (count) => count.toLocaleString("en-US").replaceAll(",", say("thousands"));
const inWords = (count) => say("numbers").split(" ")[count] ?? thousands(count);
const asSentence = (text) => (text ? capital(text) + say("stop") : "");
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const listed = (parts) => (parts.length < 2 ? parts.join("") : [parts.slice(0, -1).join(say("comma")), parts.at(-1)].join(say("and")));
