"""What the numbers say, in sentences; nothing is said that an interval does not support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from descent import share
from descent.results import Ending
from gallery.comparison.tables import Line, percent, probability, share_text, step_text
from gallery.terminal import number_text, stop_text
from render.style import span_of

if TYPE_CHECKING:
    from descent.comparison import Case, Pair, Tuning

WORTH_SAYING = 0.05
"""A share below this is not worth a sentence."""
MOST_PAIRS = 3
CLEAR = 0.05
"""A p-value, corrected for the number of pairs, that supports a sentence."""


def findings(lines: Sequence[Line], pairs: Sequence[Pair], tunings: Sequence[Tuning] = ()) -> list[str]:
    """Sentences, the most telling first."""
    said = [
        *_motionless(lines),
        *(_leaders(pairs, lines) or _lower(pairs, lines)),
        *_apart(lines),
        *_levels(lines),
        *_losses(lines),
        *_saddles(lines),
        *_speed(lines),
        *_tuned(tunings),
    ]
    return said or _nothing(lines)


def _motionless(lines: Sequence[Line]) -> Iterator[str]:
    told = set()
    for line in lines:
        case, outcome = line.case, line.outcome
        never = outcome.motionless
        # Where a start does not move, no method moves it: one sentence for all of them.
        key = (case.question, never)
        if never < WORTH_SAYING * len(outcome) or key in told:
            continue
        told.add(key)
        found = share(never, len(outcome))
        within = (
            f" (95 % interval {percent(found.low)} to {percent(found.high)} %)"
            if case.starts.is_random
            else ""
        )
        yield (
            f"{case.landscape.title}: {percent(found.value)} % of {_starts(case)} never move{within}: under them "
            f"{stop_text(case.tolerance)}, and so they stop before the first step, whatever the method."
        )


def _leaders(pairs: Sequence[Pair], lines: Sequence[Line]) -> list[str]:
    """The best case of each question against those that fall behind it beyond doubt, the furthest first."""
    by_case = {line.case.label: line for line in lines}
    clear = [p for p in pairs if p.success_p < CLEAR and p.interval and _matters(p)]
    for best in sorted(by_case, key=lambda c: (-by_case[c].success.share, _median_steps(by_case[c]))):
        behind = [p for p in clear if best == (p.first if p.difference > 0 else p.second)]
        if behind:
            return [_lead(p, by_case) for p in sorted(behind, key=lambda p: -abs(p.difference))[:MOST_PAIRS]]
    return []


def _lower(pairs: Sequence[Pair], lines: Sequence[Line]) -> Iterator[str]:
    """Where success does not tell: who ends lower from the same starts, the lowest case against the others."""
    heights = {line.case.label: line.heights.median for line in lines}
    clear = [p for p in pairs if p.interval and p.height_p < CLEAR]
    clear = [p for p in clear if None not in (heights[p.first], heights[p.second])]
    told = 0
    for best in sorted(heights, key=lambda c: _or_infinite(heights[c]))[:1]:
        for p in sorted(clear, key=lambda p: -abs(p.lower_first - p.lower_second)):
            won, other = (p.lower_first, p.second) if best == p.first else (p.lower_second, p.first)
            if best not in (p.first, p.second) or 2 * won < p.starts or told == MOST_PAIRS:
                continue
            told += 1
            found = share(won, p.starts)
            yield (
                f"From the same {p.starts:,} starts, {best} ends lower than {other} {percent(found.value)} % of the "
                f"time (95 % interval {percent(found.low)} to {percent(found.high)} %; exact sign test, "
                f"p {probability(p.height_p, '= ')})."
            )


def _apart(lines: Sequence[Line]) -> Iterator[str]:
    """Other starts under the same method: the largest share against the smallest, if their intervals part."""
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        case = line.case
        key = (case.landscape.name, case.optimizer.text, case.noise, case.steps)
        groups.setdefault(key, []).append(line)
    for group in groups.values():
        drawn = [line for line in group if line.summary.sampled]
        if len(drawn) < 2:
            continue
        most = max(drawn, key=lambda line: line.success.share)
        least = min(drawn, key=lambda line: line.success.share)
        if (most.success.low or 0.0) > (least.success.high or 0.0):
            yield (
                f"{most.case.label}: {share_text(most.success)} of the starts reach {most.goal}, {least.case.label}: "
                f"{share_text(least.success)}. The 95 % intervals do not touch: where one begins decides, "
                "under the same method."
            )


def _matters(pair: Pair) -> bool:
    """A difference of several points, or one share at least twice the other."""
    first, second = pair.both + pair.only_first, pair.both + pair.only_second
    return abs(pair.difference) >= WORTH_SAYING or max(first, second) >= 2 * min(first, second)


def _median_steps(line: Line) -> float:
    return _or_infinite(line.steps.median)


def _or_infinite(number: float | None) -> float:
    return float("inf") if number is None else number


def _lead(pair: Pair, by_case: Mapping[str, Line]) -> str:
    better, worse = (pair.first, pair.second) if pair.difference > 0 else (pair.second, pair.first)
    low, high = sorted(abs(v) * 100 for v in pair.interval or (0.0, 0.0))
    goal = by_case[better].goal
    first, second = (percent(by_case[c].success.share) for c in (better, worse))
    points = f"{abs(pair.difference) * 100:.3g} points (95 % interval {low:.3g} to {high:.3g}"
    return (
        f"From the same {pair.starts:,} starts, {better} reaches {goal} {first} % of the time, {worse} {second} %: "
        f"a difference of {points}; exact McNemar test, p {probability(pair.success_p, '= ')})."
    )


def _levels(lines: Sequence[Line]) -> Iterator[str]:
    """Cases without a known goal: the lowest and the highest median, where their middle halves do not touch."""
    unsure = [line for line in lines if line.best is None and line.ended(Ending.CONVERGED).share < 0.5]
    reached = [(line.heights, line.case) for line in unsure if line.heights.upper is not None]
    if len(reached) < 2 or len({case.landscape.name for _, case in reached}) > 1:
        return
    ordered = sorted(reached, key=lambda pair: _or_infinite(pair[0].median))
    (low, lowest), (high, highest) = ordered[0], ordered[-1]
    if _or_infinite(low.upper) < _or_infinite(high.lower):
        span = span_of((low.median, high.median))
        yield (
            f"{lowest.label} ends at {number_text(low.median, 3, span)} in the median, {highest.label} at "
            f"{number_text(high.median, 3, span)}; the middle halves of their starts do not touch."
        )


def _losses(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        lost = line.ended(Ending.ESCAPED).share + line.ended(Ending.DIVERGED).share
        if lost >= WORTH_SAYING:
            rate = line.learning_rate
            at = f" at rate {number_text(rate)}" if rate is not None and not line.case.words.rate else ""
            where = f"{line.case.label}{at}"
            yield f"{where}: {percent(lost)} % of the starts are lost, thrown far out of the domain."


def _saddles(lines: Sequence[Line]) -> Iterator[str]:
    """Cases with the same share in one sentence."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if (share := line.ended(Ending.SADDLE).share) >= WORTH_SAYING:
            groups.setdefault(percent(share), []).append(line.case.label)
    for percentage, cases in groups.items():
        yield f"{'; '.join(cases)}: {percentage} % of the starts come to rest on a saddle or a maximum."


def _speed(lines: Sequence[Line]) -> Iterator[str]:
    """The quickest against the slowest of those that bring nearly all starts to rest at a minimum."""
    steady = [line for line in lines if line.ended(Ending.CONVERGED).share > 0.9 and line.steps.median]
    if len(steady) < 2 or len({line.case.landscape.name for line in steady}) > 1:
        return
    ordered = sorted(steady, key=_median_steps)
    quick, slow = ordered[0], ordered[-1]
    if _or_infinite(slow.steps.lower) > _or_infinite(quick.steps.upper):
        first, last = _median_steps(quick), _median_steps(slow)
        yield (
            f"{quick.case.label} is at rest after {step_text(first)} steps in the median, "
            f"{slow.case.label} after {step_text(last)}: {times_text(last / first)} times as many."
        )


def _tuned(tunings: Sequence[Tuning]) -> Iterator[str]:
    for tuning in tunings:
        if tuning.at_edge:
            yield (
                f"{tuning.sweep.case}: the best rate, {number_text(tuning.winner)}, lies at the edge of the range "
                "that was tried; a wider one may hold a better rate."
            )


def _nothing(lines: Sequence[Line]) -> list[str]:
    if len(lines) < 2:
        return []
    if all(line.success.share == 1 for line in lines):
        return [f"Every start of every case reaches {lines[0].goal}."]
    return ["These starts do not tell the cases apart: where there are differences, chance explains them."]


def _starts(case: Case) -> str:
    return f"{case.starts.name.replace('_', ' ')} starts"


def times_text(ratio: float) -> str:
    """How many times as many: two digits that count, and no power of ten."""
    return number_text(ratio, 2) if ratio < 100 else f"{float(f'{ratio:.1e}'):,.0f}"
