// The same picture, drawn by the server: JPEGs over the page's socket, at most two on their way.
(window.thalwegParts ??= {}).remote = function () {
  "use strict";

  const { Camera, complain, floats, placesAt } = window.thalweg;
  const UNDERWAY = 2;
  const REST = 180;

  class Remote extends Camera {
    // `ask` sends a request and promises the answer; `drawn` is told of every picture that is shown.
    constructor(canvas, ask, drawn) {
      super();
      this.canvas = canvas;
      this.ask = ask;
      this.drawn = drawn;
      this.software = false;
      this.scale = 1;
      this.now = 0;
      this.beads = new Float32Array(0);
      this.underway = 0;
      this.wanted = null;
      this.sent = 0;
      this.latest = 0;
      this.moving = false;
    }

    setSurface(s) {
      this.surface = { ...s, vertices: floats(s.points), hull: floats(s.hull) };
      this.aim();
    }

    setFlight(f) {
      this.flight = { ...f, at: floats(f.places), stop: floats(f.stopped), step: floats(f.steps) };
      this.beads = new Float32Array(3 * f.count);
      this.show(0);
    }

    clear() { this.flight = null; }

    paint() {}

    setMarks() {}

    setLayers() {}

    grade() {}

    pace() {}

    placed() {}

    get box() { return this.canvas.getBoundingClientRect(); }

    get size() {
      const { box } = this;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      return [box.width, box.height].map((side) => Math.max(Math.round(side * ratio), 16));
    }

    show(t) {
      this.now = t;
      if (this.flight && this.flight.count) placesAt(this.flight, t, this.beads);
    }

    render(rests = false) {
      if (!this.surface) return;
      clearTimeout(this.resting);
      this.wanted = { time: this.now, eye: this.eye, focus: this.focus, size: this.size, moving: this.moving, rests };
      if (!rests) this.resting = setTimeout(() => { this.moving = false; this.render(true); }, REST);
      this.pump();
    }

    async pump() {
      if (!this.wanted || this.underway >= UNDERWAY) return;
      const wanted = this.wanted;
      this.wanted = null;
      this.underway += 1;
      this.sent += 1;
      const number = this.sent;
      try {
        const answer = await this.ask(wanted);
        if (answer && answer.jpeg) await this.put(answer.jpeg, number);
        else if (answer && answer.error) this.drawn(answer.error);
      } catch (error) { complain(error); }
      this.underway -= 1;
      this.pump();
    }

    async put(bytes, number) {
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      if (number < this.latest) return;
      this.latest = number;
      if (this.canvas.width !== bitmap.width || this.canvas.height !== bitmap.height) {
        [this.canvas.width, this.canvas.height] = [bitmap.width, bitmap.height];
      }
      this.canvas.getContext("2d", { alpha: false }).drawImage(bitmap, 0, 0);
      bitmap.close();
      this.drawn("");
    }
  }

  window.thalweg = Object.assign(window.thalweg || {}, { Remote });
};
