"""The `thalweg` command: gathers `commands/`, and turns what goes wrong into one line and an exit status.

0 done; 2 the user's mistake, a full disk, a folder that cannot be written or too little memory; 3 no usable OpenGL;
130 Ctrl-C, 143 SIGTERM, 129 a closed terminal.

Everything is imported inside `main`, so that Ctrl-C meanwhile leaves no traceback.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in `typing`, which takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from cyclopts import App, CoercionError

ABOUT = "3-D optimization landscapes: a formula, particles that descend it, a film."

TO_TRY = (
    ("animate himmelblau", "a film of 225 marbles, himmelblau.mp4"),
    ('explore --formula "x**2 + 3*sin(y)**2"', "your own function on a page: drop a marble, turn the rate"),
    ("compare rosenbrock --optimizer adam momentum", "who arrives sooner: film, table, maps, a page"),
)
"""What a bare `thalweg` shows."""


def command() -> NoReturn:
    """The process that `thalweg` is, from its first line to its end.

    Raises
    ------
    SystemExit
        Always, with the exit status.
    """
    status = main()
    import gc
    import signal

    # What is left to be done is to end: a second Ctrl-C would only leave a traceback.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    gc.freeze()  # all memory goes with the process: nobody need look for garbage in it three times more
    sys.exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (default: this process's) and return its exit status.

    Raises
    ------
    SystemExit
        With 128 and the signal's number for one that ends the program, but Ctrl-C.
    """
    try:
        return _surrounded(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return interrupted()


def build_app(asked: str = "") -> App:
    """The command line: every file in `commands/` is a command of the same name, its function `run`.

    Where one is `asked` for by its name it has no other: what these have to import is what a command waits for.
    """
    from importlib import import_module
    from pkgutil import iter_modules

    from cyclopts import App, Parameter

    import gallery.commands as commands
    from gallery.loading import loads

    app = App(
        name="thalweg",
        help=ABOUT,
        version=_version,
        default_parameter=Parameter(negative=()),
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    app.default(_three_things)
    # Not gathered as landscapes and optimizers are: with their rooms NumPy would come to every --help.
    names = [module.name for module in iter_modules(commands.__path__)]
    if asked in names:
        names = [asked]
    else:
        app.register_install_completion_command(
            help="Complete commands and options by the Tab key, from the next shell on."
        )
    for name in names:
        app.command(loads(import_module(f"{commands.__name__}.{name}").run), name=name)
    return app


def _surrounded(words: list[str]) -> int:
    """Run it where signals wait for imports, printing cannot fail, and no child runs what lies in the current folder."""
    import gc

    from gallery.processes import looking_elsewhere
    from gallery.terminal import complain, interruptible, said, sensible_width, steady_streams

    # Of what is imported nothing becomes garbage: looking it through as often as Python does takes 0.2 s of a film.
    gc.set_threshold(20_000, 10, 10)
    with steady_streams() as unwritten, sensible_width(), looking_elsewhere():
        try:
            with interruptible():
                status = _run(words)
        except KeyboardInterrupt:
            status = interrupted()
        if (error := unwritten()) is not None:
            complain(said(error))
            status = status or 2
    return status


def _run(words: list[str]) -> int:
    from gallery.terminal import (
        TO_BEGIN,
        Refusal,
        check_memory,
        check_words,
        complain,
        refused_for_memory,
        said,
    )

    try:
        check_words(words)
        check_memory(TO_BEGIN)
        return _called(words) or 0
    except Refusal as error:
        complain(str(error))
        return error.status
    except OSError as error:
        if (refusal := refused_for_memory(error)) is not None:
            error = OSError(refusal)
        complain(said(error))
        return 2
    except Exception as error:
        if (refusal := refused_for_memory(error) or _death(error)) is None:
            raise
        complain(refusal)
        return 2


def _death(error: Exception) -> str | None:
    """What is said of workers that died; None of any other error."""
    from concurrent.futures import BrokenExecutor

    return str(error) if isinstance(error, BrokenExecutor) else None


def _called(words: list[str]) -> int | None:
    from contextlib import ExitStack

    from gallery.loading import files_named, loaded, plugins_complain
    from gallery.terminal import at_the_door, complain

    with plugins_complain(complain), ExitStack() as own:
        if files := files_named(words):
            with at_the_door():
                own.enter_context(loaded(files))
        return _dispatched(build_app(*words[:1]), words)


def _dispatched(app: App, words: list[str]) -> int | None:
    from cyclopts import (
        CoercionError,
        CycloptsError,
        MissingArgumentError,
        UnknownOptionError,
        UnusedCliTokensError,
    )

    from gallery.terminal import Refusal

    try:
        return app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except UnusedCliTokensError as error:
        if words and words[0] not in app:
            raise Refusal(_unknown(words[0], app)) from error
        left = ", ".join(map(repr, error.unused_tokens or ()))
        command = f"thalweg {words[0]}" if words else "thalweg"
        raise Refusal(f"{command} has no use for {left}: leave it out, or see {command} --help") from error
    except CoercionError as error:
        raise Refusal(_no_number(error) or str(error)) from error
    except UnknownOptionError as error:
        meant = ELSEWHERE.get(error.token.keyword or "")
        told = f"unknown option {error.token.keyword}; did you mean {meant}?" if meant else str(error)
        raise Refusal(told) from error
    except MissingArgumentError as error:
        raise Refusal(_joined(words) or str(error)) from error
    except CycloptsError as error:
        raise Refusal(str(error)) from error


def _no_number(error: CoercionError) -> str:
    token = error.token
    of_numbers = token is not None and token.keyword and error.target_type is float
    return (
        f"{token.keyword} must be a number without a unit, got {token.value!r}"
        if of_numbers and token
        else ""
    )


ELSEWHERE = {
    "--lr": "--learning-rate",
    "--rate": "--learning-rate",
    "--alpha": "--learning-rate",
    "--iterations": "--steps",
    "--iters": "--steps",
    "--epochs": "--steps",
    "--duration": "--seconds",
    "--length": "--seconds",
    "--resolution": "--size",
    "--out": "--output",
    "--file": "--output",
    "--colormap": "--cmap",
    "--method": "--optimizer",
    "--function": "--formula",
    "--bounds": "--domain",
    "--range": "--domain",
    "--init": "--starts",
    "--start": "--starts",
    "--lang": "--language",
    "--random-state": "--seed",
}
"""What our options are called in other programs."""


def _joined(words: list[str]) -> str:
    """What is said of numbers that commas join, the first of them below zero: it reads like an option."""
    import re
    from itertools import pairwise

    for flag, word in pairwise(words):
        if flag.startswith("--") and re.fullmatch(r"-[\d.][-+\d.eE]*(,[-+\d.eE]+)+", word):
            return f"{flag} takes numbers that are words of their own: {flag} {word.replace(',', ' ')}; got {word!r}"
    return ""


def _unknown(word: str, app: App) -> str:
    import difflib

    known = [name for name in app if not name.startswith("-")]
    near = difflib.get_close_matches(word.lower(), known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"unknown command {word!r}; {hint}there are {', '.join(known)}"


def interrupted() -> int:
    """The exit status of Ctrl-C, which is said in a line."""
    if sys.stderr is not None:
        print("thalweg: interrupted", file=sys.stderr)
    return 130


def _three_things() -> None:
    """Say what to try first."""
    from gallery.terminal import say

    say(ABOUT)
    say("Three things to try:")
    for words, what in TO_TRY:
        say(f"  thalweg {words:<{max(len(words) for words, _ in TO_TRY)}}  {what}")
    say("Everything else: thalweg --help")


def _version() -> str:
    from importlib.metadata import version

    return version("thalweg")
