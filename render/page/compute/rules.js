// Optimizers whose next step follows from gradients alone: what Python printed of their rules, bound to settings.

// By name: {owner, label, order, settings: {name: {default, low, high, lowOpen, highOpen, whole, optional, help}}, ...}.
const optimizers = describedOptimizers(globalThis.Thalweg.printed.tables ?? {});

function describedOptimizers({ optimizers: printed = {}, common = {} }) {
  return Object.fromEntries(Object.entries(printed).map(([name, entry]) => {
    const settings = Object.entries(entry.settings).map(([key, setting]) => [key, withLimits(setting ?? common[key])]);
    return [name, { ...entry, settings: Object.fromEntries(settings) }];
  }));
}

// a ** b as it is rounded from its true value where b is a whole number: Math.pow may be an ulp beside it.
function power(a, b) {
  if (!(Number.isInteger(b) && b > 0 && b < 1e6) || a === 1) return Math.pow(a, b);
  let high = 1, low = 0, squareHigh = a, squareLow = 0;
  for (let left = b; ; ) {
    if (left % 2) [high, low] = doubleProduct(high, low, squareHigh, squareLow);
    left = Math.floor(left / 2);
    if (!left) return Number.isFinite(high + low) && Math.abs(high) > 1e-280 ? high + low : Math.pow(a, b);
    [squareHigh, squareLow] = doubleProduct(squareHigh, squareLow, squareHigh, squareLow);
  }
}

// The product of two numbers, each a sum of two doubles (Dekker 1971).
function doubleProduct(a, aLow, b, bLow) {
  const product = a * b, p = 134217729 * a, q = 134217729 * b;
  const aHead = p - (p - a), bHead = q - (q - b), aTail = a - aHead, bTail = b - bHead;
  const rest = aHead * bHead - product + aHead * bTail + aTail * bHead + aTail * bTail + (a * bLow + aLow * b);
  const high = product + rest;
  return [high, product - high + rest];
}

// A first-order optimizer on its way: moves the first `count` rows of x, and remembers what its rule remembers.
class RuleMover {
  constructor(name, settings, dimensions, capacity) {
    const { rules, stages } = globalThis.Thalweg.printed;
    this.rule = rules[name];
    this.settings = settings;
    this.dimensions = dimensions;
    this.memory = this.rule.memory.map(() => new Float64Array(capacity * dimensions));
    const { decoupled } = optimizers[name];
    const asked = { clip_value: settings.clip_value != null, clip_norm: settings.clip_norm != null,
      weight_decay: Boolean(settings.weight_decay) && !decoupled };
    this.stages = Object.keys(stages ?? {}).filter((stage) => asked[stage]).map((stage) => stages[stage]);
  }

  begin() {
    for (const array of this.memory) array.fill(0);
  }

  // x and g are flat rows; g may be changed.
  move(x, g, count, index, rate) {
    const n = this.dimensions, s = this.settings;
    for (const stage of this.stages) stage(x, g, count, n, s);
    this.rule.step(x, g, this.memory, count, n, rate, index, s, power);
  }

  // The particle in place `from` goes on in place `to`.
  relocate(from, to) {
    const n = this.dimensions;
    for (const array of this.memory) array.copyWithin(to * n, from * n, from * n + n);
  }
}

// An optimizer from "adam:0.05,beta1=0.8" or its name, with more settings; all checked. {name, settings}.
function optimizerOf(text, more = {}) {
  const word = String(text).split(":")[0].trim().toLowerCase();
  const alias = Object.keys(optimizers).find((name) => optimizers[name].aliases?.includes(word));
  const written = alias ? alias + String(text).trimStart().slice(word.length) : text;
  const { name, settings: given, spoken } = readCall("optimizer", written, optimizers, scheduleOf);
  const { owner, settings: table } = optimizers[name];
  for (const [key, value] of Object.entries(more)) {
    const known = nearestName(`setting of optimizer ${name}`, key, Object.keys(table));
    given[known] = table[known].schedule ? rateOf(value) : value;
    delete spoken[known];
  }
  // The rate is looked at last, as Python does.
  const { learning_rate: rated, ...others } = table;
  return { name, settings: checkedSettings(owner, rated ? { ...others, learning_rate: rated } : others, given, spoken) };
}

// A rate as it is given: a number, a schedule, text that describes one, or null for one that is chosen.
function rateOf(value) {
  if (typeof value !== "string") return value;
  const number = readNumber(value.trim());
  if (typeof number === "string") return value.trim().toLowerCase() === "none" ? null : scheduleOf(value);
  return number instanceof Float ? number.number : number;
}
