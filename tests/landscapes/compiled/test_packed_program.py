"""Packed programs compute the same bits in fewer calls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscapes import Landscape, catalogue, parse
from landscapes.compiled.evaluator import Survey, SurveyOfFew, survey
from landscapes.compiled.packed_program import PackedProgram
from landscapes.compiled.program import LONG, run
from landscapes.compiled.ufuncs import Parts


def some_points(f: Landscape, count: int) -> np.ndarray:
    """Rows of points (2, n, count) from everywhere in the domain, two of them on its corners."""
    low, high = np.transpose(f.domain)
    points = np.random.default_rng(5).uniform(low, high, size=(2, count, f.dimensions)).swapaxes(1, 2)
    points[0, :, 0], points[1, :, 0] = low, high
    return np.ascontiguousarray(points)


def both(f: Landscape, points: np.ndarray) -> list[Survey]:
    """The plain and the packed survey of the points, carried out."""
    surveys = [Survey(f.compiled, points), SurveyOfFew(f.compiled, points)]
    with np.errstate(all="ignore"):
        for one in surveys:
            for row in range(len(points)):
                run(one.steps(row))
    return surveys


@pytest.mark.parametrize("name", sorted(catalogue))
def test_packed_and_plain_programs_give_the_same_bits(name: str) -> None:
    f = catalogue[name]
    plain, packed = both(f, some_points(f, 37))
    assert plain.h.tobytes() == packed.h.tobytes()
    assert plain.g.tobytes() == packed.g.tobytes()


TERMS = (
    "x",
    "y",
    "1.5",
    "x*y",
    "sin(x)",
    "cos(y)",
    "exp(-x^2)",
    "abs(y)",
    "(x - y)",
    "sqrt(x^2 + y^2)",
    "max(x, y)",
)


@given(
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=6),
    st.lists(st.sampled_from("+-*"), min_size=6, max_size=6),
)
def test_formulas_of_all_kinds_give_the_same_bits(terms: list[str], signs: list[str]) -> None:
    text = terms[0] + "".join(sign + term for sign, term in zip(signs, terms[1:], strict=False))
    f = parse(text, [(-2, 2), (-2, 2)])
    plain, packed = both(f, some_points(f, 9))
    assert plain.h.tobytes() == packed.h.tobytes()
    assert plain.g.tobytes() == packed.g.tobytes()


def plain_calls(f: Landscape) -> int:
    return len(Survey(f.compiled, np.empty((1, f.dimensions, 1))).steps(0))


def test_coordinates_that_are_treated_alike_share_their_calls() -> None:
    sphere, rastrigin = catalogue["sphere"], catalogue["rastrigin"]
    assert (len(sphere.compiled.packed), plain_calls(sphere)) == (3, 5)
    assert len(rastrigin.compiled.packed) <= 16 < 24 <= plain_calls(rastrigin)


def test_twenty_variables_cost_little_more_than_two() -> None:
    """All but the sums, one call for each number that is added."""
    few, many = (len(catalogue["rastrigin"].scaled(n).compiled.packed) for n in (2, 20))
    assert many <= few + 2 * 18


def test_no_program_makes_more_calls_packed() -> None:
    for f in catalogue.values():
        assert len(f.compiled.packed) <= plain_calls(f), f.name


def test_constants_that_differ_stand_in_rows() -> None:
    """2 x and 3 y are one call; -0.0 is not 0.0."""
    constants = {"two": np.array(2.0), "three": np.array(3.0), "zero": np.array(0.0), "minus": np.array(-0.0)}
    instructions = [
        ("p", np.multiply, ("two", "x")),
        ("q", np.multiply, ("three", "y")),
        ("r", np.multiply, ("p", "zero")),
        ("s", np.multiply, ("q", "minus")),
    ]
    program = PackedProgram(Parts(instructions, constants, ["x", "y"], ["p", "q", "r", "s", "x", "two", "p"]))
    points, results = np.array([[1.0, 2.0], [3.0, 4.0]]), np.empty((7, 2))
    run(program.bind(points, results, program.frame(2)))
    wanted = [[2, 4], [9, 12], [0, 0], [-0.0, -0.0], [1, 2], [2, 2], [2, 4]]
    assert results.tobytes() == np.array(wanted, dtype=float).tobytes()
    assert len(program) == 2 + 3


def test_few_points_are_packed_and_many_are_not() -> None:
    f = catalogue["sphere"]
    assert type(survey(f.compiled, np.zeros((1, 2, LONG - 1)))) is SurveyOfFew
    assert type(survey(f.compiled, np.zeros((1, 2, LONG)))) is Survey
    nobody = survey(f.compiled, np.zeros((1, 2, 0)))
    run(nobody.steps(0))
    assert nobody.h.shape == (1, 0) and nobody.g.shape == (1, 2, 0)
