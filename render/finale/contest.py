"""The end of several runs on one landscape: who arrived, who came lowest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descent import Trajectories
from render.finale.tally import Tally
from render.finale.wording import after, everyone, sentence
from render.race import is_race
from render.race import verdict as race_verdict
from render.style import in_words, listed, number_text

NAMED = 3
"""So many names a headline bears."""


def contest(runs: Mapping[str, Trajectories]) -> tuple[str, str]:
    """Headline and detail."""
    if is_race(runs):
        return race_verdict(next(iter(runs.values())).landscape, runs), ""
    tallies = {label: Tally.of(run) for label, run in runs.items()}
    judged = all(tally.goals for tally in tallies.values())
    scores = {label: tally.won if judged else tally.arrived for label, tally in tallies.items()}
    goal = "a pit"
    if judged:
        goal = next((t.goal for t in tallies.values() if t.won), next(iter(tallies.values())).goal)
    if not any(scores.values()):
        return _nobody(runs, tallies, judged), _lowest(tallies)
    return _many_starts(tallies, scores, goal)


def _nobody(runs: Mapping[str, Trajectories], tallies: Mapping[str, Tally], judged: bool) -> str:
    if all(tally.lost == tally.started for tally in tallies.values()):
        return sentence(f"{_all(len(tallies))} left the map")
    if any(tally.moving for tally in tallies.values()):
        steps = {run.steps for run in runs.values()}
        return sentence(
            f"{after(steps.pop())} nobody is there yet" if len(steps) == 1 else "nobody is there yet"
        )
    return "Nobody found the lowest pit." if judged else "Nobody found a pit."


def _lowest(tallies: Mapping[str, Tally]) -> str:
    """Whose marble is the lowest, where one alone is."""
    heights = {
        label: t.reached for label, t in tallies.items() if np.isfinite(t.reached) and t.lost < t.started
    }
    if not heights:
        return ""
    ranked = sorted(heights, key=lambda label: heights[label])
    best, text = ranked[0], number_text(heights[ranked[0]])
    if len(ranked) > 1 and number_text(heights[ranked[1]]) == text:
        return sentence(f"the lowest are at height {text}")
    return f"{best} came lowest: height {text}."


def _many_starts(tallies: Mapping[str, Tally], scores: Mapping[str, int], goal: str) -> tuple[str, str]:
    most = max(scores.values())
    best = [label for label, score in scores.items() if score == most]
    started = {tallies[label].started for label in best}
    if len(started) > 1:
        return f"{listed(best[:NAMED])} led most marbles to {goal}." if len(best) <= NAMED else "", ""
    of = started.pop()
    who = everyone(of) if most == of else f"{most:,} of {of:,}"
    if len(best) == len(scores):
        with_all = "both" if len(best) == 2 else f"each of the {in_words(len(best))}"
        return sentence(f"{who} found {goal}, with {with_all}"), _fates(tallies)
    names = listed(best) if len(best) <= NAMED else f"{in_words(len(best))} of {in_words(len(scores))}"
    behind = sorted((label for label in scores if label not in best), key=lambda label: -scores[label])
    rest = listed([f"{scores[label]:,} with {label}" for label in behind[:NAMED]])
    return f"{names}: {who} found {goal}.", sentence(rest) if len(behind) <= NAMED else ""


def _fates(tallies: Mapping[str, Tally]) -> str:
    moving = sum(tally.moving for tally in tallies.values())
    return sentence(f"{moving:,} {'is' if moving == 1 else 'are'} still moving") if moving else ""


def _all(count: int) -> str:
    return "both" if count == 2 else f"all {in_words(count)}"
