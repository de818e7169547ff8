"""A field whose value is worked out when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Effort


class Deferred:
    """Descriptor of a dataclass field that takes an array (...), or a function without arguments that returns it.

    Where that function was left without repairs that it would have got, the value's `cut_off` is set.

    Asked of the class and not of a value it is an AttributeError: so `dataclass` sees that the field has no default.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"deferred {name}"

    def __set__(self, instance: Any, value: NDArray[Any] | Callable[[], NDArray[Any]]) -> None:
        instance.__dict__[self._key] = value

    def __get__(self, instance: Any, owner: type) -> NDArray[Any]:
        if instance is None:
            raise AttributeError("the field has no default")
        value = instance.__dict__[self._key]
        if not isinstance(value, np.ndarray):
            with Effort() as effort:
                value = instance.__dict__[self._key] = value()
            instance.__dict__["cut_off"] |= effort.cut_off
        return value
