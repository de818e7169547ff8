"""Executors that nobody can rely on: one works in an order of its own, one loses a process in the middle."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any


class Whimsical(Executor):
    """Does what it is given in an order of its own; the number of tasks after which it dies may be told."""

    def __init__(self, seed: int, lives: int = 10**9) -> None:
        self._chance, self._waiting, self._lives = random.Random(seed), [], lives
        self._lock, self.given = threading.Lock(), 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            self.given += 1
            self._waiting.append((future, lambda: fn(*args, **options)))
        threading.Timer(0.01, self._work).start()
        return future

    def _work(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            future, task = self._waiting.pop(self._chance.randrange(len(self._waiting)))
            self._lives -= 1
            dead = self._lives < 0
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_exception(BrokenExecutor("died")) if dead else future.set_result(task())
            except Exception as error:
                future.set_exception(error)


class Killing(Executor):
    """Another executor; after some tasks are done the process that did the last one is killed."""

    def __init__(self, inner: Executor, workers: list[int]) -> None:
        self._inner, self._workers, self.killed = inner, workers, threading.Event()
        self._done = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        future = self._inner.submit(fn, *args, **options)
        future.add_done_callback(self._count)
        return future

    def _count(self, _: Future[Any]) -> None:
        self._done += 1
        if self._done == 2 and not self.killed.is_set():
            self.killed.set()
            os.kill(self._workers[0], signal.SIGKILL)
