// Curvatures and principal directions of a symmetric n x n matrix, row by row, by Jacobi's rotations (Golub & Van Loan 8.5).
// `matrix` becomes diagonal; the columns of `axes` are the directions.
function diagonalize(matrix, axes, n) {
  for (let i = 0; i < n * n; i++) axes[i] = i % (n + 1) ? 0 : 1;
  for (let sweep = 0; sweep < 50; sweep++) {
    let beside = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) beside = Math.max(beside, Math.abs(matrix[i * n + j]));
    if (!(beside > 0)) return;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(matrix, axes, n, p, q);
  }
}

// Makes the entry (p, q) zero.
function rotate(matrix, axes, n, p, q) {
  const off = matrix[p * n + q], low = matrix[p * n + p], high = matrix[q * n + q];
  if (off === 0) return;
  // Too small to change either of the two beside it: it is nothing.
  if (Math.abs(off) * 1e18 < Math.min(Math.abs(low), Math.abs(high))) {
    matrix[p * n + q] = matrix[q * n + p] = 0;
    return;
  }
  const half = (high - low) / (2 * off);
  const t = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.hypot(1, half));
  const c = 1 / Math.hypot(1, t), s = t * c;
  for (let k = 0; k < n; k++) {
    const a = matrix[k * n + p], b = matrix[k * n + q];
    matrix[k * n + p] = c * a - s * b;
    matrix[k * n + q] = s * a + c * b;
    const u = axes[k * n + p], v = axes[k * n + q];
    axes[k * n + p] = c * u - s * v;
    axes[k * n + q] = s * u + c * v;
  }
  for (let k = 0; k < n; k++) {
    const a = matrix[p * n + k], b = matrix[q * n + k];
    matrix[p * n + k] = c * a - s * b;
    matrix[q * n + k] = s * a + c * b;
  }
  matrix[p * n + p] = low - t * off;
  matrix[q * n + q] = high + t * off;
  matrix[p * n + q] = matrix[q * n + p] = 0;
}
