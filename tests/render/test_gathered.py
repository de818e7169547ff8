"""Panels, marks and formats are their files: listed without imports, one class in each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import render
from render.film.known_formats import FORMATS
from render.gathering import Gathered
from render.marks.known_marks import MARKS
from render.panels.known_panels import PANELS

GATHERED = {"panels": PANELS, "marks": MARKS, "formats": FORMATS}

PUBLIC = {
    "panels": {"contour", "slices", "loss", "gradient_norm", "curve", "anatomy"},
    "marks": {"floor", "stationary", "starts", "ends", "field", "arrows", "tangent", "taylor", "curvature"},
    "formats": {"mp4", "webm", "webp", "gif", "png", "png_folder"},
}
"""Names that scene files and command lines out there may have."""


@pytest.mark.parametrize("kind", GATHERED)
def test_every_file_is_found_and_holds_one_class_of_its_role(kind: str) -> None:
    gathered = GATHERED[kind]
    home = Path(render.__file__).parent.joinpath(*gathered.folder.split(".")[1:])
    files = {path.stem for path in home.glob("*.py")} - {"__init__"}
    assert gathered.apart <= files
    assert set(gathered) == files - gathered.apart == {*gathered.names}
    assert len({gathered[name] for name in gathered}) == len(gathered)


@pytest.mark.parametrize("kind", GATHERED)
def test_no_name_of_an_older_version_is_lost(kind: str) -> None:
    assert set(GATHERED[kind]) >= PUBLIC[kind]


BARE = """
import sys, types
from pathlib import Path
for name in ("render", "render.panels", "render.marks", "render.film", "render.film.formats"):
    package = types.ModuleType(name)  # whatever the folder's door imports is not asked for here
    package.__path__ = [str(Path(sys.argv[1]).joinpath(*name.split(".")[1:]))]
    sys.modules[name] = package
from render.film.known_formats import film_endings
from render.marks.known_marks import MARKS
from render.panels.known_panels import panel_names
print(*panel_names(), *MARKS, *film_endings())
print(*{name.split(".")[0] for name in sys.modules})
"""


def test_names_cost_neither_pillow_nor_pyvista() -> None:
    here = str(Path(render.__file__).parent)
    done = subprocess.run([sys.executable, "-c", BARE, here], capture_output=True, text=True, check=True)
    names, modules = (set(line.split()) for line in done.stdout.splitlines())
    assert {"surface", "loss", "floor", ".gif"} <= names
    assert not modules & {"PIL", "pyvista", "vtkmodules", "matplotlib", "imageio", "scipy", "sympy"}


def test_a_file_with_no_class_of_the_role_or_with_two_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = "from render.marks.mark import Mark\n"
    for name, text in {
        "none": role,
        "one": role + "class A(Mark): ...",
        "two": role + "class A(Mark): ...\nclass B(A): ...",
    }.items():
        (tmp_path / f"{name}.py").write_text(text)
    folder = ModuleType("gathered_here")
    folder.__path__ = [str(tmp_path)]
    monkeypatch.setitem(sys.modules, "gathered_here", folder)
    gathered = Gathered("gathered_here", "render.marks.mark:Mark")
    assert list(gathered) == ["none", "one", "two"] and gathered["one"].__name__ == "A"
    with pytest.raises(TypeError, match=r"gathered_here.none must hold one Mark, it holds none"):
        gathered["none"]
    with pytest.raises(TypeError, match=r"gathered_here.two must hold one Mark, it holds A, B"):
        gathered["two"]
    with pytest.raises(KeyError):
        gathered["three"]
