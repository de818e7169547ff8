"""Functions of fewer variables inside a function of many: the fields of its slices and planes.

Both are substitutions, so what comes out is again a formula with exact derivatives. A slice keeps the names of its
variables, a plane has ``x, y``. `Landscape.slice` and `Landscape.plane` build the landscape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import Box, checked_domain, own_names, sp, spoken_name
from landscapes.function import Fields, Function
from landscapes.measured import Laid, Measured

Array = NDArray[np.float64]
Row = tuple[float, ...]


@dataclass(frozen=True)
class Affine:
    """A builder: the formula of `parent` at ``origin + directions^T (new variables)``."""

    parent: Function
    origin: Row
    directions: tuple[Row, ...]

    def __call__(self, *symbols: Any) -> Any:
        """The parent's formula with every variable replaced.

        Raises
        ------
        ValueError
            If it has no value anywhere on the slice or plane.
        """
        rows = zip(self.origin, zip(*self.directions, strict=True), strict=True)
        places = [
            _number(o) + sum(_number(d) * s for d, s in zip(row, symbols, strict=True)) for o, row in rows
        ]
        formula = self.parent.formula.xreplace(dict(zip(self.parent.variables, places, strict=True)))
        if formula.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            raise ValueError(f"{self.parent.name} has no value on this slice or plane; move its origin")
        return formula


def fields_of_slice(f: Function, fixed: Mapping[str, float]) -> Fields:
    """The fields of `f` with the variables named in `fixed` held at a number; `Landscape.slice` documents it.

    Raises
    ------
    ValueError
        For a name that is no variable, a number that is not finite, or if no variable is left.
    """
    names = list(f.variable_names) or [str(v) for v in f.variables]
    unknown = [name for name in fixed if name not in names]
    if unknown:
        raise ValueError(f"{f.name} has no variable {unknown[0]!r}; its variables are {_listed(names)}")
    if len(fixed) == len(names):
        raise ValueError(f"a slice of {f.name} must leave at least one of its {len(names)} variables free")
    values = {name: float(value) for name, value in fixed.items()}
    wrong = [name for name, value in values.items() if not np.isfinite(value)]
    if wrong:
        raise ValueError(f"{f.name}.slice: {wrong[0]} must be a finite number, got {values[wrong[0]]}")
    free = [i for i, name in enumerate(names) if name not in values]
    origin = [values.get(name, 0.0) for name in names]
    ats = ", ".join(
        f"{spoken_name(name)} = {value:g}" for name, value in list(values.items())[:3]
    ) + ", ..." * (len(values) > 3)
    return _placed(
        f,
        np.array(origin),
        np.eye(len(names))[free],
        domain=tuple(f.domain[i] for i in free),
        search_domain=tuple(f.search_domain[i] for i in free),
        name=f"{f.name}_slice",
        title=f"{f.title} at {ats}, of {len(names)} variables",
        variable_names=own_names([names[i] for i in free], len(free), f.name),
    )


def fields_of_plane(f: Function, origin: ArrayLike, u: ArrayLike, v: ArrayLike, domain: Any) -> Fields:
    """The fields of `f` on the plane ``origin + x u + y v``; `Landscape.plane` documents it.

    Raises
    ------
    ValueError
        If `origin`, `u` and `v` are not (n,) finite numbers each, `u` and `v` are parallel, or the domain is not two
        ranges.
    """
    rows = {"origin": origin, "u": u, "v": v}
    arrays = {key: np.asarray(row, dtype=float) for key, row in rows.items()}
    for key, row in arrays.items():
        if row.shape != (f.dimensions,) or not np.isfinite(row).all():
            raise ValueError(
                f"{f.name}.plane: {key} must be {f.dimensions} finite numbers, got shape {row.shape}"
            )
    directions = np.stack([arrays["u"], arrays["v"]])
    if np.linalg.matrix_rank(directions) < 2:
        raise ValueError(f"{f.name}.plane: u and v must point in different directions")
    box = checked_domain(domain, owner=f"{f.name}.plane")
    if len(box) != 2:
        raise ValueError(
            f"{f.name}.plane: domain must be two ranges, for x along u and y along v, got {len(box)}"
        )
    return _placed(
        f,
        arrays["origin"],
        directions,
        domain=box,
        search_domain=box,
        name=f"{f.name}_plane",
        title=f"{f.title} on a plane",
    )


def _placed(
    f: Function,
    origin: Array,
    directions: Array,
    *,
    domain: Box,
    search_domain: Box,
    name: str,
    title: str,
    variable_names: Sequence[str] = (),
) -> Fields:
    rows = tuple(tuple(row) for row in directions.tolist())
    minimizers = _carried(f, origin, directions, search_domain)
    return {
        "builder": Laid(f.builder, origin, directions)
        if isinstance(f.builder, Measured)
        else Affine(f, tuple(origin.tolist()), rows),
        "minimizer_points": minimizers,
        "minimum": f.minimum if minimizers else None,
        "story": f.story,
        "source": f.source,
        "domain": domain,
        "search_domain": search_domain,
        "name": name,
        "title": title,
        "variable_names": variable_names,
    }


def _carried(f: Function, origin: Array, directions: Array, box: Box) -> tuple[Row, ...]:
    """The global minimizers of `f` that lie on the plane, if the plane's box stays in the search domain.

    Then nothing in the box is lower, and those on the plane are all there are. Otherwise nothing is known.
    """
    low, high = np.array(f.search_domain).T
    extremes = origin + _reach(directions, box)
    slack = 1e-12 * (high - low)
    if not ((extremes >= low - slack).all() and (extremes <= high + slack).all()):
        return ()
    inverse = np.linalg.pinv(directions.T)
    found = []
    for minimizer in f.minimizers:
        place = inverse @ (minimizer - origin)
        off = np.abs(origin + place @ directions - minimizer).max()
        inside = all(a - 1e-12 <= p <= b + 1e-12 for p, (a, b) in zip(place, box, strict=True))
        if off <= 4e-16 * (1 + np.abs(minimizer).max()) and inside:
            found.append(tuple(float(p) for p in place))
    return tuple(found)


def _reach(directions: Array, box: Box) -> Array:
    """The lowest and highest coordinates (2, n) of the box laid along `directions`."""
    ends = np.array(box)[:, :, None] * directions[:, None, :]
    return np.stack([ends.min(axis=1).sum(axis=0), ends.max(axis=1).sum(axis=0)])


def _number(value: float) -> Any:
    return sp.Integer(int(value)) if value.is_integer() and abs(value) < 2**53 else sp.Float(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{names[0]}, {names[1]}, ..., {names[-1]}"
