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


def fault() -> str:
    """Why nothing can be compiled here, as "is not installed"; "" if it can. Imports the compiler, if there is one."""
    if not is_installed():
        return "is not installed"
    try:
        import llvmlite.binding as llvm

        _ = llvm.llvm_version_info
    except Exception as error:  # half of an installation raises what it likes
        said = (str(error).splitlines() or [""])[0]
        return f"is installed but cannot be loaded ({said or type(error).__name__})"
    return ""


def chosen_engine(owner: str, engine: str, particle_steps: int) -> EngineName:
    """ "numpy" or "compiled", for a run of so many particle-steps.

    Raises
    ------
    ValueError
        For an engine that does not exist, or whose compiler is not installed or cannot be loaded.
    """
    if not isinstance(engine, str) or engine not in ENGINES:
        raise ValueError(f"{owner} must be one of {', '.join(ENGINES)}, got {brief(engine)}")
    if engine == "compiled" and (why := fault()):
        way = f"{_INSTALL} --force-reinstall" if is_installed() else _INSTALL
        raise ValueError(f"{owner} 'compiled' needs llvmlite, which {why}: {way}")
    if engine == "auto":
        return "compiled" if particle_steps > PAYS and not fault() else "numpy"
    return engine


def engine_note(asked: str, ran: str, particle_steps: int) -> str:
    """One line on the engine that `ran` so many particle-steps, where "auto" took it or another pays; else empty."""
    if asked == "auto" and ran == "compiled":
        return f"{particle_steps:,} particle-steps, by the compiled engine: --engine compiled gives the same again"
    if particle_steps <= PAYS or "compiled" in (asked, ran):
        return ""
    way = "" if is_installed() else f"{_INSTALL}, then "
    return f"{particle_steps:,} particle-steps take a fraction of the time so: {way}--engine compiled"
