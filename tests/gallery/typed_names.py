"""Read by mypy alone, which counts an ignored error that is none as an error: names that are choices are types."""

from __future__ import annotations

from descent import Adam, basins, descend, grid
from gallery import compare
from landscapes import catalogue
from render import Scene

f = catalogue["himmelblau"]
paths = descend(f, grid(f.domain, 5), Adam(learning_rate=0.1), steps=10)


def taken() -> None:
    Scene(f, paths, theme="light", clock="arc", color="start", height="log", language="de")
    Scene(f, paths, panels=("surface", "loss"), marks=("stationary",), camera="still")
    descend(f, [[0.0, 0.0]], Adam(0.1), engine="compiled")
    compare("booth", engine="auto")


def refused() -> None:
    Scene(f, paths, theme="whyte")  # type: ignore[arg-type]
    Scene(f, paths, clock="fast")  # type: ignore[arg-type]
    Scene(f, paths, color="red")  # type: ignore[arg-type]
    Scene(f, paths, height="logg")  # type: ignore[arg-type]
    Scene(f, paths, language="fr")  # type: ignore[arg-type]
    Scene(f, paths, panels=("surface", "contur"))  # type: ignore[arg-type]
    Scene(f, paths, marks=("stationry",))  # type: ignore[arg-type]
    descend(f, [[0.0, 0.0]], Adam(0.1), engine="nunpy")  # type: ignore[arg-type]
    basins(f, Adam(0.1), engine="nunpy")  # type: ignore[arg-type]
    compare("booth", engine="fast")  # type: ignore[arg-type]
