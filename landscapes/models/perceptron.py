"""A multilayer perceptron's loss over its weights and biases, as one formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from landscapes.formulas import sp
from landscapes.models.data import DataLandscape, OverRows

_SAMPLES = ((2.0, 3.0, -1.0, 1.0), (3.0, -1.0, 0.5, -1.0), (0.5, 1.0, 1.0, -1.0), (1.0, 1.0, -1.0, 1.0))


@dataclass(frozen=True)
class SquaredError:
    """The squared error of a perceptron with tanh in every layer, on one sample.

    Called with the parameters, then the inputs, then the target. The parameters' order is micrograd's: layer by
    layer, neuron by neuron, the weights of its inputs and then its bias.
    """

    sizes: tuple[int, ...]

    @property
    def count(self) -> int:
        """Number of parameters."""
        return sum((inputs + 1) * neurons for inputs, neurons in pairwise(self.sizes))

    @property
    def names(self) -> tuple[str, ...]:
        """``w[layer][neuron][input]`` and ``b[layer][neuron]``, counted from 1."""
        return tuple(
            f"w[{layer}][{neuron}][{i}]" if i <= inputs else f"b[{layer}][{neuron}]"
            for layer, (inputs, neurons) in enumerate(pairwise(self.sizes), 1)
            for neuron in range(1, neurons + 1)
            for i in range(1, inputs + 2)
        )

    def __call__(self, *symbols: Any) -> Any:
        """The loss of one sample."""
        parameters = iter(symbols[: self.count])
        *values, target = symbols[self.count :]
        for inputs, neurons in pairwise(self.sizes):
            rows = [[next(parameters) for _ in range(inputs + 1)] for _ in range(neurons)]
            values = [
                sp.tanh(sp.Add(row[-1], *(w * v for w, v in zip(row[:-1], values, strict=True))))
                for row in rows
            ]
        return sp.Add(*((v - target) ** 2 for v in values))


def perceptron_loss(
    sizes: Sequence[int] = (3, 4, 4, 1), samples: Sequence[Sequence[float]] = _SAMPLES
) -> DataLandscape:
    """The summed squared error of a perceptron over its weights and biases.

    With the defaults: 41 parameters, x1 ... x41 (see `SquaredError` for their order), on four samples. Gradient
    descent at rate 0.1 from weights drawn evenly from [-1, 1] brings the loss down within 20 steps.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, then the neurons of each layer; one in the last.
    samples : sequence of rows
        Inputs and target of each sample.

    Raises
    ------
    ValueError
        If `sizes` are not two counts or more that end with 1, or a sample has not as many numbers as inputs and one.

    References
    ----------
    Karpathy (2020), micrograd: its demonstration of a multilayer perceptron.
    """
    loss = SquaredError(tuple(int(s) for s in sizes))
    table = tuple(tuple(float(v) for v in row) for row in samples)
    if len(loss.sizes) < 2 or min(loss.sizes) < 1 or loss.sizes[-1] != 1:
        raise ValueError(
            f"perceptron_loss: sizes must be at least two counts, the last of them 1, got {sizes}"
        )
    if not table or any(len(row) != loss.sizes[0] + 1 for row in table):
        raise ValueError(f"perceptron_loss: a sample must be {loss.sizes[0]} inputs and a target")
    return DataLandscape(
        name="perceptron",
        builder=OverRows(loss, table, "sum"),
        columns=(*(f"u^{{({i})}}" for i in range(1, loss.sizes[0] + 1)), "y"),
        parameters=loss.names,
        domain=((-1.0, 1.0),) * loss.count,
        search_domain=((-10.0, 10.0),) * loss.count,
        title=f"Perceptron {loss.sizes[0]}-{list(loss.sizes[1:])}",
        story="All weights of a small neural network at once: look at the plane in which the descent moves.",
        source="Karpathy (2020), micrograd, four samples; Rumelhart, Hinton & Williams (1986), Nature 323",
    )
