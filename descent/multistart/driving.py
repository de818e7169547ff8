"""`multistart`: blocks of starts over any executor; how many there are at once is no matter, nor who is done first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from descent.compiled_engine import EngineName, chosen_engine, engine_of
from descent.multistart.blocks import BlockResult, StartsBlock, question_of, rows_of, run_block, told
from descent.multistart.tally import Agreement, Tally
from descent.optimizers import Optimizer, RatedOptimizer, check_optimizer
from descent.rates import default_learning_rate
from descent.results import Share, replacing, share
from descent.settings import brief, check_landscape, number, said_by
from descent.starts import checked_domain
from landscapes import Landscape, to_record
from landscapes.formulas import Box
from landscapes.tasks import check_executor, death, gathered, tells_of_a_death

BLOCK, COMPILED_COORDINATES = 1 << 18, 1 << 21
"""Starts that one task takes, and coordinates of the starts that one takes on the compiled engine, if that is more.

So few that arrays stay small, so many that a task of 500 steps lasts about a second (0.3 to 2.7 s on himmelblau and
griewank, either engine). With tasks of a second, 16 workers that only sleep were busy for 95 % of their time, 64 for
77 %, on two busy cores: tests/benchmarks/cluster_speed.py.
"""
MOST = 10**15


@dataclass(frozen=True, eq=False, kw_only=True)
class Multistart:
    """What endlessly many starts came to.

    Attributes
    ----------
    landscape, domain, seed, starts, steps : what was run; `starts` is how many
    optimizers : with their learning rates
    engines : for each optimizer "numpy" or "compiled", what moved its particles
    tallies : one Tally for each optimizer
    agreements : Agreement of every two optimizers, by their two numbers

    Examples
    --------
    >>> from descent import GradientDescent, multistart
    >>> from landscapes import catalogue
    >>> found = multistart(catalogue["booth"], GradientDescent(0.05), 500)
    >>> print(found.success[0])
    100.0 % (99.2 to 100.0)
    """

    landscape: Landscape
    domain: Box
    seed: int
    starts: int
    steps: int
    optimizers: tuple[Optimizer, ...]
    engines: tuple[EngineName, ...]
    tallies: tuple[Tally, ...]
    agreements: dict[tuple[int, int], Agreement]

    @property
    def engine(self) -> str:
        """What moved the particles: "numpy", "compiled", or "numpy and compiled" by different optimizers."""
        return " and ".join(dict.fromkeys(sorted(self.engines, reverse=True)))

    @property
    def success(self) -> tuple[Share, ...]:
        """For each optimizer the share of starts that reach a global minimum; any minimum where none is known."""
        return tuple(share(t.successes, len(t)) for t in self.tallies)

    def __repr__(self) -> str:
        lines = [f"Multistart({self.landscape.name}, {self.starts:,} starts)"]
        for optimizer, tally, found in zip(self.optimizers, self.tallies, self.success, strict=True):
            lines.append(f"  {optimizer.text}: {found}, median of {tally.steps.quantile(0.5):g} steps")
        return "\n".join(lines)


def multistart(
    f: Landscape,
    optimizers: Optimizer | Sequence[Optimizer],
    starts: int = 1_000_000,
    *,
    domain: Box | None = None,
    seed: int = 0,
    steps: int = 500,
    tolerance: float | None = None,
    engine: EngineName | Sequence[EngineName] = "auto",
    block: int | None = None,
    executor: Executor | None = None,
    folder: Path | str | None = None,
    outcomes: Path | str | None = None,
    cases: Sequence[str] = (),
    about: str = "",
    report: Callable[[int, int], None] | None = None,
) -> Multistart:
    """Run any number of random starts and count where they end; no array ever holds them all.

    Blocks of starts run one after the other, or wherever `executor` takes them. Starts are numbered: number k is the
    same point whatever the block and whoever runs it. Blocks are added up in the order of their numbers, so the result
    is the same bit for bit for any number of workers, and for one that died and was replaced.

    Parameters
    ----------
    f : Landscape
    optimizers : one or several; one without a learning rate gets the landscape's default
    starts : int, how many; uniform in the domain
    domain : ((low, high), ...), optional
        The landscape's own by default.
    seed : int
        Of Philox4x64 (Salmon et al. 2011).
    steps, tolerance, engine : as `descend` takes them; "auto" looks at the work of all starts. The engine may be one for
        all optimizers or one for each; `Multistart.engines` are those that ran.
    block : int, optional
        Starts that one task takes. By default 2**18, on the compiled engine 2**21 / n if that is more: a task of 500 steps
        then lasts about a second; for more than some 60 workers of a cluster more is worth trying.
    executor : concurrent.futures.Executor, optional
        Processes, threads, or a cluster's: ``dask.distributed.Client(...).get_executor()``.
    folder : optional
        Where each block's counts are kept as soon as they are there; those found there are not run again.
    outcomes : optional
        A folder for a Parquet dataset: a row for every start of every optimizer, a file for every block (pyarrow). What an
        earlier run wrote there of the same starts and settings is replaced; of others it stays: give each its folder, or
        tell them apart by landscape, optimizer and seed.
    cases : str for each optimizer
        What its rows are called there; by default the optimizer's text.
    about : str
        Whatever else decides the numbers in `folder`, as a digest of one's own optimizer's code.
    report : called with how many blocks are done, and how many there are

    Raises
    ------
    ValueError
        For a setting out of range, or an optimizer that has no rate on `f`.
    OSError
        If `folder` or `outcomes` cannot be written.
    BrokenExecutor
        In one line, if workers died; what is done stays in `folder`.
    BaseException
        What a block or the executor raises else.

    Notes
    -----
    Shares, endings and quantiles of steps are exact. Quantiles of heights are right to 2**-11 of what they are above
    the landscape's known minimum (above 0 where none is known).

    Examples
    --------
    >>> from descent import GradientDescent, multistart
    >>> from landscapes import catalogue
    >>> found = multistart(catalogue["himmelblau"], GradientDescent(0.01), 2000, block=600)
    >>> len(found.tallies[0]), len(found.tallies[0].places)
    (2000, 4)
    """
    every = _asked(f, optimizers, starts, domain, seed, steps, tolerance, engine, cases)
    check_executor("multistart.executor", executor)
    count, methods = every.count, every.optimizers
    usual = max(BLOCK, COMPILED_COORDINATES // f.dimensions) if "compiled" in every.engines else BLOCK
    size = int(number("multistart.block", usual if block is None else block, int, f"[1, {MOST}]"))
    for place in (folder, outcomes):
        if place is not None:
            Path(place).mkdir(parents=True, exist_ok=True)
    rows = None if outcomes is None else Path(outcomes).absolute() / question_of(every)
    first = replace(every, outcomes="" if rows is None else str(rows))
    cut = [replace(first, first=k, count=min(size, count - k)) for k in range(0, count, size)]
    with said_by("multistart"):
        whole = _added(cut, executor, _Kept(folder, about, f), report)
    if rows is not None:
        _forget_others(rows, cut)
    pairs = combinations(range(len(methods)), 2)
    return Multistart(
        landscape=f,
        domain=first.domain,
        seed=first.seed,
        starts=count,
        steps=first.steps,
        optimizers=methods,
        engines=first.engines,
        tallies=tuple(t.in_order(f) for t in whole.tallies),
        agreements=dict(zip(pairs, whole.agreements, strict=True)),
    )


def rows_named(
    f: Landscape,
    optimizers: Optimizer | Sequence[Optimizer],
    starts: int,
    *,
    seed: int = 0,
    steps: int = 500,
    tolerance: float | None = None,
    cases: Sequence[str] = (),
) -> str:
    """How the names of all files begin that `multistart` writes of rows when it is asked so."""
    return question_of(_asked(f, optimizers, starts, None, seed, steps, tolerance, "numpy", cases))


def _asked(
    f: Landscape,
    optimizers: Any,
    starts: Any,
    domain: Any,
    seed: Any,
    steps: Any,
    tolerance: float | None,
    engine: EngineName | Sequence[EngineName],
    cases: Sequence[str],
) -> StartsBlock:
    """All starts as one block, once all is in order."""
    check_landscape("multistart.f", f)
    methods = tuple(_rated(f, o) for o in _several(optimizers))
    count = int(number("multistart.starts", starts, int, f"[1, {MOST}]"))
    steps = int(number("multistart.steps", steps, int, "[0, 1e9]"))
    low, high = checked_domain(f.domain if domain is None else domain)
    box = tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))
    if len(box) != f.dimensions:
        raise ValueError(f"multistart.domain has {len(box)} sides, {f.name} has {f.dimensions} variables")
    called = tuple(cases) or tuple(o.text for o in methods)
    if len(called) != len(methods):
        raise ValueError(
            f"multistart.cases must be one for each of {len(methods)} optimizers, got {len(called)}"
        )
    return StartsBlock(
        cases=called,
        landscape=f,
        optimizers=methods,
        domain=box,
        seed=int(number("multistart.seed", seed, int, "[0, 1e30]")),
        first=0,
        count=count,
        steps=steps,
        tolerance=tolerance,
        engines=_engines(f, methods, engine, count, steps),
    )


def _several(optimizers: Any) -> Sequence[Optimizer]:
    alone = isinstance(optimizers, Optimizer | str) or not isinstance(optimizers, Iterable)
    given = [optimizers] if alone else list(optimizers)
    if not given:
        raise ValueError("multistart.optimizers must be one optimizer or several, got none")
    for one in given:
        check_optimizer("multistart.optimizers", one)
    return given


def _rated(f: Landscape, optimizer: Optimizer) -> Optimizer:
    if not isinstance(optimizer, RatedOptimizer) or optimizer.learning_rate is not None:
        return optimizer
    rate = float(default_learning_rate(f, optimizer))
    if not 0 < rate < np.inf:
        raise ValueError(f"{optimizer.name} needs a learning rate on {f.name}: none could be derived")
    rated: Any = replace(optimizer, learning_rate=rate)
    return rated


def _engines(
    f: Landscape,
    optimizers: Sequence[Optimizer],
    asked: EngineName | Sequence[EngineName],
    starts: int,
    steps: int,
) -> tuple[EngineName, ...]:
    """For each optimizer what moves its particles: what cannot be compiled runs with NumPy."""
    several = (
        [asked] * len(optimizers) if isinstance(asked, str) or not isinstance(asked, Sequence) else asked
    )
    if len(several) != len(optimizers):
        raise ValueError(
            f"multistart.engine must be one for all or one for each of {len(optimizers)} optimizers, got {brief(asked)}"
        )
    chosen = [chosen_engine("multistart.engine", one, starts * steps) for one in several]
    return tuple(engine_of(f, o, steps, one) for o, one in zip(optimizers, chosen, strict=True))


class _Kept:
    """What is kept of each block, where a folder was given."""

    def __init__(self, folder: Path | str | None, about: str, f: Landscape) -> None:
        self.folder = None if folder is None else Path(folder)
        self.about, self.variables = "", f.dimensions
        if folder is not None:
            try:
                self.about = repr([about, to_record(f)])
            except ValueError:  # a landscape that cannot be written down
                self.folder = None

    def found(self, block: StartsBlock) -> BlockResult | None:
        """What an earlier run left of a block; its rows must be there too where rows are asked for."""
        if self.folder is None or (block.outcomes and not rows_of(block).is_file()):
            return None
        return BlockResult.read(self._file(block), self._told(block), self.variables)

    def keep(self, block: StartsBlock, result: BlockResult) -> None:
        """Write what came of a block."""
        if self.folder is not None:
            with replacing(self._file(block)) as file:
                file.write(result.text(self._told(block)).encode())

    def _file(self, block: StartsBlock) -> Path:
        return Path(self.folder or ".") / f"block-{block.first:015d}-{block.count}.json"

    def _told(self, block: StartsBlock) -> str:
        return self.about + told(replace(block, outcomes=""))


def _forget_others(rows: Path, blocks: Sequence[StartsBlock]) -> None:
    """Remove what an earlier run wrote of the same starts that was cut otherwise, or on another engine."""
    ours = {rows_of(block).name for block in blocks}
    for file in rows.parent.glob(f"{rows.name}-*.parquet"):
        if file.name not in ours:
            file.unlink(missing_ok=True)


def _added(
    blocks: Sequence[StartsBlock],
    executor: Executor | None,
    kept: _Kept,
    report: Callable[[int, int], None] | None,
) -> BlockResult:
    """The sum of all blocks, in the order of their numbers, whichever is done first."""
    whole: BlockResult | None = None
    early: dict[int, BlockResult] = {}
    following = 0
    for done, (place, result) in enumerate(_results(blocks, executor, kept), start=1):
        early[place] = result
        while following in early:
            part = early.pop(following)
            whole = part if whole is None else whole.plus(blocks[0].landscape, part)
            following += 1
        if report is not None:
            report(done, len(blocks))
    assert whole is not None
    return whole


def _results(
    blocks: Sequence[StartsBlock], executor: Executor | None, kept: _Kept
) -> Iterator[tuple[int, BlockResult]]:
    """What comes of each block, by its place, as it comes in."""
    todo: list[int] = []
    for place, block in enumerate(blocks):
        known = kept.found(block)
        if known is None and executor is None:
            known = run_block(block)
            kept.keep(block, known)
        if known is None:
            todo.append(place)
        else:
            yield place, known
    if executor is None:
        return
    with closing(gathered(executor, run_block, (blocks[place] for place in todo))) as results:
        for k, result, error in results:
            if tells_of_a_death(error):
                raise death(
                    "multistart", error, "what is done stays in the folder, if one is given"
                ) from error
            if error is not None:
                raise error
            assert result is not None
            kept.keep(blocks[todo[k]], result)
            yield todo[k], result
