"""Particles that descend a landscape: optimizers, starts, the one loop, and what became of every particle.

optimizers.py    the roles: `Optimizer`, and `FirstOrder` whose rule is plain arithmetic
methods/         the optimizers, by family
equations.py     a rule's own LaTeX
schedules.py     learning rates that change from step to step
settings.py      intervals that settings must lie in
starts.py        where particles begin
loop.py          `descend`: the one loop
trajectories.py  the record of a run
endings.py       how each particle ended
stability.py     learning rates from curvature
"""

from descent.endings import Ending
from descent.loop import descend
from descent.methods.adam import Adam, AdamW, AMSGrad, NAdam
from descent.methods.adaptive import AdaDelta, AdaGrad, RMSProp
from descent.methods.momentum import GradientDescent, Momentum, Nesterov
from descent.methods.signs import Lion, NormalizedDescent, SignDescent
from descent.optimizers import FirstOrder, Optimizer
from descent.schedules import (
    Constant,
    Cosine,
    Exponential,
    InverseSqrt,
    OneCycle,
    Schedule,
    StepDecay,
    Warmup,
)
from descent.stability import default_learning_rate
from descent.starts import grid, uniform
from descent.trajectories import Trajectories

__all__ = [
    "AMSGrad",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Constant",
    "Cosine",
    "Ending",
    "Exponential",
    "FirstOrder",
    "GradientDescent",
    "InverseSqrt",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "NormalizedDescent",
    "OneCycle",
    "Optimizer",
    "RMSProp",
    "Schedule",
    "SignDescent",
    "StepDecay",
    "Trajectories",
    "Warmup",
    "default_learning_rate",
    "descend",
    "grid",
    "uniform",
]
