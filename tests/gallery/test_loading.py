"""A user's own file: what it defines is there as ours is, in every process, and whatever it lacks is said in a line."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from inspect import signature
from pathlib import Path

import pytest
from javascript import needs_node, run_node

from descent import known_optimizers, parse_optimizer
from descent.comparison import Case
from descent.starts import parse_starts
from gallery.cli import build_app, main
from gallery.comparison.running import record_of, run_cases
from gallery.loading import load_words, loaded
from gallery.spec import LandscapeSpec, RunSpec, SceneSpec, animate_line, living_of_spec
from gallery.tiles.workers import run_apart
from landscapes import catalogue, find, from_record, guest_landscapes, to_record
from render.page import printed_of
from render.page.assembly import script

OWN = """
from dataclasses import dataclass
from beside_it import SHARE
from descent import FirstOrder
from landscapes import Landscape, catalogue, landscape, parse

sphere = catalogue["sphere"]

@landscape(domain=(-3, 3), minimizers=((1.0, 1.0),), minimum=0.0)
def tilted_bowl(x, y):
    return (x - 1)**2 + 3*(y - 1)**2

waves = parse("x**2 + sin(y)", domain=((-4, 4), (-4, 4)))
also = waves
stepped = Landscape.from_function(lambda p: p[0]**2 + abs(p[1]), [(-2, 2), (-2, 2)])

@dataclass(frozen=True)
class HalfSign(FirstOrder):
    part: float = SHARE
    def rule(self, xp, gradient, state, index, learning_rate):
        return -learning_rate * (self.part*gradient + (1 - self.part)*xp.sign(gradient)), {}
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "beside_it.py").write_text("SHARE = 0.5\n")
    (tmp_path / "my.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "my.py"
    sys.modules.pop("beside_it", None)


def test_what_a_file_defines_is_there_for_one_command_and_gone_after_it(own: Path) -> None:
    before, paths = len(catalogue), list(sys.path)
    with loaded(["my.py", own]):
        assert list(guest_landscapes()) == ["tilted_bowl", "waves", "stepped"]
        assert len(catalogue) == before + 3 and "waves" in catalogue and "also" not in catalogue
        assert find("Tilted bowl").title == "Tilted bowl" and catalogue["waves"].name == "waves"
        assert parse_optimizer("half_sign:0.1,part=0.25").text == "half_sign:learning_rate=0.1,part=0.25"
        assert load_words() == ["--load", "my.py"]
        assert from_record(stored := to_record(find("waves"))).formula == find("waves").formula
    assert len(catalogue) == before and "half_sign" not in known_optimizers() and sys.path == paths
    assert str(from_record(stored).formula) == "x**2 + sin(y)", "a record needs no file"


def test_the_line_that_remakes_a_film_loads_the_file(own: Path) -> None:
    spec = SceneSpec(landscape=LandscapeSpec(name="waves"), runs=(RunSpec(optimizer="half_sign"),))
    with loaded(["my.py"]):
        spec.check()
        line = animate_line(spec.landscape, spec.runs, spec.look, spec.film, ["waves.mp4"])
    assert line == "thalweg animate waves --optimizer half_sign --load my.py -o waves.mp4"


@needs_node
def test_what_is_copied_from_a_page_loads_the_file(own: Path) -> None:
    with loaded([own]):
        spec = SceneSpec(
            landscape=LandscapeSpec(name="tilted_bowl"), runs=(RunSpec(optimizer="half_sign", steps=9),)
        )
        living = living_of_spec(spec, spec.landscape.ground())
        job = """const { state } = Thalweg.settledState(input);
        const [run] = state.runs, unlike = { ...state, runs: [run, { ...run, steps: 8 }] };
        return [state, unlike].map((s) => Thalweg.commandOf(s));"""
        film, file = run_node(script("interface") + job, living.state, printed_of(living))
        outputs = ["tilted_bowl.mp4"]
        assert film == animate_line(spec.landscape, spec.runs, spec.look, spec.film, outputs)
    assert file == f"thalweg render tilted_bowl.toml -o tilted_bowl.mp4 --load {own}"


def test_every_command_has_it_and_its_help_says_what_was_loaded(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = build_app()
    commands = {name: app[name].default_command for name in app if not name.startswith("-")}
    assert {"list", "gallery"} < set(commands)
    assert [name for name, run in commands.items() if "load" not in signature(run).parameters] == []
    assert main(["list", "--help", "--load=my.py"]) == 0
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "--load" in said and "optimizers half_sign" in said and "tilted_bowl, waves" in said
    assert main(["list", "--load", "my.py", "--json"]) == 0 and "tilted_bowl" in capsys.readouterr().out
    assert main(["list", "--load", "my.py", "--optimizers"]) == 0 and "half_sign" in capsys.readouterr().out
    assert main(["show", "tilted_bowl", "--load", "my.py"]) == 0 and "Tilted bowl" in capsys.readouterr().out


WRONG = {
    "missing.py": (None, "missing.py: No such file or directory"),
    "notes.txt": ("x = 1", "notes.txt is no Python file: its name must end in .py"),
    "folder.py": ("", "folder.py is a folder; name a Python file in it"),
    "syntax.py": ("x = 1\ndef f(:\n  pass", "syntax.py, line 2 is no Python: invalid syntax"),
    "zeros.py": ("x = 1\0", "zeros.py is no Python: "),
    "raises.py": ("\n\nundefined_name", "raises.py, line 3, raises NameError: name 'undefined_name' is not"),
    "lacks.py": ("import no_such_library", "lacks.py, line 1, raises ModuleNotFoundError: No module named"),
    "leaves.py": ("import sys\nsys.exit(7)", "leaves.py, line 2, raises SystemExit: 7"),
    "empty.py": ("x = 1", "empty.py defines nothing: a landscape is a function under @landscape"),
    "taken.py": (
        "from landscapes import landscape\n@landscape(domain=(-1, 1))\ndef sphere(x, y): return x*y",
        "taken.py: landscape 'sphere' is the catalogue's name already: rename yours, as my_sphere",
    ),
    "camel.py": (
        "from landscapes import landscape\n@landscape(domain=(-1, 1))\ndef MyHill(x, y): return x*y",
        "camel.py: a landscape's name must be in lower_snake_case, got 'MyHill'; call it 'my_hill'",
    ),
    "twice.py": (
        "from landscapes import landscape\n@landscape(domain=(-1, 1))\ndef hill(x, y): return x*y\n"
        "former = hill\n@landscape(domain=(-1, 1))\ndef hill(x, y): return x",
        "twice.py: landscape 'hill' is defined twice: rename one of them",
    ),
    "adam.py": (
        "from descent import FirstOrder\nclass Adam(FirstOrder):\n  def rule(self, *a): return -a[1], {}",
        "adam.py: optimizer 'adam' is one of ours already: call yours MyAdam",
    ),
    "abstract.py": (
        "from descent import FirstOrder\nclass Mine(FirstOrder): pass",
        "abstract.py: class Mine lacks rule: define it, or begin its name with _",
    ),
    "again.py": (
        "from landscapes import parse\nwaves = parse('x', domain=((-1, 1), (-1, 1)))",
        "again.py: 'waves' is in my.py already: rename one",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_is_refused_in_one_line(
    own: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = WRONG[name]
    if name == "folder.py":
        Path(name).mkdir()
    elif text is not None:
        Path(name).write_text(text)
    assert main(["list", "--load", "my.py", "--load", name]) == 2
    heard = capsys.readouterr().err
    assert heard.startswith(f"thalweg: {said}") and heard.count("\n") == 1
    assert not guest_landscapes()


def case(optimizer: str = "half_sign:0.1") -> Case:
    with_starts = {"starts": parse_starts("grid:2"), "steps": 5}
    return Case(label="own", landscape=find("waves"), optimizer=parse_optimizer(optimizer), **with_starts)


def test_a_comparison_is_kept_until_the_source_changes(own: Path) -> None:
    def key() -> object:
        with loaded(["my.py"]):
            return record_of(case(), Path())

    first = key()
    assert first is not None and key() == first
    own.write_text(OWN.replace("1 - self.part", "2 - self.part"))
    second = key()
    own.write_text(OWN.replace("sin(y)", "cos(y)"))
    assert len({first, second, key()}) == 3


@dataclass(frozen=True)
class Lookup:
    """Whether another process knows the file's names."""

    name: str

    def build(self, report: Callable[[int, int], None]) -> None:
        RunSpec(optimizer="half_sign", starts="grid:2", steps=2).run(find(self.name))


@pytest.mark.slow
def test_processes_that_know_nothing_of_it_are_told(own: Path) -> None:
    with loaded(["my.py"]):
        assert [news.error for news in run_apart([Lookup("waves")], 1) if news.ended] == [""]
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            outcomes, failures = run_cases([case()], executor=pool)
    assert not failures and outcomes["own"].heights.shape[-1] == 4


PLUGIN = """[thalweg.landscapes]
hills = hills
broken = no_module_here
odd = hills:SIZE
[thalweg.optimizers]
steps = steps:Slow
"""


@pytest.mark.slow
def test_packages_announce_what_they_have_and_a_broken_one_is_a_line(tmp_path: Path) -> None:
    record = tmp_path / "hilly-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: hilly\nVersion: 1.0\n")
    (record / "entry_points.txt").write_text(PLUGIN)
    (tmp_path / "hills.py").write_text(
        "print('imported')\nfrom landscapes import parse\nSIZE = 3\ndune = parse('x*y', domain=((-1, 1), (-1, 1)))\n"
    )
    (tmp_path / "steps.py").write_text(
        "from descent import FirstOrder\nclass Slow(FirstOrder):\n  def rule(self, xp, g, s, i, rate): return -rate*g, {}\n"
    )
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])

    def ran(code: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", code]
        return subprocess.run(words, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True)

    quick = ran(
        "import landscapes, descent; landscapes.find('sphere'); descent.parse_optimizer('gd'); print('sphere' in "
        "landscapes.catalogue); from gallery.cli import main; main(['animate', '--help'])"
    )
    assert quick.stdout.startswith("True\n") and "imported" not in quick.stdout and not quick.stderr
    listed = ran("from gallery.cli import main; main(['list']); main(['list', '--optimizers'])")
    assert "\ndune " in listed.stdout and "\nslow " in listed.stdout and "\nsphere " in listed.stdout
    broken, odd = listed.stderr.splitlines()
    assert broken.startswith(
        "thalweg: hilly: broken, an entry point of thalweg.landscapes, cannot be loaded: Mod"
    )
    assert odd.startswith(
        "thalweg: hilly: odd, an entry point of thalweg.landscapes: must lead to a Landscape"
    )


_LAND = (
    "from landscapes import landscape\nimport math, sympy\n@landscape(domain=(-2, 2))\ndef mine(x, y):\n    "
)
_RULE = (
    "from descent import FirstOrder\nclass Mine(FirstOrder):\n    memory = ('v',)\n"
    "    def rule(self, xp, gradient, state, index, learning_rate):\n        "
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{_LAND}raise RuntimeError('no\\nluck')", "mine: its formula raises RuntimeError: no luck"),
        (f"{_LAND}return math.exp(x)", "mine: a formula is built of symbols"),
        (f"{_LAND}return x if x > 0 else y", "mine: a formula is built of symbols"),
        (f"{_LAND}pass", "mine: its function must return a formula of its variables, got NoneType"),
        (f"{_LAND}return 'x + y'", "mine: its function must return a formula"),
        (f"{_LAND}return x * sympy.Symbol('q')", "mine: its formula has q beside its variables"),
        (f"{_LAND}return x * sympy.I", "mine: its formula must be real and finite"),
        (f"{_RULE}raise KeyError('v')", "class Mine: its rule raises KeyError: 'v'"),
        (
            f"{_RULE}return -gradient",
            "class Mine: its rule must return (displacement, {name: array}), got nd",
        ),
        (f"{_RULE}return gradient[:1], state", "class Mine: its rule must return a displacement of the grad"),
        (f"{_RULE}return 0 * gradient / 0, state", "class Mine: its rule must return finite displacements"),
        (f"{_RULE}return -gradient, {{}}", "class Mine: its rule must name v, its memory"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "own.py").write_text(text)
    words = ["animate", "sphere", "--load", str(tmp_path / "own.py"), "-o", str(tmp_path / "film.gif")]
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"thalweg: {tmp_path / 'own.py'}: {said}") and error.count("\n") == 1
    assert not (tmp_path / "film.gif").exists()
