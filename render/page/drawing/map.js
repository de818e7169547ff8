// The landscape from above on a plain canvas: contours, basins, trails, beads. A panel, and the picture where there is no WebGL.
const MAP_LEVELS = 14;

class MapView {
  constructor(canvas, { theme = "dark", tap = null } = {}) {
    Object.assign(this, { canvas, pen: canvas.getContext("2d"), runs: [], index: 0, painted: null, layers: {} });
    this.theme = typeof theme === "string" ? pictureTable("themes")[theme] : theme;
    this.stop = new AbortController();
    if (tap) canvas.addEventListener("click", (event) => tap(this.pick(event.offsetX, event.offsetY), event), { signal: this.stop.signal });
  }

  setTheme(theme) { this.theme = typeof theme === "string" ? pictureTable("themes")[theme] : theme; this.ground = null; }

  setSurface({ landscape, domain = landscape.domain, transform = null, kind = "auto", theme, resolution = 160 }) {
    if (theme) this.setTheme(theme);
    Object.assign(this, { landscape, domain });
    this.grid = latticeLines(domain, [], resolution);
    const heights = latticeHeights(landscape, this.grid);
    this.scale = transform ?? chooseTransform(heights, kind);
    this.unit = heights.map((h) => clipped(this.scale.at(h), 0, 1));
    this.ground = null;
  }

  // As the picture's.
  setGround(labels, options = {}) {
    this.painted = labels && { pixels: basinPixels(labels, { none: hex(this.theme.still), ...options }), side: options.resolution };
    this.ground = null;
  }

  setRuns(runs) { this.runs = runs; }

  setLayers(layers) { Object.assign(this.layers, layers); this.ground = null; }

  show(index) { this.index = index; }

  // The rectangle of the map on the canvas, in the page's pixels; as broad as the domain, within limits.
  get box() {
    const { clientWidth: w, clientHeight: h } = this.canvas;
    const [[x0, x1], [y0, y1]] = this.domain;
    const share = clipped((x1 - x0) / (y1 - y0), 0.5, 2);
    const [wide, high] = [w - 52, h - 40];
    const width = Math.min(wide, high * share);
    const height = width / share;
    return { left: 38 + (wide - width) / 2, top: 8 + (high - height) / 2, width, height };
  }

  at([x, y]) {
    const { left, top, width, height } = this.box;
    const [[x0, x1], [y0, y1]] = this.domain;
    return [left + (width * (x - x0)) / (x1 - x0), top + (height * (y1 - y)) / (y1 - y0)];
  }

  project(point) { return this.at(point); }

  pick(px, py) {
    const { left, top, width, height } = this.box;
    const [u, v] = [(px - left) / width, 1 - (py - top) / height];
    if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) return null;
    const point = [u, v].map((share, axis) => this.domain[axis][0] + share * (this.domain[axis][1] - this.domain[axis][0]));
    return { point, height: this.landscape.value(point) };
  }

  render() {
    if (!this.landscape) return;
    const { canvas, pen } = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const size = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * ratio));
    if (canvas.width !== size[0] || canvas.height !== size[1]) { [canvas.width, canvas.height] = size; this.ground = null; }
    if (!(size[0] > 0 && size[1] > 0)) return;
    this.ground ??= this.paint();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, ...size);
    const { left, top, width, height } = this.box;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.drawImage(this.ground, left, top, width, height);
    this.axes();
    pen.save();
    pen.beginPath();
    pen.rect(left - 4, top - 4, width + 8, height + 8);
    pen.clip();
    const total = this.runs.reduce((sum, { run }) => sum + run.count, 0);
    this.runs.forEach((own) => this.drawTrails(own, total));
    this.runs.forEach((own) => this.drawBeads(own, total));
    pen.restore();
  }

  // Colors and contour lines at the pixels' own fineness.
  paint() {
    const { width, height } = this.box;
    const ratio = globalThis.devicePixelRatio || 1;
    const [w, h] = [width, height].map((side) => Math.max(Math.round(side * ratio), 2));
    const image = new ImageData(w, h);
    const shades = this.theme.shades.match(/.{6}/g).map((code) => hex(`#${code}`));
    const contour = hex(this.theme.contour);
    const [columns, rows] = this.grid.map((line) => line.length);
    const unitAt = (x, y) => {
      const [c, r] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
      const i = r * columns + c;
      const [a, b] = [i, i + columns].map((k) => this.unit[k] + (x - c) * (this.unit[k + 1] - this.unit[k]));
      return a + (y - r) * (b - a);
    };
    const [dx, dy] = [(columns - 1) / (w - 1), (rows - 1) / (h - 1)];
    const lined = this.layers.contours !== false;
    for (let r = 0, i = 0; r < h; r += 1) {
      const y = (h - 1 - r) * dy;
      for (let c = 0; c < w; c += 1, i += 4) {
        const x = c * dx;
        const unit = unitAt(x, y);
        if (unit !== unit) continue;
        let color = mixed(shades, unit * (shades.length - 1)).map((v) => 0.92 * v);
        if (this.painted && this.layers.basins !== false) {
          const { pixels, side } = this.painted;
          const k = 4 * (Math.round((y / (rows - 1)) * (side - 1)) * side + Math.round((x / (columns - 1)) * (side - 1)));
          color = color.map((v, band) => pixels[k + band] * clipped(0.55 + v / 400, 0.5, 1.05));
        }
        const step = Math.hypot(unitAt(Math.min(x + dx, columns - 1), y) - unit, unitAt(x, Math.min(y + dy, rows - 1)) - unit) * MAP_LEVELS;
        const level = unit * MAP_LEVELS;
        const away = Math.abs(level - Math.round(level)) / Math.max(step, 1e-9);
        const line = !lined || step < 1e-6 || step > 0.7 ? 0 : 0.34 * clipped(1.1 - away, 0, 1);
        for (let band = 0; band < 3; band += 1) image.data[i + band] = color[band] + line * (contour[band] - color[band]);
        image.data[i + 3] = 255;
      }
    }
    const layer = Object.assign(document.createElement("canvas"), { width: w, height: h });
    layer.getContext("2d").putImageData(image, 0, 0);
    return layer;
  }

  axes() {
    const { left, top, width, height } = this.box;
    const words = new Words(this.pen, this.theme, 11, null);
    const ticks = this.domain.map(([low, high], axis) => evenTicks(low, high, [width, height][axis] > 220 ? 5 : 3));
    tickTexts(ticks[0]).forEach((text, k) => words.write(text, this.at([ticks[0][k], 0])[0], top + height + 11));
    tickTexts(ticks[1]).forEach((text, k) => words.write(text, left - 6, this.at([0, ticks[1][k]])[1], { align: "right" }));
    const names = this.landscape.variables ?? ["x", "y"];
    words.write(names[0], left + width / 2, top + height + 25, { color: this.theme.ink });
    words.write(names[1], left - 30, top + height / 2, { color: this.theme.ink });
  }

  drawTrails({ run, colors }, total) {
    const { pen } = this;
    pen.lineWidth = 1.3;
    pen.lineJoin = "round";
    pen.globalAlpha = clipped(6 / Math.sqrt(Math.max(total, 1)), 0.3, 1);
    const every = Math.max(Math.ceil(run.count / 400), 1);
    const now = rowAt(run, this.index);
    const p = [0, 0];
    for (let k = 0; k < run.count; k += every) {
      pen.strokeStyle = `rgb(${colors.subarray(3 * k, 3 * k + 3).join()})`;
      pen.beginPath();
      let last = this.at(pointAt(run, k, [0, 0], p));
      pen.moveTo(...last);
      for (let row = 1; row <= now[0] + 1; row += 1) {
        const place = row <= now[0] ? [row, 0] : now;
        const to = this.at(pointAt(run, k, place, p));
        if (Math.abs(to[0] - last[0]) + Math.abs(to[1] - last[1]) < 1) continue;
        if (!to.every((c) => Math.abs(c) < 1e5)) break;
        pen.lineTo(...to);
        last = to;
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  drawBeads({ run, colors, shapes }, total) {
    const { pen } = this;
    const radius = 5 * clipped((40 / Math.max(total, 1)) ** 0.3, 0.4, 1.1);
    const now = rowAt(run, this.index);
    const p = [0, 0];
    for (let k = 0; k < run.count; k += 1) {
      pointAt(run, k, now, p);
      if (!presence(this.domain, p)) continue;
      pen.fillStyle = `rgb(${colors.subarray(3 * k, 3 * k + 3).join()})`;
      pen.strokeStyle = this.theme.rim;
      flatMark(pen, run.stoppedAt[k] <= this.index ? shapes[k] : 0, ...this.at(p), radius);
    }
  }
}

const mixed = (shades, at) => {
  const k = Math.min(Math.floor(at), shades.length - 2);
  return shades[k].map((c, band) => c + (at - k) * (shades[k + 1][band] - c));
};

// A particle's mark as a small flat picture, by its place among the shapes.
function flatMark(pen, shape, x, y, r) {
  pen.beginPath();
  pen.lineWidth = 0.8;
  if (shape === 2) { pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y); pen.closePath(); }
  else if (shape === 3) { pen.moveTo(x - r, y - r); pen.lineTo(x + r, y + r); pen.moveTo(x + r, y - r); pen.lineTo(x - r, y + r); }
  else pen.arc(x, y, r, 0, 2 * Math.PI);
  if (shape === 1 || shape === 3) { pen.strokeStyle = pen.fillStyle; pen.lineWidth = 0.45 * r; } else pen.fill();
  pen.stroke();
}
