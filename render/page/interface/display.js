// What the state looks like: the picture, the charts and the words follow it; only what changed is made again.

// Where more than half still move the ground keeps its colors: who of them is there by the last step is an accident.
function mostAreThere(run) {
  const left = Thalweg.leftSince(run);
  return 2 * run.endings.filter((code, k) => code === RUNNING && left[k] > run.steps).length <= run.count;
}

class Display {
  constructor(page) {
    this.page = page;
    this.root = document.documentElement;
    this.chartsNode = document.getElementById("charts");
    this.charts = new Map();
    this.keys = {};
    this.times = null;
    this.told = -Infinity;
  }

  // Whether a part's key is another one than last time.
  changed(name, key) {
    if (this.keys[name] === key) return false;
    this.keys[name] = key;
    return true;
  }

  // What Python said of the landscape that the page began with, and of the runs as long as they are those.
  get note() {
    const { state, model: { runs } } = this.page, [ground, ...more] = (PAGE.note ?? "").split("\n");
    if (!same(state.landscape, settledState(PAGE.state).state.landscape)) return "";
    return [ground, ...(runs.every(({ recorded }) => recorded) ? more : [])].join("\n");
  }

  // After every change of the state.
  follow() {
    const { page } = this, { state, model, theme, stage } = page;
    const land = JSON.stringify(state.landscape), { language } = state.look;
    if (this.changed("tongue", language)) this.speak(language);
    if (this.changed("flat", String(model.landscape.dimensions === 2))) stage.renew();
    const { picture } = stage;
    if (this.changed("theme", `${theme.name} ${state.look.cmap} ${page.surround.name}`)) this.dress(theme, page.surround);
    const { title, no_caption: mute, no_legend: plain } = state.look;
    if (this.changed("land", [land, title, mute, plain, this.note].join())) page.words.heading(model.landscape, state.look, this.note);
    const surface = [land, state.look.height, this.keys.theme, picture.flat, language].join(" ");
    if (this.changed("surface", surface)) this.setSurface();
    if (this.changed("learned", land)) this.learn();
    const runs = `${surface} ${this.learnedNow} ${model.runs.map((own) => own.key).join("|")} ${state.look.color}`;
    if (this.changed("runs", runs)) this.setRuns();
    if (this.changed("layers", `${surface} ${state.page.layers} ${state.look.axes}`)) {
      const has = (name) => state.page.layers.includes(name);
      if (!picture.flat) picture.setLayers({ contours: has("contours"), trails: has("trails"), basins: has("basins"), axes: state.look.axes !== false });
    }
    if (this.changed("marks", `${runs} ${state.look.marks} ${state.page.followed}`)) this.setMarks();
    if (this.changed("chosen", `${runs} ${state.page.chosen} ${state.page.followed}`)) this.setChosen();
    this.followGround(land);
    if (this.changed("panels", page.panels.join())) this.setPanels();
    page.controls.put();
    page.dirty = true;
  }

  // The page's words in a language; what was made in another one is made anew.
  speak(language) {
    this.root.lang = language;
    Thalweg.speak(PAGE.phrases[language]);
    this.page.controls.renew(language);
    this.charts.clear();
    this.keys.panels = null;
    document.getElementById("open").textContent = say("Controls");
  }

  dress(theme, frame) {
    for (const [{ style, dataset }, worn] of [[this.root, theme], [document.getElementById("controls"), frame]]) {
      dataset.theme = worn.name;
      dataset.dark = String(worn.dark);
      for (const [name, value] of Object.entries({ "--top": worn.ground_top, "--low": worn.ground_bottom, "--ink": worn.ink, "--faint": worn.faint })) style.setProperty(name, value);
    }
    const { picture } = this.page.stage;
    if (!picture.flat) picture.setTheme(theme);
  }

  setSurface() {
    const { page } = this, { model, state, theme, stage: { picture } } = page;
    const { landscape } = model;
    if (landscape.dimensions === 2 && (picture.flat || page.panels.includes("contour"))) this.transformNow();
    else this.transform = null;
    this.image = null;
    if (!picture.flat) picture.setSurface({ landscape, kind: state.look.height, theme });
    this.keys.ground = this.keys.flood = null;
  }

  // The minima's order, which gives each its color, is found beside the page; then what is painted is painted again.
  learn() {
    const { page } = this, { landscape, state } = page.model, key = JSON.stringify(state.landscape);
    if (page.model.minima.has(key) || landscape.dimensions !== 2) return;
    page.work.minima({ landscape }).done.then((found) => {
      if (!found || this.keys.learned !== key) return;
      page.model.learn(found.minima);
      this.learnedNow = (this.learnedNow ?? 0) + 1;
      if (this.level) this.paint(this.level);
      if (this.tide) this.pour(this.tide);
      this.follow();
    }, () => {});
  }

  // How heights are drawn: the picture's own way, or chosen from a lattice where there is none.
  transformNow() {
    const { page } = this, { landscape } = page.model;
    const own = page.stage.picture.ground?.transform ?? page.stage.picture.ground?.world?.transform;
    if (own?.at) return (this.transform = own);
    const [[x0, x1], [y0, y1]] = landscape.domain;
    const heights = [];
    for (let j = 0; j <= 90; j++) for (let i = 0; i <= 90; i++) heights.push(landscape.value(new Float64Array([x0 + (i / 90) * (x1 - x0), y0 + (j / 90) * (y1 - y0)])));
    return (this.transform = Thalweg.chooseTransform(heights, page.state.look.height));
  }

  get mapNow() {
    if (this.page.model.landscape.dimensions !== 2) return null;
    const key = `${this.keys.surface} ${this.keys.painted}`;
    if (this.imageKey !== key) {
      this.imageKey = key;
      this.image = mapImage(this.page.model.landscape, this.page.model.landscape.domain, this.transformNow(), this.page.theme, this.painter);
    }
    return this.image;
  }

  // In the ending the same in the colors of basins, as the ground is then, and how much of it is to be seen.
  get tideNow() {
    const { model: { landscape }, theme, stage: { picture } } = this.page, { tide, flood } = picture;
    if (!flood) return {};
    if (this.flooded !== tide) {
      this.flooded = tide;
      this.floodImage = mapImage(landscape, landscape.domain, this.transformNow(), theme, tidePainter(tide), 0);
    }
    return { tide: this.floodImage, flood };
  }

  setRuns() {
    const { page } = this, { model, state, theme, stage: { picture } } = page;
    this.colors = model.runs.map((own) => particleColors(model, own, theme, state.look.color, own.place));
    this.times = null;
    if (picture.flat) return;
    const runs = model.runs.map((own, k) => ({ run: own.run, colors: this.colors[k].colors, rank: this.colors[k].rank, shapes: own.run.endings, name: own.rates ? "" : own.called }));
    const [own] = model.runs, world = picture.ground?.world, lone = world && model.runs.length === 1 && !own.rates;
    const exits = lone ? Thalweg.exitsOf(own.run, (p) => [0, 1].map((axis) => world.flat(p[axis], axis))) : [];
    picture.setRuns(runs, { timeOf: (index) => this.timeOf(index), exits });
  }

  // Who is how low, where lone particles race.
  get standings() {
    const { runs, film } = this.page.model;
    return Thalweg.isRace(runs) ? this.page.model.keep(`race ${runs.map((own) => own.key)} ${this.page.state.look.clock}`, () => new Thalweg.Standings(runs.map(({ run }) => run), (t) => film.index(t))) : null;
  }

  // A step's film time, from a table.
  timeOf(index) {
    const { film } = this.page.model;
    if (!this.times) {
      const t = Float64Array.from({ length: 401 }, (_, k) => k / 400);
      this.times = { t, steps: t.map((time) => film.index(time) + 1e-9 * time) };
    }
    return Thalweg.interpolated(index, this.times.steps, this.times.t);
  }

  setMarks() {
    const { model, state, stage: { picture } } = this.page;
    this.marks = state.look.marks.includes("stationary") && model.landscape.dimensions === 2
      ? model.keep(`stationary ${JSON.stringify(state.landscape)}`, () => stationaryPoints(model.landscape)) : [];
    const of = (name, kind) => (model.runs.some(({ run }) => run[name]) ? [kind] : []);
    if (!picture.flat) picture.setMarks([...state.look.marks, ...of("losses", "gaps"), ...of("drawn", "population")].map((kind) => (kind === "stationary" ? { kind, points: this.marks } : kind)));
  }

  setChosen() {
    const { model, state, stage: { picture } } = this.page;
    const run = model.runs.indexOf(model.chosen);
    picture.setChosen?.(run >= 0 && (state.page.followed || model.runs[run].run.count > 1) && state.page.followed < model.runs[run].run.count ? { run, particle: state.page.followed } : null);
  }

  // Basins of the chosen optimizer, finer while one looks.
  followGround(land) {
    const { page } = this, { model, state } = page;
    const own = model.chosen;
    const wanted = state.page.layers.includes("basins") && own && !own.recorded && model.landscape.dimensions === 2;
    const steps = own?.state.steps ?? own?.run?.steps ?? USUAL_STEPS;
    const key = wanted ? JSON.stringify([land, own.name, own.settings, own.rate?.value, steps, own.state.tolerance]) : "";
    if (!this.changed("ground", key)) return;
    this.token?.cancel();
    if (!wanted) return this.paint(null);
    this.token = page.work.basins({ landscape: model.landscape, optimizer: own.name, settings: own.settings, learning_rate: own.rate.value ?? undefined, steps: Math.min(steps, 2000), tolerance: own.state.tolerance, resolution: 513 },
      (level) => this.paint(level));
  }

  // The flood of the film's end, of one optimizer's many particles without chance; sought when the end comes near.
  followFlood() {
    const { page } = this, { model, state, stage: { picture } } = page, { runs: [own], landscape } = model;
    if (picture.flat || state.page.time < 0.4) return;
    const many = model.runs.length === 1 && own.run.count > 1 && !own.recorded && !own.rates && !own.state.noise;
    const wanted = many && state.look.color === "destination" && !state.look.marks.includes("floor") && own.run.endings.includes(CONVERGED) && mostAreThere(own.run);
    if (!this.changed("flood", wanted ? `${this.keys.surface} ${own.key}` : "")) return;
    this.flooding?.cancel();
    this.pour(null);
    if (!wanted) return;
    this.flooding = page.work.basins({ landscape, optimizer: own.name, settings: own.settings, learning_rate: own.rate.value ?? undefined, steps: own.run.steps, tolerance: own.state.tolerance, resolution: 257 },
      (level) => this.pour(level));
  }

  // It may come when the particles that it is of are gone.
  pour(level) {
    const { page } = this, { stage: { picture }, model: { runs: [own] } } = page;
    this.tide = level;
    if (picture.flat) return;
    if (!level || !own) return picture.setFlood(null);
    const colors = this.inksOf(level);
    const labels = grown(flooded(level.label, colors, page.theme), level), tints = colors.map((c) => 255 + page.theme.tint * (c - 255));
    picture.setFlood(labels, { resolution: level.resolution, colors: tints, shares: Thalweg.sharesOf(own.run) });
    page.dirty = true;
  }

  inksOf({ minimizers, places }) {
    const { model, theme } = this.page, colors = new Uint8Array(3 * minimizers.length);
    model.inksOf(minimizers.map((position, k) => places[k] ?? { position, extent: 0 }), theme).forEach((ink, k) => colors.set(rgbOf(ink), 3 * k));
    return colors;
  }

  paint(level) {
    const { page } = this, { theme, stage: { picture } } = page;
    this.level = level;
    this.keys.painted = level ? `${this.keys.ground} ${level.resolution}` : "";
    this.painter = null;
    if (!level) {
      if (!picture.flat) picture.setGround(null);
    } else {
      const colors = this.inksOf(level);
      if (!picture.flat) picture.setGround(grown(level.near ?? level.label, level), { resolution: level.resolution, colors, steps: level.steps });
      const { label, resolution: n } = level, none = rgbOf(theme.still);
      this.painter = (u, v, shade) => {
        const at = label[Math.min(Math.round(v * (n - 1)), n - 1) * n + Math.min(Math.round(u * (n - 1)), n - 1)];
        const own = at < 0 ? none : colors.subarray(3 * at, 3 * at + 3);
        const light = (shade[0] + shade[1] + shade[2]) / 765;
        return [0, 1, 2].map((i) => own[i] * (0.45 + 0.6 * light));
      };
    }
    page.dirty = true;
  }

  setPanels() {
    const { page } = this;
    this.charts = new Map(page.panels.filter((name) => name in CHARTS).map((name) => [name, this.charts.get(name) ?? new Chart(name, page)]));
    this.chartsNode.replaceChildren(...[...this.charts.values()].map((chart) => chart.node));
    this.chartsNode.hidden = !this.charts.size;
  }

  get view() {
    const { page } = this, { model, state, theme } = page;
    return { model, index: page.index, colors: this.colors, theme, trails: state.page.layers.includes("trails"), marks: this.marks ?? [],
      followed: state.page.followed, cross: page.stage.cross };
  }

  // Pictures come at every frame; words beside them no oftener than they can be read: they too are drawn.
  draw(fine) {
    const { page } = this, { picture } = page.stage, { state, model } = page;
    const view = this.view;
    if (picture.flat) {
      picture.draw({ ...view, image: this.mapNow });
    } else {
      this.followFlood();
      picture.show(view.index, state.page.time);
      const [x, y] = page.shift;
      picture.setCamera({ target: null, aim: 1, ...page.pose, x, y });
      picture.render({ fine, busy: this.busy });
    }
    for (const chart of this.charts.values()) chart.draw(chart.name === "contour" ? { ...view, image: this.mapNow, ...this.tideNow } : view);
    const now = performance.now();
    if (!fine && state.page.playing && now - this.told < (picture.software ? 200 : 30)) return;
    this.told = now;
    const over = state.page.time >= 1 - 1e-9;
    const race = this.standings;
    if (race) page.words.ranking(race, race.rows(state.page.time, view.index), model.runs, this.colors);
    else page.words.counts(this.colors, over ? 1e15 : view.index);
    page.words.following(view, over);
    this.transport(view);
    this.caption(view.index);
    page.words.say(this.sentence(view.index));
  }

  transport({ index }) {
    const { page } = this, { state } = page;
    const time = document.getElementById("time"), play = document.getElementById("play");
    if (document.activeElement !== time || state.page.playing) time.value = String(Math.round(1000 * state.page.time));
    const { runs } = page.model, bred = runs.length && runs.every(({ run }) => run.evaluations);
    const where = say(bred ? "generation {n}" : "step {n}", { n: Math.floor(index) });
    time.setAttribute("aria-valuetext", where);
    page.words.step.textContent = where;
    const word = say(state.page.playing ? "Pause" : "Play");
    if (play.dataset.word !== word) {
      play.dataset.word = word;
      play.setAttribute("aria-label", word);
      play.textContent = state.page.playing ? "❚❚" : "▶";
    }
  }

  get subtitles() {
    const { page } = this, { subtitles } = page.state.look;
    return page.model.keep(`subtitles ${page.seconds} ${JSON.stringify(subtitles)}`, () => subtitlesOf(subtitles, page.seconds));
  }

  // Whether the ending's sentence has taken the caption's place, as in films.
  get speaks() {
    const { rest } = Thalweg.pictureTable("clock"), { speaks } = Thalweg.pictureTable("finale");
    return this.page.state.page.time >= 1 - (1 - speaks) * rest;
  }

  caption(index) {
    const { page, subtitles, speaks } = this, { caption, no_caption: mute } = page.state.look, kept = !mute && subtitles.length > 0;
    page.words.captioned(mute || (kept && speaks) ? "" : subtitleAt(subtitles, index, page.state.page.time) ?? caption ?? "", kept);
  }

  // How it begins, before anything else is to be said as in films. Then how it ended, in a sentence and a second one, or in
  // one's own words; the same however often it is asked for.
  sentence(index) {
    const { model } = this.page, own = lastSubtitle(this.subtitles);
    if (!model.runs.length) return ["", ""];
    if (!this.speaks && (this.page.state.page.playing || !index)) return openingWords(model, index, this.page.words.caption.textContent);
    if (own !== undefined) return [own, ""];
    return model.keep(`sentence ${this.keys.tongue} ${model.runs.map((own) => own.key + own.called)}`, () =>
      Thalweg.verdictOf(model.runs.map(({ run, called }) => ({ label: called, run }))));
  }
}

// Places of zero slope inside the domain, found by Newton's steps from a lattice: [{position, height, kind}].
function stationaryPoints(landscape, side = 15) {
  const found = [];
  const { domain } = landscape;
  const H = new Float64Array(4), out = new Float64Array(3), p = new Float64Array(2);
  const width = domain.map(([low, high]) => high - low);
  const inside = () => domain.every(([low, high], i) => p[i] >= low - 1e-9 * width[i] && p[i] <= high + 1e-9 * width[i]);
  for (let k = 0; k < side * side; k++) {
    domain.forEach(([low, high], i) => (p[i] = low + (((i ? Math.floor(k / side) : k % side) + 0.5) / side) * (high - low)));
    let step = Infinity;
    for (let round = 0; round < 40 && step > 1e-13; round++) {
      landscape.both(p, out);
      landscape.hessian(p, H);
      const det = H[0] * H[3] - H[1] * H[2];
      const [dx, dy] = [(H[3] * out[1] - H[1] * out[2]) / det, (H[0] * out[2] - H[2] * out[1]) / det];
      if (!Number.isFinite(dx + dy)) break;
      p[0] -= dx;
      p[1] -= dy;
      step = Math.hypot(dx / width[0], dy / width[1]);
      if (!inside() && round > 3) break;
    }
    if (step > 1e-9 || !inside()) continue;
    landscape.both(p, out);
    landscape.hessian(p, H);
    if (!Number.isFinite(out[0]) || found.some(({ position }) => Math.hypot((position[0] - p[0]) / width[0], (position[1] - p[1]) / width[1]) < 1e-4)) continue;
    const [trace, det] = [H[0] + H[3], H[0] * H[3] - H[1] * H[2]];
    const flat = Math.abs(det) < 1e-9 * trace * trace;
    found.push({ position: Array.from(p), height: out[0], kind: flat ? "degenerate" : det < 0 ? "saddle" : trace > 0 ? "minimum" : "maximum" });
  }
  for (const position of landscape.minimizers) {
    if (!found.some((other) => Math.hypot((other.position[0] - position[0]) / width[0], (other.position[1] - position[1]) / width[1]) < 1e-4)) {
      found.push({ position: Array.from(position), height: landscape.value(Float64Array.from(position)), kind: "minimum" });
    }
  }
  return found;
}
