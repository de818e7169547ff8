// Until descent's starts and rates have landed.
Thalweg.startPoints ??= (way, f) => {
  const points = pointsOf(way);
  if (points) return Float64Array.from(points.flat());
  const side = Number(/^grid:(?:count=)?(\d+)/.exec(way)?.[1] ?? 15), n = f.dimensions;
  const out = new Float64Array(side ** n * n);
  for (let k = 0; k < side ** n; k++) for (let i = 0, r = k; i < n; i++, r = Math.floor(r / side)) {
    const [low, high] = f.domain[i];
    out[k * n + i] = side === 1 ? (low + high) / 2 : low + ((r % side) / (side - 1)) * (high - low);
  }
  return out;
};
Thalweg.defaultRate ??= (f, name) => ({ rate: name === "gradient_descent" || name === "momentum" ? 0.005 : 0.1, reason: "stand-in" });
Thalweg.typed ??= (text) => text;
Thalweg.basinsOf ??= null;
