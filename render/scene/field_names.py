"""The names that a scene's fields may have, for editors and type checkers; a test holds them to the tables."""

from __future__ import annotations

from typing import Literal

ThemeName = Literal["auto", "dark", "light", "publication"]
ClockName = Literal["ease", "linear", "arc"]
ColorName = Literal["destination", "optimizer", "start", "ending", "height"]
HeightName = Literal["auto", "linear", "log", "symlog", "rank", "clip"]
Language = Literal["en", "de", "es", "zh"]
PanelName = Literal["surface", "anatomy", "contour", "curve", "gradient_norm", "loss", "slices"]
MarkName = Literal[
    "arrows", "curvature", "ends", "field", "floor", "starts", "stationary", "tangent", "taylor"
]
