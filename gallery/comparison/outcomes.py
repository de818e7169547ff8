"""A row for every start of every case: what became of it, as a table for other programs."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from descent.comparison import Case, CaseOutcome
    from gallery.comparison.results import Results

ENDINGS = (".csv", ".parquet")
"""Of the files that hold outcomes."""


def check_suffix(path: str | os.PathLike[str], known: tuple[str, ...], owner: str) -> str:
    """The ending of a file's name.

    Raises
    ------
    ValueError
        If it is none of the `known` ones.
    """
    ending = Path(path).suffix.lower()
    if ending not in known:
        raise ValueError(f"{owner} writes {' and '.join(known)}, got {os.fspath(path)!r}")
    return ending


def check_formats_of_tables(paths: Sequence[Path]) -> None:
    """What writes files of such names is installed.

    Raises
    ------
    ValueError
        If something is not.
    """
    missing = [name for name in ("pandas", "pyarrow") if find_spec(name) is None]
    for path in paths:
        if check_suffix(path, ENDINGS, "a table of outcomes") == ".parquet" and missing:
            raise ValueError(
                f"{path.name} needs {' and '.join(missing)}: pip install {' '.join(missing)}, or write .csv"
            )


def outcome_columns(results: Results) -> dict[str, Any]:
    """Every column by its name, each with a value for every start of every case that has an outcome.

    case, landscape, starts, optimizer, learning_rate, noise, engine, seed: of the case; start: its number; the coordinates
    of start, end and destination by the variables' names, NaN for variables of other landscapes and where a particle
    came to no stationary point; global: whether the destination is a global minimum; ending, steps, height.

    Raises
    ------
    ValueError
        If no case has an outcome.
    """
    import numpy as np

    names = list(dict.fromkeys(str(v) for case, _ in results.runs for v in case.landscape.variables))
    parts = [_columns(case, outcome, names) for case, outcome in results.runs]
    if not parts:
        raise ValueError("no case has an outcome: there is nothing to write")
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _columns(case: Case, outcome: CaseOutcome, names: list[str]) -> dict[str, Any]:
    import numpy as np

    from descent import Ending, to_text

    count, rate = len(outcome), getattr(case.optimizer, "learning_rate", None)
    settings = dict(case.starts.settings)
    told = {
        "case": case.label,
        "landscape": case.landscape.name,
        "starts": case.starts.text,
        "optimizer": case.optimizer.text,
        "learning_rate": "" if rate is None else to_text(rate) if callable(rate) else repr(float(rate)),
        "noise": case.noise.text if case.noise else "",
        "engine": case.engine,
        "seed": str(settings.get("seed", "")),
    }
    columns: dict[str, Any] = {name: np.full(count, text, dtype=object) for name, text in told.items()}
    columns["start"] = np.arange(count)
    reached = np.vstack([outcome.places, np.full((1, case.landscape.dimensions), np.nan)])[outcome.labels]
    for what, points in (("start", outcome.starts), ("end", outcome.ends), ("destination", reached)):
        of = dict(zip(map(str, case.landscape.variables), points.T, strict=True))
        columns |= {f"{what}_{name}": of.get(name, np.full(count, np.nan)) for name in names}
    columns["global"] = np.append(outcome.is_global, False)[outcome.labels]
    columns["ending"] = np.array([Ending(code).name for code in outcome.ending], dtype=object)
    columns["steps"], columns["height"] = outcome.stopped_at, outcome.heights
    return columns


def outcome_frame(results: Results) -> Any:
    """The same as a pandas data frame.

    Raises
    ------
    ImportError
        If pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise ImportError("to_dataframe and to_parquet need pandas: pip install pandas pyarrow") from None
    return pandas.DataFrame(outcome_columns(results))


def write_outcomes(results: Results, path: str | os.PathLike[str]) -> None:
    """Write a CSV or a Parquet file, as the ending of its name says.

    Raises
    ------
    ValueError
        For another ending, or where no case has an outcome.
    OSError
        If the file cannot be written.
    ImportError
        If a Parquet file needs what is not installed.
    """
    from descent.results import replacing

    if check_suffix(path, ENDINGS, "a table of outcomes") == ".csv":
        _write_csv(outcome_columns(results), path)
        return
    frame = outcome_frame(results)
    try:
        content = frame.to_parquet(None, index=False)
    except ImportError:
        raise ImportError("to_parquet needs pyarrow: pip install pandas pyarrow") from None
    with replacing(path) as file:
        file.write(content)


def _write_csv(columns: dict[str, Any], path: str | os.PathLike[str]) -> None:
    from descent.results import replacing
    from gallery.comparison.tables import inert

    listed = {name: column.tolist() for name, column in columns.items()}
    with replacing(path, "w") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(listed)
        for row in zip(*listed.values(), strict=True):
            writer.writerow(["" if entry != entry else _cell(entry, inert) for entry in row])


def _cell(entry: Any, inert: Any) -> Any:
    """As a spreadsheet may read it: text that it would run is told from numbers, true and false are words of JSON."""
    return (
        str(entry).lower()
        if isinstance(entry, bool)
        else inert(entry)
        if isinstance(entry, str)
        else repr(entry)
    )
