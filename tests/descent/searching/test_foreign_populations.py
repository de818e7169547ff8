"""Somebody else's ask and tell: the library's own loop, and a student's ten lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from descent import search
from landscapes import catalogue

F = catalogue["himmelblau"]


class Whole:
    """Asks for a generation at once."""

    def __init__(self, as_list: bool) -> None:
        self.draw, self.centre, self.told, self.as_list = np.random.default_rng(1), np.zeros(2), [], as_list

    def ask(self) -> Any:
        self.asked = self.centre + self.draw.normal(size=(8, 2))
        return list(self.asked) if self.as_list else self.asked

    def tell(self, points: Any, heights: Any) -> None:
        np.testing.assert_array_equal(np.array(points), self.asked)
        np.testing.assert_allclose(np.array(heights), F.value(self.asked))
        self.centre = self.asked[int(np.argmin(heights))]
        self.told.append(len(heights))


class Single(Whole):
    """Asks for one point at a time, and wants to know before the next."""

    popsize = 5

    def __init__(self) -> None:
        super().__init__(False)
        self.waiting = False

    def ask(self) -> Any:
        assert not self.waiting
        self.waiting = True
        return self.centre + self.draw.normal(size=2)

    def tell(self, point: Any, height: Any) -> None:
        assert height == pytest.approx(float(F.value(point)))
        self.waiting = False


@pytest.mark.parametrize("as_list", [True, False])
def test_a_student_who_asks_for_a_generation(as_list: bool) -> None:
    method = Whole(as_list)
    run = search(F, method, generations=12)
    assert run.positions.shape == (13, 8, 2) and method.told == [8] * 13
    assert run.evaluations.tolist() == list(range(8, 105, 8))
    assert run.best[-1] < run.best[0]


def test_a_student_who_asks_for_one_point() -> None:
    assert search(F, Single(), generations=3).positions.shape == (4, 5, 2)
    assert search(F, Single(), generations=3, size=7).positions.shape == (4, 7, 2)


def test_what_is_no_point_is_refused() -> None:
    class Wrong:
        def ask(self) -> Any:
            return [1.0, 2.0, 3.0]

        def tell(self, *_: Any) -> None: ...

    with pytest.raises(
        ValueError, match=r"^Wrong\.ask must give points \(2,\) or \(m, 2\), got shape \(3,\)$"
    ):
        search(F, Wrong())
    with pytest.raises(ValueError, match=r"^search\.start has no effect on Single"):
        search(F, Single(), start=[0.0, 0.0])


def test_pycma_goes_as_in_its_own_loop() -> None:
    cma = pytest.importorskip("cma", reason="pycma is not installed")
    settings = {"seed": 3, "verbose": -9}  # pycma seeds NumPy's own generator as it is made
    run = search(F, cma.CMAEvolutionStrategy([0.5, -0.5], 1.0, dict(settings)), generations=15)
    theirs = cma.CMAEvolutionStrategy([0.5, -0.5], 1.0, dict(settings))
    for row in run.positions:
        points = theirs.ask()
        np.testing.assert_allclose(row, points, rtol=1e-12)
        theirs.tell(points, F.value(np.array(points)).tolist())


def test_nevergrad_goes_as_in_its_own_loop() -> None:
    ng = pytest.importorskip("nevergrad", reason="nevergrad is not installed")

    def made() -> Any:
        parametrization = ng.p.Array(init=[0.5, -0.5])
        parametrization.random_state.seed(7)
        return ng.optimizers.DE(parametrization=parametrization, budget=200)

    run, theirs = search(F, made(), generations=4, size=20), made()
    for point in run.positions.reshape(-1, 2):
        candidate = theirs.ask()
        np.testing.assert_allclose(point, candidate.value, rtol=1e-12)
        theirs.tell(candidate, float(F.value(candidate.value)))
