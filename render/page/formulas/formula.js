// A formula that somebody typed becomes a landscape, with parse's grammar and words; nothing is evaluated as code.

/** Operations that put pieces together, of which one may be flat. */
const PIECES = new Set(["abs", "sign", "sgn", "floor", "max", "min", "where", "lt", "le", "eq"]);
/** Operations that make a number of what is infinite, and those that make it infinite with no certain sign: landscapes/compiled/functions.py. */
const ENDING = new Set(["exp", "sigmoid", "sech2", "tanh", "atan", "max", "min", "atan2", "power", "logaddexp"]);
const ENLARGING = new Set(["inv", "power"]);
const MOST_FORMULA_WORK = 60000; // operations: two seconds of a slow machine
const MOST_MENDED = 24; // places of a formula that is undefined there, for which its limits are sought at once

/** The landscape of a formula; `domain` is a list of pairs [low, high]. Throws FormulaError with parse's words. */
function parseFormula(text, domain, name = "formula", names = []) {
  const box = checkedBox(domain);
  const variables = names.length ? checkedNames(names, box.length) : variableNames(box.length);
  const tree = readFormula(text, variables);
  const budget = workBudget(text);
  const algebra = new Algebra(budget), { expression } = new Construction(text, variables, algebra).term(tree);
  const functions = compiledFormula(expression, box.length, budget);
  const landscape = new Landscape({
    ...functions, name, title: text.slice(0, 60), untitled: true, formula: text, mathml: mathmlOf(tree), story: "", source: "",
    variables, domain: box, searchDomain: box, minimizers: [], minimum: null, heightTransform: null,
    squares: () => ({ terms: squared(algebra, expression, variables).map((term) => compiledFormula(term, box.length, budget)) }),
  });
  let slopes = null; // asked for when something descends
  return Object.defineProperty(landscape, "slopes", { get: () => (slopes ??= gentleSlopes(landscape)), enumerable: true });
}

/** Counts what is done for a formula, so that none takes longer than a person waits. */
function workBudget(text) {
  let left = MOST_FORMULA_WORK;
  return () => {
    if (--left < 0) refuseFormula("this formula takes too long to work out; make it shorter", Array.from(text), 0);
  };
}

function variableNames(count) {
  return count === 1 ? ["x"] : count === 2 ? ["x", "y"] : Array.from({ length: count }, (_, i) => `x${i + 1}`);
}

function checkedNames(names, count) {
  if (names.length === count) return [...names];
  throw new FormulaError(`parse: there must be ${count} names, one for each variable, got ${names.length}`);
}

function checkedBox(domain) {
  const pair = (row) => Array.isArray(row) && row.length === 2 && row.every((v) => typeof v === "number");
  const box = pair(domain) ? [domain] : domain;
  if (!Array.isArray(box) || !box.length || !box.every(pair)) {
    throw new FormulaError("parse: domain must be pairs (low, high), one for each variable");
  }
  for (const [low, high] of box) {
    if (!(low < high && Number.isFinite(high - low))) {
      throw new FormulaError(`parse: a range must be finite with low < high, got (${low}, ${high})`);
    }
  }
  return box.map((row) => [...row]);
}

/** The functions of a landscape, differentiated when they are first asked for. */
function compiledFormula(expression, count, budget) {
  const tape = new Tape(budget), root = new Lowering(tape).node(expression);
  const differentiation = new Differentiation(tape);
  const slopes = differentiation.gradient(root, count);
  const first = new Program(tape, [root, ...slopes], count), height = new Program(tape, [root], count);
  const found = new Float64Array(1), doubt = hiddenInfinity(tape, root, count);
  let curvatures = null, second = null;
  const roots = {
    value: () => [root],
    raw: () => [root, ...slopes],
    hessian: () => (curvatures ??= differentiation.hessian(slopes).flat()),
  };
  const tapes = {};
  for (const kind of Object.keys(roots)) {
    Object.defineProperty(tapes, kind, { get: () => operationsOf(tape, roots[kind]()) });
  }
  return {
    piecewise: tape.reachable([root]).some((k) => PIECES.has(tape.nodes[k][0])),
    tapes,
    doubt,
    doubtHessian: doubt,
    raw: (p, out) => first.run(p, out),
    value(p) {
      height.run(p, found);
      return found[0];
    },
    hessian(p, out) {
      second ??= new Program(tape, roots.hessian(), count);
      second.run(p, out);
    },
  };
}

/** Whether at a point a number was made of what is infinite there, which tells nothing: 1/x in atan(1/x). */
function hiddenInfinity(tape, root, count) {
  const isEnlarged = (k) => tape.reachable([k]).some((node) => ENLARGING.has(tape.nodes[node][0]));
  const ending = tape.reachable([root]).filter((k) => ENDING.has(tape.nodes[k][0]));
  const watched = [...new Set(ending.flatMap((k) => operandsOf(tape.nodes[k])))].filter(isEnlarged);
  if (!watched.length) return undefined;
  const program = new Program(tape, watched, count), seen = new Float64Array(watched.length);
  return (p) => {
    program.run(p, seen);
    return !seen.every(Number.isFinite);
  };
}

/** How steep it is along each axis where it is gentle: landscapes/slopes.py. */
function gentleSlopes(landscape) {
  const n = landscape.dimensions, draw = numpyDraws(), out = new Float64Array(n + 1), listed = [];
  let mending = MOST_MENDED;
  for (let k = 0; k < 512; k++) {
    const p = Float64Array.from(landscape.domain, ([low, high]) => low + (high - low) * draw());
    landscape.raw(p, out);
    if (!out.every(Number.isFinite) && mending-- > 0) landscape.repair(p, out);
    if (out.every(Number.isFinite)) listed.push(Array.from(out.subarray(1), Math.abs));
  }
  return landscape.domain.map((_, i) => {
    if (!listed.length) return 0;
    const sorted = listed.map((row) => row[i]).sort((a, b) => a - b);
    const found = Math.max(quantileOf(sorted, 0.1), 1e-4 * quantileOf(sorted, 0.9));
    return found > 0 ? found : 1e-4 * sorted[sorted.length - 1];
  });
}

/** numpy.random.default_rng(0).random, one number a call: PCG64 (O'Neill 2014) as NumPy seeds it. */
function numpyDraws() {
  const mask = (1n << 128n) - 1n, word = (1n << 64n) - 1n;
  let state = 35399562948360463058890781895381311971n;
  return () => {
    state = (state * 47026247687942121848144207491837523525n + 87136372517582989555478159403783844777n) & mask;
    const mixed = ((state >> 64n) ^ state) & word, turn = state >> 122n;
    return Number((((mixed >> turn) | (mixed << ((64n - turn) & 63n))) & word) >> 11n) / 2 ** 53;
  };
}
