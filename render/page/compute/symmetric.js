// Small symmetric matrices (row-major, n * n), powers of two, and what rounding leaves of a number.
const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);

// Of x = m * 2^k with m in [0.5, 1) the k, as C's frexp has it.
function binaryExponent(x) {
  FLOAT[0] = x;
  const raw = (WORDS[1] >>> 20) & 2047;
  if (raw === 0) return x === 0 ? 0 : binaryExponent(x * 2 ** 60) - 60;
  return raw === 2047 ? 0 : raw - 1022;
}

// x * 2^k without overflow on the way.
function timesPowerOfTwo(x, k) {
  for (; k > 1000; k -= 1000) x *= 2 ** 1000;
  for (; k < -1000; k += 1000) x *= 2 ** -1000;
  WORDS[0] = 0;
  WORDS[1] = (k + 1023) << 20;
  return x * FLOAT[0];
}

// The distance to the next float.
const spacing = (x) => Math.max(timesPowerOfTwo(1, binaryExponent(Math.abs(x)) - 53), Number.MIN_VALUE);

function largest(numbers) {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) if (!(Math.abs(numbers[i]) <= most)) most = Math.abs(numbers[i]);
  return most;
}

function allFinite(numbers) {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] * 0;
  return sum === 0;
}

const dot = (a, b) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

// Eigenvalues, rising, and their unit vectors, of one matrix after the other: each overwrites what was found before.
// Jacobi (1846): every rotation makes one entry zero.
class Eigen {
  constructor(n) {
    this.n = n;
    this.values = new Float64Array(n);
    this.vectors = Array.from({ length: n }, () => new Float64Array(n));
    this.a = new Float64Array(n * n);
    this.v = new Float64Array(n * n);
  }

  of(matrix) {
    const { n, a, v } = this;
    a.set(matrix);
    v.fill(0);
    for (let i = 0; i < n; i++) v[i * n + i] = 1;
    for (let sweep = 0, rotated = true; rotated && sweep < 40; sweep++) {
      rotated = false;
      for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotated = rotate(a, v, n, p, q) || rotated;
    }
    for (let k = 0; k < n; k++) {
      let rank = 0;
      for (let i = 0; i < n; i++) if (a[i * n + i] < a[k * n + k] || (i < k && a[i * n + i] === a[k * n + k])) rank++;
      this.values[rank] = a[k * n + k];
      for (let i = 0; i < n; i++) this.vectors[rank][i] = v[i * n + k];
    }
    return this;
  }
}

function rotate(a, v, n, p, q) {
  const off = a[p * n + q];
  const [app, aqq] = [a[p * n + p], a[q * n + q]];
  if (off === 0 || Math.abs(off) < 1e-18 * Math.min(Math.abs(app), Math.abs(aqq))) return false;
  const theta = (aqq - app) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1), s = t * c;
  for (let i = 0; i < n; i++) {
    if (i !== p && i !== q) {
      const [x, y] = [a[i * n + p], a[i * n + q]];
      a[i * n + p] = a[p * n + i] = c * x - s * y;
      a[i * n + q] = a[q * n + i] = s * x + c * y;
    }
    const [x, y] = [v[i * n + p], v[i * n + q]];
    v[i * n + p] = c * x - s * y;
    v[i * n + q] = s * x + c * y;
  }
  a[p * n + p] = app - t * off;
  a[q * n + q] = aqq + t * off;
  a[p * n + q] = a[q * n + p] = 0;
  return true;
}
