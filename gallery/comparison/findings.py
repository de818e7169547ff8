"""What the numbers say, in sentences; nothing is said that an interval does not support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gallery.comparison.table import percent, share_text, step_text
from gallery.terminal.numbers import number_text

if TYPE_CHECKING:
    from descent.comparison.case_outcome import CaseOutcome
    from descent.comparison.cases import Case
    from descent.comparison.pairs import Pair
    from descent.comparison.tuning import Tuning

Record = dict[str, Any]
WORTH_SAYING = 0.05
"""A share below this is not worth a sentence."""
MOST_PAIRS = 3
CLEAR = 0.05
"""A p-value, corrected for the number of pairs, that supports a sentence."""


def findings(
    runs: Sequence[tuple[Case, CaseOutcome]],
    records: Sequence[Record],
    pairs: Sequence[Pair],
    tunings: Sequence[Tuning] = (),
) -> list[str]:
    """Sentences, the most telling first."""
    several = len({case.landscape.name for case, _ in runs}) > 1
    said = [
        *_motionless(runs, several),
        *(_leaders(pairs, records) or _lower(pairs, records)),
        *_apart(records),
        *_levels(records),
        *_losses(records),
        *_saddles(records),
        *_speed(records, pairs),
        *_tuned(tunings),
    ]
    return said or _nothing(records)


def _motionless(runs: Sequence[tuple[Case, CaseOutcome]], several: bool) -> Iterator[str]:
    from descent.comparison.shares import share

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
            f"{case.landscape.title}: {percent(found.value)} % of {_starts(case)} never move{within}: the slope under "
            f"them is nowhere above {number_text(case.tolerance)}, and so they stop before the first step, whatever "
            "the method."
        )


def _leaders(pairs: Sequence[Pair], records: Sequence[Record]) -> list[str]:
    """The best case of each question against those that fall behind it beyond doubt, the furthest first."""
    by_case = {r["case"]: r for r in records}
    clear = [p for p in pairs if p.success_p < CLEAR and p.interval and _matters(p)]
    for best in sorted(by_case, key=lambda c: (-_success(by_case[c])["share"], _median_steps(by_case[c]))):
        behind = [p for p in clear if best == (p.first if p.difference > 0 else p.second)]
        if behind:
            return [_lead(p, by_case) for p in sorted(behind, key=lambda p: -abs(p.difference))[:MOST_PAIRS]]
    return []


def _lower(pairs: Sequence[Pair], records: Sequence[Record]) -> Iterator[str]:
    """Where success does not tell: who ends lower from the same starts, the lowest case against the others."""
    from descent.comparison.shares import share

    heights = {r["case"]: r["final_height"]["median"] for r in records}
    clear = [p for p in pairs if p.interval and p.height_p < CLEAR]
    clear = [p for p in clear if None not in (heights[p.first], heights[p.second])]
    told = 0
    for best in sorted(heights, key=lambda c: float("inf") if heights[c] is None else heights[c])[:1]:
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


def _apart(records: Sequence[Record]) -> Iterator[str]:
    """Other starts under the same method: the largest share against the smallest, if their intervals part."""
    groups: dict[Any, list[Record]] = {}
    for record in records:
        key = (record["landscape"], record["optimizer"], record["noise"], record["steps"])
        groups.setdefault(key, []).append(record)
    for group in groups.values():
        drawn = [r for r in group if _success(r)["low"] is not None]
        if len(drawn) < 2:
            continue
        most = max(drawn, key=lambda r: _success(r)["share"])
        least = min(drawn, key=lambda r: _success(r)["share"])
        if _success(most)["low"] > _success(least)["high"]:
            yield (
                f"{most['case']}: {share_text(_success(most))} of the starts reach "
                f"{'a global minimum' if most['global'] else 'a minimum'}, {least['case']}: "
                f"{share_text(_success(least))}. The 95 % intervals do not touch: where one begins decides, "
                "under the same method."
            )


def _matters(pair: Pair) -> bool:
    """A difference of several points, or one share at least twice the other."""
    first, second = pair.both + pair.only_first, pair.both + pair.only_second
    return abs(pair.difference) >= WORTH_SAYING or max(first, second) >= 2 * min(first, second)


def _median_steps(record: Record) -> float:
    steps = record["steps_to_rest"]["median"]
    return float("inf") if steps is None else float(steps)


def _lead(pair: Pair, by_case: Mapping[str, Record]) -> str:
    better, worse = (pair.first, pair.second) if pair.difference > 0 else (pair.second, pair.first)
    low, high = sorted(abs(v) * 100 for v in pair.interval or (0.0, 0.0))
    goal = "a global minimum" if by_case[better]["global"] else "a minimum"
    first, second = (percent(_success(by_case[c])["share"]) for c in (better, worse))
    points = f"{abs(pair.difference) * 100:.3g} points (95 % interval {low:.3g} to {high:.3g}"
    return (
        f"From the same {pair.starts:,} starts, {better} reaches {goal} {first} % of the time, {worse} {second} %: "
        f"a difference of {points}; exact McNemar test, p {probability(pair.success_p, '= ')})."
    )


def _levels(records: Sequence[Record]) -> Iterator[str]:
    """Cases without a known goal: the lowest and the highest median, where their middle halves do not touch."""
    known = [r for r in records if not r["global"] and r["converged"]["share"] < 0.5]
    reached = [r for r in known if r["final_height"]["upper"] is not None]
    if len(reached) < 2 or len({r["landscape"] for r in reached}) > 1:
        return
    ordered = sorted(reached, key=lambda r: r["final_height"]["median"])
    low, high = ordered[0], ordered[-1]
    if low["final_height"]["upper"] < high["final_height"]["lower"]:
        yield (
            f"{low['case']} ends at {number_text(low['final_height']['median'], 3)} in the median, {high['case']} at "
            f"{number_text(high['final_height']['median'], 3)}; the middle halves of their starts do not touch."
        )


def _losses(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        lost = record["escaped"]["share"] + record["diverged"]["share"]
        if lost >= WORTH_SAYING:
            rate = record["learning_rate"]
            at = f" at rate {number_text(rate)}" if rate is not None and "rate" not in record["case"] else ""
            where = f"{record['case']}{at}"
            yield f"{where}: {percent(lost)} % of the starts are lost, thrown far out of the domain."


def _saddles(records: Sequence[Record]) -> Iterator[str]:
    """Cases with the same share in one sentence."""
    groups: dict[str, list[str]] = {}
    for record in records:
        if (share := record["saddle"]["share"]) >= WORTH_SAYING:
            groups.setdefault(percent(share), []).append(record["case"])
    for share, cases in groups.items():
        yield f"{'; '.join(cases)}: {share} % of the starts come to rest on a saddle or a maximum."


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
            f"{quick['case']} is at rest after {step_text(quick['steps_to_rest']['median'])} steps in the median, "
            f"{slow['case']} after {step_text(slow['steps_to_rest']['median'])}: {factor:.2g} times as many."
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
    return f"{case.starts.name.replace('_', ' ')} starts"


def probability(p: float, equal: str = "") -> str:
    """A p-value: in two digits, and none below a ten-thousandth."""
    return "below 0.0001" if p < 1e-4 else f"{equal}{p:.2g}"
