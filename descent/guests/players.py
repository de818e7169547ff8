"""One particle's own optimizer: somebody else's, fed with gradients, asked where it goes.

Every particle has one of its own, because norms, counters and states would couple the particles of one.
"""

from __future__ import annotations

import copy
import inspect
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape

Array = NDArray[np.float64]


class Player(ABC):
    """An optimizer that moves one particle.

    Attributes
    ----------
    precision : "double" or "single", of the arithmetic that it does
    name : str, what it is called; empty where its kind says that
    """

    precision = "double"
    name = ""

    @abstractmethod
    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        """Where the particle goes from `point` (n,) with its `gradient` (n,): (n,), domain units."""


class NoOptimizerError(TypeError):
    """A thing is nothing that moves a particle; the message says what it must be, to follow "must be"."""


class StepPlayer(Player):
    """A plain function ``step(x, gradient) -> x``; it gets copies, so that it may change them."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._step = step

    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        return self._step(point.copy(), gradient.copy())


class StatefulPlayer(Player):
    """A plain function ``step(x, gradient, state) -> (x, state)``; the first state is None."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._step, self._state = step, None

    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        place, self._state = _pair(self._step(point.copy(), gradient.copy(), self._state), "x")
        return place


def _pair(answer: Any, first: str) -> tuple[Any, Any]:
    """What a step returned, and its state.

    Raises
    ------
    TypeError
        If it returned something else.
    """
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise TypeError(f"it must return ({first}, state), not {type(answer).__name__}")
    return answer[0], answer[1]


class ObjectPlayer(StepPlayer):
    """An object with a method ``step(x, gradient) -> x`` and a memory of its own, of which each particle has a copy.

    Raises
    ------
    NoOptimizerError
        If it cannot be copied.
    """

    def __init__(self, thing: Any) -> None:
        try:
            own = copy.deepcopy(thing)
        except Exception as error:
            name = type(thing).__name__
            raise NoOptimizerError(
                f"an object that can be copied, one for each particle; give what makes it, lambda: {name}(...)"
            ) from error
        super().__init__(own.step)


class PairPlayer(Player):
    """``init(params) -> state``, ``update(gradient, state, params) -> (updates, state)``: optax and its kin.

    Where `update` takes more by name (``**extra_args``), it gets value, gradient and the function itself, as
    `optax.lbfgs` wants them.
    """

    def __init__(self, pair: Any, update: Callable[..., Any], point: Array, *, extra: bool) -> None:
        self._update, self._extra, self._numbers = update, extra, arrays_of(pair)
        self._params = self._numbers(point)
        self._state = pair.init(self._params)
        self.precision = "single" if self._params.dtype.itemsize < 8 else "double"

    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        """Where the particle goes.

        Raises
        ------
        TypeError, ValueError
            If the update is no pair, or has another shape than the parameters.
        """
        params = (
            self._params if (np.asarray(self._params, dtype=float) == point).all() else self._numbers(point)
        )
        told = {}
        if self._extra:
            told = {
                "value": self._numbers(f.value(point)),
                "grad": self._numbers(gradient),
                "value_fn": traceable(f),
            }
        answer = self._update(self._numbers(gradient), self._state, params, **told)
        updates, self._state = _pair(answer, "updates")
        if np.shape(updates) != params.shape:
            raise ValueError(f"its updates must have shape {params.shape}, as x has, got {np.shape(updates)}")
        # What optax.apply_updates does.
        self._params = (params + updates).astype(params.dtype)
        return self._params


class TriplePlayer(Player):
    """``init_fn(params) -> state``, ``update_fn(index, gradient, state) -> state``, ``params_fn(state)``, as in
    jax.example_libraries.optimizers."""

    def __init__(self, triple: Any, point: Array) -> None:
        self._triple, self._numbers, self._index = triple, arrays_of(triple), 0
        params = self._numbers(point)
        self._state = triple.init_fn(params)
        self.precision = "single" if params.dtype.itemsize < 8 else "double"

    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        self._state = self._triple.update_fn(self._index, self._numbers(gradient), self._state)
        self._index += 1
        return self._triple.params_fn(self._state)


class TorchPlayer(Player):
    """A torch optimizer of one parameter, and the schedulers that step after it.

    Whatever looks at the function again (L-BFGS, sharpness-aware minimization) is given a closure; the gradient may
    be differentiated once more (AdaHessian). Where an optimizer has `train` and `eval`, the particle is where `eval`
    puts the parameter, and gradients are those where `train` does (schedule-free methods: Defazio et al. 2024).
    """

    def __init__(
        self, parameter: Any, optimizer: Any, schedulers: Sequence[Any], *, takes_closure: bool
    ) -> None:
        self._parameter, self._optimizer, self._schedulers = parameter, optimizer, schedulers
        self._takes_closure = takes_closure
        self.name = f"{type(optimizer).__name__} ({type(optimizer).__module__.partition('.')[0]})"
        self._has_modes = all(callable(getattr(optimizer, mode, None)) for mode in ("train", "eval"))

    def moved(self, point: Array, gradient: Array, f: Landscape) -> Any:
        if self._has_modes:
            self._optimizer.train()
        known = {} if self._has_modes else {point.tobytes(): gradient}
        closure = _closure(self._parameter, f, known)
        if self._takes_closure and known:
            self._parameter.grad = self._parameter.new_tensor(gradient)
        else:
            closure()
        self._optimizer.step(*[closure] * self._takes_closure)
        for scheduler in self._schedulers:
            # ReduceLROnPlateau wants the loss, here that of where the step began.
            scheduler.step(*[float(f.value(point))] * _asks_for_loss(scheduler))
        if self._has_modes:
            self._optimizer.eval()
        return self._parameter.detach().cpu().numpy().astype(float)


def _asks_for_loss(scheduler: Any) -> bool:
    first = next(iter(inspect.signature(scheduler.step).parameters.values()), None)
    return first is not None and first.default is first.empty and first.kind is first.POSITIONAL_OR_KEYWORD


def _closure(parameter: Any, f: Landscape, known: Mapping[bytes, Array]) -> Callable[[], Any]:
    """What torch optimizers call: sets the parameter's gradient, returns the loss. `known` are gradients by point."""
    import torch

    height = _differentiable(f)

    def closure(*_: Any, **__: Any) -> Any:
        with torch.enable_grad():
            loss = height(parameter, known)
            (parameter.grad,) = torch.autograd.grad(loss, parameter, create_graph=True)
        return loss.detach()

    return closure


@lru_cache(maxsize=8)
def _differentiable(f: Landscape) -> Callable[[Any, Mapping[bytes, Array]], Any]:
    """The landscape as a function of torch, of (tensor, gradients that are known), twice differentiable."""
    import torch

    class Height(torch.autograd.Function):  # type: ignore[misc, unused-ignore]
        @staticmethod
        def forward(ctx: Any, x: Any, known: Mapping[bytes, Array]) -> Any:
            ctx.save_for_backward(x)
            ctx.known = known
            return torch.as_tensor(f.value(_point(x)), dtype=x.dtype)

        @staticmethod
        def backward(ctx: Any, above: Any) -> Any:
            return above * Slope.apply(ctx.saved_tensors[0], ctx.known), None

    class Slope(torch.autograd.Function):  # type: ignore[misc, unused-ignore]
        @staticmethod
        def forward(ctx: Any, x: Any, known: Mapping[bytes, Array]) -> Any:
            ctx.save_for_backward(x)
            found = known.get(_point(x).tobytes())
            return torch.as_tensor(f.gradient(_point(x)) if found is None else found.copy(), dtype=x.dtype)

        @staticmethod
        def backward(ctx: Any, above: Any) -> Any:
            return torch.as_tensor(f.hessian(_point(ctx.saved_tensors[0])), dtype=above.dtype) @ above, None

    return Height.apply


def _point(tensor: Any) -> Array:
    return np.asarray(tensor.detach().cpu().numpy(), dtype=float)


@lru_cache(maxsize=8)
def traceable(f: Landscape) -> Callable[[Any], Any]:
    """The landscape as a function of jax: called back from within whatever jax makes of it."""
    import jax

    def height(x: Any) -> Any:
        shape = jax.ShapeDtypeStruct((), x.dtype)
        return jax.pure_callback(lambda p: np.asarray(f.value(np.asarray(p, float)), p.dtype), shape, x)

    def slope(x: Any) -> Any:
        shape = jax.ShapeDtypeStruct(x.shape, x.dtype)
        return jax.pure_callback(lambda p: np.asarray(f.gradient(np.asarray(p, float)), p.dtype), shape, x)

    value = jax.custom_vjp(height)
    value.defvjp(lambda x: (height(x), x), lambda x, above: (above * slope(x),))
    return value


def arrays_of(guest: Any) -> Callable[[Any], Any]:
    """What makes arrays that `guest` computes with: jax's where jax is loaded, for it loads what it needs."""
    jax = sys.modules.get("jax")
    return np.asarray if jax is None else jax.numpy.asarray
