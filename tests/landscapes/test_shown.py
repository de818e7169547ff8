"""Landscapes in a notebook: called, completed, shown with formula and picture, plotted by what is installed."""

from __future__ import annotations

import base64
import html as markup
import io
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import landscapes.shown.faces as faces
from descent import GradientDescent, descend
from landscapes import Landscape, catalogue, model_landscapes, parse
from landscapes.shown import table_of, thumbnail

F = catalogue["himmelblau"]


def test_a_call_is_a_height() -> None:
    assert F(3, 2) == 0.0 and isinstance(F(3, 2), float)
    assert F([3, 2]) == 0.0 and F([[3, 2], [0, 0]]).tolist() == [0.0, 170.0]
    xs = np.linspace(-1, 1, 5)
    np.testing.assert_array_equal(
        F(xs[:, None], xs), F.value(np.stack(np.meshgrid(xs, xs, indexing="ij"), -1))
    )
    line = catalogue["parabola"]
    assert line(2.0) == line.value(2.0) and line(xs).tolist() == line.value(xs[:, None]).tolist()
    with pytest.raises(ValueError, match=r"himmelblau\(x, y\) takes 2 coordinates, got 3"):
        F(1, 2, 3)


def picture(html: str) -> Any:
    data = re.search(r"base64,([^\"]+)", html)
    assert data
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data[1]))))


def test_coordinates_have_names() -> None:
    f = catalogue["beale"]
    assert f(x=1, y=2) == f(1, y=2) == f(y=2, x=1) == f(1, 2)
    assert (f(x=np.ones(3), y=2) == f(1, 2)).all()
    for given, said in (({"x": 1}, "got x"), ({"x": 1, "z": 2}, "got x, z")):
        with pytest.raises(ValueError, match=rf"^beale\(x, y\) takes 2 coordinates, {said}$"):
            f(**given)
    with pytest.raises(ValueError, match=r"got \.\.\., x$"):
        f(1, x=2)


@pytest.mark.parametrize(
    "f", [F, catalogue["parabola"], model_landscapes["perceptron"]], ids=lambda f: f.name
)
def test_printed_it_is_one_short_line(f: Landscape) -> None:
    xs = np.linspace(0, 1, 50)
    for shown in (f, Landscape.from_samples(xs, xs, np.outer(xs, xs))):
        text = repr(shown)
        assert shown.name in text and len(text) < 140 and "\n" not in text and "array" not in text


def test_a_picture_is_bright_where_it_is_low_and_clear_where_there_is_nothing() -> None:
    seen = picture(thumbnail(catalogue["sphere"]))
    assert seen.shape == (72, 96, 4) and seen[36, 48, :3].sum() > seen[0, 0, :3].sum() + 200
    half = picture(thumbnail(parse("log(x) + y", [(-1, 1), (0, 1)])))
    assert not half[:, :47, 3].any() and half[:, 49:, 3].all()
    up = picture(thumbnail(parse("y", [(0, 1)] * 2)))
    assert up[-1, 0, 0] > up[0, 0, 0]  # y grows upwards


@pytest.mark.parametrize("name", sorted(catalogue)[::12])
def test_every_landscape_shows_itself(name: str) -> None:
    html = catalogue[name]._repr_html_()
    assert markup.escape(catalogue[name].title) in html
    assert html.count("$") == 2 and ("<img" in html or "<svg" in html or catalogue[name].dimensions > 2)


def test_models_and_measured_ones_too() -> None:
    assert "$" in model_landscapes["iris_logistic"]._repr_html_()
    measured = Landscape.from_function(lambda x, y: x * x + y * y, [(-1, 1)] * 2)
    assert "<img" in measured._repr_html_() and "$" not in measured._repr_html_()


def test_the_catalogue_completes_and_is_a_table() -> None:
    table: Any = catalogue
    assert "himmelblau" in table._ipython_key_completions_()
    row = table_of([F])  # that of all takes two seconds
    assert row.count("<tr>") == 2 and "himmelblau" in row and "<img" in row


def test_plot_asks_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(faces, "plugged", lambda group: {group: lambda *a, **k: asked.append((a, k))})
    run = descend(F, [[0.0, 0.0]], GradientDescent(0.01), steps=2)
    F.plot(theme="light")
    run.plot(panels=("contour",))
    assert asked == [((F,), {"theme": "light"}), ((F, run), {"panels": ("contour",)})]
    monkeypatch.setattr(faces, "plugged", lambda group: {})
    with pytest.raises(ModuleNotFoundError, match="pip install"):
        F.plot()


def test_the_drawing_is_ours() -> None:
    about = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    (target,) = about["project"]["entry-points"][faces.DRAWING].values()
    module, _, name = target.partition(":")
    assert getattr(import_module(module), name).__name__ == "Scene"
