// Small parts of the panel: every one a native input with a name.

let ids = 0;

// An element with attributes and children; functions named on... listen.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list" && typeof value !== "string") made[key] = value;
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const { say, saidNumber } = Thalweg;
const button = (text, action, more = {}) => element("button", { type: "button", onclick: action, ...more }, typeof text === "string" ? say(text) : text);
const note = (text = "", more = {}) => element("p", { class: "note", ...more }, say(text));

// A group that folds.
function folded(title, open, ...children) {
  return element("details", open ? { open: true } : {}, element("summary", {}, say(title)), element("div", { class: "fields" }, ...children));
}

// A number that is slid as well as typed. `show({low, high, value, log, whole})` sets it; `change(value, done)` is told.
class NumberField {
  constructor(label, change, { hint = "" } = {}) {
    const id = `n${ids++}`;
    this.scale = { low: 0, high: 1, log: false, whole: false };
    this.slider = element("input", { type: "range", min: "0", max: "1000", "aria-label": say("{label}, slider", { label: say(label) }) });
    this.typed = element("input", { type: "number", id, step: "any" });
    this.label = element("label", { for: id }, say(label));
    this.node = element("div", { class: "field" }, this.label, this.slider, this.typed, hint ? note(hint) : null);
    this.slider.addEventListener("input", () => {
      this.typed.value = this.word(this.slid());
      change(Number(this.typed.value), false);
    });
    this.slider.addEventListener("change", () => change(Number(this.typed.value), true));
    this.typed.addEventListener("change", () => {
      if (this.typed.value !== "" && Number.isFinite(Number(this.typed.value))) change(Number(this.typed.value), true);
      else this.put();
    });
  }

  word(x) {
    return this.scale.whole ? String(Math.round(x)) : String(Number(x.toPrecision(4)));
  }

  slid() {
    const { low, high, log } = this.scale;
    const part = Number(this.slider.value) / 1000;
    return log ? low * (high / low) ** part : low + part * (high - low);
  }

  show(scale) {
    this.scale = { ...this.scale, ...scale };
    this.put();
  }

  put() {
    const { low, high, log, value, whole } = this.scale;
    const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    if (document.activeElement !== this.slider) this.slider.value = String(Math.round(1000 * Math.min(Math.max(part, 0), 1)));
    this.slider.setAttribute("aria-valuetext", String(value));
    if (document.activeElement !== this.typed) this.typed.value = whole ? String(value) : String(Number(Number(value).toPrecision(6)));
  }
}

// A menu of names.
class Menu {
  constructor(label, names, change, { all = null, text = (name) => String(name).replaceAll("_", " ") } = {}) {
    const id = `m${ids++}`;
    this.text = text;
    this.select = element("select", { id, onchange: () => change(this.select.value) });
    this.node = element("div", { class: "field wide" }, element("label", { for: id }, say(label)), this.select);
    this.names(names, all);
  }

  names(names) {
    this.select.replaceChildren(...names.map((name) => element("option", { value: name }, this.text(name))));
  }

  show(value) {
    if (![...this.select.options].some((option) => option.value === value)) {
      this.select.append(element("option", { value }, this.text(value)));
    }
    this.select.value = value;
  }
}

// Boxes to check, of some names.
class Checks {
  constructor(label, names, change, text = (name) => name.replaceAll("_", " ")) {
    this.boxes = new Map(names.map((name) => [name, element("input", { type: "checkbox", onchange: () => change(name, this.boxes.get(name).checked) })]));
    const boxes = [...this.boxes].map(([name, box]) => element("label", { class: "check" }, box, text(name)));
    this.node = element("div", { class: "field wide", role: "group", "aria-label": say(label) }, element("span", { class: "label" }, say(label)), element("div", {}, boxes));
  }

  show(chosen, has = () => true) {
    for (const [name, box] of this.boxes) {
      box.checked = chosen.includes(name);
      box.parentNode.hidden = !has(name);
    }
  }
}

// A line of text; `change` is told when it is done, and what it throws is shown below.
class TextField {
  constructor(label, change, { hint = "", typing = null } = {}) {
    const id = `t${ids++}`;
    this.input = element("input", { type: "text", id, spellcheck: "false", autocomplete: "off", "aria-describedby": `${id}e` });
    this.below = note(hint, { id: `${id}e` });
    this.hint = say(hint);
    this.node = element("div", { class: "field wide" }, element("label", { for: id }, say(label)), this.input, this.below);
    this.input.addEventListener("change", () => this.attempt(() => change(this.input.value)));
    if (typing) this.input.addEventListener("input", () => this.attempt(() => typing(this.input.value)));
  }

  attempt(action) {
    try {
      this.say(action() ?? this.hint, false);
    } catch (error) {
      this.say(error.message, true);
    }
  }

  say(text, wrong) {
    this.below.textContent = text;
    this.below.classList.toggle("wrong", wrong);
    this.input.setAttribute("aria-invalid", String(wrong));
  }

  show(text) {
    if (document.activeElement === this.input) return;
    this.input.value = text;
    this.say(this.hint, false);
  }
}
