// Which stationary point each particle came to: descent/results/destinations.py; tables.endings.destinations.

// Of the last points of a run: {places: [{position, height, kind, extent, known, count}], label: Int32Array(N)}.
// `known` is the number of the landscape's own minimizer, or -1; places come in Python's order.
function destinationsOf(run) {
  const ends = run.positions.subarray((run.rows - 1) * run.count * run.dimensions);
  return destinations(run.landscape, ends, run.endings, run.verdicts);
}

// The same of `points` (N * n) with their endings; label -1 for those that reached no stationary point. What `classify`
// found out need not be found again.
function destinations(landscape, points, endings, verdicts = new Map()) {
  const ground = Ground.of(landscape).rested(), { n } = ground;
  const arrived = [];
  endings.forEach((ending, k) => ending <= SADDLE && arrived.push(k));
  const { first, member } = grouped(ground, points, arrived);
  const ends = first.map((k) => ({
    ...(verdicts.get(k) ?? settle(ground, points.slice(k * n, k * n + n), ground.resting)),
    ended: endings[k],
  }));
  for (const end of ends) end.height = ground.value(end.limit);
  const group = placesOf(ground, ends);
  const members = [];
  group.forEach((g, k) => (members[g] ??= []).push(ends[k]));
  const places = members.map((own, k) => placeOf(ground, own, k));
  const order = sortedPlaces(ground, places);
  const rank = new Int32Array(places.length);
  order.forEach((place, k) => (rank[place.group] = k));
  const label = new Int32Array(endings.length).fill(-1);
  arrived.forEach((k, j) => {
    label[k] = rank[group[member[j]]];
    order[label[k]].count++;
  });
  for (const place of order) delete place.group;
  return { places: order, label };
}

// What stands for all of a place's members: the first by coordinates, or the landscape's own minimizer there.
function placeOf(ground, members, group) {
  const { same_destination: same, some } = ground.table.destinations;
  const key = (end) => [...end.limit.map((x, i) => Math.round(x / (1e-6 * ground.width[i]))), end.height];
  const [, head] = members.map((end) => [key(end), end]).sort(([a], [b]) => byNumbers(a, b))[0];
  const level = members.filter((end) => end.level);
  const few = Math.min(level.length, some);
  const asked = Array.from({ length: few }, (_, k) => level[few > 1 ? Math.trunc((k * (level.length - 1)) / (few - 1)) : 0]);
  const known = nearest(ground, ground.landscape.minimizers, head.limit, same);
  const position = known < 0 ? head.limit : Float64Array.from(ground.landscape.minimizers[known]);
  return {
    position,
    height: known < 0 ? head.height : ground.value(position),
    kind: members.some((end) => end.ended === CONVERGED) ? "minimum" : "saddle",
    extent: Math.max(0, ...asked.map((end) => extentAt(ground, end.limit))),
    known,
    count: 0,
    group,
  };
}

function byNumbers(a, b) {
  const k = a.findIndex((x, i) => x !== b[i]);
  return k < 0 ? 0 : a[k] - b[k];
}

// Which of the points lies within `most` shares of the domain's width, the nearest; -1 for none.
function nearest(ground, points, to, most) {
  let best = -1, least = most;
  points.forEach((point, k) => {
    const away = ground.apart(point, to);
    if (away <= least && (best < 0 || away < least)) [best, least] = [k, away];
  });
  return best;
}

// Known minimizers in their own order, others by height, then by coordinates; rounded to be stable. They may be some of
// `all` places.
function sortedPlaces(ground, places, all = places) {
  const span = Math.max(ground.slack, 1e-9 * largest(all.map((place) => place.height)));
  const key = ({ known, height, position }) => [
    known < 0 ? 1 : 0, known, span > 0 ? Math.round(height / span) : height,
    ...position.map((x, i) => Math.round(x / (1e-6 * ground.width[i]))),
  ];
  return places.map((place) => [key(place), place]).sort(([a], [b]) => byNumbers(a, b)).map(([, place]) => place);
}

// The destination of each end: the same place, or the same floor. Numbers from 0 on.
function placesOf(ground, ends) {
  const union = new Union(ends.length);
  linkNear(ground, ends, union);
  for (const kind of [CONVERGED, SADDLE]) {
    const heads = new Map();
    ends.forEach((end, k) => {
      if (end.level && end.ended === kind && !heads.has(union.root(k))) heads.set(union.root(k), k);
    });
    const chosen = [...heads.values()];
    const floors = linkedByFloors(ground, chosen.map((k) => ends[k].limit), chosen.map((k) => ends[k].height));
    floors.forEach((floor, j) => union.unite(chosen[j], chosen[floor]));
  }
  const numbers = new Map();
  return ends.map((_, k) => {
    const root = union.root(k);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root);
  });
}

// Unite ends closer than SAME_DESTINATION to one another; at different heights there is a jump between them.
function linkNear(ground, ends, union) {
  const { same_destination: same } = ground.table.destinations;
  const levels = new Map();
  let level = 0, before = null;
  for (const { height } of [...ends].sort((a, b) => a.height - b.height)) {
    if (before !== null && height - before > 1e3 * ground.slack) level++;
    levels.set((before = height), level);
  }
  // From left to right: each with those before it that are no further away than that along the first side.
  const shares = ends.map((end) => end.limit.map((x, i) => x / ground.width[i]));
  const order = ends.map((_, k) => k).sort((a, b) => shares[a][0] - shares[b][0]);
  for (let i = 0; i < order.length; i++) {
    const k = order[i], own = levels.get(ends[k].height);
    for (let j = i - 1; j >= 0 && shares[k][0] - shares[order[j]][0] <= same; j--) {
      let square = 0;
      for (let d = 0; d < ground.n; d++) square += (shares[k][d] - shares[order[j]][d]) ** 2;
      if (square <= same * same && levels.get(ends[order[j]].height) === own) union.unite(k, order[j]);
    }
  }
}

// Sets that grow together.
class Union {
  constructor(count) { this.parent = Int32Array.from({ length: count }, (_, k) => k); }

  root(k) {
    while (this.parent[k] !== k) k = this.parent[k] = this.parent[this.parent[k]];
    return k;
  }

  unite(a, b) { this.parent[this.root(a)] = this.root(b); }
}

// What a place is one of, where it is no point: "a curve of minima"; empty for a point.
function wholeOf(place) {
  if (!place.extent) return "";
  const flat = place.extent >= Math.min(2, place.position.length);
  return `a ${flat ? "flat" : "curve"} of ${place.kind === "minimum" ? "minima" : "saddles"}`;
}
