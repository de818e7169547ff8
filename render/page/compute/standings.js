// Who is how low at every moment of a race, and in which order: render/race/standings.py and ranking.py.
class Standings {
  // `film` takes film time to a step.
  constructor(runs, film) {
    this.runs = runs;
    this.leftAt = runs.map(lastOnMap);
    // Beyond the map a function may fall without end.
    this.shown = runs.map(({ heights, indices, rows }, k) => Array.from(heights).slice(0, rows).filter((_, row) => indices[row] <= this.leftAt[k]));
    const [{ landscape }] = runs, lowest = Math.min(...this.shown.map((heights) => rangeOf(heights)[0])), known = landscape.minimum ?? landscape.proven ?? null;
    this.level = known !== null && known <= lowest + 1e-9 * Math.max(Math.abs(known), 1) ? Math.min(known, lowest) : null;
    this.floor = this.level ?? (Number.isFinite(lowest) ? lowest : 0);
    this.arrivals = runs.map((run) => (reachesLowest(run) ? nearSince(run)[0] : Infinity));
    this.losses = runs.map((run) => (endingOf(run) >= ESCAPED ? lostAt(run) : Infinity));
    const highest = (some) => some.reduce((most, h) => (Number.isFinite(h) ? Math.max(most, h - this.floor) : most), 0);
    const [start, top] = [Math.max(...this.shown.map((heights) => highest(heights.slice(0, 1)))), Math.max(...this.shown.map(highest))];
    this.top = start > 0 ? Math.min(top, 10 * start) : top;
    this.decades = this.decadesOf();
    this.setOrders(film);
  }

  // The powers of ten that a whole bar shows; 0 where its length is even in the height.
  decadesOf() {
    const { decades, fewest, spare } = pictureTable("race");
    if (this.level === null || !(this.top > 0)) return 0;
    const final = this.shown.map((heights) => heights.at(-1) - this.floor).filter(Number.isFinite);
    const least = Math.max((final.length ? Math.min(...final) : this.top) / spare, this.top * 10 ** -decades), found = least < this.top ? Math.log10(this.top / least) : 0;
    return found >= fewest ? found : 0;
  }

  // Of who is lost the height at which he left the map.
  heights(index) {
    return this.runs.map((run, k) => {
      const at = Math.min(index, this.leftAt[k]), { indices, heights, rows } = run;
      return at >= indices[rows - 1] ? heights[rows - 1] : interpolated(at, indices, heights);
    });
  }

  // The length of a bar, 0 to 1: the shorter the lower.
  bar(height) {
    const gap = Number.isFinite(height) ? height - this.floor : Infinity;
    if (!(this.top > 0)) return gap > 0 && gap === Infinity ? 1 : 0;
    return clipped(this.decades ? 1 + Math.log10(Math.max(gap, 0) / this.top) / this.decades : gap / this.top, 0, 1);
  }

  // The order at so many film times, of heights averaged over a while: who hops does not flicker.
  setOrders(film) {
    const { samples, calm, ahead } = pictureTable("race"), width = Math.max(Math.floor(calm * samples), 1), last = samples - 1;
    const rows = Array.from({ length: samples }, (_, k) => this.values(film(k / last))), calmed = this.runs.map((_, j) => softened(rows.map((row) => row[j]), width));
    let order = [...this.runs.keys()].sort((a, b) => rows[last][a] - rows[last][b]);
    this.orders = rows.map((_, k) => {
      order = passed(order, calmed.map((row) => row[k]), ahead);
      if (k > samples - 3 * width) order = passed(order, rows[last], 0);
      return order;
    });
  }

  // What the order goes by: who is there stays before those that are not, in the order in which they came; so do those who
  // left where the sentence tells that, and else they are the last.
  values(index) {
    const { runs, losses, arrivals, level } = this, top = this.top || 1, away = tellsLosses(runs) ? -1e9 : 1e9;
    return this.heights(index).map((height, k) => {
      const gap = (Number.isFinite(height) ? height - this.floor : Infinity) / top;
      if (arrivals[k] <= index) return arrivals[k] - 1e9;
      if (losses[k] <= index) return losses[k] + away;
      return level === null ? clipped(gap, -1e3, 1e3) : Math.log10(clipped(gap, 1e-16, 1e16));
    });
  }

  // Rows at a film time, the lowest first: [{k, bar, said}].
  rows(t, index) {
    const heights = this.heights(index), known = heights.filter(Number.isFinite), span = Math.max(...known) - Math.min(...known);
    const near = span > 1e-13 * Math.max(...known.map(Math.abs)) ? span : Infinity;
    return this.orders[Math.round(clipped(t, 0, 1) * (this.orders.length - 1))].map((k) => ({ k, bar: this.bar(heights[k]), said: this.said(k, index, heights[k], near) }));
  }

  said(k, index, height, span) {
    const gap = height - this.level, n = this.losses[k];
    if (n <= index) return say(pictureTable("race").gone[endingOf(this.runs[k])]) + (n ? say("comma") + say("step {n}", { n }) : "");
    if (this.arrivals[k] <= index) return say("there, step {n}", { n: this.arrivals[k] });
    if (this.level !== null) return saidNumber(numberText(gap, Math.abs(gap) < 100 ? 2 : 3));
    return Number.isFinite(height) ? saidNumber(numberText(height, 3, "·", span)) : "nan";
  }
}

// The step after which a lost one is never on the map again.
function lastOnMap(run) {
  const { domain } = run.landscape, n = run.dimensions;
  if (endingOf(run) < ESCAPED) return Infinity;
  let row = run.rows - 1;
  while (row >= 0 && !domain.every(([low, high], i) => run.positions[row * n + i] >= low && run.positions[row * n + i] <= high)) row--;
  return row < 0 ? 0 : run.indices[row];
}

// Who is lower than the one before by more than `ahead` passes.
function passed(given, row, ahead) {
  const order = given.slice();
  for (let round = 0; round < order.length; round++) for (let k = 0; k + 1 < order.length; k++) {
    if (row[order[k + 1]] < row[order[k]] - ahead) [order[k], order[k + 1]] = [order[k + 1], order[k]];
  }
  return order;
}
