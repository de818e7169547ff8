// The minima of a landscape in an order that hangs on nothing that is switched on or off, so that each keeps its color:
// render/figures/basin_colors.py.

// A generator like `basinsOf`. Its result: {minima: places as destinations have them}, those that gradient descent
// reaches, from most starts first; then other known ones. A `rate` may be given for what is the landscape's own.
function* minimaOf(landscape, { rate = defaultRate(landscape, "gradient_descent").rate } = {}) {
  const { lattice: side, steps } = Thalweg.printed.tables.picture.basins;
  const options = { optimizer: "gradient_descent", learning_rate: rate, steps, domain: landscape.domain };
  const level = new BasinLevel(landscape, options, new Fates(landscape), landscape.domain.map((span) => latticeOf(span, side)));
  for (const count of level.travel()) yield { progress: count / level.count };
  const { places, label } = level.result();
  places.forEach((place, k) => (place.count = label.reduce((sum, own) => sum + (own === k), 0)));
  const found = places.filter(({ count }) => count).sort((a, b) => b.count - a.count);
  const known = landscape.minimizers.map((point, k) => {
    const position = Float64Array.from(point);
    return { position, height: landscape.value(position), kind: "minimum", extent: 0, known: k, count: 0 };
  });
  yield { minima: [...found, ...known.filter((place) => inksOf(landscape, found, [place])[0] < 0)], progress: 1, done: true };
}

// Which of the `minima` each of the places is, by number: one point, or one curve or flat; -1 for one that only another
// optimizer finds.
function inksOf(landscape, minima, places) {
  const ground = Ground.of(landscape), most = ground.table.destinations.same_in_two_runs;
  return places.map((place) => {
    const away = minima.map(({ position }) => ground.apart(position, place.position));
    const best = away.indexOf(Math.min(...away));
    if (best >= 0 && away[best] <= most) return best;
    return minima.findIndex((other) => place.extent > 0 && other.extent > 0 && Math.abs(place.height - other.height) <= ground.slack &&
      areJoined(ground, other.position, place.position));
  });
}
