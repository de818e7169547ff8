"""Optimizers that ask the landscape itself: for heights, slopes elsewhere, or its curvature.

line_search.py         gradient descent that tries before it steps
newton.py              steps from the Hessian
quasi_newton.py        steps from a Hessian guessed on the way: BFGS
limited_memory.py      the same from the last few steps alone: L-BFGS
conjugate_gradient.py  directions that do not undo each other
trust_region.py        the best step on the parabola within a radius that adapts
least_squares.py       sums of squares: Gauss-Newton, Levenberg-Marquardt
second_look.py         one look more than the gradient: sharpness, the Hessian's diagonal
scipy_minimize.py      anything that scipy.optimize.minimize offers
"""

from descent.methods.conjugate_gradient import ConjugateGradient
from descent.methods.least_squares import GaussNewton, LevenbergMarquardt, Squares, squares_of
from descent.methods.limited_memory import LBFGS
from descent.methods.line_search import Backtracking
from descent.methods.newton import Newton, SaddleFreeNewton
from descent.methods.quasi_newton import BFGS
from descent.methods.scipy_minimize import ScipyMinimize
from descent.methods.second_look import SAM, Sophia
from descent.methods.trust_region import TrustRegion

__all__ = [
    "BFGS",
    "LBFGS",
    "SAM",
    "Backtracking",
    "ConjugateGradient",
    "GaussNewton",
    "LevenbergMarquardt",
    "Newton",
    "SaddleFreeNewton",
    "ScipyMinimize",
    "Sophia",
    "Squares",
    "TrustRegion",
    "squares_of",
]
