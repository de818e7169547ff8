// Optimizers whose next step follows from gradients alone: what Python printed of their rules, bound to settings.

// By name: {owner, label, order, settings: {name: {default, low, high, lowOpen, highOpen, whole, optional, help}}, ...}.
const optimizers = describedOptimizers(globalThis.Thalweg.printed.tables ?? {});

function describedOptimizers({ optimizers: printed = {}, common = {} }) {
  return Object.fromEntries(Object.entries(printed).map(([name, entry]) => {
    const settings = Object.entries(entry.settings).map(([key, setting]) => [key, withLimits(setting ?? common[key])]);
    return [name, { ...entry, settings: Object.fromEntries(settings) }];
  }));
}

// A setting with its interval, "(0, 1]", taken apart.
function withLimits(setting) {
  if (!setting.interval) return setting;
  const { interval } = setting;
  const [low, high] = interval.slice(1, -1).split(",").map((bound) => Number(bound.trim().replace("inf", "Infinity")));
  return { ...setting, low, high, lowOpen: interval.startsWith("("), highOpen: interval.endsWith(")") };
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
