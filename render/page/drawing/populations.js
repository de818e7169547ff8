// A population as what it is, on the ground, as render/marks/population.py draws it: the ellipse that samples come from,
// a swarm's velocities, a simplex, difference vectors, moves that were taken or not; the last generation as rings.
const FINE = 24, AROUND = 120, EDGE = 0.14;

Marks.prototype.population = function (mark, index) {
  for (const { run } of this.runs) if (run.drawn) this.searching(run, clipped(index, 0, run.steps));
};

Marks.prototype.searching = function (run, index) {
  const row = Math.floor(index), drawn = run.drawn[row], before = run.drawn[Math.max(row - 1, 0)];
  const { ink, faint, palette } = this.theme;
  const at = (k, r) => Array.from(run.positions.subarray((r * run.count + k) * 2, (r * run.count + k) * 2 + 2));
  const all = Array.from({ length: run.count }, (_, k) => k);
  if (row) for (const k of all) this.drape(this.round(at(k, row - 1), 0.008), faint);
  if (drawn.covariance) {
    for (const [one, color] of [[before, faint], [drawn, ink]]) for (const line of ellipsesOf(one)) this.drape(line, color);
    for (let r = 1; r <= row; r++) this.drape(straight(run.drawn[r - 1].mean, run.drawn[r].mean), palette[0], true);
  }
  if (drawn.simplex) {
    for (let r = Math.max(0, row - 60); r < row; r++) this.close(run.drawn[r].simplex, faint);
    this.close(all.map((k) => Array.from(pointAt(run, k, rowAt(run, index), [0, 0]))), ink, true);
  }
  if (drawn.velocities) {
    all.forEach((k) => {
      const here = pointAt(run, k, rowAt(run, index), [0, 0]);
      this.drape(straight(here, here.map((x, d) => x + drawn.velocities[k][d])), ink);
    });
  }
  drawn.mutants?.forEach((mutant, k) => this.drape(straight(drawn.bases[k], mutant), faint));
  drawn.trials?.forEach((trial, k) => {
    if (drawn.taken[k]) this.drape(straight(at(k, Math.max(row - 1, 0)), trial), palette[1], true);
    else if (!drawn.mutants) this.drape(straight(at(k, Math.max(row - 1, 0)), trial), palette[6]);
  });
  if (drawn.best && !drawn.simplex) this.drape(this.round(drawn.best, 0.022), ink, true);
};

// A line of the domain on the ground, as far as it lies on the map; towards the edge it fades out.
Marks.prototype.drape = function (points, color, strong = false) {
  const { world } = this.ground, lines = strong ? this.thick : this.thin;
  let part = [];
  for (const p of [...points, null]) {
    const at = p && world.holds(p[0], p[1]) ? this.place(p, 0.01) : null;
    if (at && at[2] === at[2]) part.push([...at, 255 * clipped(Math.min(...world.domain.map(([low, high], d) => Math.min(p[d] - low, high - p[d]) / (EDGE * (high - low)))), 0, 1)]);
    else {
      if (part.length > 1) lines.add(part, hex(color));
      part = [];
    }
  }
};

Marks.prototype.close = function (corners, color, strong) {
  corners.forEach((p, k) => this.drape(straight(p, corners[(k + 1) % corners.length]), color, strong));
};

Marks.prototype.round = function (p, radius) {
  const wide = this.ground.world.domain.map(([low, high]) => radius * (high - low));
  return Array.from({ length: 25 }, (_, i) => [p[0] + wide[0] * Math.cos((Math.PI * i) / 12), p[1] + wide[1] * Math.sin((Math.PI * i) / 12)]);
};

const straight = (a, b) => Array.from({ length: FINE }, (_, i) => [0, 1].map((d) => a[d] + (i / (FINE - 1)) * (b[d] - a[d])));

// Where a sample is one and two standard deviations from the mean: the mean and L u, u on a circle, with L L' the covariance.
function ellipsesOf({ mean, covariance: [[a, b], [, c]] }) {
  const low = Math.sqrt(a), side = low > 0 ? b / low : 0, up = Math.sqrt(Math.max(c - side * side, 0));
  return [1, 2].map((sigmas) => Array.from({ length: AROUND + 1 }, (_, i) => {
    const [x, y] = [Math.cos, Math.sin].map((of) => sigmas * of((2 * Math.PI * i) / AROUND));
    return [mean[0] + low * x, mean[1] + side * x + up * y];
  }));
}
