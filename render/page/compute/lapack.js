// Eigenvalues, rising, and `axes[d][k]`, coordinate d of axis k, of a symmetric matrix of one or two lines, with the signs
// that LAPACK's dsteqr and dlaev2 give them: which way an axis points decides what is sampled.
function axesAsLapack([[a, b], [, c] = []]) {
  if (c === undefined) return { values: [a], axes: [[1]] };
  if (Math.abs(b) <= Math.sqrt(Math.abs(a)) * Math.sqrt(Math.abs(c)) * 2 ** -53) {
    return a <= c ? { values: [a, c], axes: [[1, 0], [0, 1]] } : { values: [c, a], axes: [[0, 1], [1, 0]] };
  }
  const sum = a + c, apart = a - c, twice = 2 * Math.abs(b);
  const [more, less] = Math.abs(a) > Math.abs(c) ? [a, c] : [c, a];
  const [wide, thin] = Math.abs(apart) > twice ? [Math.abs(apart), twice] : [twice, Math.abs(apart)];
  const root = wide * Math.sqrt(1 + (thin / wide) ** 2);
  const first = 0.5 * (sum < 0 ? sum - root : sum + root), second = (more / first) * less - (b / first) * b;
  const cs = apart >= 0 ? apart + root : apart - root;
  let cos, sin;
  if (Math.abs(cs) > twice) {
    const t = (-2 * b) / cs;
    sin = 1 / Math.sqrt(1 + t * t);
    cos = t * sin;
  } else {
    const t = -cs / (2 * b);
    cos = 1 / Math.sqrt(1 + t * t);
    sin = t * cos;
  }
  if (sum >= 0 === apart >= 0) [cos, sin] = [-sin, cos];
  return second < first
    ? { values: [second, first], axes: [[-sin, cos], [cos, sin]] }
    : { values: [first, second], axes: [[cos, -sin], [sin, cos]] };
}

Object.assign(globalThis.Thalweg, { axesAsLapack });
