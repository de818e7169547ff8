// Words about places and rates; only what the numbers say.

// A point in so many digits as a picture of its domain needs: "(−2.81, 3.13)"; of one variable "x = 3".
function pointText(point, domain, name = "x") {
  const texts = Array.from(point, (x, i) => {
    const half = Math.max(domain[i][1] / 2 - domain[i][0] / 2, 1e-300);
    const places = 2 - Math.floor(Math.log10(half)), told = half < 1e6 ? Math.max(places, 0) : places;
    const unit = 10 ** -told;
    const near = told >= 0 ? Number(x.toFixed(Math.min(told, 100))) : Math.round(x / unit) * unit;
    return numberText(near, 1, "·", unit);
  });
  return texts.length === 1 ? `${name} = ${texts[0]}` : `(${texts.join(", ")})`;
}

const placesFound = new WeakMap();

// A run's destinations, worked out once.
function placesReached(run) {
  if (!placesFound.has(run)) placesFound.set(run, destinationsOf(run));
  return placesFound.get(run);
}

// Which of some minima are the lowest: those known to be, else those as deep as the one of least height; of `gold` none then
// where a lowest one is known that nobody was below of.
function lowestOf(places, landscape, gold) {
  const known = places.flatMap((place, k) => (place?.known >= 0 ? [k] : []));
  if (known.length) return known;
  const heights = places.map((place) => place?.height ?? Infinity), told = heights.filter(Number.isFinite);
  const level = Math.max(levelOf(told) + pictureTable("finale").rounding * Math.max(0, ...told.map(Math.abs)), Ground.of(landscape).slack), least = Math.min(...heights);
  if (gold && landscape.minimizers.length && !(least < landscape.minimum - Ground.of(landscape).slack)) return [];
  return heights.flatMap((height, k) => (height === least || height - least <= level ? [k] : []));
}

const stepsText = (count) => (count === 1 ? "1 step" : `${count} steps`);

// What one is looking at, beside the slider: how the rate lies to the largest that is stable where particles rest, or how long the steps are, and what that does to the particles.
function about(run) {
  const parts = [boundText(run) ?? strideText(run), lossText(run), restlessText(run)];
  return parts.filter(Boolean).map((text) => `${text[0].toUpperCase()}${text.slice(1)}.`).join(" ");
}

// Where particles could rest: the minima reached and those that are known; of a curve the one place that stands for it.
function restingPlaces(run) {
  const reached = placesReached(run).places.filter(({ kind }) => kind === "minimum");
  const known = run.landscape.minimizers.map((point) => ({ position: Float64Array.from(point), extent: 0 }));
  const missed = known.filter((place) => inksOf(run.landscape, reached, [place])[0] < 0);
  return [...reached, ...missed].slice(0, MOST_BOUNDS).map(({ position }) => position);
}

const MOST_BOUNDS = 12;

// Against the largest stable rate of every minimum, where theory has one: a constant rate, steps proportional to the
// gradient.
function boundText(run) {
  const rate = run.learningRate;
  if (typeof rate !== "number" || !(rate > 0)) return null;
  const bounds = restingPlaces(run).map((at) => ({ at, largest: stableRateOr(run.landscape, at, run.optimizer, run.settings) }))
    .filter(({ largest }) => largest > 0 && largest < Infinity).sort((a, b) => a.largest - b.largest);
  if (!bounds.length) return null;
  const [least, most] = [bounds[0], bounds[bounds.length - 1]];
  const told = ({ at, largest }) => `${numberText(largest)} at ${pointText(at, run.landscape.domain)}`;
  const calm = bounds.filter(({ largest }) => rate <= largest).length;
  if (!calm) return `steps overshoot more and more at ${bounds.length > 1 ? `each of ${bounds.length} minima` : "the minimum"}: the largest stable rate is ${told(most)}`;
  if (calm < bounds.length) return `this rate is stable at ${calm} of ${bounds.length} minima: rates up to ${told(most)}, only up to ${told(least)}`;
  const share = rate / least.largest;
  // Of plain gradient descent a step jumps across the floor where rate * curvature > 1; the bound is 2.
  if (run.optimizer === "gradient_descent" && share > 0.5) return `at ${pointText(least.at, run.landscape.domain)} steps jump across the floor and back, shorter every time: rates up to ${numberText(least.largest)} are stable there`;
  return `rates up to ${told(least)} are stable${bounds.length > 1 ? `, at all ${bounds.length} minima` : ""}; this one is ${shareText(share)} of that`;
}

function shareText(share) {
  if (share > 0.995) return "all";
  return share >= 0.01 ? `${Math.round(100 * share)} %` : `1/${Math.round(1 / share)}`;
}

// How long steps are, in shares of the domain: of all that move, the middle one of the first and of the last step.
function strideText(run) {
  if (run.rows < 2 || run.indices[1] !== 1) return null;
  const ground = Ground.of(run.landscape);
  const strides = (row) => {
    const from = run.row(row - 1), to = run.row(row), n = run.dimensions, lengths = [];
    for (let k = 0; k < run.count; k++) {
      const length = ground.apart(from.subarray(k * n, k * n + n), to.subarray(k * n, k * n + n));
      if (length > 0) lengths.push(length);
    }
    return lengths.sort((a, b) => a - b)[lengths.length >> 1];
  };
  const first = strides(1);
  return first === undefined ? null : `the first step crosses ${percent(first)} of the domain`;
}

const percent = (share) => `${numberText(100 * share, 2)} %`;

function lossText(run) {
  const lost = run.endings.filter((ending) => ending === ESCAPED || ending === DIVERGED);
  if (!lost.length) return null;
  const of = lost.length === run.count ? (run.count === 1 ? "the particle" : `all ${run.count}`) : `${lost.length} of ${run.count}`;
  const leaving = Thalweg.printed.tables.endings.phrases[lost.every((ending) => ending === DIVERGED) ? DIVERGED : ESCAPED];
  return `${of} ${lost.length === 1 ? leaving.alone : leaving.several}`;
}

// How many still move in the end: on the map, and off it.
function restlessText(run) {
  const left = leftSince(run), { alone, several } = Thalweg.printed.tables.endings.phrases[RUNNING], { count, steps } = run;
  const told = [[false, alone, several], [true, "went over the edge", "went over the edge"]].flatMap(([off, one, more]) => {
    const n = run.endings.reduce((sum, ending, k) => sum + (ending === RUNNING && left[k] <= steps === off), 0);
    return n ? [`${n < count ? `${n} of ${count}` : n === 1 ? "the particle" : `all ${n}`} ${n === 1 ? one : more}`] : [];
  });
  return told.length ? `after ${stepsText(steps)} ${told.join(", ")}` : null;
}
