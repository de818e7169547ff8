"""What Python prints computes in Node what it computes in Python."""

from __future__ import annotations

import numpy as np
from javascript import needs_node, printed_landscapes, run_node

from landscapes import catalogue

pytestmark = needs_node
_ASK = """
const {printed} = Thalweg;
return input.map(([name, points]) => {
  const f = Thalweg.landscapeOf(name), n = f.dimensions;
  return points.map((p) => {
    const both = new Float64Array(n + 1), second = new Float64Array(n * n);
    f.both(p, both);
    f.hessian(p, second);
    return [f.value(p), both, second];
  });
});
"""


def test_every_landscape_at_random_points() -> None:
    draw = np.random.default_rng(0)
    listed = list(catalogue.values())
    places = []
    for f in listed:
        low, high = np.array(f.domain).T
        places.append(low + (high - low) * draw.random((20, f.dimensions)))
    printed = {"landscapes": printed_landscapes(listed)}
    found = run_node(_ASK, [[f.name, p] for f, p in zip(listed, places, strict=True)], printed)
    for f, points, answers in zip(listed, places, found, strict=True):
        heights, gradients = f.value_and_gradient(points)
        both = np.array([a[1] for a in answers])
        np.testing.assert_allclose(both[:, 0], heights, rtol=1e-12, err_msg=f.name)
        size = np.abs(gradients).max(axis=-1, keepdims=True)
        assert np.all(np.abs(both[:, 1:] - gradients) <= 1e-12 * size), f.name
