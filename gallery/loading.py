"""`--load my.py`: a user's own landscapes and optimizers, for one command and every process that it begins."""

from __future__ import annotations

import functools
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

FLAG = "--load"


def files_named(words: Sequence[str]) -> list[str]:
    """The files that a command line asks to load, as they are written there."""
    found = []
    for k, word in enumerate(words):
        if word == "--":
            break
        if word == FLAG and k + 1 < len(words):
            found.append(words[k + 1])
        elif word.startswith(f"{FLAG}="):
            found.append(word.partition("=")[2])
    return found


@contextmanager
def loaded(files: Sequence[str | Path]) -> Iterator[None]:
    """For the block, what these files define has its place among landscapes and optimizers.

    Raises
    ------
    ValueError
        One line, the file first: it cannot be run, defines nothing, or takes a name that there is already.
    """
    from landscapes.plugins import forget, own_modules

    before = own_modules()
    try:
        for file in files:
            load(file)
        yield
    finally:
        for module in own_modules():
            if module not in before:
                forget(module)


def load(file: str | Path) -> None:
    """Run a file, if it was not, and see that what it defines can be found.

    Raises
    ------
    ValueError
        As `loaded` has it.
    """
    from descent import own_rules
    from landscapes import own_landscapes
    from landscapes.plugins import own_modules, run_own_file

    earlier = own_modules()
    module = run_own_file(file)
    if module in earlier:
        return
    module.__dict__["__loaded_as__"] = str(file)
    try:
        named = [*own_landscapes(module), *own_rules(module)]
        for f in own_landscapes(module).values():
            _ = f.formula  # what cannot be built is said before anything is begun
        taken = {name: m for m in earlier for name in (*own_landscapes(m), *own_rules(m))}
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    if not named:
        raise ValueError(
            f"{file} defines nothing: a landscape is a function under @landscape(domain=(-5, 5)), an optimizer a "
            "class of descent.FirstOrder"
        )
    for name in named:
        if name in taken:
            raise ValueError(
                f"{file}: {name!r} is in {taken[name].__dict__['__loaded_as__']} already: rename one"
            )


def loaded_files() -> tuple[str, ...]:
    """The whole paths of the files that are loaded: another process loads them again."""
    modules = _modules()
    return tuple(str(module.__file__) for module in modules)


def load_words(whole: bool = False) -> list[str]:
    """The options that load what is loaded: as they were given, or with `whole` paths."""
    modules = _modules()
    return [
        word
        for m in modules
        for word in (FLAG, str(m.__file__) if whole else str(m.__dict__["__loaded_as__"]))
    ]


def _modules() -> list[Any]:
    if "landscapes" not in sys.modules:
        return []
    from landscapes.plugins import own_modules

    return own_modules()


def loads(run: Callable[..., Any]) -> Callable[..., Any]:
    """A command that has the option too; whoever calls it has loaded the files."""

    @functools.wraps(run)
    def called(*words: Any, load: Any = (), **options: Any) -> Any:
        return run(*words, **options)

    signature = inspect.signature(run, eval_str=True)
    option = inspect.Parameter(
        "load", inspect.Parameter.KEYWORD_ONLY, default=(), annotation=Annotated[tuple[Path, ...], _option()]
    )
    called.__signature__ = signature.replace(parameters=[*signature.parameters.values(), option])  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in called.__signature__.parameters.values()}  # type: ignore[attr-defined]
    return called


def _option() -> Parameter:
    said = "Your own Python file, which is run: landscapes (@landscape), optimizers (classes). May be given repeatedly."
    return Parameter(name=FLAG, help=said + _inventory(), show_default=False)


def _inventory() -> str:
    """What the files that are loaded have."""
    named = []
    for module in _modules():
        from descent import own_rules
        from landscapes import own_landscapes

        for kind, names in (("landscapes", own_landscapes(module)), ("optimizers", own_rules(module))):
            named += [f"{kind} {', '.join(names)}"] if names else []
    return f" Loaded: {'; '.join(named)}." if named else ""


@contextmanager
def plugins_complain(complain: Callable[[str], None]) -> Iterator[None]:
    """For the block, what is wrong with an installed plugin, or cannot be cut, is one line without a place in our code."""
    usual = warnings.showwarning

    def show(message: Any, category: Any, *place: Any, **named: Any) -> None:
        if category.__name__ in ("PluginWarning", "OnePieceWarning"):
            complain(str(message))
        else:
            usual(message, category, *place, **named)

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
