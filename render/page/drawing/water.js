// Water on a relief, as render/surface/water.py: steepest paths from all over it, which add up to rivers where they meet.
// {creeks, rivers: lines, dry: pixels, side: [columns, rows]}, dry 255 where hardly a path goes by.
function waterOf(ground, { water, wet }) {
  const { SPRINGS, STRIDE, STEPS, BEND, STILL, WIDE, DENSE, BROAD, RIVER, FAINT, DRAWN, LIFT } = pictureTable("water");
  const { half } = ground.world, side = half.map((h) => Math.ceil((2 * h) / WIDE) + 2), counts = new Float32Array(side[0] * side[1]);
  const cellOf = ([x, y]) => Math.floor((y + half[1]) / WIDE + 0.5) * side[0] + Math.floor((x + half[0]) / WIDE + 0.5);
  let seed = 1;
  const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const paths = Array.from({ length: SPRINGS * SPRINGS }, (_, k) => {
    let [at, before] = [[k % SPRINGS, Math.floor(k / SPRINGS)].map((c, axis) => (2 * (c + chance()) / SPRINGS - 1) * half[axis]), [0, 0]];
    const path = [], met = new Set();
    for (let step = 0; step < STEPS; step += 1) {
      const { slope, z } = ground.fallAt(at[0], at[1]), steep = Math.hypot(...slope);
      const way = slope.map((c, axis) => c / Math.max(steep, 1e-12) + BEND * before[axis]), length = Math.hypot(...way);
      // Where a path would turn back it has arrived.
      if (!(steep > STILL && length > 0.55 && z === z)) break;
      const cell = cellOf(at);
      path.push({ at: [...at, z + LIFT], cell, drawn: met.has(cell) ? path[path.length - 1].drawn : counts[cell] < DRAWN });
      if (!met.has(cell)) { met.add(cell); counts[cell] += 1; }
      before = way.map((c) => c / length);
      at = at.map((c, axis) => clipped(c + STRIDE * before[axis], -half[axis], half[axis]));
    }
    return path;
  });
  const flow = counts.map((_, i) => {
    let sum = 0;
    const [r, c] = [Math.floor(i / side[0]), i % side[0]];
    for (let a = -1; a <= 1; a += 1) for (let b = -1; b <= 1; b += 1) sum += counts[clipped(r + a, 0, side[1] - 1) * side[0] + clipped(c + b, 0, side[0] - 1)];
    return sum / 3;
  });
  const [creeks, rivers] = [new Lines(), new Lines()], color = hex(water);
  for (const path of paths) {
    let lines = null;
    path.forEach(({ at, cell, drawn }, k) => {
      if (drawn && k % 3 && k + 1 < path.length) return;
      const own = flow[cell] > BROAD ? rivers : creeks, strength = wet * (FAINT + (1 - FAINT) * clipped(Math.log(Math.max(flow[cell], 1)) / Math.log(RIVER), 0, 1));
      if (lines && (!drawn || own !== lines)) { if (drawn) lines.to(...at, 0, color, 255 * strength); lines.end(); }
      if (drawn) own.to(...at, 0, color, 255 * strength);
      lines = drawn ? own : null;
    });
    lines?.end();
  }
  const dry = Uint8Array.from({ length: 4 * flow.length }, (_, i) => 255 / (1 + (flow[i >> 2] / DENSE) ** 2));
  return { creeks: creeks.data, rivers: rivers.data, dry, side };
}
