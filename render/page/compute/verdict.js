// The ending in a sentence and a second one: render/finale/verdict.py and wording.py; only what the numbers carry.
const FRACTIONS = { 2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth" };
const everyone = (count) => (count === 2 ? say("both") : say("all {n}", { n: count }));
const numberOf = (n, of) => say("{n} of {of}", { n, of });
const partOf = (count, whole) => (count === whole ? everyone(count) : numberOf(count, whole));
const afterSteps = (n, bred) => say(bred ? "after {n} generations" : "after {n} steps", { n });

// [headline, detail] of runs on one landscape, [{label, run}]; both empty where nothing ran.
function verdictOf(runs) {
  const counted = runs.filter(({ run }) => run.count);
  if (!counted.length) return ["", ""];
  if (counted.length > 1) return contestOf(counted);
  const [{ run }] = counted, tally = tallyOf(run);
  if (!tally.started) return [say("Nobody could start."), say("There is no ground where the marbles were let go.")];
  if (run.count === 1) return aloneOf(run, tally);
  return tally.arrived ? foundOf(tally) : nowhereOf(tally);
}

function aloneOf(run, tally) {
  const after = afterSteps(run.stoppedAt[0], tally.bred), rested = asSentence(say("at height {height}, {after}", { height: numberText(tally.reached), after }));
  if (tally.moving) return [asSentence(say(tally.near ? "{after} it is {near}" : "{after} it had not come to rest", { after: afterSteps(run.steps, tally.bred), near: tally.close })), howFar(tally)];
  if (tally.lost && !tally.firstLost) return [say("It started beyond the edge."), ""];
  if (tally.lost) return [say("It went over the edge."), asSentence(afterSteps(tally.firstLost, tally.bred))];
  if (tally.stuck) return [say("It is stuck on flat ground."), rested];
  if (tally.balanced) return [say("It rests on a saddle or a top."), rested];
  if (tally.won) return [say("It found {goal}.", { goal: tally.goal }), asSentence(after)];
  return tally.goals ? [say("It stopped in another pit."), howFar(tally)] : [say("It came to rest in a pit."), rested];
}

// Nobody is at a minimum.
function nowhereOf(tally) {
  const { started, moving, lost, stuck, balanced } = tally;
  const fates = [[lost, "{who} went over the edge"], [stuck, "{who} are stuck on flat ground"], [balanced, "{who} rest on a saddle or a top"]];
  const [many, fate] = fates.reduce((a, b) => (b[0] > a[0] ? b : a));
  if (started > 1 && 2 * many > started) return [asSentence(say(fate, { who: partOf(many, started) }, many)), remainder(tally, true, fate)];
  if (moving) return underWay(tally);
  return [say("Nobody found a pit."), remainder(tally)];
}

const nearText = (count, { started, close }) => say("{who} are {near}", { who: partOf(count, started), near: close }, count);

// Nobody is at a minimum, and some move: where most are, or how the way down went.
function underWay(tally) {
  const { started: of, moving, near, steps, bred, wanted, plunged, fallen } = tally, after = afterSteps(steps, bred), { plunge, way: [least, most] } = pictureTable("finale");
  const later = wanted > steps ? say("most would rest after about {n} steps", { n: wanted }) : "", close = near ? nearText(near, tally) : "";
  const joined = (...parts) => asSentence(parts.filter(Boolean).join(say("semicolon")));
  const still = say(near ? "{after} nobody is at rest yet" : "{after} nobody is there yet", { after });
  const went = plunged ? say("{share} of the descent took {n} of {of} steps", { share: `${100 * plunge} %`, n: plunged, of: steps }) : fallen < least || fallen > most ? "" : say("{after} the marbles are {n} % of the way down", { after, n: fallen });
  if (bred && near) return [asSentence(close), howFar(tally)];
  if (close && (2 * near > of || !plunged)) return [asSentence(close), joined((2 * near <= of || plunged) && went || still, later)];
  return [asSentence(went || still), close || later ? joined(close, later) : bred || moving === of ? howFar(tally) : remainder(tally)];
}

// How low the lowest came, beside how low the ground is.
const howFar = (tally) => asSentence(howDeep(tally, tally.started === 1));

function howDeep({ reached, bottom }, one) {
  if (!Number.isFinite(reached)) return "";
  const told = (alone, several, values) => say(one ? alone : several, values);
  if (bottom === null || !(reached > bottom)) return told("it is at height {height}", "the lowest is at height {height}", { height: numberText(reached) });
  const above = reached - bottom, [there, ground] = [reached, bottom].map((h) => numberText(h, 3, "·", above));
  if (there.length > pictureTable("finale").longest) return told("it is {gap} above the bottom", "the lowest is {gap} above the bottom", { gap: numberText(above, 2) });
  return told("it is at height {height}, the bottom at {bottom}", "the lowest is at height {height}, the bottom at {bottom}", { height: there, bottom: ground });
}

const winnersOf = ({ won, goal }, who) => asSentence(say("{who} found {goal}", { who, goal }, won));

// Some are at a minimum.
function foundOf(tally) {
  const { arrived, started, goals, others, won, places, near, bred } = tally;
  if (!goals) return unjudgedOf(tally);
  if (near > (bred ? 0 : won) || (near && near + won === started && places.length === 1)) return [asSentence(nearText(near + won, tally)), bred && !won ? howFar(tally) : remainder(tally, true, "", won ? say("{n} rest there", { n: won }) : "")];
  if (others.length || !won) return rightOnesOf(tally);
  const who = arrived === started ? everyone(won) : numberOf(won, started);
  if (places.length === 1 || places.some((place) => place.wide)) return [winnersOf(tally, who), remainder(tally)];
  const shares = sharesText(places, started, places.length === goals);
  if (shares) return [shares, remainder(tally) || say("All are equally deep.")];
  return [asSentence(say("{pits} equally deep pits caught {who}", { pits: inWords(places.length), who })), remainder(tally)];
}

// Some minima are not the lowest.
function rightOnesOf(tally) {
  const { won, started: of, others, arrived } = tally;
  if (!won && others.length === 1 && arrived === of) return [say("Nobody found the lowest pit."), asSentence([say("{who} stopped in another one", { who: everyone(arrived) }, arrived), howDeep(tally, true)].filter(Boolean).join(say("semicolon")))];
  return [winnersOf(tally, numberOf(won, of)), remainder(tally)];
}

// It is not known which minimum is the lowest one.
function unjudgedOf(tally) {
  const { arrived, started, places, deepest } = tally, wide = places.some((place) => place.wide), rest = remainder(tally, false), who = partOf(arrived, started);
  if (places.length === 1) return [asSentence(say(wide ? "{who} came to rest on the same low ground" : arrived > 1 ? "{who} came to rest in the same pit" : "{who} came to rest in a pit", { who }, arrived)), rest];
  const shares = sharesText(places, started, false);
  if (shares) return [shares, rest];
  const pits = inWords(places.length), lowest = deepest ? say("the deepest of them caught {n}", { n: deepest }) : null;
  return [asSentence(say(wide ? "{who} came to rest in {pits} low places" : "{who} came to rest in {pits} pits", { who, pits })), remainder(tally, false, "", lowest)];
}

// How a few valleys share the marbles; nothing where there are many, or where many marbles are elsewhere.
function sharesText(places, started, allKnown) {
  const { alike, few } = pictureTable("finale"), count = places.length, equal = started / count;
  if (!(count in FRACTIONS) || places.some(({ wide }) => wide)) return "";
  const valleys = inWords(count);
  if (places.every((place) => Math.abs(place.count - equal) <= alike * equal) && started >= 10 * count) {
    return asSentence(say(allKnown ? "{valleys} valleys, about {share} each" : "the marbles share {valleys} valleys, about {share} each", { valleys, share: say(FRACTIONS[count]) }));
  }
  if (count > few || marbles(places) < started) return "";
  if (marbles(places) === count) return asSentence(say("{valleys} valleys caught one marble each", { valleys }));
  return asSentence(say("{valleys} valleys caught {counts} marbles", { valleys, counts: listed(places.map((place) => thousands(place.count))) }));
}

// What became of those that a headline leaves out: one about the lowest places, or what was told of many.
function remainder({ others, goals, close: where, near, moving, balanced, stuck, lost, outside, wanted, steps }, pits = true, told = "", first = null) {
  const wide = others.some((place) => place.wide), several = wide ? "{n} stopped in other low places" : "{n} stopped in {pits} other pits";
  const single = wide ? "{n} stopped in another low place" : "{n} stopped in another pit";
  const it = goals === 1 && !others.length, every = it ? say(", close to it") : say("comma") + where;
  const beside = !near || first !== null ? "" : near === moving ? every : say(it ? ", {n} of them close to it" : ", {n} of them {near}", { n: near, near: where });
  const close = wanted > steps ? beside + say(" (most would rest after about {n} steps)", { n: wanted }) : beside;
  return asSentence([first, [
    [pits ? marbles(others) : 0, others.length > 1 ? several : single], [balanced, "{n} rest on a saddle or a top"], [stuck, "{n} are stuck on flat ground"],
    [first === "" && near === moving ? 0 : moving, "{n} had not come to rest"], [lost, "{n} went over the edge"], [outside, "{n} started outside"],
  ].filter(([count, phrase]) => count && phrase.slice(3) !== told.slice(5))
    .map(([n, phrase]) => say(phrase, { n, pits: inWords(others.length) }) + (phrase === "{n} had not come to rest" ? close : "")).join(say("comma"))].filter(Boolean).join(say("semicolon")));
}

// Whether more than half still move on the map, and none is at rest but in one lowest place: render/particles/colors.py.
function creeps(run) {
  const left = leftSince(run), on = (k) => left[k] > run.steps, { places, label } = placesReached(run), moving = run.endings.filter((code, k) => code === RUNNING && on(k)).length;
  const used = new Set(label.filter((at, k) => at >= 0 && run.endings[k] === CONVERGED && on(k)));
  return run.count > 1 && 2 * moving > run.count && (!used.size || (used.size === 1 && places[[...used][0]].known >= 0));
}

// What each valley of the flooded ground says: all of a few, of many only the lowest that caught somebody: [{text, position}].
function sharesOf(run) {
  if (creeps(run)) return [];
  const { share: { most, percent, marbles: fewest } } = pictureTable("finale"), { domain } = run.landscape;
  const { places, label } = placesReached(run), number = places.map(() => 0);
  nearby(run).forEach((goal, k) => {
    const at = run.endings[k] === CONVERGED ? label[k] : goal < 0 ? -1 : places.findIndex(({ known }) => known === goal);
    if (at >= 0) number[at]++;
  });
  let shown = places.map((place, k) => ({ ...place, count: number[k] })).filter(({ count }) => count);
  if (shown.length > most) {
    const missed = run.landscape.minimizers.length && !shown.some((place) => place.known >= 0);
    shown = missed ? [] : lowestOf(shown, run.landscape).map((k) => shown[k]).slice(0, most);
  }
  shown = shown.filter(({ position }) => domain.every(([low, high], i) => position[i] >= low && position[i] <= high));
  const total = run.endings.reduce((sum, ending) => sum + (ending !== UNDEFINED), 0);
  const exact = total < fewest || shown.some(({ count }) => count < percent * total || (count < total && toEven((100 * count) / total) === 100));
  return shown.map(({ count, position }) => ({ position, text: count === total ? say("all {n}", { n: count }) : exact ? thousands(count) : `${toEven((100 * count) / total)} %` }));
}

// What the gates of a run say, where marbles were last on the map, `flat` in world units: [{text, position}]; render/finale/shares.py.
function exitsOf(run, flat) {
  const { most, least, told, wide, far, some } = pictureTable("finale").exits, off = offSince(run), places = [];
  for (let k = 0; k < run.count; k++) {
    let row = off[k] <= run.steps ? run.rows - 1 : -1;
    while (row >= 0 && !run.landscape.domain.every(([low, high], i) => run.at(row, k)[i] >= low && run.at(row, k)[i] <= high)) row--;
    if (row >= 0) places.push({ position: Array.from(run.at(row, k)), at: flat(run.at(row, k)) });
  }
  const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]), every = Math.floor(places.length / some) + 1;
  for (const share of least) {
    const gates = [];
    let free = places.filter((_, k) => k % every === 0);
    const enough = Math.max((share * run.count * free.length) / Math.max(places.length, 1), 2);
    while (gates.length < most) {
      const own = free.map(({ at }) => free.filter((other) => apart(at, other.at) < wide)).reduce((a, b) => (b.length > a.length ? b : a), []);
      if (own.length < enough) break;
      gates.push({ at: [0, 1].map((i) => own.reduce((sum, { at }) => sum + at[i], 0) / own.length), count: 0, near: Infinity });
      free = free.filter((place) => !own.includes(place));
    }
    for (const { at, position } of places) {
      const ways = gates.map((gate) => apart(at, gate.at)), nearest = ways.indexOf(Math.min(...ways));
      ways.forEach((way, k) => { if (way < gates[k].near) Object.assign(gates[k], { near: way, position }); });
      if (ways[nearest] < far) gates[nearest].count++;
    }
    if (gates.length && marbles(gates) >= told * places.length) return gates.filter(({ count }) => count).map(({ count: left, position }) => ({ position, left, text: `${thousands(left)} ${say("over the edge")}` }));
  }
  return [];
}

// To a whole number; what lies in the middle goes to the even one, as in Python.
const toEven = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
