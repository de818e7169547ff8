// Where the picture is looked at from: the same poses, paths and fit as `render.camera`.
const radians = (degrees) => (degrees * Math.PI) / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const along = (a, s, b) => [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]];
const lens = () => Math.tan(radians(pictureTable("camera").angle / 2));

// 0..1 to 0..1, and 0 before, 1 after, at an even pace, gathered and lost over the share `ramp` at each end.
function gathered(u, ramp = 0.5) {
  const part = clipped(u, 0, 1);
  if (part > 0.5) return 1 - gathered(1 - part, ramp);
  return (part < ramp ? (part * part) / (2 * ramp) : part - ramp / 2) / (1 - ramp);
}

// The camera's right, up and backward directions.
function axesOf({ azimuth, elevation }) {
  const [a, e] = [radians(azimuth), radians(elevation)];
  const back = [Math.cos(a) * Math.cos(e), Math.sin(a) * Math.cos(e), Math.sin(e)];
  const right = [-Math.sin(a), Math.cos(a), 0];
  return [right, cross(back, right), back];
}

// The nearest camera in the pose's direction that shows every point of `hull` inside `frame`; farther or nearer by zoom.
function fitView(pose, hull, aspect, frame) {
  const [right, up, back] = axesOf(pose);
  const half = lens();
  const [x0, x1] = [frame.left, frame.right].map((share) => (2 * share - 1) * half * aspect);
  const [y0, y1] = [frame.bottom, frame.top].map((share) => (1 - 2 * share) * half);
  const most = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity, back: -Infinity };
  for (const p of hull) {
    const [r, u, b] = [dot(right, p), dot(up, p), dot(back, p)];
    most.x1 = Math.max(most.x1, r + x1 * b);
    most.x0 = Math.min(most.x0, r + x0 * b);
    most.y1 = Math.max(most.y1, u + y1 * b);
    most.y0 = Math.min(most.y0, u + y0 * b);
    most.back = Math.max(most.back, b);
  }
  const spread = [(most.x1 - most.x0) / (x1 - x0), (most.y1 - most.y0) / (y1 - y0)];
  const distance = Math.max(...spread, most.back + pictureTable("camera").nearest) / (pose.zoom ?? 1);
  const x = (most.x1 - x1 * distance + most.x0 - x0 * distance) / 2 + (pose.x ?? 0);
  const y = (most.y1 - y1 * distance + most.y0 - y0 * distance) / 2 + (pose.y ?? 0);
  let focus = [0, 1, 2].map((i) => x * right[i] + y * up[i]);
  if (pose.target) focus = focus.map((c, i) => c + (pose.aim ?? 1) * (pose.target[i] - c));
  return { focus, distance, position: along(focus, distance, back), axes: [right, up, back], aspect };
}

// World to clip coordinates, column by column.
function matrixOf({ position, distance, axes: [right, up, back], aspect }) {
  const { depth, near: nearest } = pictureTable("camera");
  const [near, far] = [Math.max(distance - depth, nearest), distance + depth];
  const [sx, sy] = [1 / (lens() * aspect), 1 / lens()];
  const [a, b] = [(far + near) / (far - near), (2 * far * near) / (far - near)];
  const row = (axis, s) => [...axis.map((c) => s * c), -s * dot(axis, position)];
  const [x, y, w] = [row(right, sx), row(up, sy), row(back, -1)];
  return new Float32Array([0, 1, 2, 3].flatMap((i) => [x[i], y[i], a * w[i] - (i === 3 ? b : 0), w[i]]));
}

// Where a world point is seen, -1 to 1 to the right and up, and how far away.
function seenAt(view, point) {
  const away = along(point, -1, view.position);
  const far = -dot(view.axes[2], away);
  return [dot(view.axes[0], away) / (far * lens() * view.aspect), dot(view.axes[1], away) / (far * lens()), far];
}

// The direction in which such a place is seen.
function rayTo({ axes: [right, up, back], aspect }, x, y) {
  return [0, 1, 2].map((i) => x * lens() * aspect * right[i] + y * lens() * up[i] - back[i]);
}

// The named cameras: film time, 0 to 1, to a pose; `placed` says where they stand and how far they swing.
// "still:AZIMUTH,ELEVATION[,ZOOM]" is a fixed one.
function cameraPath(name, placed = null) {
  const { paths, placing: { USUAL } } = pictureTable("camera");
  const [turn, lift] = placed ? placed.home.map((a, i) => a - USUAL[i]) : [0, 0];
  const pose = ([azimuth, elevation, zoom = 1]) => ({ azimuth, elevation, zoom });
  if (name.startsWith("still:")) {
    const fixed = pose(name.slice(6).split(",").map(Number));
    return () => fixed;
  }
  const path = paths[name];
  if (!path) return null;
  const way = (t) => clipped((t - path.begin) / (path.end - path.begin), 0, 1);
  const moved = ([azimuth, elevation, ...zoom]) => [azimuth + turn, elevation > 85 ? elevation : Math.min(elevation + lift, 80), ...zoom];
  if (path.home) {
    const away = (t) => (1 - Math.cos(2 * Math.PI * way(t))) / 2;
    const [home, reach] = [moved(path.home), placed?.reach ?? path.reach];
    return (t) => pose(home.map((a, i) => a + away(t) * reach[i]));
  }
  const [first, last] = [moved(path.first), moved(path.last)];
  return (t) => pose(first.map((a, i) => a + gathered(way(t), path.ramp) * (last[i] - a)));
}

// Where the named cameras stand: a direction from which most of the points (of the world, over the ground) is seen, and
// of those the finest picture; and a swing that loses none of it. As `render.camera.placing`, of points without times.
function placedCamera(surface, points, goals, { aspect, frame, few }) {
  const { AZIMUTHS, ELEVATIONS, STEEP, ENOUGH, ENOUGH_OF_FEW, REACHES, AWAY, CLEAR, CLEAR_OF_FEW } = pictureTable("camera").placing;
  const horizons = new Map(AZIMUTHS.map((azimuth) => [azimuth, [points, goals].map((some) => some.map((p) => horizonOf(surface, p, azimuth)))]));
  const shareOf = ([azimuth, elevation], which) => {
    const known = horizons.get(azimuth)[which], eye = axesOf({ azimuth, elevation })[2].map((c) => AWAY * c);
    const up = ([x, y, z]) => (Math.atan2(eye[2] - z, Math.hypot(eye[0] - x, eye[1] - y)) * 180) / Math.PI;
    return known.length ? known.filter((horizon, k) => up([points, goals][which][k]) > horizon + (which ? 0 : few ? CLEAR_OF_FEW : CLEAR)).length / known.length : 1;
  };
  const all = AZIMUTHS.flatMap((azimuth) => [...ELEVATIONS, ...(few ? STEEP : [])].map((elevation) => ({ home: [azimuth, elevation] })));
  for (const one of all) one.share = shareOf(one.home, 0);
  const enough = (few ? ENOUGH_OF_FEW : ENOUGH) * Math.max(...all.map(({ share }) => share));
  const fine = all.filter(({ share }) => share >= enough);
  const hull = surface.hull.concat(surface.feet).filter((_, i) => i % 7 === 0);
  const worth = ({ home }) => 0.4 * shareOf(home, 1) + 0.9 * fillingOf(hull, home, aspect, frame) - strangenessOf(home);
  const best = fine.map((one) => [worth(one), one]).sort((a, b) => b[0] - a[0])[0][1];
  const nearest = (azimuth) => AZIMUTHS.reduce((a, b) => (turned(b, azimuth) < turned(a, azimuth) ? b : a));
  const kept = REACHES.find(([turn, lift]) => shareOf([nearest(best.home[0] + turn), best.home[1] + lift], 0) >= enough);
  return { home: best.home, reach: kept ?? [0, 0] };
}

const turned = (a, b) => Math.abs(((((a - b) % 360) + 540) % 360) - 180);

// Degrees over which the ground is left behind by who looks from a world point in the direction of an azimuth.
function horizonOf(surface, [x, y, z], azimuth) {
  const { GRAZE, LOWEST } = pictureTable("camera").placing;
  const [dx, dy] = [Math.cos(radians(azimuth)), Math.sin(radians(azimuth))];
  const reach = (0.5 * surface.world.height - z) / Math.tan(radians(LOWEST));
  let steepest = -1;
  for (let far = 0.04; far < reach; far += 0.04) {
    const ground = surface.heightAt(x + far * dx, y + far * dy);
    if (ground !== null) steepest = Math.max(steepest, (ground - z - GRAZE) / far);
  }
  return (Math.atan(steepest) * 180) / Math.PI;
}

// The share of the frame that a block covers.
function fillingOf(hull, [azimuth, elevation], aspect, frame) {
  const { distance } = fitView({ azimuth, elevation }, hull, aspect, frame);
  const [wide, long, high] = [0, 1, 2].map((axis) => {
    const values = hull.map((p) => p[axis]);
    return Math.max(...values) - Math.min(...values);
  });
  const [a, e] = [radians(azimuth), radians(elevation)];
  const area = wide * long * Math.sin(e) + high * (wide * Math.abs(Math.sin(a)) + long * Math.abs(Math.cos(a))) * Math.cos(e);
  return area / (4 * lens() ** 2 * aspect * (frame.right - frame.left) * (frame.bottom - frame.top) * distance ** 2);
}

// How far a direction is from the usual look: a corner in front, neither a map's nor a wall's view, the usual side.
function strangenessOf([azimuth, elevation]) {
  const { USUAL } = pictureTable("camera").placing;
  const faceOn = Math.max(Math.abs(((((azimuth + 90) % 90) + 90) % 90) - 45) - 20, 0) / 25;
  const other = (1 - Math.cos(radians(azimuth - USUAL[0]))) / 2;
  return 0.3 * faceOn ** 2 + 0.06 * other + 0.25 * ((elevation - USUAL[1]) / 20) ** 2;
}

// A camera that keeps one particle in sight, from behind and as low as nothing hides it, as `render.camera.follow`: of its way
// (world points over the ground at even film times, a little beyond both ends; null where there is no ground).
function ridePath(surface, way) {
  const { ride: { smooth, lowest, clear, behind: dear, nearer, aim, approach }, placing: { USUAL } } = pictureTable("camera"), { lead, rest } = pictureTable("clock");
  const first = way.find(Boolean) ?? [0, 0, 0], last = way.length - 1, places = [];
  for (const place of way) places.push(place ?? places[places.length - 1] ?? first);
  const width = Math.max(Math.floor((smooth * way.length) / (1 + 2 * smooth)), 1), calm = (row) => softened(row, width);
  const needed = (some, azimuth, most) => some.map((place) => clipped(horizonOf(surface, place, azimuth) + clear, lowest, most));
  const [dx, dy] = [0, 1].map((axis) => places[last][axis] - places[0][axis]);
  const behind = Math.hypot(dx, dy) > 0.05 ? (Math.atan2(-dy, -dx) * 180) / Math.PI : USUAL[0], some = places.filter((_, k) => k % 6 === 0);
  const costs = Array.from({ length: 36 }, (_, k) => behind + 10 * k - 180).map((azimuth) => {
    const own = needed(some, azimuth, 90);
    return [own.reduce((a, b) => a + b) / own.length + 0.5 * Math.max(...own) + dear * Math.abs(azimuth - behind), azimuth];
  });
  const azimuth = costs.reduce((a, b) => (b[0] < a[0] ? b : a))[1], low = needed(places, azimuth, 88);
  const elevations = calm(low.map((_, k) => Math.max(...low.slice(Math.max(k - width, 0), k + width + 1))));
  const home = Math.max(elevations[0], elevations[last], USUAL[1]), columns = [0, 1, 2].map((axis) => calm(places.map((p) => p[axis])));
  return (t) => {
    const near = gathered((t - lead) / approach) * gathered((1 - rest - t) / approach), u = ((t + smooth) / (1 + 2 * smooth)) * last;
    const k = clipped(Math.floor(u), 0, last - 1), between = (rows) => rows[k] + (u - k) * (rows[k + 1] - rows[k]);
    return { azimuth, elevation: home + near * (between(elevations) - home), zoom: 1 + nearer[1] * near, aim: aim * near, target: columns.map(between) };
  };
}
