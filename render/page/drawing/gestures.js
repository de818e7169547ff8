// Fingers, mouse and wheel on a picture: a drag turns it, two fingers or the wheel zoom, with shift or the right button it is moved.
// `tap(x, y, event)` where nothing was dragged; `grab(x, y)` may return {move(x, y), drop()} for what is dragged instead;
// `hover(x, y)`; `turned()` after each change of the camera.
class Gestures {
  constructor(picture, { tap, grab, hover, turned } = {}) {
    Object.assign(this, { picture, tap, grab, hover, turned, fingers: new Map(), held: null });
    const { canvas } = picture;
    canvas.style.touchAction = "none";
    const on = (name, action, more = {}) => canvas.addEventListener(name, action, { signal: picture.stop.signal, ...more });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event, true));
    on("pointercancel", (event) => this.up(event, false));
    on("contextmenu", (event) => event.preventDefault());
    on("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-clipped(event.deltaY * (event.deltaMode ? 18 : 1), -120, 120) * 0.0022));
    }, { passive: false });
  }

  at(event) {
    const box = this.picture.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    const at = this.at(event);
    this.picture.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, at);
    if (this.fingers.size > 1) { this.held?.drop?.(); this.held = null; this.still = false; return; }
    Object.assign(this, { still: true, from: at, shift: event.shiftKey || event.button === 2, held: null });
    if (!this.shift) this.held = this.grab?.(...at) ?? null;
  }

  move(event) {
    const at = this.at(event);
    const old = this.fingers.get(event.pointerId);
    if (!old) { this.hover?.(...at, event); return; }
    if (this.still && Math.hypot(at[0] - this.from[0], at[1] - this.from[1]) < (event.pointerType === "mouse" ? 4 : 9)) return;
    this.still = false;
    const apart = () => { const [a, b] = [...this.fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]) || 1; };
    const before = this.fingers.size > 1 ? apart() : 0;
    this.fingers.set(event.pointerId, at);
    const [dx, dy] = [at[0] - old[0], at[1] - old[1]];
    if (before) { this.pan(dx / 2, dy / 2); this.zoom(apart() / before); }
    else if (this.held) this.held.move(...at);
    else if (this.shift) this.pan(dx, dy);
    else this.turn(dx, dy);
  }

  up(event, whole) {
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.fingers.size) return;
    if (this.still && whole && !this.shift) this.tap?.(...this.at(event), event);
    if (!this.still) this.held?.drop?.();
    this.held = null;
  }

  turn(dx, dy) {
    const { azimuth, elevation } = this.picture.pose;
    this.change({ azimuth: azimuth - 0.35 * dx, elevation: elevation + 0.35 * dy });
  }

  zoom(factor) { this.change({ zoom: (this.picture.pose.zoom ?? 1) * factor }); }

  pan(dx, dy) {
    const { pose, view, height } = this.picture;
    const unit = (2 * lens() * view.distance) / height;
    this.change({ x: (pose.x ?? 0) - dx * unit, y: (pose.y ?? 0) + dy * unit });
  }

  change(pose) {
    this.picture.setCamera({ target: null, ...pose });
    this.turned?.();
    this.picture.ask();
  }
}
