// Learning rates that change from step to step: descent/schedules.py.
const scheduleFormulas = {
  constant: ({ rate }) => () => rate,
  step: ({ rate, every, factor }) => (k) => rate * power(factor, Math.floor(k / every)),
  exponential: ({ rate, factor }) => (k) => rate * power(factor, k),
  inverse_sqrt: ({ rate, timescale }) => (k) => rate / Math.sqrt(1 + k / timescale),
  cosine: ({ rate, steps, final }) => (k) =>
    final + (rate - final) * ((1 + Math.cos(Math.PI * Math.min(k / steps, 1))) / 2),
  warmup: ({ then, steps, start_factor: start }) => (k) =>
    k >= steps ? then(k - steps) : then(0) * (start + (1 - start) * k / steps),
  one_cycle: ({ rate, steps, rising, divisor, final_divisor: finalDivisor }) => (k) => {
    const first = rate / divisor, last = first / finalDivisor, top = rising * steps - 1, end = steps - 1;
    if (k >= end) return last;
    return k <= top && top > 0 ? halfCosine(first, rate, k / top) : halfCosine(rate, last, (k - top) / (end - top));
  },
};

function halfCosine(start, end, part) {
  return end + (start - end) / 2 * (1 + Math.cos(Math.PI * part));
}

// The schedule that "cosine:0.1,steps=200" or "cosine(0.1,steps=200)" describes: a function of the step, from 0.
function scheduleOf(text) {
  const known = globalThis.Thalweg.printed.tables.schedules;
  const { name, settings: given, spoken } = readCall("schedule", text, known, scheduleOf);
  const { owner, settings: table } = known[name], settings = checkedSettings(owner, table, given, spoken);
  if (name === "warmup" && !settings.then.isSchedule) {
    throw new Error(`Warmup.then must be a schedule such as Constant(0.1), got ${spoken.then}`);
  }
  if (name === "one_cycle") checkOneCycle(settings);
  const words = Object.keys(table).map((key) => `${key}=${scheduleWord(settings[key], table[key])}`);
  const rate = scheduleFormulas[name](settings);
  return Object.assign((k) => rate(k), { isSchedule: true, kind: name, settings, toString: () => `${owner}(${words.join(", ")})` });
}

function scheduleWord(value, { whole }) {
  return typeof value === "number" && !whole ? floatText(value) : pythonText(value);
}

function checkOneCycle({ rate, divisor, final_divisor: finalDivisor }) {
  const last = rate / divisor / finalDivisor;
  if (Number.isFinite(rate / divisor) && Number.isFinite(last)) return;
  throw new Error("OneCycle: rate / divisor and rate / divisor / final_divisor must be finite, " +
    `got ${floatText(last)}; take larger divisors`);
}

// All settings of a table, those given held to their intervals.
function checkedSettings(owner, table, given, spoken = {}) {
  const settings = {};
  for (const [key, { default: usual, interval, whole, optional, schedule }] of Object.entries(table)) {
    const value = settings[key] = key in given ? given[key] : usual;
    if (!interval || (schedule && value?.isSchedule) || (value === null && optional)) continue;
    if (key in given) checkedNumber(`${owner}.${key}`, value, interval, whole, spoken[key]);
  }
  return settings;
}
