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

from descent.optimizers.columns import Columns
from descent.optimizers.momentum import GradientDescent
from descent.optimizers.optimizer import FirstOrder, Optimizer, RatedOptimizer, State, check_optimizer

__all__ = [
    "Columns",
    "FirstOrder",
    "GradientDescent",
    "Optimizer",
    "RatedOptimizer",
    "State",
    "check_optimizer",
]
