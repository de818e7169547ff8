"""One block of starts: whichever process draws it, and however the starts are cut, start number k is the same point."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine import EngineName
from descent.loop import descend
from descent.multistart.tally import Agreement, Tally, agreement, tallied
from descent.optimizers import Optimizer
from descent.results import Destinations, Ending, Trajectories, replacing
from landscapes import Landscape, to_record
from landscapes.formulas import Box

Array = NDArray[np.float64]
_WORDS = 4
"""Numbers that Philox4x64 makes of one value of its counter."""


@dataclass(frozen=True, kw_only=True)
class StartsBlock:
    """Starts number `first` to `first + count - 1`, and what is done with them; it travels to another process.

    Attributes
    ----------
    engines : for each optimizer, what moves its particles
    outcomes : how the names of files begin that have a row for every start, see `rows_of`; empty for none
    cases : what each optimizer's rows are called
    """

    landscape: Landscape
    optimizers: tuple[Optimizer, ...]
    domain: Box
    seed: int
    first: int
    count: int
    steps: int
    tolerance: float | None
    engines: tuple[EngineName, ...]
    outcomes: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlockResult:
    """A tally for each optimizer, and for every two of them how they agree, in the order of `combinations`."""

    tallies: tuple[Tally, ...]
    agreements: tuple[Agreement, ...]

    def plus(self, f: Landscape, other: BlockResult) -> BlockResult:
        """Of the starts of both."""
        return BlockResult(
            tuple(a.plus(f, b) for a, b in zip(self.tallies, other.tallies, strict=True)),
            tuple(a.plus(b) for a, b in zip(self.agreements, other.agreements, strict=True)),
        )

    def text(self, about: str) -> str:
        """As JSON, with what it is of."""
        told = {
            "about": about,
            "tallies": [t.record for t in self.tallies],
            "agreements": [list(a) for a in self.agreements],
        }
        return json.dumps(told)

    @classmethod
    def read(cls, path: Path, about: str, variables: int) -> BlockResult | None:
        """What a file holds, if it is whole and of just this; else the block is run again."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["about"] != about:
                return None
            tallies = tuple(Tally.from_record(record, variables) for record in told["tallies"])
            return cls(tallies, tuple(Agreement(*map(int, row)) for row in told["agreements"]))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError):
            return None


def starts_between(domain: Box, seed: int, first: int, count: int) -> Array:
    """Starts number `first` to `first + count - 1` of endlessly many, uniform in the domain; (count, n).

    References
    ----------
    Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3": a number's place in the stream
    is an argument, so that no stream has to be run through.

    Examples
    --------
    >>> from descent.multistart.blocks import starts_between
    >>> whole = starts_between(((0, 1), (2, 3)), seed=1, first=0, count=10)
    >>> bool((starts_between(((0, 1), (2, 3)), 1, 7, 3) == whole[7:]).all())
    True
    """
    low, high = np.transpose(np.asarray(domain, dtype=float))
    words = first * len(low)
    stream = np.random.Philox(key=seed)
    stream.advance(words // _WORDS)
    draws = np.random.Generator(stream)
    draws.random(words % _WORDS)
    return np.asarray(draws.uniform(low, high, size=(count, len(low))))


def run_block(block: StartsBlock) -> BlockResult:
    """Run every optimizer from the block's starts, and count."""
    f = block.landscape
    starts = starts_between(block.domain, block.seed, block.first, block.count)
    runs, tallies, found = [], [], []
    for optimizer, engine in zip(block.optimizers, block.engines, strict=True):
        run = descend(
            f,
            starts,
            optimizer,
            steps=block.steps,
            tolerance=block.tolerance,
            record="ends",
            engine=engine,
        )
        tally, places = tallied(run)
        runs.append(run)
        tallies.append(tally)
        found.append(places)
    if block.outcomes:
        _write_rows(block, starts, runs, found)
    pairs = combinations(range(len(runs)), 2)
    agreements = tuple(agreement([runs[a], runs[b]], [found[a], found[b]]) for a, b in pairs)
    return BlockResult(tuple(tallies), agreements)


def _write_rows(
    block: StartsBlock, starts: Array, runs: list[Trajectories], found: list[Destinations]
) -> None:
    """One Parquet file of the dataset: a row for every start of every optimizer."""
    import pyarrow as pa
    from pyarrow import parquet

    names, count = [str(v) for v in block.landscape.variables], block.count
    endings = [ending.name for ending in Ending]
    tables = []
    for case, optimizer, run, places in zip(block.cases, block.optimizers, runs, found, strict=True):
        reached = np.vstack([places.positions, np.full((1, len(names)), np.nan)])[places.labels]
        same = {
            "case": case,
            "landscape": block.landscape.name,
            "optimizer": optimizer.text,
            "seed": str(block.seed),
            "engine": run.engine,
        }
        every = np.zeros(count, dtype=np.int32)
        columns: dict[str, Any] = {k: pa.DictionaryArray.from_arrays(every, [v]) for k, v in same.items()}
        columns["number"] = np.arange(block.first, block.first + count)
        for what, points in (("start", starts), ("end", run.positions[-1]), ("destination", reached)):
            columns |= {f"{what}_{name}": points[:, i] for i, name in enumerate(names)}
        columns["global"] = np.append(places.is_global, False)[places.labels]
        columns["ending"] = pa.DictionaryArray.from_arrays(run.ending.astype(np.int32), endings)
        columns |= {"steps": run.stopped_at, "height": run.heights[-1]}
        tables.append(pa.table(columns))
    whole = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
    with replacing(rows_of(block)) as file:
        parquet.write_table(whole, file)


def rows_of(block: StartsBlock) -> Path:
    """The file of a block's rows."""
    engines = dict.fromkeys(block.engines) if len(set(block.engines)) == 1 else block.engines
    return Path(f"{block.outcomes}-{'+'.join(engines)}-{block.first:015d}-{block.count}.parquet")


def question_of(block: StartsBlock) -> str:
    """How the names begin of all files with rows of all starts, a `block`, however cut and on whichever engine."""
    try:
        land: Any = to_record(block.landscape)
    except ValueError:  # a landscape that cannot be written down
        land = block.landscape.name
    asked = told(replace(block, engines=(), outcomes=""))
    return f"starts-{sha256(repr([land, asked, block.cases]).encode()).hexdigest()[:16]}"


def told(block: StartsBlock) -> str:
    """What decides a block's numbers, in one line."""
    apart = ("landscape", "optimizers", "cases")
    parts = {f.name: getattr(block, f.name) for f in fields(block) if f.name not in apart}
    return repr([parts, [o.text for o in block.optimizers]])
