// A sweep of learning rates, and a map of two settings: where the followed start ends, and after how many steps.

class Surveys {
  constructor(host) {
    this.host = host;
    const canvas = (label) => element("canvas", { role: "img", "aria-label": say(label), tabindex: "0", style: "width:100%", hidden: true });
    this.sweepCanvas = canvas("Sweep of learning rates: steps until rest");
    this.mapCanvas = canvas("Map of two settings");
    this.said = note("", { role: "status" });
    this.across = new Menu("Across", [], () => this.run("map"));
    this.up = new Menu("Up", [], () => this.run("map"));
    this.rates = button("Sweep twenty rates", () => this.run("sweep"));
    this.node = element("div", { class: "fields" },
      this.rates, this.sweepCanvas, this.across.node, this.up.node,
      button("Map of both", () => this.run("map")), this.mapCanvas, this.said);
    for (const one of [this.sweepCanvas, this.mapCanvas]) {
      one.addEventListener("click", (event) => this.take(one, event.offsetX / one.clientWidth, 1 - event.offsetY / one.clientHeight));
      one.addEventListener("keydown", (event) => this.key(one, event));
    }
  }

  // What can be mapped: the rate and every number of the optimizer.
  put() {
    const own = this.host.model.chosen;
    this.node.hidden = !own || own.recorded || !own.run;
    if (this.node.hidden) return;
    const { settings } = Thalweg.optimizers[own.name];
    const names = Object.keys(settings).filter((name) => name === "learning_rate" || typeof settings[name].default === "number");
    if (this.names === names.join()) return;
    this.names = names.join();
    this.rates.hidden = !names.includes("learning_rate");
    this.sweepCanvas.hidden = this.mapCanvas.hidden = true;
    this.said.textContent = "";
    this.across.names(names);
    this.up.names(names);
    this.up.show(names.find((name) => /momentum|beta1|decay/.test(name) && name !== "weight_decay") ?? (settings.weight_decay ? names.at(-1) : names[1] ?? names[0]));
  }

  run(kind) {
    this.job?.cancel();
    try {
      const { model, state } = this.host, own = model.chosen;
      const k = Math.min(state.page.followed, own.run.count - 1), n = own.run.dimensions;
      const start = Array.from(own.run.positions.subarray(k * n, k * n + n));
      const how = { optimizer: own.name, settings: own.settings, learning_rate: own.rate.value ?? undefined, steps: own.run.steps, tolerance: own.state.tolerance };
      if (kind === "sweep") this.sweep(own, { ...how, starts: [start], keep: keptOf(40, own.run.steps) });
      else this.map(own, { ...how, start });
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  // The range of a setting on an axis.
  axis(own, setting) {
    if (setting === "learning_rate") {
      const natural = this.host.naturalRate(own);
      return { setting, low: natural / 50, high: natural * 20, scale: "log" };
    }
    const { low, high, log, whole } = sliderOf(Thalweg.optimizers[own.name].settings[setting]);
    return { setting, low, high, whole, scale: log ? "log" : "linear" };
  }

  ink(position, part) {
    const { theme, model } = this.host;
    const own = rgbOf(model.inksOf([position.extent === undefined ? { position, extent: 0 } : position], theme)[0]);
    const ground = rgbOf(theme.dark ? "#ffffff" : "#000000");
    return hexOf(own.map((c, i) => c + 0.5 * Math.sqrt(bounded(part, 0, 1)) * (ground[i] - c)));
  }

  sweep(own, options) {
    this.swept = Thalweg.sweep(this.host.model.landscape, options);
    const { theme } = this.host;
    this.sweepCanvas.hidden = false;
    const [width, height] = [this.sweepCanvas.clientWidth || 260, 130];
    this.sweepCanvas.style.height = `${height}px`;
    const pen = sheet(this.sweepCanvas, width, height);
    pen.font = "11px system-ui, sans-serif";
    const axes = axesOf(pen, width, height, theme, { x: [-0.5, this.swept.length - 0.5], y: [0, own.run.steps], xs: false });
    this.swept.forEach(({ run }, k) => {
      pen.fillStyle = run.endings[0] === CONVERGED ? this.ink(run.row(run.rows - 1), 0) : theme.still;
      pen.strokeStyle = theme.ink;
      pen.beginPath();
      pen.arc(axes.x(k), axes.y(run.stoppedAt[0]), 5, 0, 7);
      pen.fill();
      pen.stroke();
    });
    this.axes = axes;
    this.host.showSweep(this.swept);
    const best = this.swept.filter(({ run }) => run.endings[0] === CONVERGED).sort((a, b) => a.run.stoppedAt[0] - b.run.stoppedAt[0])[0];
    const lost = this.swept.find(({ run }) => run.endings[0] > RUNNING);
    const words = best ? `quickest to rest: rate ${Thalweg.numberText(best.rate)}, after ${best.run.stoppedAt[0]} steps` : "no rate brings it to rest";
    this.said.textContent = `${words}${lost ? `; from ${Thalweg.numberText(lost.rate)} on it is lost` : ""}. A click on a bead takes its rate.`;
  }

  map(own, options) {
    const [x, y] = [this.axis(own, this.across.select.value), this.axis(own, this.up.select.value)];
    if (x.setting === y.setting) throw new Error("a map needs two different settings");
    this.mapCanvas.hidden = false;
    this.job = this.host.work.parameterMap({ landscape: this.host.model.landscape, ...options, x, y, resolution: 96 }, (level) => this.drawMap(level, x, y));
    this.job.done.catch((error) => (this.said.textContent = error.message));
  }

  drawMap(level, x, y) {
    const width = this.mapCanvas.clientWidth || 260, side = level.xs.length, cell = width / side;
    this.mapCanvas.style.height = `${width}px`;
    this.mapped = { level, x, y };
    const pen = sheet(this.mapCanvas, width, width), { theme } = this.host;
    for (let k = 0; k < side * side; k++) {
      const at = level.label[k];
      pen.fillStyle = at >= 0 ? this.ink(level.places?.[at] ?? level.minimizers[at], level.steps[k] / level.limit) : level.near?.[k] >= 0 ? theme.still : theme.dark ? "#3a3f55" : "#c9ced9";
      pen.fillRect((k % side) * cell, width - (Math.floor(k / side) + 1) * cell, cell + 0.5, cell + 0.5);
    }
    const share = (axis, v) => (axis.scale === "log" ? Math.log(v / axis.low) / Math.log(axis.high / axis.low) : (v - axis.low) / (axis.high - axis.low));
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [a, b] of level.border?.points ?? []) pen.lineTo(share(x, a) * width, (1 - share(y, b)) * width);
    pen.stroke();
    const said = (axis) => `${axis.setting.replaceAll("_", " ")} ${Thalweg.numberText(axis.low)} to ${Thalweg.numberText(axis.high)}`;
    this.said.textContent = `${said(x)} across, ${said(y)} up. Colors: the minimum, paler the later; grey: none.${level.border ? " Line: where theory ends." : ""} A click takes both.`;
    this.mapCanvas.setAttribute("aria-label", `Map: ${said(x)} across, ${said(y)} up`);
  }

  take(canvas, u, v) {
    if (canvas === this.sweepCanvas) {
      const { left, right } = this.axes, width = canvas.clientWidth;
      const k = Math.round(bounded((u * width - left) / (right - left), 0, 1) * this.swept.length - 0.5);
      return this.set({ learning_rate: this.swept[bounded(k, 0, this.swept.length - 1)].rate });
    }
    const { level, x, y } = this.mapped, side = level.xs.length;
    const at = (list, part) => Number(list[Math.round(bounded(part, 0, 1) * (side - 1))].toPrecision(4));
    this.set({ [x.setting]: at(level.xs, u), [y.setting]: at(level.ys, v) });
  }

  set({ learning_rate: rate, ...settings }) {
    this.host.changeRun((run) => {
      if (rate) this.host.controls.setRate(run, rate);
      const { name, settings: before } = readOptimizer(run.optimizer);
      run.optimizer = writeOptimizer(name, { ...before, ...settings });
    });
  }

  // Arrow keys walk over the rates, or over the map.
  key(canvas, event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || !(canvas === this.sweepCanvas ? this.swept : this.mapped)) return;
    event.preventDefault();
    this.at = (this.at ?? [0.5, 0.5]).map((part, i) => bounded(part + way[i] / 20, 0, 1));
    this.take(canvas, ...this.at);
  }
}
