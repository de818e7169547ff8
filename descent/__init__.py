"""Particles that descend a landscape: optimizers, starts, the one loop, and what became of every particle.

From the ground up; what stands lower imports from above it in this list only:

settings.py       intervals that settings must lie in
memory.py         how much memory there is for a record
notation.py       settings as one word of text, and back
schedules.py      learning rates that change from step to step
noise.py          gradients that are not exact
optimizers/       first-order optimizers, by family, and the roles that all play
methods/          optimizers that ask the landscape for more than a slope
populations/      methods that know heights alone: CMA-ES, swarms, simplices
guests/           other people's optimizers, taken as they are
registry.py       optimizers, schedules and noises by name
starts/           where particles begin
results/          the record of a run, its file, how and where each particle ended
watching.py       `watch`: a landscape that remembers where anybody's optimizer asked it
searching/        `search`: a population on a landscape, and its record
engine/           how many particles get through many steps
compiled_engine/  the same in machine code, for very many
rates/            a learning rate that suits a landscape, and the largest that is stable
loop.py           `descend`
default_steps.py  a number of steps in which particles come to rest
outlook.py        how many steps a run that still moves would take, who has arrived, and what would let the others
planes.py         planes of functions of many variables, and runs seen on them
anatomy.py        what one step of one particle is made of
multistart/       `multistart`: more starts than an array holds, cut into blocks and counted
comparison/       many runs, told apart by statistics
basins.py         where every start of a fine lattice ends
javascript/       rules and tables of settings, printed for the living page

A particle's way: `starts` make points (N, n); `loop` checks them, settles an open rate (`rates`) and hands them to
`engine`, whose blocks hold them coordinate-first, (n, B); the `optimizers` say where each goes; the record comes
back as `results.Trajectories`, (rows, N, n).

An import stands inside a function only where it takes time that most calls need not spend: SciPy, SymPy, and the
file formats of a saved run. `thalweg --help` and `list` wait for none of them.
"""

from descent.anatomy import Step, anatomy
from descent.basins import Basins, basins, disagreement
from descent.default_steps import default_steps
from descent.guests import Guest, GuestError
from descent.javascript import page_tables, rules_to_javascript, stages_to_javascript
from descent.loop import descend
from descent.methods import (
    BFGS,
    LBFGS,
    SAM,
    Backtracking,
    ConjugateGradient,
    GaussNewton,
    LevenbergMarquardt,
    Newton,
    SaddleFreeNewton,
    ScipyMinimize,
    Sophia,
    TrustRegion,
)
from descent.multistart import Multistart, Tally, multistart
from descent.noise import Gaussian, MiniBatch, Noise
from descent.notation import to_text
from descent.optimizers import (
    QHM,
    AdaBelief,
    AdaDelta,
    AdaGrad,
    Adam,
    Adamax,
    AdamW,
    Adan,
    AMSGrad,
    FirstOrder,
    GradientDescent,
    Lion,
    Momentum,
    Muon,
    NAdam,
    Nesterov,
    NormalizedDescent,
    Optimizer,
    Prodigy,
    QHAdam,
    RAdam,
    RMSProp,
    Rprop,
    ScheduleFreeAdamW,
    ScheduleFreeSGD,
    SignDescent,
)
from descent.outlook import EYE, Remedy, arrived, beside_minimizers, has_steady_rate, remedy, steps_wanted
from descent.planes import (
    path_plane,
    places_in_space,
    plane_at_random,
    seen_on,
    share_near,
    training_path,
    training_words,
)
from descent.populations import (
    CMAES,
    Annealing,
    DifferentialEvolution,
    NelderMead,
    ParticleSwarm,
    Population,
)
from descent.rates import ChosenRate, default_learning_rate, largest_stable_rate
from descent.registry import (
    known_noises,
    known_optimizers,
    known_populations,
    known_schedules,
    own_rules,
    parse_method,
    parse_noise,
    parse_optimizer,
    parse_population,
    parse_schedule,
)
from descent.results import Destinations, Ending, Share, Trajectories, share
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
from descent.searching import Searched, search
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
from descent.watching import Watched, watch

__all__ = [
    "BFGS",
    "CMAES",
    "EYE",
    "LBFGS",
    "QHM",
    "SAM",
    "AMSGrad",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Annealing",
    "Backtracking",
    "Basins",
    "ChosenRate",
    "ConjugateGradient",
    "Constant",
    "Cosine",
    "Destinations",
    "DifferentialEvolution",
    "Ending",
    "Exponential",
    "FirstOrder",
    "GaussNewton",
    "Gaussian",
    "GradientDescent",
    "Guest",
    "GuestError",
    "InverseSqrt",
    "LevenbergMarquardt",
    "Lion",
    "MiniBatch",
    "Momentum",
    "Multistart",
    "Muon",
    "NAdam",
    "NelderMead",
    "Nesterov",
    "Newton",
    "Noise",
    "NormalizedDescent",
    "OneCycle",
    "Optimizer",
    "ParticleSwarm",
    "Population",
    "Prodigy",
    "QHAdam",
    "RAdam",
    "RMSProp",
    "Remedy",
    "Rprop",
    "SaddleFreeNewton",
    "Schedule",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "ScipyMinimize",
    "Searched",
    "Share",
    "SignDescent",
    "Sophia",
    "Starts",
    "Step",
    "StepDecay",
    "Tally",
    "Trajectories",
    "TrustRegion",
    "Warmup",
    "Watched",
    "anatomy",
    "arrived",
    "basins",
    "beside_minimizers",
    "constant",
    "default_learning_rate",
    "default_steps",
    "descend",
    "disagreement",
    "edge",
    "gaussian",
    "grid",
    "halton",
    "has_steady_rate",
    "he",
    "known_noises",
    "known_optimizers",
    "known_populations",
    "known_schedules",
    "known_starts",
    "largest_stable_rate",
    "latin_hypercube",
    "multistart",
    "own_rules",
    "page_tables",
    "parse_method",
    "parse_noise",
    "parse_optimizer",
    "parse_population",
    "parse_schedule",
    "parse_starts",
    "path_plane",
    "places_in_space",
    "plane_at_random",
    "points",
    "poisson_disk",
    "remedy",
    "ring",
    "rules_to_javascript",
    "search",
    "seen_on",
    "share",
    "share_near",
    "sobol",
    "stages_to_javascript",
    "steps_wanted",
    "to_text",
    "training_path",
    "training_words",
    "uniform",
    "watch",
    "xavier",
    "zeros",
]
