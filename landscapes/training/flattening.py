"""A model of any library, its weights as one vector, and back; told by what it has, without importing anything."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclasses.dataclass(frozen=True)
class Layout:
    """How a vector is made of tensors.

    Parameters
    ----------
    names : of each tensor, in the vector's order
    shapes : theirs
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        """Numbers altogether."""
        return sum(self.sizes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of each tensor."""
        return tuple(int(np.prod(shape, dtype=np.int64)) for shape in self.shapes)

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each begins in the vector."""
        return tuple(int(n) for n in np.cumsum((0, *self.sizes[:-1])))

    def text(self) -> str:
        """As JSON."""
        return json.dumps([list(self.names), [list(shape) for shape in self.shapes]])

    @classmethod
    def read(cls, text: str) -> Layout:
        """What `text` wrote.

        Raises
        ------
        ValueError
            For anything else.
        """
        names, shapes = json.loads(text)
        return cls(tuple(map(str, names)), tuple(tuple(int(n) for n in shape) for shape in shapes))


def flattened(model: Any) -> tuple[Layout, Array]:
    """The layout and the weights (n,) of a model: a torch module or its parameters, a Keras model, a pytree, an array.

    Raises
    ------
    ValueError
        If it holds no numbers, or numbers that are not real.
    """
    found = [(name, _numbers(name, leaf)) for name, leaf in _leaves(model)]
    if not found or not sum(array.size for _, array in found):
        raise ValueError(
            f"TrainingRun.save: the model must be a torch module, a Keras model, a pytree of arrays or an array, "
            f"got {type(model).__name__}, in which there are no numbers"
        )
    layout = Layout(tuple(name for name, _ in found), tuple(array.shape for _, array in found))
    return layout, np.concatenate([array.reshape(-1) for _, array in found])


def put_into(model: Any, vector: Array) -> Any:
    """The model with these weights: torch's and Keras' own are overwritten, a pytree is made anew.

    Raises
    ------
    ValueError
        If it has another number of weights.
    """
    layout, _ = flattened(model)
    if vector.shape != (layout.count,):
        raise ValueError(
            f"TrainingRun.into: the model has {layout.count:,} weights, the vector {vector.size:,}"
        )
    parts = iter(
        [
            vector[start : start + size].reshape(shape)
            for start, size, shape in zip(layout.starts, layout.sizes, layout.shapes, strict=True)
        ]
    )
    variables = _variables(model)
    if variables is None:
        return _rebuilt(model, parts)
    for _, variable in variables:
        part = next(parts)
        if hasattr(variable, "assign"):
            variable.assign(part)
        else:
            held = variable.detach()  # shares its memory with the parameter, and no gradient is asked for
            held.copy_(held.new_tensor(np.ascontiguousarray(part)))
    return model


def _variables(model: Any) -> list[tuple[str, Any]] | None:
    """What a module keeps its weights in, by name; None for what is a value itself."""
    if callable(getattr(model, "named_parameters", None)):  # torch
        return list(model.named_parameters())
    if hasattr(model, "trainable_variables") and hasattr(model, "get_weights"):  # Keras
        return [
            (str(getattr(v, "path", None) or getattr(v, "name", "")), v) for v in model.trainable_variables
        ]
    if isinstance(model, list | tuple) and model and all(callable(getattr(p, "detach", None)) for p in model):
        return [(str(k), p) for k, p in enumerate(model)]
    return None


def _leaves(model: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Names and arrays, in an order that is the same every time; dictionaries by their keys, as jax has them."""
    if (variables := _variables(model)) is not None:
        yield from variables
    elif model is None or isinstance(model, str | bytes) or (callable(model) and not _is_node(model)):
        return
    elif isinstance(model, Mapping):
        for key in sorted(model, key=str):
            yield from _leaves(model[key], f"{name}/{key}" if name else str(key))
    elif isinstance(model, list | tuple) and not _is_row(model):
        for k, part in enumerate(model):
            yield from _leaves(part, f"{name}/{k}" if name else str(k))
    elif _is_node(model):
        for field in dataclasses.fields(model):
            yield from _leaves(getattr(model, field.name), f"{name}/{field.name}" if name else field.name)
    elif hasattr(model, "__next__"):  # torch's module.parameters()
        yield from _leaves(list(model), name)
    else:
        yield name, model


def _is_node(model: Any) -> bool:
    return dataclasses.is_dataclass(model) and not isinstance(model, type) and not hasattr(model, "__array__")


def _is_row(model: Any) -> bool:
    """Whether a list is plain numbers, which are an array."""
    return bool(model) and all(isinstance(part, int | float) for part in model)


def _rebuilt(model: Any, parts: Iterator[Array]) -> Any:
    if model is None or isinstance(model, str | bytes) or (callable(model) and not _is_node(model)):
        return model
    if isinstance(model, Mapping):
        made = {key: _rebuilt(model[key], parts) for key in sorted(model, key=str)}
        return type(model)({key: made[key] for key in model})  # type: ignore[call-arg]
    if isinstance(model, list | tuple) and not _is_row(model):
        inner = [_rebuilt(part, parts) for part in model]
        return type(model)(*inner) if hasattr(model, "_fields") else type(model)(inner)
    if _is_node(model):
        fields = dataclasses.fields(model)
        return dataclasses.replace(model, **{f.name: _rebuilt(getattr(model, f.name), parts) for f in fields})
    return next(parts)


def _numbers(name: str, leaf: Any) -> Array:
    for method in ("detach", "cpu", "numpy"):
        if callable(getattr(leaf, method, None)):
            leaf = getattr(leaf, method)()
    try:
        array = np.asarray(leaf)
        if array.dtype.kind not in "fiub" and array.dtype.kind != "V":  # V: jax's bfloat16
            raise TypeError
        return array if array.dtype.kind == "f" and array.dtype.itemsize <= 8 else array.astype(float)
    except (TypeError, ValueError):
        kind = type(leaf).__name__
        raise ValueError(
            f"TrainingRun.save: {name or 'the model'} must hold real numbers, got {kind}"
        ) from None
