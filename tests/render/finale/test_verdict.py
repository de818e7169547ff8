"""What the end of a film says, beside what the record holds, counted again by other code."""
# ruff: noqa: E501  (one rule a line)

import re

import numpy as np
import pytest

from descent import (
    Adam,
    Ending,
    GradientDescent,
    Momentum,
    Newton,
    Trajectories,
    descend,
    grid,
    known_optimizers,
    known_populations,
    parse_population,
    search,
)
from landscapes import catalogue, find, parse
from render.clock import BEYOND, NEAR, last_stop
from render.finale import Tally, Verdict, accent_of, verdict_of
from render.finale.contest import leader
from render.particles import by_label
from render.style import find_theme

WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
PARTS = {"half": 2, "a third": 3, "a quarter": 4, "a fifth": 5, "a sixth": 6}
DRAWN = [name for name, f in catalogue.items() if f.dimensions <= 2]
METHODS = sorted(
    set(known_optimizers()) - {"gauss_newton", "levenberg_marquardt"}
)  # these want sums of squares


def number(text: str) -> int:
    return WORDS.index(text.lower()) if text.lower() in WORDS else int(text.replace(",", ""))


class Record:
    """A run recounted from its arrays."""

    def __init__(self, run: Trajectories) -> None:
        ending, f = np.asarray(run.ending), run.landscape
        self.steps, self.f = run.steps, f
        low, high = np.transpose(np.asarray(f.domain, dtype=float))
        beyond = np.maximum(low - run.positions[-1], run.positions[-1] - high) / (high - low)
        here = np.maximum(beyond, 0).max(axis=1) <= BEYOND
        self.count = {e: int(((ending == e) & here).sum()) for e in Ending}
        self.count[Ending.UNDEFINED] = int((ending == Ending.UNDEFINED).sum())
        self.started = len(ending) - self.count[Ending.UNDEFINED]
        gone = (ending == Ending.ESCAPED) | (ending == Ending.DIVERGED) | ~here
        self.lost, self.moving = int((gone & (ending != Ending.UNDEFINED)).sum()), self.count[Ending.RUNNING]
        labels = run.destinations.labels
        self.places = {
            int(k): int(((labels == k) & here & (ending == 0)).sum())
            for k in np.unique(labels[here & (ending == 0)])
        }
        self.best = {k for k in self.places if self._is_lowest(run, k)}
        slack = 1e-6 * np.ptp(run.heights[np.isfinite(run.heights)])
        if f.minimum is not None:
            lower = [k for k in self.places if run.destinations.heights[k] < f.minimum - slack]
            self.best = (
                set() if lower else self.best
            )  # off the map it may be lower: nothing is known to be lowest
        self.won = sum(self.places[k] for k in self.best)
        self.stopped = sum(self.places.values()) - self.won
        depths = {k: float(run.destinations.heights[k]) for k in self.places}
        level = 1e-6 * (max(depths.values()) - min(depths.values())) if depths else 0.0
        low = [k for k in depths if depths[k] <= min(depths.values()) + level]
        self.deepest = self.places[low[0]] if len(low) == 1 else None
        width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
        moving = run.positions[-1][(ending == Ending.RUNNING) & here]
        self.near = sum(bool((np.abs(f.minimizers - p) / width <= NEAR).all(axis=1).any()) for p in moving)

        on = here & (ending != Ending.UNDEFINED) & ~gone
        self.heights = [run.heights[k][on] for k in range(len(run.indices))]
        self.indices = run.indices.tolist()

    def took(self, share: float, index: int) -> bool:
        """Whether that share of all that those on the map lose is lost from a step on, and not before it."""
        first, last = (float(np.sum(self.heights[k])) for k in (0, -1))
        lost = [(first - float(np.sum(h))) / (first - last) for h in self.heights]
        at = self.indices.index(index)
        return min(lost[at:]) >= share > lost[at - 1] and 0 < index <= self.steps / 20

    def down(self) -> float:
        """How much of the height over the lowest places those on the map have lost, in hundredths."""
        first, last = (np.sum(self.heights[k] - self.f.minimum) for k in (0, -1))
        return float(100 * (1 - last / first))

    def _is_lowest(self, run: Trajectories, k: int) -> bool:
        if not len(self.f.minimizers):
            return False
        at = run.destinations.positions[k]
        width = np.ptp(np.asarray(self.f.domain, dtype=float), axis=1)
        known = (np.abs(self.f.minimizers - at) / width).max(axis=1).min() < 2e-3
        level = abs(self.f.value(at) - self.f.minimum) <= 1e-6 * np.ptp(run.heights[np.isfinite(run.heights)])
        return bool((known and level) or (level and run.destinations.extent[k]))


FOUND = r"(?:the lowest pit|one of the lowest pits|the lowest ground)"


def taken(text: str, pattern: str, check) -> str:
    """The text without what matches, each match checked."""

    def one(match: re.Match[str]) -> str:
        assert check(*match.groups()), f"{match.group(0)!r} is not so"
        return ""

    return re.sub(pattern, one, text)


IT = rf"(it|{FOUND})"


def meant(it: str, r: Record) -> bool:
    """Whether it is plain which pit that is: "it" would be another one that was told of before."""
    return it != "it" or (len(r.f.minimizers) == 1 and not r.stopped)


def check_against(text: str, r: Record) -> str:
    """What is left of a sentence when all that could be checked was."""
    alike = all(
        abs(n - r.started / len(r.places)) <= 0.1001 * r.started / len(r.places) for n in r.places.values()
    )
    whole = r.won == r.started
    rules = [
        (rf"^([\d,]+) of ([\d,]+) found {FOUND}\.", lambda a, b: (number(a), number(b)) == (r.won, r.started)),
        (rf"^All ([\d,]+) found {FOUND}\.", lambda a: number(a) == r.won and whole),
        (r"^Nobody found the lowest pit\.", lambda: not r.won and len(r.f.minimizers) > 0),
        (r"^Nobody found a pit\.", lambda: not r.places),
        (r"^After ([\d,]+) (?:step|generation)s? nobody is (?:there|at rest) yet[.;]", lambda a: number(a) == r.steps and not r.places),
        (r"^All ([\d,]+) went over the edge\.", lambda a: number(a) == r.lost == r.started),
        (r"^All ([\d,]+) are stuck on flat ground\.", lambda a: number(a) == r.count[Ending.STALLED] == r.started),
        (r"^All ([\d,]+) rest on a saddle or a top\.", lambda a: number(a) == r.count[Ending.SADDLE] == r.started),
        (r"^([\d,]+) of ([\d,]+) went over the edge\.", lambda a, b: number(a) == r.lost and 2 * r.lost > r.started == number(b)),
        (r"^([\d,]+) of ([\d,]+) are stuck on flat ground\.", lambda a, b: (number(a), number(b)) == (r.count[Ending.STALLED], r.started)),
        (r"^([\d,]+) of ([\d,]+) rest on a saddle or a top\.", lambda a, b: (number(a), number(b)) == (r.count[Ending.SADDLE], r.started)),
        (r"^Nobody could start\..*", lambda: r.started == 0),
        (
            r"^(\w+) valleys, about (.+) each\.",
            lambda a, b: number(a) == len(r.places) == len(r.best) == len(r.f.minimizers) == PARTS[b] and alike,
        ),
        (r"^The marbles share (\w+) valleys, about (.+) each\.", lambda a, b: number(a) == len(r.places) == PARTS[b] and alike),
        (
            r"^(\w+) valleys caught ([\d, and]+) marbles\.",
            lambda a, b: number(a) == len(r.places) and sorted(map(number, re.split(r", | and ", b))) == sorted(r.places.values()),
        ),
        (r"^(\w+) valleys caught one marble each\.", lambda a: number(a) == len(r.places) == r.started and set(r.places.values()) == {1}),
        (
            r"^([\w,]+) equally deep pits caught (?:all|both)? ?([\d,]*)(?: of ([\d,]+))?\.",
            lambda a, b, c: number(a) == len(r.best) == len(r.places) and number(b or "2") == r.won and number(c or b or "2") == r.started,
        ),
        (r"^All ([\d,]+) came to rest (?:in the same pit|in a pit|on the same low ground)\.", lambda a: number(a) == r.started and len(r.places) == 1),
        (r"^([\d,]+) of ([\d,]+) came to rest (?:in the same pit|in a pit|on the same low ground)\.", lambda a, b: number(a) == r.stopped and number(b) == r.started and len(r.places) == 1),
        (r"^All ([\d,]+) came to rest in ([\w,]+) (?:pits|low places)\.", lambda a, b: number(a) == r.started == r.stopped and number(b) == len(r.places)),
        (r"^([\d,]+) of ([\d,]+) came to rest in ([\w,]+) (?:pits|low places)\.", lambda a, b, c: number(a) == r.stopped and number(b) == r.started and number(c) == len(r.places)),
        (r"([\d,]+) stopped in (?:another|other|([\w,]+) other) (?:pits?|low places?)", lambda a, b: number(a) == r.stopped and (b is None or number(b) == len(r.places) - len(r.best))),
        (r"All ([\d,]+) stopped in another one(?:; it is at height .*, the bottom at .*|; it is .* above the bottom)?\.$", lambda a: number(a) == r.stopped == r.started and len(r.places) == 1),
        (r"([\d,]+) rests? on a saddle or a top", lambda a: number(a) == r.count[Ending.SADDLE]),
        (r"([\d,]+) (?:is|are) stuck on flat ground", lambda a: number(a) == r.count[Ending.STALLED]),
        (rf"([\d,]+) had not come to rest, ([\d,]+) of them close to {IT}", lambda a, b, it: (number(a), number(b)) == (r.moving, r.near) and meant(it, r)),
        (rf"([\d,]+) had not come to rest, close to {IT}", lambda a, it: number(a) == r.moving == r.near and meant(it, r)),
        (r"([\d,]+) had not come to rest", lambda a: number(a) == r.moving),
        (rf"^([\d,]+) of ([\d,]+) (?:is|are) close to {FOUND}\.", lambda a, b: (number(a), number(b)) == (r.near + r.won, r.started) and r.near > 0),
        (rf"^All ([\d,]+) are close to {FOUND}\.", lambda a: number(a) == r.near + r.won == r.started and r.near > 0),
        (rf"^([\d,]+) of ([\d,]+) (?:is|are) close to {FOUND};", lambda a, b: (number(a), number(b)) == (r.near, r.started)),
        (r"([\d,]+) % of the descent took ([\d,]+) of ([\d,]+) steps", lambda a, b, c: r.took(number(a) / 100, number(b)) and number(c) == r.steps),
        (r"^After ([\d,]+) steps? the marbles are ([\d,]+) % of the way down", lambda a, b: number(a) == r.steps and 0 <= r.down() - number(b) < 1),
        (r"^([\d,]+) rests? there", lambda a: number(a) == r.won),
        (r"[Mm]ost would rest after about ([\d,]+) steps?", lambda a: number(a) > r.steps),
        (r"([\d,]+) went over the edge", lambda a: number(a) == r.lost),
        (r"([\d,]+) started outside", lambda a: number(a) == r.count[Ending.UNDEFINED]),
        (r"[Tt]he deepest of them caught ([\d,]+)", lambda a: number(a) == r.deepest),
        (r"All are equally deep\.", lambda: len(r.best) == len(r.places) > 1),
        (r"The lowest is at height [^.]*(?:\.\d+)?[^.]*(?:\.\d+)?[^.]*\.$", lambda: True),
        (r"The lowest is .* above the bottom\.$", lambda: len(r.f.minimizers) > 0),
    ]  # fmt: skip
    for pattern, check in rules:
        text = taken(text, pattern, check)
    return re.sub(rf"{FOUND}|[\s,.;()]", "", text)


def said_and_checked(run: Trajectories) -> str:
    verdict = verdict_of({"": run})
    record = Record(run)
    for text in (verdict.headline, verdict.detail):
        assert check_against(text, record) == "", f"{text!r} was not checked whole"
    return f"{verdict.headline} {verdict.detail}".strip()


@pytest.mark.parametrize("name", DRAWN)
def test_no_sentence_says_more_than_the_record(name: str) -> None:
    # Every landscape with plain descent and with one of the others in turn: every optimizer has its landscapes.
    f, turn = catalogue[name], DRAWN.index(name)
    starts = grid(f.domain, 4 if f.dimensions == 2 else 24)
    for method in {"gradient_descent", METHODS[turn % len(METHODS)]}:
        for steps, kept in ((60, "ends"), (200, 2)):
            run = descend(f, starts, known_optimizers()[method](), steps=steps, record=kept)
            assert said_and_checked(run)


def test_every_marble_is_accounted_for() -> None:
    f = find("rastrigin")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300, record="ends")
    assert said_and_checked(run) == "1 of 225 found the lowest pit. 224 stopped in 120 other pits."


def test_equal_shares_are_said_where_they_are_equal() -> None:
    f = find("himmelblau")
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=400, record="ends")
    assert said_and_checked(run) == "Four valleys, about a quarter each. All are equally deep."


def test_nobody_is_there_before_anybody_is() -> None:
    f = find("rosenbrock")
    run = descend(f, grid(f.domain, 15), Adam(0.001), steps=1000, record="ends")
    said = "1 of 225 is close to the lowest pit. After 1,000 steps the marbles are 94 % of the way down."
    assert said_and_checked(run) == said
    run = descend(parse("x**2 + y**2", f.domain), grid(f.domain, 4), GradientDescent(0.001), steps=20)
    assert said_and_checked(run).startswith("After 20 steps nobody is there yet.")


def test_a_plunge_is_told_with_the_step_that_ends_it() -> None:
    f = find("rosenbrock")
    run = descend(f, grid(f.domain, 8), GradientDescent(0.00028), steps=2000)
    assert re.match("99 % of the descent took [0-9]+ of 2,000 steps.", said_and_checked(run))
    few = descend(f, grid(f.domain, 8), GradientDescent(0.00028), steps=2000, record=500)
    assert "descent" not in said_and_checked(few)  # it might have been anywhere up to there


def test_those_close_to_the_goal_are_counted_with_those_in_it() -> None:
    f = find("rosenbrock")
    run = descend(f, grid(f.domain, 9), Momentum(0.0003), steps=8000, record=50)
    assert 0 < Record(run).won < Record(run).near
    assert said_and_checked(run).startswith("All 81 are close to the lowest pit.")


def test_starts_without_a_height_are_a_number() -> None:
    f = parse("log(x*y) + x**2 + y**2", domain=((-2, 2), (-2, 2)))
    run = descend(f, grid(f.domain, 8), GradientDescent(0.01), steps=50, record="ends")
    assert "32 started outside" in said_and_checked(run)


def test_one_marble_has_its_own_words() -> None:
    f = find("himmelblau")
    alone = descend(f, [[1.0, 1.0]], GradientDescent(), steps=400)
    assert verdict_of({"": alone}).headline == "It found one of the lowest pits."
    assert verdict_of({"": alone}).detail == f"After {int(alone.stopped_at[0])} steps."


def test_several_optimizers_are_told_apart_by_whom_they_bring_there() -> None:
    f = find("himmelblau")
    methods = {"plain": GradientDescent(0.01), "slow": Momentum(1e-7)}
    runs = {
        name: descend(f, grid(f.domain, 9), method, steps=300, record="ends")
        for name, method in methods.items()
    }
    won = {name: Record(run).won for name, run in runs.items()}
    assert won["slow"] < won["plain"]
    headline = verdict_of(runs).headline
    assert headline.endswith(" with plain.") and (f"{won['plain']} of 81" in headline or "All 81" in headline)


def test_one_that_started_off_the_map_did_not_leave_it() -> None:
    f = catalogue["booth"]
    away, gone = ([[30.0, 30.0]], GradientDescent(1.0)), ([[3.0, 3.0]], GradientDescent(1.0))
    said = [verdict_of({"": descend(f, start, method, steps=9)}) for start, method in (away, gone)]
    assert (said[0].headline, said[0].detail) == ("It started beyond the edge.", "")
    assert said[1].headline == "It went over the edge." and "After 0" not in said[1].detail


def test_one_marble_each_is_said_so() -> None:
    f = catalogue["himmelblau"]
    run = descend(f, [[3.5, 2.5], [-3.0, 3.0], [-3.5, -3.0]], GradientDescent(0.004), steps=300)
    said = verdict_of({"": run}).headline
    assert said == "Three valleys caught one marble each." and check_against(said, Record(run)) == ""


def test_nothing_is_said_where_nothing_ran() -> None:
    assert verdict_of({}).headline == ""


def test_a_marble_that_moves_on_beyond_the_map_has_left_it() -> None:
    run = descend(catalogue["beale"], [[-1.0, 1.5]], Adam(0.042), steps=1000)
    assert run.ending[0] == Ending.RUNNING
    said = verdict_of({"": run})
    assert said.headline == "It went over the edge."
    step = int(said.detail.split()[1])
    low, high = np.transpose(catalogue["beale"].domain)
    beyond = BEYOND * (high - low)
    inside = ((run.positions[:, 0] >= low - beyond) & (run.positions[:, 0] <= high + beyond)).all(axis=1)
    assert inside[step - 1] and not inside[step:].any()


@pytest.mark.parametrize("name", sorted(known_populations()))
def test_no_sentence_of_a_population_says_more_than_the_record(name: str) -> None:
    for f in DRAWN[::9]:
        assert said_and_checked(search(catalogue[f], parse_population(name), generations=40, seed=1))


@pytest.mark.parametrize("name", sorted(known_populations()))
def test_of_a_population_generations_are_told(name: str) -> None:
    said = [
        verdict_of({"": search(catalogue[f], parse_population(name), generations=g, seed=2)})
        for f in ("rosenbrock", "himmelblau")
        for g in (1, 12)
    ]
    text = " ".join(f"{verdict.headline} {verdict.detail}" for verdict in said)
    assert "After 12 generations" in text
    assert "step" not in text


def test_who_left_the_map_did_so_at_the_step_where_the_film_ends():
    f = parse("x + y/3", [(-1, 1), (-1, 1)])
    run = descend(f, [[0.0, 0.0]], GradientDescent(0.2), steps=300)
    assert run.ending[0] == Ending.ESCAPED
    gone = 1 + int(np.flatnonzero((np.abs(run.positions[:, 0]) <= 1 + 2 * BEYOND).all(axis=1))[-1])
    assert gone == int(last_stop(run)) < run.stopped_at[0]
    assert verdict_of({"": run}).detail == f"After {gone} steps."


def test_who_led_a_smaller_crowd_is_measured_by_its_share():
    f = catalogue["sphere"]
    few = descend(f, [[1.0, 1.0], [2.0, 0.5]], GradientDescent(0.1), steps=500)
    start = np.concatenate([grid(f.domain, 3), [[f.domain[0][1], 0.1]] * 3])
    path = descend(f, start, GradientDescent(0.1), steps=500).positions.copy()
    path[:, -2:] = start[-2:]
    many = Trajectories.from_arrays(f, path)
    found = verdict_of({"few": few, "many": many})
    assert found.headline == "Both found the lowest pit with few."
    assert found.detail == "10 of 12 with many."


def test_who_would_rest_when_is_said_only_where_most_still_move() -> None:
    f = find("peaks")
    run = descend(f, grid(f.domain, 9), GradientDescent(0.02), steps=2000)
    moving = int((run.ending == Ending.RUNNING).sum())
    assert 0 < moving < len(run) / 2 and "would rest" not in verdict_of({"": run}).detail
    slow = descend(find("sphere"), grid(find("sphere").domain, 4), GradientDescent(1e-3), steps=300)
    assert "most would rest after" in verdict_of({"": slow}).detail.lower()


def test_so_many_of_so_many_is_a_sentence() -> None:
    f = find("sphere")
    starts = grid(f.domain, 3)
    runs = {f"{k}": descend(f, starts, GradientDescent(0.1 + 0.01 * k), steps=300) for k in range(4)}
    runs["slow"] = descend(f, starts, GradientDescent(1e-4), steps=300)
    assert verdict_of(runs).headline == "With four of the five, all 9 found the lowest pit."


def test_where_all_arrive_with_each_the_steps_that_they_took_are_told() -> None:
    f = find("trid")
    starts = grid(f.domain, 5)
    runs = {"Newton": Newton(), "Gradient descent": GradientDescent(0.2)}
    told = {name: descend(f, starts, optimizer, steps=500) for name, optimizer in runs.items()}
    newton, plain = (int(run.stopped_at.max()) for run in told.values())
    assert newton < plain < 500
    detail = verdict_of(told).detail
    assert detail == f"After {newton} steps with Newton, after {plain} steps with Gradient descent.".replace(
        "After 1 steps", "After 1 step"
    )
    assert verdict_of({"a": told["Newton"], "b": told["Newton"]}).detail == ""


def test_of_two_it_is_told_who_is_close_and_the_large_number_has_the_color_of_who_leads() -> None:
    """24 of Momentum's lay at the flag, and "1 with Momentum" was all that was said of them."""
    f = find("rosenbrock")
    runs = {
        "quick": descend(f, grid(f.domain, 4), Newton(), steps=200),
        "slow": descend(f, grid(f.domain, 4), GradientDescent(1.5e-3), steps=12000, record=100),
    }
    quick, slow = (Tally.of(run) for run in runs.values())
    assert quick.won > slow.won and slow.near > 0
    said = verdict_of(runs)
    assert said.headline.endswith(" found the lowest pit with quick.")
    assert said.detail == f"{slow.won} with slow; {slow.near} are close to the lowest pit."
    assert leader(tuple(runs.values())) == 0 and leader((runs["quick"], runs["quick"])) is None
    colors = by_label(runs, find_theme("dark"), "destination")
    told = Verdict(f"{quick.won} of 16 found the lowest pit with quick.")
    assert accent_of(told, runs, colors, find_theme("dark")) == find_theme("dark").palette[0]
    assert accent_of(told, runs, colors, find_theme("light")) == ""
