"""What was run, as a sentence for a paper: landscape, starts with their seeds, optimizers, where rates come from, versions.

``CITATION.cff`` beside this file says how thalweg itself is cited.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from typing import Any, Protocol

from render.style import listed

PACKAGES = ("numpy", "sympy")
"""Whose versions numbers depend on."""
COMPILER = "llvmlite"
"""And this one's, where the compiled engine moved particles."""
MOST = 8
"""Optimizers that are told one by one."""


FEW = 4
"""Given points that are told one by one."""


class ToldCase(Protocol):
    """What is told of one case."""

    @property
    def landscape(self) -> Any: ...
    @property
    def starts(self) -> Any: ...
    @property
    def optimizer(self) -> Any: ...
    @property
    def noise(self) -> Any: ...
    @property
    def steps(self) -> int: ...
    @property
    def engine(self) -> str: ...
    @property
    def rate_reason(self) -> str: ...


def what_was_run(cases: Sequence[ToldCase]) -> str:
    """One sentence, or two, on what was run and with what, also by which engine; the empty text for nothing.

    Parameters
    ----------
    cases : of a comparison, or of a scene's runs
    """
    if not cases:
        return ""
    optimizers = _apart(_method(case) for case in cases)
    if len(optimizers) > MOST:
        optimizers = [*optimizers[:MOST], f"{len(optimizers) - MOST} more"]
    grounds = _apart(_ground(case.landscape) for case in cases)
    starts = _apart(_starts(case.starts) for case in cases)
    noises = [noise for noise in _apart(case.noise.text if case.noise else "" for case in cases) if noise]
    steps = max(case.steps for case in cases)
    noise = f" with gradient noise {listed(noises)}" if noises else ""
    return (
        f"{listed(optimizers)} descended {listed(grounds)} from the starts {listed(starts)}{noise}, for at most "
        f"{steps:,} steps{_compiled(cases)}. Computed with {versions(any(_is_compiled(case) for case in cases))}."
    )


def _starts(starts: Any) -> str:
    """As the command line has them; of many given points how many they are."""
    given = dict(getattr(starts, "settings", ())).get("positions", ())
    return f"{len(given):,} given points" if len(given) > FEW else str(getattr(starts, "text", starts))


def versions(compiled: bool = False) -> str:
    """Versions of what was computed with: ``thalweg 0.1.0 (Python 3.11.7, numpy 2.4.1, sympy 1.14.0)``.

    Parameters
    ----------
    compiled : whether the compiled engine moved particles, so that its compiler's version counts
    """
    told = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    if compiled:
        try:
            told.append(f"{COMPILER} {metadata.version(COMPILER)}")
        except metadata.PackageNotFoundError:  # another machine's workers had it
            told.append(COMPILER)
    return f"thalweg {metadata.version('thalweg')} (Python {platform.python_version()}, {', '.join(told)})"


def citation() -> str:
    """How thalweg is cited: the text of its CITATION.cff.

    Examples
    --------
    >>> citation().splitlines()[0]
    'cff-version: 1.2.0'
    """
    return resources.files("gallery").joinpath("CITATION.cff").read_text(encoding="utf-8")


def _method(case: ToldCase) -> str:
    """``Adam (adam:learning_rate=0.05, as given)``; nobody's own goes by its name."""
    spoken, rate = _name(case), getattr(case.optimizer, "learning_rate", None)
    if rate is None:
        return spoken
    reason = case.rate_reason or str(getattr(rate, "reason", ""))
    told = (
        f"the schedule {getattr(rate, 'text', rate)}"
        if callable(rate)
        else f"learning rate {float(rate):.6g}"
    )
    return f"{spoken} ({told}, {f'chosen by thalweg: {reason}' if reason else 'as given'})"


def _is_compiled(case: ToldCase) -> bool:
    return case.engine == "compiled"


def _compiled(cases: Sequence[ToldCase]) -> str:
    """Whose particles the compiled engine moved; nothing where it moved none."""
    ours = [case for case in cases if _is_compiled(case)]
    if not ours:
        return ""
    names, others = (
        [_name(case) for case in cases if _is_compiled(case) == compiled] for compiled in (True, False)
    )
    who = ""
    if others:
        apart = _apart(names)
        told = set(apart).isdisjoint(others) and len(apart) <= MOST
        who = f"{listed(apart) if told else f'{len(ours)} of {len(cases)} cases'} "
    return f", {who}by the compiled engine"


def _name(case: ToldCase) -> str:
    if case.optimizer is None:
        return "recorded paths"
    spoken: str = case.optimizer.spoken
    # Nobody's own name is changed.
    return spoken[:1].upper() + spoken[1:] if getattr(case.optimizer, "written", True) else spoken


def _ground(f: Any) -> str:
    source = f" ({f.source})" if f.source else ""
    box = " x ".join(f"[{low:g}, {high:g}]" for low, high in f.domain[:3]) + " x ..." * (len(f.domain) > 3)
    name = f.title if f.is_titled else f"the function {f.formula}"
    return f"{name}{source} on {box}"


def _apart(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
