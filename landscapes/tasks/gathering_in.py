"""Tasks over any executor: few wait at a time, however many there are, and who stops listening takes the rest back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import closing
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 1024
"""Tasks that an executor has at most, from the oldest that is not done: enough for some hundred workers."""


class Deserted(BrokenExecutor):
    """What an executor says in one line that has no workers any more; whoever waits for it need add nothing."""


def check_executor(owner: str, value: object) -> None:
    """Nobody, or somebody who takes tasks.

    Raises
    ------
    ValueError
        If `value` is neither; in one line.
    """
    if value is not None and (isinstance(value, type) or not callable(getattr(value, "submit", None))):
        told = " ".join(repr(value).split())
        raise ValueError(
            f"{owner} must be a concurrent.futures.Executor, as ProcessPoolExecutor(4), or None, got {told[:60]}"
        )


def gathered(
    executor: Executor, call: Callable[[T], R], tasks: Iterable[T], ahead: int = AHEAD
) -> Generator[tuple[int, R | None, Exception | None], None, None]:
    """Call each task apart; its place, what came of it, or what was raised, as they come in.

    Tasks are taken one by one, at most `ahead` after the oldest one that is not done: whoever puts results into their
    order holds no more than so many. Who stops listening takes back what was not begun.
    """
    waiting = enumerate(tasks)
    running: dict[Future[R], int] = {}  # the oldest first
    # Who is asked one by one whether he is done takes longer, the more there are.
    landed: SimpleQueue[Future[R]] = SimpleQueue()
    following = next(waiting, None)
    try:
        while following is not None or running:
            while following is not None and following[0] - next(iter(running.values()), following[0]) < ahead:
                place, task = following
                try:
                    future = executor.submit(call, task)
                except BrokenExecutor as error:
                    yield place, None, error
                else:
                    running[future] = place
                    future.add_done_callback(landed.put)
                following = next(waiting, None)
            if not running:
                return
            future = landed.get()
            place = running.pop(future)
            try:
                result = future.result()
            except Exception as error:  # whatever a task raises concerns that task alone
                yield place, None, error
            else:
                yield place, result, None
    finally:
        for future in running:
            future.cancel()


def in_order(
    executor: Executor, call: Callable[[T], R], tasks: Iterable[T], owner: str, ahead: int = AHEAD
) -> Generator[R, None, None]:
    """What comes of each task, in their order; what is done early waits. `owner` is who asked, as "descend".

    Raises
    ------
    BrokenExecutor
        In one line, if a task has no result because a worker died.
    Exception
        What a task raises.
    """
    early: dict[int, Any] = {}
    following = 0
    with closing(gathered(executor, call, tasks, ahead)) as results:
        for place, result, error in results:
            if tells_of_a_death(error):
                raise death(owner, error) from error
            if error is not None:
                raise error
            early[place] = result
            del result
            while following in early:
                yield early.pop(following)
                following += 1


def tells_of_a_death(error: Exception | None) -> bool:
    """Whether a task has no result because the process that ran it, or one beside it, died, or all the cluster is gone."""
    dask = sys.modules.get("distributed")
    # Nobody here takes back a task whose result he waits for: Dask does, whose scheduler is gone.
    gone = isinstance(error, BrokenExecutor | CancelledError)
    return gone or (dask is not None and isinstance(error, dask.KilledWorker))


def fate(error: Exception | None, died: str) -> str:
    """What is said of an error that `tells_of_a_death`: `died`, or that nobody is left at all."""
    if isinstance(error, Deserted):
        return str(error)
    return "the scheduler of its cluster is gone" if isinstance(error, CancelledError) else died


def death(owner: str, error: Exception | None, kept: str = "") -> BrokenExecutor:
    """What is raised in place of an executor's own error; `kept` says what is not lost."""
    if isinstance(error, Deserted):
        return Deserted(str(error))
    said = fate(error, "a worker died, of too little memory or by a signal")
    return BrokenExecutor(f"{owner}: {said}{'; ' if kept else ''}{kept}")
