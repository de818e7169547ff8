"""Real training runs: what is saved outlives a kill, planes are right, a survey is the same whoever computes it."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
import zipfile
from collections import namedtuple
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from landscapes import TrainingRun

N = 7
RNG = np.random.default_rng(1)
CURVATURES = np.array([9.0, 5.0, 1.0, 0.7, 0.5, 0.3, 0.1])
AXES = np.linalg.qr(RNG.normal(size=(N, N)))[0]
CENTRE = RNG.normal(size=N)


def loss(w: np.ndarray) -> float:
    return float(CURVATURES @ (AXES @ (w - CENTRE)) ** 2)


def gradient(w: np.ndarray) -> np.ndarray:
    return np.asarray(2 * AXES.T @ (CURVATURES * (AXES @ (w - CENTRE))))


def trained(path: Path, steps: int = 30, **options: Any) -> TrainingRun:
    run, w = TrainingRun(path, **options), np.zeros(N)
    for step in range(steps):
        run.save(step, w, loss(w))
        w = w - 0.02 * gradient(w)
    return run


@pytest.fixture
def run(tmp_path: Path) -> TrainingRun:
    return trained(tmp_path / "run.npz")


def test_what_was_saved_is_read_again_and_gone_on_with(run: TrainingRun) -> None:
    again = TrainingRun(run.path)
    assert again.steps.tolist() == list(range(30)) and again.losses.tolist() == run.losses.tolist()
    assert np.array_equal(np.load(run.path)["weights_3.npy"[:-4]], again.weights(3).astype(np.float32))
    again.save(30, np.ones(N), 1.0)
    again.save(20, np.ones(N), 2.0)  # begun again from an earlier checkpoint
    assert TrainingRun(run.path).steps.tolist() == [*range(20), 20] and again.losses[-1] == 2.0


@pytest.mark.parametrize("most", [4, 5, 16, 17])
def test_a_long_run_is_thinned_evenly_and_keeps_its_ends(tmp_path: Path, most: int) -> None:
    run = trained(tmp_path / "run.npz", 101, most=most)
    gaps = np.diff(run.steps)
    assert run.steps[0] == 0 and run.steps[-1] == 100 and most // 2 <= len(run) <= most + 1
    run.close()
    again = TrainingRun(run.path, most=most)
    assert again.steps.tolist() == run.steps.tolist() and gaps[:-2].max() <= 2 * gaps[:-2].min()


def test_a_kill_at_any_byte_costs_no_earlier_checkpoint(tmp_path: Path) -> None:
    """What is written while a checkpoint is appended: the members, without the table of contents behind them."""
    whole = trained(tmp_path / "whole.npz", 6)
    raw = whole.path.read_bytes()
    members = zipfile.ZipFile(whole.path)
    begins = {i.filename: i.header_offset for i in members.infolist()}
    ends = [*(begins[f"weights_{step}.npy"] for step in range(1, 6)), members.start_dir]
    for cut in range(0, members.start_dir, 13):
        path = tmp_path / "cut.npz"
        path.write_bytes(raw[:cut])
        run = TrainingRun(path)
        assert len(run) == sum(end <= cut for end in ends)
        assert run.losses.tolist() == whole.losses[: len(run)].tolist()
        step = int(run.steps[-1]) + 1 if len(run) else 0
        run.save(step, np.zeros(N), 0.0)
        assert len(TrainingRun(path)) == step + 1


KILLED = """
import os, sys, numpy as np
from landscapes import TrainingRun
run = TrainingRun(sys.argv[1])
write = os.write
for step in range(100):
    run.save(step, np.full(1000, float(step)), step)
    if step == 7:
        import zipfile
        usual = zipfile._ZipWriteFile.write
        def write(self, data):
            usual(self, data[: len(data) // 2])
            self._zipfile.fp.flush()
            os.kill(os.getpid(), 9)
        zipfile._ZipWriteFile.write = write
"""


def test_a_process_that_is_killed_while_it_saves_has_all_but_that_one(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)]).returncode == -9
    run = TrainingRun(path)
    assert run.steps.tolist() == list(range(8)) and (run.weights(-1) == 7.0).all()
    run.save(8, np.zeros(1000), 0.0)
    assert np.load(path)["loss_8"] == 0.0 and len(TrainingRun(path)) == 9


class Tensor:
    """What a torch parameter has."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def detach(self) -> Tensor:
        return self

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> np.ndarray:
        return self.array

    def new_tensor(self, array: np.ndarray) -> np.ndarray:
        return array.astype(self.array.dtype)

    def copy_(self, array: np.ndarray) -> None:
        self.array[...] = array


class Module:
    """What a torch module has."""

    def __init__(self, *tensors: Tensor) -> None:
        self.tensors = tensors

    def __call__(self) -> None: ...

    def named_parameters(self) -> Any:
        return ((f"layer.{k}", tensor) for k, tensor in enumerate(self.tensors))

    def parameters(self) -> Any:
        return iter(self.tensors)


class Variable:
    """What a variable of Keras has."""

    def __init__(self, path: str, array: np.ndarray) -> None:
        self.path, self.array = path, array

    def numpy(self) -> np.ndarray:
        return self.array

    def assign(self, array: np.ndarray) -> None:
        self.array = array


class Keras:
    """What a model of Keras has."""

    def __init__(self, *variables: Variable) -> None:
        self.trainable_variables = variables

    def get_weights(self) -> None: ...

    def __call__(self) -> None: ...


Pair = namedtuple("Pair", "w b")


@dataclasses.dataclass
class Layer:
    """As equinox has it: arrays and functions."""

    w: Any
    act: Callable[..., Any] = np.tanh


W, B = np.arange(6.0).reshape(3, 2), np.array([7.0, 8.0, 9.0])
MODELS: dict[str, Callable[[], Any]] = {
    "torch": lambda: Module(Tensor(W.copy()), Tensor(B.copy())),
    "torch's parameters": lambda: list(Module(Tensor(W.copy()), Tensor(B.copy())).parameters()),
    "keras": lambda: Keras(Variable("dense/kernel", W), Variable("dense/bias", B)),
    "dictionary": lambda: {"params": {"a": W, "b": B}},
    "lists": lambda: [(W, None), [B]],
    "named": lambda: Pair(W, B),
    "dataclass": lambda: [Layer(W), Layer(B)],
    "numbers": lambda: np.arange(9.0),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_of_all_kinds_are_taken_apart_and_filled_again(tmp_path: Path, name: str) -> None:
    model = MODELS[name]()
    run = TrainingRun(tmp_path / "run.npz")
    run.save(0, model, 1.0)
    weights = run.weights(0)
    assert weights.tolist() == [0, 1, 2, 3, 4, 5, *([7, 8, 9] if name != "numbers" else [6, 7, 8])]
    filled = run.into(model, weights * 2)
    run.save(1, filled, 1.0)
    assert (run.weights(1) == 2 * weights).all() and type(filled) is type(model)


def test_principal_directions_are_those_of_the_singular_values(run: TrainingRun) -> None:
    rows = np.array([run.weights(k) for k in range(len(run))])
    _, singular, right = np.linalg.svd(rows - rows[-1])
    plane = run.plane("pca")
    assert abs(right[0] @ plane.u) == pytest.approx(1, abs=1e-9)
    assert abs(right[1] @ plane.v) == pytest.approx(1, abs=1e-9)
    assert plane.explained == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum(), abs=1e-9)
    assert np.allclose(plane.path, (rows - rows[-1]) @ np.stack([plane.u, plane.v], axis=1), atol=1e-9)
    assert (plane.path[-1] == 0).all() and (plane.lift(0.0, 0.0) == rows[-1]).all()


def test_blocks_change_nothing(run: TrainingRun, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run.plane("pca")
    monkeypatch.setattr("landscapes.training.directions.AT_ONCE", 2 * len(run))
    cut = run.plane("pca")
    assert np.allclose(whole.u, cut.u, atol=1e-12) and cut.explained == pytest.approx(
        whole.explained, abs=1e-12
    )


@pytest.mark.parametrize("few", [0, 64])
def test_directions_of_curvature_are_the_hessians(
    run: TrainingRun, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("landscapes.training.directions.FEW", few)
    plane = run.plane("hessian", gradient=gradient)
    assert abs(AXES[0] @ plane.u) == pytest.approx(1, abs=1e-6)
    assert abs(AXES[1] @ plane.v) == pytest.approx(1, abs=1e-6)


def test_each_filter_of_a_random_direction_is_as_long_as_the_weights_own(tmp_path: Path) -> None:
    model = {
        "conv": RNG.normal(size=(4, 3, 2, 2)) * np.arange(1, 5)[:, None, None, None],
        "dense/kernel": RNG.normal(size=(5, 2)),
        "bias": np.ones(4),
    }
    run = TrainingRun(tmp_path / "run.npz")
    run.save(0, model, 1.0)
    plane = run.plane("filter", seed=3)
    there = {k: np.asarray(v, np.float32).astype(float) for k, v in model.items()}
    for direction in (plane.u, plane.v):
        made = run.into(there, direction)
        assert np.allclose(
            np.linalg.norm(made["conv"].reshape(4, -1), axis=1),
            np.linalg.norm(there["conv"].reshape(4, -1), axis=1),
        )
        assert np.allclose(
            np.linalg.norm(made["dense/kernel"], axis=0), np.linalg.norm(there["dense/kernel"], axis=0)
        )
        assert not made["bias"].any()
    assert (run.plane("filter", seed=3).u == plane.u).all() and (
        run.plane("filter", seed=4).u != plane.u
    ).any()


def test_three_checkpoints_lie_on_their_plane(run: TrainingRun) -> None:
    plane = run.plane((0, 9, 29))
    for step in (0, 9, 29):
        assert np.allclose(plane.lift(*plane.path[step]), run.weights(step), atol=1e-12)


def test_given_directions_need_not_be_at_right_angles(run: TrainingRun) -> None:
    u, v = AXES[0], AXES[0] + 2 * AXES[1]
    plane = run.plane((u, v))
    away = plane.lift(*plane.path[0]) - run.weights(0)
    assert abs(away @ u) < 1e-12 and abs(away @ v) < 1e-12


def test_a_survey_is_the_loss_and_the_same_whoever_computes_it(run: TrainingRun, tmp_path: Path) -> None:
    plane = run.plane("pca")
    surface = plane.survey(loss, 21)
    xs, ys = surface.builder.axes
    assert 0.0 in xs and 0.0 in ys and len(xs) == 21
    at = (np.searchsorted(xs, 0.0), np.searchsorted(ys, 0.0))
    assert surface.builder.lattice[at] == loss(run.weights(-1))
    places = RNG.uniform(*np.transpose(surface.domain), size=(50, 2))
    truth = np.array([loss(plane.lift(x, y)) for x, y in places])
    assert np.allclose(surface.value(places), truth, rtol=0, atol=1e-6 * truth.max()), "a parabola is a cubic"
    with ThreadPoolExecutor(3) as pool:
        threaded = plane.survey(loss, 21, executor=pool, folder=tmp_path / "kept")
    assert np.array_equal(threaded.builder.lattice, surface.builder.lattice)
    shutil.rmtree(tmp_path / "kept")

    class Backwards(Executor):
        """Does what it is given last first."""

        def submit(self, call: Any, /, *given: Any, **named: Any) -> Any:
            from concurrent.futures import Future

            future: Any = Future()
            future.result = lambda timeout=None: call(*given, **named)
            future.set_result(None)
            return future

    backwards = plane.survey(loss, 21, executor=Backwards())
    assert np.array_equal(backwards.builder.lattice, surface.builder.lattice)


def test_a_survey_goes_on_where_it_stopped(run: TrainingRun, tmp_path: Path) -> None:
    plane, asked = run.plane("pca"), 0

    def weary(w: np.ndarray) -> float:
        nonlocal asked
        asked += 1
        if asked == 40:
            raise RuntimeError("out of memory,\nsorry")
        return loss(w)

    with pytest.raises(
        ValueError, match=r"raised RuntimeError: out of memory, sorry; what was computed"
    ) as told:
        plane.survey(weary, 11, folder=tmp_path / "kept")
    assert "\n" not in str(told.value)
    with (tmp_path / "kept" / "losses.csv").open("a") as file:
        file.write("5,5,0.1")  # a line that was cut off
    surface = plane.survey(weary, 11, folder=tmp_path / "kept")
    assert asked == 11 * 11 + 1, "nothing twice, but the one that raised"
    assert np.array_equal(surface.builder.lattice, plane.survey(loss, 11).builder.lattice)
    with pytest.raises(ValueError, match=r"kept holds the survey of another plane"):
        run.plane("filter").survey(loss, 11, folder=tmp_path / "kept")


WRONG: dict[str, tuple[Callable[[TrainingRun], Any], str]] = {
    "shape": (
        lambda r: r.save(99, np.ones(3), 1.0),
        "holds 7 weights in 1 tensors, the model of step 99 has 3",
    ),
    "nan": (
        lambda r: r.save(99, np.full(N, np.nan), 1.0),
        "is not finite in float32: the training has diverged",
    ),
    "large": (lambda r: r.save(99, np.full(N, 1e300), 1.0), "is not finite in float32: save in float32"),
    "text": (lambda r: r.save(99, "weights.pt", 1.0), "got str, in which there are no numbers"),
    "step": (lambda r: r.save(1.5, np.ones(N), 1.0), "step must be a whole number, got 1.5"),
    "loss": (lambda r: r.save(99, np.ones(N), [1, 2]), "loss must be one number, got list"),
    "plane": (lambda r: r.plane("umap"), 'must be "pca", "filter" or "hessian", got'),
    "steps": (lambda r: r.plane((0, 1, 77)), "no checkpoint of step 77; the nearest is 29"),
    "parallel": (lambda r: r.plane((AXES[0], AXES[0])), "must not be zero or parallel"),
    "hessian": (lambda r: r.plane("hessian"), "needs the loss' gradient"),
    "raises": (
        lambda r: r.plane("hessian", gradient=lambda w: 1 / 0),
        "the gradient raised ZeroDivisionError",
    ),
    "seed": (lambda r: r.plane("filter", seed="a"), "seed must be a whole number >= 0, got 'a'"),
    "most": (lambda r: TrainingRun(r.path, most="a"), "most must be a whole number >= 4, got 'a'"),  # type: ignore[arg-type]
    "far": (lambda r: r.save(10**30, np.ones(N), 1.0), "step must be below 2**63"),
    "index": (lambda r: r.weights(99), "there is no checkpoint number 99; run.npz has 30"),
    "count": (lambda r: r.plane().survey(loss, 3), "count must be 4 to 2,000, got 3"),
    "number": (lambda r: r.plane().survey(lambda w: w, 5), "of the plane raised TypeError"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_said_in_one_line_and_leaves_the_file(run: TrainingRun, name: str) -> None:
    make, said = WRONG[name]
    with pytest.raises(ValueError) as told:
        make(run)
    assert said in str(told.value) and "\n" not in str(told.value)
    assert TrainingRun(run.path).steps.tolist() == list(range(30))


def test_files_that_are_none_of_ours_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("hello, this is text and no archive at all, nor a part of one" * 9)
    np.savez(tmp_path / "other.npz", a=np.ones(3))
    for name in ("text.npz", "other.npz"):
        with pytest.raises(ValueError, match="another file"):
            TrainingRun(tmp_path / name)
    with pytest.raises(ValueError, match=r"must end in \.npz"):
        TrainingRun(tmp_path / "run.pt")
    line = TrainingRun(tmp_path / "line.npz")
    for step in range(4):
        line.save(step, np.arange(3.0) * step, 1.0)
    with pytest.raises(ValueError, match="lie on one line"):
        line.plane("pca")


def test_two_who_write_one_file_are_told_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    first = trained(path, 5)
    second = TrainingRun(path)
    second.save(2, np.full(N, 7.0), 1.0)  # takes back 2, 3 and 4: the file is another one
    for used in (lambda: first.save(5, np.zeros(N), 1.0), lambda: first.weights(-1)):
        with pytest.raises(ValueError, match=r"written by somebody else meanwhile.*open it again") as caught:
            used()
        assert "\n" not in str(caught.value)
    assert TrainingRun(path).steps.tolist() == [0, 1, 2]
    assert TrainingRun(path).weights(-1).tolist() == [7.0] * N
    second.save(3, np.zeros(N), 1.0)
    assert TrainingRun(path).steps.tolist() == [0, 1, 2, 3]
    path.unlink()
    with pytest.raises(ValueError, match="was taken away meanwhile"):
        second.save(4, np.zeros(N), 1.0)
    assert not path.exists()


def test_whoever_reads_a_file_that_grows_reads_on(tmp_path: Path) -> None:
    writer = trained(tmp_path / "run.npz", 5)
    reader = TrainingRun(tmp_path / "run.npz")
    writer.save(5, np.zeros(N), 1.0)
    assert (reader.weights(2) == writer.weights(2)).all()


@pytest.mark.parametrize("turned", [255, 1])
def test_a_byte_that_was_turned_is_one_line_and_no_number_is_another(tmp_path: Path, turned: int) -> None:
    path = tmp_path / "run.npz"
    steps = trained(path, 3)
    weights, losses = [steps.weights(k) for k in range(3)], steps.losses
    whole = path.read_bytes()
    for k in range(0, len(whole), 3):
        path.write_bytes(whole[:k] + bytes([whole[k] ^ turned]) + whole[k + 1 :])
        try:
            read = TrainingRun(path)
            assert set(read.steps) <= {0, 1, 2}
            for place, step in enumerate(read.steps):
                assert read.losses[place] == losses[step] and (read.weights(place) == weights[step]).all()
        except ValueError as error:
            assert "\n" not in str(error) and path.name in str(error)


def test_a_damaged_checkpoint_is_named_and_the_others_go_on(run: TrainingRun) -> None:
    whole = run.path.read_bytes()
    at = whole.index(run.weights(5).astype(np.float32).tobytes())
    run.path.write_bytes(whole[: at + 2] + bytes([whole[at + 2] ^ 16]) + whole[at + 3 :])
    read = TrainingRun(run.path)
    for used in (lambda: read.plane(), lambda: read.weights(5)):
        with pytest.raises(ValueError, match=r"step 5 in run.npz are damaged.*run.leave_out\(5\)$"):
            used()
    with pytest.raises(ValueError, match="has no checkpoint of step 99"):
        read.leave_out(5, 99)
    with pytest.warns(UserWarning, match="step 5 .* it is left out"):
        read.save(20, np.ones(N), 1.0)  # begun again from an earlier checkpoint: the file is written anew
    assert TrainingRun(run.path).steps.tolist() == [*range(5), *range(6, 21)]
    read.leave_out(7)
    read.plane()
    assert TrainingRun(run.path).steps.tolist() == [*range(5), 6, *range(8, 21)]


def test_a_folder_of_somebody_elses_is_left_alone(run: TrainingRun, tmp_path: Path) -> None:
    (tmp_path / "losses.csv").write_text("epoch,loss\n0,3.5\n")
    with pytest.raises(ValueError, match=r"holds a losses.csv that is no survey's; name another folder"):
        run.plane().survey(loss, 5, folder=tmp_path)
    assert (tmp_path / "losses.csv").read_text() == "epoch,loss\n0,3.5\n"


@pytest.mark.parametrize("line", ["1,2,abc", "99,0,1.0", "1,2", "-1,0,1.0"])
def test_a_line_of_a_survey_that_is_none_is_named(run: TrainingRun, tmp_path: Path, line: str) -> None:
    whole = run.plane().survey(loss, 5, folder=tmp_path / "here")
    with (tmp_path / "here" / "losses.csv").open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(ValueError, match=r"losses.csv, line 26: .* take the line away"):
        run.plane().survey(loss, 5, folder=tmp_path / "here")
    path = tmp_path / "here" / "losses.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    again = run.plane().survey(lambda w: 1 / 0, 5, folder=tmp_path / "here")
    assert (again.builder.lattice == whole.builder.lattice).all()  # type: ignore[attr-defined]


def test_losses_that_are_nowhere_finite_are_counted(run: TrainingRun) -> None:
    with pytest.raises(ValueError, match=r"^TrainingPlane.survey: only 0 of 25 losses are finite"):
        run.plane().survey(lambda w: np.nan, 5)
