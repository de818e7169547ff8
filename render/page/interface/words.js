// What the page says: title, formula, counts, the followed particle, why a rate is what it is.

const LONGEST_FORMULA = 300;

class Words {
  constructor() {
    for (const id of ["title", "formula", "particle", "legend", "caption", "sentence", "step", "probe", "notice", "told"]) this[id] = document.getElementById(id);
  }

  // An empty title leaves the formula away, too, as in films.
  heading(landscape, { title, no_caption: mute, no_legend: plain }, note) {
    this.name = title ?? (landscape.title || landscape.formula);
    this.title.lang = title === null ? "en" : "";
    this.sentence.hidden = this.particle.hidden = mute;
    this.legend.hidden = plain;
    this.bare = !note && title === null && landscape.untitled && landscape.mathml;
    this.formula.hidden = title === "" || Boolean(this.bare);
    document.title = `${this.name} · thalweg`;
    this.fit();
    // MathML that Python or the formula's own reader wrote.
    this.formula.innerHTML = (!note && landscape.mathml) || "";
    if (this.formula.innerHTML) return;
    const text = note || String(landscape.formula || landscape.story);
    this.formula.textContent = text.length > LONGEST_FORMULA ? `a formula of ${text.length.toLocaleString("en-US")} characters` : text;
  }

  // A formula without a name is its own heading: set where there is room for it, else as it was typed.
  fit() {
    this.title.innerHTML = this.bare || "";
    this.title.ariaLabel = this.bare ? this.name : null;
    if (!this.bare || this.title.scrollWidth > this.title.clientWidth) this.title.textContent = this.name;
  }

  // What stands now; where subtitles come and go their place stays.
  captioned(text, kept) {
    this.caption.hidden = !text && !kept;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }

  // The legend with its counts at a step; `runs` are [label, colors].
  counts(colors, index) {
    const entries = colors.flatMap((own) => own.legend);
    const texts = entries.map((entry) => entryText(entry, index));
    const key = texts.join("|") + entries.map((entry) => entry.color).join();
    if (key === this.key) return;
    this.key = key;
    const heads = headsOf(entries), cells = (texts) => texts.map((text) => element("b", {}, text));
    const tabled = heads.length > 3, counted = (entry) => heads.map((text) => entry.parts.reduce((n, part) => n + (part.text === text && countAt(part, index)), 0) || "");
    this.legend.style = tabled ? `display: grid; grid-template-columns: repeat(${heads.length + 1}, auto); justify-content: start` : "";
    this.legend.replaceChildren(...(tabled ? [element("li", { class: "cells" }, element("span"), ...cells(heads))] : []), ...entries.flatMap((entry, k) => {
      const mark = markOf(entry.color, entry.shape);
      if (tabled) return [element("li", { class: "cells", "aria-label": texts[k] }, element("span", {}, mark, " ", entry.text), ...cells(counted(entry)))];
      return texts[k] ? [element("li", {}, mark, texts[k])] : [];
    }));
  }

  // A race in the legend's place: bars, the lowest on top.
  ranking({ level }, rows, runs, colors) {
    const entries = rows.map(({ k, bar, said }) => [runs[k].called, said, bar, colors[k].legend[0].color]), key = entries.join("|");
    if (key === this.key) return;
    this.key = key;
    const row = ([name, said, bar, color]) => {
      const line = element("i");
      line.style.background = `linear-gradient(90deg, ${color} ${100 * bar}%, #8883 0)`;
      return element("li", { class: "row" }, markOf(color), name, element("b", {}, said), line);
    };
    this.legend.replaceChildren(element("li", { style: "width: 100%" }, say(level === null ? "height" : "height above the lowest point")), ...entries.map(row));
  }

  // Each first part is read out once; a rate behind it may change at every step.
  say([first, more]) {
    if (this.first !== first) this.sentence.replaceChildren(element("b", {}, (this.first = first)), " ", (this.more = element("span", { "aria-live": "off" })));
    if (this.more.textContent !== more) this.more.textContent = more;
  }

  // What keys did, for whoever does not see it.
  tell(text) { this.told.textContent = text; }

  following(view, over) {
    this.particle.textContent = view.model.runs.length ? particleWords(view, over) : view.model.state.runs.length ? say("nothing dropped yet: click the surface") : "";
  }

  ask(text, place) {
    this.probe.hidden = !text;
    if (!text) return;
    this.probe.textContent = text;
    this.probe.style.left = `${place[0]}px`;
    this.probe.style.top = `${place[1]}px`;
  }

  complain(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
    clearTimeout(this.patience);
    if (text) this.patience = setTimeout(() => (this.notice.hidden = true), 9000);
  }
}

// What several runs of many are counted by: minima first, and last who still moves.
function headsOf(entries) {
  const parts = entries.flatMap((entry) => (entry.of > 1 ? entry.parts : [])), column = (part) => (part.position ? 0 : part.before ? 2 : 1);
  return [...new Set(parts.sort((a, b) => column(a) - column(b)).map(({ text }) => text))];
}

// How runs begin, where nothing else is said in its place, and how one moves at a step: render/words/said.py.
function openingWords({ runs }, index, instead) {
  const [{ run, searches, rates, called }] = runs, counts = runs.map((own) => own.run.count), n = counts.reduce((a, b) => a + b);
  const place = run.positions.subarray(0, run.dimensions), around = Array.from(place, (c) => [-Math.abs(c) || -1, Math.abs(c) || 1]);
  const alike = runs.every((own) => same(own.run.positions.slice(0, run.dimensions), place));
  const begun = () => {
    if (Thalweg.isRace(runs)) return say(alike ? "{n} optimizers from one start" : "{n} optimizers each from its own start", { n });
    if (runs.length > 1 && counts.every((m) => m === run.count)) return say("{n} optimizers, {m} marbles each", { n: runs.length, m: run.count });
    if (searches || run.joined !== undefined) return say("A population of {n}", { n });
    if (run.losses) return say("A training, {n} checkpoints", { n: run.rows });
    const began = runs.length > 1 ? n : n - (run.endings ?? []).filter((ending) => ending === UNDEFINED).length;
    return n > 1 ? say("{n} marbles, let go at once", { n: began > 1 ? began : n }) : say("One marble, let go at {place}", { place: Thalweg.pointText(place, around, run.landscape.variables[0]) });
  };
  return [instead ? "" : begun(), runs.length > 1 ? "" : rates ? called : settingsWords(run, index)];
}

function settingsWords({ optimizer, learningRate, losses, who = Thalweg.optimizers[optimizer].label }, index) {
  if (losses || who === "recorded paths") return say(losses ? "Recorded training" : "Recorded paths");
  const name = Thalweg.capital(who), rate = typeof learningRate === "function" ? learningRate(Math.floor(index)) : learningRate ?? null;
  return rate === null ? name : say("{name}, learning rate {rate}", { name, rate: Thalweg.numberText(rate) });
}

// A mark of the legend, of the shape that a bead of that ending has.
function markOf(color, shape) {
  const disc = "M6 0A6 6 0 1 1 5.99 0Z", cross = "M1 0 6 4 11 0 12 1 8 6 12 11 11 12 6 8 1 12 0 11 4 6 0 1Z";
  const paths = { disc, cross, ring: `${disc}M6 3A3 3 0 1 0 6.01 3Z`, diamond: "M6 0 12 6 6 12 0 6Z" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[Thalweg.pictureTable("shapes")[Thalweg.pictureTable("endings")[shape ?? CONVERGED]]]);
  path.setAttribute("fill", color);
  svg.append(path);
  return svg;
}

// Position, height, slope and fate of the followed particle.
function particleWords(view, over) {
  const found = followedPlace(view);
  if (!found) return say("nothing dropped yet: click the surface");
  const { own, k, place } = found, { run } = own, n = run.dimensions;
  const out = new Float64Array(n + 1);
  run.landscape.both(place, out);
  const felt = Number.isNaN(out[0]) ? say("undefined here")
    : say("height {height}   gradient {slope}", { height: Thalweg.numberText(out[0], 5), slope: Thalweg.numberText(Math.hypot(...out.subarray(1))) });
  const who = view.model.runs.length > 1 ? `${own.called}, ` : "";
  const index = over ? run.steps : view.index;
  const ended = run.endings[k] !== RUNNING && index >= run.stoppedAt[k];
  const { one: there } = PAGE.endings[run.endings[k]], { one: still } = PAGE.endings[RUNNING], point = `(${Array.from(place, (x) => Thalweg.numberText(x, 4)).join(", ")})`;
  const fate = say(Thalweg.leftSince(run)[k] <= index ? PAGE.endings[ESCAPED].short : ended ? there : index < run.steps ? "moving" : still);
  return say("{who}particle {n} of {of}   {place}   {felt}   {fate}", { who, n: k + 1, of: run.count, place: point, felt, fate });
}
