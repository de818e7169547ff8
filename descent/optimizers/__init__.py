"""The optimizers, by family. A class in a file here is found by the command line, the tests and the pages.

columns.py         sums over coordinates, the same bits for one particle as for many
latex.py           a rule's own LaTeX
optimizer.py       the roles: `Optimizer`, `RatedOptimizer`, and `FirstOrder` whose rule is plain arithmetic
momentum.py        gradient descent, heavy ball, Nesterov
adaptive.py        one scale per coordinate: AdaGrad, RMSProp, AdaDelta
adam.py            momentum and scale: Adam, AMSGrad, AdamW, NAdam
sign_methods.py    steps of a length of their own: sign descent, Lion, normalized descent
line_search.py     gradient descent that tries before it steps
newton.py          steps from the Hessian
quasi_newton.py    steps from a Hessian guessed on the way
scipy_minimize.py  anything that scipy.optimize.minimize offers
"""

from descent.optimizers.adam import Adam, AdamW, AMSGrad, NAdam
from descent.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp
from descent.optimizers.columns import Columns
from descent.optimizers.line_search import Backtracking
from descent.optimizers.momentum import GradientDescent, Momentum, Nesterov
from descent.optimizers.newton import Newton, SaddleFreeNewton
from descent.optimizers.optimizer import FirstOrder, Optimizer, RatedOptimizer, State, check_optimizer
from descent.optimizers.quasi_newton import BFGS
from descent.optimizers.scipy_minimize import ScipyMinimize
from descent.optimizers.sign_methods import Lion, NormalizedDescent, SignDescent

__all__ = [
    "BFGS",
    "AMSGrad",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Backtracking",
    "Columns",
    "FirstOrder",
    "GradientDescent",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Newton",
    "NormalizedDescent",
    "Optimizer",
    "RMSProp",
    "RatedOptimizer",
    "SaddleFreeNewton",
    "ScipyMinimize",
    "SignDescent",
    "State",
    "check_optimizer",
]
