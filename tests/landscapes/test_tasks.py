"""Tasks wait in bounded number, come back whoever was first, and are taken back when nobody listens any more."""

from __future__ import annotations

import gc
import pickle
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from itertools import islice
from threading import Timer
from typing import Any
from weakref import ref

import pytest
from whimsical import Whimsical

from landscapes import catalogue
from landscapes.tasks import arrived, gathered, in_order


class Holding(Executor):
    """Does each task at once, but for some that wait to be let go."""

    def __init__(self, *held: int) -> None:
        self.futures: list[tuple[Future[Any], Any]] = []
        self._held = held

    def submit(self, fn: Any, /, *args: Any, **options: Any) -> Future[Any]:
        self.futures.append((Future(), lambda: fn(*args, **options)))
        if len(self.futures) - 1 not in self._held:
            self.let_go(len(self.futures) - 1)
        return self.futures[-1][0]

    def let_go(self, place: int) -> None:
        future, task = self.futures[place]
        future.set_result(task())


def squared(k: int) -> int:
    if k == 13:
        raise ValueError("unlucky")
    return k * k


def test_whoever_is_first_the_order_is_that_of_the_tasks() -> None:
    assert list(in_order(Whimsical(1), squared, range(13), "test", ahead=5)) == [k * k for k in range(13)]
    came = [place for place, _, _ in gathered(Whimsical(1), squared, range(13))]
    assert sorted(came) == list(range(13)) != came


def test_what_is_done_early_is_held_in_bounded_number() -> None:
    holding = Holding(1, 7)
    results = gathered(holding, squared, iter(range(10**9)), ahead=4)
    assert sorted(place for place, _, _ in islice(results, 4)) == [0, 2, 3, 4]
    assert len(holding.futures) == 5  # number 1 is not done: nobody begins with number 5
    holding.let_go(1)
    assert sorted(place for place, _, _ in islice(results, 6)) == [1, 5, 6, 8, 9, 10]
    assert len(holding.futures) == 11
    results.close()
    assert holding.futures[7][0].cancelled()


def test_a_death_is_one_line_that_says_who_asked() -> None:
    with pytest.raises(BrokenExecutor, match=r"^descend: a worker died[^\n]*$"):
        list(in_order(Whimsical(2, lives=4), squared, range(10), "descend"))


def test_tasks_that_somebody_else_takes_back_are_lost_in_one_line() -> None:
    holding = Holding(*range(9))
    results = in_order(holding, squared, range(3), "descend")
    Timer(0.05, lambda: [future.cancel() for future, _ in holding.futures]).start()
    with pytest.raises(BrokenExecutor, match=r"^descend: the scheduler of its cluster is gone$"):
        next(results)


def test_what_a_task_raises_is_raised_as_it_is_and_concerns_it_alone() -> None:
    with pytest.raises(ValueError, match=r"^unlucky$"):
        list(in_order(Whimsical(3), squared, range(20), "test"))
    faults = [place for place, _, error in gathered(Whimsical(3), squared, range(20)) if error]
    assert faults == [13]


def test_what_comes_with_many_tasks_is_one_value_where_it_arrives() -> None:
    f, again = catalogue["booth"], replace(catalogue["booth"])
    kind, mark, state = f.__reduce__()[1]
    there = [arrived(kind, f"{mark} in another process", state) for _ in range(2)]
    assert there[0] is there[1] is not f
    assert there[0].value([1.0, 3.0]) == 0.0 and replace(there[0]).domain == f.domain
    assert pickle.loads(pickle.dumps(there[0])) is there[0]
    assert pickle.loads(pickle.dumps(f)) is f
    for _ in range(100):
        pickle.loads(pickle.dumps(replace(f)))
    assert pickle.loads(pickle.dumps(f)) is f, "however many others came since"
    assert pickle.loads(pickle.dumps(again)) is again is not f, "equal ones stay two"


def test_a_value_that_nobody_keeps_is_not_kept_by_its_mark() -> None:
    f = replace(catalogue["booth"])
    sent, gone = pickle.dumps(f), ref(f)
    del f
    gc.collect()
    assert gone() is None
    assert pickle.loads(sent) is pickle.loads(sent)
