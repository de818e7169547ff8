"""A Dask cluster: somebody else's by its address, or one that is begun here and outlives its workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from gallery.processes.children import MAPPED, left_to_this_process
from gallery.processes.cluster_tasks import AGAIN, ClusterTasks

PATIENCE = 10
"""Seconds in which a scheduler has to answer."""
BEGINNING = 120
"""Seconds in which a worker that is begun here has to be there."""
QUEUED = 86_400
"""Seconds in which somebody else's cluster has to have one: its workers may wait in a queue of jobs."""
LARGE = "1 TiB"
"""Of a task that Dask is to warn of."""
_MEMORY = {"MALLOC_TRIM_THRESHOLD_": 1 << 26, "MALLOC_MMAP_THRESHOLD_": MAPPED}
"""For glibc in workers begun here: as far as it goes by itself in any process. Dask has them give back whatever is over
64 KiB, and so fetch the memory of every array anew: tasks of the NumPy engine take a quarter more of the processor."""
ENDING = 60
"""Seconds that a cluster begun here has for its end; its processes end with this one anyway."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler: ``tcp://host:8786``, or ``local:4`` for four processes started here.

    Raises
    ------
    ValueError
        If Dask is not installed, the address is none, or nobody answers there.
    BrokenExecutor
        In one line, if no worker could be started here. Its tasks raise `Deserted` where all workers, or the
        scheduler, are gone.
    """
    try:
        from distributed import Client
        from distributed.utils import silence_logging_cmgr
    except ImportError:
        raise ValueError('--scheduler needs Dask: pip install "thalweg[cluster]"') from None
    kind, _, count = address.partition(":")
    if kind == "local":
        if not count.isdecimal() or not 1 <= int(count) <= 1024:
            raise ValueError(f"--scheduler local:N needs a number of workers of 1 to 1024, got {address!r}")
        with (
            _begun(address, int(count)) as client,
            _watched(client, address, "look for memory and load", BEGINNING) as tasks,
        ):
            yield tasks
        return
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        said = (str(error).splitlines() or ["no answer"])[0]
        raise ValueError(
            f"--scheduler must be local:N or the address of a Dask scheduler, as tcp://host:8786; {address!r}: {said}"
        ) from None
    with (
        silence_logging_cmgr(LOUDEST),
        client,
        _watched(client, address, f"begin one by dask worker {address}", QUEUED) as tasks,
    ):
        yield tasks


@contextmanager
def _watched(client: Any, address: str, hint: str, lasting: float) -> Iterator[Executor]:
    """The tasks of a client; films are larger than what Dask warns of, and nobody here can send them otherwise."""
    import dask

    from gallery.terminal import complain

    tasks = ClusterTasks(client, address, hint, lasting)
    with (
        dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE}),
        tasks.watched(complain),
    ):
        yield tasks


@contextmanager
def _begun(address: str, count: int) -> Iterator[Any]:
    """A client of so many workers here; others are begun where they die, while they begin too."""
    from distributed import Client, LocalCluster

    with ExitStack() as inside:
        # As long as the cluster lives: who begins where another died begins like him.
        inside.enter_context(_with_room())
        try:
            with left_to_this_process():
                # Without workers: one that dies while he begins would end all of it.
                here: Any = LocalCluster(
                    n_workers=0, threads_per_worker=1, dashboard_address=":0", silence_logs=LOUDEST
                )
            inside.callback(_ended, here)
            # A worker that could not begin is begun again: its traceback says nothing to anybody.
            here.loop.asyncio_loop.set_exception_handler(lambda *_: None)
            here.scale(count)
            here.adapt(Adaptive=_lasting(), minimum=count, maximum=count)
            client = inside.enter_context(Client(here))
            with suppress(TimeoutError):
                client.wait_for_workers(count, timeout=BEGINNING)
            there = len(client.scheduler_info()["workers"])
        except Exception as error:  # whatever Dask raises
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise BrokenExecutor(f"--scheduler {address} could not be started: {said}; {AGAIN}") from error
        if not there:
            raise BrokenExecutor(
                f"--scheduler {address}: no worker was there after {BEGINNING} s; look for memory and load, then {AGAIN}"
            )
        yield client


@contextmanager
def _with_room() -> Iterator[None]:
    """While this holds workers begin with `_MEMORY`, where nobody has said otherwise, in Dask's settings or without."""
    import dask

    usual, before = {"MALLOC_TRIM_THRESHOLD_": "65536"}, {name: os.environ.get(name) for name in _MEMORY}
    # The environment goes before Dask's settings, and Dask leaves in it what a cluster of before began with.
    told = {**dask.config.get("distributed.nanny.pre-spawn-environ", {})}
    told |= {name: value for name, value in before.items() if value is not None}
    if any(str(told.get(name)) != str(usual.get(name)) for name in _MEMORY):
        yield
        return
    os.environ.update({name: str(value) for name, value in _MEMORY.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


LOUDEST = 50
"""Of Dask's words in the log: those that end everything."""


def _lasting() -> Any:
    """What keeps up the number of workers; Dask's own counts one that died while he began as if he were there."""
    from distributed import Adaptive, Status

    class Lasting(Adaptive):
        async def recommendations(self, target: int) -> dict[str, Any]:
            here: Any = self.cluster
            for name, worker in tuple(here.workers.items()):
                if worker.status in (Status.failed, Status.closed):
                    del here.workers[name]
            return await super().recommendations(target)

    return Lasting


def _ended(here: Any) -> None:
    """End a cluster; what was asked of it is done or lost by now, so its last words are nobody's concern."""
    with suppress(Exception):
        here.close(timeout=ENDING)
