// What became of a run's marbles, counted: render/finale/tally.py, which says what each number is.
function tallyOf(run) {
  const { landscape, endings, heights, rows, count, steps } = run, { places: ends, label } = placesReached(run);
  const left = leftSince(run), isGone = (k) => left[k] <= steps;
  const number = (...which) => endings.reduce((sum, ending, k) => sum + (which.includes(ending) && !isGone(k)), 0);
  const whose = (test) => Array.from(endings, (_, k) => k).filter(test);
  const last = heights.subarray((rows - 1) * count), lost = whose(isGone).length;
  const who = whose((k) => endings[k] !== UNDEFINED && Number.isFinite(last[k]) && !isGone(k)), reached = who.map((k) => last[k]);
  const counts = ends.map((_, at) => whose((k) => endings[k] === CONVERGED && label[k] === at && !isGone(k)).length);
  const level = levelOf(heights), used = ends.flatMap((end, at) => (counts[at] ? [{ ...end, count: counts[at] }] : []));
  const told = landscape.minimum ?? null, least = landscape.minimizers.length ? told : null;
  const bottom = used.some(({ height }) => height < least - level) ? null : least;
  const places = used.map(({ count: own, known, extent, height }) => ({
    count: own, wide: extent > 0, lowest: bottom !== null && (known >= 0 || (extent > 0 && height <= bottom + level)),
  })).sort((a, b) => b.lowest - a.lowest || b.count - a.count);
  const [plunged, fallen] = run.evaluations ? [0, 0] : dropOf(run, who, bottom);
  const low = lowestOf(used.map(({ height }) => ({ height })), landscape);
  const won = places.filter(({ lowest }) => lowest), others = places.filter(({ lowest }) => !lowest);
  const goals = bottom === null ? 0 : landscape.minimizers.length, kind = won.some(({ wide }) => wide) ? 2 : goals === 1 ? 0 : 1;
  return {
    started: count - number(UNDEFINED), outside: number(UNDEFINED), places, others, bottom, goals, steps,
    arrived: marbles(places), won: marbles(won), balanced: number(SADDLE), stuck: number(STALLED),
    moving: number(RUNNING), lost: number(ESCAPED, DIVERGED) + lost,
    firstLost: overSince(run).reduce((first, at) => Math.min(first, at), steps),
    near: bottom === null ? 0 : nearby(run).filter((goal) => goal >= 0).length, plunged, fallen, deepest: low.length === 1 ? used[low[0]].count : 0,
    reached: reached.reduce((a, b) => Math.min(a, b), reached.length ? Infinity : NaN),
    rested: whose((k) => endings[k] === CONVERGED && !isGone(k)).reduce((last, k) => Math.max(last, run.stoppedAt[k]), 0),
    wanted: 2 * number(RUNNING) > count - number(UNDEFINED) ? stepsWanted(run) : 0, bred: Boolean(run.evaluations),
    goal: say(["the lowest pit", "one of the lowest pits", "the lowest ground"][kind]),
    close: say(["close to the lowest pit", "close to one of the lowest pits", "close to the lowest ground"][kind]),
  };
}

// By which step most of the mean height of some marbles is lost, if soon, and how many hundredths of that over the bottom.
function dropOf({ heights, indices, rows, count, steps }, who, bottom) {
  const { plunge, early } = pictureTable("finale"), mean = Array.from({ length: rows }, (_, row) => who.reduce((sum, k) => sum + heights[row * count + k], 0) / who.length);
  const [first, last] = [mean[0], mean[rows - 1]];
  if (!(mean.every(Number.isFinite) && first > last)) return [0, 0];
  const at = indices[mean.findLastIndex((h) => h - last > (1 - plunge) * (first - last)) + 1];
  return [at <= early * steps ? at : 0, bottom === null ? 0 : Math.trunc((100 * (first - last)) / (first - bottom) + 1e-9)];
}

// About how many steps bring most to rest, by how quickly slopes die away; 0 where nobody can say: descent/outlook.py.
function stepsWanted({ evaluations, landscape, endings, positions, indices, stoppedAt, steps, count, dimensions: n, tolerance }) {
  const { tables: { loop, endings: { rest } } } = globalThis.Thalweg.printed, most = loop.share;
  const moving = Array.from(endings.keys()).filter((k) => endings[k] === RUNNING);
  if (evaluations || moving.length <= (1 - most) * count) return steps;
  const half = Array.from(indices).findIndex((index) => index >= steps / 2), before = indices[half];
  if (!(before > 0 && before < steps)) return 0;
  const limits = landscape.slopes.map((slope) => tolerance || rest.resting * slope), both = new Float64Array(n + 1);
  const decades = (row, k) => {
    landscape.both(positions.subarray((row * count + k) * n, (row * count + k + 1) * n), both);
    return Math.max(...limits.map((limit, d) => Math.log10(Math.abs(both[d + 1]) / limit)));
  };
  const needed = Float64Array.from(stoppedAt);
  for (const k of moving) {
    const now = decades(indices.length - 1, k), speed = (decades(half, k) - now) / (steps - before);
    needed[k] = speed > 0 ? steps + Math.max(now, 0) / speed : Infinity;
  }
  const wanted = needed.sort()[Math.ceil(most * count) - 1], unit = 10 ** Math.max(Math.floor(Math.log10(wanted)) - 1, 0);
  return wanted <= 1e6 ? Math.ceil(wanted / unit) * unit : 0;
}

const marbles = (places) => places.reduce((sum, { count }) => sum + count, 0);

// Ground so near to the known minimum is as deep.
function levelOf(heights) {
  const [low, high] = rangeOf(heights), { level } = pictureTable("finale");
  return low <= high ? level * high - level * low : 0;
}

function rangeOf(heights) {
  let [low, high] = [Infinity, -Infinity];
  for (const h of heights) if (Number.isFinite(h)) [low, high] = [h < low ? h : low, h > high ? h : high];
  return [low, high];
}

// Beside which known minimizer each moves on the map, so that the eye cannot tell; -1 beside none: render/clock/settling.py.
function nearby(run, left = leftSince(run)) {
  return Array.from(run.endings, (ending, k) => (ending === RUNNING && left[k] > run.steps ? goalBeside(run, k) : -1));
}

// Which known minimizer the eye cannot tell from a particle's last place; -1 if none.
function goalBeside({ landscape: { domain, minimizers }, positions, rows, count, dimensions: n }, k) {
  const at = ((rows - 1) * count + k) * n;
  return minimizers.findIndex((goal) => goal.every((c, i) => Math.abs(positions[at + i] - c) / (domain[i][1] - domain[i][0]) <= clockTable().near));
}
