"""Where work is done apart: processes of this machine, or a Dask cluster; each knows the user's own files."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from typing import Any

from gallery.loading import load, loaded_files
from gallery.processes.children import left_to_this_process
from gallery.processes.pools import process_pool

TRIES = 3
"""Times that a task is begun whose process died, as Dask does it."""
PATIENCE = 10
"""Seconds in which a scheduler has to answer."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler: ``tcp://host:8786``, or ``local:4`` for four processes started here.

    Raises
    ------
    ValueError
        If Dask is not installed, the address is none, or nobody answers there.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise ValueError('--scheduler needs Dask: pip install "thalweg[cluster]"') from None
    kind, _, count = address.partition(":")
    if kind == "local":
        if not count.isdecimal() or not 1 <= int(count) <= 1024:
            raise ValueError(f"--scheduler local:N needs a number of workers of 1 to 1024, got {address!r}")
        with ExitStack() as inside:
            with left_to_this_process():
                here = inside.enter_context(
                    LocalCluster(
                        n_workers=int(count), threads_per_worker=1, dashboard_address=":0", silence_logs=50
                    )
                )
            # Who dies while he begins is not begun again by Dask itself: with the last of them all would wait for ever.
            here.adapt(minimum=int(count), maximum=int(count))
            yield inside.enter_context(Client(here)).get_executor(pure=False)
        return
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        said = (str(error).splitlines() or ["no answer"])[0]
        raise ValueError(
            f"--scheduler must be local:N or the address of a Dask scheduler, as tcp://host:8786; {address!r}: {said}"
        ) from None
    with client:
        yield client.get_executor(pure=False)


def check_workers(jobs: int | None, scheduler: str | None) -> None:
    """Refuse what no command can run on.

    Raises
    ------
    ValueError
        For less than one process, and where processes here and a cluster are asked for at once.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"--jobs must be >= 1, got {jobs}")
    if jobs is not None and scheduler is not None:
        raise ValueError("--jobs are processes here, --scheduler has its own workers: leave one of them away")


@contextmanager
def workers_of(jobs: int | None, scheduler: str | None) -> Iterator[Executor | None]:
    """What `--jobs` and `--scheduler` ask for, whose workers know the user's files; None where neither is given.

    Raises
    ------
    ValueError
        As `cluster`.
    """
    if scheduler is not None:
        with cluster(scheduler) as workers:
            yield Loading(workers)
    elif jobs is not None:
        with process_pool(jobs, TRIES) as pool:
            yield Loading(pool)
    else:
        yield None


class Loading(Executor):
    """Another executor, whose workers load the user's own files before they begin, where there are some."""

    def __init__(self, inner: Executor) -> None:
        self._inner: Executor = inner._inner if isinstance(inner, Loading) else inner

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """As the other one does."""
        files = loaded_files()
        if not files:
            return self._inner.submit(fn, *args, **options)
        return self._inner.submit(called_with, files, pickle.dumps((fn, args, options)))


def called_with(files: Sequence[str], packed: bytes) -> Any:
    """Call what was packed up, in a process that may know nothing of the user's files."""
    for file in files:
        load(file)
    fn, args, options = pickle.loads(packed)
    return fn(*args, **options)
