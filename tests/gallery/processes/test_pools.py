"""What a pool of processes hands over never stands half in a pipe, where a death would stop everybody."""

from __future__ import annotations

import mmap
import os
import pickle
import platform
import signal
import sys
import tempfile
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gallery import compare
from gallery.processes import Loading, copies_this_process, process_pool
from landscapes import Landscape, catalogue

LONGEST = 4096
"""Bytes that a pipe takes whole or not at all (PIPE_BUF on Linux)."""


def doubled(data: bytes) -> bytes:
    return data + data


def refused(data: bytes) -> bytes:
    raise ValueError(f"{len(data)} bytes are refused")


def killed(data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return data


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_only_names_go_through_the_pipes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    submit = ProcessPoolExecutor.submit

    def noted(self: Any, *asked: Any) -> Any:
        future = submit(self, *asked)
        sent.append((asked, future))
        return future

    monkeypatch.setattr(ProcessPoolExecutor, "submit", noted)
    data = os.urandom(3_000_000)
    with process_pool(2) as pool:
        answers = [pool.submit(doubled, data) for _ in range(6)]
        assert all(answer.result(timeout=60) == data + data for answer in answers)
        with pytest.raises(ValueError, match="3000000 bytes are refused"):
            pool.submit(refused, data).result(timeout=60)
        with pytest.raises((AttributeError, pickle.PicklingError)):
            pool.submit(lambda: data).result(timeout=60)
    assert sum(len(pickle.dumps(asked)) < LONGEST for asked, _ in sent) == 7
    assert all(len(pickle.dumps(future.result())) < LONGEST for _, future in sent[:6])
    assert not list(here.iterdir())


def test_a_death_leaves_no_letter_behind(here: Path) -> None:
    with pytest.raises(BrokenExecutor), process_pool(2, tries=2) as pool:
        pool.submit(killed, bytes(3_000_000)).result(timeout=60)
    assert not list(here.iterdir())


def is_the_parents(f: Landscape) -> bool:
    return "worked_out" in vars(f)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there processes are copies")
@pytest.mark.parametrize("wrapped", [False, True])
def test_copies_of_this_process_know_what_it_has_worked_out(wrapped: bool) -> None:
    with process_pool(1) as pool:
        executor = Loading(pool) if wrapped else pool
        f, g, late = (replace(catalogue[name]) for name in ("booth", "beale", "booth"))
        vars(f)["worked_out"] = vars(g)["worked_out"] = True  # by the parent, and no part of what travels
        compare([f, g], starts="grid:2", optimizers="gradient_descent:0.01", steps=1, executor=executor)
        assert "compiled" in vars(g), "prepared before the first process begins"
        assert not copies_this_process(executor)
        told = [executor.submit(is_the_parents, each).result(60) for each in (f, g, late)]
        assert told == [True, True, False]
    assert not copies_this_process(ThreadPoolExecutor())


def still_held(size: int, count: int) -> float:
    """Which share of so many pieces of memory the process holds after they were freed; -1 where nobody tells."""

    def held() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE

    before = held()
    pieces = [bytearray(size) for _ in range(count)]
    filled = held() - before
    pieces.clear()
    return (held() - before) / filled if filled > size * count / 2 else -1.0


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's can be told")
def test_processes_that_count_many_starts_use_their_memory_again() -> None:
    shares = []
    for keeps in (False, True):
        with process_pool(1, keeps_memory=keeps) as pool:
            shares.append(pool.submit(still_held, 20_000_000, 8).result(timeout=60))
    if min(shares) < 0:
        pytest.skip("this system does not tell what a process holds")
    given_back, kept = shares
    assert given_back < 0.5 < 0.9 < kept
