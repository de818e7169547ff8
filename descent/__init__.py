"""Particles that descend a landscape: optimizers, starts, the one loop, and what became of every particle.

optimizers.py    first-order rules as plain arithmetic
starts.py        where particles begin
loop.py          `descend`: the one loop
trajectories.py  the record of a run
endings.py       how each particle ended
stability.py     learning rates from curvature
"""

from descent.endings import Ending
from descent.loop import descend
from descent.optimizers import Adam, GradientDescent, Momentum
from descent.stability import default_learning_rate
from descent.starts import grid, uniform
from descent.trajectories import Trajectories

__all__ = [
    "Adam",
    "Ending",
    "GradientDescent",
    "Momentum",
    "Trajectories",
    "default_learning_rate",
    "descend",
    "grid",
    "uniform",
]
