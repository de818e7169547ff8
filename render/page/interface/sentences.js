// The state as a scene file and as lines of the command.

// Whoever has this page alone has what Python recorded or measured: no file and no line of text makes it again.
function checkRemade(state) {
  if (PAGE.landscapes.find((entry) => sameLandscape(entry.state, state.landscape))?.own) {
    throw new Error("only this page has this landscape: it was measured, so that no scene file names it");
  }
  if (state.runs.some((run) => recordedOf({ landscape: state.landscape, ...run, label: "" })?.own)) {
    throw new Error("only this page has these paths: Python recorded them, and no scene file makes them again");
  }
}

// Python refuses what has no effect where populations alone search, and a run that begins nowhere.
function effective(state) {
  const alone = state.runs.every(isSearch), { starts, tolerance } = FIELDS.runs;
  return { ...state, runs: state.runs.map((run) => {
    if (!isSearch(run) || (!alone && run.starts.length)) return run;
    const landscape = new Model().surface(state.landscape), places = placesOf(landscape, run.starts, run.seed);
    return { ...run, tolerance: copied(tolerance.default), starts: places.length === landscape.dimensions ? run.starts : copied(starts.default) };
  }) };
}

function tomlOf(given) {
  checkRemade(given);
  const state = effective(given);
  const parts = ["thalweg = 1\n", table("[landscape]", "landscape", state.landscape)];
  parts.push(...state.runs.map((run) => table("[[runs]]", "runs", run)));
  for (const name of ["look", "film", "page"]) {
    if (differing(name, state[name]).length) parts.push(table(`[${name}]`, name, state[name]));
  }
  return parts.join("\n");
}

function table(header, name, values) {
  return [header, ...differing(name, values).map(([key, about, value]) => `${key} = ${tomlValue(about, value)}`)].join("\n") + "\n";
}

function tomlValue(about, value) {
  if (Array.isArray(value)) return `[${value.map((part) => tomlValue(about, part)).join(", ")}]`;
  if (typeof value === "string") return JSON.stringify(value).replace(/\x7f/g, "\\u007f");
  if (typeof value === "boolean") return String(value);
  return ["whole", "size", "bytes"].includes(about.kind) ? String(value) : python(value);
}

const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);

// The words of a section on the command line; those named are left away.
function commandWords(name, values, without = []) {
  return differing(name, values).filter(([key]) => !without.includes(key)).flatMap(([key, about, value]) => {
    const flag = `--${value === false ? "no-" : ""}${(about.flag ?? key).replaceAll("_", "-")}`;
    if (about.kind === "pairs") return [flag, ...value.flat().map(numberWord)];
    if (about.kind === "words") return [flag, ...(value.length ? value : ["none"])];
    if (typeof value === "boolean") return [flag];
    const word = textOf(about, value);
    return word.startsWith("-") ? [`${flag}=${word}`] : [flag, word];
  });
}

const LOADED = PAGE.loaded ?? []; // Options that a command needs before it knows what this page shows.
const lineOf = (...words) => ["thalweg", ...words].map(quoted).join(" ");

// The `thalweg animate` line that makes this film; null where only a scene file can say it.
function animateLine(state, output) {
  const runs = state.runs;
  if (!runs.length || runs.some((run) => run.label || !run.starts.length)) return null;
  if (new Set(runs.map((run) => JSON.stringify({ ...run, optimizer: "" }))).size > 1) return null;
  const living = output.endsWith(".html");
  const optimizers = runs.map((run) => run.optimizer);
  const named = !same(optimizers, [FIELDS.runs.optimizer.default]);
  const words = [
    ...(state.landscape.name ? [state.landscape.name] : []),
    ...commandWords("landscape", state.landscape, ["name"]),
    ...(named ? ["--optimizer", ...optimizers] : []),
    ...commandWords("runs", runs[0], ["optimizer"]),
    ...commandWords("look", state.look),
    ...commandWords("film", state.film, living ? ["size", "fps"] : []),
    ...(living ? commandWords("page", state.page) : []),
  ];
  return lineOf("animate", ...words, ...LOADED, "-o", output);
}

// Any state in one line: of `animate` where it can say it, else of `render` with the scene's file.
function commandOf(state, ending = ".mp4") {
  checkRemade(state);
  const stem = state.landscape.name ?? "formula";
  const filmed = { ...state, runs: effective(state).runs.filter((run) => run.starts.length) };
  return animateLine(filmed, stem + ending) ?? lineOf("render", `${stem}.toml`, "-o", stem + ending, ...LOADED);
}
