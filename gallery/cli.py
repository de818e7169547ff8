"""The `thalweg` command: gathers `commands/`, and turns what goes wrong into one line and an exit status.

0 done; 2 the user's mistake, a full disk or a folder that cannot be written; 3 no usable OpenGL; 130 Ctrl-C.
Cyclopts and the commands are imported inside `main`, so that Ctrl-C meanwhile leaves no traceback.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType
from typing import TYPE_CHECKING

from gallery.terminal import Refusal, complain, said

if TYPE_CHECKING:
    from cyclopts import App

ABOUT = "3-D optimization landscapes: a formula, particles that descend it, a film."


def build_app() -> App:
    """The command line: every file in `commands/` is a command of the same name, its function `run`."""
    from cyclopts import App, Parameter

    import gallery.commands as commands

    app = App(
        name="thalweg",
        help=ABOUT,
        version=_version,
        default_parameter=Parameter(negative=()),
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    # Not gathered as landscapes and optimizers are: with their rooms NumPy would come to every --help.
    for module in iter_modules(commands.__path__):
        app.command(import_module(f"{commands.__name__}.{module.name}").run, name=module.name)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (default: this process's) and return its exit status."""
    # Of what is imported nothing becomes garbage: looking it through as often as Python does takes 0.2 s of a film.
    gc.set_threshold(20_000, 10, 10)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except Refusal as error:
        return _refuse(str(error), error.status)
    except OSError as error:
        return 0 if isinstance(error, BrokenPipeError) and _reader_left() else _refuse(said(error), 2)
    except KeyboardInterrupt:
        return _refuse("interrupted", 130)
    return status or 0


def _run(words: list[str]) -> int | None:
    from cyclopts import CycloptsError

    try:
        return build_app()(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        raise Refusal(str(error)) from error


def _reader_left() -> bool:
    """Whoever read our output has gone (`thalweg list | head`), which is no mistake."""
    import select

    pipe = select.poll()
    pipe.register(sys.stdout.fileno(), 0)
    if not pipe.poll(0):
        return False
    # Keep Python from trying once more at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def _version() -> str:
    from importlib.metadata import version

    return version("thalweg")


def _refuse(message: str, status: int) -> int:
    complain(message)
    return status


def _terminate(number: int, frame: FrameType | None) -> None:
    # Like Ctrl-C: unwinding removes the temporary files of a film that is being written.
    sys.exit(128 + number)
