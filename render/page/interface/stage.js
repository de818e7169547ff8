// The picture and what hands do with it: turn, zoom, drop, drag, choose, ask.

const CLICK = 5; // Pixels that a click may wander.
const TURN = 0.4; // Degrees a pixel.
const TWICE = 350, TWICE_NEAR = 24; // Milliseconds and pixels within which a second tap is the same.

class Stage {
  constructor(host) {
    this.host = host;
    this.canvas = document.getElementById("picture");
    this.pointers = new Map();
    this.cross = null;
    this.picture = this.make();
    this.listen();
    this.watcher = new ResizeObserver(() => host.resized());
    for (const node of [this.canvas, ...document.querySelectorAll(".heading, .said")]) this.watcher.observe(node);
    this.watchRatio();
  }

  // Another picture on a canvas of its own, where the landscape has become one of another kind.
  renew() {
    const flat = this.host.model.landscape.dimensions !== 2;
    if (this.picture.flat === (flat || undefined) || (this.picture.flat && this.missing)) return;
    this.picture.dispose?.();
    const fresh = this.canvas.cloneNode(false);
    fresh.style.background = "";
    this.canvas.replaceWith(fresh);
    this.canvas = fresh;
    this.picture = this.make();
    this.listen();
    this.watcher.observe(fresh);
  }

  // Gives the graphics card's memory back, and takes it again.
  rest() {
    this.lent = this.picture.gl?.getExtension("WEBGL_lose_context");
    this.lent?.loseContext();
  }

  wake() {
    const { lent } = this;
    this.lent = null;
    if (lent) setTimeout(() => lent.restoreContext(), 50); // Not before its loss was told.
  }

  make() {
    try {
      if (!this.host.model.landscape || this.host.model.landscape.dimensions !== 2) throw new Error("no surface");
      return new Thalweg.Picture(this.canvas, { theme: this.host.theme });
    } catch (error) {
      this.missing = this.host.model.landscape?.dimensions === 2 ? error.message : "";
      return new FlatPicture(this.canvas);
    }
  }

  // The screen's resolution changes when a window moves to another one.
  watchRatio() {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    query.addEventListener?.("change", () => {
      this.host.resized();
      this.watchRatio();
    }, { once: true });
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  // The domain point under a pixel, or null.
  point(px, py) {
    if (this.picture.flat) return this.picture.pick(px, py);
    return this.picture.pick(px, py)?.point ?? null;
  }

  particle(px, py) {
    if (!this.picture.flat) return this.picture.pickParticle(px, py);
    return particleNear(this.host.model, this.host.index, (p) => this.picture.project(p), px, py);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.moved(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.up(event, true));
    canvas.addEventListener("pointerleave", () => this.host.probe(null));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey) return; // The page's own zoom.
      if (isGuest() && document.activeElement !== canvas) return; // Whoever scrolls a page past this one.
      event.preventDefault();
      this.host.turn(0, 0, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
      clearTimeout(this.wheeled);
      this.wheeled = setTimeout(() => this.host.gesture(), 300);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => this.leaveCross());
  }

  down(event) {
    this.moving = event.button > 0;
    this.canvas.setPointerCapture?.(event.pointerId);
    const [x, y] = this.at(event);
    this.pointers.set(event.pointerId, [x, y]);
    this.begin = { x, y, far: false, many: this.pointers.size > 1 || this.begin?.many };
    this.host.probe(null);
    if (this.pointers.size > 1) {
      this.spread = null;
      this.grasped = null;
    } else {
      this.grasped = this.moving ? null : this.particle(x, y);
      this.from = this.grasped ? this.point(x, y) : null;
    }
  }

  moved(event) {
    const [x, y] = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.hover(event, x, y);
    this.pointers.set(event.pointerId, [x, y]);
    if (this.pointers.size > 1) return this.pinch();
    if (!this.begin.far && Math.hypot(x - this.begin.x, y - this.begin.y) < CLICK) return;
    if (!this.begin.far) this.canvas.classList.toggle("turning", !this.grasped);
    this.begin.far = true;
    if (this.grasped) this.pull(x, y);
    else if (this.moving) this.host.move(x - before[0], y - before[1]);
    else this.host.turn((before[0] - x) * TURN, (y - before[1]) * TURN, 1);
  }

  pull(x, y) {
    const to = this.point(x, y);
    if (!to) return;
    if (!this.dragged) {
      this.dragged = this.host.grasp(this.grasped, this.from ?? to);
      if (!this.dragged) return;
    }
    this.dragged(to);
  }

  pinch() {
    const [[ax, ay], [bx, by]] = [...this.pointers.values()];
    const now = { size: Math.hypot(ax - bx, ay - by), angle: Math.atan2(by - ay, bx - ax), y: (ay + by) / 2 };
    if (this.spread && this.spread.size > 0) {
      const twist = Math.atan2(Math.sin(now.angle - this.spread.angle), Math.cos(now.angle - this.spread.angle));
      this.host.turn((-twist * 180) / Math.PI, (now.y - this.spread.y) * TURN, now.size / this.spread.size);
    }
    this.spread = now;
    this.begin.far = true;
  }

  up(event, cancelled = false) {
    if (!this.pointers.delete(event.pointerId)) return;
    this.canvas.classList.remove("turning");
    if (this.pointers.size) return void (this.spread = null);
    const { far, many } = this.begin ?? {};
    const [x, y] = this.at(event);
    const held = this.grasped;
    [this.dragged, this.grasped, this.spread, this.begin] = [null, null, null, null];
    if (cancelled || many || far) return this.host.gesture();
    if (this.moving) return;
    if (held) return this.host.choose(held);
    const { tapped } = this;
    this.tapped = { x, y, at: event.timeStamp };
    if (tapped && event.timeStamp - tapped.at < TWICE && Math.hypot(x - tapped.x, y - tapped.y) < TWICE_NEAR) return;
    const point = this.point(x, y);
    if (point) this.host.drop(point, event.shiftKey ? "ring" : undefined);
  }

  hover(event, x, y) {
    if (event.pointerType === "touch") return;
    const over = this.particle(x, y);
    this.canvas.classList.toggle("over", Boolean(over));
    this.host.probe(this.point(x, y), event, over);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const turns = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
    const { host } = this;
    if (this.cross && event.key in turns) this.moveCross(event.key, event.shiftKey);
    else if (event.key in turns) host.turn(...turns[event.key], 1, true);
    else if (event.key === "+" || event.key === "=") host.turn(0, 0, 1.1, true);
    else if (event.key === "-") host.turn(0, 0, 1 / 1.1, true);
    else if (event.key === "c" || event.key === "C") this.toggleCross();
    else if (event.key === "n" || event.key === "p") host.walk(event.key === "n" ? 1 : -1);
    else if (event.key === "m") this.lift();
    else if (event.key === "Delete" || event.key === "Backspace") host.removeStart();
    else if (event.key === "Enter" && this.lifted) this.leaveCross();
    else if (event.key === "Enter" && this.cross) host.drop(this.cross);
    else if (event.key === "Enter") this.toggleCross();
    else if (event.key === "Escape") this.leaveCross(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  toggleCross() {
    if (this.cross) return this.leaveCross();
    this.cross = this.host.model.landscape.domain.map(([low, high]) => (low + high) / 2);
    this.sayCross();
  }

  // The chosen start in hand: arrow keys move it, with its whole path.
  lift() {
    if (this.lifted) return this.leaveCross();
    const start = this.host.startNow();
    this.lifted = start && this.host.grasp(start, start.place);
    if (!this.lifted) return this.host.words.tell("there is no start to move");
    this.cross = start.place.slice();
    this.sayCross();
  }

  // A lifted start stays where it is, or goes back to where it was.
  leaveCross(back = false) {
    if (!this.cross) return;
    const { lifted } = this;
    this.cross = this.lifted = null;
    if (lifted) this.host.putDown(back);
    this.host.crossed(null);
  }

  moveCross(key, fast) {
    const [way, axis] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [1, 1], ArrowDown: [-1, 1] }[key];
    const { domain } = this.host.model.landscape;
    if (axis >= domain.length) return;
    const [low, high] = domain[axis];
    this.cross[axis] = bounded(this.cross[axis] + (way * (high - low) * (fast ? 0.1 : 0.02)), low, high);
    this.lifted?.(this.cross);
    this.sayCross();
  }

  sayCross() {
    this.host.crossed(this.cross);
  }
}
