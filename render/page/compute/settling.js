// When a particle is there, or gone, for the eye: render/clock/settling.py.
const clockTable = () => pictureTable("clock");

// The step from which on each particle stays near where it ends.
function nearSince({ rows, count, dimensions: n, positions, indices, landscape: { domain } }) {
  const near = domain.map(([low, high]) => clockTable().near * (high - low)), end = (rows - 1) * count * n;
  return Array.from({ length: count }, (_, k) => {
    let row = rows - 1;
    while (row > 0 && near.every((most, i) => !(Math.abs(positions[((row - 1) * count + k) * n + i] - positions[end + k * n + i]) > most))) row--;
    return indices[row];
  });
}

const gone = new WeakMap();

// The step from which on each is off the map for good, whatever becomes of it; past the last for others.
function offSince(run) {
  if (!gone.has(run)) gone.set(run, Array.from(run.endings, (_, k) => leaving(run, k)));
  return gone.get(run);
}

// The same of those that end somewhere; past the last step for who is lost by his ending.
const leftSince = (run) => offSince(run).map((at, k) => ([ESCAPED, DIVERGED, UNDEFINED].includes(run.endings[k]) ? run.steps + 1 : at));

// The step after which there is nothing more to be seen of each: it has stopped, or is off the map.
const overSince = (run) => offSince(run).map((at, k) => Math.min(at, run.stoppedAt[k]));

function leaving({ rows, count, dimensions: n, positions, indices, steps, landscape: { domain } }, k) {
  const inside = (row) => domain.every(([low, high], i) => {
    const x = positions[(row * count + k) * n + i], slack = clockTable().beyond * (high - low);
    return x >= low - slack && x <= high + slack;
  });
  let row = rows;
  while (row > 0 && !inside(row - 1)) row--;
  return row < rows ? indices[row] : steps + 1;
}

// The share of a bead's size that the k-th has at a step, where pits are many: render/particles/colors.py.
function beadShare(rank, k, index) {
  if (!rank) return 1;
  const since = rank.since[k], gone = (index - since) / Math.max(since * pictureTable("beads").CHANGING, 1) + 1;
  return 1 + (rank.shares[k] - 1) * clipped(gone, 0, 1);
}
