"""The house rules that a machine can check: who imports whom, what is public, how large things are."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("landscapes", "descent", "render", "gallery")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests", *ROOMS}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_modules(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield str(node.module)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def first_part(module: str) -> str:
    return module.split(".")[0]


@each_file
def test_imports_never_point_right(path: Path) -> None:
    forbidden = ROOMS[ROOMS.index(room_of(path)) + 1 :]
    assert not [m for m in imported_modules(path) if first_part(m) in forbidden]


@each_file
def test_pyvista_is_known_in_render_only(path: Path) -> None:
    if room_of(path) != "render":
        assert not [m for m in imported_modules(path) if first_part(m) in ("pyvista", "vtk", "vtkmodules")]


@each_file
def test_no_private_name_crosses_a_file(path: Path) -> None:
    nodes = list(ast.walk(tree(path)))
    own = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name)}
    own |= {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
    borrowed = [n.attr for n in nodes if isinstance(n, ast.Attribute)]
    borrowed += [
        a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names if is_private(a.name)
    ]
    imported = {a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}
    assert not {name for name in borrowed if is_private(name)} - (own - imported)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


@each_file
def test_only_the_gallery_prints_and_reads_the_command_line(path: Path) -> None:
    if room_of(path) == "gallery":
        return
    calls = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Call)]
    called = [ast.unparse(n.func) for n in calls if "file" not in {word.arg for word in n.keywords}]
    read = [ast.unparse(n) for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)]
    assert not {"print", "input", "exit", "sys.exit"} & set(called)
    assert "sys.argv" not in read


@each_file
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    long = {n.name: body_lines(n) for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef)}
    assert not {name: lines for name, lines in long.items() if lines > 60}


def body_lines(function: ast.FunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body
    if ast.get_docstring(function) is not None and len(body) > 1:
        body = body[1:]
    return int(body[-1].end_lineno or 0) - body[0].lineno + 1


@each_file
def test_every_file_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@each_file
def test_no_file_is_a_drawer_for_everything(path: Path) -> None:
    assert path.stem not in {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "misc",
        "base",
        "manager",
        "core",
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_public_names_are_sorted_real_and_complete(room: str) -> None:
    module = import_module(room)
    names = module.__all__
    assert list(names) == sorted(set(names), key=reading_order)
    assert not [name for name in names if not hasattr(module, name)]
    imported = [
        alias.asname or alias.name
        for node in tree(ROOT / room / "__init__.py").body
        if isinstance(node, ast.ImportFrom) and first_part(str(node.module)) == room
        for alias in node.names
    ]
    assert set(imported) <= set(names)


def reading_order(name: str) -> tuple[int, str]:
    """Constants and acronyms, then classes, then the rest, as the linter sorts `__all__`."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def tracked_files() -> list[str]:
    """What git has of this checkout; outside of a checkout (an unpacked archive) there is nothing to ask."""
    try:
        answer = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return answer.stdout.splitlines()


def test_the_top_level_holds_what_the_design_says() -> None:
    tops = {name.split("/")[0] for name in tracked_files()}
    assert {name for name in tops if not name.startswith(".")} == TOP_LEVEL
    assert {name for name in tops if name.startswith(".")} <= {".ci", ".gitignore", ".pre-commit-config.yaml"}


def test_no_tracked_file_is_large() -> None:
    sizes = {name: (ROOT / name).stat().st_size for name in tracked_files() if (ROOT / name).is_file()}
    assert not {name: size for name, size in sizes.items() if size > 2_000_000}
