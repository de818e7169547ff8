"""A film that is cut into spans is the film that is not, whoever draws them, in whichever order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whimsical import Whimsical

from descent import CMAES, Adam, GradientDescent, Momentum, descend, grid, search
from landscapes import find
from render import Film, Scene
from render.camera import Pose
from render.film import OnePieceWarning, drawn_apart, drawn_here, packed
from render.film.spans import IN_FLIGHT, SPAN

pytestmark = pytest.mark.opengl
F = find("himmelblau")
ADAM, MOMENTUM = Adam(0.1), Momentum(0.01)
SIZE, COUNT = (160, 120), 10


def crowd() -> Any:
    return descend(F, grid(F.domain, 5), ADAM, steps=60)


def race() -> Any:
    methods = (ADAM, MOMENTUM, GradientDescent(0.01))
    return {method.name: descend(F, [[-4.0, 0.5]], method, steps=60) for method in methods}


SCENES: dict[str, Callable[[], Scene]] = {
    "at rest": lambda: Scene(F, crowd(), camera="still"),
    "moving": lambda: Scene(F, crowd()),
    "panels": lambda: Scene(F, crowd(), panels=("surface", "contour", "loss"), camera="still"),
    "race": lambda: Scene(F, race(), camera="turn"),
    "small multiples": lambda: Scene(
        F,
        {m.name: descend(F, grid(F.domain, 4), m, steps=40) for m in (ADAM, MOMENTUM, GradientDescent(0.01))},
    ),
    "close-up": lambda: Scene(
        F, descend(F, [[-4.0, 0.0]], MOMENTUM, steps=30), panels=("surface", "anatomy")
    ),
    "riding along": lambda: Scene(F, crowd(), marks=("floor", "arrows"), camera="follow:3"),
    "population": lambda: Scene(F, search(F, CMAES(), generations=12, seed=0), language="de"),
    "curve": lambda: Scene(find("gramacy_lee"), descend(find("gramacy_lee"), [[0.7], [1.9]], Adam(0.01))),
}


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize("kind", SCENES)
def test_pictures_are_the_same_wherever_a_film_is_cut(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render.film.spans.SPANS", 6)  # two pictures each
    scene, times = SCENES[kind](), [0.5, 1.0, *np.linspace(0, 1, COUNT).tolist()]
    whole = drawn_here(scene, SIZE, times)
    apart = drawn_apart(packed(scene), SIZE, times, Whimsical(4))
    for k, (mine, theirs) in enumerate(zip(whole, apart, strict=True)):
        assert np.array_equal(mine, theirs), k


def files(folder: Path, executor: Executor | None, scene: Scene | None = None) -> list[bytes]:
    films = [Film(folder / "f.mp4", loop=True), Film(folder / "f.gif", every=2)]
    told: list[tuple[int, int]] = []
    (scene or Scene(F, crowd())).movies(
        films, seconds=2, fps=10, size=SIZE, executor=executor, progress=lambda *far: told.append(far)
    )
    assert told == [(k, 20) for k in range(1, 21)]
    return [film.target.read_bytes() for film in films]


def test_files_are_the_same_bytes_by_threads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert files(tmp_path, pool) == files(tmp_path, None)


def test_what_cannot_travel_is_drawn_here_with_a_word(tmp_path: Path) -> None:
    scene = Scene(F, crowd(), camera=lambda t: Pose(-60 + 20 * t, 40))
    with pytest.warns(OnePieceWarning, match=r"in one piece: it cannot be sent to workers"):
        told = files(tmp_path, Whimsical(5), scene)
    assert told == files(tmp_path, None, scene)


def test_a_worker_that_dies_for_good_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BrokenExecutor, match=r"^movie: a worker died[^\n]*$"):
        Scene(F, crowd()).movie(
            tmp_path / "f.mp4", seconds=2, fps=10, size=SIZE, executor=Whimsical(6, lives=3)
        )
    assert not list(tmp_path.iterdir())


def test_memory_holds_few_pictures_of_a_long_film() -> None:
    class Counting(Executor):
        """Draws nothing, at once; notes how many pictures were asked for."""

        asked = 0

        def submit(self, fn: Any, /, *args: Any, **options: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.asked += len(args[0].times)
            future.set_result(np.zeros((len(args[0].times), *args[0].size[::-1], 3), np.uint8))
            return future

    for size in ((3840, 2160), (640, 480)):
        counting, each = Counting(), 3 * size[0] * size[1]
        pictures = drawn_apart(b"", size, [0.0] * 3000, counting)
        for taken in range(1, 40):
            next(pictures)
            assert (counting.asked - taken) * each <= IN_FLIGHT + SPAN + each
        pictures.close()
        assert counting.asked > 40
