"""Any color map by its name; themes can be had, changed and made with little said."""

from __future__ import annotations

import importlib

import matplotlib
import numpy as np
import pytest

from landscapes import catalogue
from render import DARK, LIGHT, PUBLICATION, Scene, Theme
from render.style import THEMES
from render.surface import find_colormap

AT = np.linspace(0, 1, 9)


def test_every_map_of_matplotlib_has_its_own_colors() -> None:
    for name in list(matplotlib.colormaps)[::5]:
        np.testing.assert_array_equal(find_colormap(name)(AT), matplotlib.colormaps[name](AT)[..., :3])


@pytest.mark.parametrize(
    ("package", "names"),
    [
        ("cmocean", ("thermal", "cmo.deep", "cmocean.ice")),
        ("colorcet", ("fire", "cet_rainbow", "colorcet.bgy")),
        ("cmcrameri", ("batlow", "cmc.lajolla", "cmcrameri.oslo")),
    ],
)
def test_maps_of_other_packages(package: str, names: tuple[str, ...]) -> None:
    pytest.importorskip(package, reason="pip install .[colors]")
    importlib.import_module(package)
    for name in names:
        colors = find_colormap(name)(AT)
        assert colors.shape == (9, 3) and len(np.unique(colors, axis=0)) > 4


@pytest.mark.parametrize("name", ["viridas", "no such map", ""])
def test_an_unknown_map_is_refused_at_once(name: str) -> None:
    with pytest.raises(LookupError, match="unknown color map"):
        Scene(catalogue["himmelblau"], cmap=name)
    if name == "viridas":
        with pytest.raises(LookupError, match="did you mean 'viridis'"):
            find_colormap(name)
        with pytest.raises(LookupError, match="viridis"):
            Scene(catalogue["himmelblau"], theme=Theme(colormap=name))


@pytest.mark.parametrize("name", ["cmo.deep", "cet_fire", "cmcrameri.batlow"])
def test_a_map_of_a_package_that_is_missing_names_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render.surface.ramps._maps_of", lambda package: None)
    with pytest.raises(LookupError, match=rf"'{name}' is one of (cmocean|colorcet|cmcrameri)'s: pip install"):
        find_colormap(name)


def test_a_map_stands_in_for_the_themes_and_is_even() -> None:
    scene = Scene(catalogue["himmelblau"], cmap="viridis", theme="light")
    theme = scene.prepared.theme
    assert (theme.colormap, theme.colormap_range, theme.toned, theme.ink) == (
        "viridis",
        (0, 1),
        False,
        LIGHT.ink,
    )


def test_themes_are_exported_and_complete_themselves() -> None:
    assert list(THEMES.values()) == [DARK, LIGHT, PUBLICATION]
    assert Theme() == DARK and Theme(name="mine", ink="#ffffff").palette == DARK.palette
