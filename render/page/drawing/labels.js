// Words and numbers on the picture: axes of the domain, the scale of heights, names of marks. None covers another.
const STEPS = [1, 2, 2.5, 5, 10];

// Round numbers evenly apart between two limits, at most `most` + 1 of them.
function evenTicks(low, high, most) {
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * (STEPS.find((s) => s * power >= raw * (1 - 1e-9)) ?? 10);
  if (!(step > 0) || !Number.isFinite(step)) return [low];
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

// Texts that tell neighbours apart.
function tickTexts(numbers) {
  return numbers.map((x, i) => {
    const gaps = [numbers[i + 1] - x, x - numbers[i - 1]].filter((gap) => gap > 0);
    return saidNumber(numberText(x, 3, "·", gaps.length ? Math.min(...gaps) : Infinity));
  });
}

// The value in two digits, or one where that is near enough; 0 where it is nothing beside `span`.
function roundNumber(value, span) {
  if (Math.abs(value) < 1e-6 * span || !Number.isFinite(value)) return 0;
  const [one, two] = [1, 2].map((digits) => Number(value.toPrecision(digits)));
  return Math.abs(one - value) < 0.05 * Math.abs(value) ? one : two;
}

// About five heights for the scale, whatever its kind.
function heightTicks(scale) {
  const { kind, low, high, knee } = scale;
  const span = high - low, unseen = kind === "log" ? pictureTable("heights").UNSEEN * knee : 0;
  if (!(span > 0)) return [low];
  let values = kind === "linear" || kind === "clip" ? evenTicks(low, high, 5) : [];
  if (values.length < 3) {
    const common = Math.abs(low) > 10 * span ? low : 0;
    values = [0.25, 0.5, 0.75, 0.98].map((unit) => scale.inverse(unit) - common).map((h) => {
      if (kind === "log" && span > 1e6 * knee) return h > 0 ? Number(`1e${Math.round(Math.log10(h))}`) : 0;
      const over = kind === "log" ? Math.max(h + common - low, knee) / 10 : knee;
      const grain = kind === "symlog" || kind === "log" ? 10 ** Math.floor(Math.log10(over)) : 0, round = roundNumber(h, span);
      return grain ? Math.round(round / grain) * grain : round;
    });
    const lowest = Math.abs(low - common) <= unseen ? 0 : low - common;
    values = [Math.abs(lowest) < 1e-3 * span ? roundNumber(lowest, 0) : lowest, ...values].map((v) => v + common);
  }
  const small = 1e-9 * (kind === "log" ? Math.min(knee, span) : span);
  const inside = values.filter((v) => v >= low - Math.max(1e-9 * span, unseen) && v <= high + 5e-3 * span);
  return [...new Set(inside.map((v) => (Math.abs(v) < small ? 0 : v)))].sort((a, b) => a - b);
}

const wordSize = (width, height) => clipped(Math.min(width, height) / 42, 10, 15);

// A frame less what numbers beside the block need.
function roomyFrame({ left, right, top, bottom }, width, height) {
  const unit = wordSize(width, height);
  const [x, y] = [Math.min((5.6 * unit) / width, 0.12), Math.min((2 * unit) / height, 0.06)];
  return { left: Math.max(left, x), right: Math.min(right, 1 - x), top, bottom: bottom - y };
}

// The view of a hull that leaves the head of a scale of heights in sight, on one side at least.
function scaledView(pose, hull, aspect, frame, { half: [w, h], height }) {
  const view = fitView(pose, hull, aspect, frame);
  const heads = [[-w, -h], [w, -h], [w, h], [-w, h]].map((corner) => [...corner, height / 2]).map((at) => ({ at, seen: seenAt(view, at) }));
  heads.sort((a, b) => a.seen[0] - b.seen[0]);
  const lower = heads[0].seen[1] < heads[3].seen[1] ? heads[0] : heads[3];
  return (1 - lower.seen[1]) / 2 < frame.top ? fitView(pose, [...hull, lower.at], aspect, frame) : view;
}

class Words {
  // `pen` a 2-D context, `see` world points to its units: [x, y, far]; above `top` stand others' words.
  constructor(pen, theme, unit, see, { top = 0, wide = Infinity, tall = Infinity } = {}) {
    Object.assign(this, { pen, theme, unit, see, top, wide, tall, taken: [] });
    pen.lineJoin = "round";
  }

  // A text's place: {text, left, y, high, box}.
  placed(text, x, y, { align = "center", size = 1, bold = false, gap = 2 } = {}) {
    const { pen } = this;
    const high = size * this.unit;
    pen.font = `${bold ? "600 " : ""}${high}px system-ui, "DejaVu Sans", sans-serif`;
    const wide = pen.measureText(text).width;
    const left = x - { left: 0, center: wide / 2, right: wide }[align];
    return { text, left, y, high, font: pen.font, box: [left - gap, y - high / 2 - gap, left + wide + gap, y + high / 2 + gap] };
  }

  isFree({ box }) { return !this.taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]); }

  put({ text, left, y, high, font, box }, color = this.theme.faint, halo = `${this.theme.ground_bottom}b0`) {
    if (box[0] < -2 || box[2] > this.wide + 2 || box[1] < 0 || box[3] > this.tall) return; // half a word says nothing
    const { pen } = this;
    this.taken.push(box);
    pen.font = font;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.strokeStyle = halo;
    pen.lineWidth = 0.22 * high;
    pen.strokeText(text, left, y);
    pen.fillStyle = color;
    pen.fillText(text, left, y);
  }

  // Write where there is room; whether there was.
  write(text, x, y, { color, ...how } = {}) {
    const place = this.placed(text, x, y, how);
    const free = this.isFree(place);
    if (free) this.put(place, color);
    return free;
  }

  stroke(a, b, width = 1, color = this.theme.faint) {
    const { pen } = this;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(a[0], a[1]);
    pen.lineTo(b[0], b[1]);
    pen.stroke();
  }

  // Numbers and name along the two lower edges of the block that face the camera.
  axes(ground, view, names) {
    const { world, base } = ground;
    const [w, h] = world.half;
    const back = view.axes[2];
    const middle = this.see([0, 0, base]);
    [0, 1].forEach((axis) => {
      const side = (back[1 - axis] < 0 ? -1 : 1) * [h, w][axis];
      const at = (c) => (axis === 0 ? [c, side, base] : [side, c, base]);
      const half = [w, h][axis];
      const [p, q] = [this.see(at(-half)), this.see(at(half))];
      const length = Math.hypot(q[0] - p[0], q[1] - p[1]);
      if (length < 6 * this.unit) return;
      this.stroke(p, q, 1, `${this.theme.faint}70`);
      let out = [(p[1] - q[1]) / length, (q[0] - p[0]) / length];
      if ((p[0] - middle[0]) * out[0] + (p[1] - middle[1]) * out[1] < 0) out = out.map((c) => -c);
      const ticks = evenTicks(...world.domain[axis], length > 16 * this.unit ? 5 : 3);
      const align = out[0] > 0.4 ? "left" : out[0] < -0.4 ? "right" : "center";
      const texts = tickTexts(ticks);
      ticks.forEach((tick, k) => {
        const foot = this.see(at(world.flat(tick, axis)));
        const end = [foot[0] + 0.4 * this.unit * out[0], foot[1] + 0.4 * this.unit * out[1]];
        const shown = this.write(texts[k], end[0] + 0.35 * this.unit * out[0], end[1] + 0.7 * this.unit * out[1], { align, size: 0.86 });
        if (shown) this.stroke(foot, end);
      });
      const far = 2.5 * this.unit;
      const name = [(p[0] + q[0]) / 2 + far * out[0] * 1.2, (p[1] + q[1]) / 2 + far * out[1]];
      this.write(names[axis], ...name, { align, color: this.theme.ink, size: 1.05 });
    });
  }

  // The scale of heights on the upright edge farthest to the left or right: where the ground rises along it and no number of
  // the axes stands in its way. It is told from the axes by the surface's own colors.
  heights(ground, view) {
    const { world, base } = ground;
    if (view.axes[2][2] > 0.96) return;
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([a, b]) => [a * world.half[0], b * world.half[1]]);
    const seen = corners.map((c) => this.see([...c, 0])[0]);
    const all = heightTicks(world.transform);
    const side = (out) => {
      const corner = corners[seen.indexOf(out < 0 ? Math.min(...seen) : Math.max(...seen))];
      const tall = (ground.heightAt(...corner) ?? base) / world.height;
      const found = this.scaleAt(corner, out, world, all);
      const head = this.see([...corner, 0.5 * world.height])[1] - 2.2 * this.unit;
      return { corner, out, ...found, cost: 4 * (all.length - found.ticks.length) - tall + (head < this.top ? 2 : 0) - 0.02 * out };
    };
    const { corner, out, ticks } = [side(1), side(-1)].sort((a, b) => a.cost - b.cost)[0];
    const at = (z) => this.see([...corner, z]);
    this.stroke(at(base), at(-0.5 * world.height), 1, `${this.theme.faint}90`);
    const codes = this.theme.shades.match(/.{6}/g);
    const rung = (k) => at((k / 16 - 0.5) * world.height);
    for (let k = 0; k < 16; k += 1) this.stroke(rung(k), rung(k + 1.05), 0.28 * this.unit, `#${codes[Math.round(((k + 0.5) / 16) * (codes.length - 1))]}`);
    for (const { foot, end, place } of ticks) {
      this.stroke(foot, end);
      this.put(place, this.theme.ink);
    }
    const [x, y] = at(0.5 * world.height);
    const { kind, label } = world.transform, bent = kind === "linear" ? [] : [say(label)], name = [say("height"), ...bent].join(say("comma"));
    const named = (way, from) => this.placed(name, x + from * out * this.unit, y - 1.5 * this.unit, { align: way > 0 ? "left" : "right", size: 0.86 });
    // Behind the lowest number, as in films: there is no ground and no bead. Else at the head, away from the surface if the
    // picture is wide enough there.
    const behind = ticks.slice(0, 1).map(({ place: { y: row, box } }) => this.placed(bent[0] ?? name, box[out > 0 ? 2 : 0] + 0.4 * out * this.unit, row, { align: out > 0 ? "left" : "right", size: 0.86 }));
    const tries = [...behind, named(out, 0), named(-out, 2.4)];
    const fits = ({ box }) => box[0] > 0 && box[2] < this.wide;
    const chosen = tries.filter(fits).find((place) => this.isFree(place));
    if (chosen) this.put(chosen);
  }

  // The ticks that find room at an upright edge; every second one where all are too many.
  scaleAt(corner, out, world, all) {
    const texts = tickTexts(all);
    const room = (ticks) => {
      const taken = [...this.taken];
      const found = ticks.map((k) => {
        const foot = this.see([...corner, world.rise(all[k])]);
        const end = [foot[0] + out * 0.5 * this.unit, foot[1]];
        const place = this.placed(texts[k], end[0] + out * 0.35 * this.unit, end[1], { align: out > 0 ? "left" : "right", size: 0.86 });
        const free = this.isFree(place) && place.box[1] >= 0;
        if (free) this.taken.push(place.box);
        return free && { foot, end, place };
      }).filter(Boolean);
      this.taken = taken;
      return found;
    };
    const tries = [1, 2].map((step) => room(Array.from(all.keys()).filter((k) => k % step === (step > 1 ? (all.length - 1) % 2 : 0))));
    return { ticks: tries[0].length === all.length ? tries[0] : tries[1].length >= 2 ? tries[1] : tries[0] };
  }

  // Names of marks, the nearest first.
  marks(labels) {
    labels.map((label) => ({ ...label, to: this.see(label.at) })).sort((a, b) => a.to[2] - b.to[2])
      .forEach(({ text, to }) => this.write(text, to[0], to[1] - 0.5 * this.unit, { color: this.theme.ink }));
  }
}
