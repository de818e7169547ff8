"""Words of one's own: a title, a caption, subtitles by step and second; what is left out is gone from the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.words import OwnWords, Subtitle, read_subtitles

F = catalogue["himmelblau"]
RUN = descend(F, grid(F.domain, 2), GradientDescent(0.01), steps=20)
SIZE = (480, 360)


def ink(**look: object) -> np.ndarray:
    return Scene(F, RUN, **look).prepared.captions(SIZE).ink()  # type: ignore[arg-type]


def test_a_title_and_a_caption_stand_in_the_place_of_ours() -> None:
    captions = Scene(F, RUN, title="A hill", caption="Look").prepared.captions(SIZE)
    assert captions.title.lines[0].text == "A hill" and captions._line(0.0).text == "Look"
    assert Scene(F, RUN, title="A hill").heading == "A hill"
    assert not ink(title="")[: SIZE[1] // 3].any() and ink()[: SIZE[1] // 3].any()


def test_what_is_left_out_is_gone() -> None:
    low = slice(2 * SIZE[1] // 3, None)
    assert ink()[low].any() and not ink(no_caption=True)[low].any()
    assert ink(no_legend=True)[low].sum() < ink()[low].sum()
    scene = Scene(F, RUN, no_caption=True)
    assert not scene.prepared.closing(SIZE).ink.any()


def test_subtitles_stand_from_their_moment_on() -> None:
    said = (Subtitle(text="first", step=3), Subtitle(text="then", second=4.0), Subtitle(text="so", time=None))
    scene = Scene(F, RUN, subtitles=said).lasting(8.0)
    own = scene.prepared.own_words
    assert [own.subtitle(*now) for now in ((0, 0.1), (3, 0.3), (9, 0.5))] == [None, "first", "then"]
    assert scene.prepared.finale.headline == "so"
    assert OwnWords().ending is None


def test_files_of_subtitles(tmp_path: Path) -> None:
    own = tmp_path / "talk.txt"
    own.write_text("# a remark\nstep 40: It slows down: see\n\n2.5 s: Now\nend: Done\n")
    assert [(s.step, s.second, s.text) for s in read_subtitles(own)] == [
        (40, None, "It slows down: see"),
        (None, 2.5, "Now"),
        (None, None, "Done"),
    ]
    srt = tmp_path / "talk.srt"
    srt.write_text(
        "1\n00:00:01,500 --> 00:00:02,000\n<i>One</i>\ntwo\n\n2\n00:00:02,000 --> 00:00:04,000\nThree\n"
    )
    assert [(s.second, s.text) for s in read_subtitles(srt)] == [(1.5, "One two"), (2.0, "Three"), (4.0, "")]


@pytest.mark.parametrize("text", ["", "step x: a", "2 minutes: b", "# nothing"])
def test_files_that_are_none_are_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(text)
    with pytest.raises(ValueError, match=r"talk.txt.*step 40: text") as refusal:
        read_subtitles(tmp_path / "talk.txt")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("moments", [{"step": 1, "second": 2.0}, {"second": -1.0}])
def test_a_subtitle_has_one_moment(moments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="one moment"):
        Subtitle(text="a", **moments)  # type: ignore[arg-type]
