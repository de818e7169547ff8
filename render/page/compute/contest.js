// The end of several runs on one landscape: render/finale/contest.py; of a race: render/race/outcome.py.
const NAMED = 3;
const allOf = (count) => (count === 2 ? say("both runs") : say("all runs, {count}", { count: inWords(count) }));
const runsOf = (count, of) => say("{count} runs of {of}", { count: inWords(count), of: inWords(of) });

// [headline, detail] of [{label, run}].
function contestOf(runs) {
  if (isRace(runs)) {
    const [headline, ...rest] = raceVerdict(runs).split(say("semicolon"));
    return [headline, rest.join(say("semicolon"))].map(asSentence);
  }
  const tallies = runs.map(({ label, run }) => ({ label, ...tallyOf(run) }));
  const judged = tallies.every(({ goals }) => goals), score = ({ won, arrived }) => (judged ? won : arrived);
  if (!tallies.some(score)) return [nobodyOf(tallies, judged), lowestText(tallies)];
  return manyStarts(tallies.map((tally) => ({ ...tally, score: score(tally) })), judged ? (tallies.find(({ won }) => won) ?? tallies[0]).goal : say("a pit"));
}

const isRace = (runs) => runs.length > 1 && runs.every(({ run }) => run.count === 1);

function nobodyOf(tallies, judged) {
  if (tallies.every(({ lost, started }) => lost === started)) return asSentence(say("{who} went over the edge", { who: allOf(tallies.length) }));
  if (!tallies.some(({ moving }) => moving)) return say(judged ? "Nobody found the lowest pit." : "Nobody found a pit.");
  const [{ steps, bred }] = tallies, same = tallies.every((tally) => tally.steps === steps && tally.bred === bred);
  return asSentence(same ? say("{after} nobody is there yet", { after: afterSteps(steps, bred) }) : say("nobody is there yet"));
}

// Whose marble is the lowest, where one alone is.
function lowestText(tallies) {
  const ranked = tallies.filter(({ reached, lost, started }) => Number.isFinite(reached) && lost < started).sort((a, b) => a.reached - b.reached);
  if (!ranked.length) return "";
  const [height, next] = ranked.map(({ reached }) => numberText(reached));
  return height === next ? asSentence(say("the lowest are at height {height}", { height })) : say("{name} came lowest: height {height}.", { name: ranked[0].label, height });
}

// When the last marble of each was there, the quickest first; of many nothing.
function pacesOf(tallies) {
  const ranked = [...tallies].sort((a, b) => a.rested - b.rested), [first] = ranked;
  if (ranked.length > NAMED || new Set(tallies.map(({ bred }) => bred)).size > 1 || first.rested === ranked.at(-1).rested) return "";
  return asSentence(ranked.map(({ rested, bred, label: name }) => say("{after} with {name}", { after: afterSteps(rested, bred), name })).join(say("comma")));
}

function manyStarts(tallies, goal) {
  const share = ({ score, started }) => score / Math.max(started, 1), top = Math.max(...tallies.map(share));
  const best = tallies.filter((tally) => share(tally) === top), most = best[0].score;
  const few = best.length <= NAMED, of = best[0].started, names = listed(best.map(({ label }) => label));
  if (best.some(({ started }) => started !== of)) return [few ? say("{names} led most marbles to {goal}.", { names, goal }) : "", ""];
  const who = partOf(most, of);
  if (best.length === tallies.length) {
    const n = tallies.reduce((sum, tally) => sum + tally.moving, 0), count = inWords(best.length);
    return [asSentence(say(best.length === 2 ? "{who} found {goal}, with both" : "{who} found {goal}, with each of the {count}", { who, goal, count }, most)), most === of ? pacesOf(tallies) : n ? asSentence(say("{n} had not come to rest", { n })) : ""];
  }
  const behind = tallies.filter((tally) => !best.includes(tally)).sort((a, b) => share(b) - share(a)), same = behind.every(({ started }) => started === of);
  const beside = ({ score, started, label }) => say("{n} with {name}", { n: same ? score : numberOf(score, started), name: label });
  const counted = () => asSentence(say("with {count} of the {of}, {who} found {goal}", { count: inWords(best.length), of: inWords(tallies.length), who, goal }, most));
  const [{ near, close }] = behind, rest = listed(behind.map(beside));
  const more = tallies.length === 2 && near ? say("semicolon") + say("{who} are {near}", { who: near, near: close }, near) : "";
  return [few ? asSentence(say("{who} found {goal} with {names}", { names, who, goal }, most)) : counted(),
    behind.length <= NAMED ? asSentence(rest + more) : ""];
}

// How a lone particle's run ended; who moves on off the map has left it.
const endingOf = (run) => (leftSince(run)[0] <= run.steps ? ESCAPED : run.endings[0]);
const lostAt = (run) => overSince(run)[0];

// Whether it rests at a known global minimum, or is there to the eye at the end.
function reachesLowest(run) {
  const { landscape: { minimum }, heights, rows, endings: [ending] } = run;
  if (ending === CONVERGED) { const { places, label: [at] } = placesReached(run); return at >= 0 && places[at].known >= 0; }
  if (ending !== RUNNING || minimum === null || minimum === undefined) return false;
  return goalBeside(run, 0) >= 0 && heights[rows - 1] - minimum <= pictureTable("race").left * (heights[0] - minimum);
}

// Whether what there is to say is who left first: all did, or most of those of whom nobody arrived.
function tellsLosses(runs) {
  const lost = runs.filter((run) => endingOf(run) >= ESCAPED).length;
  return lost === runs.length || (2 * lost > runs.length && !runs.some(reachesLowest));
}

// Who reached the lowest point, or who ended lowest.
function raceVerdict(given) {
  const runs = given.map(({ label, run }) => ({ label, run, ending: endingOf(run), end: run.heights[run.rows - 1] }));
  const { landscape } = runs[0].run, goal = say(landscape.minimizers.length === 1 ? "the lowest point" : "a lowest point");
  if (tellsLosses(runs.map(({ run }) => run))) return capital(lostText(runs, runs.filter(({ ending }) => ending >= ESCAPED)));
  const there = runs.filter(({ run }) => reachesLowest(run)).map((own) => ({ ...own, step: nearSince(own.run)[0] })).sort((a, b) => a.step - b.step);
  if (there.length) return capital(reachedText(runs, there, goal));
  return capital(landscape.minimizers.length ? nobodyText(landscape, runs) : endsText(runs));
}

function phraseOf(ending, count) {
  const { alone, several } = Thalweg.printed.tables.endings.phrases[ending];
  return say(count === 1 ? alone : several);
}

const sameEnding = (runs) => runs.every(({ ending }) => ending === runs[0].ending);

function lostText(runs, lost) {
  const who = lost.length === runs.length ? allOf(runs.length) : runsOf(lost.length, runs.length), how = sameEnding(lost) ? phraseOf(lost[0].ending, 2) : say("are lost");
  return say("{who} {how}{first}", { who, how, first: firstText(lost.map((own) => ({ ...own, step: lostAt(own.run) }))) });
}

function reachedText(runs, there, goal) {
  if (there.length === runs.length) return say("{who} reach {goal}{first}", { who: allOf(runs.length), goal, first: firstText(there) });
  const rest = runs.filter(({ run }) => !there.some((own) => own.run === run)), [{ ending }] = rest, alone = rest.length === 1;
  const stops = ending === CONVERGED ? say(alone ? "stops at another minimum" : "stop at other minima") : phraseOf(ending, rest.length);
  const others = rest.length <= 2 ? listed(rest.map(({ label }) => label)) : say("the other {count}", { count: inWords(rest.length) });
  const who = there.length <= NAMED ? listed(there.map(({ label }) => label)) : runsOf(there.length, runs.length);
  return say("{who} reach {goal}; {others} {how}", { who, goal, others, how: sameEnding(rest) ? stops : say("do not") }, there.length);
}

const onMap = (runs) => runs.filter(({ ending }) => ending < ESCAPED).sort((a, b) => a.end - b.end);

function nobodyText({ minimum, minimizers }, runs) {
  const n = runs.reduce((most, { run }) => Math.max(most, run.steps), 0), [best] = onMap(runs), gap = best.end - (minimum ?? best.end), one = minimizers.length === 1;
  // Off the map it may be lower than anywhere on it.
  if (!(gap > 0)) return say(one ? "nobody stops at the lowest point in {n} steps" : "nobody stops at a lowest point in {n} steps", { n });
  return say(one ? "nobody is at the lowest point after {n} steps; {best} is lowest, {gap} above it" : "nobody is at a lowest point after {n} steps; {best} is lowest, {gap} above it", { n, best: best.label, gap: numberText(gap, 2) });
}

function endsText(runs) {
  const final = onMap(runs), low = final[0], high = final.find(({ end }) => end === final[final.length - 1].end), span = high.end - low.end;
  const whole = Math.max(...runs.map(({ run }) => { const [least, most] = rangeOf(run.heights); return most - least; }));
  const coarse = pictureTable("race").same * whole;
  if (span <= coarse) {
    const alike = numberText(low.end) === numberText(high.end), height = numberText(alike ? low.end : Math.floor(low.end / coarse + 0.5) * coarse);
    return final.length > 1 ? say("{who} end at the same height, {height}", { who: allOf(final.length), height }) : say("{name} ends at the height {height}", { name: low.label, height });
  }
  const near = span > 1e-13 * Math.max(Math.abs(low.end), Math.abs(high.end)) ? span : Infinity;
  const [lowest, highest] = [low, high].map(({ end }) => numberText(end, 3, "·", near));
  return say("{low} ends lowest, at {lowest}; {high} highest, at {highest}", { low: low.label, lowest, high: high.label, highest });
}

// ", Adam first, after 84 steps"; nothing where more than two are first.
function firstText(runs) {
  const n = Math.min(...runs.map(({ step }) => step)), first = runs.filter(({ step }) => step === n);
  if (first.length > 2 || first.length === runs.length) return first.length === runs.length && n ? say(", after {n} steps", { n }) : "";
  return say(", {names} first, after {n} steps", { names: listed(first.map(({ label }) => label)), n });
}

// What runs [{label, name}] are called on pictures: where a label is its optimizer's own, the spoken one: "Adam, beta1 0.8".
function displayNames(runs) {
  const bare = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const names = runs.map(({ label, name }) => {
    const [whole, settings = ""] = label.split(/:(.*)/s), [, word, count = ""] = /^(.*?)( \(\d+\))?$/s.exec(whole), spoken = optimizers[name]?.label;
    if (!spoken || ![name, spoken].some((own) => bare(own) === bare(word))) return label;
    const told = settings.split(",").filter(Boolean).map((part) => part.replaceAll("_", " ").replaceAll("=", " "));
    return [capital(spoken) + count, ...told].join(", ");
  });
  return names.map((name, k) => (names.filter((other) => other === name).length > 1 ? runs[k].label : name));
}
