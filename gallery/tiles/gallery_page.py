"""The gallery's page: one file, no network; films and the living page beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gallery.terminal import bytes_text, interval_text, number_text, point_text, stop_text
from gallery.tiles.facts import fate_words
from landscapes.remembered import version_of

Facts = Mapping[str, Any]

FEW = 12
"""Of more tiles the page has a search, and each folds what is seldom asked for."""


def render_page(scenes: Sequence[Facts], folder: Path, living: str = "") -> str:
    """The HTML of a gallery whose files lie in `folder`.

    Parameters
    ----------
    scenes : of `facts.facts_of`, with command, files by kind, and size (width, height in pixels)
    living : the name of the page beside it in which scenes are alive; "" where there is none

    Raises
    ------
    OSError
        If one of the files is not there.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gallery"),
        autoescape=lambda name: name == "gallery.html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tiles = [_tile(facts, folder) for facts in scenes]
    return environment.get_template("gallery.html").render(
        scenes=tiles,
        version=version_of("thalweg"),
        living=living,
        many=len(tiles) > FEW,
        families=_counted(tile["family"] for tile in tiles),
        traits=_counted(trait for tile in tiles for trait in tile["traits"]),
    )


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """Each word and how often it is said."""
    return sorted(Counter(word for word in words if word).items())


def _tile(facts: Facts, folder: Path) -> dict[str, Any]:
    names = facts["files"]
    kinds = [(kind.upper(), name) for kind, name in names.items()]
    return {
        **{key: facts[key] for key in ("name", "title", "story", "source", "command")},
        "family": facts.get("family", ""),
        "traits": facts.get("traits", []),
        "link": facts.get("link", ""),
        "width": facts["size"][0],
        "height": facts["size"][1],
        "video": names.get("mp4", ""),
        "gif": names.get("gif", ""),
        "poster": names.get("png") or names["webp"],
        "formula": formula_markup(facts["latex"], facts["variables"]),
        "alt": alternative_text(facts),
        "searched": " ".join(
            [facts["name"], facts["title"], facts.get("family", ""), *facts.get("traits", []), facts["story"]]
        ).lower(),
        "summary": summary(facts),
        "fates": [_fate(fate) for fate in facts["fates"]],
        "terms": list(terms(facts)),
        "files": [(kind, name, bytes_text((folder / name).stat().st_size)) for kind, name in kinds],
    }


def formula_markup(latex: str, variables: Sequence[str]) -> Any:
    """``f(x, y) = ...`` as MathML."""
    from latex2mathml.converter import convert
    from markupsafe import Markup

    arguments = ", ".join(re.sub(r"(?<=[a-z])(\d+)$", r"_{\1}", name) for name in variables)
    return Markup(convert(f"f({arguments}) = {latex}", display="block"))


def summary(facts: Facts) -> str:
    """What became of the particles, in a sentence."""
    count = facts["particles"]
    if count == 1:
        fate = facts["fates"][0]
        stopped = f"{fate_words(fate, 1)} after {facts['last_stop']} steps"
        return f"One particle {stopped}"
    reached = sum(fate["count"] for fate in facts["fates"] if fate["ending"] == "CONVERGED")
    best = sum(fate["count"] for fate in facts["fates"] if fate.get("is_global"))
    if best == reached:
        return f"{best} of {count} particles reach a global minimum"
    return f"{reached} of {count} particles reach a minimum, {best} of them a global one"


def _fate(fate: Facts) -> dict[str, Any]:
    note = ""
    if fate.get("height") is not None:
        note = f"height {number_text(fate['height'])}" + (", global" if fate["is_global"] else "")
    return {
        "count": fate["count"],
        "color": fate["color"],
        "words": fate_words(fate, fate["count"]),
        "note": note,
    }


def terms(facts: Facts) -> list[tuple[str, str]]:
    """What a reader may want to look up: domain, minimizers, rate."""
    best = facts["minimizers"]
    reason = f" ({facts['rate_reason']})" if facts["rate_reason"] else ""
    minimizers = "; ".join(point_text(p, domain=facts["domain"]) for p in best) or "not known"
    at = "" if facts["minimum"] is None else f" at height {number_text(facts['minimum'])}"
    return [
        ("Domain", " × ".join(interval_text(*box) for box in facts["domain"])),
        ("Global minimum" if len(best) == 1 else "Global minima", minimizers + at),
        ("Starts", starts_text(facts)),
        ("Optimizer", str(facts["optimizer"])),
        ("Learning rate", str(facts["learning_rate"]) + reason),
        ("Stop", f"where {stop_text(facts['tolerance'])}, or after {facts['steps']} steps"),
    ]


def starts_text(facts: Facts) -> str:
    """The starts in words."""
    import numpy as np

    from descent import parse_starts

    starts = parse_starts(facts["starts"])
    if starts.name == "grid":
        return f"{facts['particles']} on a grid"
    if starts.name == "points":
        places = np.reshape(dict(starts.settings)["positions"], (-1, len(facts["variables"])))
        return "; ".join(point_text(place) for place in places.tolist())
    return f"{facts['particles']}, {facts['starts']}"


def alternative_text(facts: Facts) -> str:
    """What the film shows, for who cannot see it."""
    picture = "curve" if len(facts["variables"]) == 1 else "3-D surface"
    who = "one particle" if facts["particles"] == 1 else f"{facts['particles']} particles"
    ends = "; ".join(f"{fate['count']} {fate_words(fate, fate['count'])}" for fate in facts["fates"])
    moves = "moves" if facts["particles"] == 1 else "move"
    what = "Film" if "mp4" in facts["files"] else "Picture"
    return (
        f"{what} of the {picture} of {facts['title']}. By {facts['optimizer']}, {who} {moves} down it, "
        f"each with a trail behind it. At the end: {ends}."
    )
