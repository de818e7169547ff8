"""Signals end the program where they do no harm, each once, and none is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from gallery.terminal import interruptible, is_interrupted, noting_signals, progress_bar

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

ENDS = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: SystemExit, signal.SIGHUP: SystemExit}
each_signal = pytest.mark.parametrize("number", ENDS, ids=lambda n: n.name)
LONG = 60.0
"""Seconds that are waited for what comes at once."""


@pytest.fixture(autouse=True)
def handlers_stay() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (*ENDS, signal.SIGALRM)}
    hook = sys.unraisablehook
    yield
    assert before == {number: signal.getsignal(number) for number in before}
    assert sys.unraisablehook is hook


def send(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module that imports another one, in whose middle the signals come that `SENT` says."""
    (tmp_path / "heavy_outside.py").write_text("import heavy_inside\nwhole = True\n", encoding="utf-8")
    text = "import os\nfor n in os.environ['SENT'].split(): os.kill(os.getpid(), int(n))\nwhole = True\n"
    (tmp_path / "heavy_inside.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "heavy_outside"
    for name in ("heavy_outside", "heavy_inside"):
        sys.modules.pop(name, None)


@each_signal
@pytest.mark.parametrize("times", [1, 2, 3])
def test_while_modules_are_imported_a_signal_is_noted_and_heeded_afterwards(
    number: signal.Signals, times: int, heavy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENT", " ".join([str(int(number))] * times))
    with pytest.raises(ENDS[number]) as caught, interruptible():
        import_module(heavy)
        time.sleep(LONG)
    assert sys.modules["heavy_outside"].whole and sys.modules["heavy_inside"].whole
    assert number == signal.SIGINT or caught.value.code == 128 + number


@each_signal
def test_elsewhere_it_ends_the_block_at_once(number: signal.Signals) -> None:
    with pytest.raises(ENDS[number]), interruptible():
        send(number)
        raise AssertionError("not heard")


@each_signal
def test_while_the_block_ends_another_one_does_not_disturb(number: signal.Signals) -> None:
    cleaned = []
    with pytest.raises(ENDS[number]), interruptible():
        try:
            send(number)
        finally:
            send(number)
            cleaned.append(number)
    assert cleaned == [number]


def test_one_that_is_raised_where_nobody_can_catch_it_is_raised_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    class Dying:
        def __del__(self) -> None:
            send(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), interruptible():
        dying = Dying()
        del dying
        time.sleep(LONG)
    assert capfd.readouterr().err == ""


def test_between_imports_of_our_own_it_is_heard_at_once(tmp_path: Path) -> None:
    """A chain of our modules takes a second to import; none of them comes to harm half way."""
    file = tmp_path / "half.py"
    file.write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nreached = True\n", encoding="utf-8"
    )
    spec = spec_from_file_location("render.half", file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    with pytest.raises(KeyboardInterrupt), interruptible():
        spec.loader.exec_module(module)
    assert not hasattr(module, "reached")


DRAWS = "def draw(send, numbers, seen):\n    for n in numbers: send(n)\n    seen.append('whole')\n"


def drawn(numbers: list[signal.Signals], seen: list[str]) -> None:
    """Signals come in a function that VTK calls, as far as anybody can tell."""
    there: dict[str, Any] = {"__name__": "pyvista.plotting"}
    exec(DRAWS, there)
    there["draw"](send, numbers, seen)
    time.sleep(LONG)


@each_signal
def test_where_vtk_may_have_called_it_is_heeded_afterwards(number: signal.Signals) -> None:
    seen: list[str] = []
    with pytest.raises(ENDS[number]), interruptible():
        drawn([number], seen)
    assert seen == ["whole"]


@each_signal
def test_a_second_one_ends_the_drawing_at_once(number: signal.Signals) -> None:
    seen: list[str] = []
    with pytest.raises(ENDS[number]), interruptible():
        drawn([number, number], seen)
    assert not seen


@each_signal
def test_a_window_notes_it_and_is_ended_by_a_second_one(number: signal.Signals) -> None:
    for times in (1, 2):
        noted = []
        with pytest.raises(ENDS[number]), interruptible(), noting_signals():
            send(number)
            noted.append(is_interrupted())
            if times == 2:
                send(number)
                raise AssertionError("not heard")
        assert noted == [True]
        assert not is_interrupted()


@each_signal
def test_a_bar_does_not_hold_it_up(number: signal.Signals) -> None:
    with pytest.raises(ENDS[number]), interruptible(), progress_bar("cases"):
        send(number)
        raise AssertionError("not heard")


@each_signal
def test_what_is_ignored_stays_ignored(number: signal.Signals) -> None:
    usual = signal.signal(number, signal.SIG_IGN)
    try:
        with interruptible(), noting_signals():
            send(number)
            assert not is_interrupted()
    finally:
        signal.signal(number, usual)


@each_signal
def test_the_command_says_one_line_and_the_shells_status(number: signal.Signals, tmp_path: Path) -> None:
    """The signal comes in the middle of the import of a library of ours that takes long."""
    text = (
        f"import os, time\nos.kill(os.getpid(), {int(number)})\n"
        "def __getattr__(name):\n    open('whole', 'w').close()\n    time.sleep(60)\n"
    )
    (tmp_path / "cyclopts.py").write_text(text, encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from gallery.cli import command; command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "list"], cwd=tmp_path, capture_output=True, text=True, timeout=LONG
    )
    said = "thalweg: interrupted\n" if number == signal.SIGINT else ""
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", said)
    assert (tmp_path / "whole").exists()


@pytest.fixture
def deaf(handlers_stay: None) -> Iterator[None]:
    """All signals that end a program are ignored, as under `trap '' INT TERM HUP` in a shell."""
    usual = {number: signal.signal(number, signal.SIG_IGN) for number in ENDS}
    yield
    for number, handler in usual.items():
        signal.signal(number, handler)


def test_where_all_signals_are_ignored_work_is_done_all_the_same(deaf: None) -> None:
    with interruptible(), noting_signals(), progress_bar("cases") as report:
        report(1, 2)


def test_in_a_thread_that_hears_no_signals_work_is_done_all_the_same() -> None:
    done: list[int] = []

    def work() -> None:
        with interruptible(), noting_signals():
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]
