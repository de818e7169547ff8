"""Heights on a lattice as functions of JavaScript: the samples travel as data, as coefficients of their cubic spline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from landscapes.landscape import Landscape
    from landscapes.measured import Samples

MOST_CARRIED = 40_000
"""Samples that a page carries: 700 kB."""

# De Boor's recurrence, as FITPACK has it (fpbspl): w are the weights of the four coefficients about a place.
_FUNCTIONS = """const span = (t, x) => {
let a = 3, b = t.length - 4;
while (b - a > 1) { const m = (a + b) >> 1; if (x < t[m]) b = m; else a = m; }
return a;
};
const weights = (t, l, x, order) => {
let w = [1];
for (let j = 1; j <= 3 - order; j++) {
const h = new Array(j + 1).fill(0);
for (let i = 0; i < j; i++) {
const f = w[i] / (t[l + i + 1] - t[l + i + 1 - j]);
h[i] += f * (t[l + i + 1] - x);
h[i + 1] = f * (x - t[l + i + 1 - j]);
}
w = h;
}
for (let k = 4 - order; k <= 3; k++) w = Array.from({ length: k + 1 }, (_, m) => {
const i = l - k + m;
return k * ((m > 0 ? w[m - 1] / (t[i + k] - t[i]) : 0) - (m < k ? w[m] / (t[i + k + 1] - t[i + 1]) : 0));
});
return w;
};
const cell = (axis, x) => {
let a = 0, b = axis.length - 1;
while (b - a > 1) { const m = (a + b) >> 1; if (x < axis[m]) b = m; else a = m; }
return a;
};
const beside = (axis, x) => { const k = cell(axis, x); return x === axis[k] ? [k] : x === axis[k + 1] ? [k + 1] : [k, k + 1]; };
const known = (p) => p[0] >= xs[0] && p[0] <= xs[xs.length - 1] && p[1] >= ys[0] && p[1] <= ys[ys.length - 1]
&& !(holes.size && beside(xs, p[0]).some((i) => beside(ys, p[1]).some((j) => holes.has(i * ys.length + j))));
const at = (p, dx, dy) => {
if (!known(p)) return NaN;
const k = span(tx, p[0]), l = span(ty, p[1]), u = weights(tx, k, p[0], dx), v = weights(ty, l, p[1], dy), wide = ty.length - 4;
let sum = 0;
for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) sum += c[(k - 3 + i) * wide + l - 3 + j] * u[i] * v[j];
return sum;
};"""

_METHODS = """value(p) { return at(p, 0, 0); },
raw(p, o) { o[0] = at(p, 0, 0); o[1] = at(p, 1, 0); o[2] = at(p, 0, 1); },
hessian(p, o) { o[0] = at(p, 2, 0); o[1] = o[2] = at(p, 1, 1); o[3] = at(p, 0, 2); },
measured: true"""


def check_printed(f: Landscape) -> None:
    """A page can compute it: by its formula, or as a lattice of samples.

    Raises
    ------
    ValueError
        For somebody's function, for samples of one variable, or more of them than a page carries; one line.
    """
    from landscapes.measured import Samples

    if f.kind == "formula":
        return
    built = f.builder
    if not isinstance(built, Samples) or f.dimensions != 2:
        what = "somebody's function" if f.kind == "function" else f"of {f.dimensions} variable"
        raise ValueError(
            f"a page computes formulas and samples of two variables, and {f.name} is {what}: make a film of it, -o film.mp4"
        )
    if built.lattice.size > MOST_CARRIED:
        raise ValueError(
            f"a page carries at most {MOST_CARRIED:,} samples, {f.name} has {built.lattice.size:,}: take every k-th row, "
            "or make a film of it, -o film.mp4"
        )


def samples_text(f: Landscape, entries: str) -> str:
    """The object of a landscape of samples, an expression, with these `entries` besides its functions.

    Raises
    ------
    ValueError
        As `check_printed`.
    """
    check_printed(f)
    built = cast("Samples", f.builder)
    knots_x, knots_y, coefficients = built.coefficients
    data = {"tx": knots_x, "ty": knots_y, "c": coefficients, "xs": built.axes[0], "ys": built.axes[1]}
    lines = [f"const {name} = {json.dumps(np.asarray(values).tolist())};" for name, values in data.items()]
    holes = np.flatnonzero(np.isnan(built.lattice)).tolist()
    lines.append(f"const holes = new Set({json.dumps(holes)});")
    return (
        "(() => {\n"
        + "\n".join([*lines, _FUNCTIONS])
        + "\nreturn {\n"
        + f"{_METHODS},\n{entries}\n"
        + "};\n})()"
    )
