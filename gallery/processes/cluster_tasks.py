"""Tasks of a Dask cluster: where no worker takes them a line says so, and they are given up when none has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landscapes.tasks import Deserted

LOOK = 1.0
"""Seconds between two looks at who is there."""
NOTICED = 5.0
"""Seconds without a worker after which it is said: a worker that died is begun again sooner."""
AGAIN = "run it again: what is done stays"


class ClusterTasks(Executor):
    """The executor of a Dask client, whose tasks do not wait for ever.

    Parameters
    ----------
    address : as `--scheduler` has it
    hint : what begins a worker
    lasting : seconds that tasks wait for a worker where there is none
    """

    def __init__(self, client: Any, address: str, hint: str, lasting: float) -> None:
        self._client, self._inner = client, client.get_executor(pure=False)
        self._address, self._hint, self._lasting = address, hint, lasting
        self._waiting: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As every executor does.

        Raises
        ------
        Deserted
            If the scheduler is gone.
        """
        answer: Future[Any] = Future()
        self._waiting.add(answer)
        answer.add_done_callback(self._waiting.discard)
        try:
            running = self._inner.submit(fn, *args, **options)
        except Exception:
            self._waiting.discard(answer)
            if self._client.status != "running":
                raise self._gone() from None
            raise
        answer.add_done_callback(lambda asked: running.cancel() if asked.cancelled() else None)
        running.add_done_callback(partial(self._done, answer))
        return answer

    @contextmanager
    def watched(self, say: Callable[[str], None]) -> Iterator[None]:
        """In the block somebody looks whether there are workers; `say` takes the line."""
        ended = Event()
        Thread(target=self._watch, args=(ended, say), name="workers", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _done(self, answer: Future[Any], ran: Future[Any]) -> None:
        with suppress(InvalidStateError):  # given up, or taken back
            if answer.cancelled():
                return
            if ran.cancelled():  # by nobody here
                answer.set_exception(self._gone())
            elif (error := ran.exception()) is not None:
                answer.set_exception(error)
            else:
                answer.set_result(ran.result())

    def _gone(self) -> Deserted:
        from landscapes.tasks import Deserted

        return Deserted(f"--scheduler {self._address} is gone; begin it, then {AGAIN}")

    def _watch(self, ended: Event, say: Callable[[str], None]) -> None:
        since, is_told = None, False
        while not ended.wait(LOOK):
            if not self._waiting or self._has_workers():
                since, is_told = None, False
                continue
            since = monotonic() if since is None else since
            alone = monotonic() - since
            if alone >= self._lasting:
                self._give_up()
                since = None
            elif alone >= NOTICED and not is_told:
                say(
                    f"--scheduler {self._address} has no worker; waiting {_spoken(self._lasting)} for one: {self._hint}"
                )
                is_told = True

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception:  # whatever Dask raises; of a scheduler that is gone its tasks tell
            return True

    def _give_up(self) -> None:
        from landscapes.tasks import Deserted

        alone = f"--scheduler {self._address}: no worker was there for {_spoken(self._lasting)}"
        for answer in tuple(self._waiting):
            with suppress(InvalidStateError):
                answer.set_exception(Deserted(f"{alone}; {self._hint}, then {AGAIN}"))


def _spoken(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 600 else f"{seconds / 3600:g} h"
