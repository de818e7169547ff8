// Which stationary points lie on one curve, or one flat, of them: descent/results/valleys.py; tables.endings.valleys.

// The group of each of the points that lie on floors at `heights`: one where one walks between them on level ground.
function linkedByFloors(ground, points, heights) {
  const group = points.map((_, k) => k);
  for (const pairs of [nearPairs, pairsOfGroups]) {
    const level = pairs(ground, points, group).filter(([a, b]) => Math.abs(heights[a] - heights[b]) <= ground.slack);
    link(ground, points, level, group);
  }
  return group;
}

// Unite the groups of the pairs between which the ground is level; pairs come with the shortest first.
function link(ground, points, pairs, group) {
  while (pairs.length) {
    // Every group's shortest way out that has not been tried.
    const met = new Set();
    const chosen = pairs.map(([a, b]) => {
      const fresh = !met.has(group[a]) || !met.has(group[b]);
      met.add(group[a]).add(group[b]);
      return fresh;
    });
    const joined = pairs.filter(([a, b], k) => chosen[k] && areJoined(ground, points[a], points[b]));
    for (const [a, b] of joined) {
      const [from, to] = [group[a], group[b]];
      if (from !== to) group.forEach((g, k) => g === from && (group[k] = to));
    }
    pairs = pairs.filter(([a, b], k) => !chosen[k] && group[a] !== group[b]);
  }
}

// Whether level ground leads from `start`, on a floor, to `goal`.
function areJoined(ground, start, goal) {
  const { steps, hops, stride, hop, sideways } = ground.table.valleys;
  const { same_destination: same } = ground.table.destinations;
  const height = ground.value(start);
  const isLevel = (floor) => floor.found && Math.abs(ground.value(floor.limit) - height) <= ground.slack;
  const kinked = onKink(ground, start);
  const onFloor = (place, way, most) =>
    groundBeside(ground, ground.beside(place, Math.min(1, most / Math.max(largest(way), 1e-300)), way), kinked);
  let place = start, left = hops;
  for (let k = 0; k < steps; k++) {
    const far = ground.apart(goal, place);
    if (far <= same) return true;
    const way = ground.way(place, goal);
    let after = onFloor(place, levelPart(ground, place, way, kinked), stride);
    const nearer = ground.apart(goal, after.limit) < far - sideways * Math.min(far, stride);
    if (!isLevel(after) || !nearer) {
      if (left-- <= 0) return false;
      after = onFloor(place, way, hop);
      if (!isLevel(after)) return false;
    }
    place = after.limit;
  }
  return false;
}

// The nearest place of a floor, or of a kink; and the part of a way along either.
const groundBeside = (ground, place, kinked) =>
  kinked ? kinkBeside(ground, place) : floorBeside(ground, place, ground.table.rest.level);
const levelPart = (ground, place, way, kinked) => (kinked ? partAlongKink(ground, place, way) : ground.level(place, way));

// In how many directions a floor goes on beside a point; where floors cross the least of what is seen further on.
function extentAt(ground, point) {
  const here = floorsBeside(ground, point);
  if (here.rank < 2) return here.rank;
  const further = here.places.map((place) => floorsBeside(ground, place).rank).filter((rank) => rank > 0);
  return Math.min(here.rank, ...further);
}

function floorsBeside(ground, point) {
  const { beside } = ground.table.valleys;
  const places = [], ways = [], kinked = onKink(ground, point);
  for (const way of ground.around) {
    // Not across what bends: where there are many waves, the next has a floor too.
    const floor = groundBeside(ground, ground.beside(point, beside, levelPart(ground, point, way, kinked)), kinked);
    if (!floor.found || !(Math.abs(ground.value(floor.limit) - ground.value(point)) <= ground.slack)) continue;
    if (!(ground.apart(floor.limit, point) > beside / 3)) continue;
    places.push(floor.limit);
    ways.push(ground.way(point, floor.limit));
  }
  // A curve bends on the way: what differs by less than that is one direction.
  const { n } = ground, products = new Float64Array(n * n);
  for (const way of ways) for (let k = 0; k < n * n; k++) products[k] += way[(k / n) | 0] * way[k % n];
  const least = 0.3 * beside * Math.sqrt(ground.around.length);
  const rank = new Eigen(n).of(products).values.filter((square) => square > least * least).length;
  return { rank, places };
}

// Each of the points with its nearest neighbors, the shortest way first.
function nearPairs(ground, points) {
  const most = ground.table.valleys.neighbors, count = points.length;
  const pairs = new Map();
  for (let k = 0; k < count; k++) {
    const near = [];
    for (let j = 0; j < count; j++) {
      if (j === k) continue;
      const length = ground.apart(points[k], points[j]);
      if (near.length === most && !(length < near[most - 1][2])) continue;
      if (near.length === most) near.pop();
      let at = near.length;
      while (at > 0 && length < near[at - 1][2]) at--;
      near.splice(at, 0, [Math.min(k, j), Math.max(k, j), length]);
    }
    for (const pair of near) pairs.set(pair[0] * count + pair[1], pair);
  }
  return [...pairs].sort((a, b) => a[1][2] - b[1][2] || a[0] - b[0]).map(([, pair]) => pair);
}

// The nearest members of every two groups, of the largest of them, the shortest way first.
function pairsOfGroups(ground, points, group) {
  const members = new Map();
  group.forEach((g, k) => members.set(g, [...(members.get(g) ?? []), k]));
  const large = [...members.values()].sort((a, b) => b.length - a.length).slice(0, ground.table.valleys.most_groups);
  const pairs = [];
  large.forEach((ours, i) => {
    for (const theirs of large.slice(0, i)) {
      let near = null;
      for (const a of ours) for (const b of theirs) {
        const length = ground.apart(points[a], points[b]);
        if (!near || length < near[2]) near = [a, b, length];
      }
      pairs.push(near);
    }
  });
  return pairs.sort((a, b) => a[2] - b[2]);
}
