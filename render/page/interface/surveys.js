// A sweep of learning rates, and a map of two settings: where the followed start ends, and after how many steps.

const SWEPT = 20, SIDE = 41;

class Surveys {
  constructor(host) {
    this.host = host;
    this.sweepCanvas = element("canvas", { role: "img", "aria-label": "Sweep of learning rates", tabindex: "0" });
    this.mapCanvas = element("canvas", { role: "img", "aria-label": "Map of two settings", tabindex: "0" });
    this.said = note("", { role: "status" });
    this.across = new Menu("Across", [], () => this.run("map"));
    this.up = new Menu("Up", [], () => this.run("map"));
    this.node = element("div", { class: "fields" },
      button("Sweep twenty rates", () => this.run("sweep")), this.sweepCanvas, this.across.node, this.up.node,
      button("Map of both", () => this.run("map")), this.mapCanvas, this.said);
    for (const canvas of [this.sweepCanvas, this.mapCanvas]) {
      canvas.style.width = "100%";
      canvas.hidden = true;
      canvas.addEventListener("click", (event) => this.take(canvas, event.offsetX, event.offsetY));
      canvas.addEventListener("keydown", (event) => this.key(canvas, event));
    }
  }

  // What can be mapped: the rate and every number of the optimizer.
  put() {
    const own = this.host.model.chosen;
    if (!own || own.recorded) return (this.node.hidden = true);
    this.node.hidden = false;
    const settings = Object.keys(Thalweg.optimizers[own.name].settings).filter((name) => name !== "learning_rate" && typeof Thalweg.optimizers[own.name].settings[name].default === "number");
    const names = ["learning_rate", ...settings];
    if (this.names !== names.join()) {
      this.names = names.join();
      this.across.names(names);
      this.up.names(names);
      this.up.show(names[1] ?? names[0]);
    }
    if (this.shown && this.shown !== own.key) this.said.textContent = "";
  }

  get start() {
    const { model, state } = this.host;
    const own = model.chosen;
    if (!own?.run?.count) throw new Error("drop a particle first: the map is of one start");
    const k = Math.min(state.page.followed, own.run.count - 1), n = own.run.dimensions;
    return { own, start: Array.from(own.run.positions.subarray(k * n, k * n + n)) };
  }

  run(kind) {
    try {
      const found = this.start;
      this.shown = found.own.key;
      if (kind === "sweep") this.sweep(found);
      else this.map(found);
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  // The range of a setting on an axis.
  axis(own, name) {
    if (name === "learning_rate") {
      const natural = this.host.naturalRate(own);
      return { setting: name, low: natural / 50, high: natural * 20, scale: "log" };
    }
    const { low, high, log } = sliderOf(Thalweg.optimizers[own.name].settings[name]);
    return { setting: name, low, high, scale: log ? "log" : "linear" };
  }

  outcome(own, start, changed) {
    const { learning_rate: rate, ...settings } = changed;
    const run = Thalweg.descend(this.host.model.landscape, { optimizer: own.name, settings: { ...own.settings, ...settings }, learning_rate: rate ?? own.rate.value,
      starts: Float64Array.from(start), steps: own.run.steps, tolerance: own.state.tolerance, keep: "ends" });
    return { ending: run.endings[0], steps: run.stoppedAt[0], height: run.heights[run.rows - 1], position: run.positions.slice((run.rows - 1) * start.length) };
  }

  color({ ending, position, steps }, most) {
    const { theme, model } = this.host;
    if (ending === CONVERGED) {
      const own = rgbOf(theme.palette[Math.min(model.colorOf(position), theme.palette.length - 1)]);
      const pale = 0.55 * Math.sqrt(steps / most);
      return own.map((c) => c * (1 - pale) + rgbOf(theme.ground_top)[0] * pale);
    }
    return ending === RUNNING ? rgbOf(theme.still) : rgbOf(theme.dark ? "#3a3f55" : "#c9ced9");
  }

  sweep({ own, start }) {
    const axis = this.axis(own, "learning_rate");
    const rates = Array.from({ length: SWEPT }, (_, k) => axis.low * (axis.high / axis.low) ** (k / (SWEPT - 1)));
    this.swept = rates.map((rate) => ({ rate, ...this.outcome(own, start, { learning_rate: rate }) }));
    this.sweepCanvas.hidden = false;
    const [width, height] = [this.sweepCanvas.clientWidth || 260, 130];
    this.sweepCanvas.style.height = `${height}px`;
    const pen = sheet(this.sweepCanvas, width, height), { theme } = this.host;
    pen.font = "11px system-ui, sans-serif";
    const axes = axesOf(pen, width, height, theme, { x: [0, SWEPT - 1], y: [0, own.run.steps], xs: false });
    this.swept.forEach((end, k) => {
      pen.fillStyle = hexOf(this.color(end, own.run.steps));
      pen.strokeStyle = theme.ink;
      pen.beginPath();
      pen.arc(axes.x(k), axes.y(end.steps), 5, 0, 7);
      pen.fill();
      pen.lineWidth = 0.8;
      pen.stroke();
    });
    this.sweepAxes = axes;
    const best = this.swept.filter((end) => end.ending === CONVERGED).sort((a, b) => a.steps - b.steps)[0];
    const lost = this.swept.find((end) => end.ending > RUNNING);
    this.said.textContent = `${best ? `quickest to rest: ${Thalweg.numberText(best.rate)}, after ${best.steps} steps` : "no rate brings it to rest"}${lost ? `; from ${Thalweg.numberText(lost.rate)} on it is lost` : ""}. A click takes the rate.`;
  }

  map({ own, start }) {
    const [x, y] = [this.axis(own, this.across.select.value), this.axis(own, this.up.select.value)];
    if (x.setting === y.setting) throw new Error("a map needs two different settings");
    this.mapped = { x, y, own };
    this.mapCanvas.hidden = false;
    const [width] = [this.mapCanvas.clientWidth || 260];
    this.mapCanvas.style.height = `${width}px`;
    const value = (axis, part) => (axis.scale === "log" ? axis.low * (axis.high / axis.low) ** part : axis.low + part * (axis.high - axis.low));
    this.value = value;
    const ends = new Array(SIDE * SIDE);
    let k = 0;
    const token = (this.token = {});
    const slice = () => {
      if (this.token !== token) return;
      const begun = performance.now();
      for (; k < ends.length && performance.now() - begun < 14; k++) {
        const changed = { [x.setting]: value(x, (k % SIDE) / (SIDE - 1)), [y.setting]: value(y, Math.floor(k / SIDE) / (SIDE - 1)) };
        ends[k] = this.outcome(own, start, changed);
      }
      this.drawMap(ends, width, own.run.steps);
      if (k < ends.length) setTimeout(slice, 0);
      else this.said.textContent = `${x.setting.replaceAll("_", " ")} ${Thalweg.numberText(x.low)} to ${Thalweg.numberText(x.high)} across, ${y.setting.replaceAll("_", " ")} ${Thalweg.numberText(y.low)} to ${Thalweg.numberText(y.high)} up; colors: the minimum, paler the later, grey: none. A click takes both.`;
    };
    slice();
  }

  drawMap(ends, width, most) {
    const pen = sheet(this.mapCanvas, width, width);
    const cell = width / SIDE;
    ends.forEach((end, k) => {
      pen.fillStyle = hexOf(this.color(end, most));
      pen.fillRect((k % SIDE) * cell, width - (Math.floor(k / SIDE) + 1) * cell, cell + 0.5, cell + 0.5);
    });
    this.border(pen, width);
  }

  // On quadratics theory says from where on nothing converges.
  border(pen, width) {
    const { x, y, own } = this.mapped;
    if (x.setting !== "learning_rate" || y.setting !== "momentum" || !Thalweg.stableRate) return;
    const H = this.host.model.landscape;
    pen.strokeStyle = this.host.theme.ink;
    pen.beginPath();
    for (let k = 0; k <= 40; k++) {
      const rate = Thalweg.stableRate(H, own.name, { ...own.settings, momentum: this.value(y, k / 40) });
      if (!(rate > 0)) return;
      pen.lineTo((Math.log(rate / x.low) / Math.log(x.high / x.low)) * width, width - (k / 40) * width);
    }
    pen.stroke();
  }

  take(canvas, px, py) {
    const [u, v] = [bounded(px / canvas.clientWidth, 0, 1), bounded(1 - py / canvas.clientHeight, 0, 1)];
    if (canvas === this.sweepCanvas) {
      const k = Math.round(bounded((px - this.sweepAxes.left) / (this.sweepAxes.right - this.sweepAxes.left), 0, 1) * (SWEPT - 1));
      return this.host.changeRun((run) => (run.learning_rate = Number(this.swept[k].rate.toPrecision(4))));
    }
    const { x, y } = this.mapped;
    const values = { [x.setting]: Number(this.value(x, u).toPrecision(4)), [y.setting]: Number(this.value(y, v).toPrecision(4)) };
    this.host.changeRun((run) => {
      const { learning_rate: rate, ...settings } = values;
      if (rate) run.learning_rate = rate;
      const { name, settings: before } = readOptimizer(run.optimizer);
      run.optimizer = writeOptimizer(name, { ...before, ...settings });
    });
  }

  key(canvas, event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || canvas !== this.sweepCanvas || !this.swept) return;
    event.preventDefault();
    this.at = bounded((this.at ?? SWEPT / 2) + way, 0, SWEPT - 1);
    this.host.changeRun((run) => (run.learning_rate = Number(this.swept[Math.round(this.at)].rate.toPrecision(4))));
  }
}
