"""A description as a living page: what it says goes into the page as it is, and the page says it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gallery.spec.field import FieldError, differing
from gallery.spec.ground import Ground
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec

if TYPE_CHECKING:
    from gallery.spec.scene import SceneSpec
    from landscapes import Landscape
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
    from render.page import OF_FILMS, Living, is_computed

    if ground.landscape.kind != "formula":
        raise ValueError(
            f"a page computes a formula, and {ground.landscape.name} is measured: make a film of it, -o film.mp4"
        )
    if spec.look.camera.endswith(".csv"):
        raise FieldError("camera", f"of a page cannot be a file of key-frames, got {spec.look.camera!r}")
    for name in OF_FILMS:
        if getattr(spec.look, name) != getattr(LookSpec(), name):
            raise FieldError(name, "belongs to films and pictures: a page has its own")
    recorded = {
        k: ground.run(run)
        for k, run in enumerate(spec.runs)
        if run.starts
        and (
            ground.follows
            or run.path is not None
            or not is_computed(run.method(), parse_noise(run.noise) if run.noise else None)
        )
    }
    own = said(spec.landscape)
    more = [(said(land), other) for land, other in others if land != spec.landscape]
    return Living(
        state=state_of(spec),
        landscapes=[(own, ground.landscape), *more],
        recorded=recorded,
        command=command,
        everything=everything,
    )


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
