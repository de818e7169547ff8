// What single keys do where the picture has the focus, and the card that says so.

const LAYER_KEYS = { l: "contours", t: "trails", o: "stationary", a: "field", b: "basins" };
const CARD = [
  ["drag", "turn"], ["wheel, pinch", "nearer, farther"], ["right drag", "move"], ["v", "the first view"],
  ["click, tap", "drop a particle; on a particle: follow it"], ["shift click", "drop a ring"], ["drag a particle", "move its start"],
  ["g, x", "a grid all over, take all away"], ["space", "play, pause"], [", .", "a step back, on"], ["Home, End", "to the start, the end"],
  ["1 … 9, 0", "ride along with a particle, get off"], ["r", "the natural rate"], ["l t o a b", "contours, trails, stationary points, gradient field, basins"],
  ["arrows, + −", "turn, nearer, farther"], ["c", "a cross: arrows move it, with Shift further; Enter drops a particle, Escape leaves it"],
  ["n p, Delete", "the next particle or the one before; take it away"], ["m", "take its start in hand: arrows move it, Enter puts it down, Escape back"], ["z, Z", "undo, redo"],
  ["w, s", "record the film, save a picture"], ["h, ?", "this card"],
];

class Keys {
  constructor(host) {
    this.host = host;
    this.card = document.getElementById("card");
    document.getElementById("keys").textContent = CARD.map(([key, what]) => `${key}: ${what}`).join(". ");
    const rows = CARD.map(([key, what]) => element("div", {}, element("dt", {}, key), element("dd", {}, what)));
    this.card.append(element("h2", {}, "Keys and gestures"), note("Keys are the picture's: click it, or come to it with Tab."), element("dl", {}, rows),
      element("form", { method: "dialog" }, element("button", {}, "Close")));
    this.card.addEventListener("click", (event) => event.target === this.card && this.card.close());
    document.getElementById("ask").addEventListener("click", () => this.card.showModal());
  }

  // Do what a key asks for; whether it asks for anything.
  press(key) {
    const { host } = this;
    const parts = {
      starts: { g: () => host.setStarts(["grid:15"]), x: () => host.setStarts([]) },
      learning_rate: { r: () => host.changeRun((run) => (withoutRate(run).learning_rate = bareSchedule(run) || null)) },
      show: Object.fromEntries(Object.entries(LAYER_KEYS).map(([letter, name]) => [letter, () => this.toggle(name)])),
      share: { w: () => host.record((text) => host.words.complain(text)), s: () => host.savePicture() },
    };
    const always = { h: () => this.card.showModal(), "?": () => this.card.showModal(), v: () => host.firstView(), Home: () => host.setTime(0, false), End: () => host.setTime(1, false) };
    for (const [name, keys] of Object.entries(parts)) if (offers(name, ...(name === "learning_rate" ? ["optimizers"] : []))) Object.assign(always, keys);
    const action = /^[0-9]$/.test(key) ? () => this.ride(Number(key) - 1) : always[key];
    action?.();
    return Boolean(action);
  }

  toggle(name) {
    const { page, look } = this.host.state;
    this.host.layer(name, ![...page.layers, ...look.marks].includes(name));
  }

  // The same particle once more, or none: get off.
  ride(particle) {
    const { host } = this;
    const count = greatest(host.model.runs.map(({ run }) => run.count));
    const camera = `follow:${particle}`;
    if (particle < 0 || host.state.look.camera === camera) return host.firstView();
    if (particle >= count) return host.words.complain(count ? `there is no particle ${particle + 1}: there ${count === 1 ? "is one" : `are ${count}`}` : "nothing dropped yet");
    host.change((state) => {
      state.look.camera = camera;
      state.page.followed = particle;
    });
  }
}
