"""First-order optimizers by family, and the roles of all. A class here is found by commands, tests and pages.

columns.py         sums over coordinates, the same bits for one particle as for many
latex.py           a rule's own LaTeX
optimizer.py       the roles: `Optimizer`, `RatedOptimizer`, and `FirstOrder` whose rule is plain arithmetic
momentum.py        gradient descent, heavy ball, Nesterov, quasi-hyperbolic momentum
adaptive.py        one scale per coordinate: AdaGrad, RMSProp, AdaDelta
adam.py            momentum and scale: Adam, AMSGrad, AdamW, NAdam
adam_variants.py   what was made of it: Adamax, RAdam, AdaBelief, Adan, QHAdam
sign_methods.py    steps of a length of their own: sign descent, Lion, normalized descent, Muon, Rprop
trial.py           whether somebody's own rule makes steps at all
schedule_free.py   no schedule, or no rate: schedule-free SGD and AdamW, Prodigy
"""

from descent.optimizers.adam import Adam, AdamW, AMSGrad, NAdam
from descent.optimizers.adam_variants import AdaBelief, Adamax, Adan, QHAdam, RAdam
from descent.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp
from descent.optimizers.columns import Columns, dot, length, total
from descent.optimizers.momentum import QHM, GradientDescent, Momentum, Nesterov
from descent.optimizers.optimizer import (
    Array,
    Described,
    FirstOrder,
    Optimizer,
    RatedOptimizer,
    State,
    check_optimizer,
)
from descent.optimizers.schedule_free import Prodigy, ScheduleFreeAdamW, ScheduleFreeSGD
from descent.optimizers.sign_methods import Lion, Muon, NormalizedDescent, Rprop, SignDescent
from descent.optimizers.trial import check_rule

__all__ = [
    "QHM",
    "AMSGrad",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Array",
    "Columns",
    "Described",
    "FirstOrder",
    "GradientDescent",
    "Lion",
    "Momentum",
    "Muon",
    "NAdam",
    "Nesterov",
    "NormalizedDescent",
    "Optimizer",
    "Prodigy",
    "QHAdam",
    "RAdam",
    "RMSProp",
    "RatedOptimizer",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "SignDescent",
    "State",
    "check_optimizer",
    "check_rule",
    "dot",
    "length",
    "total",
]
