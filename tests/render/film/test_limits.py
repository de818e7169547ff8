"""What a film may be is the same to Python, to the command line and to scene files."""

from __future__ import annotations

import pytest

from gallery.spec.film import FilmSpec, whole
from render.film.limits import FPS, SECONDS, SIDES, USUAL_FPS, USUAL_SECONDS, USUAL_SIZE
from render.scene.filmed import check_film

USUAL = {"seconds": USUAL_SECONDS, "fps": USUAL_FPS, "size": USUAL_SIZE}
POSSIBLE = [
    *({"seconds": seconds} for seconds in SECONDS),
    *({"fps": fps} for fps in FPS),
    *({"size": (side, USUAL_SIZE[1])} for side in SIDES),
]
IMPOSSIBLE = [
    *({"seconds": seconds} for seconds in (0.99 * SECONDS[0], 1.01 * SECONDS[1])),
    *({"fps": fps} for fps in (0.99 * FPS[0], 1.01 * FPS[1])),
    *({"size": (USUAL_SIZE[0], side)} for side in (SIDES[0] - 2, SIDES[0] + 1, SIDES[1] + 2)),
]


@pytest.mark.parametrize("asked", POSSIBLE, ids=str)
def test_the_limits_themselves_are_allowed(asked: dict[str, object]) -> None:
    check_film(**USUAL | asked)  # type: ignore[arg-type]
    FilmSpec(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", IMPOSSIBLE, ids=str)
def test_what_is_beyond_them_is_refused_by_all(asked: dict[str, object]) -> None:
    (name,) = asked
    with pytest.raises(ValueError, match=name):
        check_film(**USUAL | asked)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=name):
        FilmSpec(**asked)  # type: ignore[arg-type]


def test_a_film_of_which_nothing_is_said_is_the_usual_one() -> None:
    assert whole(()) == FilmSpec(**USUAL)  # type: ignore[arg-type]
