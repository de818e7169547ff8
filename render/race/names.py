"""What runs are called on pictures: what their owner calls them; an optimizer's name as people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from descent import Trajectories


def display_names(runs: Mapping[str, Trajectories]) -> dict[str, str]:
    """By label, a run's name on a picture: where the label is its optimizer's own, the spoken one.

    Settings that a label tells stay: ``adam:beta1=0.8`` is "Adam, beta1 0.8". No two names are the same.
    """
    names = {label: _name(label, run) for label, run in runs.items()}
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {label: label if name in twice else name for label, name in names.items()}


def _name(label: str, run: Trajectories) -> str:
    if run.optimizer is None:
        return label
    word, _, settings = label.partition(":")
    count = re.search(r" \(\d+\)$", word)
    bare = word[: count.start()] if count else word
    if _letters(bare) not in {
        _letters(w) for w in (run.optimizer.name, run.optimizer.spoken, run.optimizer.word)
    }:
        return label
    spoken = run.optimizer.spoken
    name = spoken[:1].upper() + spoken[1:] + (count[0] if count else "")
    told = ", ".join(part.replace("_", " ").replace("=", " ") for part in settings.split(",") if part)
    return f"{name}, {told}" if told else name


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
