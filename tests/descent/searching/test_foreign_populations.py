"""Somebody else's ask and tell: the library's own loop, and a student's ten lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from descent import GuestError, search, watch
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


class Paired:
    """As cmaes.CMAwM: the point to look at, and the one of which it wants to be told."""

    population_size = 4

    def __init__(self, sized: Any = 4) -> None:
        self.population_size, self.given, self.told = sized, [], []

    def ask(self) -> Any:
        point = np.array([0.1 * len(self.given), -0.2])
        self.given.append(point + 7)
        return point, self.given[-1]

    def tell(self, answers: Any) -> None:
        self.told += answers


def test_a_pair_is_a_point_and_what_is_told_of_it() -> None:
    method = Paired()
    run = search(F, method, generations=2)
    assert run.positions.shape == (3, 4, 2) and run.positions[:, :, 0].max() == pytest.approx(1.1)
    assert [height for _, height in method.told] == F.value(run.positions).ravel().tolist()
    assert all(one is other for (one, _), other in zip(method.told, method.given, strict=True))
    assert search(F, Paired(sized=object()), generations=0).positions.shape == (1, 10, 2)


class Named:
    """As nevergrad's Instrumentation: coordinates by name."""

    class Candidate:
        value = ((), {"y": 2.0, "x": 3.0})

    def ask(self) -> Any:
        return self.Candidate()

    def tell(self, candidate: Any, loss: float) -> None:
        assert loss == 0


def test_coordinates_may_go_by_the_names_of_the_variables() -> None:
    assert np.unique(search(F, Named(), generations=1).positions.reshape(-1, 2), axis=0).tolist() == [
        [3.0, 2.0]
    ]


@pytest.mark.parametrize("what", ["ask", "tell"])
def test_who_fails_is_named_and_the_generations_before_are_kept(what: str) -> None:
    method = Whole(False)

    def late(play: Any) -> Any:
        def played(*args: Any) -> Any:
            if len(method.told) == 3:
                raise RuntimeError("no more\nof this")
            return play(*args)

        return played

    setattr(method, what, late(getattr(method, what)))
    with pytest.raises(GuestError, match=rf"^Whole\.{what} raised RuntimeError: no more of this$") as caught:
        search(F, method, generations=12)
    assert caught.value.trajectories.positions.shape == (3, 8, 2)
    with pytest.raises(ValueError, match=r"^search\.method must be .* got the class Whole"):
        search(F, Whole)


def test_a_generation_may_be_a_callback() -> None:
    with watch(F) as seen:
        for step in range(3):
            seen.value(np.full((5, 2), 0.1 * step))
            seen.generation(object(), step=step)
    assert seen.trajectories().positions.shape == (3, 5, 2)
