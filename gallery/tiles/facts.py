"""What there is to say about a film, as JSON values: the landscape, the run, what became of the particles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gallery.terminal import json_value, number_text, point_text
from gallery.tiles.traits import family_of, traits_of

if TYPE_CHECKING:
    from descent import Trajectories
    from gallery.tiles.presets import Preset
    from landscapes import Landscape


def facts_of(preset: Preset, paths: Trajectories) -> dict[str, Any]:
    """The facts of one tile."""
    f = paths.landscape
    return json_value(
        {
            "name": preset.name,
            "title": preset.title or f.title,
            "story": preset.story or f.story,
            "family": family_of(f),
            "traits": traits_of(f, paths),
            "link": preset.scene.link(),
            **describe_landscape(f),
            "starts": "; ".join(preset.scene.runs[0].starts),
            "optimizer": paths.optimizer.spoken if paths.optimizer else "recorded paths",
            "learning_rate": shown_rate(paths.optimizer),
            "rate_reason": rate_reason(preset, paths),
            "steps": paths.steps,
            "tolerance": paths.tolerance,
            "last_stop": int(paths.stopped_at.max()),
            "particles": len(paths.ending),
            "fates": fates(paths, preset.scene.look.theme),
        }
    )


def shown_rate(optimizer: Any) -> str:
    """The learning rate, a schedule as the command line writes it."""
    from descent import to_text

    rate = getattr(optimizer, "learning_rate", None)
    if rate is None:
        return "none"
    return to_text(rate) if callable(rate) else number_text(float(rate))


def rate_reason(preset: Preset, paths: Trajectories) -> str:
    """Why the learning rate is what it is; nothing where it was given."""
    if preset.scene.runs[0].learning_rate is not None or paths.optimizer is None:
        return ""
    return getattr(getattr(paths.optimizer, "learning_rate", None), "reason", "")


def describe_landscape(f: Landscape) -> dict[str, Any]:
    """Formula, box (lowest and highest of each variable) and minimizers (k, n), in domain units."""
    return {
        "variables": [str(v) for v in f.variables],
        "latex": f.latex,
        "domain": f.domain,
        "minimizers": f.minimizers,
        "minimum": f.minimum,
        "source": f.source,
    }


def fates(paths: Trajectories, theme: str) -> list[dict[str, Any]]:
    """How many particles ended where, in the film's order and colours.

    Returns
    -------
    list of dict
        count, color, ending (a name of `Ending`), words; of a minimum also position (n,) in domain units, height and
        is_global, and of a curve or a flat of them what it is, as `whole`.

    Raises
    ------
    LookupError
        If there is no such theme.
    """
    import numpy as np

    from descent import Ending
    from render.particles import particle_colors
    from render.style import find_theme

    look, found = find_theme(theme), []
    # A film counts who is beside a lowest place with those there; here each is told by how it ended.
    moving = np.asarray(paths.ending == Ending.RUNNING)
    lines = [entry for entry in particle_colors(paths, look).legend if entry.counted and not entry.before]
    told = [(entry.members & ~moving, entry.color) for entry in lines]
    for members, color in (*told, (moving, look.still)):
        if not members.any():
            continue
        ending = Ending(int(paths.ending[members][0]))
        fate = {"count": int(members.sum()), "color": color, "ending": ending.name}
        goal = _destination(paths, members) if ending == Ending.CONVERGED else {}
        found.append({**fate, "words": fate_words(fate | goal), **goal})
    return found


def fate_words(fate: Mapping[str, Any], count: int = 2) -> str:
    """``reach (3, 2)``, or ``reaches (3, 2)`` for one.

    Parameters
    ----------
    fate : of `fates`; its ending, and its position (n,) where it is one minimum
    count : how many particles are spoken of
    """
    from descent import Ending

    phrase = Ending[fate["ending"]].phrase
    if fate["ending"] != Ending.CONVERGED.name:
        return phrase.alone if count == 1 else phrase.several
    where = point_text(fate["position"], 3) if "position" in fate else "other minima"
    where = fate.get("whole") or where
    return f"{'reaches' if count == 1 else 'reach'} {where}"


def _destination(paths: Trajectories, members: Any) -> dict[str, Any]:
    """The one minimum that the marked particles reach; words alone where there are several."""
    ends = paths.destinations
    reached = {int(label) for label in ends.labels[members]}
    if len(reached) != 1:
        return {"words": "reach other minima"}
    f, k = paths.landscape, reached.pop()
    best = bool(ends.is_global[k])
    return {
        "position": ends.positions[k],
        "height": f.minimum if best and f.minimum is not None else float(ends.heights[k]),
        "is_global": best,
        **({"whole": ends.whole(k)} if ends.extent[k] else {}),
    }
