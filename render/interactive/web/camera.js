// The camera, whoever draws: where it stands, what it rides along with, which place of the ground a pixel shows.
(window.thalwegParts ??= {}).camera = function () {
  "use strict";

  const { camera: CAMERA, outside: OUTSIDE } = window.thalweg.tables;
  const RIDE = CAMERA.ride;
  const HALF = Math.tan((CAMERA.angle * Math.PI) / 360);

  const floats = (bytes) => new Float32Array(bytes.slice().buffer);
  const doubles = (bytes) => new Float64Array(bytes.slice().buffer);
  const longs = (bytes) => new Uint32Array(bytes.slice().buffer);
  const hex = (text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16) / 255);

  // Those who draw have `size` in pixels, `box` on the page, `beads` (places one behind the other), and `placed`.
  class Camera {
    constructor() {
      this.pose = { ...CAMERA.pose };
      this.eye = [0, 0, 5];
      this.focus = [0, 0, 0];
      this.surface = null;
      this.flight = null;
      this.fingers = new Map();
    }

    // The nearest camera in the pose's direction that shows the whole surface; nearer or farther by the zoom.
    aim() {
      if (!this.surface) return;
      const [w, h] = this.size;
      const { right, up, back } = axes(this.pose.azimuth, this.pose.elevation);
      const edge = { x: CAMERA.fills[0] * HALF * (w / h), y: CAMERA.fills[1] * HALF };
      const reach = spread(this.surface.hull, right, up, back, edge);
      const distance = reach.distance / this.pose.zoom;
      const focus = right.map((r, i) => r * (reach.x + this.pose.x) + up[i] * (reach.y + this.pose.y));
      this.look(focus, focus.map((c, i) => c + distance * back[i]));
    }

    look(focus, eye) {
      this.focus = focus;
      this.eye = eye;
      this.placed(Math.hypot(...eye.map((c, i) => c - focus[i])));
    }

    // Behind and above a particle, looking where it goes; never from under the ground.
    ride(k, t) {
      const f = this.flight;
      const here = [0, 1, 2].map((i) => this.beads[3 * k + i]);
      if (here[2] < OUTSIDE) return;
      const row = sampleOf(f, Math.min(t + 0.05, 1)).row;
      const way = [0, 1].map((i) => f.at[(row * f.count + k) * 3 + i] - here[i]);
      const old = this.heading ?? { azimuth: this.pose.azimuth, elevation: RIDE.lowest };
      let { azimuth } = old;
      if (Math.hypot(...way) > 1e-3) {
        const goal = (Math.atan2(-way[1], -way[0]) * 180) / Math.PI;
        azimuth = this.heading ? azimuth + RIDE.turning * ((((goal - azimuth + 180) % 360) + 360) % 360 - 180) : goal;
      }
      const distance = RIDE.distance / this.pose.zoom;
      const elevation = Math.max(this.outlook(here, azimuth, distance), old.elevation - RIDE.sinking);
      this.heading = { azimuth, elevation };
      const { back } = axes(azimuth, elevation);
      this.look(here, here.map((c, i) => c + distance * back[i]));
    }

    // The lowest elevation from which `here` is seen over the ground.
    outlook(here, azimuth, distance) {
      for (let elevation = RIDE.lowest; elevation < RIDE.highest; elevation += RIDE.step) {
        const { back } = axes(azimuth, elevation);
        let clear = true;
        for (let u = 0.04; clear && u <= 1; u += 0.03) {
          const at = here.map((c, i) => c + u * distance * back[i]);
          const ground = heightAt(this.surface, at[0], at[1]);
          clear = ground === null || at[2] > ground + 0.1 * u;
        }
        if (clear) return elevation;
      }
      return RIDE.highest;
    }

    turn(dx, dy) {
      this.pose.azimuth -= 0.35 * dx;
      this.pose.elevation = Math.min(Math.max(this.pose.elevation + 0.35 * dy, -10), 89);
      this.aim();
    }

    // How many fingers are down with this one.
    finger(event) {
      this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
      return this.fingers.size;
    }

    // One of two fingers moves: what lies under them stays there, about.
    pinch(event) {
      const apart = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      const old = this.fingers.get(event.pointerId);
      if (!old) return;
      const before = apart([...this.fingers.values()]);
      this.finger(event);
      this.pan((event.clientX - old[0]) / 2, (event.clientY - old[1]) / 2);
      this.zoom(apart([...this.fingers.values()]) / before);
    }

    pan(dx, dy) {
      this.pose.x -= 0.002 * dx / this.pose.zoom;
      this.pose.y += 0.002 * dy / this.pose.zoom;
      this.aim();
    }

    zoom(factor) {
      this.pose.zoom = Math.min(Math.max(this.pose.zoom * factor, 0.3), 12);
      this.aim();
    }

    // The domain point that a place of the page shows; null beside the surface.
    ground(x, y) {
      const s = this.surface;
      if (!s) return null;
      const { box } = this;
      const [w, h] = this.size;
      const away = this.eye.map((c, i) => c - this.focus[i]);
      const distance = Math.hypot(...away);
      const back = away.map((c) => c / distance);
      const flat = Math.hypot(back[0], back[1]) || 1;
      const right = [-back[1] / flat, back[0] / flat, 0];
      const up = cross(back, right);
      const [px, py] = [2 * ((x - box.left) / box.width) - 1, 1 - 2 * ((y - box.top) / box.height)];
      const way = [0, 1, 2].map((i) => px * HALF * (w / h) * right[i] + py * HALF * up[i] - back[i]);
      const [near, far] = depths(distance);
      const at = (u) => this.eye.map((c, i) => c + (near + u * (far - near)) * way[i]);
      const below = (u) => {
        const p = at(u);
        const z = heightAt(s, p[0], p[1]);
        return z === null ? null : p[2] - z;
      };
      const u = firstBelow(below);
      if (u === null) return null;
      return [0, 1].map((axis) => at(u)[axis] / s.scale[axis] + (s.domain[axis][0] + s.domain[axis][1]) / 2);
    }
  }

  // Where a ray first goes from above the ground to below it; null if it never does.
  function firstBelow(below, count = 1500) {
    let last = null;
    for (let i = 0; i <= count; i += 1) {
      const d = below(i / count);
      if (d !== null && d <= 0 && last !== null) {
        let [low, high] = [(i - 1) / count, i / count];
        for (let k = 0; k < 30; k += 1) {
          const middle = (low + high) / 2;
          if ((below(middle) ?? -1) <= 0) high = middle; else low = middle;
        }
        return high;
      }
      if (d === null || d > 0) last = d;
    }
    return null;
  }

  // Nearest and farthest that is drawn from so far away.
  function depths(distance) {
    return [Math.max(distance - CAMERA.depth, CAMERA.near), distance + CAMERA.depth];
  }

  function axes(azimuth, elevation) {
    const [a, e] = [azimuth, elevation].map((d) => (d * Math.PI) / 180);
    const back = [Math.cos(a) * Math.cos(e), Math.sin(a) * Math.cos(e), Math.sin(e)];
    const right = [-Math.sin(a), Math.cos(a), 0];
    return { right, up: cross(back, right), back };
  }

  // Where the particles are at film time t: places (x, y, z one behind the other) into `at`.
  function placesAt(f, t, at) {
    const { row, part } = sampleOf(f, t);
    const [a, b] = [row, Math.min(row + 1, f.samples - 1)].map((r) => r * f.count * 3);
    for (let i = 0; i < 3 * f.count; i += 1) at[i] = (1 - part) * f.at[a + i] + part * f.at[b + i];
  }

  function sampleOf(f, t) {
    const u = Math.min(Math.max(t, 0), 1) * (f.samples - 1);
    const row = Math.min(Math.floor(u), f.samples - 1);
    return { row, part: u - row };
  }

  function stepOf(f, t) {
    const { row, part } = sampleOf(f, t);
    return (1 - part) * f.step[row] + part * f.step[Math.min(row + 1, f.samples - 1)];
  }

  // Particles of one start that lie on one another share a bead: 10 * place + 100 * of how many; 0 for one alone.
  function slicesOf(f, at, into) {
    const each = f.count / f.runs.length;
    const apart = (a, b) => Math.abs(at[3 * a] - at[3 * b]) + Math.abs(at[3 * a + 1] - at[3 * b + 1]);
    for (let k = 0; k < f.count; k += 1) {
      let [place, many] = [0, 0];
      for (let other = k % each; other < f.count; other += each) {
        if (apart(k, other) > 0.5 * f.radius) continue;
        if (other < k) place += 1;
        many += 1;
      }
      into[k] = many > 1 ? 10 * place + 100 * many : 0;
    }
    return into;
  }

  function heightAt(s, x, y) {
    const { rows, columns, vertices: v } = s;
    if (x < v[0] || x > v[3 * (columns - 1)] || y < v[1] || y > v[3 * (rows - 1) * columns + 1]) return null;
    const c = bracket(columns - 1, (i) => v[3 * i], x);
    const r = bracket(rows - 1, (i) => v[3 * i * columns + 1], y);
    const z = (i, j) => v[3 * (i * columns + j) + 2];
    const p = (x - v[3 * c]) / (v[3 * (c + 1)] - v[3 * c]);
    const q = (y - v[3 * r * columns + 1]) / (v[3 * (r + 1) * columns + 1] - v[3 * r * columns + 1]);
    const h = (1 - q) * ((1 - p) * z(r, c) + p * z(r, c + 1)) + q * ((1 - p) * z(r + 1, c) + p * z(r + 1, c + 1));
    return Number.isFinite(h) ? h : null;
  }

  function bracket(last, value, x) {
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (value(middle) <= x) low = middle; else high = middle;
    }
    return low;
  }

  function cross(a, b) {
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  }

  function spread(hull, right, up, back, edge) {
    const bound = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity, back: -Infinity };
    for (let i = 0; i < hull.length; i += 3) {
      const dot = (d) => d[0] * hull[i] + d[1] * hull[i + 1] + d[2] * hull[i + 2];
      const [r, u, b] = [dot(right), dot(up), dot(back)];
      bound.x1 = Math.max(bound.x1, r + edge.x * b);
      bound.x0 = Math.min(bound.x0, r - edge.x * b);
      bound.y1 = Math.max(bound.y1, u + edge.y * b);
      bound.y0 = Math.min(bound.y0, u - edge.y * b);
      bound.back = Math.max(bound.back, b);
    }
    const distance = Math.max((bound.x1 - bound.x0) / (2 * edge.x), (bound.y1 - bound.y0) / (2 * edge.y), bound.back + CAMERA.nearest);
    return { distance, x: (bound.x1 + bound.x0) / 2, y: (bound.y1 + bound.y0) / 2 };
  }

  window.thalweg = Object.assign(window.thalweg || {}, {
    Camera, depths, doubles, floats, longs, hex, sampleOf, stepOf, placesAt, slicesOf,
  });
};
