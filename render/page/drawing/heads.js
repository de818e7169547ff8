// Names at the heads of trails: clear of each other and of the beads, and calm while the heads run; render/race/head_names.py.
class Heads {
  // names: [{text, color}] of the runs.
  constructor(names, theme) {
    this.names = names.map(({ text, color }) => ({ text, color, legible: legible(color, theme) }));
    this.before = null;
  }

  // heads: {at: [x, y], seen, mean} of those that are there, null for others; `radius` of a bead.
  draw(words, heads, radius, unit, { right, top, bottom }) {
    const { size: share, line } = pictureTable("race").names, size = share * unit, { pen } = words;
    const there = heads.flatMap((head, k) => {
      if (!head) return [];
      const place = words.placed(this.names[k].text, 0, 0, { size: size / words.unit, bold: true, gap: 0 });
      return [{ ...head, k, place, half: [-place.left, 0.5 * line * size] }];
    });
    this.settle(there, radius, size, { left: 0.03 * unit, top, right, bottom });
    for (const { k, at, seen, half, centre } of there) {
      pen.globalAlpha = seen ? 1 : 1 - pictureTable("race").names.dimmed;
      if (!seen) this.ring(pen, at, radius, this.names[k].color);
      this.lead(words, at, centre, half, radius, size, this.names[k].color);
    }
    for (const { k, seen, place, half, centre: [x, y] } of there) {
      pen.globalAlpha = seen ? 1 : 1 - pictureTable("race").names.dimmed;
      words.put({ ...place, left: x - half[0], y, box: [x - half[0], y - half[1], x + half[0], y + half[1]] }, this.names[k].legible, words.theme.halo);
    }
    pen.globalAlpha = 1;
  }

  // Names move on with their heads; after a leap they find their places anew.
  settle(there, radius, size, within) {
    const sides = this.sidesOf(there, size, within), last = this.before, calm = last && there.every(({ k, at }) => last[k] && Math.hypot(at[0] - last[k].at[0], at[1] - last[k].at[1]) < 4 * size);
    const ranked = [...there].sort((a, b) => a.mean[1] - b.mean[1]);
    for (const own of there) {
      const known = calm && last[own.k];
      own.centre = known ? known.centre.map((c, axis) => c + own.at[axis] - known.at[axis]) : [own.at[0], own.at[1] + ranked.indexOf(own)];
    }
    for (let round = calm ? 8 : 120; round > 0; round -= 1) this.move(there, sides, radius, size, within);
    this.before = {};
    for (const { k, at, centre } of there) this.before[k] = { at, centre };
  }

  // 1 for names to the right of their heads, -1 for those to the left: as the heads go; half of them each.
  sidesOf(there, size, { left, right }) {
    const across = [...there].sort((a, b) => a.mean[0] - b.mean[0]);
    return there.map((own) => {
      const room = 2 * own.half[0] + 2 * size, fits = [own.low - room > left, own.high + room < right];
      return (across.indexOf(own) >= there.length >> 1 && fits[1]) || !fits[0] ? 1 : -1;
    });
  }

  move(there, sides, radius, size, { left, top, right, bottom }) {
    const { pull, bead, line } = pictureTable("race").names, gap = radius + bead * size;
    const goals = there.map(({ at, half }, k) => [at[0] + sides[k] * (half[0] + gap), at[1]]);
    there.forEach((own, k) => (own.centre = own.centre.map((c, axis) => c + pull * (goals[k][axis] - c))));
    for (let pass = 0; pass < 4; pass += 1) {
      for (const own of there) own.centre[1] += offBeads(own, there, radius + 0.1 * size);
      const pushes = there.map((own, k) => there.reduce((sum, other, j) => {
        const over = [0, 1].map((axis) => own.half[axis] + other.half[axis] - Math.abs(own.centre[axis] - other.centre[axis]));
        if (j === k || over[0] <= 0 || over[1] <= 0) return sum;
        const wanted = goals[k][1] - goals[j][1], apart = own.centre[1] - other.centre[1] + Math.sign(k - j) * 1e-3;
        return sum + (Math.sign(Math.abs(wanted) > 1.5 * line * size ? wanted : apart) * over[1]) / 2;
      }, 0));
      there.forEach((own, k) => {
        own.centre[1] = clipped(own.centre[1] + pushes[k], top + own.half[1], Math.max(bottom - own.half[1], top + own.half[1]));
        own.centre[0] = clipped(own.centre[0], left + own.half[0], Math.max(right - own.half[0], left + own.half[0]));
      });
    }
  }

  ring(pen, [x, y], radius, color) {
    pen.strokeStyle = color;
    pen.lineWidth = 0.28 * radius;
    pen.beginPath();
    pen.arc(x, y, 0.86 * radius, 0, 2 * Math.PI);
    pen.stroke();
  }

  // A line from the bead to a name that is farther away.
  lead(words, head, centre, half, radius, size, color) {
    const near = [0, 1].map((axis) => clipped(head[axis], centre[axis] - half[axis] + 2 * axis, centre[axis] + half[axis] - 2 * axis));
    const way = [near[0] - head[0], near[1] - head[1]], length = Math.hypot(...way);
    if (length < radius + (pictureTable("race").names.leader + 0.3) * size) return;
    const to = (far) => [0, 1].map((axis) => head[axis] + (way[axis] / length) * far);
    words.stroke(to(radius + 0.15 * size), to(length - 0.12 * size), Math.max(0.06 * size, 1), color);
  }
}

// Up or down, off the bead that a name covers most.
function offBeads({ centre, half }, there, room) {
  return there.reduce((most, { at }) => {
    const over = [0, 1].map((axis) => half[axis] + room - Math.abs(centre[axis] - at[axis])), push = over[0] > 0 && over[1] > 0 ? (centre[1] >= at[1] ? 1 : -1) * over[1] : 0;
    return Math.abs(push) > Math.abs(most) ? push : most;
  }, 0);
}

// A color for words on the theme's ground: as it is, or so far towards the ink that it is read (WCAG 2.1).
function legible(color, { ink, ground_bottom: ground }) {
  const light = (rgb) => rgb.map((c) => linearOf(c / 255)).reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0.05), under = light(hex(ground));
  let found;
  for (let share = 0; share < 0.75; share += 0.1) {
    found = hex(color).map((c, k) => Math.round(c + share * (hex(ink)[k] - c)));
    const over = light(found);
    if (Math.max(over, under) / Math.min(over, under) >= pictureTable("race").names.contrast) break;
  }
  return `rgb(${found.join()})`;
}
