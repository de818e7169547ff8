"""Other ways to run plain gradient descent with full history, for comparison."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sympy as sp

from descent import GradientDescent
from descent.engine import RunSettings
from landscapes import Landscape
from landscapes.compiled.program import aligned
from landscapes.compiled.program import run as carry_out

Array = np.ndarray

GRADIENTS = {
    "sphere": "h = x*x + y*y; gx = 2*x; gy = 2*y;",
    "himmelblau": "double a = x*x + y - 11, b = x + y*y - 7; h = a*a + b*b; gx = 4*x*a + 2*b; gy = 2*a + 4*y*b;",
    "six_hump_camel": "double u = x*x, v = y*y; h = (4 - 2.1*u + u*u/3)*u + x*y + (4*v - 4)*v;"
    "gx = x*(8 - 8.4*u + 2*u*u) + y; gy = x + y*(16*v - 8);",
    "griewank": "double r = 0.70710678118654752440, cx = cosine(x), cy = cosine(y*r);"
    "h = 1 + (x*x + y*y)/4000 - cx*cy; gx = x/2000 + sine(x)*cy; gy = y/2000 + r*cx*sine(y*r);",
    "easom": "double p = 3.14159265358979323846, cx = cosine(x), cy = cosine(y);"
    "double e = exponential(-(x-p)*(x-p) - (y-p)*(y-p)); h = -cx*cy*e;"
    "gx = e*cy*(sine(x) + 2*(x-p)*cx); gy = e*cx*(sine(y) + 2*(y-p)*cy);",
}
"""Value and gradient written out by hand, as a person who wants speed would."""

RULES = {
    "gradient_descent": "px[at] = x - rate*gx; py[at] = y - rate*gy;",
    "momentum": "vx[at] = 0.9*vx[at] + gx; vy[at] = 0.9*vy[at] + gy; px[at] = x - rate*vx[at]; py[at] = y - rate*vy[at];",
    "adam": "vx[at] = 0.9*vx[at] + 0.1*gx; vy[at] = 0.9*vy[at] + 0.1*gy;"
    "sx[at] = 0.999*sx[at] + 0.001*gx*gx; sy[at] = 0.999*sy[at] + 0.001*gy*gy;"
    "px[at] = x - rate*vx[at]*mean/(sqrt(sx[at]*square) + 1e-8);"
    "py[at] = y - rate*vy[at]*mean/(sqrt(sy[at]*square) + 1e-8);",
}
"""And the rules."""

JUDGES = {
    False: "(void)goes;",
    True: "goes[at] = goes[at] && !(fabs(gx) <= stop && fabs(gy) <= stop)"
    " && px[at] >= left && px[at] <= right && py[at] >= bottom && py[at] <= top;"
    "went[at] += goes[at]; px[at] = goes[at] ? px[at] : x; py[at] = goes[at] ? py[at] : y;",
}
"""What becomes of a particle: nothing is asked, or the stop and the box are, and who stopped stays."""

# Polynomials that a compiler vectorizes: x reduced to [-pi/2, pi/2] or 2^k, then a Taylor series.
_C = r"""
#include <stddef.h>
#include <string.h>
#include <stdint.h>
#include <math.h>
static inline double wave(double x, double k) {
    double s = x*x;
    double p = -7.6471637318198164759e-13 + s*2.8114572543455207632e-15;
    p = 1.6059043836821614599e-10 + s*p; p = -2.5052108385441718775e-08 + s*p;
    p = 2.7557319223985890653e-06 + s*p; p = -1.9841269841269841270e-04 + s*p;
    p = 8.3333333333333333333e-03 + s*p; p = -1.6666666666666666667e-01 + s*p;
    p = x + x*s*p;
    return ((int64_t)k & 1) ? -p : p;
}
static inline double nearest(double q) { return (q + 6755399441055744.0) - 6755399441055744.0; }
static inline double sine(double x) {
    double k = nearest(x*0.31830988618379067154);
    return wave((x - k*3.1415926535897931160) - k*1.2246467991473531772e-16, k);
}
static inline double cosine(double x) { return sine(x + 1.57079632679489661923); }
static inline double exponential(double x) {
    if (x < -700) x = -700;
    double k = nearest(x*1.44269504088896340736), r = (x - k*0.693147180369123816490) - k*1.90821492927058770002e-10;
    double p = 1/479001600.0;
    p = 1/39916800.0 + r*p; p = 1/3628800.0 + r*p; p = 1/362880.0 + r*p; p = 1/40320.0 + r*p;
    p = 1/5040.0 + r*p; p = 1/720.0 + r*p; p = 1/120.0 + r*p; p = 1/24.0 + r*p; p = 1/6.0 + r*p;
    p = 0.5 + r*p; p = 1 + r*p; p = 1 + r*p;
    int64_t bits = ((int64_t)k + 1023) << 52; double scale; memcpy(&scale, &bits, 8);
    return p*scale;
}
void descend(const double *start, double *positions, double *heights, int64_t *stopped, const double *limits,
             long n, long steps, double rate) {
    const double stop = limits[0], left = limits[1], right = limits[2], bottom = limits[3], top = limits[4];
    (void)stop; (void)left; (void)right; (void)bottom; (void)top; (void)stopped;
    #pragma omp parallel for schedule(static) if(n > 1024)
    for (long block = 0; block < n; block += 1024) {
        long end = block + 1024 < n ? block + 1024 : n;
        double px[1024], py[1024], vx[1024] = {0}, vy[1024] = {0}, sx[1024] = {0}, sy[1024] = {0};
        int64_t went[1024] = {0}, goes[1024];
        for (long i = block; i < end; i++) { px[i-block] = start[i]; py[i-block] = start[n+i]; goes[i-block] = 1; }
        for (long k = 0; k <= steps; k++) {
            double mean = 1/(1 - pow(0.9, k + 1)), square = 1/(1 - pow(0.999, k + 1));
            double *ox = positions + 2*n*k, *oy = ox + n, *oh = heights + n*k;
            #pragma omp simd
            for (long i = block; i < end; i++) {
                double x = px[i-block], y = py[i-block], h, gx, gy;
                @FORMULA@
                ox[i] = x; oy[i] = y; oh[i] = h;
                long at = i - block; (void)mean; (void)square;
                @RULE@
                @JUDGE@
            }
        }
        for (long i = block; i < end; i++) stopped[i] = went[i-block] - (went[i-block] > steps);
    }
}
"""


def fused_c(
    f: Landscape, folder: Path, rule: str = "gradient_descent", *, judged: bool = True
) -> Callable[[Array, float, int], tuple[Array, ...]] | None:
    """A C kernel for one function and rule, fused and vectorized, all cores; None without a compiler.

    It writes what `descend` records. `judged`: it also asks at each step, as `descend` does with a tolerance of 0, who
    is at rest or has left, keeps those where they are and says when each stopped; without, it is the practical limit.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    name = f"{f.name}-{rule}-{judged}"
    source, library = folder / f"{name}.c", folder / f"{name}.so"
    parts = {"FORMULA": GRADIENTS[f.name], "RULE": RULES[rule], "JUDGE": JUDGES[judged]}
    text = _C
    for part, written in parts.items():
        text = text.replace(f"@{part}@", written)
    source.write_text(text)
    options = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC"]
    # The nearest-integer trick must survive -ffast-math.
    options.append("-fno-associative-math")
    built = subprocess.run(
        [compiler, *options, "-o", library, source, "-lm"], capture_output=True, check=False
    )
    if built.returncode:
        return None
    function = ctypes.CDLL(str(library)).descend
    number, word = (np.ctypeslib.ndpointer(dtype=kind, flags="C_CONTIGUOUS") for kind in (float, np.int64))
    function.argtypes = [number, number, number, word, number, ctypes.c_long, ctypes.c_long, ctypes.c_double]
    function.restype = None
    settings = RunSettings.of(f, GradientDescent(1.0), 1, tolerance=0)
    limits = np.array([-1.0, settings.low[0], settings.high[0], settings.low[1], settings.high[1]])

    def run(starts: Array, rate: float, steps: int) -> tuple[Array, ...]:
        positions = np.empty((steps + 1, 2, len(starts)))
        heights = np.empty((steps + 1, len(starts)))
        stopped = np.empty(len(starts), dtype=np.int64)
        columns = np.ascontiguousarray(starts.T)
        function(columns, positions, heights, stopped, limits, len(starts), steps, rate)
        return positions.swapaxes(1, 2), heights, stopped

    return run


def obvious(f: object) -> Callable[[Array, float, int], tuple[Array, Array]]:
    """A loop over `lambdify(cse=True)`, whole arrays."""
    both = sp.lambdify(f.variables, [f.formula, *f.gradient_formula], "numpy", cse=True)

    def run(starts: Array, rate: float, steps: int) -> tuple[Array, Array]:
        points = starts.T.copy()
        positions = np.empty((steps + 1, *points.shape))
        heights = np.empty((steps + 1, len(starts)))
        for k in range(steps + 1):
            value, *gradient = both(*points)
            positions[k], heights[k] = points, value
            points = points - rate * np.stack(np.broadcast_arrays(*gradient))
        return positions.swapaxes(1, 2), heights

    return run


def ufuncs(f: Landscape) -> Callable[[Array, float, int], tuple[Array, Array]]:
    """The landscape's ufuncs and two more for the step, in blocks, into a history allocated once; nothing judged.

    As fast as NumPy gets on one thread.
    """
    kept: dict[tuple[int, ...], tuple[Array, Array]] = {}

    def run(starts: Array, rate: float, steps: int) -> tuple[Array, Array]:
        count, n = starts.shape
        shape = (steps + 1, n, count)
        if shape not in kept:
            kept.clear()
            kept[shape] = np.zeros(shape), np.zeros((steps + 1, count))
        positions, heights = kept[shape]
        positions[0] = starts.T
        negative, size = np.array(-rate), min(count, f.compiled.block)
        scratch, x, g, move = f.compiled.scratch(size), *(aligned((n, size)) for _ in range(3))
        for low in range(0, count, size):
            here = slice(low, low + size)
            width = len(starts[here])
            place, slope, step = x[:, :width], g[:, :width], move[:, :width]
            place[...] = starts[here].T
            for k in range(steps + 1):
                positions[k, :, here] = place
                carry_out(f.compiled.bind(place, heights[k, here], slope, scratch[:, :width]))
                np.multiply(slope, negative, step)
                np.add(place, step, place)
        return positions.swapaxes(1, 2), heights

    return run


def ancestor(f: object) -> Callable[[Array, float, int], tuple[Array, Array]] | None:
    """autograd's `elementwise_grad`, one gradient per variable, history by snapshots; None without autograd."""
    try:
        import autograd.numpy as anp
        from autograd import elementwise_grad
    except ImportError:
        return None
    value = sp.lambdify(f.variables, f.formula, [{"Abs": anp.abs}, anp])
    slopes = [elementwise_grad(value, i) for i in range(len(f.variables))]

    def run(starts: Array, rate: float, steps: int) -> tuple[Array, Array]:
        points, positions, heights = starts.T.copy(), [], []
        for _ in range(steps + 1):
            positions.append(points.copy())
            heights.append(value(*points))
            points = points - rate * np.stack([slope(*points) for slope in slopes])
        return np.stack(positions).swapaxes(1, 2), np.stack(heights)

    return run
