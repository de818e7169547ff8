"""Values that travel to other processes: one that comes again is the one that is there, with all it has worked out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4
from weakref import ref

_MARK = "_travels_as"
"""The attribute that keeps a value's own word, once it has travelled."""


def packed(value: Any, state: Mapping[str, Any]) -> tuple[Any, ...]:
    """What `__reduce__` returns for a value that never changes, made of the attributes in `state`.

    The tasks of a comparison bring the same landscape again and again. What it has worked out, programs above all,
    stays behind when it travels; but of its second coming on it is the same object, and in a copy of this process that is
    made once it is `marked` it is the very one that is here.
    """
    return arrived, (type(value), marked(value), state)


def marked(value: Any) -> str:
    """The word by which a value is known wherever it arrives."""
    mark = str(vars(value).setdefault(_MARK, uuid4().hex))
    place = _place(mark)  # an empty one, too, where 64 others came since it was sent
    if "known" not in place or place["known"]() is None:
        place["known"] = ref(value)  # who sends it keeps it, not we
    return mark


def arrived(kind: Any, mark: str, state: Mapping[str, Any]) -> Any:
    """The value of this mark: the one that is here, else one that is made, and kept."""
    place = _place(mark)
    known = place["known"]() if "known" in place else place.get("kept")
    if known is None:
        made = kind.__new__(kind)
        vars(made).update(state, **{_MARK: mark})
        known = place.setdefault("kept", made)
    return known


@lru_cache(maxsize=64)
def _place(mark: str) -> dict[str, Any]:
    """Where the value of this mark is known, until 64 others have come."""
    return {}
