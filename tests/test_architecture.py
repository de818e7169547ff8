"""The house rules that a machine can check: who imports whom, what is public, how large things are."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("landscapes", "descent", "render", "gallery")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests", *ROOMS}


def each_file(rule: Callable[[Path], None]) -> Callable[[], None]:
    """One test of a rule for all files, not thousands to collect: those that break it are named, with what they break."""

    def test() -> None:
        broken = {}
        for path in FILES:
            try:
                rule(path)
            except AssertionError as error:
                broken[str(path.relative_to(ROOT))] = str(error)
        assert broken == {}

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


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


def module_of(path: Path) -> str:
    """The dotted name of a file; a package's is its folder's."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}
PACKAGES = {name for name, path in MODULES.items() if path.name == "__init__.py"}


def folder_of(module: str) -> str:
    """The package that a module lies in."""
    return module if module in PACKAGES else module.rpartition(".")[0]


def stop_of(module: str) -> str:
    """The folder of a room, or the module at its top, that a module belongs to."""
    return ".".join(module.split(".")[:2])


@cache
def arrows() -> Mapping[str, frozenset[str]]:
    """Which modules each module imports, lazily or for types alone too."""
    return {name: frozenset(targets(path)) - {name} for name, path in MODULES.items()}


def targets(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (
                    inner
                    if inner in MODULES and alias.name not in public(str(node.module))
                    else str(node.module)
                )
    yield from imported_modules(path)


def public(module: str) -> frozenset[str]:
    """The names of a package's `__all__`, as its file says them."""
    if module not in PACKAGES:
        return frozenset()
    for node in tree(MODULES[module]).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "__all__":
            return frozenset(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return frozenset()


def circles(graph: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Groups of nodes that reach each other (Tarjan 1972)."""
    found: list[set[str]] = []
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        waiting.append(node)
        for other in graph.get(node, ()):
            if other not in order:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in waiting:
                lowest[node] = min(lowest[node], order[other])
        if lowest[node] == order[node]:
            group = set(waiting[waiting.index(node) :])
            del waiting[waiting.index(node) :]
            if len(group) > 1:
                found.append(group)

    for node in graph:
        if node not in order:
            visit(node)
    return found


def test_circles_are_found() -> None:
    assert circles({"a": "b", "b": "c", "c": "ad", "d": ""}) == [{"a", "b", "c"}]


def test_no_module_imports_itself_by_way_of_others() -> None:
    known = {name: [other for other in others if other in MODULES] for name, others in arrows().items()}
    assert circles(known) == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_folders_of_a_room_have_an_order(room: str) -> None:
    """No import points up, those inside functions and for types alone included."""
    above: dict[str, set[str]] = {}
    for name, others in arrows().items():
        here = stop_of(name)
        inside = {stop_of(other) for other in others if first_part(other) == room and other in MODULES}
        if first_part(name) == room and here != room:
            above.setdefault(here, set()).update(inside - {here, room})
    assert circles(above) == []


NESTED = {name for name in PACKAGES if name.count(".") > 1}


@pytest.mark.parametrize("folder", sorted({name.rpartition(".")[0] for name in NESTED}))
def test_folders_inside_a_folder_have_an_order(folder: str) -> None:
    """Its own modules are taken together: a folder inside it reads them, or is read by them, and not both.

    The door stands aside: what it shows of both is no use that it makes of them.
    """
    above: dict[str, set[str]] = {}
    for name, others in arrows().items():
        if name.startswith(folder + "."):
            inside = {level_of(other, folder) for other in others if f"{other}.".startswith(folder + ".")}
            above.setdefault(level_of(name, folder), set()).update(inside - {level_of(name, folder)})
    assert circles(above) == []


def level_of(module: str, folder: str) -> str:
    """The folder inside `folder` that a module lies in, or `folder` itself."""
    below = folder_of(module).removeprefix(folder).split(".")
    return ".".join([folder, *below[1:2]])


@pytest.mark.parametrize("folder", sorted(PACKAGES))
def test_a_folder_is_seen_at_a_glance(folder: str) -> None:
    inside = [name for name in MODULES if name.rpartition(".")[0] == folder and name not in PACKAGES]
    assert len(inside) <= 14 or folder == "landscapes.families"


@each_file
def test_a_folder_is_entered_by_its_door(path: Path) -> None:
    """Names of another folder come from its `__init__`, and are in its `__all__`; those of a room's top from the room."""
    here, wrong = folder_of(module_of(path)), []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            wrong += [
                alias.name
                for alias in node.names
                if alias.name in MODULES
                and alias.name not in PACKAGES
                and not f"{here}.".startswith(folder_of(alias.name) + ".")
            ]
        if not isinstance(node, ast.ImportFrom) or str(node.module) not in MODULES:
            continue
        module, there = str(node.module), folder_of(str(node.module))
        at_home = here == there or here.startswith(there + ".")
        if at_home and (there not in ROOMS or here.split(".")[0] == there):
            continue
        for alias in node.names:
            is_folder = f"{module}.{alias.name}" in PACKAGES
            if module != there or (alias.name not in public(there) and not is_folder):
                wrong.append(f"{module}.{alias.name}")
    assert not wrong


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_means_two_things_in_a_room(room: str) -> None:
    """Neither a module's nor a class's."""
    paths = [path for path in FILES if room_of(path) == room]
    stems = Counter(path.stem for path in paths if path.name != "__init__.py")
    classes = Counter(n.name for p in paths for n in ast.walk(tree(p)) if isinstance(n, ast.ClassDef))
    assert [name for name, count in (stems + classes).items() if count > 1] == []


@each_file
def test_identifiers_say_color(path: Path) -> None:
    """As PyVista, matplotlib and our own arguments do."""
    names = {n.id for n in ast.walk(tree(path)) if isinstance(n, ast.Name)}
    names |= {n.arg for n in ast.walk(tree(path)) if isinstance(n, ast.arg)}
    names |= {n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)}
    assert not [name for name in names if "colour" in name.lower()]


@pytest.mark.parametrize("folder", sorted(PACKAGES))
def test_a_door_that_opens_late_names_no_module(folder: str) -> None:
    """Once a module of the same name is imported it would stand in the name's place."""
    late = {
        alias.name
        for block in tree(MODULES[folder]).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert not late & {name.rpartition(".")[2] for name in MODULES if folder_of(name) == folder}


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
def test_what_raises_says_so(path: Path) -> None:
    """Public functions that raise; a command's `run` shows its docstring as help, and what it raises is seen there."""
    is_command = path.parent == ROOT / "gallery" / "commands"
    silent = {
        name
        for name, function, docs in public_functions(tree(path))
        if own_raises(function)
        and not ("Raises" in docs or "Error" in docs)
        and not (is_command and name == "run")
    }
    assert not silent


def test_a_raise_is_found_where_it_is_a_functions_own() -> None:
    """A class's docstring speaks for its `__post_init__`; a bare `raise` passes on, an inner function raises for itself."""
    text = """
def speaks():
    raise ValueError
def passes():
    def inner():
        raise ValueError
    try:
        inner()
    except OSError:
        raise
class Value:
    "ValueError"
    def __post_init__(self):
        raise ValueError
    def _private(self):
        raise ValueError
class _Hidden:
    def shown(self):
        raise ValueError
"""
    found = [(name, docs) for name, f, docs in public_functions(ast.parse(text)) if own_raises(f)]
    assert found == [("speaks", ""), ("Value.__post_init__", "ValueError")]


def public_functions(
    node: ast.AST, prefix: str = "", above: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Name, function and what documents it, methods included; of special methods that is the class too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and not is_private(child.name):
            docs = ast.get_docstring(child) or ""
            yield from public_functions(child, f"{prefix}{child.name}.", docs)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not is_private(child.name):
            docs = ast.get_docstring(child) or ""
            special = child.name.startswith("__")
            yield prefix + child.name, child, docs + above if special else docs


def own_raises(function: ast.AST) -> bool:
    """Whether a function raises something by itself, not by an inner function, and not what it only passes on."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Raise) and child.exc is not None:
            return True
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        if not inner and own_raises(child):
            return True
    return False


GATHERED = {
    "descent.optimizers",
    "descent.starts",
    "gallery.commands",
    "gallery.comparison.figures",
    "landscapes.families",
    "render.film.formats",
    "render.marks",
    "render.panels",
}
"""Folders whose files are found by themselves: one more asks for no other change, its line in the map is a courtesy."""


@pytest.mark.parametrize("folder", sorted(PACKAGES))
def test_a_folders_docstring_is_a_map_of_it(folder: str) -> None:
    """Each file and folder in it has a line that begins with its name, and no line names what is not there."""
    path = MODULES[folder].parent
    inside = {file.name for file in path.glob("*.py")} - {"__init__.py"}
    inside |= {f"{sub.name}/" for sub in path.iterdir() if sub.is_dir() and not sub.name.startswith("__")}
    named = mapped(ast.get_docstring(tree(MODULES[folder])) or "")
    assert not set(named) - inside
    assert folder in GATHERED or sorted(named) == sorted(inside)


def mapped(docs: str) -> list[str]:
    """The names with which a map's lines begin."""
    return re.findall(r"^(\w+(?:\.py|/))(?: .*)?$", docs, flags=re.MULTILINE)


def test_a_map_is_read() -> None:
    docs = "A folder of files.\n\nthis.py  one\nthat/    more,\n         and other.py\n\nIn that/ is gone.py."
    assert mapped(docs) == ["this.py", "that/"]


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
