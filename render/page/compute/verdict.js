// The ending in a sentence and a second one: render/finale/verdict.py and wording.py; only what the numbers carry.
const FRACTIONS = { 2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth" };
const NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");
const thousands = (count) => count.toLocaleString("en-US");
const inWords = (count) => NUMBERS[count] ?? thousands(count);
const asSentence = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}.` : "");
const everyone = (count) => (count === 2 ? "both" : `all ${thousands(count)}`);
const partOf = (count, whole) => (count === whole ? everyone(count) : `${thousands(count)} of ${thousands(whole)}`);
const afterSteps = (steps, bred) => `after ${thousands(steps)} ${bred ? "generation" : "step"}${steps === 1 ? "" : "s"}`;
const listed = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`);
const isAre = (count, one = "is", many = "are") => `${thousands(count)} ${count === 1 ? one : many}`;

// [headline, detail] of runs on one landscape, [{label, run}]; both empty where nothing ran.
function verdictOf(runs) {
  const counted = runs.filter(({ run }) => run.count);
  if (!counted.length) return ["", ""];
  if (counted.length > 1) return contestOf(counted);
  const [{ run }] = counted, tally = tallyOf(run);
  if (!tally.started) return ["Nobody could start.", "There is no ground where the marbles were let go."];
  if (run.count === 1) return aloneOf(run, tally);
  return tally.arrived ? foundOf(tally) : nowhereOf(tally);
}

function aloneOf(run, tally) {
  const height = `at height ${numberText(tally.reached)}`, after = afterSteps(run.stoppedAt[0], tally.bred);
  if (tally.moving) return [asSentence(`${afterSteps(run.steps, tally.bred)} it is ${tally.near ? `close to ${tally.goal}` : "still moving"}`), howFar(tally)];
  if (tally.lost) return ["It left the map.", asSentence(afterSteps(tally.firstLost, tally.bred))];
  if (tally.stuck) return ["It is stuck on flat ground.", asSentence(`${height}, ${after}`)];
  if (tally.balanced) return ["It rests on a saddle or a top.", asSentence(`${height}, ${after}`)];
  if (tally.won) return [`It found ${tally.goal}.`, asSentence(after)];
  return tally.goals ? ["It stopped in another pit.", howFar(tally)] : ["It came to rest in a pit.", asSentence(`${height}, ${after}`)];
}

const laterOf = (wanted) => `most would rest after about ${thousands(wanted)} steps`;

// Nobody is at a minimum.
function nowhereOf(tally) {
  const { started, moving, near, lost, stuck, balanced, steps, bred } = tally;
  const fates = [[lost, "left the map"], [stuck, "are stuck on flat ground"], [balanced, "rest on a saddle or a top"]];
  const [many, fate] = fates.reduce((a, b) => (b[0] > a[0] ? b : a));
  if (started > 1 && 2 * many > started) return [asSentence(`${partOf(many, started)} ${fate}`), remainder(tally, true, fate)];
  const later = tally.wanted > steps ? laterOf(tally.wanted) : "";
  if (moving && near) {
    const close = `${thousands(near)} of ${thousands(started)} ${near === 1 ? "is" : "are"} close to ${tally.goal}`;
    return [asSentence(`${afterSteps(steps, bred)} nobody is at rest yet`), asSentence(later ? `${close}; ${later}` : close)];
  }
  if (moving) return [asSentence(`${afterSteps(steps, bred)} nobody is there yet`), later ? asSentence(later) : moving === started ? howFar(tally) : remainder(tally)];
  return ["Nobody found a pit.", remainder(tally)];
}

// How low the lowest came, beside how low the ground is.
function howFar({ reached, started, bottom }) {
  if (!Number.isFinite(reached)) return "";
  const who = started === 1 ? "it" : "the lowest";
  if (bottom === null || !(reached > bottom)) return asSentence(`${who} is at height ${numberText(reached)}`);
  const above = reached - bottom, [there, ground] = [reached, bottom].map((h) => numberText(h, 3, "·", above));
  if (there.length > pictureTable("finale").longest) return asSentence(`${who} is ${numberText(above, 2)} above the bottom`);
  return asSentence(`${who} is at height ${there}, the bottom at ${ground}`);
}

// Some are at a minimum.
function foundOf(tally) {
  const { arrived, started, goals, others, won, places, goal } = tally, complete = arrived === started;
  if (!goals) return unjudgedOf(tally, complete);
  if (others.length || !won) return rightOnesOf(tally);
  const who = complete ? everyone(started) : `${thousands(won)} of ${thousands(started)}`;
  if (places.length === 1) return [asSentence(`${who} found ${goal}`), remainder(tally)];
  const shares = sharesText(places, started, places.length === goals);
  if (shares) return [shares, remainder(tally) || "All are equally deep."];
  return [asSentence(`${inWords(places.length)} equally deep pits caught ${who}`), remainder(tally)];
}

// Some minima are not the lowest.
function rightOnesOf(tally) {
  const { won, started, others, arrived, goals, goal } = tally;
  if (won) return [`${thousands(won)} of ${thousands(started)} found ${goal}.`, remainder(tally)];
  if (others.length === 1 && arrived === started) return ["Nobody found the lowest pit.", asSentence(`${everyone(arrived)} stopped in another one`)];
  return [`None of ${thousands(started)} found ${goals === 1 ? "the lowest pit" : "one of the lowest pits"}.`, remainder(tally)];
}

// It is not known which minimum is the lowest one.
function unjudgedOf(tally, complete) {
  const { arrived, started, places } = tally, wide = places.some((place) => place.wide), rest = remainder(tally, false);
  const who = complete ? everyone(started) : `${thousands(arrived)} of ${thousands(started)}`;
  if (places.length === 1) return [asSentence(`${who} came to rest ${wide ? "on the same low ground" : arrived > 1 ? "in the same pit" : "in a pit"}`), rest];
  const shares = sharesText(places, started, false);
  if (shares) return [shares, rest];
  const deepest = places.reduce((a, b) => (b.height < a.height ? b : a));
  return [asSentence(`${who} came to rest in ${inWords(places.length)} ${wide ? "low places" : "pits"}`), rest || asSentence(`the deepest of them caught ${thousands(deepest.count)}`)];
}

// How a few valleys share the marbles; nothing where there are many, or where many marbles are elsewhere.
function sharesText(places, started, allKnown) {
  const { alike, few } = pictureTable("finale"), count = places.length, equal = started / count;
  if (!(count in FRACTIONS) || places.some(({ wide }) => wide)) return "";
  const valleys = `${inWords(count)} valleys`;
  if (places.every((place) => Math.abs(place.count - equal) <= alike * equal) && started >= 10 * count) {
    return asSentence(`${allKnown ? valleys : `the marbles share ${valleys}`}, about ${FRACTIONS[count]} each`);
  }
  if (count > few || marbles(places) < started) return "";
  return asSentence(`${valleys} caught ${listed(places.map((place) => thousands(place.count)))} marbles`);
}

// What became of those that a headline leaves out: one about the lowest places, or what was told of many.
function remainder({ others, near, moving, balanced, stuck, lost, outside, wanted, steps }, pits = true, told = "") {
  let where = others.length > 1 ? `${inWords(others.length)} other pits` : "another pit";
  if (others.some(({ wide }) => wide)) where = others.length > 1 ? "other low places" : "another low place";
  const beside = near ? (near === moving ? ", close to it" : `, ${thousands(near)} of them close to it`) : "";
  const close = wanted > steps ? `${beside} (${laterOf(wanted)})` : beside;
  return asSentence([
    [pits ? marbles(others) : 0, `stopped in ${where}`], [balanced, "rests on a saddle or a top", "rest on a saddle or a top"],
    [stuck, "is stuck on flat ground", "are stuck on flat ground"], [moving, `is still moving${close}`, `are still moving${close}`],
    [lost, "left the map"], [outside, "started outside"],
  ].filter(([count, one, many = one]) => count && many !== told).map(([count, one, many = one]) => isAre(count, one, many)).join(", "));
}

// What each valley of the flooded ground says: all of a few, of many only the lowest that caught somebody: [{text, position}].
function sharesOf(run) {
  const { share: { most, percent, marbles: fewest } } = pictureTable("finale"), { domain } = run.landscape;
  const { places, label } = placesReached(run), number = places.map(() => 0);
  run.endings.forEach((ending, k) => { if (ending === CONVERGED && label[k] >= 0) number[label[k]]++; });
  let shown = places.map((place, k) => ({ ...place, count: number[k] })).filter(({ count }) => count);
  if (shown.length > most) {
    const best = Math.min(...shown.map(({ height }) => height)), known = shown.filter((place) => place.known >= 0);
    shown = (known.length ? known : shown.filter(({ height }) => height === best)).slice(0, most);
  }
  shown = shown.filter(({ position }) => domain.every(([low, high], i) => position[i] >= low && position[i] <= high));
  const total = run.endings.reduce((sum, ending) => sum + (ending !== UNDEFINED), 0);
  const exact = total < fewest || shown.some(({ count }) => count < percent * total);
  return shown.map(({ count, position }) => ({ position, text: count === total ? `all ${thousands(count)}` : exact ? thousands(count) : `${toEven((100 * count) / total)} %` }));
}

// To a whole number; what lies in the middle goes to the even one, as in Python.
const toEven = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
