"""Colours stay apart for full, red-blind, green-blind and blue-blind sight."""

import numpy as np
import pytest

from render.style import THEMES, rgb

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", 2009, severity 1; they act on linear light.
SIGHTS = {
    "full": np.eye(3),
    "red-blind": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green-blind": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "blue-blind": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)


def lab(color: str, sight: str) -> np.ndarray:
    """CIELAB (3,) under D65 of a hex colour as somebody sees it."""
    encoded = np.array(rgb(color))
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    x, y, z = XYZ @ np.clip(np.array(SIGHTS[sight]) @ light, 0, 1) / [0.95047, 1.0, 1.08883]
    a, b, c = (np.cbrt(v) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return np.array([116 * b - 16, 500 * (a - b), 200 * (b - c)])


def distance(a: str, b: str, sight: str) -> float:
    """CIE76."""
    return float(np.linalg.norm(lab(a, sight) - lab(b, sight)))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_stay_apart_for_every_sight(theme: str, sight: str) -> None:
    palette = THEMES[theme].palette
    pairs = [(i, j) for j in range(8) for i in range(j)]
    for i, j in pairs:
        least = 35 if j < 4 else 20
        assert distance(palette[i], palette[j], sight) >= least, f"{palette[i]} and {palette[j]}"


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_gold_is_no_ash(theme: str, sight: str) -> None:
    assert distance(THEMES[theme].palette[0], THEMES[theme].ash, sight) >= 35
