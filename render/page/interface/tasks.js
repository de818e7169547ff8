// A lesson's tasks: conditions over what became of the particles, judged for whatever a person picks.

// What can be asked of a scene: its number, and the number in words.
const MEASURES = {
  minimum: [(of) => of.share(of.ending("CONVERGED")), (x) => `${percent(x)} come to rest in a minimum`],
  global: [(of) => of.share(of.best), (x) => `${percent(x)} reach a lowest point`],
  left: [(of) => of.share((k) => of.lost(k)), (x) => `${percent(x)} go over the edge`],
  saddle: [(of) => of.share(of.ending("SADDLE")), (x) => `${percent(x)} stay on a saddle`],
  stalled: [(of) => of.share(of.ending("STALLED")), (x) => `${percent(x)} are stalled`],
  moving: [(of) => of.share(of.ending("RUNNING")), (x) => `${percent(x)} are still moving`],
  steps: [(of) => greatest(of.stops), (x, of) => (x < Infinity ? `the last stops after ${x} steps` : `not all have come to rest after ${of.run.steps} steps`)],
  median_steps: [(of) => middle(of.stops), (x, of) => (x < Infinity ? `half of them have stopped after ${x} steps` : `not half of them have come to rest after ${of.run.steps} steps`)],
  median_height: [(of) => middle(of.heights), (x) => (x < Infinity ? `half of them end below height ${Thalweg.numberText(x, 3)}` : "not half of them stay on the map")],
  particles: [(of) => of.run.count, (x) => (x === 1 ? "it is one particle" : `they are ${x} particles`)],
  rate: [(of) => of.own.rate.number, (x) => `the rate is ${Thalweg.numberText(x, 4)}`],
  stable: [(of) => of.own.rate.number / of.stable, (x, of) => `the rate is ${x < 10 ? `${percent(x)} of` : `${Thalweg.numberText(x)} times`} 2/L = ${Thalweg.numberText(of.stable, 4)}`],
  momentum: [(of) => of.own.settings.momentum ?? 0, (x) => `momentum is ${Thalweg.numberText(x, 3)}`],
  order: [(of) => of.order, (x) => (x > 1 ? "the method knows the curvature" : "the method knows the slope alone")],
};

const RELATIONS = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };
const percent = (x) => `${x > 0.99 && x < 1 ? "over 99" : x > 0 && x < 0.01 ? "under 1" : x > 1 && x < 1.01 ? "over 100" : Math.round(100 * x)} %`;

function middle(values) {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : NaN;
}

// What became of one run, as measures ask for it.
class Outcome {
  constructor(model, own) {
    Object.assign(this, { model, own, run: own.run });
  }

  share(holds) {
    let count = 0;
    for (let k = 0; k < this.run.count; k++) if (holds(k)) count++;
    return this.run.count ? count / this.run.count : 0;
  }

  ending(name) {
    const code = PAGE.endings.findIndex((entry) => entry.name === name);
    return (k) => this.run.endings[k] === code;
  }

  get best() {
    const { label, places } = this.model.destinations(this.own);
    const { minimum } = this.model.landscape;
    const lowest = minimum ?? Math.min(...places.map((place) => place.height));
    const scale = Math.max(1e-9, 1e-6 * Math.abs(lowest));
    const rests = this.ending("CONVERGED");
    return (k) => rests(k) && label[k] >= 0 && (places[label[k]].known >= 0 || places[label[k]].height <= lowest + scale);
  }

  // 2 of who knows more than slopes.
  get order() {
    const { order = 1, slopes } = Thalweg.optimizers[this.own.name] ?? {};
    return slopes ? 1 : order;
  }

  lost(k) { return this.ending("ESCAPED")(k) || this.ending("DIVERGED")(k); }

  // After how many steps each came to rest; who moves on or is lost never did.
  get stops() {
    const moving = this.ending("RUNNING");
    return Array.from(this.run.stoppedAt, (at, k) => (moving(k) || this.lost(k) ? Infinity : at));
  }

  // How high each ended; who is lost ended nowhere.
  get heights() {
    const { heights, rows, count } = this.run;
    return Array.from(heights.subarray((rows - 1) * count, rows * count), (height, k) => (this.lost(k) ? Infinity : height));
  }

  // The largest rate at which plain descent can stay at the landscape's lowest point: 2/L.
  get stable() {
    const f = this.model.landscape;
    return this.model.keep(`stable ${JSON.stringify(this.model.state.landscape)}`, () => Thalweg.stableRate(f, f.minimizers[0]));
  }
}

// What of a state a task leaves as it was: all but the fields that are free.
function fixedPart(state, free) {
  const runs = state.runs.map((run) => Object.fromEntries(Object.entries(run).filter(([key]) => key !== "label" && !free.includes(key))));
  return { ...(free.includes("landscape") ? {} : { landscape: state.landscape }), runs };
}

// Whether a task is done: {done, lines: [[holds, words]], moved}. `moved` says what is no longer the lesson's own.
function judgeTask(task, model, state, first) {
  const own = model.chosen;
  if (!own?.run || !own.run.count) return { done: false, lines: [[false, "no particle has been dropped"]], moved: "" };
  const changed = Object.entries(fixedPart(first, task.free)).some(([key, value]) => !same(value, fixedPart(state, task.free)[key]));
  const of = new Outcome(model, own);
  const lines = task.conditions.map(({ measure, relation, value }) => {
    const [number, words] = MEASURES[measure];
    const found = number(of);
    return [RELATIONS[relation](found, value), words(found, of)];
  });
  // What two conditions say alike is said once.
  const told = [...new Set(lines.map(([, words]) => words))].map((words) => [lines.every(([holds, other]) => other !== words || holds), words]);
  const moved = changed ? `This task is about the scene as it began; only ${listed(task.free.map((name) => name.replaceAll("_", " ")))} may change.` : "";
  return { done: !changed && lines.every(([holds]) => holds), lines: told, moved };
}

const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

// The tasks on the page: their texts and what is found of each.
class Tasks {
  constructor(page) {
    this.page = page;
    this.first = settledState(PAGE.state).state; // However it was left, or what a link says.
    this.cards = PAGE.tasks.map((task) => {
      const found = element("ul", { class: "found" });
      const verdict = element("p", { class: "verdict", role: "status" });
      return { task, found, verdict, node: element("li", { class: "task" }, element("p", {}, task.text), found, verdict) };
    });
    this.node = element("section", { class: "tasks", lang: "en", "aria-labelledby": "tasks" }, element("h2", { id: "tasks" }, this.cards.length > 1 ? "Your tasks" : "Your task"),
      element("ol", {}, this.cards.map(({ node }) => node)), button("Begin again", () => this.again()));
  }

  again() {
    this.page.take(structuredClone({ ...this.first, page: { ...this.first.page, time: 0, playing: !still() } }));
    this.page.gesture();
  }

  put() {
    this.verdicts = this.cards.map(({ task, found, verdict, node }) => {
      const judged = judgeTask(task, this.page.model, this.page.state, this.first);
      found.replaceChildren(...judged.lines.map(([holds, words]) => element("li", { class: holds ? "holds" : "lacks" }, element("span", { class: "hidden" }, holds ? "done: " : "not yet: "), words)));
      const text = judged.done ? `Done. ${task.praise}` : judged.moved || "Not yet.";
      if (verdict.textContent !== text) verdict.textContent = text;
      node.classList.toggle("done", judged.done);
      return judged;
    });
  }
}

Object.assign(Thalweg, { MEASURES, judgeTask, Model });
