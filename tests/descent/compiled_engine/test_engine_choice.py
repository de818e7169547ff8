"""Which engine runs, that a run says so, and that a kernel is compiled once."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from descent import (
    Adam,
    GradientDescent,
    Momentum,
    Newton,
    Trajectories,
    basins,
    descend,
    grid,
    parse_noise,
    uniform,
)
from descent.compiled_engine import PAYS, choice, chosen_engine, engine_note, kernel_folder
from descent.compiled_engine.rule_shape import RuleShape, ToldRule
from descent.engine import rule_program
from landscapes import Landscape, catalogue

f = catalogue["himmelblau"]
missing = pytest.mark.skipif(not choice.is_installed(), reason='needs llvmlite: pip install "thalweg[fast]"')


def kernels() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(kernel_folder().glob("*.kernel"))}


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet, on disk or in memory."""
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))
    forget()


def forget() -> None:
    """As another process would begin."""
    from descent.compiled_engine import moving

    moving._made.cache_clear()
    moving._planned.cache_clear()


@missing
def test_a_second_run_compiles_nothing(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from descent.compiled_engine import machine

    first = descend(f, grid(f.domain, 3), Momentum(0.01), steps=20, engine="compiled")
    kept = kernels()
    assert len(kept) == 1
    forget()
    monkeypatch.setattr(machine, "_compiled", None)  # who compiles now fails
    second = descend(f, grid(f.domain, 3), Momentum(0.02, momentum=0.02), steps=30, engine="compiled")
    assert second.engine == "compiled" and kernels() == kept
    monkeypatch.undo()
    third = descend(f, grid(f.domain, 3), Momentum(0.01), steps=20, engine="compiled")
    assert third.positions.tobytes() == first.positions.tobytes()


@missing
@pytest.mark.parametrize("harm", ["cut", "changed"])
def test_a_kernel_that_is_not_whole_is_not_run(fresh: None, harm: str) -> None:
    first = descend(f, grid(f.domain, 3), GradientDescent(0.01), steps=20, engine="compiled")
    ((name, whole),) = kernels().items()
    harmed = whole[: len(whole) // 2] if harm == "cut" else whole[:-100] + bytes(100)
    (kernel_folder() / name).write_bytes(harmed)
    forget()
    again = descend(f, grid(f.domain, 3), GradientDescent(0.01), steps=20, engine="compiled")
    assert again.positions.tobytes() == first.positions.tobytes() and kernels() == {name: whole}


@missing
def test_a_folder_that_cannot_be_written_to_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("THALWEG_CACHE", str(file))
    forget()
    assert descend(f, [[1.0, 1.0]], GradientDescent(0.01), steps=3, engine="compiled").engine == "compiled"


def test_one_kernel_serves_all_settings_of_a_rule() -> None:
    def shape(optimizer: object) -> tuple[RuleShape, tuple[float, ...]]:
        program = rule_program(optimizer, 10)  # type: ignore[arg-type]
        assert program is not None
        told = ToldRule.of(program)
        return told.shape, (*told.numbers.tolist(), *told.tables.ravel().tolist())

    # Equal settings, and 1 - beta1 equal to the rate, are one constant to NumPy.
    usual, odd, equal = shape(Adam(0.05)), shape(Adam(0.1)), shape(Adam(0.5, beta1=0.5, beta2=0.5))
    assert usual[0] == odd[0] == equal[0] and len({usual[1], odd[1], equal[1]}) == 3
    assert shape(Adam(0.05, clip_value=1.0))[0] != usual[0]


@missing
def test_what_cannot_be_compiled_runs_with_numpy_and_says_so() -> None:
    measured = Landscape.from_function(lambda x: (x**2).sum(axis=-1), ((-1, 1), (-1, 1)))
    noise = parse_noise("gaussian:0.1")
    cases = [
        (f, Newton(), None),
        (f, GradientDescent(0.01), noise),
        (measured, GradientDescent(0.01), None),
        (catalogue["gramacy_lee"], GradientDescent(0.01), None),
    ]
    for landscape, optimizer, disturbed in cases:
        starts = uniform(landscape.domain, 5, seed=0)
        ours, theirs = (
            descend(landscape, starts, optimizer, steps=5, noise=disturbed, engine=e)
            for e in ("compiled", "numpy")
        )
        assert ours.engine == "numpy" and ours.positions.tobytes() == theirs.positions.tobytes()


@missing
def test_a_run_of_unknown_length_is_as_long_as_with_numpy() -> None:
    starts = uniform(f.domain, 500, seed=0)
    ours, theirs = (
        descend(f, starts, GradientDescent(0.01), steps=None, engine=e) for e in ("compiled", "numpy")
    )
    assert ours.engine == "compiled" and ours.steps == theirs.steps
    assert (ours.positions == theirs.positions).all() and (ours.ending == theirs.ending).all()


@missing
def test_basins_are_the_same_map() -> None:
    ours, theirs = (
        basins(f, Momentum(0.01), resolution=24, steps=300, engine=e) for e in ("compiled", "numpy")
    )
    assert ours.engine == "compiled" and theirs.engine == "numpy"
    assert (ours.labels == theirs.labels).all() and (ours.steps == theirs.steps).all()


@missing
def test_a_run_that_nobody_has_judged_goes_to_another_process_and_is_judged_there() -> None:
    run = descend(f, uniform(f.domain, 20, seed=0), GradientDescent(0.03), steps=60, engine="compiled")
    there = pickle.loads(pickle.dumps(run))
    assert there.positions.tobytes() == run.positions.tobytes()
    assert there.ending.tolist() == run.ending.tolist() and len(set(run.ending.tolist())) > 1


def test_auto_compiles_only_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    for installed, large in ((True, "compiled"), (False, "numpy")):
        monkeypatch.setattr(
            choice, "fault", lambda installed=installed: "" if installed else "is not installed"
        )
        assert chosen_engine("engine", "auto", PAYS) == "numpy"
        assert chosen_engine("engine", "auto", PAYS + 1) == large
        assert chosen_engine("engine", "numpy", PAYS + 1) == "numpy"
    assert descend(f, [[1.0, 1.0]], GradientDescent(0.01), engine="auto").engine == "numpy"


def test_without_a_compiler_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    with pytest.raises(
        ValueError, match=r"descend.engine 'compiled' needs llvmlite.*thalweg\[fast\]"
    ) as refused:
        descend(f, [[1.0, 1.0]], GradientDescent(0.01), engine="compiled")
    assert "\n" not in str(refused.value)
    assert "thalweg[fast]" in engine_note("numpy", "numpy", PAYS + 1)
    assert engine_note("numpy", "numpy", PAYS) == ""


@pytest.mark.parametrize("broken", [ImportError("no such\nmodule"), OSError("cannot open libllvmlite.so")])
def test_half_an_installation_is_told_in_one_line(broken: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    class Half(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name: str, path: object, target: object = None) -> object:
            return importlib.util.spec_from_loader(name, self) if name == "llvmlite.binding" else None

        def exec_module(self, module: object) -> None:
            raise broken

    package = ModuleType("llvmlite")
    package.__spec__ = importlib.machinery.ModuleSpec("llvmlite", None, is_package=True)
    package.__path__ = []
    for name in [name for name in sys.modules if name.split(".")[0] == "llvmlite"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "llvmlite", package)
    monkeypatch.setattr(sys, "meta_path", [Half(), *sys.meta_path])
    assert chosen_engine("engine", "auto", PAYS + 1) == "numpy"
    with pytest.raises(
        ValueError, match=r"descend.engine 'compiled' needs llvmlite, which is installed but"
    ) as refused:
        descend(f, [[1.0, 1.0]], GradientDescent(0.01), engine="compiled")
    said = str(refused.value)
    assert "\n" not in said and "cannot be loaded (" in said and said.endswith("--force-reinstall")


def test_what_auto_took_is_said() -> None:
    assert "--engine compiled" in engine_note("auto", "compiled", PAYS + 1)
    assert engine_note("compiled", "compiled", PAYS + 1) == ""


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"descend.engine must be one of numpy, compiled, auto, got 'turbo'"):
        descend(f, [[1.0, 1.0]], GradientDescent(0.01), engine="turbo")


def test_a_file_keeps_the_engine(tmp_path: Path) -> None:
    run = descend(f, [[1.0, 1.0]], GradientDescent(0.01), steps=3)
    run.save(tmp_path / "run.npz")
    assert Trajectories.load(tmp_path / "run.npz").engine == run.engine == "numpy"
    given = Trajectories.from_arrays(f, np.zeros((2, 1, 2)))
    given.save(tmp_path / "given.npz")
    assert Trajectories.load(tmp_path / "given.npz").engine == given.engine == ""


def test_the_compiler_is_imported_only_when_it_is_used() -> None:
    code = (
        "import sys, descent; from landscapes import catalogue; f = catalogue['sphere'];"
        "descent.descend(f, [[1.0, 1.0]], descent.GradientDescent(0.1), engine='auto');"
        "sys.exit('llvmlite' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
