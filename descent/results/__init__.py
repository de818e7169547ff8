"""What is kept of a run, and what is said of it.

atomic.py        files that appear whole or not at all
npz.py           arrays out of a file that may be anybody's
scratch.py       folders for what is half done, swept when their owner died
endings.py       how each particle ended, and what is said of it
rest.py          the stationary point beside a particle, or the floor of a valley
kinks.py         places where slopes on two sides disagree, and what rests there
verdicts.py      which ending a particle at rest has
valleys.py       which stationary points lie on one curve, or one flat, of them
destinations.py  which stationary point each particle came to
archive.py       the record as a file
given_paths.py   paths as people have them, as one array
from_arrays.py   somebody else's run, judged like our own
shares.py        shares of counted things, with how far they can be trusted
trajectories.py  `Trajectories`, the record of a run
"""

from descent.results.atomic import put_in_place, replacing, scratch_beside, standing_place
from descent.results.destinations import (
    Destinations,
    destinations,
    ending_tables,
    in_order,
    same_places,
)
from descent.results.endings import LOST, Ending
from descent.results.npz import Kinds, read_arrays
from descent.results.rest import full_step, lower_and_higher, resting_slopes, slack, tolerances
from descent.results.scratch import scratch_folder
from descent.results.shares import Share, share
from descent.results.trajectories import Trajectories
from descent.results.verdicts import Judgement, classify, judge

__all__ = [
    "LOST",
    "Destinations",
    "Ending",
    "Judgement",
    "Kinds",
    "Share",
    "Trajectories",
    "classify",
    "destinations",
    "ending_tables",
    "full_step",
    "in_order",
    "judge",
    "lower_and_higher",
    "put_in_place",
    "read_arrays",
    "replacing",
    "resting_slopes",
    "same_places",
    "scratch_beside",
    "scratch_folder",
    "share",
    "slack",
    "standing_place",
    "tolerances",
]
