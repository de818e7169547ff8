"""What a stationary point is, by the signs of its curvatures."""

from __future__ import annotations

import numpy as np

from landscapes.stationary.classification import curvature_signs, kinds_by


def test_kind_is_what_the_signs_say():
    signs = np.array([[1, 1], [-1, -1], [1, -1], [0, 1], [0, -1], [0, 0]], dtype=np.int8)
    assert list(kinds_by(signs)) == ["minimum", "maximum", "saddle", *["degenerate"] * 3]


def test_a_curvature_that_is_none_has_no_sign():
    curvatures = np.array([[-2.0, 1e-9], [-1e-9, 2.0], [0.0, 5.0]])
    none = np.array([1e-8, 1e-10, 0.0])
    assert curvature_signs(curvatures, none).tolist() == [[-1, 0], [-1, 1], [0, 1]]


def test_the_bound_itself_is_none():
    assert curvature_signs(np.array([[1e-8, -1e-8]]), np.array([1e-8])).tolist() == [[0, 0]]
