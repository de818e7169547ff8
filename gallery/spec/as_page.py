"""A description as a living page: what it says goes into the page as it is, and the page says it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gallery.loading import load_words
from gallery.spec.field import FieldError, differing
from gallery.spec.ground import Ground
from gallery.spec.landscape import LandscapeSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gallery.spec.run import RunSpec
    from gallery.spec.scene import SceneSpec
    from landscapes import Landscape
    from render import Scene
    from render.page import Living


def living_of_spec(
    spec: SceneSpec,
    ground: Ground,
    command: str = "",
    *,
    others: Iterable[tuple[LandscapeSpec, Landscape]] = (),
    everything: bool = False,
) -> Living:
    """The page of a scene.

    Parameters
    ----------
    spec : the scene
    ground : what it stands on
    command : what remakes the page
    others : landscapes that can be chosen in it, too
    everything : whether it is for choosing, as `explore` has it

    Raises
    ------
    ValueError, LookupError
        For what cannot be descended, and what a page cannot have.
    """
    from descent import parse_noise
    from landscapes.javascript import check_printed
    from render.page import Living, check_size, is_computed, is_searched
    from render.words import subtitle_lines

    check_printed(ground.landscape)
    if spec.look.camera.endswith(".csv"):
        raise FieldError("camera", f"of a page cannot be a file of key-frames, got {spec.look.camera!r}")
    searching = {
        k for k, run in enumerate(spec.runs) if run.is_search and is_searched(run.method(), ground.landscape)
    }
    recorded = {
        k: ground.run(run)
        for k, run in enumerate(spec.runs)
        if run.starts
        and (
            ground.follows
            or run.path is not None
            or not (
                k in searching or is_computed(run.method(), parse_noise(run.noise) if run.noise else None)
            )
        )
    }
    computed = [run for k, run in enumerate(spec.runs) if run.starts and k not in recorded]
    for run in computed:
        check_size(len(spec.runs), len(run.places(ground.landscape)), run.steps)
    own = said(spec.landscape)
    more = [(said(land), other) for land, other in others if land != spec.landscape]
    return Living(
        state=state_of(spec),
        landscapes=[(own, ground.landscape), *more],
        recorded=recorded,
        subtitles={name: subtitle_lines([name]) for name in spec.look.files},
        starts=dict(brought for run in computed for brought in brought_of(run, ground.landscape)),
        command=command,
        loaded=load_words(),
        note=ground.told(recorded.values()),
        everything=everything,
        searching=everything or bool(searching - recorded.keys()),
    )


def as_drawn(living: Living, spec: SceneSpec, scene: Scene) -> Living:
    """The page of a scene that was set on stage: it looks from where films do, and takes as many steps at once."""
    from render.page import sides_of

    moving = [k for k, run in enumerate(spec.runs) if run.starts]
    runs = dict(zip(moving, scene.runs.values(), strict=True))
    lengths = {k: run.steps for k, run in runs.items() if spec.runs[k].steps is None}
    return replace(living, sides=sides_of(scene.prepared, spec.film.size), lengths=lengths)


def brought_of(run: RunSpec, f: Landscape) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The ways to start that Python alone makes, with the seed that they take, and their places (N, n), domain units."""
    from descent import parse_starts
    from render.page import BROUGHT

    for way in run.starts:
        starts = parse_starts(way)
        if starts.name in BROUGHT:
            seeded = "seed" in dict(starts.settings)
            text = way if seeded else f"{way}{',' if ':' in way else ':'}seed={run.seed}"
            yield text, replace(run, starts=(text,)).places(f)


def state_of(spec: SceneSpec) -> Mapping[str, Any]:
    """A scene as a page's state; what has its default is left out."""
    return {
        "landscape": said(spec.landscape),
        "runs": [said(run) for run in spec.runs],
        **{name: said(getattr(spec, name)) for name in ("look", "film", "page")},
    }


def said(section: Any) -> dict[str, Any]:
    """A description's fields that are not as they are by themselves, as JSON has them."""
    return {about.name: _plain(value) for about, value in differing(section)}


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
