"""The computation graph of a formula at a point: every operation with its value and its gradient.

The gradient at a node is the derivative of the function's value with respect to that node, by one sweep backwards
(reverse mode: Griewank and Walther 2008, Evaluating Derivatives, chapter 3). A subexpression that occurs several
times is one node, whose gradient adds up over its uses.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from landscapes.formulas import sp
from landscapes.landscape import Landscape

_COLORS = {"input": "#cfe8ff", "constant": "#eeeeee", "operation": "#ffffff", "output": "#ffe3b3"}
_PATIENCE = 60.0
"""Seconds that Graphviz may take."""


@dataclass(frozen=True)
class GraphNode:
    """One value in the computation.

    Parameters
    ----------
    name : str
        Unique in its graph.
    label : str
        A variable's name, a number, or the operation: ``+``, ``*``, ``^2``, ``sin``, ...
    kind : "input", "constant", "operation" or "output"
    value : float
        At the point.
    gradient : float
        Derivative of the output with respect to this node. As in `Landscape.gradient`, the inputs have limits or 0
        where a derivative does not exist; the nodes between have 0 there.
    """

    name: str
    label: str
    kind: Literal["input", "constant", "operation", "output"]
    value: float
    gradient: float


@dataclass(frozen=True)
class ComputationGraph:
    """Nodes, operands before operations, and edges (operand's name, operation's name); `computation_graph` makes one.

    Examples
    --------
    >>> from landscapes import computation_graph, parse
    >>> graph = computation_graph(parse("sin(x)", domain=(-1, 1)), [0.0])
    >>> graph.edges
    (('n0', 'n1'),)
    >>> graph.dot().startswith("digraph {")
    True
    """

    title: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[str, str], ...]

    def dot(self) -> str:
        """The graph in Graphviz's language DOT."""
        lines = [
            "digraph {",
            f"  graph [rankdir=LR, labelloc=t, label={_quoted(self.title)}, fontname=Helvetica];",
            "  node [shape=box, style=filled, fontname=Helvetica];",
        ]
        for node in self.nodes:
            label = _quoted(f"{node.label}\nvalue {node.value:.6g}\ngradient {node.gradient:.6g}")
            lines.append(f'  {node.name} [label={label}, fillcolor="{_COLORS[node.kind]}"];')
        lines += [f"  {source} -> {target};" for source, target in self.edges]
        return "\n".join([*lines, "}", ""])

    def svg(self) -> str:
        """The graph drawn, as SVG text.

        Raises
        ------
        LookupError
            If Graphviz is not installed.
        ValueError
            If it does not draw the graph within a minute.
        """
        program = shutil.which("dot")
        if program is None:
            raise LookupError(
                "drawing a graph needs Graphviz: install the package graphviz, or use the DOT text"
            )
        try:
            drawn = subprocess.run(
                [program, "-Tsvg"],
                input=self.dot(),
                capture_output=True,
                encoding="utf-8",
                timeout=_PATIENCE,
                check=True,
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise ValueError(
                f"Graphviz did not draw the graph of {len(self.nodes)} nodes: {error}"
            ) from error
        return drawn.stdout


def computation_graph(f: Landscape, point: ArrayLike) -> ComputationGraph:
    """The computation of `f` at `point` (n,), node by node.

    Raises
    ------
    ValueError
        If the point has the wrong shape or is not finite, or the function has no value there.

    Examples
    --------
    >>> from landscapes import computation_graph, parse
    >>> graph = computation_graph(parse("x*y + x", domain=((-1, 1), (-1, 1))), [2.0, 3.0])
    >>> [(node.label, node.value, node.gradient) for node in graph.nodes if node.kind == "input"]
    [('x', 2.0, 4.0), ('y', 3.0, 2.0)]
    """
    place = np.asarray(point, dtype=float).reshape(-1)
    if place.shape != (f.dimensions,) or not np.isfinite(place).all():
        raise ValueError(
            f"the graph of {f.name} needs a point of {f.dimensions} finite numbers, got {point!r}"
        )
    if not np.isfinite(f.value(place)):
        raise ValueError(f"{f.name} has no finite value at {place.tolist()}; choose another point")
    return _Sweep(f, place).graph()


class _Sweep:
    """One pass forwards for the values, one backwards for the gradients."""

    def __init__(self, f: Landscape, point: Any) -> None:
        self._f, self._point = f, point
        self._known: dict[Any, int] = {}
        self._expressions: list[Any] = []
        self._operands: list[tuple[int, ...]] = []
        self._values: list[float] = []
        self._slopes: list[tuple[float, ...]] = []
        for variable, value in zip(f.variables, point, strict=True):
            self._append(variable, (), float(value), ())
        self._output = self._add(f.formula)
        if not np.isfinite(self._values[self._output]):
            # Operation by operation log(1 + exp x) overflows where the function does not.
            self._values[self._output] = float(f.value(point))

    def graph(self) -> ComputationGraph:
        """Everything, as values."""
        gradients = self._gradients()
        nodes = [
            GraphNode(f"n{k}", _label(e), self._kind(k), self._values[k], gradients[k])
            for k, e in enumerate(self._expressions)
        ]
        edges = [(f"n{a}", f"n{k}") for k, used in enumerate(self._operands) for a in used]
        at = ", ".join(f"{v} = {x:g}" for v, x in zip(self._f.variables[:4], self._point, strict=False))
        title = f"{self._f.title} at {at}{', ...' * (self._f.dimensions > 4)}"
        return ComputationGraph(title, tuple(nodes), tuple(edges))

    def _append(self, expression: Any, used: tuple[int, ...], value: float, slopes: tuple[float, ...]) -> int:
        number = len(self._expressions)
        if not expression.is_number:
            self._known[expression] = number
        self._expressions.append(expression)
        self._operands.append(used)
        self._values.append(value)
        self._slopes.append(slopes)
        return number

    def _add(self, expression: Any) -> int:
        if expression in self._known:
            return self._known[expression]
        if expression.is_number:
            return self._append(expression, (), float(expression), ())
        used = tuple(self._add(a) for a in _operands(expression))
        value, *slopes = _apply(expression, tuple(self._values[k] for k in used))
        return self._append(expression, used, value, tuple(slopes))

    def _gradients(self) -> list[float]:
        gradients = [0.0] * len(self._expressions)
        gradients[self._output] = 1.0
        for k in range(len(gradients) - 1, -1, -1):
            for operand, slope in zip(self._operands[k], self._slopes[k], strict=True):
                gradients[operand] += gradients[k] * slope if gradients[k] else 0.0
        limits = self._f.gradient(self._point)
        for k, limit in enumerate(limits):
            gradients[k] = gradients[k] if np.isfinite(gradients[k]) else float(limit)
        return [g if np.isfinite(g) else 0.0 for g in gradients]

    def _kind(self, number: int) -> Literal["input", "constant", "operation", "output"]:
        if number < self._f.dimensions:
            return "input"
        if number == self._output:
            return "output"
        return "constant" if self._expressions[number].is_number else "operation"


def _operands(expression: Any) -> tuple[Any, ...]:
    """The parts that are nodes of their own; a constant exponent belongs to the operation."""
    if expression.is_Pow and (expression.exp.is_number or expression.base is sp.E):
        return (expression.exp,) if expression.base is sp.E else (expression.base,)
    if all(isinstance(a, sp.Expr) for a in expression.args):
        return tuple(expression.args)
    return tuple(sorted(expression.free_symbols, key=str))  # conditions: one operation of the variables


def _apply(expression: Any, values: tuple[float, ...]) -> Iterator[float]:
    """The operation's value, then its derivatives with respect to its operands."""
    from landscapes.compiled import Lowering, Tape, exact_values, gradient

    operands = _operands(expression)
    inputs = tuple(sp.Dummy(real=True) for _ in operands)
    named = dict(zip(operands, inputs, strict=False))
    if (
        expression.is_Add
        or expression.is_Mul
        or (expression.is_Function and not expression.has(sp.Piecewise))
    ):
        operation = expression.func(*inputs)
    else:
        operation = expression.xreplace(named)
    tape = Tape()
    root = Lowering(tape, inputs)(operation)
    slopes = gradient(tape, root, len(inputs))
    exact = exact_values(tape, tape.reachable([root, *slopes]), values)
    return (float(exact[k]) for k in (root, *slopes))


def _label(expression: Any) -> str:
    if expression.is_Symbol or expression.is_number:
        return str(expression) if not expression.is_Float else f"{float(expression):g}"
    if expression.is_Add:
        return "+"
    if expression.is_Mul:
        return "*"
    if expression.is_Pow and expression.base is not sp.E:
        exponent = expression.exp
        roots = {sp.Rational(1, 2): "sqrt", sp.Integer(-1): "1/", sp.Rational(-1, 2): "1/sqrt"}
        return roots.get(exponent) or (f"^{exponent}" if exponent.is_number else "^")
    return "exp" if expression.is_Pow else type(expression).__name__.lower()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
