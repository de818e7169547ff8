// The minima of a landscape in an order that hangs on nothing that is switched on or off, so that each keeps its color:
// render/figures/basin_colors.py.

// A generator like `basinsOf`. Its result: {minima: [[x, y], ...]}, those that gradient descent reaches, from most
// starts first; then other known ones. A `rate` may be given for what is the landscape's own.
function* minimaOf(landscape, { rate = defaultRate(landscape, "gradient_descent").rate } = {}) {
  const { lattice: side, steps } = Thalweg.printed.tables.picture.basins;
  const options = { optimizer: "gradient_descent", learning_rate: rate, steps, domain: landscape.domain };
  const level = new BasinLevel(landscape, options, new Fates(landscape), side);
  for (const count of level.travel()) yield { progress: count / level.count };
  const { minimizers, label } = level.result();
  const counts = minimizers.map((place, k) => ({ place, count: label.reduce((sum, own) => sum + (own === k), 0) }));
  const found = counts.filter(({ count }) => count).sort((a, b) => b.count - a.count).map(({ place }) => place);
  const known = landscape.minimizers.filter((place) => inksOf(landscape, found, [place])[0] < 0);
  yield { minima: [...found, ...known.map((place) => Array.from(place))], progress: 1, done: true };
}

// Which of the `minima` each of the positions is, by number; -1 for one that only another optimizer finds.
function inksOf(landscape, minima, positions) {
  const ground = Ground.of(landscape), most = ground.table.destinations.same_in_two_runs;
  return positions.map((position) => {
    const away = minima.map((place) => Math.hypot(...ground.way(place, position)));
    const best = away.indexOf(Math.min(...away));
    return best >= 0 && away[best] < most ? best : -1;
  });
}
