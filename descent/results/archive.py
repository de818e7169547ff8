"""One file per run: arrays, and as JSON everything needed to repeat it. Nothing in it is ever executed."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from descent.registry import parse_noise, parse_optimizer
from descent.results.atomic import named, replacing
from descent.results.endings import Ending
from landscapes import Landscape, from_record, to_record

FORMAT = 1
ARRAYS = ("positions", "heights", "ending", "stopped_at", "indices")


def save(run: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write a run, given as the fields of its `Trajectories` by name, to one ``.npz`` file.

    Raises
    ------
    ValueError
        If `path` is no name of a file.
    OSError
        If it cannot be written.
    """
    optimizer, noise = run["optimizer"], run["noise"]
    about = {
        "format": FORMAT,
        "versions": {name: _version(name) for name in ("thalweg", "numpy", "sympy")},
        "landscape": to_record(run["landscape"]),
        "optimizer": optimizer.text if optimizer else None,
        "noise": noise.text if noise else None,
        "steps": int(run["steps"]),
        "tolerance": None if run["tolerance"] is None else float(run["tolerance"]),
        "escape_factor": float(run["escape_factor"]),
    }
    arrays: dict[str, Any] = {name: run[name] for name in ARRAYS}
    with replacing(path) as file:
        np.savez(file, about=np.array(json.dumps(about)), **arrays)


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields that `save` wrote.

    Raises
    ------
    ValueError
        If the file holds no run, or one whose landscape, optimizer or noise is unknown here.
    OSError
        If it cannot be read.
    """
    target = named(path)
    try:
        with open(target, "rb") as raw, np.load(raw, allow_pickle=False) as file:
            about = json.loads(str(file["about"]))
            arrays = {name: file[name] for name in ARRAYS}
        return _checked(about, arrays)
    except (KeyError, TypeError, ValueError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{target} is not a run that can be loaded: {reason}") from None


def to_csv(run: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write one line per particle and recorded step of a run given as for `save`; raises as that does."""
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


def _checked(about: dict[str, Any], arrays: dict[str, Any]) -> dict[str, Any]:
    if about["format"] != FORMAT:
        raise ValueError(f"its format is {about['format']}, this version reads {FORMAT}")
    f = from_record(about["landscape"])
    _check_arrays(arrays, f, int(about["steps"]))
    return {
        "landscape": f,
        "optimizer": parse_optimizer(about["optimizer"]) if about["optimizer"] else None,
        "noise": parse_noise(about["noise"]) if about["noise"] else None,
        "steps": int(about["steps"]),
        "tolerance": None if about["tolerance"] is None else float(about["tolerance"]),
        "escape_factor": float(about["escape_factor"]),
        **arrays,
    }


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
    if not np.isin(arrays["ending"], list(Ending)).all():
        raise ValueError("ending holds unknown codes")
    if rows == 0 or arrays["indices"][0] != 0 or arrays["indices"][-1] != steps:
        raise ValueError("indices must run from 0 to steps")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
