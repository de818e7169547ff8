"""Methods that know heights alone and move many particles that know of each other.

A class in a file here is found by the command line, the tests and pictures; `descent.searching` drives it.

population.py              the role: what is asked, told and drawn
cma_es.py                  a normal distribution that learns
particle_swarm.py          a swarm with velocities and memories
differential_evolution.py  mixtures of others as challengers
nelder_mead.py             a simplex that tumbles downhill
annealing.py               walkers that go uphill while it is warm
"""

from descent.populations.annealing import Annealing
from descent.populations.cma_es import CMAES
from descent.populations.differential_evolution import DifferentialEvolution
from descent.populations.nelder_mead import NelderMead
from descent.populations.particle_swarm import ParticleSwarm
from descent.populations.population import Place, Population, State, lowest

__all__ = [
    "CMAES",
    "Annealing",
    "DifferentialEvolution",
    "NelderMead",
    "ParticleSwarm",
    "Place",
    "Population",
    "State",
    "lowest",
]
