"""Kinds of figures: gathered from their files, drawn where they apply, refused with the reason where they do not."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Mapping
from dataclasses import replace

import pytest
from whimsical import Whimsical

from gallery import Comparison, compare
from gallery.comparison import figures
from gallery.comparison.figures import kinds
from gallery.comparison.figures.gathering import APART, basin_figures, charts, figure_kinds, film_kind, films
from gallery.comparison.figures.kinds import FilmKind, Subject
from gallery.comparison.figures.rates import KIND as RATES
from gallery.comparison.options import usual as asked


@pytest.fixture(scope="module")
def found() -> Comparison:
    asked = {"optimizers": ["gradient_descent:0.05", "newton"], "steps": 30}
    return compare("booth", starts=["grid:3", "uniform:9"], **asked)


def test_every_file_is_a_kind_of_a_name_of_its_own() -> None:
    files = [module.name for module in pkgutil.iter_modules(figures.__path__)]
    files = [name for name in files if f"{figures.__name__}.{name}" not in APART]
    public = ["loss", "rates", "basins", "surfaces", "disagreement", "film", "overlay"]
    assert [name for name in figure_kinds() if name in public] == public
    assert len(files) == len(figure_kinds())
    assert len({kind.order for kind in figure_kinds().values()}) == len(files)
    assert len([*charts(), *basin_figures(), *films()]) == len(files), (
        "page and folder show each kind as one of these"
    )


def test_what_cannot_be_drawn_says_why(found: Comparison) -> None:
    line = compare("parabola", starts="grid:3", optimizers="newton", steps=5)
    refusals: Mapping[tuple[Comparison, str], str] = {
        (found, "bassins"): "figure must be one of loss, rates, basins",
        (line, "rates"): "no learning rate to vary",
        (line, "basins"): "a basin map needs a landscape of two variables, parabola has 1",
        (line, "disagreement"): "a basin map needs",
    }
    for (comparison, kind), said in refusals.items():
        with pytest.raises(ValueError, match=said):
            comparison.figure(kind)
    with pytest.raises(LookupError, match="'easom' is not among the compared landscapes: booth"):
        found.figure("loss", "easom")
    with pytest.raises(ValueError, match="nothing to draw"):
        replace(found, outcomes={}).figure("loss")


def test_one_method_from_several_starts_has_one_map(found: Comparison) -> None:
    methods = ["gradient descent, rate 0.05", "Newton"]
    assert [c.label for c in found.cases] == [f"{s}, {m}" for s in ("grid 3", "uniform 9") for m in methods]
    assert list(Subject(found).mapped) == methods
    alone = compare("booth", starts=["grid:3", "uniform:9"], optimizers="newton", steps=5)
    assert len(Subject(alone).mapped) == 1
    with pytest.raises(ValueError, match="needs two cases"):
        alone.figure("disagreement")
    searched = compare("booth", starts="grid:3", optimizers=["newton", "cma_es"], steps=5)
    assert len(Subject(searched).mapped) == 1 and Subject(searched).has_atlas
    nowhere = compare("booth", optimizers=["annealing", "cma_es"], steps=5)
    assert not Subject(nowhere).has_atlas
    with pytest.raises(ValueError, match="populations and finished runs have no basins"):
        nowhere.figure("basins")


@pytest.mark.parametrize(
    ("optimizer", "name"), [("gradient_descent", "2/L = 0.111"), ("momentum", "limit = ")]
)
def test_the_limit_is_named_after_the_method_and_not_after_the_label(optimizer: str, name: str) -> None:
    rates = compare("booth", starts="grid:3", optimizers=optimizer, learning_rates=[0.02, 0.05], steps=20)
    assert [case.label for case in rates.cases] == ["rate 0.02", "rate 0.05"]
    ((_, text),) = RATES.graph(Subject(rates)).marks
    assert text.startswith(name)


def test_few_cases_on_one_surface_are_overlaid(found: Comparison) -> None:
    overlay = film_kind("overlay")
    assert overlay.belongs(found)
    assert not overlay.belongs(replace(found, cases=found.cases[:1]))
    assert not overlay.belongs(replace(found, cases=[*found.cases, *found.cases]))


def test_a_film_of_which_nothing_is_said_is_the_command_lines() -> None:
    usual = {name: word.default for name, word in inspect.signature(FilmKind.write).parameters.items()}
    assert (usual["size"], usual["seconds"], usual["fps"]) == (
        asked(False).size,
        asked(False).seconds,
        asked(False).fps,
    )


def test_maps_are_tiles_of_the_executor_with_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "RESOLUTION", 24)
    monkeypatch.setattr(kinds, "TILE", 100)
    found = compare("booth", optimizers=["gradient_descent", "adam"], starts="grid:3", steps=40)
    whimsical, whole = Whimsical(7), Subject(found).atlas.maps
    tiled = Subject(found, executor=whimsical).atlas.maps
    assert whimsical.given == 2 * 6
    for name, chart in whole.items():
        assert chart.labels.tobytes() == tiled[name].labels.tobytes()
        assert chart.steps.tobytes() == tiled[name].steps.tobytes()
