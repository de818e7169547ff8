"""What a picture of a landscape stands on: the landscape itself, or a plane of one of many variables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from descent import Trajectories
    from gallery.spec.run import RunSpec
    from landscapes import Landscape, Plane


@dataclass(frozen=True, eq=False)
class Ground:
    """What a picture of a landscape stands on.

    Parameters
    ----------
    landscape : that is drawn, of one or two variables unless no plane was asked for
    plane : the plane of a function of more that it is
    follows : whether particles move in all variables, and are drawn where they are seen on the plane
    said : what a caption says of the plane
    """

    landscape: Landscape
    plane: Plane | None = None
    follows: bool = False
    said: str = ""

    def told(self, runs: Iterable[Trajectories]) -> str:
        """What a caption says of the plane, and of the runs that are seen on it."""
        shown = [run for run in runs if len(run)]
        if not self.follows or not shown:
            return self.said
        from descent import share_near

        count = sum(map(len, shown))
        off = count - round(sum(share_near(run) * len(run) for run in shown))
        who, they, end = ("the marble moves", "it", "ends") if count == 1 else ("marbles move", "they", "end")
        heights = f"{they} {end} as high as drawn"
        if off:
            heights = f"{they if count == 1 else f'{off} of {count}'} {end} higher or lower than drawn"
        return f"{self.said}\n{who} in all {self.descended.dimensions}; {heights}"

    @property
    def descended(self) -> Landscape:
        """In whose variables particles move."""
        return self.plane.parent if self.plane is not None and self.follows else self.landscape

    def run(self, run: RunSpec, record: int | None = None) -> Trajectories:
        """A described run on it, as of `RunSpec.run`.

        Raises
        ------
        ValueError, LookupError
        """
        return run.run(self.landscape, record, self.plane if self.follows else None)

    def rated(self, run: RunSpec) -> RunSpec:
        """A described run with the learning rate and the engine that it gets here, where its own were left open.

        Raises
        ------
        ValueError, LookupError
        """
        from descent import parse_noise
        from descent.compiled_engine import chosen_engine, engine_of
        from descent.optimizers import RatedOptimizer

        method = run.method()
        if run.path is not None:
            return run
        if run.engine == "auto":
            places = run.places(self.landscape, self.plane if self.follows else None)
            asked = chosen_engine("engine", run.engine, len(places) * (run.steps or 0))
            noise = parse_noise(run.noise) if run.noise else None
            run = replace(run, engine=engine_of(self.descended, method, run.steps or 0, asked, noise))
        if not isinstance(method, RatedOptimizer) or method.learning_rate is not None or run.bare_schedule:
            return run
        places = run.places(self.landscape, self.plane if self.follows else None)
        settled = run.settled(self.descended, places)
        return (
            replace(run, learning_rate=float(settled.rate(0))) if isinstance(settled, RatedOptimizer) else run
        )
