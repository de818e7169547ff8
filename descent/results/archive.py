"""One file per run: arrays, and as JSON everything needed to repeat it. Nothing in it is ever executed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from descent.guests import Guest
from descent.registry import parse_method, parse_noise
from descent.results.atomic import named, replacing
from descent.results.endings import Ending
from descent.results.npz import Kinds, read_arrays
from descent.settings import brief, number
from landscapes import CheckedRecord, Landscape, from_record, one_line, to_record

FORMAT = 2
READABLE = (1, 2)
"""Formats: 1 kept a formula as `sympy.srepr` writes it."""
ARRAYS: Kinds = {
    "positions": ("f", 3),
    "heights": ("f", 2),
    "ending": ("i", 1),
    "stopped_at": ("i", 1),
    "indices": ("i", 1),
}
MOST_STEPS = 10**12
LONGEST_REASON = 240
"""Characters: what zip and JSON say may quote the file."""


def save(run: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write a run, given as the fields of its `Trajectories` by name, to one ``.npz`` file.

    Raises
    ------
    ValueError
        If `path` is no name of a file, or the landscape's formula holds something that cannot be stored.
    OSError
        If it cannot be written.
    """
    optimizer, noise = run["optimizer"], run["noise"]
    about = {
        "format": FORMAT,
        "versions": {name: _version(name) for name in ("thalweg", "numpy", "sympy")},
        "landscape": to_record(run["landscape"]),
        "optimizer": optimizer.text if optimizer and optimizer.written else None,
        "noise": noise.text if noise else None,
        "steps": int(run["steps"]),
        "tolerance": None if run["tolerance"] is None else float(run["tolerance"]),
        "escape_factor": float(run["escape_factor"]),
        "cut_off": bool(run["cut_off"]),
        "engine": run["engine"] or None,
    }
    if optimizer and not optimizer.written:
        about["guest"] = optimizer.name
    arrays: dict[str, Any] = {name: run[name] for name in ARRAYS}
    with replacing(path) as file:
        np.savez(file, about=np.array(json.dumps(about)), **arrays)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields that `save` wrote.

    Raises
    ------
    ValueError
        If the file holds no run, or one whose landscape, optimizer or noise is unknown here: one line that names it.
    OSError
        If it cannot be read.
    """
    target = named(path)
    try:
        arrays = read_arrays(target, {**ARRAYS, "about": ("U", 0)})
        about = json.loads(str(arrays.pop("about")))
        return _checked(CheckedRecord(about, "about"), arrays)
    except RecursionError:
        reason = "parts of it lie too deep inside one another"
    except MemoryError:
        reason = "it does not fit into memory"
    except ValueError as error:
        reason = one_line(str(error))[:LONGEST_REASON] or type(error).__name__
    raise ValueError(f"{target} is not a run that can be loaded: {reason}")


def to_csv(run: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write one line per particle and recorded step of a run given as for `save`.

    Raises
    ------
    ValueError
        If the file's name does not end in .csv, or is no name of a file.
    OSError
        If it cannot be written.
    """
    if (ending := os.path.splitext(os.fspath(path))[1].lower()) != ".csv":
        raise ValueError(
            f"to_csv writes .csv, got {os.fspath(path)!r}: {ending or 'no ending'} is another format"
        )
    names = [str(symbol) for symbol in run["landscape"].variables]
    words = [Ending(code).name for code in run["ending"]]
    with replacing(path, "w") as file:
        print("step", "particle", *names, "height", "ending", sep=",", file=file)
        for index, places, heights in zip(run["indices"], run["positions"], run["heights"], strict=True):
            rows = np.column_stack([places, heights]).tolist()
            text = (
                f"{index},{particle},{','.join(map(repr, row))},{word}\n"
                for particle, (row, word) in enumerate(zip(rows, words, strict=True))
            )
            file.writelines(text)


def _checked(about: CheckedRecord, arrays: dict[str, Any]) -> dict[str, Any]:
    if (found := about.whole("format", 10**6)) not in READABLE:
        raise ValueError(f"its format is {found}, this version reads {' and '.join(map(str, READABLE))}")
    f, steps = from_record(about.value("landscape")), about.whole("steps", MOST_STEPS)
    _check_arrays(arrays, f, steps)
    optimizer, noise = about.text_or_none("optimizer"), about.text_or_none("noise")
    guest = about.text_or_none("guest", optional=True)
    return {
        "landscape": f,
        "optimizer": parse_method(optimizer) if optimizer else Guest(None, guest) if guest else None,
        "noise": parse_noise(noise) if noise else None,
        "steps": steps,
        "tolerance": _tolerance(about.number_or_none("tolerance")),
        "escape_factor": number("escape_factor", about.number("escape_factor"), float, "[1, inf)"),
        "cut_off": about.yes_or_no("cut_off", missing=False),
        "engine": _engine(about.text_or_none("engine", optional=True)),
        **arrays,
    }


def _tolerance(given: float | None) -> float | None:
    return None if given is None else float(number("tolerance", given, float, "[0, inf)"))


def _engine(name: str | None) -> str:
    if name not in (None, "numpy", "compiled"):
        raise ValueError(f"its engine is {brief(name)}; there are numpy and compiled")
    return name or ""


def _check_arrays(arrays: dict[str, Any], f: Landscape, steps: int) -> None:
    rows, count = arrays["heights"].shape
    shapes = {
        "positions": (rows, count, f.dimensions),
        "ending": (count,),
        "stopped_at": (count,),
        "indices": (rows,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has shape {arrays[name].shape}, expected {shape}")
    if not all(arrays[name].dtype.itemsize in (4, 8) for name in ("positions", "heights")):
        raise ValueError("positions and heights must be floats of 32 or 64 bits")
    if not np.isfinite(arrays["positions"]).all():
        raise ValueError("positions must be finite")
    if not np.isin(arrays["ending"], list(Ending)).all():
        raise ValueError("ending holds unknown codes")
    indices, stopped = arrays["indices"], arrays["stopped_at"]
    if rows == 0 or indices[0] != 0 or indices[-1] != steps or not (indices[1:] > indices[:-1]).all():
        raise ValueError("indices must rise from 0 to steps")
    if not ((stopped >= 0) & (stopped <= steps)).all():
        raise ValueError("stopped_at must lie between 0 and steps")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
