// What tells the goal and the ending, drawn over the picture: flags, shares in valleys, names of heads;
// render/finale/goal_flags.py, closing.py and render/race/head_names.py.

const eased = (share) => { const s = clipped(share, 0, 1); return s * s * (3 - 2 * s); };

// How much of the ground's color is that of its basin at film time `t`, 0 to 1.
function floodedAt(t) {
  const { rest } = pictureTable("clock");
  return eased((t - 1 + rest) / (pictureTable("finale").floods * rest));
}

// Pixels of the flooded ground: colors of basins; opaque in them, clear where nobody arrives, half where a seam is. None
// where nothing is opaque: a single start is no basin.
function floodPixels(labels, { resolution: n, colors }) {
  const at = (r, c) => labels[clipped(r, 0, n - 1) * n + clipped(c, 0, n - 1)], pixels = new Uint8Array(4 * n * n);
  const isEdge = (r, c) => at(r, c) !== at(r, c + 1) || at(r, c) !== at(r + 1, c);
  for (let r = 0, i = 0; r < n; r += 1) {
    for (let c = 0; c < n; c += 1, i += 4) {
      const sum = [0, 0, 0];
      let [wet, edge] = [0, 0];
      for (let a = -1; a <= 1; a += 1) for (let b = -1; b <= 1; b += 1) {
        const weight = ((2 - Math.abs(a)) * (2 - Math.abs(b))) / 16, own = at(r + a, c + b);
        if (isEdge(clipped(r + a, 0, n - 1), clipped(c + b, 0, n - 1))) edge += weight;
        if (own < 0) continue;
        wet += weight;
        for (let band = 0; band < 3; band += 1) sum[band] += weight * colors[3 * own + band];
      }
      const seam = clipped(1.6 * edge - 0.2, 0, 1);
      for (let band = 0; band < 3; band += 1) pixels[i + band] = wet ? sum[band] / wet : 128;
      pixels[i + 3] = 255 * (wet > 0.5 ? 1 - seam / 2 : seam / 2);
    }
  }
  return pixels.some((share, i) => i % 4 === 3 && share > 128) ? pixels : null;
}

// How much one basin is alone, and how strongly basins glow, by what share of such pixels they have: `tempered` in flood.py.
function tempered(pixels) {
  const { alone: [low, high], rivals, rare } = pictureTable("finale").ground, all = pixels.length / 4, counts = {};
  let wet = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 128) {
    const color = pixels.subarray(i, i + 3).join();
    wet += 1; counts[color] = (counts[color] ?? 0) + 1;
  }
  const most = Math.max(0, ...Object.values(counts));
  return [clipped(((most - rivals * (wet - most)) / all - low) / (high - low), 0, 1), clipped(1 - wet / all / rare, 0, 1)];
}

// Flags on the known lowest points, at most so many; `parts` of a pole are seen or hidden each.
class Flags {
  constructor(ground) {
    const { most, pins, smaller, close, small } = pictureTable("finale").flags, { landscape, world } = ground;
    const inside = (landscape.minimizers ?? []).filter((p) => world.holds(p[0], p[1]));
    const gap = Math.min(...inside.flatMap((p, k) => inside.slice(0, k).map((q) => Math.hypot(...landscape.domain.map(([low, high], i) => (p[i] - q[i]) / (high - low))))));
    Object.assign(this, { ground, size: clipped(close * gap, small, inside.length > most ? smaller : 1) });
    this.feet = inside.length > pins ? [] : inside.map((p) => [world.flat(p[0], 0), world.flat(p[1], 1), world.rise(landscape.value(p))]).filter(([, , z]) => z === z);
  }

  // Left, top, right, bottom of each cloth.
  boxes(words, unit) {
    const { pole, cloth: [wide, high] } = pictureTable("finale").flags, own = unit * this.size;
    return this.feet.map((foot) => { const [x, y] = words.see(foot); return [x, y - pole * own, x + wide * own, y + (high - pole) * own]; });
  }

  draw(words, unit, view) {
    const { pole } = pictureTable("finale").flags, own = unit * this.size;
    const seen = this.feet.map((foot) => ({ foot, at: words.see(foot), up: words.see(along(foot, 0.1, [0, 0, 1])) }));
    for (const { foot, at, up } of seen.sort((a, b) => b.at[2] - a.at[2])) {
      const tall = Math.max(Math.hypot(up[0] - at[0], up[1] - at[1]), 1e-6), height = Math.min((0.1 * pole * own) / tall, 0.5);
      const parts = [0, 1, 2, 3, 4, 5].map((k) => this.ground.sees(view.position, along(foot, ((k + 0.5) / 6) * height, [0, 0, 1])));
      this.drawOne(words, at, own, parts);
    }
  }

  drawOne({ pen, theme, wide, tall }, [x, y], unit, parts) {
    const { pole, cloth, checks: [columns, rows], faint } = pictureTable("finale").flags, [w, h] = cloth.map((side) => side * unit);
    const top = y - pole * unit, thick = Math.max(0.0034 * unit, 1.2), flown = parts[4] || parts[5], base = y - (flown ? parts.indexOf(true) / 6 : 0) * pole * unit;
    if (x < 4 || top < 4 || x + w + 4 > wide || y + 4 > tall) return;
    const [light, dark] = theme.ink > theme.ground_bottom ? [theme.ink, theme.ground_bottom] : [theme.ground_bottom, theme.ink];
    const box = (color, left, up, right, down) => { pen.fillStyle = color; pen.fillRect(left, up, right - left, down - up); };
    pen.globalAlpha = flown ? 1 : faint;
    box(theme.halo, x - thick, top - thick / 2, x + thick, base);
    box(theme.halo, x, top - thick / 2, x + w + thick / 2, top + h + thick / 2);
    for (let k = 0; k < columns * rows; k += 1) {
      const [c, r] = [k % columns, Math.floor(k / columns)];
      box((r + c) % 2 ? dark : light, x + (c * w) / columns, top + (r * h) / rows, x + ((c + 1) * w) / columns, top + ((r + 1) * h) / rows);
    }
    box(theme.ink, x - thick / 2, top - thick / 2, x + thick / 2, base);
    pen.globalAlpha = 1;
  }
}

const crosses = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

// Valleys' shares [{text, position}] beside their bottoms, and of who left the map [{text, position, left}] as near as may be
// beyond the border there, seen from the block's middle; clear of flags, words and each other.
function writeShares(words, shares, { ground, unit, flags, alpha }) {
  const { pen } = words, size = 0.042 * unit, { share: { aside }, exits: { told, reach } } = pictureTable("finale"), taken = [...flags], lost = [0, 0];
  const placed = shares.map((share) => ({ ...share, at: words.see(ground.placeOf(share.position)) })), [mx, my] = words.see([0, 0, 0]);
  for (const { at: [x, y], left } of placed) if (!left) taken.push([x - 0.5 * size, y - 0.5 * size, x + 0.5 * size, y + 0.3 * size]);
  for (const share of placed) {
    const { text, at: [x, y], left } = share, place = words.placed(text, 0, 0, { size: size / words.unit, bold: true, gap: 0 }), half = -place.left, way = Math.atan2(y - my, x - mx);
    const tries = left ? Array.from({ length: reach }, (_, r) => [Math.cos(way) * (half + (r + 1) * size), Math.sin(way) * (r + 1) * size])
      : aside.map(([right, down]) => [right * size + Math.sign(right) * half * 0.6, (down - 0.35) * size]);
    const box = tries.map(([a, b]) => [x + a - half, y + b - 0.45 * size, x + a + half, y + b + 0.45 * size]).find((one) => one[0] > 0 && one[2] < words.wide && one[1] > 0 && one[3] < words.tall
      && ![...taken, ...(left ? words.taken : [])].some((other) => crosses(one, other)));
    lost[+!box] += left ?? 0;
    if (!box) continue;
    taken.push(box);
    share.place = { ...place, left: box[0], y: (box[1] + box[3]) / 2, box };
  }
  pen.globalAlpha = alpha;
  // No number stands for others that are not told.
  for (const { place, left } of placed) if (place && (!left || lost[0] >= told * (lost[0] + lost[1]))) words.put(place, words.theme.ink, words.theme.halo);
  pen.globalAlpha = 1;
}
