"""What stands beside valleys at the end: what they caught, where it would not be taken for something else."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Ending, GradientDescent, Momentum, descend, grid
from landscapes import find, parse
from render.camera import Pose, View, axes
from render.finale import Closing, GoalFlags, Verdict, accent_of, shares_of, told_of, verdict_of
from render.finale.closing import READABLE
from render.finale.shares import BEAD, Share
from render.particles import by_label, particle_colors
from render.style import text_width
from render.style.themes import DARK, PUBLICATION
from render.surface import Surface
from render.surface.heights import HeightTransform
from render.surface.world import World

SIZE = (960, 720)
SURFACE = Surface.of(parse("x**2 - y**2", domain=((-1, 1), (-1, 1))), DARK, resolution=20)
SURFACE_OF_VALLEYS = Surface.of(find("himmelblau"), DARK, resolution=20)


def texts(run) -> list[str]:  # type: ignore[no-untyped-def]
    world = World(run.landscape, HeightTransform("linear", -1.0, 1.0))
    return [share.text for share in shares_of(run, world)]


def test_no_number_stands_by_a_flag_that_nobody_reached() -> None:
    f = find("langermann")
    run = descend(f, grid(f.domain, 8), GradientDescent(0.005), steps=300)
    assert len(run.destinations) > 4 and not run.destinations.is_global.any()
    assert texts(run) == []


def test_all_but_one_are_not_a_hundred_per_cent() -> None:
    f = parse("(sqrt(x**2 + y**2) - 2)**2", domain=((-3.5, 3.5), (-3.5, 3.5)))
    run = descend(f, grid(f.domain, 15), Momentum(0.2), steps=60)
    assert texts(run) == ["224"]


@pytest.mark.parametrize(("across", "there"), [(0.75, True), (0.12, False)])
def test_a_number_stands_beside_the_sentence_but_never_on_it(across: float, there: bool) -> None:
    """A valley in the picture's lower corner, right of the sentence or behind it."""
    back = axes(Pose(-90.0, 60.0))[2]
    view = View(5.0 * back, np.zeros(3))
    right, up = axes(Pose(-90.0, 60.0))[:2]
    reach = 5.0 * np.tan(np.radians(15.0))
    spot = (2 * across - 1) * reach * SIZE[0] / SIZE[1] * right - 0.93 * reach * up
    share = Share("4", tuple(map(float, spot)))
    verdict = Verdict("16 of 225 found one of them.", "164 stopped in 38 other pits, 15 rest on a saddle.")
    closing = Closing(verdict, lambda: (share,), DARK, SIZE, (500.0, 700.0), 600)
    flags = GoalFlags(SURFACE, DARK, SIZE, 720.0)
    picture = np.zeros((720, 960, 3), dtype=np.uint8)
    closing.label(picture, 1.0, view, flags)
    assert (picture.any(axis=-1) & closing.ink).any() is np.False_
    assert bool(picture.any()) == there


def test_the_sentences_come_when_the_words_before_them_have_gone() -> None:
    verdict, size = Verdict("16 of 225 found one of them.", "164 stopped in 38 other pits."), (480, 360)
    closing = Closing(verdict, tuple, DARK, size, (300.0, 400.0), 290)
    seen = set()
    for t in np.linspace(0.5, 1, 201):
        asked: list[str] = []

        def before(picture: np.ndarray, asked: list[str] = asked) -> None:
            asked.append("before")
            picture[-40:, :100] = 255

        def beside(picture: np.ndarray, asked: list[str] = asked) -> None:
            asked.append("beside")

        picture = np.zeros((size[1], size[0], 3), dtype=np.uint8)
        closing.say(picture, float(t), before, beside)
        assert len(asked) <= 1
        seen.add((tuple(asked), bool(picture.any()), bool((picture[closing.ink] > 0).all())))
    assert (("before",), True, False) in seen and (("beside",), True, True) in seen


HEADLINES = (
    "1 of 225 found the lowest pit.",
    "4,800 of 10,000 went over the edge.",
    "122 of 225 found one of the lowest pits.",
    "14 von 225 fanden eine der tiefsten Mulden.",
    "All 225 found the lowest pit.",
    "Four valleys, about a quarter each.",
    "1,234,567 of 9,999,999 found it.",
    "12",
    "12 stay.",
)


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("size", [(960, 720), (320, 240), (1080, 1920), (200, 200)])
def test_a_count_is_large_and_no_word_is_lost(headline: str, size: tuple[int, int]) -> None:
    margin = DARK.margin * min(size)
    closing = Closing(
        Verdict(headline), tuple, DARK, size, (0.46 * size[0], size[0] - margin), size[1], "#ff0000"
    )
    lines = closing._lines
    said = sorted(lines, key=lambda line: (line.color != "#ff0000", line.at[1]))
    assert " ".join(line.text for line in said).split() == headline.split()
    for line in lines:
        width = text_width(line.text, line.size, line.bold)
        assert line.at[0] + width <= size[0] and line.size >= READABLE * min(size)
    if headline[0].isdigit() and " of " in headline and len(headline.split()[0]) < 5 and size == (960, 720):
        assert max(lines, key=lambda line: line.size).text == headline.split()[0]
    boxes = closing._boxes
    large = [k for k, line in enumerate(lines) if line.color == "#ff0000"]
    for k in large:
        assert all(boxes[k][2] <= boxes[j][0] for j in range(len(lines)) if j != k)


@pytest.mark.parametrize(
    ("name", "gold"), [("rastrigin", True), ("himmelblau", False), ("hyperbolic_saddle", False)]
)
def test_a_count_is_gold_where_it_counts_who_found_a_lowest_pit(name: str, gold: bool) -> None:
    f = find(name)
    run = descend(f, grid(f.domain, 9), GradientDescent(5e-4 if gold else 0.01), steps=300)
    own = [particle_colors(run, DARK)]
    found = accent_of(verdict_of({"": run}), {"": run}, own, DARK)
    assert (found == DARK.palette[0]) == gold and found in ("", DARK.palette[0])
    assert accent_of(verdict_of({"": run}), {"": run}, own, PUBLICATION) == ""
    assert accent_of(Verdict("5 of 7 went over the edge."), {"": run}, own, DARK) == ""


def test_of_two_runs_each_lowest_valley_says_how_many_of_both_are_at_rest_there() -> None:
    f = find("himmelblau")
    starts = grid(f.domain, 8)
    runs = {
        "a": descend(f, starts, GradientDescent(0.01), steps=400),
        "b": descend(f, starts, Momentum(0.003), steps=900),
    }
    colors, world = by_label(runs, DARK, "destination"), SURFACE_OF_VALLEYS.world
    told = told_of(runs, colors, world, DARK, floods=True)
    assert len(told) == 4 and not any(share.left for share in told)
    for column, run in enumerate(runs.values()):
        at_rest = (run.ending == Ending.CONVERGED) & run.destinations.is_global[run.destinations.labels]
        parts = [share.parts[2 * column : 2 * column + 2] for share in told]
        assert sum(int(count) for _, (count, _) in parts) == at_rest.sum()
        assert {bead for (bead, _), _ in parts} == {f"{BEAD} "}, "what the number counts stands before it"
        assert {ink for part in parts for _, ink in part} == {DARK.palette[column]}
    assert all("".join(text for text, _ in share.parts) == share.text for share in told)
    swapped = told_of(dict(reversed(runs.items())), colors[::-1], world, DARK, floods=True)
    counts = [[text.split() for text, _ in share.parts[1::2]] for share in told]
    assert [[text.split() for text, _ in share.parts[3::-2]] for share in swapped] == counts
    own = by_label(runs, PUBLICATION, "destination")
    light = told_of(runs, own, world, PUBLICATION, floods=True)
    assert {ink for share in light for _, ink in share.parts[1::2]} == {PUBLICATION.ink}
    assert {ink for share in light for _, ink in share.parts[::2]} == set(PUBLICATION.palette[:2])
    assert told_of(runs, colors, world, DARK, floods=False) == ()
