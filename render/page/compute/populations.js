// Methods that move a whole population and know heights alone, as descent/populations says them, number for number:
// drawn by `Chance`, as NumPy's generator draws. A point is an array of n coordinates, a generation an array of points.
const POPULATIONS = {
  particle_swarm: {
    joined: true,
    begin(place, draw, { population }) {
      const points = place.anywhere(draw, population), ahead = place.anywhere(draw, population);
      if (place.start) points[0] = place.start;
      return { place, points, velocities: points.map((p, i) => p.map((x, d) => (ahead[i][d] - x) / 2)) };
    },
    ask(state, draw, { inertia, own, swarm, walls }) {
      if (!state.bests) return state.points;
      const { points, bests } = state, leader = bests[lowestIndex(state.bestHeights)];
      const [r1, r2] = [0, 1].map(() => points.map((p) => p.map(() => draw.random())));
      state.velocities = points.map((p, i) => p.map((x, d) =>
        inertia * state.velocities[i][d] + own * r1[i][d] * (bests[i][d] - x) + swarm * r2[i][d] * (leader[d] - x)));
      return points.map((p, i) => {
        const free = p.map((x, d) => x + state.velocities[i][d]), ahead = walls ? state.place.mirrored(free) : free;
        state.velocities[i] = state.velocities[i].map((v, d) => (ahead[d] === free[d] ? v : -v));
        return ahead;
      });
    },
    tell(state, points, heights) {
      const better = heights.map((h, i) => !state.bests || h < state.bestHeights[i]);
      state.bests = points.map((p, i) => (better[i] ? p : state.bests[i]));
      state.bestHeights = heights.map((h, i) => (better[i] ? h : state.bestHeights[i]));
      Object.assign(state, { points, heights });
    },
    drawn: ({ velocities, bests, bestHeights }) => ({ velocities, bests, best: bests[lowestIndex(bestHeights)] }),
  },

  differential_evolution: {
    joined: true,
    begin(place, draw, { population }) {
      const points = place.anywhere(draw, Math.max(population ?? 10 * place.low.length, 4));
      if (place.start) points[0] = place.start;
      return { place, points, heights: null, bases: points, mutants: points };
    },
    ask(state, draw, { scale, crossover, walls }) {
      const { points } = state, n = points[0].length;
      if (!state.heights) return points;
      [state.bases, state.mutants] = [[], []];
      return points.map((p, i) => {
        const [a, b, c] = threeOthers(i, points.length, [draw.random(), draw.random(), draw.random()]).map((k) => points[k]);
        const free = a.map((x, d) => x + scale * (b[d] - c[d])), mutant = walls ? state.place.mirrored(free) : free;
        state.bases.push(a);
        state.mutants.push(mutant);
        const one = Math.floor(draw.random() * n), lots = p.map(() => draw.random());
        return p.map((x, d) => (lots[d] < crossover || d === one ? mutant[d] : x));
      });
    },
    tell(state, trials, heights) {
      const taken = heights.map((h, i) => !state.heights || h <= state.heights[i]);
      state.points = trials.map((p, i) => (taken[i] ? p : state.points[i]));
      state.heights = heights.map((h, i) => (taken[i] ? h : state.heights[i]));
      Object.assign(state, { trials, taken });
    },
    drawn: ({ points, heights, bases, mutants, trials, taken }) =>
      ({ bases, mutants, trials, taken: taken.map(Number), best: points[lowestIndex(heights)] }),
  },

  annealing: {
    joined: true,
    trails: true,
    begin(place, draw, { population }) {
      const soundings = place.anywhere(draw, SOUNDINGS), points = place.anywhere(draw, population);
      return { place, soundings, points: place.start ? points.map(() => place.start) : points, warmth: null };
    },
    ask({ points, soundings, place, warmth }, draw, { step }) {
      if (warmth === null) return [...soundings, ...points];
      return points.map((p) => p.map((x, d) => x + step * place.sides[d] * draw.normal()));
    },
    tell(state, trials, heights, draw, { temperature, cooling, walls }) {
      const { place } = state;
      if (state.warmth === null) {
        const known = heights.slice(0, SOUNDINGS).filter(Number.isFinite), first = trials.slice(SOUNDINGS);
        const warmth = temperature * (known.length > 1 ? deviation(known) : 1);
        return void Object.assign(state, { warmth, heights: heights.slice(SOUNDINGS), trials: first, taken: first.map(() => true) });
      }
      const lots = trials.map(() => draw.random());
      const taken = trials.map((p, i) => {
        const rise = state.heights[i] === Infinity ? -Infinity : heights[i] - state.heights[i];
        return (rise <= 0 || lots[i] < Math.exp(-rise / Math.max(state.warmth, 1e-300))) && Number.isFinite(heights[i]) &&
          (!walls || p.every((x, d) => x >= place.low[d] && x <= place.high[d]));
      });
      state.points = trials.map((p, i) => (taken[i] ? p : state.points[i]));
      state.heights = heights.map((h, i) => (taken[i] ? h : state.heights[i]));
      Object.assign(state, { warmth: cooling * state.warmth, trials, taken });
    },
    drawn: ({ points, heights, trials, taken, warmth }) => ({ trials, taken: taken.map(Number), best: points[lowestIndex(heights)], warmth }),
  },

  nelder_mead: {
    joined: true,
    begin(place, draw, { size }) {
      const start = place.start ?? place.anywhere(draw, 1)[0];
      const edges = place.sides.map((side, d) => (start[d] + size * side > place.high[d] ? -size * side : size * side));
      const corners = [start, ...edges.map((edge, d) => start.map((x, k) => x + (k === d ? edge : 0)))];
      return { place, corners, slots: corners.map((_, k) => k), phase: "begin", move: 0 };
    },
    ask(state, draw, { reflection, expansion, contraction, shrinkage, walls }) {
      const { corners, phase } = state, first = corners[0], last = corners.at(-1);
      if (phase === "begin") return corners;
      if (phase === "shrink") return corners.slice(1).map((p) => p.map((x, d) => first[d] + shrinkage * (x - first[d])));
      if (phase === "reflect") {
        const others = corners.slice(0, -1);
        state.mean = first.map((_, d) => others.reduce((sum, p) => sum + p[d], 0) / others.length);
        state.before = inSlots(state.slots, corners);
      }
      const along = { reflect: reflection, expand: reflection * expansion, outside: reflection * contraction, inside: -contraction }[phase];
      const { low, high } = state.place, point = state.mean.map((x, d) => (1 + along) * x - along * last[d]);
      return [walls ? point.map((x, d) => Math.min(Math.max(x, low[d]), high[d])) : point];
    },
    tell(state, points, heights) {
      const { phase, heights: levels } = state, height = heights[0], point = points[0];
      const replace = (p, h, move) => sortCorners(state, [...state.corners.slice(0, -1), p], [...levels.slice(0, -1), h], move);
      if (phase === "begin") sortCorners(Object.assign(state, { before: points }), points, heights, 0);
      else if (phase === "shrink") sortCorners(state, [state.corners[0], ...points], [levels[0], ...heights], 5);
      else if (phase === "reflect") {
        Object.assign(state, { reflected: point, level: height });
        if (levels[0] <= height && height < levels.at(-2)) replace(point, height, 1);
        else state.phase = height < levels[0] ? "expand" : height < levels.at(-1) ? "outside" : "inside";
      } else if (phase === "expand") {
        if (height < state.level) replace(point, height, 2);
        else replace(state.reflected, state.level, 1);
      } else if (phase === "outside" ? height <= state.level : height < levels.at(-1)) {
        replace(point, height, phase === "inside" ? 4 : 3);
      } else state.phase = "shrink";
    },
    whole: (state) => state.phase === "reflect",
    beads: ({ slots, corners, heights }) => [inSlots(slots, corners), inSlots(slots, heights)],
    drawn: ({ slots, corners, before, move }) => ({ simplex: inSlots(slots, corners), before, best: corners[0], move }),
  },

  cma_es: {
    joined: false,
    begin(place, draw, { step, population }) {
      const start = place.start ?? place.anywhere(draw, 1)[0], zero = start.map(() => 0);
      return {
        place, numbers: strategyNumbers(start.length, population), sigma: step, path: zero, conjugate: zero, generation: 0,
        mean: start.map((x, d) => (x - place.low[d]) / place.sides[d]), covariance: start.map((_, i) => zero.map((_, j) => Number(i === j))),
      };
    },
    ask(state, draw, { walls }) {
      const { place, mean, sigma, covariance, numbers } = state, { values, axes } = axesAsLapack(covariance);
      const roots = values.map((x) => Math.sqrt(Math.max(x, 0)));
      const z = Array.from({ length: numbers.population }, () => roots.map(() => draw.normal()));
      const steps = z.map((row) => axes.map((line) => line.reduce((sum, a, k) => sum + row[k] * roots[k] * a, 0)));
      Object.assign(state, { steps, roots, axes, centre: mean, spread: covariance.map((row) => row.map((x) => x * sigma ** 2)) });
      return steps.map((s) => {
        const free = s.map((x, d) => place.low[d] + (mean[d] + sigma * x) * place.sides[d]), point = walls ? place.mirrored(free) : free;
        point.forEach((x, d) => { if (x !== free[d]) s[d] = ((x - place.low[d]) / place.sides[d] - mean[d]) / sigma; });
        return point;
      });
    },
    tell(state, points, heights) {
      const c = state.numbers, n = points[0].length, { roots, axes, covariance, mean, sigma } = state;
      const order = heights.map((_, k) => k).sort((a, b) => (heights[a] < heights[b] ? -1 : heights[a] > heights[b] ? 1 : a - b));
      const steps = order.map((k) => state.steps[k]), coordinates = mean.map((_, d) => d);
      const turned = (v) => roots.map((_, k) => axes.reduce((sum, line, d) => sum + line[k] * v[d], 0));
      const white = roots.map((root) => (root > 0 ? 1 / root : 0));
      const move = coordinates.map((d) => steps.slice(0, c.parents).reduce((sum, s, k) => sum + c.weights[k] * s[d], 0));
      const inner = turned(move).map((x, k) => white[k] * x);
      const pull = Math.sqrt(c.cSigma * (2 - c.cSigma) * c.effective);
      const conjugate = coordinates.map((d) =>
        (1 - c.cSigma) * state.conjugate[d] + pull * axes[d].reduce((sum, a, k) => sum + a * inner[k], 0));
      const size = Math.hypot(...conjugate), after = state.generation + 1;
      const usual = Number(size / Math.sqrt(1 - (1 - c.cSigma) ** (2 * after)) < (1.4 + 2 / (n + 1)) * c.expected);
      const lead = usual * Math.sqrt(c.cC * (2 - c.cC) * c.effective);
      const path = coordinates.map((d) => (1 - c.cC) * state.path[d] + lead * move[d]);
      const held = c.weights.map((w, k) => (w >= 0 ? w : (w * n) / Math.max(turned(steps[k]).reduce((sum, x, i) => sum + (x * white[i]) ** 2, 0), 1e-300)));
      const kept = 1 + c.c1 * (1 - usual) * c.cC * (2 - c.cC) - c.c1 - c.cMu * c.weights.reduce((a, b) => a + b, 0);
      const next = coordinates.map((i) => coordinates.map((j) =>
        kept * covariance[i][j] + c.c1 * path[i] * path[j] + c.cMu * steps.reduce((sum, s, k) => sum + s[i] * held[k] * s[j], 0)));
      const growth = Math.exp(Math.min(1, (c.cSigma / c.damping) * (size / c.expected - 1)));
      Object.assign(state, {
        mean: mean.map((x, d) => x + sigma * move[d]), sigma: sigma * growth, path, conjugate, generation: after, points, heights,
        covariance: next.map((row, i) => row.map((x, j) => (x + next[j][i]) / 2)),
      });
    },
    drawn({ place: { low, sides }, centre, spread, points, heights }) {
      return {
        mean: centre.map((x, d) => low[d] + x * sides[d]),
        covariance: spread.map((row, i) => row.map((x, j) => x * sides[i] * sides[j])),
        best: points[lowestIndex(heights)],
      };
    },
  },
};

// So near one another, in shares of the domain's sides, particles are where the population ends.
const GATHERED = 5e-3;
// Heights anywhere in the box that say what is warm.
const SOUNDINGS = 32;

// A run whose rows are generations, one particle for each point of a generation.
function searched(landscape, { method, settings, generations, seed, start }) {
  const { begin, ask, tell, drawn, whole = () => true, beads = (state) => [state.points, state.heights], joined, trails = false } = POPULATIONS[method];
  const draw = new Chance(seed), place = searchPlace(landscape, start), state = begin(place, draw, settings);
  const rows = [], evaluations = [];
  let asked = 0;
  for (let k = 0; k <= generations; k++) {
    do {
      const points = ask(state, draw, settings);
      tell(state, points, points.map((p) => finiteHeight(landscape, p)), draw, settings);
      asked += points.length;
    } while (!whole(state));
    const [points, heights] = beads(state);
    rows.push({ points, heights, drawn: drawn(state) });
    evaluations.push(asked);
  }
  return settledSearch({
    landscape, joined, trails, evaluations, rows: rows.length, count: rows[0].points.length, dimensions: place.low.length, steps: generations,
    indices: Int32Array.from(rows, (_, k) => k),
    positions: Float64Array.from(rows.flatMap((row) => row.points.flat())),
    heights: Float64Array.from(rows.flatMap((row) => row.heights.map((h) => (h === Infinity ? NaN : h)))),
    drawn: rows.map((row) => row.drawn),
    stoppedAt: new Int32Array(rows[0].points.length).fill(generations),
  });
}

// A population has no slope that could be small: those rest that have come together where nothing moves any more.
function settledSearch(run) {
  const { landscape, rows, count, dimensions: n, positions, heights } = run, ground = Ground.of(landscape).rested();
  const last = heights.subarray((rows - 1) * count), best = lowestIndex(Array.from(last, (h) => (Number.isNaN(h) ? Infinity : h)));
  const first = Math.max(rows - 1 - Math.floor(rows / 20) - Number(count === 1), 0), place = (row, k) => positions.subarray((row * count + k) * n, (row * count + k + 1) * n);
  const resting = Uint8Array.from(last, (_, k) => {
    for (let row = first; row < rows; row++) if (!(ground.apart(place(row, k), place(rows - 1, best)) <= GATHERED)) return 0;
    return 1;
  });
  const endings = Uint8Array.from(last, (h) => (Number.isNaN(h) ? UNDEFINED : RUNNING));
  const ends = positions.subarray((rows - 1) * count * n), flat = endings.slice();
  const verdicts = classify(ground, ends, null, endings, resting);
  // Whoever is led by heights alone and has a slope beneath is stuck nowhere.
  classify(ground, ends, null, flat);
  endings.forEach((ending, k) => { if (ending === STALLED) endings[k] = flat[k]; });
  return { ...run, endings, resting, verdicts };
}

function searchPlace(landscape, start) {
  const low = landscape.domain.map((side) => side[0]), high = landscape.domain.map((side) => side[1]);
  const sides = high.map((x, d) => x - low[d]);
  const anywhere = (draw, count) => Array.from({ length: count }, () => low.map((x, d) => x + draw.random() * sides[d]));
  const mirrored = (point) => point.map((x, d) => {
    if (x >= low[d] && x <= high[d]) return x;
    const along = x - low[d] - 2 * sides[d] * Math.floor((x - low[d]) / (2 * sides[d]));
    return Math.min(Math.max(low[d] + Math.min(along, 2 * sides[d] - along), low[d]), high[d]);
  });
  return { low, high, sides, start: start && Array.from(start), anywhere, mirrored };
}

function finiteHeight(landscape, point) {
  const height = landscape.value(point);
  return Number.isFinite(height) ? height : Infinity;
}

const lowestIndex = (heights) => heights.reduce((best, h, k) => (h < heights[best] ? k : best), 0);

function deviation(numbers) {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
}

// Three different numbers below `count` that are not `i`, from three lots in [0, 1).
function threeOthers(i, count, lots) {
  const taken = [i];
  lots.forEach((lot, k) => {
    let number = Math.floor(lot * (count - 1 - k));
    for (const one of [...taken].sort((a, b) => a - b)) number += number >= one ? 1 : 0;
    taken.push(number);
  });
  return taken.slice(1);
}

function inSlots(slots, items) {
  const placed = [];
  slots.forEach((slot, k) => (placed[slot] = items[k]));
  return placed;
}

function sortCorners(state, corners, heights, move) {
  const order = heights.map((_, k) => k).sort((a, b) => (heights[a] < heights[b] ? -1 : heights[a] > heights[b] ? 1 : a - b));
  const sorted = (items) => order.map((k) => items[k]);
  Object.assign(state, { corners: sorted(corners), heights: sorted(heights), slots: sorted(state.slots), phase: "reflect", move });
}

// Hansen (2016), The CMA evolution strategy: a tutorial, table 1.
function strategyNumbers(n, given) {
  const population = given ?? 4 + Math.floor(3 * Math.log(n)), parents = Math.floor(population / 2);
  const raw = Array.from({ length: population }, (_, k) => Math.log((population + 1) / 2) - Math.log(k + 1));
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const counted = (list) => sum(list) ** 2 / Math.max(sum(list.map((x) => x * x)), 1e-300);
  const effective = counted(raw.slice(0, parents)), others = counted(raw.slice(parents));
  const cSigma = (effective + 2) / (n + effective + 5), cC = (4 + effective / n) / (n + 4 + (2 * effective) / n);
  const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + cSigma;
  const c1 = 2 / ((n + 1.3) ** 2 + effective);
  const cMu = Math.min(1 - c1, (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective));
  const least = Math.min(1 + c1 / cMu, 1 + (2 * others) / (effective + 2), (1 - c1 - cMu) / (n * cMu));
  const above = sum(raw.filter((x) => x > 0)), below = -sum(raw.filter((x) => !(x > 0)));
  return {
    population, parents, effective, cSigma, cC, damping, c1, cMu,
    weights: raw.map((x) => (x > 0 ? x / above : (least * x) / Math.max(below, 1e-300))),
    expected: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

Object.assign(globalThis.Thalweg, { searched });
