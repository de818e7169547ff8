"""A description as options of the command line and back: what `--help` says and what a command reads are its fields."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, fields, make_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cyclopts import Parameter

from gallery.loading import load_words
from gallery.spec.field import (
    FLAGS,
    Described,
    FieldError,
    described,
    differing,
    flag_of,
    naming,
    number_word,
)
from gallery.spec.film import FilmSpec, only_stills
from gallery.spec.handled import PageSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec

Spec = TypeVar("Spec")

Flag = Annotated[bool, Parameter(show_default=False)]
Named = Parameter(completer=lambda _: landscape_names())
"""A landscape's name; the Tab key completes it."""
MANY = (1, 1_000_000)
"""How many words an option may have that takes several."""
Several = Parameter(consume_multiple=MANY, show_default=False)


def options_of(
    spec: type,
    group: str,
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    several: Sequence[str] = (),
    defaults: Mapping[str, Any] | None = None,
    helps: Mapping[str, str] | None = None,
) -> type:
    """The options that say a description's fields, as a dataclass that cyclopts reads.

    Parameters
    ----------
    spec : the description
    group : the heading above them
    only, without : the fields that are options, in this order; all of them
    several : those of which several may be given, where the description has one
    defaults, helps : where they are not the field's own

    Notes
    -----
    A field with a text form of its own (`Field.read`) is a word here; `spec_of` reads it.
    """
    made = []
    known = described(spec)
    for name in only or known:
        if name in without:
            continue
        about = known[name]
        default = (defaults or {}).get(name, about.default)
        kind, said = _kind(about, name in several), (helps or {}).get(name, about.help)
        shown = kind not in _MANY and isinstance(default, str | int | float) and default != ""
        named: dict[str, Any] = {"name": about.flag} if name in FLAGS else {}
        parameter = Parameter(help=said, show_default=shown, **named, **_how(about, kind))
        made.append(
            (name, Annotated[kind, parameter], field(default=_as_given(about, default, name in several)))
        )
    options = make_dataclass(f"{group}Options", made, frozen=True, kw_only=True)
    # Cyclopts takes a class of the standard library's, as one made by it seems to be, for a plain value.
    options.__module__, options.__doc__ = __name__, None
    return Parameter(name="*", group=group)(options)


_MANY = (tuple[str, ...], tuple[float, ...])
_WITH_MINUS = ("formula", "camera", "title", "caption")
"""Fields whose words may begin with a minus sign: a formula, the name of a file."""


def _kind(about: Described, several: bool) -> Any:
    if about.field.numbers:
        return tuple[float, ...]
    if about.is_several or several:
        return tuple[str, ...]
    return str | None if about.field.read is not None else about.type


def landscape_names() -> list[str]:
    """Of all that a command may be given by name."""
    from landscapes import catalogue

    return list(catalogue)


def _how(about: Described, kind: Any) -> dict[str, Any]:
    choices = about.field.choices
    completed = {} if choices is None else {"completer": lambda _: list(choices())}
    return completed | _read(about, kind)


def _read(about: Described, kind: Any) -> dict[str, Any]:
    """How cyclopts reads it."""
    if kind in _MANY:
        return {"consume_multiple": MANY}
    if about.name in _WITH_MINUS:
        return {"allow_leading_hyphen": True}
    if kind in (int, int | None):
        # Cyclopts would round 5.9 steps to 6.
        return {"converter": lambda _, tokens: _whole(about, tokens[0].value)}
    if about.name.startswith("no_"):
        return {"negative": ""}
    return {"negative": "--no-" + about.name} if kind in (bool, bool | None) else {}


def _whole(about: Described, word: str) -> Any:
    """A whole number; where it may be left open, ``auto`` says so."""
    return None if word == "auto" and about.type == int | None else about.value(word, words=True)


def _as_given(about: Described, default: Any, several: bool) -> Any:
    if about.field.read is not None and default not in (None, ()):
        return about.text(default)
    return () if several or about.is_several else default


def spec_of(kind: type[Spec], options: Any, **others: Any) -> Spec:
    """The description that options say; what they leave out has the description's default.

    Raises
    ------
    FieldError
        For a value that its field cannot have.
    """
    return kind(**_said(kind, options) | others)


def spec_over(spec: Spec, options: Any, **others: Any) -> Spec:
    """A description with what options say in place of its own; what they leave out stays.

    Raises
    ------
    FieldError
        For a value that its field cannot have.
    """
    return replace(spec, **{**_said(type(spec), options), **others})  # type: ignore[type-var]


def _said(kind: type, options: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    known = described(kind)
    for option in fields(options):
        value, about = getattr(options, option.name), known.get(option.name)
        if about is None or value == option.default:
            continue
        value = about.spelled(value)
        if about.field.read is not None:
            text = ",".join(map(number_word, value)) if about.field.numbers else value
            with naming(about.name):
                value = about.field.read(text)
        said[about.name] = value
    return said


@contextmanager
def flags() -> Iterator[None]:
    """What a field refuses in this block is said of the flag that gave it.

    Raises
    ------
    ValueError
        In place of a `FieldError`, with the flag's name.
    """
    try:
        yield
    except FieldError as error:
        raise ValueError(error.as_flag) from error


if TYPE_CHECKING:
    from gallery.spec.film import FilmSpec as FilmOptions
    from gallery.spec.handled import PageSpec as PageOptions
    from gallery.spec.landscape import LandscapeSpec as LandscapeOptions
    from gallery.spec.look import LookSpec as LookOptions
    from gallery.spec.run import RunSpec as RunOptions
else:
    LandscapeOptions = options_of(LandscapeSpec, "Landscape", without=("name",))
    LookOptions = options_of(LookSpec, "Look")
    FilmOptions = options_of(FilmSpec, "Film")
    PageOptions = options_of(PageSpec, "Page")
    RunOptions = options_of(
        RunSpec,
        "Descent",
        without=("label",),
        several=("optimizer",),
        helps={
            "optimizer": "One, or several on one surface; with settings after a colon: adam:beta1=0.8,beta2=0.99 "
            "Default: gradient_descent.",
            "starts": "grid:15, uniform:200, latin_hypercube:200, or points:(-0.4,-0.65);(1,2); of several the "
            "particles go together. Default: grid:15.",
        },
    )
"""The options of a landscape, a look, a film and a descent; instances go through `spec_of` and `runs_of`."""


def runs_of(options: Any) -> tuple[RunSpec, ...]:
    """The runs that options say: one for each optimizer, which share all the rest."""
    optimizers = options.optimizer or (described(RunSpec)["optimizer"].default,)
    return tuple(spec_of(RunSpec, options, optimizer=optimizer) for optimizer in optimizers)


def landscape_of(name: str | None, options: Any) -> LandscapeSpec:
    """The landscape of a NAME or a formula.

    Raises
    ------
    ValueError
        Where both are given, or none.
    """
    given = [what for what in (name, options.formula, options.model) if what is not None]
    if len(given) != 1:
        raise ValueError("give the NAME of a landscape or a --formula" + (", not both" if given else ""))
    if options.formula is not None and options.dimensions is not None:
        raise ValueError(
            "--dimensions belongs to a named landscape; a formula's --domain counts its variables"
        )
    return spec_of(LandscapeSpec, options, name=name)


def named_last(name: str | None, which: Any, options: Any) -> tuple[str | None, Any]:
    """The NAME and the options of runs, where the NAME stands behind an option that takes several words."""
    if name is not None or which.formula is not None or which.model is not None:
        return name, options
    from landscapes import catalogue, model_landscapes

    for several in ("optimizer", "starts"):
        *words, last = getattr(options, several) or ("",)
        if words and (last in catalogue or last in model_landscapes):
            return last, replace(options, **{several: tuple(words)})
    return name, options


def animate_line(
    landscape: LandscapeSpec,
    runs: tuple[RunSpec, ...],
    look: LookSpec,
    film: FilmSpec,
    outputs: Sequence[str],
    *,
    preview: bool = False,
    page: PageSpec | None = None,
) -> str | None:
    """The `thalweg animate` line that makes this film, or page; None where only a scene file can say it."""
    descent = _descent_words(runs)
    if descent is None:
        return None
    named = [landscape.name] if landscape.name else []
    # `animate` refuses what has no effect on a picture that does not move.
    moving = ("clock", "seconds", "fps", "loop", "max_size") if only_stills(list(map(Path, outputs))) else ()
    words = [*named, *spec_words(landscape, without=("name",)), *descent]
    words += [*spec_words(look, without=moving), *spec_words(film, without=moving)]
    words += spec_words(page) if page is not None else []
    words += ["--preview"] if preview else []
    return "thalweg " + shlex.join(
        ["animate", *words, *load_words(), *(word for name in outputs for word in ("-o", file_word(name)))]
    )


def _descent_words(runs: tuple[RunSpec, ...]) -> list[str] | None:
    """The options of runs that share all but their optimizers; None where they do not, or have labels."""
    if not runs or any(run.label or not run.starts for run in runs):
        return None
    # Optimizers whose rates differ would need them among their settings, and would be called otherwise in the legend.
    usual = described(RunSpec)["optimizer"].default
    if len({replace(run, optimizer=usual) for run in runs}) > 1:
        return None
    optimizers = [run.optimizer for run in runs]
    named = optimizers != [usual]
    return [*(["--optimizer", *optimizers] if named else []), *spec_words(runs[0], without=("optimizer",))]


def spec_words(section: Any, without: Sequence[str] = ()) -> Iterator[str]:
    """The options that say a description, but for those of its fields that are named."""
    for about, value in differing(section):
        if about.name in without:
            continue
        flag = flag_of(about.name, no=value is False)
        if about.field.numbers:
            yield from (flag, *about.text(value).split(","))
        elif isinstance(value, bool):
            yield flag
        elif about.is_several:
            yield from (flag, *(map(about.text, value) if value else ("none",)))
        else:
            yield from flag_words(flag, about.text(value))


def option_words(options: Any) -> list[str]:
    """The words that options of any kind came from; one that has its default is not named."""
    words: list[str] = []
    for option in fields(options):
        value = getattr(options, option.name)
        if value != option.default:
            flag = flag_of(option.name, no=value is False)
            if isinstance(value, bool):
                words.append(flag)
            elif isinstance(value, tuple):
                words += [flag, *map(number_word, value)]
            else:
                words += flag_words(flag, number_word(value))
    return words


def flag_words(flag: str, word: str) -> list[str]:
    """A flag and its word, as one where the word begins with a minus sign and so might be taken for a flag itself."""
    return [f"{flag}={word}"] if word.startswith("-") else [flag, word]


def file_word(name: str) -> str:
    """The name of a file as a word that nobody takes for a flag."""
    return f"./{name}" if name.startswith("-") else name
