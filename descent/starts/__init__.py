"""Where particles begin: a domain and a seed in, points (N, n) out.

shapes.py    grid, points, ring, edge
samples.py   uniform, gaussian
designs.py   latin_hypercube, sobol, halton, poisson_disk
networks.py  xavier, he, zeros, constant: for landscapes that are the loss of a network
starts.py    `Starts` and `parse_starts`: the same as text, for the command line

A function here whose first argument is `domain` or `landscape` is found by the command line.
"""

from descent.starts.designs import halton, latin_hypercube, poisson_disk, sobol
from descent.starts.networks import constant, he, xavier, zeros
from descent.starts.samples import gaussian, uniform
from descent.starts.shapes import (
    LARGEST,
    checked_count,
    checked_domain,
    checked_point,
    checked_starts,
    edge,
    grid,
    points,
    ring,
)
from descent.starts.starts import Starts, known_starts, parse_starts

__all__ = [
    "LARGEST",
    "Starts",
    "checked_count",
    "checked_domain",
    "checked_point",
    "checked_starts",
    "constant",
    "edge",
    "gaussian",
    "grid",
    "halton",
    "he",
    "known_starts",
    "latin_hypercube",
    "parse_starts",
    "points",
    "poisson_disk",
    "ring",
    "sobol",
    "uniform",
    "xavier",
    "zeros",
]
