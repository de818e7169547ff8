"""Cases: the words that tell them apart."""

from __future__ import annotations

from dataclasses import replace

from descent import Adam, Momentum, parse_noise, parse_starts
from descent.comparison.cases import CaseWords, cross
from landscapes import find

UNIFORM, GRID = parse_starts("uniform:10"), parse_starts("grid:3")


def test_words_are_kept_by_what_they_are_a_word_for() -> None:
    cases = cross(
        [find("booth")],
        [UNIFORM, parse_starts("points:(0,1);(1,2)")],
        [Adam(0.1, beta1=0.8), Momentum(0.1)],
        noises=[None, parse_noise("gaussian:0.1")],
    )
    assert cases[0].words == CaseWords(
        starts="uniform 10", method="Adam", settings="beta1 0.8", noise="no noise"
    )
    assert all(case.label == case.words.text for case in cases)
    assert cases[-1].words.without(starts=cases[-1].words.starts).text == "Momentum, gaussian 0.1", (
        "points hold a comma, and are one word"
    )


def test_a_word_that_says_more_than_what_is_said_already_stays() -> None:
    f = find("booth")
    boxes = [f, replace(f, domain=((-1.0, 1.0), (-1.0, 1.0)))]
    one, other = cross(boxes, [GRID], [Adam(0.1)])
    assert one.words.without(landscape="booth").text == one.label != other.label
    booth, matyas = cross([f, find("matyas")], [GRID], [Adam(0.1)])
    assert (booth.label, matyas.label) == ("booth", "matyas")
    assert booth.words.without(landscape="booth").text == ""
