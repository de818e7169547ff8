// The living 3-D picture on a canvas, in WebGL2.
class PictureMissing extends Error {}

const LAYERS = { surface: true, contours: true, block: true, axes: true, trails: true, beads: true, basins: true };

const linearOf = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

// The ground behind the block: graded, and darker towards the corners with the square of the way from `MIDDLE`.
const MIDDLE = [0.5, 0.4], REACH = [0.733, 0.82];
const darker = ({ vignette }) => [0, 0.25, 0.5, 0.75, 1].map((at) => [at, `rgba(0,0,0,${(vignette * at * at).toFixed(3)})`]);

function groundText(theme) {
  const stops = darker(theme).map(([at, color]) => `${color} ${100 * at}%`).join(", ");
  const around = `radial-gradient(${100 * REACH[0]}% ${100 * REACH[1]}% at ${100 * MIDDLE[0]}% ${100 * MIDDLE[1]}%, ${stops})`;
  return `${theme.vignette ? `${around}, ` : ""}linear-gradient(${theme.ground_top}, ${theme.ground_bottom})`;
}

function paintGround(pen, theme, w, h) {
  const fade = pen.createLinearGradient(0, 0, 0, h);
  fade.addColorStop(0, theme.ground_top);
  fade.addColorStop(1, theme.ground_bottom);
  pen.fillStyle = fade;
  pen.fillRect(0, 0, w, h);
  if (!theme.vignette) return;
  pen.save();
  pen.scale(w * REACH[0], h * REACH[1]);
  const [x, y] = [MIDDLE[0] / REACH[0], MIDDLE[1] / REACH[1]], corners = pen.createRadialGradient(x, y, 0, x, y, 1);
  for (const [at, color] of darker(theme)) corners.addColorStop(at, color);
  pen.fillStyle = corners;
  pen.fillRect(0, 0, 1 / REACH[0], 1 / REACH[1]);
  pen.restore();
}

// Whether WebGL is drawn by the processor: then pictures that move are coarser.
function isSoftware(gl) {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

class Picture {
  constructor(canvas, { theme = "dark", frame = pictureTable("frame"), software = null } = {}) {
    this.gl = canvas.getContext("webgl2", { alpha: true, antialias: false, powerPreference: "high-performance" });
    if (!this.gl) throw new PictureMissing("this browser has no WebGL2");
    Object.assign(this, { canvas, frame, layers: { ...LAYERS }, runs: [], lasting: 0.5, radius: 0.02, index: 0, flood: 0, shares: [], exits: [], chosen: null, cross: null, painted: null, tide: null, temper: [0, 0] });
    this.pose = cameraPath("still")(0);
    this.software = software ?? isSoftware(this.gl);
    this.pace = paceAtFirst(this.software);
    this.sheet = canvas.insertAdjacentElement("afterend", Object.assign(document.createElement("canvas"), { className: "words" }));
    Object.assign(this.sheet.style, { position: "absolute", pointerEvents: "none" });
    this.sheet.setAttribute("aria-hidden", "true");
    this.setTheme(theme);
    this.furnish();
    this.listen();
    this.resize();
  }

  listen() {
    this.stop = new AbortController();
    const on = (name, action) => this.canvas.addEventListener(name, action, { signal: this.stop.signal });
    on("webglcontextlost", (event) => { event.preventDefault(); this.lost = true; });
    on("webglcontextrestored", () => { this.lost = false; this.furnish(); this.ask(); });
    this.watcher = new ResizeObserver(() => { if (this.resize()) this.ask(); });
    this.watcher.observe(this.canvas);
  }

  // All that lives on the graphics card; again after it was lost.
  furnish() {
    const { gl } = this;
    const programs = { ribbon: ribbonShaders, bead: beadShaders, outline: outlineShaders, disc: discShaders, patch: patchShaders };
    this.programs = Object.fromEntries(Object.entries(programs).map(([name, made]) => [name, new Program(gl, ...made())]));
    this.scenery = new Scenery(gl);
    const stores = ["beads", "discs", "patch", ...["trails 0", "trails 1", "creeks", "rivers", "marks"].flatMap((name) => [name, `${name} tints`, `${name} cells`])];
    this.stores = Object.fromEntries(stores.map((name) => [name, new Store(gl)]));
    this.smooth = this.map = this.dry = null;
    this.paints = Object.fromEntries([UNITS.basins, UNITS.flood].map((unit) => [unit, textureOf(gl, unit, 1, 1, new Uint8Array(4))]));
    this.streams = null;
    this.shade();
    if (this.ground) this.scenery.load(this.ground);
    if (this.trails) this.trails.forEach((some, k) => this.loadLines(some, `trails ${k}`));
    if (this.painted) this.loadPaint(UNITS.basins, this.painted);
    if (this.tide) this.loadPaint(UNITS.flood, this.tide);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  setTheme(theme, renew = true) {
    const named = typeof theme === "string" ? pictureTable("themes")[theme] : theme;
    if (named === this.theme) return;
    this.theme = named;
    this.streams = null;
    this.canvas.style.background = groundText(named);
    if (this.scenery) this.shade();
    if (renew && this.ground) this.setSurface(this.given);
  }

  // The colors of the theme's map, in bytes, from low to high.
  shades() { return this.theme.shades.match(/.{6}/g).map((code) => hex(`#${code}`)); }

  shade() {
    const codes = this.shades();
    this.gl.deleteTexture(this.map);
    // Roots of light: eight bits are enough for them, and a shader squares quickly.
    const root = (c) => Math.round(255 * Math.sqrt(linearOf(c / 255)));
    this.scenery.forget("plain", "painted", "shadow");
    this.map = textureOf(this.gl, 0, codes.length, 1, new Uint8Array(codes.flatMap((c) => [...c.map(root), 255])));
  }

  // The landscape over a domain; the very first picture is a coarse one, and any where heights take long.
  setSurface({ landscape, domain = landscape.domain, transform = null, kind = "auto", theme, resolution = 180 }) {
    if (theme) this.setTheme(theme, false);
    this.later = clearTimeout(this.later);
    this.given = { landscape, domain, transform, kind, resolution };
    const options = { transform, kind, towards: this.theme.light.towards };
    const begun = performance.now();
    const coarse = new Relief(landscape, domain, { ...options, resolution: 60 });
    const costs = (performance.now() - begun) * (resolution / 60) ** 2;
    const patience = this.ground ? 90 : 0;
    const take = (ground) => { this.ground = ground; this.streams = null; this.scenery.load(this.ground); this.settle(); };
    this.finish = () => {
      this.later = clearTimeout(this.later);
      this.finish = null;
      take(new Relief(landscape, domain, { ...options, resolution }));
    };
    if (costs < patience) return this.finish();
    take(coarse);
  }

  // Runs and marks on a new surface.
  settle() {
    this.setGround(null);
    this.tide = null;
    this.flags = new Flags(this.ground);
    if (this.trails) this.setRuns(this.runs, this.motion);
    this.setMarks(this.marks?.marks ?? []);
    this.aim();
  }

  // Basins: a color for each label, flat rgb; -1 has `none`. Rows of y, both edges included; null takes them away.
  setGround(labels, { resolution, colors, steps = null, none = hex(this.theme.still) } = {}) {
    this.scenery.forget("painted");
    this.painted = labels && basinPixels(labels, { resolution, colors, steps, none });
    if (this.painted) this.loadPaint(UNITS.basins, this.painted);
  }

  // The flood of the film's end: labels and colors as above, with what each valley caught: [{text, position}].
  setFlood(labels, { resolution, colors, shares = [] } = {}) {
    this.scenery.forget("painted");
    this.tide = labels && floodPixels(labels, { resolution, colors });
    this.temper = this.tide ? tempered(this.tide) : [0, 0];
    this.shares = this.tide ? shares : [];
    if (this.tide) this.loadPaint(UNITS.flood, this.tide);
    this.show(this.index, this.time);
  }

  loadPaint(unit, pixels) {
    this.gl.deleteTexture(this.paints[unit]);
    const side = Math.sqrt(pixels.length / 4);
    this.paints[unit] = textureOf(this.gl, unit, side, side, pixels);
  }

  // Runs of the surface's landscape; `timeOf` takes a step to film time, in which trails fade.
  setRuns(runs, { lasting, radius, timeOf, exits = this.exits } = {}) {
    this.exits = exits;
    const count = runs.reduce((most, { run }) => Math.max(most, run.count), 0);
    const last = Math.max(1, ...runs.map(({ run }) => run.indices[run.indices.length - 1]));
    this.runs = runs;
    this.heads = runs.length > 1 && runs.every(({ run, name }) => name && run.count === 1) ? new Heads(runs.map(({ name, colors }) => ({ text: name, color: `#${[...colors].map((c) => c.toString(16).padStart(2, "0")).join("")}` })), this.theme) : null;
    this.motion = { lasting, radius, timeOf };
    this.most = count;
    this.lasting = lasting ?? lastingOf(count);
    this.radius = radius ?? beadRadius(this.theme, count) * Math.min(...this.ground.world.half) ** 0.6;
    this.timeOf = timeOf ?? ((index) => index / last);
    const shades = this.shades(), { height } = this.ground.world, power = this.theme.toned ? this.ground.power : 1;
    const shadeAt = (z) => shades[Math.round(clipped(z / height + 0.5, 0, 1) ** power * (shades.length - 1))];
    const each = { radius: this.radius, timeOf: this.timeOf, most: MOST_POINTS / Math.max(runs.length, 1), shadeAt, dim: !this.theme.light.ember.some(Boolean), thinned: runs.length > 1 && runs.some(({ run }) => run.count > 1) ? thinnedBy(this.ground.world, runs) : null };
    this.trailsOf = (rest) => {
      const lines = new Lines();
      for (const own of runs) trailsInto(lines, this.ground, own, each, rest);
      return lines.data;
    };
    this.trails = [];
    this.begun = performance.now();
    this.beads = new Beads(this.ground, runs, this.radius);
    if (this.marks) this.setMarks(this.marks.marks);
    this.show(Math.min(this.index, last), this.time);
  }

  // Trails are made when there is something to be seen of them, those first that a picture on the move has.
  makeTrails(all) {
    if (!this.trails || !(this.index > 0) || !this.layers.trails) return;
    for (const k of all ? [0, 1] : [0]) {
      if (this.trails[k]) continue;
      this.trails[k] = this.trailsOf(k > 0);
      this.loadLines(this.trails[k], `trails ${k}`);
    }
  }

  loadLines({ points, tints, cells }, name) {
    this.stores[name].fill(points);
    this.stores[`${name} tints`].fill(tints);
    this.stores[`${name} cells`].fill(cells, this.gl.ELEMENT_ARRAY_BUFFER);
  }

  // A step, and the film's time for what happens after the last.
  show(index, time = 0) {
    Object.assign(this, { index, time });
    this.over = floodedAt(time);
    this.flood = this.tide && !this.basins ? this.over : 0;
    this.beads?.show(index);
    if (this.marks?.moves) this.marks.at(index);
  }

  setMarks(names) { this.marks = new Marks(this, names).at(this.index); this.aim(); }

  setLayers(layers) { Object.assign(this.layers, layers); this.scenery.forget("painted"); this.aim(); }

  setChosen(chosen) { this.chosen = chosen; }

  // A cross on the surface, for those who point with keys; null takes it away.
  setCross(point) { this.cross = point; }

  setFrame(frame) { this.frame = { ...this.frame, ...frame }; this.aim(); }

  get camera() { return { ...this.pose }; }

  setCamera(pose) {
    this.pose = { ...this.pose, ...pose };
    this.pose.elevation = clipped(this.pose.elevation, 0, 89.9);
    this.pose.zoom = clipped(this.pose.zoom ?? 1, 0.3, 14);
    this.aim();
  }

  aim() {
    if (!this.ground) return;
    const { ground } = this;
    const floor = this.marks?.hasFloor ? ground.feet.map(([x, y]) => [x, y, this.floorLevel]) : [];
    const hull = [...ground.hull, ...(this.blocky ? ground.feet : []), ...floor];
    const numbered = this.layers.axes && this.blocky;
    const aspect = this.width / this.height;
    this.view = numbered ? scaledView(this.pose, hull, aspect, roomyFrame(this.frame, this.width, this.height), ground.world)
      : fitView(this.pose, hull, aspect, this.frame);
  }

  get basins() { return this.layers.basins ? this.painted : null; }

  get floorLevel() { return -0.5 * this.ground.world.height - 0.3; }

  get blocky() { return this.layers.block && !this.marks?.hasFloor; }

  // Follow the canvas' size on the page and the screen's pixels; whether anything changed.
  resize() {
    const { canvas, sheet } = this;
    this.ratio = globalThis.devicePixelRatio || 1;
    [this.width, this.height] = [canvas.clientWidth || 300, canvas.clientHeight || 150];
    const size = [this.width, this.height].map((side) => Math.max(Math.round(side * this.ratio), 2));
    Object.assign(sheet.style, { left: `${canvas.offsetLeft}px`, top: `${canvas.offsetTop}px`, width: `${this.width}px`, height: `${this.height}px` });
    if (this.full && size[0] === this.full[0] && size[1] === this.full[1]) return false;
    this.full = size;
    [sheet.width, sheet.height] = size;
    this.aim();
    return true;
  }

  // Draw soon, at full fineness.
  ask() {
    this.asked ??= requestAnimationFrame(() => { this.asked = null; this.render({ fine: true }); });
  }

  // `fine` for a picture at rest: every pixel, smooth edges. One that moves is as fine as it can be in time; `busy` is how
  // long, milliseconds, whoever shows it took for the last one.
  render({ fine = true, busy = 0 } = {}) {
    if (this.lost || !this.ground || !this.view) return;
    if (this.asked) this.asked = void cancelAnimationFrame(this.asked);
    this.pace = fine ? rested(this.pace) : paced(this.pace, performance.now(), busy);
    const { smooth, scale } = FINENESS[fine ? 0 : this.pace.level];
    this.makeTrails(smooth && (fine || performance.now() - this.begun > 200));
    const { canvas } = this, size = this.full.map((side) => Math.max(Math.round(side * scale), 2));
    if (canvas.width !== size[0]) canvas.width = size[0];
    if (canvas.height !== size[1]) canvas.height = size[1];
    const target = smooth ? this.target(...size) : { frame: null, width: size[0], height: size[1], quick: true };
    this.draw(target, this.view);
    if (smooth) target.show();
    this.label();
    if (this.finish) this.later ??= setTimeout(() => { this.finish?.(); this.ask(); }, 30);
  }

  // Write the words anew where they have moved.
  label() {
    const { marks, layers, sheet } = this;
    const state = [this.view, this.ground, marks?.labels, layers.axes, this.blocky, this.theme, this.over, this.shares, this.exits, this.heads ? this.index : 0, ...this.full];
    if (this.labelled?.every((part, i) => part === state[i])) return;
    this.labelled = state;
    this.write(sheet.getContext("2d"), sheet.width, sheet.height, this.ratio);
  }

  target(width, height) {
    const old = this.smooth;
    if (old && old.width === width && old.height === height) return old;
    old?.dispose();
    return (this.smooth = new Target(this.gl, width, height, Math.min(4, this.gl.getParameter(this.gl.MAX_SAMPLES))));
  }

  draw(target, view) {
    const { gl, layers, look } = this;
    if (!this.streams) this.run();
    this.scenery.bake(look, target.quick);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.frame);
    gl.viewport(0, 0, target.width, target.height);
    gl.depthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const pen = { view: matrixOf(view), size: [target.width, target.height], unit: target.height / 720, eye: view.position };
    this.scenery.draw(pen, look, target.quick);
    if (this.streams.creeks && layers.contours && this.flood < 1) {
      ["creeks", "rivers"].forEach((name, k) => {
        const half = (pictureTable("water").WATER_WIDTHS[k] * Math.max(this.theme.contour_width * 720 * pen.unit, 0.6)) / 2;
        this.drawRibbons(pen, this.streams[name], name, { wide: half, hair: half });
      });
    }
    if (layers.trails && this.trails) {
      const shown = target.quick ? this.trails.slice(0, 1) : this.trails;
      shown.forEach((some, k) => this.drawRibbons(pen, some, `trails ${k}`, cometOf(this.theme, this.most, 720 * pen.unit)));
    }
    if (this.marks) this.drawMarks(pen);
    if (layers.beads && this.beads?.count) this.drawDiscs(pen);
    if (layers.beads && this.beads?.count) this.drawBeads(pen, this.beads.sorted(view), true);
    if (this.chosen && this.beads) this.drawChosen(pen);
    if (this.cross) this.drawOver(pen, this.place(this.cross), 0.04, [3, 5]);
  }

  // Water on paper; contours give way to it.
  run() {
    this.streams = this.theme.water && !this.finish ? waterOf(this.ground, this.theme) : { dry: new Uint8Array([255, 0, 0, 0]), side: [1, 1] };
    const { creeks, rivers, dry, side } = this.streams;
    this.gl.deleteTexture(this.dry);
    this.dry = textureOf(this.gl, UNITS.water, ...side, dry);
    if (creeks) { this.loadLines(creeks, "creeks"); this.loadLines(rivers, "rivers"); }
  }

  // What the scenery is to look like.
  get look() {
    const { theme, layers, marks, blocky, flood, basins } = this, pixels = basins || (flood > 0 && this.tide);
    return {
      theme, blocky, surface: layers.surface, contours: layers.contours ? theme.contour_strength * (1 - flood) : 0, floor: marks?.hasFloor ? this.floorLevel : null,
      paint: pixels ? { unit: basins ? UNITS.basins : UNITS.flood, texels: Math.sqrt(pixels.length / 4), share: basins ? 1 : flood, flooded: basins ? 0 : 1, temper: this.temper } : null,
    };
  }

  // Comets, or marks of one width: {wide, hair}, half of it in pixels.
  drawRibbons({ view, size, unit }, lines, name, { wide, hair }) {
    const { gl, programs: { ribbon }, stores, most } = this;
    const still = !name.startsWith("trails"), now = still ? 1 : this.timeOf(this.index);
    const clear = name === "marks" ? 1 : 1 - this.flood, how = still ? { lasting: clear, fresh: clear, longest: 1, flood: 0 } : { lasting: this.lasting, fresh: pictureTable("trails").FRESH, longest: longestFade(most), flood: this.flood };
    ribbon.use({ view, size, now, wide, hair, near: 0.0006, thread: 0.4 * unit, faint: clipped(3.4 / Math.sqrt(most || 1), 0.1, 0.55), pale: unitRgb(pictureTable("finale").ground.pale), ...how });
    if (name === "marks") this.loadLines(lines, name);
    stores[name].bind(ribbon, 16, [["before", 4, 0], ["at", 4, 32], ["after", 4, 64]]);
    stores[`${name} tints`].bind(ribbon, 8, [["tint", 4, 16], ["young", 1, 20]], { bytes: true });
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, stores[`${name} cells`].buffer);
    let born = lines.births.length;
    if (born && lines.births[born - 1] > now) born = bracket(lines.births, now)[0] + 1;
    gl.drawElements(gl.TRIANGLES, 6 * born, gl.UNSIGNED_INT, 0);
  }

  drawDiscs({ view }) {
    const { gl, programs: { disc }, stores } = this, corners = this.beads.shadows(this.theme.light.towards);
    if (!corners.length) return;
    stores.discs.fill(corners);
    disc.use({ view });
    stores.discs.bind(disc, 20, [["at", 3, 0], ["corner", 2, 12]]);
    gl.drawArrays(gl.TRIANGLES, 0, corners.length / 5);
  }

  drawMarks(pen) {
    const { gl, marks, programs: { patch }, stores } = this;
    for (const { points, color } of marks.patches) {
      patch.use({ view: pen.view, color: [...color, 0.5] });
      const strips = points.slice(1).flatMap((row, i) => [points[i][0], ...row.flatMap((p, k) => [points[i][k], p]), row[row.length - 1]]);
      stores.patch.fill(new Float32Array(strips.flat()));
      stores.patch.bind(patch, 12, [["at", 3, 0]]);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, strips.length);
    }
    for (const [lines, width] of [[marks.thin, 0.0023], [marks.thick, 0.005]]) {
      const half = Math.max(width * 360 * pen.unit, 0.4);
      if (lines.points.length > 8) this.drawRibbons(pen, lines.data, "marks", { wide: half, hair: half });
    }
    if (marks.dots.length) this.drawBeads(pen, new Float32Array(marks.dots), false);
  }

  // Marks that face the camera; of those behind hills the outline.
  drawBeads({ view, size, eye, unit }, data, outlined) {
    const { gl, programs: { bead, outline }, stores } = this;
    stores.beads.fill(data);
    const shown = (program, more = {}) => {
      program.use({ view, size, eye, lens: lens(), least: 2.2 * unit, ...more });
      stores.beads.bind(program, 32, [["at", 4, 0], ["tint", 4, 16]]);
      gl.drawArrays(gl.POINTS, 0, data.length / 8);
    };
    if (outlined) {
      gl.depthFunc(gl.GREATER);
      shown(outline);
      gl.depthFunc(gl.LEQUAL);
    }
    shown(bead, { rim: unitRgb(this.theme.rim) });
  }

  drawChosen(pen) {
    const i = this.runs.slice(0, this.chosen.run).reduce((sum, { run }) => sum + run.count, 0) + this.chosen.particle;
    const at = this.beads.data.subarray(8 * i, 8 * i + 4);
    if (at[3]) this.drawOver(pen, at, Math.max(1.5 * at[3], 0.02), [5]);
  }

  // Shapes in the ink of words, never hidden.
  drawOver(pen, [x, y, z], radius, shapes) {
    const ink = hex(this.theme.ink).map((c) => c / 255);
    this.gl.disable(this.gl.DEPTH_TEST);
    this.drawBeads(pen, new Float32Array(shapes.flatMap((shape) => [x, y, z, radius, ...ink, shape])), false);
    this.gl.enable(this.gl.DEPTH_TEST);
  }

  // Words on a 2-D context; `ratio` of its pixels are one of the page's.
  write(pen, width, height, ratio) {
    pen.clearRect(0, 0, width, height);
    const unit = wordSize(width / ratio, height / ratio) * ratio;
    const words = new Words(pen, this.theme, unit, (p) => {
      const [x, y, far] = seenAt(this.view, p);
      return [((x + 1) / 2) * width, ((1 - y) / 2) * height, far];
    }, { top: (this.frame.top - 0.03) * height, wide: width, tall: height });
    const shares = this.over ? [...(this.flood ? this.shares : []), ...this.exits] : [], told = shares.length > 0;
    if (this.marks && !told) words.marks(this.marks.labels);
    if (this.layers.axes && this.blocky) {
      words.axes(this.ground, this.view, this.ground.landscape.variables ?? ["x", "y"]);
      words.heights(this.ground, this.view);
    }
    const size = 0.8 * Math.min(width, height), { flags, ground, heads } = this;
    flags.draw(words, size, this.view);
    if (told) writeShares(words, shares, { ground, unit: size, flags: flags.boxes(words, size), alpha: this.over });
    if (heads && this.layers.beads) heads.draw(words, this.headsNow(words), ((this.radius / lens() / this.view.distance) * height) / 2, Math.min(width, height), { right: 0.98 * width });
  }

  // Where the heads of a race are seen, and where they are on the whole.
  headsNow(words) {
    const p = new Float64Array(2), { ground, view } = this;
    return this.runs.map(({ run }, k) => {
      const place = this.beads.data.subarray(8 * k, 8 * k + 4);
      if (!place[3]) return null;
      const way = [0, 0.1, 0.2, 0.35, 0.5, 0.75, 1].map((share) => words.see(ground.placeOf(pointAt(run, 0, [Math.round(share * (run.rows - 1)), 0], p)))).filter(([x]) => x === x);
      const mean = [0, 1].map((axis) => way.reduce((sum, at) => sum + at[axis] / way.length, 0)), xs = way.map(([x]) => x);
      return { at: words.see(place).slice(0, 2), seen: ground.sees(view.position, place), mean, low: Math.min(...xs), high: Math.max(...xs) };
    });
  }

  // Where on the page's canvas a place of the world is seen.
  seen(place) {
    const [x, y, far] = seenAt(this.view, place);
    return [((x + 1) / 2) * this.width, ((1 - y) / 2) * this.height, far];
  }

  place(p) { return this.ground.placeOf(p); }

  project(p) { return this.seen(this.place(p)).slice(0, 2); }

  // The domain point under a place of the canvas, in the page's pixels.
  pick(px, py) {
    if (!this.ground) return null;
    const way = rayTo(this.view, (2 * px) / this.width - 1, 1 - (2 * py) / this.height).map((c) => c * (this.view.distance + 3));
    const share = this.ground.meet(this.view.position, way);
    if (share === null) return null;
    const point = this.ground.world.point(along(this.view.position, share, way));
    return { point, height: this.ground.landscape.value(point) };
  }

  pickParticle(px, py, reach = 14) {
    let [best, least] = [null, reach];
    for (let i = 0; i < (this.beads?.count ?? 0); i += 1) {
      if (!this.beads.data[8 * i + 3]) continue;
      const [x, y] = this.seen(this.beads.data.subarray(8 * i, 8 * i + 3));
      const away = Math.hypot(x - px, y - py);
      if (away < least) [best, least] = [i, away];
    }
    return best === null ? null : this.beads.whose(best);
  }

  // What is seen, as a PNG of any size.
  async png(width, height) {
    this.finish?.();
    this.makeTrails(true);
    const { gl } = this;
    const [w, h] = [Math.round(width), Math.round(height)];
    const [view, old] = [this.view, [this.width, this.height]];
    const sheet = Object.assign(document.createElement("canvas"), { width: w, height: h });
    const pen = sheet.getContext("2d");
    try {
      [this.width, this.height] = [w, h];
      this.aim();
      paintGround(pen, this.theme, w, h);
      pen.drawImage(layerOf(w, h, (image) => this.readInto(image)), 0, 0);
      pen.drawImage(layerOf(w, h, (_, words) => this.write(words, w, h, Math.max(Math.min(w, h) / 640, 0.6))), 0, 0);
    } finally {
      [this.width, this.height] = old;
      this.view = view;
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    }
    return sheet.toDataURL("image/png");
  }

  // Draw at twice the image's size, averaged down.
  readInto(image) {
    const { gl } = this;
    const most = gl.getParameter(gl.MAX_RENDERBUFFER_SIZE);
    const over = 2 * Math.max(image.width, image.height) <= Math.min(most, 8192) ? 2 : 1;
    const [w, h] = [image.width * over, image.height * over];
    const [large, flat] = [new Target(gl, w, h, 0), new Uint8Array(4 * w * h)];
    this.draw(large, this.view);
    gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, flat);
    large.dispose();
    for (let i = 0, r = 0; r < image.height; r += 1) {
      for (let c = 0; c < image.width; c += 1, i += 4) {
        const sum = [0, 0, 0, 0];
        for (let a = 0; a < over; a += 1) for (let b = 0; b < over; b += 1) {
          const from = 4 * ((h - 1 - (r * over + a)) * w + c * over + b);
          for (let band = 0; band < 4; band += 1) sum[band] += flat[from + band];
        }
        const alpha = sum[3] / (over * over);
        for (let band = 0; band < 3; band += 1) image.data[i + band] = alpha ? (sum[band] / (over * over) / alpha) * 255 : 0;
        image.data[i + 3] = alpha;
      }
    }
  }

  dispose() {
    clearTimeout(this.later);
    cancelAnimationFrame(this.asked);
    this.stop.abort();
    this.watcher.disconnect();
    this.sheet.remove();
    this.lost = true;
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

// A canvas of its own that something paints, on its pixels or with its pen.
function layerOf(width, height, paint) {
  const layer = Object.assign(document.createElement("canvas"), { width, height });
  const pen = layer.getContext("2d");
  const image = pen.createImageData(width, height);
  paint(image, pen);
  if (paint.length === 1) pen.putImageData(image, 0, 0);
  return layer;
}

// Pixels of basins: watersheds softened by the mean of the neighbours; many steps are paler.
function basinPixels(labels, { resolution: n, colors, steps, none }) {
  const most = steps ? steps.reduce((a, b) => Math.max(a, b), 1) : 1;
  const raw = new Float32Array(3 * n * n);
  for (let i = 0; i < n * n; i += 1) {
    const own = labels[i] >= 0 ? colors.subarray(3 * labels[i], 3 * labels[i] + 3) : none;
    const pale = steps && labels[i] >= 0 ? 0.35 * Math.sqrt(steps[i] / most) : 0;
    for (let band = 0; band < 3; band += 1) raw[3 * i + band] = own[band] + pale * (255 - own[band]) * 0.6;
  }
  const pixels = new Uint8Array(4 * n * n);
  for (let r = 0, i = 0; r < n; r += 1) {
    for (let c = 0; c < n; c += 1, i += 1) {
      for (let band = 0; band < 3; band += 1) {
        let sum = 0;
        for (let a = -1; a <= 1; a += 1) for (let b = -1; b <= 1; b += 1) {
          sum += (2 - Math.abs(a)) * (2 - Math.abs(b)) * raw[3 * (clipped(r + a, 0, n - 1) * n + clipped(c + b, 0, n - 1)) + band];
        }
        pixels[4 * i + band] = sum / 16;
      }
      pixels[4 * i + 3] = 255;
    }
  }
  return pixels;
}
