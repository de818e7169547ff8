// What moves: where the particles of a run are on the surface, and the ways behind them.
const UNDEFINED = 6; // an ending: who starts outside is nowhere
const MOST_RESTED = 2000;
const MOST_POINTS = 90000;

const beadRadius = (theme, count) => {
  const { BEADS, SHRINKING, SMALLEST, LARGEST } = pictureTable("beads");
  return theme.bead_radius * clipped((BEADS / Math.max(count, 1)) ** SHRINKING, SMALLEST, LARGEST);
};

const lastingOf = (count) => {
  const [one, least, most] = pictureTable("trails").LASTING;
  return clipped(one / Math.sqrt(Math.max(count, 1)), least, most);
};

// The row at or before a step, and the part of the way to the next one.
function rowAt(run, index) {
  const steps = run.indices;
  const last = steps.length - 1;
  if (index >= steps[last]) return [last, 0];
  const [row] = bracket(steps, index);
  const part = clipped((index - steps[row]) / (steps[row + 1] - steps[row]), 0, 1);
  return [row, run.joined === false ? smoothed(clipped(2 * part - 1, 0, 1)) : part];
}

// The point of a particle at a step that may lie between two rows.
function pointAt(run, particle, [row, part], out) {
  const { positions, count, dimensions: n } = run;
  const after = Math.min(row + 1, run.indices.length - 1);
  for (let axis = 0; axis < n; axis += 1) {
    const [a, b] = [positions[(row * count + particle) * n + axis], positions[(after * count + particle) * n + axis]];
    out[axis] = part > 0 ? (1 - part) * a + part * b : a;
  }
  return out;
}

// A bead's share of its size: none where its particle is off the map.
function presence(domain, p) {
  const out = domain.map(([low, high], axis) => Math.max(low - p[axis], p[axis] - high) / (high - low));
  return clipped(1 - Math.max(...out, 0) / 0.012, 0, 1) || 0;
}

// The centre of a ball that lies on the surface, higher where a pit is too narrow for it; and the ground's normal.
function restingPlace(ground, p, radius, exact) {
  const { landscape, world } = ground;
  const flat = [world.flat(p[0], 0), world.flat(p[1], 1)], nowhere = [...flat, -0.5 * world.height];
  if (!exact) {
    const z = ground.heightAt(...flat.map((c, axis) => clipped(c, -world.half[axis], world.half[axis]))), normal = ground.normalAt(...flat);
    return { centre: along(z === null ? nowhere : [...flat, z], radius, normal), normal };
  }
  const out = new Float64Array(3);
  landscape.both(p, out);
  const z = world.rise(out[0]);
  if (z !== z) return { centre: nowhere, normal: null };
  const normal = world.normal(out[0], out.subarray(1)), centre = along([...flat, z], radius, normal);
  const ring = [[1, 0], [0, 1], [-1, 0], [0, -1]];
  const walls = ring.reduce((sum, [a, b]) =>
    sum + world.rise(landscape.value([p[0] + (a * radius) / world.scale[0], p[1] + (b * radius) / world.scale[1]])), 0) / 4;
  const narrow = clipped(walls - z, 0, 2 * radius);
  if (walls + 0.6 * narrow > centre[2]) centre[2] = walls + 0.6 * narrow;
  return { centre, normal };
}

// Runs that begin at the same places: while their beads lie on one spot they stand side by side, in a ring.
class Fan {
  constructor(own, runs, radius) {
    const size = 2 * own.run.count, alike = runs.filter(({ run }) => run.count === own.run.count && run.positions.subarray(0, size).every((x, i) => x === own.run.positions[i]));
    const angle = (2 * Math.PI * alike.indexOf(own)) / alike.length, wide = 1.05 / Math.sin(Math.PI / alike.length);
    this.others = alike.filter((other) => other !== own).map((other) => runs.indexOf(other));
    this.ring = [Math.cos(angle), Math.sin(angle)].map((c, axis) => wide * radius[axis] * c);
    this.reach = radius.map((r) => 2.5 * Math.max(wide, 1) * r);
  }

  // How far, 0 to 1, the k-th bead steps aside; `places` are flat ones of each run.
  aside(own, places, k) {
    const apart = this.others.reduce((least, j) => Math.min(least, Math.hypot(...this.reach.map((reach, axis) => (places[j][2 * k + axis] - own[2 * k + axis]) / reach))), 1);
    const near = apart < 1 ? 1 - apart : 0;
    return near * near * (3 - 2 * near);
  }
}

// All runs' particles as the bead program reads them: place, radius, color and look, one behind the other.
class Beads {
  constructor(ground, runs, radius) {
    Object.assign(this, { ground, runs, radius });
    this.count = runs.reduce((sum, { run }) => sum + run.count, 0);
    this.data = new Float32Array(8 * this.count);
    this.normals = new Float32Array(3 * this.count);
    this.lifts = new Float32Array(this.count);
    this.fans = runs.length > 1 && this.count <= MOST_RESTED ? runs.map((own) => new Fan(own, runs, ground.world.scale.map((scale) => radius / scale))) : [];
  }

  show(index) {
    const { data, ground, radius, fans } = this, p = new Float64Array(2);
    const places = this.runs.map(({ run }) => {
      const at = rowAt(run, index), flat = new Float64Array(2 * run.count);
      for (let k = 0; k < run.count; k += 1) pointAt(run, k, at, flat.subarray(2 * k, 2 * k + 2));
      return flat;
    });
    let i = 0;
    this.runs.forEach(({ run, colors, shapes, rank }, r) => {
      const look = run.endings ? (k) => pictureTable("endings")[run.endings[k]] : (k) => shapes[k];
      for (let k = 0; k < run.count; k += 1, i += 8) {
        p.set(places[r].subarray(2 * k, 2 * k + 2));
        const share = run.endings?.[k] === UNDEFINED ? 0 : presence(ground.world.domain, p);
        const lift = this.lifts[i / 8] = radius * beadShare(rank, k, index);
        data[i + 3] = lift * share;
        if (!share) continue;
        if (fans[r]?.others.length) { const aside = fans[r].aside(places[r], places, k); fans[r].ring.forEach((c, axis) => (p[axis] += aside * c)); }
        const { centre, normal } = restingPlace(ground, p, lift, this.count <= MOST_RESTED);
        data.set(centre, i);
        this.normals.set(normal ?? [0, 0, 0], (3 * i) / 8);
        for (let band = 0; band < 3; band += 1) data[i + 4 + band] = colors[3 * k + band] / 255;
        data[i + 7] = run.stoppedAt[k] <= index ? look(k) : 0;
      }
    });
  }

  // Contact shadows on the ground, as triangles x, y, z and place in the disc; of beads that lie on each other one.
  shadows(sun) {
    const { REACH, ASIDE, MOST, INSIDE } = pictureTable("shadows"), { data, normals, radius } = this, { half } = this.ground.world, away = Math.hypot(sun[0], sun[1]);
    const taken = new Set(), out = [];
    if (this.count > MOST) return new Float32Array(0);
    for (let k = 0; k < this.count; k += 1) {
      const at = data.subarray(8 * k, 8 * k + 3), own = data[8 * k + 3], n = normals.subarray(3 * k, 3 * k + 3);
      const cell = `${Math.round(at[0] / radius)} ${Math.round(at[1] / radius)}`;
      if (!own || !n[2] || taken.has(cell)) continue;
      taken.add(cell);
      const long = Math.hypot(n[0], n[2]), east = n[2] / long, down = -n[0] / long;
      const across = [[east, 0, down], [n[1] * down, n[2] * east - n[0] * down, -n[1] * east]], from = [-sun[0] / away, -sun[1] / away, 0];
      const middle = along(along(at, ASIDE * own, along(from, -dot(n, from), n)), 0.12 * own - this.lifts[k], n);
      for (const axis of [0, 1]) { // None hangs over the ground's edge.
        const limit = Math.max(half[axis] - INSIDE * REACH * own * Math.hypot(across[0][axis], across[1][axis]), 0);
        const inward = clipped(middle[axis], -limit, limit) - middle[axis];
        middle[axis] += inward; middle[2] -= (inward * n[axis]) / Math.max(n[2], 0.1);
      }
      for (const [u, v] of [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]]) out.push(...along(along(middle, u * REACH * own, across[0]), v * REACH * own, across[1]), u, v);
    }
    return new Float32Array(out);
  }

  // The beads, the farthest first.
  sorted(view) {
    const { data } = this;
    const far = Float32Array.from({ length: this.count }, (_, k) =>
      view.axes[2][0] * data[8 * k] + view.axes[2][1] * data[8 * k + 1] + view.axes[2][2] * data[8 * k + 2]);
    const order = Uint32Array.from(far.keys()).sort((a, b) => far[a] - far[b]);
    this.drawn ??= new Float32Array(data.length);
    order.forEach((k, i) => this.drawn.set(data.subarray(8 * k, 8 * k + 8), 8 * i));
    return this.drawn;
  }

  // Run and particle of the i-th bead.
  whose(i) {
    for (const [r, { run }] of this.runs.entries()) {
      if (i < run.count) return { run: r, particle: i };
      i -= run.count;
    }
    return null;
  }
}

// Ribbons' points x, y, z and film time of birth, lines parted by a point of negative birth; and their tints, with how
// long they fade.
class Lines {
  constructor() {
    this.points = [0, 0, 0, -1];
    this.tints = [0, 0, 0, 0, 0, 0, 0, 0];
  }

  // `strength` 0 to 255; `fade` as long as it can be is 255.
  to(x, y, z, birth, color, strength = 255, fade = 255) {
    this.points.push(x, y, z, birth);
    this.tints.push(color[0], color[1], color[2], strength, fade, 0, 0, 0);
  }

  end() { this.to(0, 0, 0, -1, [0, 0, 0], 0); }

  add(places, color, alpha = 255) {
    for (const [x, y, z, own = alpha] of places) this.to(x, y, z, 0, color, own);
    this.end();
  }

  // Every point twice; the pieces between them as triangles, in the order in which they are born, and their births.
  get data() {
    this.end();
    const { points: p } = this;
    const count = p.length / 4;
    const points = new Float32Array(8 * count);
    const tints = new Uint8Array(16 * count);
    for (let i = 0; i < count; i += 1) {
      for (let band = 0; band < 4; band += 1) {
        points[8 * i + band] = points[8 * i + 4 + band] = p[4 * i + band];
      }
      for (let band = 0; band < 8; band += 1) tints[16 * i + band] = tints[16 * i + 8 + band] = this.tints[8 * i + band];
    }
    const pieces = [];
    for (let i = 0; i + 1 < count; i += 1) if (p[4 * i + 3] >= 0 && p[4 * i + 7] >= 0) pieces.push(i);
    const births = Float32Array.from(pieces, (i) => p[4 * i + 3]);
    const order = Uint32Array.from(births.keys()).sort((a, b) => births[a] - births[b]);
    const cells = new Uint32Array(6 * pieces.length);
    // Attributes are read from the point before on: what is drawn as the k-th point is the one after it.
    order.forEach((piece, k) => { const i = 2 * pieces[piece] - 2; cells.set([i, i + 1, i + 2, i + 2, i + 1, i + 3], 6 * k); });
    return { points, tints, cells, births: births.sort() };
  }
}

// The ways of a run's particles; of many only some, and no more points than the eye needs: those that are enough for a
// picture that moves, or the `rest` of them.
function trailsInto(into, ground, { run, colors }, { radius, timeOf, most, shadeAt, thinned, dim }, rest) {
  if (run.trails === false) return;
  const table = pictureTable("trails");
  const chosen = Math.min(run.count, table.MOST_TRAILS);
  const times = Float64Array.from(run.indices, timeOf);
  const every = chosen > 250 ? Math.round(chosen / 130) : 1;
  for (let j = 0; j < chosen; j += 1) {
    if ((j % every > 0) !== rest) continue;
    const k = chosen > 1 ? Math.floor((j * (run.count - 1)) / (chosen - 1)) : 0;
    const way = wayOf(ground, run, k, times, Math.max(0.35 * radius, 0.0055), (most / chosen) | 0), gone = goneBy(way);
    const [strength, fades] = [strengthsOf(way, gone, table, run.count), fadesOf(way, gone, table, run.count)];
    const color = colors.subarray(3 * k, 3 * k + 3);
    way.forEach((point, i) => {
      if (point) into.to(...point, toldApart(color, shadeAt(point[2]), dim || run.count <= table.BRIGHT), 255 * strength[i] * (thinned?.(point[0], point[1]) ?? 1), 255 * fades[i]); else into.end();
    });
    into.end();
  }
}

// A trail's color, lighter or darker where the ground is of its hue, all in bytes: render/particles/tracks.py.
function toldApart(color, under, darkens = true) {
  const { NEAR, APART, DEEP } = pictureTable("trails"), far = (one) => {
    const red = (one[0] + under[0]) / 2, [r, g, b] = under.map((c, i) => (one[i] - c) ** 2);
    return Math.sqrt((2 + red / 256) * r + 4 * g + (2 + (255 - red) / 256) * b);
  };
  const moved = APART * clipped(2 * (1 - far(color) / NEAR), 0, 1);
  if (!moved) return color;
  const [dark, light] = [DEEP, [255, 255, 255]].map((end) => Array.from(color, (c, i) => c + moved * (end[i] - c)));
  return !darkens || far(light) > far(dark) ? light : dark;
}

// Of several runs what is left of a trail at a place, by how many pass there: render/particles/crowding.py.
function thinnedBy(world, runs) {
  const { WIDE, BORNE, ROWS, MOST_TRAILS } = pictureTable("trails"), sides = world.half.map((half) => Math.ceil((2 * half) / WIDE)), counts = new Float32Array(sides[0] * sides[1]);
  const cellOf = (place) => place.map((c, axis) => clipped(Math.floor((c + world.half[axis]) / WIDE), 0, sides[axis] - 1));
  for (const { run } of runs) {
    const rows = [...new Set(Array.from({ length: ROWS }, (_, i) => Math.round(run.indices.length ** (i / (ROWS - 1))) - 1))];
    for (let j = 0, most = Math.min(run.count, MOST_TRAILS); j < most; j += 1) {
      const k = most > 1 ? Math.floor((j * (run.count - 1)) / (most - 1)) : 0, passed = new Set();
      let before = null;
      for (const row of rows) {
        const at = [0, 1].map((axis) => world.flat(run.positions[2 * (row * run.count + k) + axis], axis)), far = before ? Math.max(...at.map((c, axis) => Math.abs(c - before[axis]))) : 0;
        for (let parts = clipped(Math.ceil(far / WIDE) || 1, 1, 60), part = 1; part <= parts; part += 1) {
          const place = before ? at.map((c, axis) => before[axis] + (part / parts) * (c - before[axis])) : at;
          if (place.every((c, axis) => Math.abs(c) <= world.half[axis])) { const [a, b] = cellOf(place); passed.add(a * sides[1] + b); }
        }
        before = at;
      }
      passed.forEach((cell) => (counts[cell] += 1));
    }
  }
  return (x, y) => {
    const [a, b] = cellOf([x, y]);
    let sum = 0;
    for (let u = Math.max(a - 1, 0); u < Math.min(a + 2, sides[0]); u += 1) for (let v = Math.max(b - 1, 0); v < Math.min(b + 2, sides[1]); v += 1) sum += counts[u * sides[1] + v];
    return Math.min((3 * BORNE) / sum, 1);
  };
}

// One particle's way as points [x, y, z, birth], null where it is interrupted.
function wayOf(ground, run, k, times, lift, most) {
  const { GRAIN, LENGTH, TURN, TIME } = pictureTable("trails");
  const { world } = ground;
  const { positions, count } = run;
  const coarse = clipped(Math.sqrt(count / 250), 1, 2.5);
  const grain = GRAIN * Math.max(coarse, times.length / Math.max(most, 8) / 8);
  const way = [];
  let [last, effort, heading] = [null, 0, null];
  const keep = (x, y, birth) => {
    const z = ground.heightAt(x, y);
    if (z === null) { if (last) way.push(null); last = null; return; }
    const n = ground.normalAt(x, y);
    way.push([x + lift * n[0], y + lift * n[1], z + lift * n[2], birth]);
    last = [x, y, birth];
    effort = 0;
  };
  const stop = Math.min(rowAt(run, run.stoppedAt[k])[0] + 1, times.length - 1);
  let pending = null;
  for (let row = 0; row <= stop; row += 1) {
    const i = 2 * (row * count + k);
    const [x, y] = [world.flat(positions[i], 0), world.flat(positions[i + 1], 1)];
    if (!last) { pending = heading = null; keep(x, y, times[row]); continue; }
    const from = pending ?? last;
    const [dx, dy] = [x - from[0], y - from[1]];
    const step = Math.hypot(dx, dy);
    if (step < grain && row < stop) continue;
    const angle = Math.atan2(dy, dx);
    const turn = heading === null ? 0 : Math.abs(Math.atan2(Math.sin(angle - heading), Math.cos(angle - heading)));
    effort += (step / LENGTH + turn / TURN + (times[row] - from[2]) / TIME) / coarse;
    if (pending && (turn > coarse * TURN || effort >= 1)) keep(...pending);
    // A long step lies on the ground.
    const parts = Math.min(Math.ceil(step / LENGTH / coarse), 40);
    for (let part = 1; part < parts; part += 1) {
      const s = part / parts;
      keep(from[0] + s * dx, from[1] + s * dy, from[2] + s * (times[row] - from[2]));
    }
    pending = [x, y, times[row]];
    heading = angle;
  }
  if (pending) keep(...pending);
  return way;
}

// World units gone at each point of a way.
function goneBy(way) {
  const gone = [];
  way.forEach((p, i) => {
    const before = i > 0 && p ? way[i - 1] : null;
    gone.push((gone[i - 1] ?? 0) + (before ? Math.hypot(p[0] - before[0], p[1] - before[1], p[2] - before[2]) : 0));
  });
  return gone;
}

// 0 to 1, less where a way goes to and fro so much that it would hide the ground.
function strengthsOf(way, gone, { FADE, CROWD, LEAST }, count) {
  const bearable = Math.max(CROWD / Math.max(count, 1), LEAST);
  let [low, high] = [0, 0];
  return way.map((p) => {
    if (!p) return 0;
    while (!way[low] || way[low][3] < p[3] - FADE / 2) low += 1;
    while (high + 1 < way.length && (!way[high + 1] || way[high + 1][3] <= p[3] + FADE / 2)) high += 1;
    return (bearable / Math.max(gone[high] - gone[low], bearable)) ** 2;
  });
}

// A comet's tail at each point, a share of the longest: until its particle is `COMET` ahead.
function fadesOf(way, gone, { COMET }, count) {
  const length = COMET * (count <= 8 ? 2 : 1), longest = longestFade(count);
  let ahead = 0;
  return way.map((p, i) => {
    while (ahead < way.length && (!way[ahead] || gone[ahead] < gone[i] + length)) ahead += 1;
    return p && way[ahead] ? clipped(way[ahead][3] - p[3], 0.02, longest) / longest : 1;
  });
}

const longestFade = (count) => pictureTable("trails").FADE * (count <= 3 ? 2 : 1);

// Half the width of a comet's head and of what lasts behind it, pixels of a picture so many high.
function cometOf(theme, count, pixels) {
  const unit = Math.max(theme.trail_width * pixels, 1) / 2, hair = clipped(1.3 * Math.max(count, 1) ** -0.18, 0.45, 1.2);
  return { wide: unit * Math.max((2 * beadRadius(theme, count)) / theme.bead_radius, hair), hair: unit * hair };
}
