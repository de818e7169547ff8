"""How a formula is written, so that SymPy is not imported for a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from landscapes.formulas import names_of_axes
from landscapes.remembered.findings import recall, remember
from landscapes.remembered.recipes import recipe_of

_KIND, _ROOMS = "typeset", ("landscapes",)
_LINE = 60
"""Letters of a formula that are a title."""


class _Written(Protocol):
    @property
    def builder(self) -> Callable[..., Any]: ...
    @property
    def title(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def variable_names(self) -> Sequence[str]: ...
    @property
    def formula(self) -> Any: ...


def latex_of(f: _Written, written: Callable[[], str]) -> str:
    """The LaTeX of a landscape's formula; `written` says it where nothing is known."""
    recipe = recipe_of(f.builder, f.dimensions)
    if recipe is None:
        return written()
    question = [*recipe, *names_of_axes(f)]
    known = recall(_KIND, question, _ROOMS)
    if isinstance(known, str):
        return known
    remember(_KIND, question, _ROOMS, said := written())
    return said


def is_titled(f: _Written) -> bool:
    """Whether a landscape's title is more than the text of its formula."""
    # A formula of ours has variables: a title without their names is no text of it.
    if recipe_of(f.builder, f.dimensions) and not {*re.findall(r"\w+", f.title)} & {*names_of_axes(f)}:
        return True
    typed = (str(f.formula), str(getattr(f.builder, "text", "")))
    return f.title.strip() not in [text[:_LINE].strip() for text in typed]
