// The page: one state, what is shown of it, and everything that changes it.

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const withoutMoment = (state) => ({ ...state, page: { ...state.page, time: 0, playing: false, speed: 1 } });

class Page {
  constructor() {
    this.words = new Words();
    this.model = new Model();
    this.dropped = "particle";
    const faults = this.begin();
    this.history = new History(withoutMoment(this.state));
    this.stage = new Stage(this);
    this.work = new Thalweg.Work();
    this.controls = new Controls(this);
    this.display = new Display(this);
    this.keys = new Keys(this);
    this.shift = [0, 0]; // The picture's middle, moved by hand, world units; no scene knows of it.
    if (PAGE.tasks?.length) this.tasks = new Tasks(this);
    if (this.tasks) this.controls.node.prepend(this.tasks.node);
    if (isGuest()) this.guest = new Guest(this);
    this.listen();
    this.show();
    this.guest?.tell();
    if (this.stage.missing) faults.push(`${this.stage.missing}: here is the map`);
    if (faults.length) this.words.complain(faults[0]);
    this.ready = new Promise((resolve) => (this.first = resolve));
    requestAnimationFrame((now) => this.frame(now));
  }

  show() {
    this.display.follow();
    this.tasks?.put();
  }

  // Out of sight nothing moves, and nothing is held on the graphics card.
  rest() {
    this.resting = true;
    this.stage.rest();
  }

  wake() {
    this.resting = false;
    this.stage.wake();
    this.before = undefined;
    this.dirty = true;
  }

  // One frame: film time goes on, and what is not up to date is drawn.
  frame(now) {
    requestAnimationFrame((later) => this.frame(later));
    if (this.resting && !this.first) return;
    const { page } = this.state;
    const passed = Math.min(now - (this.before ?? now), 1000) / 1000;
    this.before = now;
    if (page.playing) this.advance((passed * page.speed) / this.seconds);
    if (this.held) [this.held, this.moving] = [false, now];
    if (this.dirty || page.playing) {
      this.dirty = false;
      const begun = performance.now();
      this.display.draw(!page.playing && now - (this.moving ?? 0) > 160);
      this.display.busy = performance.now() - begun;
      if (!page.playing && now - (this.moving ?? 0) <= 160) this.dirty = true;
      this.recorder?.take();
      if (this.first) this.first = void this.first();
    }
  }

  advance(share) {
    const { page, film } = this.state;
    page.time += share;
    if (page.time < 1) return;
    page.time = film.loop && !this.whenOver ? 0 : 1;
    page.playing = page.time < 1;
    if (page.playing) return;
    this.whenOver = void this.whenOver?.();
    this.moving = 0;
    this.dirty = true;
    this.keepAddress();
  }

  listen() {
    const by = (id) => document.getElementById(id);
    by("play").addEventListener("click", () => this.play());
    by("time").addEventListener("input", (event) => this.setTime(Number(event.target.value) / 1000, false));
    const speeds = [0.125, 0.25, 0.5, 1, 2, 4, 8];
    by("speed").append(...speeds.map((speed) => element("option", { value: String(speed) }, speed < 1 ? `1/${1 / speed}×` : `${speed}×`)));
    by("speed").value = String(speeds.reduce((a, b) => (Math.abs(b - this.state.page.speed) < Math.abs(a - this.state.page.speed) ? b : a)));
    by("speed").addEventListener("change", (event) => this.change((state) => (state.page.speed = Number(event.target.value))));
    by("open").addEventListener("click", () => {
      const shut = by("page").classList.toggle("shut");
      by("open").setAttribute("aria-expanded", String(!shut));
    });
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("beforeprint", () => this.display.draw(true));
    window.addEventListener("hashchange", () => this.follow(location.hash.slice(1)));
    for (const query of ["(prefers-color-scheme: light)"]) matchMedia(query).addEventListener?.("change", () => this.show());
  }

  // Keys that hold everywhere but where text is typed or a menu is open.
  key(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox" && event.target.type !== "range";
    const undo = (event.key === "z" || event.key === "Z") && (event.ctrlKey || event.metaKey || event.target.id === "picture");
    if (undo && !typing) {
      event.preventDefault();
      return event.shiftKey ? this.redo() : this.undo();
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.id === "picture" && this.keys.press(event.key)) return event.preventDefault();
    const onButton = /^(BUTTON|SUMMARY)$/.test(event.target.tagName) || event.target.type === "checkbox";
    if (event.key === " " && !onButton) this.play();
    else if (event.key === "," || event.key === ".") this.setTime(this.model.film.time(Math.floor(this.index + 1e-6) + (event.key === "." ? 1 : -1)), false);
    else return;
    event.preventDefault();
  }

  // Another address was put in: its scene is shown.
  follow(query) {
    if (query === queryOf(this.state)) return;
    const { state, faults } = stateOfQuery(query);
    try {
      if (state) this.take(state);
    } catch (error) {
      faults.push(error.message);
      this.take(this.model.mended(state, this.state));
    }
    if (faults.length) this.words.complain(faults[0]);
    this.history.keep(withoutMoment(this.state));
  }

  // The state of the address, or that in which somebody left the scene, or what Python wrote, which is left where a state
  // cannot be shown.
  begin() {
    const written = settledState(PAGE.state).state;
    let faults = [];
    let state = PAGE.left ? settledState(PAGE.left).state : written;
    if (location.hash.length > 1) {
      const read = stateOfQuery(location.hash.slice(1));
      faults = read.faults;
      state = read.state ?? written;
    }
    if (still() || state.page.time > 0) state.page.playing &&= !still() && state.page.time < 1;
    try {
      this.model.read(state);
    } catch (error) {
      faults = [...faults, error.message];
      state = this.model.mended(state, written);
    }
    this.state = state;
    return faults;
  }

  // The picture's: what suits the reader's screen is dark, as in films.
  get theme() {
    const { themes } = Thalweg.printed.tables.picture, { theme, cmap } = this.state.look, own = themes[theme] ?? themes.dark;
    return cmap ? this.model.keep(`theme ${own.name} ${cmap}`, () => ({ ...own, shades: PAGE.cmaps[cmap], toned: false })) : own;
  }

  // The controls': where the scene leaves it open, as the reader's screen.
  get surround() {
    const { light } = Thalweg.printed.tables.picture.themes;
    return this.state.look.theme === "auto" && matchMedia("(prefers-color-scheme: light)").matches ? light : this.theme;
  }

  get index() { return this.model.film.index(this.state.page.time); }
  // Flat panels that a landscape of so many variables has; others wait in the state for one that has them.
  get panels() { return this.state.look.panels.filter((name) => name !== "surface" && this.hasPanel(name)); }

  hasPanel(name) { return PAGE.panels[name].includes(this.model.landscape.dimensions); }
  get seconds() { return this.state.film.seconds ?? PAGE.seconds; }

  // Another state, as `edit` makes it of a copy; one that cannot be is said, and the old one stays.
  change(edit, { done = true, landscape = false } = {}) {
    const next = structuredClone(this.state);
    this.held ||= !done; // What is in hand is answered first, and drawn finely when it rests.
    try {
      edit(next);
      if (landscape) movedTo(next, this.model.landscape.domain, this.model);
      this.take(next);
    } catch (error) {
      this.words.complain(error.message);
      this.controls.put();
      return;
    }
    if (done) this.gesture();
  }

  take(given) {
    const { state, faults } = settledState(given);
    if (faults.length) throw new Error(faults[0]);
    this.model.read(state);
    this.state = state;
    this.show();
  }

  // The end of a gesture: one step to go back.
  gesture() {
    this.history.keep(withoutMoment(this.state));
    this.keepAddress();
    this.dirty = true;
    this.guest?.tell();
  }

  keepAddress() {
    clearTimeout(this.address);
    this.address = setTimeout(() => {
      try {
        history.replaceState(null, "", `#${queryOf(this.state)}`);
      } catch {
        // A page inside a frame may have no address of its own.
      }
    }, 250);
  }

  undo() { this.back(this.history.undo()); }
  redo() { this.back(this.history.redo()); }

  back(state) {
    if (!state) return this.words.complain("there is nothing to go back to");
    const { time, playing, speed } = this.state.page;
    state.page = { ...state.page, time, playing, speed };
    this.take(state);
    this.keepAddress();
  }

  changeRun(edit, done = true, shared = false) {
    const place = Math.min(this.state.page.chosen, this.state.runs.length - 1);
    this.change((state) => state.runs.forEach((run, k) => (shared || k === place) && edit(run)), { done });
  }

  // Another optimizer; without a name the run as it was recorded.
  pick(name) {
    const own = this.model.chosen, noise = own.recorded ? "" : own.state.noise;
    const again = name || PAGE.recorded.find(({ run }) => (run.label ?? "") === own.state.label) || PAGE.recorded[0];
    const learning_rate = own.recorded && name === own.name ? this.naturalRate(own) : null; // By itself it would be the recorded one.
    this.changeRun((run) => Object.assign(run, name ? { optimizer: name, learning_rate, noise } : again.shape.runs[0]));
  }

  setting(name, value, done) {
    this.changeRun((run) => {
      const { name: optimizer, settings } = readOptimizer(run.optimizer);
      run.optimizer = writeOptimizer(optimizer, { ...settings, [name]: value });
    }, done);
  }

  addRun() {
    this.change((state) => {
      const names = PAGE.optimizers;
      const used = state.runs.map((run) => readOptimizer(run.optimizer).name);
      const name = ["momentum", "adam", ...names].find((one) => names.includes(one) && !used.includes(one)) ?? names[0];
      const basis = state.runs.at(-1) ?? settledState({ runs: [{}] }).state.runs[0];
      if (state.runs.length >= MOST_RUNS) throw new Error(`a page takes at most ${MOST_RUNS} optimizers at once`);
      state.runs.push({ ...structuredClone(basis), label: "", optimizer: name, learning_rate: null });
      Object.assign(state.page, { chosen: state.runs.length - 1, time: 0, playing: !still() });
    });
  }

  removeRun(place) {
    if (this.state.runs.length < 2) return;
    this.change((state) => {
      state.runs.splice(place, 1);
      state.page.chosen = Math.min(state.page.chosen, state.runs.length - 1);
    });
  }

  select(place) { this.change((state) => (state.page.chosen = place)); }

  setStarts(ways) {
    this.change((state) => {
      if (!state.runs.length) state.runs = settledState({ runs: [{}] }).state.runs;
      for (const run of state.runs) run.starts = ways;
      Object.assign(state.page, { time: 0, playing: ways.length > 0 && !still(), followed: 0 });
    });
  }

  // What a click drops at a point: a particle, a ring about it, or a grid all over.
  drop(point, kind = this.dropped) {
    if (!offers("starts")) return;
    const { domain } = this.model.landscape;
    const place = point.map((c, i) => Number(bounded(c, ...domain[i]).toPrecision(6)));
    if (kind === "grid") return this.setStarts(["grid:20"]);
    const side = Math.min(...domain.map(([low, high]) => high - low));
    const way = kind === "ring" ? `ring:24,centre=(${place.map(python).join(",")}),radius=${general(0.08 * side)}` : pointsText([place]);
    this.change((state) => {
      if (!state.runs.length) state.runs = settledState({ runs: [{ starts: [] }] }).state.runs;
      for (const run of state.runs) run.starts = isSearch(run) ? [way] : joined(run.starts, way);
      const points = state.runs[0].starts.length === 1 && pointsOf(state.runs[0].starts[0]);
      Object.assign(state.page, { time: 0, playing: !still(), followed: points ? points.length - 1 : state.page.followed });
    });
  }

  // A bead for each rate in place of the runs, until something else is asked for.
  showSweep(swept) {
    const { model } = this, own = model.chosen, rates = swept.map(({ rate }) => rate);
    const label = `${rates.length} rates, ${Thalweg.numberText(rates[0], 2)} to ${Thalweg.numberText(rates.at(-1), 2)}`;
    model.sweep = { ...own, rates, label, called: label, run: together(swept.map(({ run }) => run)), key: `sweep ${model.basis}`, basis: model.basis, recorded: true };
    model.read(this.state);
    this.show();
    this.setTime(0, !still());
  }

  choose({ run, particle }) {
    const { sweep } = this.model;
    if (sweep) return this.changeRun((own) => this.controls.setRate(own, sweep.rates[particle]));
    const place = this.model.runs[run]?.place ?? 0;
    this.change((state) => Object.assign(state.page, { followed: particle, chosen: place }));
  }

  // A start is taken in hand: a function that moves it, with its whole path.
  grasp({ run, particle }, from) {
    const own = this.model.runs[run];
    if (!own || own.recorded || !offers("starts")) return null;
    const n = own.run.dimensions;
    const starts = Array.from({ length: own.run.count }, (_, k) => Array.from(own.run.positions.subarray(k * n, k * n + n)));
    const begin = starts[particle];
    const ways = JSON.stringify(own.state.starts);
    const { domain } = this.model.landscape;
    return (to) => this.change((state) => {
      starts[particle] = begin.map((c, i) => Number(bounded(c + to[i] - from[i], ...domain[i]).toPrecision(6)));
      const text = [pointsText(starts)];
      state.runs.forEach((other, k) => (k === own.place || JSON.stringify(this.model.all[k].state.starts) === ways || other.moved) && (other.starts = text));
      Object.assign(state.page, { followed: particle, chosen: own.place, playing: false });
    }, { done: false });
  }

  // The next particle of the chosen run is followed, or the one before.
  walk(way) {
    const count = this.model.chosen?.run?.count;
    if (!count) return this.words.tell("there is no particle yet");
    this.change((state) => (state.page.followed = (Math.min(state.page.followed, count - 1) + way + count) % count));
    this.words.tell(`particle ${this.state.page.followed + 1} of ${count}`);
  }

  // The start of the followed particle: {run, particle, place}, or null.
  startNow() {
    const own = this.model.chosen, run = this.model.runs.indexOf(own);
    if (run < 0 || !own.run.count) return null;
    const n = own.run.dimensions, particle = Math.min(this.state.page.followed, own.run.count - 1);
    return { run, particle, place: Array.from(own.run.positions.subarray(particle * n, particle * n + n)) };
  }

  putDown(back) {
    if (back) this.take({ ...JSON.parse(this.history.now), page: this.state.page });
    else this.gesture();
  }

  // The followed particle is taken away, of every run that began at the same places.
  removeStart() {
    const start = this.startNow();
    if (!start || this.model.chosen.recorded || !offers("starts")) return;
    const own = this.model.chosen, n = own.run.dimensions, ways = JSON.stringify(own.state.starts);
    const places = Array.from({ length: own.run.count }, (_, k) => Array.from(own.run.positions.subarray(k * n, k * n + n)));
    places.splice(start.particle, 1);
    this.change((state) => {
      for (const run of state.runs) if (JSON.stringify(run.starts) === ways) run.starts = places.length ? [pointsText(places)] : [];
      state.page.followed = Math.min(start.particle, Math.max(places.length - 1, 0));
    });
  }

  layer(name, on) {
    this.change((state) => {
      const list = FIELDS.page.layers.choices.includes(name) ? state.page : state.look;
      const key = list === state.page ? "layers" : "marks";
      list[key] = on ? [...list[key].filter((one) => one !== name), name] : list[key].filter((one) => one !== name);
    });
  }

  panel(name, on) {
    this.change((state) => {
      const natural = this.model.landscape.dimensions === 1 ? "curve" : "surface";
      const kept = state.look.panels.filter((one) => one !== name && one !== natural);
      const panels = on ? [...kept, name] : kept;
      state.look.panels = panels.length ? [natural, ...panels] : [];
    });
  }

  domain(text) {
    const domain = READERS.pairs(text);
    if (!domain || domain.some(([low, high]) => !(low < high))) throw new Error(`a domain is two numbers for each variable, low before high, got '${text.slice(0, 40)}'`);
    const { formula } = this.model.landscape;
    this.change((state) => (state.landscape = { formula: String(formula).replaceAll("**", "^"), domain }), { landscape: true });
  }

  // The view is turned by degrees and brought nearer by a factor; it is then a fixed one.
  turn(across, up, factor, done = false) {
    const pose = this.pose;
    const azimuth = ((((pose.azimuth + across + 180) % 360) + 360) % 360) - 180;
    const elevation = bounded(pose.elevation + up, -89.9, 89.9);
    const zoom = bounded((pose.zoom ?? 1) * factor, 0.05, 20);
    this.state.look.camera = `still:${azimuth.toFixed(2)},${elevation.toFixed(2)},${zoom.toFixed(3)}`;
    this.moving = performance.now();
    this.dirty = true;
    this.controls.looks.get("camera").show(this.state.look.camera);
    if (done) this.gesture();
  }

  // The picture is moved by pixels.
  move(across, down) {
    const { picture, canvas } = this.stage;
    if (picture.flat) return;
    const unit = (2 * picture.view.distance * Math.tan((Thalweg.printed.tables.picture.camera.angle * Math.PI) / 360)) / (canvas.clientHeight || 1);
    this.shift = [this.shift[0] - across * unit, this.shift[1] + down * unit].map((c) => bounded(c, -2, 2));
    this.moving = performance.now();
    this.dirty = true;
  }

  firstView() {
    this.shift = [0, 0];
    this.change((state) => (state.look.camera = settledState(PAGE.state).state.look.camera));
  }

  get pose() {
    const { camera } = this.state.look;
    const fixed = /^still:(.*)$/.exec(camera);
    if (fixed) {
      const [azimuth, elevation, zoom = 1] = fixed[1].split(",").map(Number);
      return { azimuth, elevation, zoom };
    }
    return this.path(camera)(this.state.page.time);
  }

  path(camera) {
    const { keys } = this.display;
    const key = `${camera} ${keys.surface} ${keys.runs}`;
    if (this.pathKey !== key) {
      this.pathKey = key;
      this.pathNow = cameraOf(this, camera);
    }
    return this.pathNow;
  }

  probe(point, event, over) {
    if (!point) return this.words.ask("");
    const { landscape } = this.model;
    const names = landscape.variables.join(", ");
    const height = landscape.value(Float64Array.from(point));
    const box = document.getElementById("stage").getBoundingClientRect();
    const place = event && event.clientX ? [event.clientX - box.left, event.clientY - box.top] : this.stage.picture.project?.(point) ?? [20, 90];
    const whom = over ? `particle ${over.particle + 1}: ` : "";
    this.words.ask(`${whom}f(${names}) = f${saidNumber(Thalweg.pointText(point, landscape.domain)).replace(/^x = (.*)$/, "($1)")} = ${Number.isNaN(height) ? say("undefined") : saidNumber(Thalweg.numberText(height, 4))}`,
      [Math.min(place[0], box.width - 240), Math.min(place[1], box.height - 40)]);
  }

  crossed(point) {
    this.dirty = true;
    if (!point) {
      this.stage.picture.setCross?.(null);
      return this.words.ask("");
    }
    this.stage.picture.setCross?.(point);
    this.probe(point);
    this.words.tell(this.words.probe.textContent);
  }

  scrub(step) {
    if (step === undefined) return;
    this.setTime(this.model.film.time(step), false);
  }

  setTime(time, playing = this.state.page.playing) {
    Object.assign(this.state.page, { time: bounded(time, 0, 1), playing });
    this.moving = performance.now();
    this.dirty = true;
    this.keepAddress();
  }

  play() {
    const { page } = this.state;
    if (!page.playing && page.time >= 1) page.time = 0;
    this.setTime(page.time, !page.playing);
  }

  naturalRate(own) {
    const { run } = own, starts = run ? run.positions.subarray(0, run.count * run.dimensions) : [];
    return this.model.rate(this.model.landscape, this.state, own, { ...own.state, learning_rate: null }, starts).number;
  }

  // Why the rate is what it is, and what one is looking at.
  rateWords(own) {
    if (own.searches) return `${own.run.who} asks for heights alone: ${own.run.evaluations.at(-1).toLocaleString("en")} of them in ${own.run.steps} generations. It begins ${own.run.alone ? "at one point" : "anywhere"}.`;
    if (own.recorded) return `As Python recorded it (${own.run.who}). Any other optimizer is descended here.`;
    const reason = own.rate?.reason ? `natural: ${own.rate.reason}. ` : "";
    if (!own.run) return reason;
    return reason + this.model.keep(`about ${own.key}`, () => Thalweg.about(own.run));
  }

  // In another's frame a page may have no address: what goes behind one is left.
  link() { return `${this.homeless ? "" : location.href.split("#")[0]}#${queryOf(this.state)}`; }

  // The same to hand out: no longer than what pages and Python read.
  handedLink() {
    if (queryOf(this.state).length > LONGEST_LINK) throw new Error("the scene is too long for a link; save a scene file");
    return this.link();
  }

  get homeless() { return location.protocol === "about:"; }

  frameLine() {
    return `<iframe src="${this.handedLink().replaceAll("&", "&amp;")}" title="${this.model.landscape.title}" width="960" height="620" style="border:0" allow="fullscreen"></iframe>`;
  }

  async savePicture() {
    const [width, height] = this.state.film.size ?? PAGE.size;
    handOver(await this.portrait(width, height), `${this.stem}.png`);
  }

  get stem() { return this.state.landscape.name ?? "formula"; }

  async portrait(width, height) {
    const { picture } = this.stage;
    this.display.draw(true);
    return withWords(await picture.png(width, height), width, height, this);
  }

  saveScene() {
    try {
      handOver(new Blob([tomlOf(this.state)], { type: "application/toml" }), `${this.stem}.toml`);
    } catch (error) {
      this.words.complain(error.message);
    }
  }

  async record(report) {
    if (this.recorder) return;
    try {
      const recorder = new Recorder(this, report);
      this.recorder = recorder;
      this.setTime(0, true);
      await new Promise((resolve) => (this.whenOver = resolve));
      await new Promise((resolve) => setTimeout(resolve, 400));
      this.recorder = null;
      handOver(await recorder.stop(), this.stem + recorder.ending);
      report("recorded");
    } catch (error) {
      report(error.message);
    }
  }

  resized() {
    const { picture, canvas } = this.stage;
    picture.resize?.();
    this.words.fit();
    const high = canvas.clientHeight || 1;
    const [head, foot] = ["heading", "said"].map((name) => document.querySelector(`.${name}`));
    const top = (head.offsetTop + head.offsetHeight - 8) / high, bottom = (foot.offsetTop - 4) / high;
    picture.setFrame?.({ top: bounded(top, 0.04, 0.4), bottom: bounded(bottom, 0.4, 0.96) });
    this.moving = performance.now();
    this.dirty = true;
  }
}

// Runs of one particle each as one run of many; those that are over wait.
function together(runs) {
  const longest = runs.reduce((a, b) => (b.rows > a.rows ? b : a)), { rows, dimensions: n } = longest, count = runs.length;
  const positions = new Float64Array(rows * count * n), heights = new Float64Array(rows * count);
  for (let r = 0; r < rows; r++) runs.forEach((run, k) => {
    const row = Math.min(r, run.rows - 1);
    positions.set(run.positions.subarray(row * n, row * n + n), (r * count + k) * n);
    heights[r * count + k] = run.heights[row];
  });
  const { landscape, steps, indices } = longest;
  return asRun({ landscape, steps, indices, rows, count, dimensions: n, positions, heights, endings: Uint8Array.from(runs, (run) => run.endings[0]), stoppedAt: Int32Array.from(runs, (run) => run.stoppedAt[0]) });
}

// A camera's path over film time, as the films have it.
function cameraOf(page, camera) {
  const rest = Thalweg.cameraPath("still");
  const { picture } = page.stage, { runs, film } = page.model;
  if (picture.flat) return rest;
  const ride = /^follow(?::(\d+))?$/.exec(camera);
  if (!ride) {
    const { ground } = picture;
    if (camera.startsWith("still:")) return Thalweg.cameraPath(camera) ?? rest;
    const side = asWritten(page.state) && PAGE.sides[camera === "orbit" ? camera : "rest"];
    if (side) return Thalweg.cameraPath(camera, { home: side.slice(0, 2), reach: side.slice(2) }) ?? rest;
    const { FEW, MOMENTS } = Thalweg.printed.tables.picture.camera.placing, few = runs.reduce((sum, { run }) => sum + run.count, 0) <= FEW;
    const moments = Array.from({ length: few ? MOMENTS : 5 }, (_, k, n = few ? MOMENTS : 5) => film.index((k + 0.5) / n));
    const seen = runs.flatMap(({ run }) => moments.flatMap((index) => onMap(run, rowsAround(run, index)[0], picture)));
    const goals = overGround(ground.landscape.minimizers ?? [], picture);
    const placed = Thalweg.placedCamera(ground, thinned(seen.length ? seen : goals, 140), thinned(goals, 12), { aspect: 4 / 3, frame: picture.frame, few });
    return Thalweg.cameraPath(camera, placed) ?? rest;
  }
  const own = runs.find(({ run }) => run.count > Number(ride[1] ?? 0));
  if (!own) return rest;
  const { ride: { moments, smooth }, placing: { LIFT } } = Thalweg.pictureTable("camera");
  return Thalweg.ridePath(picture.ground, Array.from({ length: moments }, (_, k) => {
    const t = ((1 + 2 * smooth) * k) / (moments - 1) - smooth;
    const [x, y, z] = picture.place(placeAt(own.run, Number(ride[1] ?? 0), film.index(bounded(t, 0, 1)), new Float64Array(2)));
    return z === z ? [x, y, z + LIFT] : null;
  }));
}

// World points over the ground where the particles of a run are on the map, at one of its rows.
function onMap(run, row, picture) {
  const first = row * run.count * 2;
  return overGround(Array.from({ length: run.count }, (_, k) => run.positions.subarray(first + 2 * k, first + 2 * k + 2)), picture);
}

function overGround(points, picture) {
  const { domain } = picture.ground.landscape, { LIFT } = Thalweg.printed.tables.picture.camera.placing;
  return points.filter((p) => domain.every(([low, high], i) => p[i] >= low && p[i] <= high)).map((p) => {
    const [x, y, z] = picture.place(p);
    return [x, y, z + LIFT];
  }).filter(([, , z]) => z === z);
}

const thinned = (list, most) => (list.length <= most ? list : Array.from({ length: most }, (_, k) => list[Math.floor((k * (list.length - 1)) / (most - 1))]));

// A way to start more; points go to the points before them.
function joined(ways, way) {
  const more = pointsOf(way), last = ways.length && pointsOf(ways.at(-1));
  return more && last ? [...ways.slice(0, -1), pointsText([...last, ...more])] : [...ways, way];
}

// On another landscape rates are its own; grids stay, other particles where the domain is the same.
function movedTo(next, domain, model) {
  const there = model.surface(settledState({ landscape: next.landscape }).state.landscape);
  for (const run of next.runs) {
    run.learning_rate = bareSchedule(run) || null;
    if (!same(there.domain, domain)) run.starts = run.starts.filter((way) => !/^\s*(points|ring):/.test(way));
  }
  Object.assign(next.page, { time: 0, playing: !still() && next.runs.some((run) => run.starts.length), followed: 0 });
}
