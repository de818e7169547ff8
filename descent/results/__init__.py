"""What is kept of a run, and what is said of it.

atomic.py        files that appear whole or not at all
scratch.py       folders for what is half done, swept when their owner died
lazy_field.py    a field that is worked out when somebody asks for it
endings.py       how each particle ended
destinations.py  which stationary point each particle came to
archive.py       the record as a file
from_arrays.py   somebody else's run, judged like our own
shares.py        shares of counted things, with how far they can be trusted
trajectories.py  `Trajectories`, the record of a run
"""

from descent.results.atomic import put_in_place, replacing, scratch_beside, standing_place
from descent.results.destinations import Destinations, destinations
from descent.results.endings import SMALLEST_TOLERANCE, Ending, classify, full_step
from descent.results.scratch import scratch_folder
from descent.results.shares import Share, share
from descent.results.trajectories import Trajectories

__all__ = [
    "SMALLEST_TOLERANCE",
    "Destinations",
    "Ending",
    "Share",
    "Trajectories",
    "classify",
    "destinations",
    "full_step",
    "put_in_place",
    "replacing",
    "scratch_beside",
    "scratch_folder",
    "share",
    "standing_place",
]
