// Where the picture is looked at from: the same poses, paths and fit as `render.camera`.
const radians = (degrees) => (degrees * Math.PI) / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const along = (a, s, b) => [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]];
const lens = () => Math.tan(radians(pictureTable("camera").angle / 2));

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

// The named cameras: film time, 0 to 1, to a pose. "still:AZIMUTH,ELEVATION[,ZOOM]" is a fixed one.
function cameraPath(name, turn = 0) {
  const pose = ([azimuth, elevation, zoom = 1]) => ({ azimuth: azimuth + turn, elevation, zoom });
  if (name.startsWith("still:")) {
    const fixed = pose(name.slice(6).split(",").map(Number));
    return () => fixed;
  }
  const path = pictureTable("camera").paths[name];
  if (!path) return null;
  const way = (t) => clipped((t - path.begin) / (path.end - path.begin), 0, 1);
  if (path.home) {
    const away = (t) => (1 - Math.cos(2 * Math.PI * way(t))) / 2;
    return (t) => pose(path.home.map((a, i) => a + away(t) * path.reach[i]));
  }
  const begun = (u) => (u < path.ramp ? (u * u) / (2 * path.ramp) : u - path.ramp / 2) / (1 - path.ramp);
  const paced = (u) => (u > 0.5 ? 1 - begun(1 - u) : begun(u));
  return (t) => pose(path.first.map((a, i) => a + paced(way(t)) * (path.last[i] - a)));
}

// Degrees by which a named camera goes round, where many more of the ends (world points) are then seen.
function facingTurn(name, surface, ends) {
  const { TURNED, TURNS, MOMENTS, ENOUGH, GAIN } = pictureTable("camera").facing;
  if (!TURNED.includes(name) || !ends.length) return 0;
  const shares = TURNS.map((turn) => {
    const path = cameraPath(name, turn);
    return MOMENTS.reduce((sum, t) => sum + seenShare(surface, ends, path(t)), 0) / MOMENTS.length;
  });
  const best = shares.indexOf(Math.max(...shares));
  return shares[0] >= ENOUGH || shares[best] < shares[0] + GAIN ? 0 : TURNS[best];
}

// The share of world points that no ground hides from a camera far away.
function seenShare(surface, points, pose) {
  const { REACH, GRAZE } = pictureTable("camera").facing;
  const back = axesOf(pose)[2];
  const free = (p) => {
    for (let k = 1; k < 160; k += 1) {
      const [x, y, z] = along(p, (REACH * k) / 159, back);
      const ground = surface.heightAt(x, y);
      if (ground !== null && z <= ground - GRAZE) return false;
    }
    return true;
  };
  return points.filter(free).length / points.length;
}

// A camera that keeps one particle before it: its way (world points at even film times, a little beyond both ends).
function ridePath(way) {
  const { smooth, far: [azimuth, elevation, zoom], turn, nearer, aim, approach } = pictureTable("camera").ride;
  const last = way.length - 1;
  const width = Math.max(Math.floor((smooth * way.length) / (1 + 2 * smooth)), 1);
  const weights = Array.from({ length: 2 * width + 1 }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (width + 1)));
  const total = weights.reduce((a, b) => a + b);
  const calm = way.map((_, k) => [0, 1, 2].map((axis) =>
    weights.reduce((sum, weight, i) => sum + weight * way[clipped(k + i - width, 0, last)][axis], 0) / total));
  return (t) => {
    const u = ((t + smooth) / (1 + 2 * smooth)) * last;
    const k = clipped(Math.floor(u), 0, last - 1);
    const near = clipped(Math.min(t, 1 - t) / approach, 0, 1) ** 2;
    return {
      azimuth: azimuth + turn * t, elevation: elevation + nearer[0] * near, zoom: zoom + nearer[1] * near, aim: aim * near,
      target: calm[k].map((c, axis) => c + (u - k) * (calm[k + 1][axis] - c)),
    };
  };
}
