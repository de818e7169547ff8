"""Final height against learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery.comparison.figures.kinds import Chart, Subject

if TYPE_CHECKING:
    from descent.comparison import Case, Sweep
    from render.figures import Graph


class Rates(Chart):
    """Final height against learning rate, the regimes of a single optimizer as strips, its limit marked."""

    name = "rates"
    order = 20
    title = "Final height against learning rate"

    def lacking(self, subject: Subject) -> str:
        """A case must have a constant rate."""
        return "" if subject.sweeps else "there is no learning rate to vary: no case has a constant one"

    def graph(self, subject: Subject) -> Graph:
        """One line for each optimizer, noise and starts that have a rate."""
        from landscapes.stationary import lowest_known
        from render.figures import Graph, Series
        from render.surface import common_level

        sweeps, f = subject.sweeps, subject.f
        floor, named = common_level(lowest_known(f), (sweep.quartiles for _, sweep in sweeps))
        series = [Series(_method(case), s.rates, *(s.quartiles[[1, 0, 2]] - floor)) for case, s in sweeps]
        marks: list[tuple[float, str]] = []
        strips: list[tuple[float, float, str]] = []
        if len(sweeps) == 1:
            ((case, sweep),) = sweeps
            strips = _strips(sweep)
            marks = _limits(case, sweep)
        else:
            marks = [(s.limits[0], f"{_method(case)}: {s.limits[0]:.3g}") for case, s in sweeps if s.limits]
        count = sweeps[0][1].starts
        label = f"Final height against learning rate on {f.title}, measured from {count} starts each."
        return Graph(label, series, "learning rate", f"final height above {named}", True, marks, strips)

    def caption(self, subject: Subject) -> str:
        """How it was measured, and what the dashed lines are."""
        first = subject.sweeps[0][1]
        theory = (
            "Dashed: the rate above which theory lets no particle stay at the steepest global minimum, for plain gradient "
            "descent 2/L with L the largest curvature there."
        )
        return (
            f"Each of {len(first.rates)} rates from the same {first.starts} starts, "
            f"{subject.runs[0][0].steps} steps: median and middle half. "
            + theory
            * any(sweep.limits for _, sweep in subject.sweeps)
        )


def _method(case: Case) -> str:
    """The case without landscape and rate: ``gradient descent``."""
    return case.words.without(landscape=case.landscape.name, rate=case.words.rate).text or "all cases"


def _limits(case: Case, sweep: Sweep) -> list[tuple[float, str]]:
    """The first and the last minimum's limit."""
    from descent import GradientDescent

    if not sweep.limits:
        return []
    name = "2/L" if type(case.optimizer) is GradientDescent else "limit"
    first, last = sweep.limits[0], sweep.limits[-1]
    if first == last:
        return [(first, f"{name} = {first:.3g}")]
    return [(first, f"{name} at the steepest minimum = {first:.3g}"), (last, f"at the flattest = {last:.3g}")]


def _strips(sweep: Sweep) -> list[tuple[float, float, str]]:
    """Neighbouring rates of one regime as one stretch; the borders lie between rates."""
    import numpy as np

    rates, found = sweep.rates, []
    edges = np.concatenate([rates[:1], np.sqrt(rates[1:] * rates[:-1]), rates[-1:]])
    begun = 0
    for k in range(1, len(rates) + 1):
        if k == len(rates) or sweep.regimes[k] != sweep.regimes[begun]:
            found.append((float(edges[begun]), float(edges[k]), sweep.regimes[begun]))
            begun = k
    return found


KIND = Rates()
