"""Particles that descend a landscape: optimizers, starts, the one loop, and what became of every particle.

optimizers.py    the roles: `Optimizer`, and `FirstOrder` whose rule is plain arithmetic
methods/         the optimizers, by family
equations.py     a rule's own LaTeX
noise.py         gradients that are not exact
text.py          settings as one word of text, and back
schedules.py     learning rates that change from step to step
settings.py      intervals that settings must lie in
starts/          where particles begin
loop.py          `descend`: the one loop, over blocks.py (some particles) into record.py (memory)
motion.py        how a block gets through a few steps, of a run as plan.py says it
rules.py         a rule as a program of NumPy's ufuncs
trajectories.py  the record of a run, with deferred.py for what is worked out when asked for
archive.py       the record as a file
arrivals.py      somebody else's run, judged like our own
files.py         files that appear whole or not at all
endings.py       how each particle ended
destinations.py  which stationary point each particle came to
basins.py        where every start of a fine lattice ends
shares.py        shares of counted things, with how far they can be trusted
vectors.py       sums over coordinates, the same for one particle as for many
anatomy.py       what one step of one particle is made of
stability.py     the largest stable learning rate at a minimum
defaults.py      a learning rate and a number of steps that suit a landscape
cases.py         what is compared: landscapes, starts and optimizers, crossed
outcomes.py      what one case leaves
summaries.py     what is said of a case: shares, quartiles, rank
pairs.py         two cases start by start
statistics.py    quantiles, ranks, exact tests
tuning.py        many learning rates on the same starts, and a fair choice among them
"""

from descent.anatomy import Step, anatomy
from descent.basins import Basins, basins, disagreement
from descent.comparison.shares import Share, share
from descent.default_steps import default_steps
from descent.loop import descend
from descent.noise import Gaussian, MiniBatch, Noise
from descent.notation import to_text
from descent.optimizers.adam import Adam, AdamW, AMSGrad, NAdam
from descent.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp
from descent.optimizers.line_search import Backtracking
from descent.optimizers.momentum import GradientDescent, Momentum, Nesterov
from descent.optimizers.newton import Newton, SaddleFreeNewton
from descent.optimizers.optimizer import FirstOrder, Optimizer
from descent.optimizers.quasi_newton import BFGS
from descent.optimizers.scipy_minimize import ScipyMinimize
from descent.optimizers.sign_methods import Lion, NormalizedDescent, SignDescent
from descent.rates.learning_rate import ChosenRate, default_learning_rate
from descent.rates.stability import largest_stable_rate
from descent.registry import (
    known_noises,
    known_optimizers,
    known_schedules,
    parse_noise,
    parse_optimizer,
    parse_schedule,
)
from descent.results.destinations import Destinations
from descent.results.endings import Ending
from descent.results.trajectories import Trajectories
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
from descent.starts import (
    Starts,
    constant,
    edge,
    gaussian,
    grid,
    halton,
    he,
    known_starts,
    latin_hypercube,
    parse_starts,
    points,
    poisson_disk,
    ring,
    sobol,
    uniform,
    xavier,
    zeros,
)

__all__ = [
    "BFGS",
    "AMSGrad",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Backtracking",
    "Basins",
    "ChosenRate",
    "Constant",
    "Cosine",
    "Destinations",
    "Ending",
    "Exponential",
    "FirstOrder",
    "Gaussian",
    "GradientDescent",
    "InverseSqrt",
    "Lion",
    "MiniBatch",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Newton",
    "Noise",
    "NormalizedDescent",
    "OneCycle",
    "Optimizer",
    "RMSProp",
    "SaddleFreeNewton",
    "Schedule",
    "ScipyMinimize",
    "Share",
    "SignDescent",
    "Starts",
    "Step",
    "StepDecay",
    "Trajectories",
    "Warmup",
    "anatomy",
    "basins",
    "constant",
    "default_learning_rate",
    "default_steps",
    "descend",
    "disagreement",
    "edge",
    "gaussian",
    "grid",
    "halton",
    "he",
    "known_noises",
    "known_optimizers",
    "known_schedules",
    "known_starts",
    "largest_stable_rate",
    "latin_hypercube",
    "parse_noise",
    "parse_optimizer",
    "parse_schedule",
    "parse_starts",
    "points",
    "poisson_disk",
    "ring",
    "share",
    "sobol",
    "to_text",
    "uniform",
    "xavier",
    "zeros",
]
