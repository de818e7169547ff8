"""Which engine a run takes, and when the compiled one would pay."""

from __future__ import annotations

from importlib.util import find_spec

from descent.settings import brief

ENGINES = ("numpy", "compiled", "auto")
PAYS = 250_000_000
"""Particle-steps above which a kernel is compiled without being asked for."""
_INSTALL = 'pip install "thalweg[fast]"'


def is_installed() -> bool:
    """Whether there is a compiler; it is not imported."""
    return find_spec("llvmlite") is not None


def chosen_engine(owner: str, engine: str, particle_steps: int) -> str:
    """"numpy" or "compiled", for a run of so many particle-steps.

    Raises
    ------
    ValueError
        For an engine that does not exist or is not installed.
    """
    if engine not in ENGINES:
        raise ValueError(f"{owner} must be one of {', '.join(ENGINES)}, got {brief(engine)}")
    if engine == "compiled" and not is_installed():
        raise ValueError(f"{owner} 'compiled' needs llvmlite, which is not installed: {_INSTALL}")
    if engine == "auto":
        return "compiled" if particle_steps > PAYS and is_installed() else "numpy"
    return engine


def engine_advice(engine: str, particle_steps: int) -> str:
    """One line on what would be faster for so many particle-steps; empty where nothing would."""
    if particle_steps <= PAYS or chosen_engine("engine", engine, particle_steps) == "compiled":
        return ""
    way = "--engine compiled is faster" if is_installed() else f"{_INSTALL}, then --engine compiled is faster"
    return f"{particle_steps:,} particle-steps: {way}"
