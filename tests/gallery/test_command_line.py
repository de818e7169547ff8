"""The `thalweg` command: what it prints, how much it does for that, and what it does when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_type_hints

import pytest

from descent import known_optimizers, known_populations
from gallery import commands
from gallery.cli import build_app, main
from gallery.spec import LookOptions, LookSpec, RunSpec
from gallery.spec.as_command import spec_of
from gallery.spec.field import described
from gallery.terminal.output import fitted, paragraphed
from landscapes import catalogue, model_landscapes


def thalweg(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a person starts it."""
    return subprocess.run(
        [sys.executable, "-m", "gallery", *arguments], capture_output=True, text=True, timeout=60
    )


def test_list_names_every_landscape(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [*catalogue, *model_landscapes]


def test_list_as_json_is_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    listed = {item["name"]: item for item in json.loads(capsys.readouterr().out)}
    assert list(listed) == [*catalogue, *model_landscapes]
    assert listed["himmelblau"]["minimizers"] == catalogue["himmelblau"].minimizers.tolist()


def test_the_list_of_optimizers_has_whatever_the_option_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--optimizers", "--json"]) == 0
    listed = [method["name"] for method in json.loads(capsys.readouterr().out)]
    assert listed == [*known_optimizers(), *known_populations()]


def test_a_misspelled_command_is_one_line_and_exit_2() -> None:
    done = thalweg("lst")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("thalweg: unknown command 'lst'; did you mean 'list'?")
    assert done.stderr.count("\n") == 1


COUNTING = """
import sys
calls = 0
def count(*_):
    global calls
    calls += 1
sys.setprofile(count)
exec(sys.argv[1])
sys.setprofile(None)
heavy = set(sys.argv[2].split()) & set(sys.modules)
print(calls, *heavy)
"""


HEAVY = "sympy mpmath scipy pyvista vtk matplotlib imageio PIL"


def work(code: str, heavy: str = HEAVY) -> tuple[int, list[str]]:
    """Calls and returns of functions in a process that does this, and what it has imported of the heavy libraries."""
    words = [sys.executable, "-c", COUNTING, code, heavy]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    calls, *heavy = done.stdout.splitlines()[-1].split()
    return int(calls), heavy


@pytest.mark.parametrize(("argument", "needed"), [("--help", "cyclopts"), ("list", "cyclopts, numpy, rich")])
def test_help_and_list_do_little_more_than_import_the_libraries_they_need(argument: str, needed: str) -> None:
    ours, heavy = work(f"from gallery.cli import main; main([{argument!r}])")
    assert heavy == []
    assert ours < 5.5 * work(f"import {needed}")[0]


def test_help_enters_no_room_but_the_gallery() -> None:
    code = "from gallery.cli import main; main(['--help'])"
    assert work(code, f"numpy landscapes descent render.scene {HEAVY}")[1] == []


@pytest.mark.parametrize("name", ["compare", "list"])
def test_a_command_asked_for_by_name_is_there_alone_and_the_same(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for app in (build_app(name), build_app()):
        app([name, "--help"], exit_on_error=False, result_action="return_value")
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] and name in said[0]
    names = {module.name for module in iter_modules(commands.__path__)}
    assert names & set(build_app(name)) == {name}
    assert names & set(build_app("no-such-command")) == names == names & set(build_app())


def test_a_reader_who_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m gallery list | head -n 1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


def test_ctrl_c_during_the_imports_is_one_line() -> None:
    code = (
        "import builtins, sys; from gallery.cli import main; usual = builtins.__import__\n"
        "def stopped(name, *rest):\n"
        "    if name == 'cyclopts': raise KeyboardInterrupt\n"
        "    return usual(name, *rest)\n"
        "builtins.__import__ = stopped; sys.exit(main(['list']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "thalweg: interrupted\n")


def test_a_narrow_table_is_cut_from_the_right_and_names_never() -> None:
    assert fitted([24, 30, 9, 80], 200) == [24, 30, 9, 80]
    assert fitted([24, 30, 9, 80], 100) == [24, 30, 9, 31]
    assert fitted([24, 30, 9, 80], 40) == [24, 8, 1, 1]
    assert fitted([24, 30, 9, 80], 10) == [24, 1, 1, 1]


def test_running_text_gets_what_the_columns_before_it_leave() -> None:
    widths = [24, 9, 110, 44]
    assert paragraphed(widths, 2, 200) == [24, 9, 110, 44]
    assert paragraphed(widths, 2, 160) == [24, 9, 77, 44]
    assert paragraphed(widths, 2, 120) == [24, 9, 83]
    assert paragraphed(widths, 2, 80) == [24, 9, 43]
    assert paragraphed(widths, 2, 30) == [24, 9, 20]


def test_the_list_keeps_one_line_for_each_landscape_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(catalogue) + len(model_landscapes)


@pytest.mark.parametrize("name", ["animate", "compare", "explore", "gallery", "render", "show"])
def test_every_output_may_be_called_like_an_option(name: str) -> None:
    run = import_module(f"gallery.commands.{name}").run
    hints = get_type_hints(run, include_extras=True)
    outputs = {key: hints[key] for key in ("output", "png", "save_scene") if key in hints}
    assert outputs
    for key, hint in outputs.items():
        parameters = getattr(hint, "__metadata__", ())
        assert any(parameter.allow_leading_hyphen for parameter in parameters), key


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["animate", "himm"], "himmelblau"),
        (["compare", "beale", "ros"], "rosenbrock"),
        (["show", ""], "ackley"),
        (["explore", ""], "ackley"),
        (["gallery", "--only", "b"], "beale"),
        (["compare", "--lesson", ""], "ravine"),
        (["animate", "beale", "--optimizer", "adam", ""], "rmsprop"),
        (["compare", "beale", "--optimizer", ""], "rmsprop"),
        (["animate", "beale", "--theme", ""], "publication"),
        (["animate", "beale", "--marks", "field", ""], "tangent"),
        (["explore", "--language", ""], "de"),
    ],
)
def test_the_tab_key_offers_names(words: list[str], offered: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", *words]) == 0
    assert offered in {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}


def test_names_ignore_case(tmp_path: Path) -> None:
    words = "show ROSENBROCK --png"
    assert main([*words.split(), str(tmp_path / "a.png")]) == 0
    spec = described(LookSpec)
    assert spec["theme"].value("DARK") == "dark"
    assert spec["panels"].value(["Surface", "LOSS"]) == ("surface", "loss")
    assert described(RunSpec)["optimizer"].value("Adam:beta1=0.8") == "Adam:beta1=0.8"
    look = spec_of(LookSpec, LookOptions(theme="Light", marks=("FIELD",)))
    assert (look.theme, look.marks) == ("light", ("field",))
