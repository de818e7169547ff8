// The panel: what can be changed, in the order in which one asks for it.

const SHOWN_MARKS = ["stationary", "field", "floor", "starts"];
const RATE_SPAN = [1e-3, 100]; // Of the natural rate, what the slider reaches.

class Controls {
  constructor(host) {
    this.host = host;
    this.node = document.getElementById("controls");
    Thalweg.speak(PAGE.phrases[(this.language = host.state.look.language)]);
    this.make();
  }

  // The same in another language; what is open stays open.
  renew(language) {
    if (language === this.language) return;
    this.language = language;
    const folds = () => [...this.node.querySelectorAll("details")], open = folds().map((fold) => fold.open);
    const { activeElement } = document, held = activeElement === this.looks.get("language")?.select;
    this.shownSettings = null;
    this.make();
    if (this.host.tasks) this.node.prepend(this.host.tasks.node);
    folds().forEach((fold, k) => (fold.open = open[k]));
    if (held) this.looks.get("language").select.focus();
  }

  make() {
    const parts = { landscape: this.landscape(), optimizers: this.optimizers(), starts: this.starts(), show: this.show(), charts: this.charts(), maps: this.maps(), film: this.film(), share: this.share() };
    const wanted = PAGE.controls;
    const named = { optimizers: this.singly() };
    this.node.replaceChildren(...Object.entries(parts).filter(([name]) => offers(name, ...Object.keys(named[name] ?? {}))).map(([, part]) => part));
    if (!wanted || wanted.includes("optimizers")) return;
    for (const [name, nodes] of Object.entries(named.optimizers)) for (const node of nodes) node.classList.toggle("left-out", !wanted.includes(name));
  }

  // The parts of the optimizers' section that a page can offer one by one.
  singly() {
    return { several: [this.runs, this.add], optimizer: [this.optimizer.node], learning_rate: [this.rate.node, this.auto, this.why], settings: [this.settings],
      schedule: [this.schedule.node], steps: [this.steps.node], tolerance: [this.tolerance.node], noise: [this.noise.node] };
  }

  landscape() {
    const { host } = this;
    const parts = [];
    if (PAGE.landscapes.length > 1) {
      this.search = element("input", { type: "search", "aria-label": say("Search landscapes"), placeholder: say("search {n} landscapes", { n: PAGE.landscapes.length }), oninput: () => this.sift() });
      this.list = element("div", { class: "list", role: "group", "aria-label": say("Landscapes") });
      this.tiles = PAGE.landscapes.map((entry) => {
        const { title } = Thalweg.landscapeOf(entry.name);
        return { entry, text: `${title} ${entry.name} ${entry.words ?? ""}`.toLowerCase(),
          node: button(title, () => host.change((state) => (state.landscape = { ...entry.state }), { landscape: true }), { lang: "en", "aria-pressed": "false" }) };
      });
      this.list.append(...this.tiles.map((tile) => tile.node));
      parts.push(this.search, this.list);
    }
    this.story = note("", { lang: "en" });
    this.formula = new TextField("Formula", (text) => this.typeFormula(text), { typing: (text) => this.readFormula(text) });
    this.domain = new TextField("Domain", (text) => host.domain(text), { hint: "low and high of each variable" });
    const typing = Thalweg.parseFormula ? [this.formula.node, this.domain.node] : [];
    return folded("Landscape", PAGE.everything, ...parts, this.story, ...typing);
  }

  sift() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const tile of this.tiles) tile.node.hidden = !words.every((word) => tile.text.includes(word));
  }

  // What came of a typed text, while it is typed; nothing is drawn.
  readFormula(text) {
    if (!text.trim()) return "";
    const plain = Thalweg.typed?.(text) ?? text;
    return plain === text ? "" : say("read as {text}", { text: plain });
  }

  typeFormula(text) {
    if (!text.trim() || text === this.host.model.landscape.formula) return "";
    const plain = Thalweg.typed?.(text) ?? text;
    const domain = this.host.model.landscape.domain;
    keptFormula(plain, domain);
    this.host.change((state) => (state.landscape = { formula: plain, domain }), { landscape: true });
    return plain === text ? "" : say("read as {text}", { text: plain });
  }

  optimizers() {
    const { host } = this;
    const names = PAGE.optimizers;
    this.runs = element("ul", { class: "runs", "aria-label": say("Optimizers on the surface") });
    this.add = button("Add an optimizer", () => host.addRun());
    const asRecorded = PAGE.recorded.length ? [""] : [];
    this.optimizer = new Menu("Optimizer", [...asRecorded, ...names], (name) => host.pick(name),
      { text: (name) => name === "" ? say("as recorded") : Thalweg.optimizers[name]?.label ?? name.replaceAll("_", " ") });
    this.rate = new NumberField("Learning rate", (value, done) => host.changeRun((run) => this.setRate(run, value), done));
    this.auto = button("natural rate", () => host.changeRun((run) => (withoutRate(run).learning_rate = bareSchedule(run) || null)));
    this.why = note("", { role: "status", lang: "en" });
    this.schedule = new Menu("Schedule", ["", ...Object.keys(Thalweg.printed.tables.schedules).filter((name) => name !== "constant" && name !== "warmup")], (name) => host.changeRun((run) => this.setSchedule(run, name)),
      { text: (name) => (name ? name.replaceAll("_", " ") : say("constant")) });
    this.settings = element("div", { class: "fields" });
    this.steps = new NumberField("Steps, at most", (value, done) => host.changeRun((run) => (run.steps = Math.round(value)), done, true));
    this.steps.show({ low: 1, high: 2000, whole: true, log: true });
    this.seed = new NumberField("Seed", (value, done) => host.changeRun((run) => (run.seed = Math.round(value)), done));
    this.seed.show({ low: 0, high: 100, whole: true });
    this.tolerance = new TextField("Stops where the slope is below", (text) => host.changeRun((run) => (run.tolerance = text.trim() ? valueOf("tolerance", FIELDS.runs.tolerance, text) : null), true, true),
      { hint: "empty: where it is negligible; 0: never" });
    this.noise = new TextField("Noise of the gradient", (text) => host.changeRun((run) => (run.noise = text.trim()), true, true), { hint: "gaussian:0.1, or empty" });
    const bare = PAGE.controls && !offers("optimizers");
    this.more = bare ? element("div", { class: "fields" }, this.tolerance.node, this.noise.node) : folded("More", false, this.tolerance.node, this.noise.node);
    return folded("Optimizer", true, this.runs, this.add, this.optimizer.node, this.rate.node, element("div", { class: "row" }, this.auto), this.why,
      this.settings, this.schedule.node, this.steps.node, this.seed.node, this.more);
  }

  setRate(run, value) {
    if (!(value > 0) || !Number.isFinite(value)) throw new Error(`learning_rate must be a finite number > 0, got ${value}`);
    const name = scheduleName(run);
    withoutRate(run).learning_rate = name ? fittedSchedule(name, value, run.steps ?? USUAL_STEPS) : value;
  }

  setSchedule(run, name) {
    const rate = this.host.model.chosen.rate.number;
    withoutRate(run).learning_rate = name ? fittedSchedule(name, rate, run.steps ?? USUAL_STEPS) : typeof run.learning_rate === "number" ? run.learning_rate : rate;
  }

  starts() {
    const { host } = this;
    this.places = new TextField("Starts", (text) => host.setStarts(text.split(/\s+\+\s+/).map((word) => word.trim()).filter(Boolean)),
      { hint: "grid:15, uniform:200, ring:24, points:(1,2);(0,0)" });
    const kinds = ["particle", "ring", "grid"];
    this.kind = new Menu("A click drops", kinds, (kind) => (host.dropped = kind), { text: say });
    return folded("Particles", true, this.kind.node, element("div", { class: "row" },
      button("Grid", () => host.setStarts(["grid:15"])), button("Clear", () => host.setStarts([]))), this.places.node,
      note("Click the surface to drop; drag a particle to move its start. Drag elsewhere to turn."));
  }

  show() {
    const { host } = this;
    const names = [...FIELDS.page.layers.choices, ...SHOWN_MARKS];
    const text = { stationary: "stationary points", field: "gradient field" };
    this.layers = new Checks("Layers", names, (name, on) => host.layer(name, on), (name) => say(text[name] ?? name));
    this.looks = new Map(["color", "height", "theme", "camera", "clock", ...(TONGUES.length > 1 ? ["language"] : [])].map((name) => [name, new Menu({ color: "Colors mean", height: "Heights", camera: "Camera", clock: "Pace", theme: "Theme", language: "Language" }[name],
      name === "language" ? TONGUES : FIELDS.look[name].choices, (value) => host.change((state) => (state.look[name] = value)))]));
    return folded("Show", false, this.layers.node, ...[...this.looks.values()].map((menu) => menu.node));
  }

  charts() {
    const names = Object.keys(CHARTS);
    this.panels = new Checks("Beside the picture", names, (name, on) => this.host.panel(name, on), (name) => say(CHARTS[name]));
    return folded("Charts", false, this.panels.node);
  }

  maps() {
    this.surveys = new Surveys(this.host);
    return folded("Sweeps and maps", false, this.surveys.node);
  }

  // The film's own fields, for pictures and films of the page, the command and the scene file.
  film() {
    const { host } = this;
    const about = FIELDS.film;
    const set = (name, word) => {
      const value = word.trim() ? valueOf(name, about[name], word.trim()) : null;
      host.change((state) => (state.film[name] = value));
    };
    const labels = { seconds: "Seconds", size: "Pixels", fps: "Pictures a second" };
    const hints = { seconds: say("empty: {n}", { n: PAGE.seconds }), size: say("as 1280x720; empty: {size}", { size: PAGE.size.join("x") }), fps: "of the command's film; empty: as suits" };
    this.reel = new Map(Object.keys(labels).map((name) => [name, new TextField(labels[name], (word) => set(name, word), { hint: hints[name] })]));
    this.loop = new Menu("At the end", ["", "true", "false"], (word) => set("loop", word), { text: (word) => say(word === "" ? "as suits" : word === "true" ? "begin again" : "stay") });
    return folded("Film", false, ...[...this.reel.values()].map((field) => field.node), this.loop.node);
  }

  share() {
    const { host } = this;
    this.said = note("", { role: "status" });
    const report = (text) => (this.said.textContent = text);
    const copy = (text, what, told = report) => button(text, () => {
      try {
        copyText(what(), told);
      } catch (error) {
        report(error.message);
      }
    });
    const home = "this page stands inside another and has no address: copied is what goes behind that of one of your own";
    const link = (text, what) => copy(text, what, (said) => report(host.homeless ? `${said}; ${home}` : said));
    return folded("Take along", false,
      element("div", { class: "row" }, link("Copy link", () => host.handedLink()), copy("Copy command", () => commandOf(host.state)),
        copy("Copy TOML", () => tomlOf(host.state)), link("Copy frame", () => host.frameLine())),
      element("div", { class: "row" }, button("PNG", () => host.savePicture()), button("WebM", () => host.record(report)), button("Scene file", () => host.saveScene())),
      element("div", { class: "row" }, button("Undo", () => host.undo(), { id: "undo" }), button("Redo", () => host.redo(), { id: "redo" })), this.said);
  }

  // Everything as the state has it.
  put() {
    const { model, state, theme } = this.host;
    const { landscape } = model;
    if (this.tiles) for (const { entry, node } of this.tiles) node.setAttribute("aria-pressed", String(sameLandscape(entry.state, state.landscape)));
    this.story.textContent = landscape.story ?? "";
    this.formula.show(String(landscape.formula ?? ""));
    this.domain.show(landscape.domain.map((side) => side.map(numberWord).join(" ")).join("  "));
    this.formula.input.readOnly = this.domain.input.readOnly = !Thalweg.parseFormula;
    this.putRuns(model, state, theme);
    this.layers.show([...state.page.layers, ...state.look.marks]);
    for (const [name, menu] of this.looks) menu.show(state.look[name]);
    this.panels.show(this.host.panels, (name) => this.host.hasPanel(name));
    this.kind.show(this.host.dropped);
    this.places.show((state.runs[0]?.starts ?? []).join(" + "));
    for (const [name, field] of this.reel) field.show(state.film[name] === null ? "" : textOf(FIELDS.film[name], state.film[name]));
    this.loop.show(String(state.film.loop ?? ""));
    this.surveys?.put();
  }

  putRuns(model, state, theme) {
    const place = Math.min(state.page.chosen, state.runs.length - 1);
    const many = state.runs.length > 1;
    this.runs.hidden = !many;
    this.runs.replaceChildren(...(many ? model.all.map((own, k) => element("li", {},
      button([element("span", { class: "dot", style: null }), own.called], () => this.host.select(k), { "aria-pressed": String(k === place) }),
      button("×", () => this.host.removeRun(k), { "aria-label": say("Remove {name}", { name: own.called }) }))) : []));
    [...this.runs.querySelectorAll(".dot")].forEach((dot, k) => (dot.style.background = theme.palette[k % theme.palette.length]));
    const own = model.chosen;
    if (!own) return;
    const known = Thalweg.optimizers[own.name];
    const played = own.recorded && !own.searches;
    this.optimizer.show(played ? "" : own.name);
    const rated = !own.recorded && own.rate?.number > 0;
    for (const part of [this.settings, this.steps.node, this.more]) part.hidden = played;
    this.seed.node.hidden = !own.searches;
    this.steps.label.textContent = say(own.searches ? "Generations" : "Steps, at most");
    this.seed.show({ value: own.state.seed });
    for (const part of [this.rate.node, this.schedule.node, this.auto]) part.hidden = !rated;
    if (rated) {
      const natural = this.host.naturalRate(own);
      this.rate.show({ low: natural * RATE_SPAN[0], high: natural * RATE_SPAN[1], log: true, value: own.rate.number });
      this.auto.setAttribute("aria-pressed", String(own.state.learning_rate === null));
    }
    this.schedule.show(scheduleName(own.state));
    this.why.textContent = this.host.rateWords(own);
    this.steps.show({ value: own.state.steps ?? own.run?.steps ?? USUAL_STEPS });
    this.tolerance.show(own.state.tolerance === null ? "" : numberWord(own.state.tolerance));
    this.noise.show(own.state.noise);
    this.putSettings(own, known);
  }

  putSettings(own, known) {
    const names = Object.keys(known?.settings ?? {}).filter((name) => name !== "learning_rate");
    if (this.shownSettings !== own.name) {
      this.shownSettings = own.name;
      this.fields = new Map(names.filter((name) => typeof known.settings[name].default === "number").map((name) => [name, new NumberField(name.replaceAll("_", " "), (value, done) => this.host.setting(name, value, done))]));
      this.settings.replaceChildren(...[...this.fields.values()].map((field) => field.node));
    }
    for (const [name, field] of this.fields) field.show({ ...sliderOf(known.settings[name]), value: own.settings[name] ?? known.settings[name].default });
    this.settings.hidden ||= !this.fields.size;
  }
}

// The range of a setting that is worth trying.
function sliderOf({ default: value, low = 0, high = Infinity, lowOpen, highOpen, whole = false }) {
  if (!Number.isFinite(high)) {
    if (whole) return { low: Math.max(low, 0), high: Math.max(10 * value, 10), whole, log: false };
    if (value > 0 && Number.isFinite(low)) return { low: value / 100, high: value * 100, log: true, whole };
    const reach = Math.max(10 * Math.abs(value), 1);
    return { low: Number.isFinite(low) ? low : -reach, high: reach, log: false, whole };
  }
  const inside = 1e-3 * (high - low);
  return { low: low + (lowOpen ? inside : 0), high: high - (highOpen ? inside : 0), log: false, whole };
}

// The run with its rate in one place alone.
function withoutRate(run) {
  const { name, settings: { learning_rate: rate, ...settings } } = readOptimizer(run.optimizer);
  if (rate !== undefined) run.optimizer = writeOptimizer(name, settings);
  return run;
}

const bareSchedule = (run) => (typeof run.learning_rate === "string" && /^[a-z_]+$/.test(run.learning_rate) ? run.learning_rate : "");
const scheduleName = (run) => (typeof run.learning_rate === "string" ? split(run.learning_rate, ":")[0].trim() : "");
