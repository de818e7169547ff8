"""Where arrays begin that ufuncs write to."""

import numpy as np
import pytest

from landscapes.compiled.program import aligned


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
