// The contour map, or the curve of one variable, on a plain canvas: beside the picture, and instead of it where WebGL is missing.

const MAP_SIDE = 220;

// What takes places, shares of both axes, and shades to the colors of flooded ground, opaque in the pixels of a `tide` where
// there are basins: render/finale/flood.py.
function tidePainter(tide) {
  const { pale, seam } = Thalweg.pictureTable("finale").ground, line = rgbOf(pale), n = Math.sqrt(tide.length / 4);
  return (u, v, shade) => {
    const i = 4 * (Math.round(v * (n - 1)) * n + Math.round(u * (n - 1))), share = tide[i + 3] / 255;
    const edge = 2 * seam * Math.min(share, 1 - share), light = 0.45 + (0.6 * (shade[0] + shade[1] + shade[2])) / 765;
    return line.map((c, k) => edge * c + (1 - edge) * (share > 0.5 ? tide[i + k] * light : shade[k]));
  };
}

// The surface seen from above, as an image of its theme's colors with contour lines.
function mapImage(landscape, domain, transform, theme, ground, strength = theme.contour_strength) {
  const [[x0, x1], [y0, y1]] = domain;
  const side = MAP_SIDE;
  const units = new Float64Array((side + 1) * (side + 1));
  const p = new Float64Array(2);
  for (let j = 0; j <= side; j++) {
    for (let i = 0; i <= side; i++) {
      p[0] = x0 + (i / side) * (x1 - x0);
      p[1] = y1 + (j / side) * (y0 - y1);
      units[j * (side + 1) + i] = transform.at(landscape.value(p));
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * side;
  const image = canvas.getContext("2d").createImageData(2 * side, 2 * side);
  const line = rgbOf(theme.contour), still = rgbOf(theme.still);
  const at = (i, j) => {
    const a = Math.floor(i), b = Math.floor(j), u = i - a, v = j - b, k = b * (side + 1) + a;
    return (1 - v) * ((1 - u) * units[k] + u * units[k + 1]) + v * ((1 - u) * units[k + side + 1] + u * units[k + side + 2]);
  };
  const shades = Array.from({ length: 256 }, (_, k) => shadeOf(theme, k / 255));
  for (let j = 0; j < 2 * side; j++) {
    for (let i = 0; i < 2 * side; i++) {
      const unit = at(i / 2, j / 2);
      const level = Math.floor(unit * 14);
      const edge = level !== Math.floor(at(Math.min(i + 1, 2 * side - 1) / 2, j / 2) * 14) || level !== Math.floor(at(i / 2, Math.min(j + 1, 2 * side - 1) / 2) * 14);
      let color = Number.isFinite(unit) ? shades[Math.round(255 * bounded(unit, 0, 1))] : still;
      if (ground) color = ground(i / (2 * side), 1 - j / (2 * side), color);
      const mix = edge && Number.isFinite(unit) ? strength : 0;
      image.data.set([0, 1, 2].map((c) => (1 - mix) * color[c] + mix * line[c]), 4 * (j * 2 * side + i));
      image.data[4 * (j * 2 * side + i) + 3] = 255;
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// A canvas at the screen's own resolution; returns its context in CSS pixels, cleared, with width and height.
function sheet(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.max(Math.round(width * ratio), 1), Math.max(Math.round(height * ratio), 1)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// Where particle k of a run is at a step, which may lie between two rows.
function placeAt(run, k, index, out) {
  const { positions, count, dimensions: n } = run;
  const [row, after, part] = rowsAround(run, index);
  for (let i = 0; i < n; i++) {
    const a = positions[(row * count + k) * n + i];
    const b = positions[(after * count + k) * n + i];
    out[i] = part ? (1 - part) * a + part * b : a;
  }
  return out;
}

function rowsAround(run, index) {
  const { indices, rows } = run;
  const inside = bounded(index, indices[0], indices[rows - 1]);
  let [low, high] = [0, rows - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (indices[middle] <= inside) low = middle; else high = middle - 1;
  }
  const after = Math.min(low + 1, rows - 1);
  return [low, after, (inside - indices[low]) / Math.max(indices[after] - indices[low], 1)];
}

// Paths and particles from above: in a box of a canvas, the map under them.
class FlatMap {
  constructor(canvas) {
    this.canvas = canvas;
    this.box = [0, 0, 1, 1];
  }

  // Of what the model shows at a step; `colors` are those of its runs.
  draw(pen, width, height, { model, index, colors, theme, image, trails = true, marks = [], followed = -1, cross = null, tide, flood = 0 }) {
    const [[x0, x1], [y0, y1]] = model.landscape.domain;
    const scale = Math.min(width, height);
    this.box = [(width - scale) / 2, (height - scale) / 2, scale, scale];
    this.domain = [[x0, x1], [y0, y1]];
    pen.imageSmoothingEnabled = true;
    if (image) pen.drawImage(image, ...this.box);
    pen.globalAlpha = flood;
    if (tide) pen.drawImage(tide, ...this.box);
    pen.globalAlpha = 1;
    pen.save();
    pen.beginPath();
    pen.rect(...this.box);
    pen.clip();
    model.runs.forEach((own, r) => this.paths(pen, own.run, colors[r], index, trails, theme, flood));
    for (const mark of marks) this.mark(pen, mark.position, mark.kind, theme);
    if (cross) FlatMap.cross(pen, this.to(...cross), theme);
    pen.restore();
  }

  to(x, y) {
    const [[x0, x1], [y0, y1]] = this.domain;
    const [left, top, w, h] = this.box;
    return [left + ((x - x0) / (x1 - x0)) * w, top + (1 - (y - y0) / (y1 - y0)) * h];
  }

  from(px, py) {
    if (!this.domain) return null;
    const [[x0, x1], [y0, y1]] = this.domain;
    const [left, top, w, h] = this.box;
    const [u, v] = [(px - left) / w, 1 - (py - top) / h];
    return u < 0 || u > 1 || v < 0 || v > 1 ? null : [x0 + u * (x1 - x0), y0 + v * (y1 - y0)];
  }

  // Trails are pale on ground in their own colors.
  paths(pen, run, { colors, rank }, index, trails, theme, flood) {
    const { count, rows, positions, indices } = run;
    const most = 400, every = Math.max(Math.ceil(count / most), 1);
    const [row] = rowsAround(run, index);
    const stride = Math.max(Math.ceil(row / 300), 1);
    const p = new Float64Array(2);
    if (trails) {
      pen.lineWidth = 1;
      pen.globalAlpha = bounded(2.4 / Math.sqrt(count), 0.2, 0.9);
      for (let k = 0; k < count; k += every) {
        pen.strokeStyle = flood > 0.5 ? Thalweg.pictureTable("finale").ground.pale : hexOf(colors.subarray(3 * k, 3 * k + 3));
        pen.beginPath();
        for (let r = 0; r <= row; r += stride) pen.lineTo(...this.to(positions[2 * (r * count + k)], positions[2 * (r * count + k) + 1]));
        pen.lineTo(...this.to(...placeAt(run, k, index, p)));
        pen.stroke();
      }
      pen.globalAlpha = 1;
    }
    const radius = bounded(3.6 * (60 / count) ** 0.3, 1.3, 4.5);
    pen.lineWidth = 0.8;
    pen.strokeStyle = theme.rim;
    for (let k = 0; k < count; k++) {
      pen.fillStyle = hexOf(colors.subarray(3 * k, 3 * k + 3));
      pen.beginPath();
      pen.arc(...this.to(...placeAt(run, k, index, p)), radius * Thalweg.beadShare(rank, k, index), 0, 7);
      pen.fill();
      if (count < 200) pen.stroke();
    }
  }

  mark(pen, position, kind, theme) {
    const [x, y] = this.to(position[0], position[1]);
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (kind === "minimum") pen.arc(x, y, 5, 0, 7);
    else {
      pen.moveTo(x - 4, y - 4); pen.lineTo(x + 4, y + 4);
      pen.moveTo(x - 4, y + 4); pen.lineTo(x + 4, y - 4);
    }
    pen.stroke();
  }

  static cross(pen, [x, y], theme) {
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x - 12, y); pen.lineTo(x + 12, y);
    pen.moveTo(x, y - 12); pen.lineTo(x, y + 12);
    pen.stroke();
  }
}

// A particle under a pointer among those that `to` puts on the screen; null if none is near.
function particleNear(model, index, to, px, py, reach = 14) {
  let best = null, least = reach;
  model.runs.forEach((own, r) => {
    const p = new Float64Array(own.run.dimensions);
    for (let k = 0; k < own.run.count; k++) {
      const at = to(placeAt(own.run, k, index, p));
      const away = at ? Math.hypot(at[0] - px, at[1] - py) : Infinity;
      if (away < least) [best, least] = [{ run: r, particle: k }, away];
    }
  });
  return best;
}

// The picture where there is no WebGL: a contour map that can be dropped on, or the curve of one variable.
class FlatPicture {
  constructor(canvas) {
    this.canvas = canvas;
    this.map = new FlatMap(canvas);
    this.flat = true;
    this.frame = { top: 0.08, bottom: 0.8 };
  }

  // Shares of the height between the words.
  setFrame(frame) { this.frame = frame; }

  draw(view) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.paint(sheet(this.canvas, width, height), width, height, view);
    this.view = view;
  }

  // What was drawn last, as a PNG of that size.
  async png(width, height) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height }), pen = canvas.getContext("2d");
    const { theme } = this.view, fade = pen.createLinearGradient(0, 0, 0, height), unit = Math.min(width, height) / 640;
    fade.addColorStop(0, theme.ground_top);
    fade.addColorStop(1, theme.ground_bottom);
    pen.fillStyle = fade;
    pen.fillRect(0, 0, width, height);
    pen.scale(unit, unit);
    new FlatPicture(canvas).paint(pen, width / unit, height / unit, this.view);
    return canvas.toDataURL("image/png");
  }

  paint(pen, width, height, view) {
    pen.save();
    const { frame } = this, side = 24, top = frame.top * height + 32, bottom = (1 - frame.bottom) * height + 16;
    pen.translate(side, top);
    const inner = [Math.max(width - 2 * side, 10), Math.max(height - top - bottom, 10)];
    this.offset = [side, top];
    if (view.model.landscape.dimensions === 1) drawCurve(pen, ...inner, view, this);
    else this.map.draw(pen, ...inner, view);
    pen.restore();
  }

  pick(px, py) {
    const [dx, dy] = this.offset ?? [0, 0];
    if (this.along) return this.along(px - dx);
    return this.map.from(px - dx, py - dy);
  }

  project(point) {
    const [dx, dy] = this.offset ?? [0, 0];
    const [x, y] = this.place ? this.place(point) : this.map.to(point[0], point[1]);
    return [x + dx, y + dy];
  }
}

// The curve of one variable with its particles, and where they have been: render/panels/curve.py.
function drawCurve(pen, width, height, { model, index, colors, theme, cross, trails = true }, host) {
  const { landscape } = model, domain = landscape.domain[0], [low, high] = domain, p = new Float64Array(1);
  const heightOf = (place) => ((p[0] = place), landscape.value(p));
  const { log, limits, lines } = curveOf(model, heightOf);
  pen.font = "12px system-ui, sans-serif";
  const { x, y, left, right, top, bottom } = axesOf(pen, width, height, theme, { x: domain, y: limits, log, names: [landscape.variables[0], say(log ? "height, in powers of ten" : "height")] });
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 2;
  strokeLines(pen, lines, { x, y });
  if (cross) FlatMap.cross(pen, [x(cross[0]), y(heightOf(cross[0]))], theme);
  const dot = (place, h, radius) => {
    const [px, py] = [x(place), y(h)];
    if (!(px >= left - 1 && px <= right + 1 && py >= top - 1 && py <= bottom + 1)) return;
    pen.beginPath();
    pen.arc(px, py, radius, 0, 7);
    pen.fill();
    if (radius > 3) pen.stroke();
  };
  pen.strokeStyle = theme.rim;
  pen.lineWidth = 1;
  model.runs.forEach(({ run }, r) => {
    const { count, positions, heights } = run, [row] = rowsAround(run, index), stride = Math.max(Math.ceil(row / 300), 1), here = new Float64Array(1);
    for (const past of [true, false]) {
      pen.globalAlpha = past ? 0.5 : 1;
      for (let k = 0; k < count; k++) {
        pen.fillStyle = hexOf(colors[r].colors.subarray(3 * k, 3 * k + 3));
        if (past) {
          for (let at = 0; trails && k < 60 && at <= row; at += stride) dot(positions[at * count + k], heights[at * count + k], 2.5);
          continue;
        }
        // One beyond the chart's heights is seen at its edge, half as large.
        const h = heightOf(placeAt(run, k, index, here)[0]), seen = bounded(h, ...limits);
        dot(here[0], seen, seen === h ? 6 : 3.1);
      }
    }
  });
  if (host) {
    host.along = (px) => (px < left || px > right ? null : [low + ((px - left) / (right - left)) * (high - low)]);
    host.place = (point) => [x(point[0]), y(bounded(heightOf(point[0]), ...limits))];
  }
}

let curveKept = {};

// The heights of a curve's chart, whether they are powers of ten, and its line: the same all through a film.
function curveOf({ landscape, runs }, heightOf) {
  const parts = [landscape, ...runs.map(({ run }) => run)];
  if (curveKept.parts?.length === parts.length && parts.every((part, k) => part === curveKept.parts[k])) return curveKept;
  const [low, high] = landscape.domain[0], sampled = Array.from({ length: 801 }, (_, k) => heightOf(low + (k / 800) * (high - low)));
  const [log, limits] = curveLimits(sampled, runs.flatMap(({ run }) => extentOf(run.heights)));
  return (curveKept = { parts, log, limits, lines: tracedLines(heightOf, [low, high], 800, limits) });
}

function curveLimits(sampled, moving) {
  const finite = Float64Array.from(sampled.filter(Number.isFinite)).sort();
  const log = finite[0] > 0 && quantileOf(finite, 0.5) * tracing().DECADES < finite[finite.length - 1];
  if (!log) return [false, framedHeights(sampled, 0.1, moving) ?? [0, 1]];
  const [least, most] = extentOf([...finite, ...moving.filter((h) => h > 0)]);
  return [true, [Math.max(0.6 * least, 5e-324), 1.6 * most]];
}

// The least and the largest of finite numbers, however many.
function extentOf(numbers) {
  let found = [];
  for (const h of numbers) if (Number.isFinite(h)) found = found.length ? [Math.min(found[0], h), Math.max(found[1], h)] : [h, h];
  return found;
}
