"""Whoever needs an executor refuses what is none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descent import GradientDescent, basins, descend, multistart, parse_starts
from descent.comparison import cross, sweep, tune
from gallery import compare
from landscapes import TrainingRun, catalogue
from render import Scene


@pytest.mark.parametrize("wrong", [3, "local:2", ThreadPoolExecutor, object()])
def test_who_takes_no_tasks_is_refused_in_one_line_by_whoever_needs_him(wrong: Any, tmp_path: Path) -> None:
    f, optimizer = catalogue["booth"], GradientDescent(0.01)
    run = TrainingRun(tmp_path / "run.npz")
    for step in range(3):
        run.save(step, np.array([1.0 + step, step**2, 0.5]), 1.0)
    ((case),) = cross([f], [parse_starts("uniform:5")], [optimizer], steps=3)
    scene = Scene(f, descend(f, [[0.0, 0.0]], optimizer, steps=2))
    asks: dict[str, Callable[..., Any]] = {
        "descend": partial(descend, f, [[0.0, 0.0]], optimizer, steps=2),
        "basins": partial(basins, f, optimizer, resolution=4, steps=2),
        "multistart": partial(multistart, f, optimizer, 5, steps=2),
        "sweep": partial(sweep, case),
        "tune": partial(tune, case, 3),
        "compare": partial(compare, "booth", starts="uniform:5", steps=2),
        "TrainingPlane.survey": partial(run.plane("pca").survey, sum, 4),
        "movie": partial(scene.movie, tmp_path / "film.gif"),
    }
    for owner, ask in asks.items():
        with pytest.raises(
            ValueError, match=rf"^{owner}.executor must be a concurrent.futures.Executor[^\n]*$"
        ):
            ask(executor=wrong)
    assert not (tmp_path / "film.gif").exists()
