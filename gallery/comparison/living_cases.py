"""A comparison's cases as living scenes of one page: computed there where the page can, else played as recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gallery.comparison.results import some_of

if TYPE_CHECKING:
    from descent import Starts
    from descent.comparison import Case, CaseOutcome
    from descent.results import Trajectories
    from gallery.comparison.lesson import Lesson
    from gallery.comparison.results import Results
    from gallery.spec import SceneSpec
    from landscapes import Landscape
    from render.page import Living

MOST_NUMBERS = 6_000
"""Of all recorded cases together; a page of a comparison is not to grow by more than 200 kB."""
RECORDED = 24
"""So many particles of a recorded case move."""
TOGETHER = 120
"""So many particles of each case where all are on one surface."""
MOST_TOGETHER = 8
PLAYED = ("show", "charts", "share")
"""What of the panel is offered where paths are played: changed settings would be another run, computed otherwise."""
LONGEST_STARTS = 4_000
"""Characters of a case's starts; of longer ones the case is played."""
MOST_WORK = 20_000_000
"""Particles times steps that a page computes at once."""

Scene = tuple[str, "Living"]


def living_scenes(comparison: Results, lesson: Lesson | None = None, theme: str = "dark") -> list[Scene]:
    """A name and a page for each case, and where several share a surface one for all of them.

    A case whose landscape is no formula has none. Of a lesson the first is the one that its tasks are about.
    """
    groups: dict[str, list[tuple[Case, CaseOutcome]]] = {}
    for case, outcome in comparison.runs:
        if _is_printed(case.landscape):
            groups.setdefault(case.landscape.name, []).append((case, outcome))
    scenes: list[Scene] = []
    if lesson is not None:
        scenes.append(("Your turn", _of_lesson(comparison, lesson, theme)))
    recorded = sum(not is_computed(case) for case, _ in comparison.runs)
    most = MOST_NUMBERS // max(recorded, 1)
    for name, runs in groups.items():
        if all(is_computed(case) for case, _ in runs) and 1 < len(runs) <= MOST_TOGETHER:
            where = f"All on {runs[0][0].landscape.title}" if len(groups) > 1 else "All on one surface"
            scenes.append((where, _together([case for case, _ in runs], theme)))
        scenes += _singly(comparison, name, runs, theme, most)
    return scenes


def is_computed(case: Case) -> bool:
    """Whether a page can compute the case again."""
    from render.page import is_computed as by_page

    short = len(case.starts.text) <= LONGEST_STARTS
    return case.landscape.dimensions <= 2 and short and by_page(case.optimizer, case.noise)


def _is_printed(f: Landscape) -> bool:
    """Whether a page can carry it: as two variables, or as a plane of more."""
    from landscapes import to_javascript

    try:
        return f.dimensions > 2 or bool(to_javascript(f))
    except ValueError:
        return False


def _of_lesson(comparison: Results, lesson: Lesson, theme: str) -> Living:
    living = (
        _drawn(lesson.figure, theme) if lesson.figure else _living([comparison.runs[lesson.begin][0]], theme)
    )
    return replace(living, controls=lesson.controls, tasks=lesson.tasks)


def _drawn(figure: SceneSpec, theme: str) -> Living:
    from gallery.spec import living_of_spec

    return living_of_spec(replace(figure, look=replace(figure.look, theme=theme)), figure.landscape.ground())


def _together(cases: Sequence[Case], theme: str) -> Living:
    return _living([replace(case, starts=_fewer(case.starts)) for case in cases], theme, color="run")


def _fewer(starts: Starts) -> Starts:
    settings = dict(starts.settings)
    if not isinstance(settings.get("count"), int) or settings["count"] <= TOGETHER:
        return starts
    return replace(starts, settings=tuple({**settings, "count": TOGETHER}.items()))


def _singly(
    comparison: Results, name: str, runs: Sequence[tuple[Case, CaseOutcome]], theme: str, most: int
) -> Iterator[Scene]:
    for case, outcome in runs:
        if is_computed(case):
            yield case.label, _living([case], theme)
        elif (paths := _recorded(comparison, case, outcome)) is not None:
            yield case.label, _played(case, paths, theme, most)


def _recorded(comparison: Results, case: Case, outcome: CaseOutcome) -> Trajectories | None:
    """Some paths of a case on something of at most two variables; None where there is nothing such."""
    if case.landscape.dimensions <= 2:
        return some_of(outcome.paths(case), RECORDED)
    on_plane = comparison.plane.runs.get(case.label)
    return None if on_plane is None else some_of(on_plane, RECORDED)


def _living(cases: Sequence[Case], theme: str, **look: Any) -> Living:
    from render.page import Living, landscape_state

    f: Landscape = cases[0].landscape
    own = landscape_state(f)
    state = {"landscape": own, "runs": [_run_state(case) for case in cases], "look": {"theme": theme, **look}}
    return Living(state=state, landscapes=[(own, f)], recorded={})


def _run_state(case: Case) -> dict[str, Any]:
    """The fields of a scene's run that say how the case was made."""
    from descent import to_text

    state: dict[str, Any] = {
        "label": case.label,
        "optimizer": _without_rate(case),
        "starts": [case.starts.text],
        "steps": case.steps,
    }
    rate = getattr(case.optimizer, "learning_rate", None)
    if rate is not None:
        state["learning_rate"] = to_text(rate) if callable(rate) else float(rate)
    if case.tolerance is not None:
        state["tolerance"] = float(case.tolerance)
    if case.noise is not None:
        state["noise"] = case.noise.text
    return state


def _without_rate(case: Case) -> str:
    from dataclasses import replace as changed

    method: Any = case.optimizer
    if getattr(method, "learning_rate", None) is None:
        return str(method.text)
    return str(changed(method, learning_rate=type(method)().learning_rate).text)


def _played(case: Case, paths: Trajectories, theme: str, most: int) -> Living:
    from render.page import Living, landscape_state

    f = paths.landscape
    own = landscape_state(f) if f.dimensions == case.landscape.dimensions else {"name": f.name}
    state = {
        "landscape": own,
        "runs": [{"label": case.label, "steps": paths.steps, "starts": ["recorded"]}],
        "look": {"theme": theme},
    }
    return Living(state=state, landscapes=[(own, f)], recorded={0: paths}, most=most, controls=PLAYED)
