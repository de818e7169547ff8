// What the particles' colors mean: a color for each, and the legend that explains them with its counts.

const FEW_NAMED = Thalweg.printed.tables.picture.basins.named;
const CONVERGED = 0, ESCAPED = 4, UNDEFINED = 6;
const endingsTable = () => PAGE.endings;

const rgbOf = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const hexOf = (rgb) => `#${Array.from(rgb, (x) => Math.round(x).toString(16).padStart(2, "0")).join("")}`;

// {colors: Uint8Array(N*3), legend: [{color, text, members, since, before, counted, shape}], rank} of one run.
function particleColors(model, own, theme, by, place) {
  const { run } = own;
  if (own.rates) return sweepColors(own, theme);
  const kind = model.runs.length > 1 ? "optimizer" : by;
  if (kind === "optimizer") return labelled(model, own, theme, theme.palette[place % theme.palette.length]);
  const made = kind === "start" ? wheelColors(run, theme) : kind === "height" ? heightColors(run, theme) : kind === "ending" ? endingColors(run, theme) : destinationColors(model, own, theme);
  return { ...made, rank: rankOf(model, own, theme) };
}

// The place that each particle came to on the map, -1 for none, and their colors, the best known ones first.
function reachedBy(model, own, theme, resting) {
  const { places, label } = model.destinations(own), fates = fatesOf(own.run), near = Thalweg.nearby(own.run);
  const ends = Array.from(label, (at, k) => (fates[k] === CONVERGED ? at : resting || near[k] < 0 ? -1 : places.findIndex(({ known }) => known === near[k])));
  const sizes = places.map((_, at) => ends.filter((end) => end === at).length);
  const used = places.map((_, at) => at).filter((at) => sizes[at])
    .sort((a, b) => (places[b].known >= 0) - (places[a].known >= 0) || sizes[b] - sizes[a] || a - b);
  return { places, ends, used, near, inks: model.inksOf(used.map((at) => places[at]), theme) };
}

// Where pits are many: who found a lowest one becomes larger, all others smaller once they seem to lie still.
function rankOf(model, own, theme) {
  const { run } = own, all = model.runs.map((one) => reachedBy(model, one, theme)), { FOUND, STUCK } = Thalweg.pictureTable("beads");
  if (all.every(({ used }) => used.length <= FEW_NAMED)) return null;
  const { ends, used, inks } = reachedBy(model, own, theme);
  if (all.every((one) => model.inksOf(one.used.map((at) => one.places[at]), theme).every((ink) => ink !== theme.ash))) return null;
  const near = Thalweg.nearSince(run), since = settledSince(run).map((at, k) => (run.endings[k] === RUNNING ? near[k] : at));
  return { since, shares: ends.map((end) => (inks[used.indexOf(end)] === theme.palette[0] ? FOUND : STUCK)) };
}

function filled(count, color) {
  const colors = new Uint8Array(3 * count);
  for (let k = 0; k < count; k++) colors.set(rgbOf(color), 3 * k);
  return colors;
}

const everyone = (run) => new Array(run.count).fill(true);

// One color for a run among several; its entry counts what all entries count that it would have alone.
function labelled(model, own, theme, color) {
  const parts = destinationColors(model, own, theme, true).legend.filter((entry) => !entry.before);
  parts.push({ text: say(endingsTable()[RUNNING].short), members: everyone(own.run), since: settledOrLeft(own.run), before: true });
  return { colors: filled(own.run.count, color), legend: [{ color, text: own.called, parts, of: own.run.count }], rank: model.runs.length > 1 ? rankOf(model, own, theme) : null };
}

function destinationColors(model, own, theme, several) {
  const { run } = own, { places, ends, used, inks, near } = reachedBy(model, own, theme, several), slow = !several && Thalweg.creeps(run);
  const stays = Thalweg.nearSince(run), is = ends.map((end, k) => end >= 0 || (slow && near[k] >= 0));
  const since = settledSince(run).map((at, k) => (is[k] && run.endings[k] === RUNNING ? stays[k] : at));
  const { colors, legend } = slow ? heightColors(run, theme) : { colors: calm(run, theme), legend: [] };
  const group = (members, color, text, more) => {
    if (members.includes(true)) legend.push({ color, text, members, since, counted: true, ...more });
  };
  const gold = used.filter((_, k) => inks[k] === theme.palette[0]);
  const rest = used.filter((_, k) => inks[k] === theme.ash);
  if (slow) group(is, theme.palette[0], say(run.landscape.minimizers.length === 1 ? "close to the lowest pit" : "close to one of the lowest pits"));
  else if (used.length > FEW_NAMED || rest.length > 1) {
    const known = gold.some((at) => places[at].known >= 0), one = gold.length === 1;
    group(ends.map((end) => gold.includes(end)), theme.palette[0], say(!known ? one ? "in the deepest pit that any found" : "in one of the deepest pits that any found" : one ? "in the lowest pit" : "in one of the lowest pits"), { position: places[gold[0]]?.position });
    group(ends.map((end) => end >= 0 && !gold.includes(end)), theme.ash, say(rest.length === 1 ? "stopped in another pit" : "stopped in other pits"), { other: true });
  } else used.forEach((at, k) => legend.push(placeEntry(model, places[at], inks[k], ends.map((end) => end === at), since)));
  for (const entry of legend) entry.members.forEach((is, k) => is && entry.counted && colors.set(rgbOf(entry.color), 3 * k));
  return { colors, legend: [...legend, ...otherEndings(run, theme, colors, since).filter(({ before }) => !before || !slow)] };
}

// One color, brighter the lower a particle ends.
function calm(run, theme) {
  const colors = new Uint8Array(3 * run.count), [own, bright, dull] = [theme.still, theme.ink, theme.ground_bottom].map(rgbOf);
  const mixed = (other, share) => own.map((c, i) => c + share * (other[i] - c)), [low, high] = [mixed(bright, 0.5), mixed(dull, 0.35)];
  ranks(run).forEach((rank, k) => colors.set(low.map((c, i) => Math.round(c + rank * (high[i] - c))), 3 * k));
  return colors;
}

// Each particle's place among all by the height it ends at, 0 for the lowest to 1.
function ranks(run) {
  const ends = run.heights.subarray((run.rows - 1) * run.count).map((h) => (h === h ? h : Infinity));
  const order = Array.from(ends, (_, k) => k).sort((a, b) => ends[a] - ends[b] || a - b), found = new Array(run.count);
  order.forEach((k, rank) => (found[k] = rank / Math.max(run.count - 1, 1)));
  return found;
}

const WHOLE = {
  "a curve of minima": "on a curve of minima, height {height}", "a flat of minima": "on a flat of minima, height {height}",
  "a curve of saddles": "on a curve of saddles, height {height}", "a flat of saddles": "on a flat of saddles, height {height}",
};

function placeEntry(model, place, color, members, since) {
  const whole = Thalweg.wholeOf?.(place) ?? "", { domain, variables } = model.landscape;
  const text = whole ? say(WHOLE[whole], { height: Thalweg.numberText(place.height) }) : say("at {place}", { place: Thalweg.pointText(place.position, domain, variables[0]) });
  return { color, text, members, since, counted: true, position: place.position };
}

// Codes of endings; who rests or moves on off the map has left it.
function fatesOf(run) {
  const left = Thalweg.leftSince(run);
  return Array.from(run.endings, (ending, k) => (left[k] <= run.steps ? ESCAPED : ending));
}

// Infinity for whoever neither settles nor leaves: at the end he still moves.
const settledOrLeft = (run, settled = settledSince(run), left = Thalweg.leftSince(run)) => settled.map((at, k) => (left[k] > run.steps ? at : Math.min(at, left[k])));

// An entry for each way to end besides those left out; what is called the same is one.
function endingEntries(run, since, without, color) {
  const fates = fatesOf(run), legend = [];
  endingsTable().forEach((words, code) => {
    const members = fates.map((fate) => fate === code);
    if (without.includes(code) || !members.some(Boolean)) return;
    const text = say(words.short), alike = legend.find((entry) => entry.text === text);
    if (alike) members.forEach((is, k) => is && (alike.members[k] = true));
    else legend.push({ color: color(code), text, members, since, counted: true, shape: code });
  });
  return legend;
}

function otherEndings(run, theme, colors, settled) {
  const since = settledOrLeft(run, settled), legend = endingEntries(run, since, [CONVERGED, RUNNING], () => theme.still);
  // A count beside a color that most beads do not have would explain nothing.
  const left = Thalweg.leftSince(run), colored = run.endings.filter((code, k) => code === CONVERGED && left[k] > run.steps).length;
  const plain = run.count === 1 || 2 * colored <= run.count;
  if (plain && since.some((at) => at > 0) && (run.count > FEW || run.endings.includes(RUNNING))) {
    const color = run.count === 1 ? hexOf(colors.subarray(0, 3)) : theme.still;
    legend.push({ color, text: say(endingsTable()[RUNNING].short), members: everyone(run), since, counted: true, before: true });
  }
  return legend;
}

// Of a sweep: from blue, the least rate, to red.
function sweepColors({ run, rates }, { dark }) {
  const colors = filled(run.count, "#000000");
  const hue = (k) => (240 * (1 - k / Math.max(rates.length - 1, 1))) / 60;
  const light = dark ? [0.35, 0.65] : [0, 0.72];
  rates.forEach((_, k) => colors.set([5, 3, 1].map((n) => {
    const turn = (n + hue(k)) % 6;
    return 255 * (light[0] + light[1] * (1 - bounded(Math.min(turn, 4 - turn), 0, 1)));
  }), 3 * k));
  const entry = (k) => ({ color: hexOf(colors.subarray(3 * k, 3 * k + 3)), text: say("rate {rate}", { rate: Thalweg.numberText(rates[k], 2) }), counted: false });
  return { colors, legend: [0, Math.floor(rates.length / 2), rates.length - 1].map(entry) };
}

function endingColors(run, theme) {
  const since = settledOrLeft(run), colors = filled(run.count, theme.still), hues = Thalweg.pictureTable("hues");
  const legend = endingEntries(run, since, [RUNNING], (code) => theme.palette[hues[code]]);
  for (const { members, color } of legend) members.forEach((is, k) => is && colors.set(rgbOf(color), 3 * k));
  if (since.some((at) => at > 0)) legend.push({ color: theme.still, text: say(endingsTable()[RUNNING].short), members: everyone(run), since, counted: true, before: true });
  return { colors, legend };
}

function wheelColors(run, theme) {
  const colors = filled(run.count, theme.still);
  paintWheel(run, colors, () => true);
  const since = new Array(run.count).fill(0);
  return { colors, legend: [{ color: theme.ink, text: say("hue: direction of the start"), members: everyone(run), since, counted: false }] };
}

// Hue by the direction of the start from the domain's centre, paler towards the centre.
function paintWheel(run, colors, which) {
  const n = run.dimensions;
  for (let k = 0; k < run.count; k++) {
    if (!which(k)) continue;
    const offset = run.landscape.domain.map(([low, high], i) => (2 * run.positions[k * n + i] - low - high) / (high - low));
    const angle = n > 1 ? Math.atan2(offset[1], offset[0]) : Math.PI * (offset[0] > 0);
    const radius = bounded(Math.hypot(...offset), 0, 1);
    colors.set([0, 2.1, 4.2].map((turn) => 255 * (radius * (0.62 + 0.38 * Math.cos(angle - turn)) + (1 - radius) * 0.9)), 3 * k);
  }
}

// As everywhere: gold is low, ash is not.
function heightColors(run, theme) {
  const colors = new Uint8Array(3 * run.count), [gold, ash] = [theme.palette[0], theme.ash].map(rgbOf);
  ranks(run).forEach((rank, k) => colors.set(gold.map((c, i) => Math.round(c + rank * (ash[i] - c))), 3 * k));
  const since = new Array(run.count).fill(0);
  return { colors, legend: [{ color: theme.palette[0], text: say(Thalweg.pictureTable("to_height")), members: everyone(run), since, counted: false }] };
}

// The color (3 bytes) of a drawn height in 0..1.
function shadeOf(theme, unit) {
  const count = theme.shades.length / 6;
  const at = bounded(unit, 0, 1) * (count - 1);
  const low = Math.floor(at);
  const byte = (k, i) => parseInt(theme.shades.substr(6 * Math.min(k, count - 1) + 2 * i, 2), 16);
  return [0, 1, 2].map((i) => byte(low, i) + (at - low) * (byte(low + 1, i) - byte(low, i)));
}

// What an entry of the legend says at a step; nothing where it counts nothing yet.
function entryText(entry, index) {
  if (entry.parts) {
    const said = entry.parts.map((part) => [countAt(part, index), part.text]).filter(([count]) => count);
    return entry.text + (said.length ? ": " : "") + said.map(([count, text]) => (entry.of > 1 ? `${count} ${text}` : text)).join(say("comma"));
  }
  const count = entry.counted === false ? null : countAt(entry, index);
  return entry.before && !count ? "" : `${count === null ? "" : `${count} `}${entry.text}`;
}

// How many an entry of the legend counts at a step.
function countAt(entry, index) {
  let count = 0;
  entry.members.forEach((is, k) => {
    const settled = entry.since[k] <= index;
    if (is && (entry.before ? !settled : settled)) count++;
  });
  return count;
}

// Labels of a flood: one of the many others has no color, as a whole landscape of ash would be a dreary end.
function flooded(labels, colors, { ash }) {
  const dreary = rgbOf(ash).join();
  return labels.map((at) => (at < 0 || colors.subarray(3 * at, 3 * at + 3).join() === dreary ? -1 : at));
}

// Labels of a lattice, carried on a little beyond the edge of where there are heights: up to it nothing is to fade.
function grown(labels, { ending, resolution: n }) {
  const all = Int16Array.from(labels);
  for (let ring = 0; ring < 3 && ending.includes(UNDEFINED); ring++) {
    const old = all.slice();
    ending.forEach((code, i) => {
      if (code !== UNDEFINED || all[i] >= 0) return;
      const beside = [i % n ? i - 1 : i, (i + 1) % n ? i + 1 : i, i - n, i + n].find((j) => old[j] >= 0);
      if (beside !== undefined) all[i] = old[beside];
    });
  }
  return all;
}
