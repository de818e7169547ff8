"""Every function of the catalogue is named, described, cited and boxed; look-up and listing."""

import keyword
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from landscapes import Landscape, catalogue, families, find, model_landscapes

LISTING = """
import sys
from landscapes import catalogue
for f in catalogue.values():
    f.name, f.title, f.story, f.source, f.domain, f.search_domain, f.minimum, f.minimizers
loaded = [m for m in ("sympy", "mpmath", "scipy", "pyvista", "matplotlib") if m in sys.modules]
assert not loaded, loaded
"""


def test_every_name_of_the_shared_list_and_a_few_more_are_there():
    assert len(catalogue) >= 106


@pytest.mark.parametrize("name", catalogue)
def test_name_is_an_identifier_in_snake_case_and_finds_the_landscape(name):
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    assert not keyword.iskeyword(name)
    assert find(name) is catalogue[name]
    assert catalogue[name].name == name


@pytest.mark.parametrize("name", catalogue)
def test_words_are_there_and_fit_a_caption(name):
    f = catalogue[name]
    assert 3 <= len(f.title) <= 60
    assert f.story.endswith(".") and 40 <= len(f.story) <= 130, len(f.story)
    assert f.story[0].isupper() and f.story.count(". ") == 0
    assert len(f.source) > 10 and not f.source.endswith(".")
    assert f.story.isascii() and f.source.isascii() and f.title.encode("latin-1")


def test_every_story_and_title_is_its_own():
    for words in ("story", "title"):
        texts = [getattr(f, words) for f in catalogue.values()]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", catalogue)
def test_boxes_are_finite_intervals_that_meet(name):
    f = catalogue[name]
    assert len(f.domain) == len(f.search_domain) == f.dimensions in (1, 2)
    for (low, high), (least, most) in zip(f.domain, f.search_domain, strict=True):
        assert all(isinstance(end, float) and math.isfinite(end) for end in (low, high, least, most))
        assert low < high and least < most
        assert low < most and least < high


@pytest.mark.parametrize("name", catalogue)
def test_drawn_box_holds_every_minimizer(name):
    f = catalogue[name]
    low, high = np.array(f.domain).T
    assert np.all((f.minimizers >= low) & (f.minimizers <= high))


@pytest.mark.parametrize("name", catalogue)
def test_heights_over_the_drawn_box_are_finite_and_not_flat(name):
    f = catalogue[name]
    axes = [np.linspace(low, high, 41) for low, high in f.domain]
    heights = f.value(np.stack(np.meshgrid(*axes), axis=-1))
    assert np.all(np.isfinite(heights))
    assert np.ptp(heights) > 0


def test_pickled_catalogue_comes_back_with_its_formulas():
    copies = pickle.loads(pickle.dumps(dict(catalogue)))
    for name, f in catalogue.items():
        assert copies[name].formula == f.formula
        assert np.array_equal(copies[name].minimizers, f.minimizers)
    assert pickle.loads(pickle.dumps(find("rosenbrock").in_dimensions(4))).dimensions == 4


def test_listing_imports_no_sympy():
    done = subprocess.run([sys.executable, "-c", LISTING], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_names_ignore_case_and_how_words_are_joined():
    assert find("Rosenbrock").name == "rosenbrock" and find("Six-Hump Camel").name == "six_hump_camel"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("himelblau", "himmelblau"),
        ("rastrigan", "rastrigin"),
        ("Rosenbrok", "rosenbrock"),
        ("ackly", "ackley"),
    ],
)
def test_find_suggests_the_nearest_name(typed, meant):
    for look_up in (find, catalogue.__getitem__):
        with pytest.raises(LookupError, match=f"unknown landscape '{typed}'; did you mean '{meant}'"):
            look_up(typed)
    assert typed not in catalogue and catalogue.get(typed) is None


def test_find_says_where_the_names_are_when_nothing_is_near():
    with pytest.raises(LookupError, match="thalweg list"):
        find("qqqqqq")


def test_catalogue_is_read_only():
    with pytest.raises(TypeError):
        catalogue["sphere"] = catalogue["booth"]


def test_no_name_is_given_twice():
    text = "".join(path.read_text() for path in Path(families.__path__[0]).glob("*.py"))
    assert len(re.findall(r"^@landscape\($", text, flags=re.MULTILINE)) == len(catalogue)
    assert all(isinstance(f, Landscape) for f in catalogue.values())


@pytest.mark.parametrize("name", model_landscapes)
def test_a_models_name_says_where_the_model_is(name):
    with pytest.raises(KeyError) as caught:
        catalogue[name]
    assert f"find('{name}')" in str(caught.value.args[0])
    assert find(name) is model_landscapes[name]
