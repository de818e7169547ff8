// The end of several runs on one landscape: render/finale/contest.py; of a race: render/race/outcome.py.
const NAMED = 3;
const allOf = (count) => (count === 2 ? "both" : `all ${inWords(count)}`);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

// [headline, detail] of [{label, run}].
function contestOf(runs) {
  if (isRace(runs)) return [raceVerdict(runs), ""];
  const tallies = runs.map(({ label, run }) => ({ label, ...tallyOf(run) }));
  const judged = tallies.every(({ goals }) => goals), score = ({ won, arrived }) => (judged ? won : arrived);
  if (!tallies.some(score)) return [nobodyOf(tallies, judged), lowestText(tallies)];
  return manyStarts(tallies.map((tally) => ({ ...tally, score: score(tally) })), judged ? (tallies.find(({ won }) => won) ?? tallies[0]).goal : "a pit");
}

const isRace = (runs) => runs.length > 1 && runs.every(({ run }) => run.count === 1);

function nobodyOf(tallies, judged) {
  if (tallies.every(({ lost, started }) => lost === started)) return asSentence(`${allOf(tallies.length)} left the map`);
  if (!tallies.some(({ moving }) => moving)) return judged ? "Nobody found the lowest pit." : "Nobody found a pit.";
  const same = tallies.every(({ steps }) => steps === tallies[0].steps);
  return asSentence(`${same ? `${afterSteps(tallies[0].steps)} ` : ""}nobody is there yet`);
}

// Whose marble is the lowest, where one alone is.
function lowestText(tallies) {
  const ranked = tallies.filter(({ reached, lost, started }) => Number.isFinite(reached) && lost < started).sort((a, b) => a.reached - b.reached);
  if (!ranked.length) return "";
  const [text, next] = ranked.map(({ reached }) => numberText(reached));
  return text === next ? asSentence(`the lowest are at height ${text}`) : `${ranked[0].label} came lowest: height ${text}.`;
}

function manyStarts(tallies, goal) {
  const share = ({ score, started }) => score / Math.max(started, 1), top = Math.max(...tallies.map(share));
  const best = tallies.filter((tally) => share(tally) === top), most = best[0].score;
  const few = best.length <= NAMED, of = best[0].started, names = listed(best.map(({ label }) => label));
  if (best.some(({ started }) => started !== of)) return [few ? `${names} led most marbles to ${goal}.` : "", ""];
  const who = most === of ? everyone(of) : `${thousands(most)} of ${thousands(of)}`;
  if (best.length === tallies.length) {
    const moving = tallies.reduce((sum, tally) => sum + tally.moving, 0);
    return [asSentence(`${who} found ${goal}, with ${best.length === 2 ? "both" : `each of the ${inWords(best.length)}`}`), asSentence(moving ? `${isAre(moving)} still moving` : "")];
  }
  const behind = tallies.filter((tally) => !best.includes(tally)).sort((a, b) => share(b) - share(a));
  const same = behind.every(({ started }) => started === of), beside = ({ score, started }) => `${thousands(score)}${same ? "" : ` of ${thousands(started)}`}`;
  return [`${few ? names : `${inWords(best.length)} of ${inWords(tallies.length)}`}: ${who} found ${goal}.`,
    behind.length <= NAMED ? asSentence(listed(behind.map((tally) => `${beside(tally)} with ${tally.label}`))) : ""];
}

// How a lone particle's run ended; who moves on off the map has left it.
const endingOf = (run) => (leftSince(run)[0] <= run.steps ? ESCAPED : run.endings[0]);
const lostAt = (run) => overSince(run)[0];

// Whether it rests at a known global minimum, or is there to the eye at the end.
function reachesLowest(run) {
  const { landscape: { minimum }, heights, rows, endings: [ending] } = run;
  if (ending === CONVERGED) { const { places, label: [at] } = placesReached(run); return at >= 0 && places[at].known >= 0; }
  if (ending !== RUNNING || minimum === null || minimum === undefined) return false;
  return besideGoal(run, 0) && heights[rows - 1] - minimum <= pictureTable("race").left * (heights[0] - minimum);
}

// Who reached the lowest point, or who ended lowest.
function raceVerdict(given) {
  const runs = given.map(({ label, run }) => ({ label, run, ending: endingOf(run), end: run.heights[run.rows - 1] }));
  const { landscape } = runs[0].run, goal = landscape.minimizers.length === 1 ? "the lowest point" : "a lowest point";
  const lost = runs.filter(({ ending }) => ending >= ESCAPED);
  const there = runs.filter(({ run }) => reachesLowest(run)).map((own) => ({ ...own, step: nearSince(own.run)[0] })).sort((a, b) => a.step - b.step);
  if (lost.length < runs.length && there.length) return capital(reachedText(runs, there, goal));
  if (2 * lost.length > runs.length) return capital(lostText(runs, lost));
  return capital(landscape.minimizers.length ? nobodyText(landscape, runs, goal) : endsText(runs));
}

const phraseOf = (ending, count) => Thalweg.printed.tables.endings.phrases[ending][count === 1 ? "alone" : "several"];
const sameEnding = (runs) => runs.every(({ ending }) => ending === runs[0].ending);

function lostText(runs, lost) {
  const several = lost.length === runs.length ? allOf(runs.length) : `${inWords(lost.length)} of ${inWords(runs.length)}`;
  return `${several} ${sameEnding(lost) ? phraseOf(lost[0].ending, 2) : "are lost"}${firstText(lost.map((own) => ({ ...own, step: lostAt(own.run) })))}`;
}

function reachedText(runs, there, goal) {
  if (there.length === runs.length) return `${allOf(runs.length)} reach ${goal}${firstText(there)}`;
  const rest = runs.filter(({ run }) => !there.some((own) => own.run === run)), [{ ending }] = rest, alone = rest.length === 1;
  const stops = ending === CONVERGED ? (alone ? "stops at another minimum" : "stop at other minima") : phraseOf(ending, rest.length);
  const others = rest.length <= 2 ? listed(rest.map(({ label }) => label)) : `the other ${inWords(rest.length)}`;
  const who = there.length <= NAMED ? listed(there.map(({ label }) => label)) : `${inWords(there.length)} of ${inWords(runs.length)}`;
  return `${who} ${there.length === 1 ? "reaches" : "reach"} ${goal}; ${others} ${sameEnding(rest) ? stops : "do not"}`;
}

const onMap = (runs) => runs.filter(({ ending }) => ending < ESCAPED).sort((a, b) => a.end - b.end);

function nobodyText({ minimum }, runs, goal) {
  const steps = runs.reduce((most, { run }) => Math.max(most, run.steps), 0), [best] = onMap(runs), gap = best.end - (minimum ?? best.end);
  // Off the map it may be lower than anywhere on it.
  if (!(gap > 0)) return `nobody stops at ${goal} in ${thousands(steps)} steps`;
  return `nobody is at ${goal} after ${thousands(steps)} steps; ${best.label} is lowest, ${numberText(gap, 2)} above it`;
}

function endsText(runs) {
  const final = onMap(runs), low = final[0], high = final.find(({ end }) => end === final[final.length - 1].end), span = high.end - low.end;
  const whole = Math.max(...runs.map(({ run }) => { const [least, most] = rangeOf(run.heights); return most - least; }));
  if (span <= pictureTable("race").same * whole) {
    return final.length > 1 ? `${allOf(final.length)} end at the same height, ${numberText(low.end)}` : `${low.label} ends at the height ${numberText(low.end)}`;
  }
  const near = span > 1e-13 * Math.max(Math.abs(low.end), Math.abs(high.end)) ? span : Infinity;
  const [a, b] = [low, high].map(({ end }) => numberText(end, 3, "·", near));
  return `${low.label} ends lowest, at ${a}; ${high.label} highest, at ${b}`;
}

// ", Adam first, after 84 steps"; nothing where more than two are first.
function firstText(runs) {
  const least = Math.min(...runs.map(({ step }) => step)), first = runs.filter(({ step }) => step === least);
  if (first.length > 2 || first.length === runs.length) return first.length === runs.length && least ? `, after ${thousands(least)} steps` : "";
  return `, ${listed(first.map(({ label }) => label))} first, ${afterSteps(least)}`;
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
