"""The flat panels by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from render.anatomy_panel import Anatomy
from render.chart_map import ContourMap
from render.panels import Curve, GradientNorm, Loss, Panel, Slices

PANELS: Mapping[str, Callable[..., Panel]] = MappingProxyType(
    {
        "anatomy": Anatomy,
        "contour": ContourMap,
        "slices": Slices,
        "loss": Loss,
        "gradient_norm": GradientNorm,
        "curve": Curve,
    }
)
