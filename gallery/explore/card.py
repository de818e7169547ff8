"""The window's help card: what keys and the mouse do."""

from __future__ import annotations

from collections.abc import Sequence

HELP = (
    ("drag", "turn"),
    ("wheel", "nearer, farther"),
    ("middle drag", "move"),
    ("v", "the first view"),
    ("click, p", "drop a particle"),
    ("shift click", "drop a ring"),
    ("g", "a grid all over"),
    ("x", "take all away"),
    ("space", "play, pause"),
    ("left, right", "a step back, on"),
    ("home, end", "to the start, the end"),
    ("+ -", "faster, slower"),
    ("1 ... 9", "ride along"),
    ("0", "get off"),
    ("[ ]", "another landscape"),
    ("f", "a landscape's name, or a formula"),
    (", .", "another optimizer"),
    ("i u tab", "one more, one less, the next"),
    (";", "another schedule"),
    ("r", "the rate that suits"),
    ("l t o", "contours, trails, stationary"),
    ("a b", "gradient field, basins"),
    ("k j", "another option, another value"),
    ("m", "write the film"),
    ("s", "write a picture"),
    ("c", "the command that remakes it"),
    ("h", "this card"),
    ("q", "close"),
)


def in_columns(pairs: Sequence[tuple[str, str]]) -> str:
    """Keys and what they do, in two columns that line up where all letters are as wide."""
    half = -(-len(pairs) // 2)
    keys, words = (max(len(pair[k]) for pair in pairs) for k in (0, 1))
    cells = [f"{key:<{keys}}  {what:<{words}}" for key, what in pairs] + [""]
    lines = [f"  {left}   {right}" for left, right in zip(cells[:half], cells[half:], strict=False)]
    return "\n".join(["", *lines, ""])
