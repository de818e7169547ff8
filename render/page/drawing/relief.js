// The surface as triangles: light baked into its vertices as `render.surface.surface` does, holes cut at their borders,
// walls down to the block's base.
const BOUNDS = { height: 0.0015, shade: 0.03 };
// The same for a picture that moves, whose light is baked; and at most about so many lines either way.
const LOOSE = { height: 0.004, shade: Infinity }, MOST_LINES = 96;
// Numbers of a vertex: those of its look, with its place and unit height, and of a wall's.
const [LOOKS, VERTEX, WALL] = [5, 9, 11];
const HALVINGS = 44; // to so many binary digits a place on an edge is found

// The slope at line k, of uneven lines.
function slopeAt(z, i, k, lines, step) {
  if (k === 0) return (z[i + step] - z[i]) / (lines[1] - lines[0]);
  if (k === lines.length - 1) return (z[i] - z[i - step]) / (lines[k] - lines[k - 1]);
  const a = lines[k] - lines[k - 1], b = lines[k + 1] - lines[k];
  return (a * a * z[i + step] + (b * b - a * a) * z[i] - b * b * z[i - step]) / (a * b * (a + b));
}

// The power of heights that colors are chosen by, so that the lowest quarter and half are no large part of the picture.
function powerOf(unit) {
  const { QUARTER, MIDDLE, MOST_BENT, MOST_RAISED } = pictureTable("light");
  const sorted = unit.filter((u) => u === u).map((u) => clipped(u, 0, 1)).sort();
  if (!sorted.length) return 1;
  const [quarter, middle] = [0.25, 0.5].map((share) => clipped(quantileOf(sorted, share), 1e-3, 0.999));
  return clipped(Math.min(Math.log(QUARTER) / Math.log(quarter), Math.log(MIDDLE) / Math.log(middle)), MOST_BENT, MOST_RAISED);
}

class Relief {
  constructor(landscape, domain, { transform = null, kind = "auto", resolution = 180, towards }) {
    this.landscape = landscape;
    this.lines = latticeLines(domain, landscape.minimizers ?? [], resolution);
    [this.columns, this.rows] = this.lines.map((line) => line.length);
    this.heights = latticeHeights(landscape, this.lines);
    const scale = transform ?? chooseTransform(this.heights, kind);
    const flat = new World(domain, scale);
    this.unit = this.heights.map((h) => scale.at(h));
    this.world = new World(domain, scale, becomingHeight(this.unit, this.rows, this.columns, flat.half));
    [this.x, this.y] = this.lines.map((line, axis) => line.map((c) => this.world.flat(c, axis)));
    this.smoothBrinks();
    this.power = powerOf(this.unit);
    this.z = this.unit.map((u) => (u - 0.5) * this.world.height);
    this.base = -0.5 * this.world.height - pictureTable("light").PLINTH;
    this.light(towards);
    this.thin();
    this.build();
    this.hull = this.hullOf();
  }

  // What each vertex gets of sun and sky, how far it looks up and to the rim's light, how steep it is there; its normal.
  light(towards) {
    const { rows, columns, x, y } = this;
    const z = filled(this.z, rows, columns, -0.5 * this.world.height);
    const around = new Horizons(x, y, z), [sun, sky] = [around.sunlit(towards), around.openSky()];
    const behind = [-towards[0], -towards[1], 0.35 * towards[2]], far = Math.hypot(...behind);
    const normals = this.normals = new Float32Array(3 * z.length), looks = this.looks = new Float32Array(LOOKS * z.length), n = [0, 0, 1];
    for (let i = 0, r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1, i += 1) {
        const a = slopeAt(z, i, c, x, 1), b = slopeAt(z, i, r, y, columns);
        const length = Math.hypot(a, b, 1);
        n[0] = -a / length;
        n[1] = -b / length;
        n[2] = 1 / length;
        for (let k = 0; k < 3; k += 1) normals[3 * i + k] = n[k];
        const at = LOOKS * i;
        looks[at] = sun[i] * Math.max(dot(n, towards), 0);
        looks[at + 1] = sky[i];
        looks[at + 2] = 0.5 + 0.5 * n[2];
        looks[at + 3] = (Math.max(dot(n, behind), 0) / far) * sky[i];
        looks[at + 4] = clipped(Math.hypot(a, b) / 0.25, 0.15, 1);
      }
    }
  }

  // Leave out lattice lines between whose neighbours heights and light are as good as straight.
  thin() {
    if (this.poles.size) return;
    const { rows, columns, z, looks } = this;
    const row = neededLines(rows, this.y, (r, k) => r * columns + k, columns, z, looks);
    const column = neededLines(columns, this.x, (c, k) => row[k] * columns + c, row.length, z, looks);
    const kept = (values, size) => {
      const out = new values.constructor(row.length * column.length * size);
      let n = 0;
      for (const r of row) for (const c of column) for (let k = 0; k < size; k += 1) out[n++] = values[(r * columns + c) * size + k];
      return out;
    };
    for (const name of ["z", "unit", "heights"]) this[name] = kept(this[name], 1);
    [this.looks, this.normals] = [kept(looks, LOOKS), kept(this.normals, 3)];
    const thinned = (lines, chosen) => Float64Array.from(chosen, (k) => lines[k]);
    this.lines = [thinned(this.lines[0], column), thinned(this.lines[1], row)];
    [this.x, this.y] = [thinned(this.x, column), thinned(this.y, row)];
    [this.rows, this.columns] = [row.length, column.length];
  }

  // Vertices x, y, z, unit height and looks; triangles; walls x, y, z, and of the vertex over it height and looks; the normal.
  build() {
    const { rows, columns } = this;
    this.calmBrinks();
    this.vertices = [];
    for (let i = 0, r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1, i += 1) {
        this.vertices.push(this.x[c], this.y[r], this.z[i], this.unit[i]);
        for (let k = LOOKS * i; k < LOOKS * (i + 1); k += 1) this.vertices.push(this.looks[k]);
      }
    }
    this.triangles = [];
    this.walls = [];
    this.borders = new Map();
    for (let r = 0; r + 1 < rows; r += 1) for (let c = 0; c + 1 < columns; c += 1) this.cell(r, c);
    this.vertices = new Float32Array(this.vertices);
    this.triangles = new Uint32Array(this.triangles);
    this.walls = new Float32Array(this.walls);
    this.borders = null;
  }

  // Triangles between fewer of the lines; on the border all points stay, as the walls below have them.
  get few() {
    if (this.poles.size || this.z.some(Number.isNaN)) return this.triangles;
    const { rows, columns, x, y, z, looks } = this, out = [];
    const sparse = (lines) => (lines.length > MOST_LINES ? lines.filter((_, k) => k % 2 === 0 || k === lines.length - 1) : lines);
    const row = sparse(neededLines(rows, y, (r, k) => r * columns + k, columns, z, looks, LOOSE));
    const column = sparse(neededLines(columns, x, (c, k) => row[k] * columns + c, row.length, z, looks, LOOSE));
    for (let r = 0; r + 1 < row.length; r += 1) {
      for (let c = 0; c + 1 < column.length; c += 1) {
        const [low, high, left, right] = [row[r], row[r + 1], column[c], column[c + 1]];
        const across = (at, from, to) => stretch(from, to, at > 0 && at < rows - 1).map((k) => at * columns + k);
        const up = (at, from, to) => stretch(from, to, at > 0 && at < columns - 1).map((k) => k * columns + at);
        const ring = [...across(low, left, right), ...up(right, low, high), ...across(high, right, left), ...up(left, high, low)];
        const first = ring.indexOf((low ? low : high) * columns + (left ? left : right));
        for (let k = 1; k + 1 < ring.length; k += 1) out.push(ring[first], ring[(first + k) % ring.length], ring[(first + k + 1) % ring.length]);
      }
    }
    return new Uint32Array(out);
  }

  cornersOf(r, c) {
    const a = r * this.columns + c;
    return [a, a + 1, a + this.columns + 1, a + this.columns];
  }

  // Beside poles heights depend on how near a lattice line happens to come: held to those farther off.
  smoothBrinks() {
    const { rows, columns, unit } = this;
    const brink = new Uint8Array(unit.length);
    this.poles = new Set();
    for (let r = 0; r + 1 < rows; r += 1) {
      for (let c = 0; c + 1 < columns; c += 1) {
        const corners = this.cornersOf(r, c);
        const whole = corners.every((i) => unit[i] === unit[i]);
        if (!whole || !this.isPole(corners)) continue;
        this.poles.add(corners[0]);
        for (const i of corners) brink[i] = 1;
      }
    }
    const old = unit.slice();
    brink.forEach((near, i) => {
      if (!near || old[i] !== old[i]) return;
      let [least, most] = [Infinity, -Infinity];
      for (let a = -2; a <= 2; a += 1) for (let b = -2; b <= 2; b += 1) {
        const [r, c] = [Math.floor(i / columns) + a, (i % columns) + b];
        const j = r * columns + c;
        if (r < 0 || c < 0 || r >= rows || c >= columns || brink[j] || Math.abs(old[j] - old[i]) > 0.5) continue;
        [least, most] = [Math.min(least, old[j]), Math.max(most, old[j])];
      }
      if (least <= most) unit[i] = clipped(old[i], least - 0.01, most + 0.01);
    });
  }

  cell(r, c) {
    const corners = this.cornersOf(r, c);
    const there = corners.map((i) => this.z[i] === this.z[i]);
    const count = there.filter(Boolean).length;
    if (count === 0 || this.poles.has(corners[0])) return;
    const ring = [];
    corners.forEach((i, k) => {
      const j = corners[(k + 1) % 4];
      if (there[k]) ring.push(i);
      if (there[k] !== there[(k + 1) % 4]) ring.push(there[k] ? this.border(i, j) : this.border(j, i));
    });
    if (count === 4 && this.landscape.piecewise && this.bendsAcross(corners)) ring.unshift(ring.pop());
    for (let k = 1; k + 1 < ring.length; k += 1) this.triangles.push(ring[0], ring[k], ring[k + 1]);
    if (count === 4 && r > 0 && c > 0 && r + 2 < this.rows && c + 2 < this.columns) return;
    ring.forEach((i, k) => this.rim(i, ring[(k + 1) % ring.length]));
  }

  // Whether a kink goes from the second corner to the last: which diagonal meets the height in the middle.
  bendsAcross(corners) {
    const [a, b, c, d] = corners.map((i) => this.unit[i]);
    if (Math.abs(a + c - b - d) < BOUNDS.height) return false;
    const [first, last] = [corners[0], corners[2]].map((i) => [this.lines[0][i % this.columns], this.lines[1][Math.floor(i / this.columns)]]);
    const middle = 2 * this.world.transform.at(this.landscape.value(first.map((x, axis) => (x + last[axis]) / 2)));
    return Math.abs(middle - b - d) < Math.abs(middle - a - c);
  }

  // The vertex where the surface ends, at the height that it has there, between a point that has a height and one that has none.
  border(i, j) {
    const known = this.borders.get(`${i} ${j}`);
    if (known !== undefined) return known;
    const at = (k) => [this.lines[0][k % this.columns], this.lines[1][Math.floor(k / this.columns)]];
    const [p, q] = [at(i), at(j)];
    let [low, high, height] = [0, 1, this.heights[i]];
    for (let step = 0; step < HALVINGS; step += 1) {
      const middle = (low + high) / 2;
      const h = this.landscape.value(p.map((c, axis) => c + middle * (q[axis] - c)));
      if (Number.isFinite(h)) [low, height] = [middle, h]; else high = middle;
    }
    const unit = clipped(this.world.transform.at(height), 0, 1);
    const from = this.inside(i, j);
    const place = p.map((c, axis) => this.world.flat(c + low * (q[axis] - c), axis));
    this.vertices.push(...place, (unit - 0.5) * this.world.height, unit, ...this.looks.subarray(LOOKS * from, LOOKS * (from + 1)));
    const made = this.vertices.length / VERTEX - 1;
    this.borders.set(`${i} ${j}`, made);
    return made;
  }

  // The point one farther inside than i, from j where no height is; i where there is none.
  inside(i, j) {
    const { z, columns } = this, inner = 2 * i - j, beside = Math.abs(j - i) > 1 || Math.floor(inner / columns) === Math.floor(i / columns);
    return beside && Number.isFinite(z[inner]) ? inner : i;
  }

  // Light at the edge of a hole is that farther inside: a slope says little there.
  calmBrinks() {
    const { rows, columns, z, looks } = this, old = looks.slice();
    z.forEach((height, i) => {
      if (height !== height) return;
      const r = Math.floor(i / columns), c = i % columns;
      const hole = [c && i - 1, c + 1 < columns && i + 1, r && i - columns, r + 1 < rows && i + columns].find((j) => Number.isNaN(z[j]));
      const from = hole === undefined ? i : this.inside(i, hole);
      if (from !== i) looks.set(old.subarray(LOOKS * from, LOOKS * (from + 1)), LOOKS * i);
    });
  }

  // A wall where the edge from i to j bounds the surface: on the domain's edge, or between two borders.
  rim(i, j) {
    const [p, q] = [i, j].map((k) => this.vertices.slice(VERTEX * k, VERTEX * k + 8));
    const made = this.rows * this.columns;
    const [w, h] = this.world.half;
    const outer = [0, 1].some((axis) => Math.abs(p[axis]) > [w, h][axis] - 1e-9 && Math.abs(p[axis] - q[axis]) < 1e-9);
    if (!outer && !(i >= made && j >= made)) return;
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    const normal = [(q[1] - p[1]) / length, (p[0] - q[0]) / length];
    const corner = (at, z) => this.walls.push(at[0], at[1], z, ...at.slice(2), ...normal);
    corner(p, p[2]); corner(p, this.base); corner(q, q[2]);
    corner(q, q[2]); corner(p, this.base); corner(q, this.base);
  }

  // Whether the function jumps from far above to far below between these corners: that is no wall.
  isPole(corners) {
    const units = corners.map((i) => this.unit[i]);
    if (Math.max(...units) - Math.min(...units) < 0.5) return false;
    const { low, high } = this.world.transform;
    const at = (k) => [this.lines[0][k % this.columns], this.lines[1][Math.floor(k / this.columns)]];
    return [[0, 1], [1, 2], [3, 2], [0, 3]].some(([k, l]) => {
      let [p, q, a, b] = [at(corners[k]), at(corners[l]), this.heights[corners[k]], this.heights[corners[l]]];
      for (let step = 0; step < 24; step += 1) {
        const middle = p.map((c, axis) => (c + q[axis]) / 2);
        const h = this.landscape.value(middle);
        if (!Number.isFinite(h) || Math.abs(h - a) < Math.abs(h - b)) [p, a] = [middle, h]; else [q, b] = [middle, h];
      }
      return Math.max(a, b) > high + 9 * (high - low) && Math.min(a, b) < low - 9 * (high - low);
    });
  }

  // World points that a camera must keep in sight.
  hullOf() {
    const { rows, columns } = this;
    const low = -0.5 * this.world.height;
    const place = (r, c) => [this.x[c], this.y[r], Number.isNaN(this.z[r * columns + c]) ? low : this.z[r * columns + c]];
    const [down, across] = [rows, columns].map((count) => Math.max(Math.floor(count / 24), 1));
    const hull = [];
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const edge = r === 0 || c === 0 || r === rows - 1 || c === columns - 1;
        if (edge || (r % down === 0 && c % across === 0)) hull.push(place(r, c));
      }
    }
    const sorted = this.z.filter((z) => z === z).sort();
    const deep = sorted[Math.min(60, sorted.length - 1)];
    this.z.forEach((z, i) => { if (z <= deep && hull.length < 4000) hull.push(place(Math.floor(i / columns), i % columns)); });
    return hull;
  }

  get feet() { return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([a, b]) => [a * this.world.half[0], b * this.world.half[1], this.base]); }

  // The drawn height over a place of the world; null beside the surface and where there is none.
  heightAt(x, y) {
    const { columns, z } = this;
    const [w, h] = this.world.half;
    if (!(Math.abs(x) <= w && Math.abs(y) <= h)) return null;
    const [c, p] = bracket(this.x, x);
    const [r, q] = bracket(this.y, y);
    const i = r * columns + c;
    const low = z[i] + p * (z[i + 1] - z[i]);
    const high = z[i + columns] + p * (z[i + columns + 1] - z[i + columns]);
    const height = low + q * (high - low);
    return height === height ? height : null;
  }

  // The way downhill, as steep as it is, and the height, between the lattice's lines.
  fallAt(x, y) {
    const [c, p] = bracket(this.x, x), [r, q] = bracket(this.y, y), i = r * this.columns + c, n = this.normals, slope = [0, 0];
    for (const [k, share] of [[i, (1 - p) * (1 - q)], [i + 1, p * (1 - q)], [i + this.columns, (1 - p) * q], [i + this.columns + 1, p * q]]) {
      for (let axis = 0; axis < 2; axis += 1) slope[axis] += (share * n[3 * k + axis]) / n[3 * k + 2];
    }
    return { slope, z: this.heightAt(x, y) ?? NaN };
  }

  // The world's place of a point of the domain.
  placeOf(p) {
    const { landscape, world } = this;
    return [world.flat(p[0], 0), world.flat(p[1], 1), world.rise(landscape.value(p))];
  }

  // Whether no ground hides a place from the camera.
  sees(camera, place) {
    const { REACH, LOOKS, DEEP } = pictureTable("camera").sight, way = along(camera, -1, place), far = Math.hypot(...way);
    for (let k = 2; k < LOOKS; k += 1) {
      const at = along(place, (k * REACH) / (LOOKS - 1) / far, way), z = this.heightAt(at[0], at[1]);
      if (z !== null && at[2] <= z - DEEP) return false;
    }
    return true;
  }

  normalAt(x, y) {
    const [c, p] = bracket(this.x, x);
    const [r, q] = bracket(this.y, y);
    const i = 3 * ((r + Math.round(q)) * this.columns + c + Math.round(p));
    return this.normals.subarray(i, i + 3);
  }

  // Where a ray from outside first meets the ground, a share of its length; null if it never does.
  meet(from, way, count = 600) {
    const above = (u) => {
      const z = this.heightAt(from[0] + u * way[0], from[1] + u * way[1]);
      return z === null ? null : from[2] + u * way[2] - z;
    };
    for (let last = null, k = 0; k <= count; k += 1) {
      const d = above(k / count);
      if (d !== null && d <= 0 && last > 0) {
        let [low, high] = [(k - 1) / count, k / count];
        for (let step = 0; step < 24; step += 1) {
          const middle = (low + high) / 2;
          if ((above(middle) ?? -1) <= 0) high = middle; else low = middle;
        }
        return high;
      }
      last = d ?? last;
    }
    return null;
  }
}

// Whole numbers from one up to another, or down to it, without the last; only the first where the rest is not needed.
const stretch = (from, to, ends) => Array.from({ length: ends ? 1 : Math.abs(to - from) }, (_, k) => from + k * Math.sign(to - from));

// The line before a coordinate, and how far it is to the next.
function bracket(lines, at) {
  let [low, high] = [0, lines.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle] <= at) low = middle; else high = middle;
  }
  return [low, clipped((at - lines[low]) / (lines[high] - lines[low]), 0, 1)];
}

// The lines among `count` that are needed, where values(line, k) is the place of the k-th of `width` values on a line.
function neededLines(count, at, values, width, z, looks, bounds = BOUNDS) {
  const straight = (first, last, k) => {
    const share = (at[k] - at[first]) / (at[last] - at[first]);
    for (let m = 0; m < width; m += 1) {
      const a = values(first, m), b = values(k, m), c = values(last, m);
      const away = z[a] + share * (z[c] - z[a]) - z[b];
      if (!(Math.abs(away) <= bounds.height) && (z[a] === z[a] || z[b] === z[b] || z[c] === z[c])) return false;
      for (let l = 0; l < 2 && bounds.shade < 1; l += 1) {
        const from = looks[LOOKS * a + l];
        if (Math.abs(from + share * (looks[LOOKS * c + l] - from) - looks[LOOKS * b + l]) > bounds.shade) return false;
      }
    }
    return true;
  };
  let kept = Array.from({ length: count }, (_, k) => k);
  for (let round = 0; round < 3; round += 1) {
    const thinner = [0];
    for (let k = 1; k < kept.length; k += 1) {
      const [first, last] = [thinner[thinner.length - 1], kept[k + 1]];
      let free = last !== undefined;
      for (let line = first + 1; free && line < last; line += 1) free = straight(first, last, line);
      if (free) k += 1;
      thinner.push(kept[k]);
    }
    if (thinner.length === kept.length) break;
    kept = thinner;
  }
  return kept;
}

// Heights without gaps: each as the one before it in its row, else in its column.
function filled(z, rows, columns, otherwise) {
  const out = z.slice();
  const sweep = (first, step, count) => {
    for (let k = 1, i = first + step; k < count; k += 1, i += step) if (Number.isNaN(out[i])) out[i] = out[i - step];
  };
  for (let r = 0; r < rows; r += 1) { sweep(r * columns, 1, columns); sweep((r + 1) * columns - 1, -1, columns); }
  for (let c = 0; c < columns; c += 1) { sweep(c, columns, rows); sweep((rows - 1) * columns + c, -columns, rows); }
  return out.map((v) => (Number.isNaN(v) ? otherwise : v));
}
