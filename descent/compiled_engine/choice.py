"""Which engine a run takes, and when the compiled one would pay."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Literal, get_args

from descent.settings import brief

EngineName = Literal["numpy", "compiled", "auto"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
PAYS = 250_000_000
"""Particle-steps above which a kernel is compiled without being asked for."""
_INSTALL = 'pip install "thalweg[fast]"'


def is_installed() -> bool:
    """Whether there is a compiler; it is not imported."""
    return "llvmlite.binding" in sys.modules or find_spec("llvmlite") is not None


def chosen_engine(owner: str, engine: str, particle_steps: int) -> EngineName:
    """ "numpy" or "compiled", for a run of so many particle-steps.

    Raises
    ------
    ValueError
        For an engine that does not exist or is not installed.
    """
    if not isinstance(engine, str) or engine not in ENGINES:
        raise ValueError(f"{owner} must be one of {', '.join(ENGINES)}, got {brief(engine)}")
    if engine == "compiled" and not is_installed():
        raise ValueError(f"{owner} 'compiled' needs llvmlite, which is not installed: {_INSTALL}")
    if engine == "auto":
        return "compiled" if particle_steps > PAYS and is_installed() else "numpy"
    return engine


def engine_note(asked: str, ran: str, particle_steps: int) -> str:
    """One line on the engine that `ran` so many particle-steps, where "auto" took it or another pays; else empty."""
    if asked == "auto" and ran == "compiled":
        return f"{particle_steps:,} particle-steps, by the compiled engine: --engine compiled gives the same again"
    if particle_steps <= PAYS or "compiled" in (asked, ran):
        return ""
    way = "" if is_installed() else f"{_INSTALL}, then "
    return f"{particle_steps:,} particle-steps take a fraction of the time so: {way}--engine compiled"
