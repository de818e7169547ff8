"""What the numbers say, in sentences; nothing is said that an interval does not support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gallery.comparison.table import percent
from gallery.numbers import number_text

if TYPE_CHECKING:
    from descent.cases import Case
    from descent.outcomes import Outcome
    from descent.pairs import Pair
    from descent.tuning import Tuning

Record = dict[str, Any]
WORTH_SAYING = 0.05
"""A share below this is not worth a sentence."""
CLEAR = 0.05
"""A p-value, corrected for the number of pairs, that supports a sentence."""


def findings(
    runs: Sequence[tuple[Case, Outcome]],
    records: Sequence[Record],
    pairs: Sequence[Pair],
    tunings: Sequence[Tuning] = (),
) -> list[str]:
    """Sentences, the most telling first."""
    several = len({case.landscape.name for case, _ in runs}) > 1
    said = [
        *_motionless(runs, several),
        *_leaders(pairs, records),
        *_losses(records),
        *_saddles(records),
        *_speed(records, pairs),
        *_tuned(tunings),
    ]
    return said or _nothing(records)


def _motionless(runs: Sequence[tuple[Case, Outcome]], several: bool) -> Iterator[str]:
    from descent.shares import share

    told = set()
    for case, outcome in runs:
        never = int(((outcome.stopped_at == 0) & ~outcome.lost).sum())
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
            f"{case.landscape.title}: {percent(found.value)} % of {_starts(case)} never move{within}: no component of "
            f"the gradient under them is above {number_text(case.tolerance)}, so no method that follows it can."
        )


def _leaders(pairs: Sequence[Pair], records: Sequence[Record]) -> Iterator[str]:
    """Of the pairs that differ beyond doubt, the widest gap from the best case."""
    by_case = {r["case"]: r for r in records}
    clear = [p for p in pairs if p.success_p < CLEAR and abs(p.difference) >= WORTH_SAYING and p.interval]
    for pair in sorted(clear, key=lambda p: -abs(p.difference))[:3]:
        up = pair.difference > 0
        better, worse = (pair.first, pair.second) if up else (pair.second, pair.first)
        low, high = sorted(abs(v) * 100 for v in pair.interval or (0.0, 0.0))
        goal = "a global minimum" if by_case[better]["global"] else "a minimum"
        first, second = (_success(by_case[c]) for c in (better, worse))
        yield (
            f"From the same {pair.starts} starts, {better} reaches {goal} {percent(first['share'])} % of the time, "
            f"{worse} {percent(second['share'])} %: a difference of {abs(pair.difference) * 100:.0f} points "
            f"(95 % interval {low:.0f} to {high:.0f}, exact McNemar test p = {probability(pair.success_p)})."
        )


def _losses(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        lost = record["escaped"]["share"] + record["diverged"]["share"]
        if lost >= WORTH_SAYING:
            rate = record["learning_rate"]
            at = f" at rate {number_text(rate)}" if rate is not None and "rate" not in record["case"] else ""
            yield f"{record['case']}{at}: {percent(lost)} % of the starts are lost, thrown far out of the domain."


def _saddles(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        if (share := record["saddle"]["share"]) >= WORTH_SAYING:
            yield f"{record['case']}: {percent(share)} % of the starts come to rest on a saddle or a maximum."


def _speed(records: Sequence[Record], pairs: Sequence[Pair]) -> Iterator[str]:
    """The quickest against the slowest of those that bring nearly all starts to rest at a minimum."""
    steady = [r for r in records if r["converged"]["share"] > 0.9 and r["steps_to_rest"]["median"]]
    if len(steady) < 2 or len({r["landscape"] for r in steady}) > 1:
        return
    ordered = sorted(steady, key=lambda r: r["steps_to_rest"]["median"])
    quick, slow = ordered[0], ordered[-1]
    if slow["steps_to_rest"]["lower"] > quick["steps_to_rest"]["upper"]:
        factor = slow["steps_to_rest"]["median"] / quick["steps_to_rest"]["median"]
        yield (
            f"{quick['case']} is at rest after {number_text(quick['steps_to_rest']['median'])} steps in the median, "
            f"{slow['case']} after {number_text(slow['steps_to_rest']['median'])}: {factor:.2g} times as many."
        )


def _tuned(tunings: Sequence[Tuning]) -> Iterator[str]:
    for tuning in tunings:
        if tuning.at_edge:
            yield (
                f"{tuning.sweep.case}: the best rate, {number_text(tuning.winner)}, lies at the edge of the range "
                "that was tried; a wider one may hold a better rate."
            )


def _nothing(records: Sequence[Record]) -> list[str]:
    if len(records) < 2:
        return []
    best = [_success(r) for r in records]
    if all(s["share"] == 1 for s in best):
        return [
            "Every start of every case reaches "
            + ("a global minimum." if records[0]["global"] else "a minimum.")
        ]
    return ["These starts do not tell the cases apart: where there are differences, chance explains them."]


def _success(record: Record) -> Record:
    return record["global"] or record["converged"]


def _starts(case: Case) -> str:
    return f"{'an' if case.starts.name[0] in 'aeio' else 'a'} {case.starts.name.replace('_', ' ')} start"


def probability(p: float) -> str:
    """A p-value: in two digits, and none below a ten-thousandth."""
    return "below 0.0001" if p < 1e-4 else f"{p:.2g}"
