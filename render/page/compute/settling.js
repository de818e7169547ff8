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

// The step from which on each that still moves is off the map for good; past the last for others.
function leftSince(run) {
  if (!gone.has(run)) gone.set(run, Array.from(run.endings, (ending, k) => (ending === RUNNING ? leaving(run, k) : run.steps + 1)));
  return gone.get(run);
}

function leaving({ rows, count, dimensions: n, positions, indices, steps, landscape: { domain } }, k) {
  const inside = (row) => domain.every(([low, high], i) => {
    const x = positions[(row * count + k) * n + i], slack = clockTable().beyond * (high - low);
    return x >= low - slack && x <= high + slack;
  });
  let row = rows;
  while (row > 0 && !inside(row - 1)) row--;
  return row < rows ? indices[row] : steps + 1;
}
