"""Where arrays begin that ufuncs write to, and the constants that they take."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscapes.compiled.multiprecision import constants_of, exact_values
from landscapes.compiled.program import aligned
from landscapes.compiled.tape import PI, Tape


@pytest.mark.parametrize("length", [1024, 1025, 10_000, 19_881])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_long_row_begins_a_cache_line(length, dtype):
    rows = aligned((3, 2, length), dtype)
    assert rows.shape == (3, 2, length) and rows.dtype == dtype
    begins = {rows[k, i].ctypes.data % 64 for k in range(3) for i in range(2)}
    assert begins == {0}
    assert all(row.flags.c_contiguous for row in rows.reshape(6, length))


@pytest.mark.parametrize("shape", [(33, 2, 100), (33, 0), (0, 2, 5), (4, 1)])
def test_short_rows_stand_side_by_side(shape):
    rows = aligned(shape)
    assert rows.shape == shape and rows.flags.c_contiguous


def test_rows_do_not_overlap():
    rows = aligned((4, 1027))
    rows[:] = np.arange(4)[:, None]
    assert (rows == np.arange(4)[:, None]).all()


@given(
    st.lists(st.fractions(), min_size=1, max_size=8),
    st.integers(-1100, 1100).map(lambda power: Fraction(10) ** power),
    st.booleans(),
)
def test_constants_are_the_same_floats_with_and_without_many_digits(fractions, size, irrational):
    tape = Tape()
    for value in fractions:
        tape.constant(value * size)
    if irrational:
        tape.number(PI)
    order = range(len(tape.nodes))
    exact = exact_values(tape, order, ())
    assert constants_of(tape, order) == {k: float(value) for k, value in exact.items()}
