// The state as a link's query, as SceneSpec.link writes and reads it.

const LINK_NAMES = { name: "landscape" };
const OLDER_NAMES = { show: "layers", ...LINK_NAMES }; // What a file calls it is understood, too.
const LONGEST_LINK = 20000;

const escaped = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, "+");
const encoded = (words) => words.map(([key, value]) => `${escaped(key)}=${escaped(value)}`).join("&");

function sectionWords(name, values) {
  return differing(name, values).flatMap(([key, about, value]) => {
    if (about.kind !== "words") return [[key, textOf(about, value)]];
    return value.length ? value.map((word) => [key, word]) : [[key, ""]];
  });
}

function queryOf(state) {
  const words = sectionWords("landscape", state.landscape).map(([key, value]) => [LINK_NAMES[key] ?? key, value]);
  if (state.runs.length === 1) {
    const own = sectionWords("runs", state.runs[0]);
    words.push(...(own.length ? own : [["optimizer", state.runs[0].optimizer]]));
  } else {
    words.push(...state.runs.map((run) => ["run", encoded(sectionWords("runs", run))]));
  }
  const look = { ...state.look, subtitles: linesOf(state.look.subtitles) }; // A link names no files.
  for (const [name, values] of Object.entries({ look, film: state.film, page: state.page })) words.push(...sectionWords(name, values));
  return encoded(words);
}

// The values of every name in a query.
function givenBy(query) {
  const given = Object.create(null); // A link may name anything, what every object has too.
  for (const word of query.replace(/^[?#]+/, "").split("&").filter(Boolean)) {
    const [key, value = ""] = split(word, "=").map(decoded);
    (given[Object.hasOwn(OLDER_NAMES, key) ? OLDER_NAMES[key] : key] ??= []).push(value);
  }
  return given;
}

function decoded(text) {
  const plain = text.replace(/\+/g, " ");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

// The state of a link; what is wrong in it is a line each, the rest is kept.
function stateOfQuery(query) {
  if (query.length > LONGEST_LINK) {
    return { state: null, faults: [`a link may have ${LONGEST_LINK} characters, this has ${query.length}`] };
  }
  const faults = [];
  const given = givenBy(query);
  const state = { runs: runsOf(given, faults) };
  for (const name of ["landscape", "look", "film", "page"]) state[name] = sectionOf(name, given);
  checkNames(given, [...SECTIONS.flatMap((name) => Object.keys(FIELDS[name])), "landscape", "run"], "the link", faults);
  if (state.landscape.formula) delete state.landscape.name;
  const settled = settledState(state), { look } = settled.state;
  look.subtitles = filedLines(look.subtitles);
  return { state: settled.state, faults: [...faults, ...settled.faults.map((line) => `the link is wrong: ${line}`)] };
}

function checkNames(given, known, owner, faults) {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    faults.push(`${owner} has an unknown field '${key.slice(0, 40)}'${near ? `; did you mean '${near}'?` : ""}`);
  }
}

function sectionOf(name, given) {
  const found = {};
  for (const [key, about] of Object.entries(FIELDS[name])) {
    const words = given[name === "landscape" ? LINK_NAMES[key] ?? key : key];
    if (words) found[key] = about.kind === "words" ? wordsOf(key, words) : words.at(-1);
  }
  return found;
}

const wordsOf = (key, words) =>
  (key === "layers" ? words.flatMap((word) => word.split(",")) : words).filter((word) => word && word !== "none");

function runsOf(given, faults) {
  if (given.run) return given.run.map((query) => {
    const own = givenBy(query);
    checkNames(own, Object.keys(FIELDS.runs), "a run of the link", faults);
    return sectionOf("runs", own);
  });
  const flat = Object.fromEntries(Object.keys(FIELDS.runs).filter((key) => given[key]).map((key) => [key, given[key]]));
  if (!Object.keys(flat).length) return [];
  const optimizers = flat.optimizer ?? [FIELDS.runs.optimizer.default];
  return optimizers.map((text) => sectionOf("runs", { ...flat, optimizer: [text] }));
}
