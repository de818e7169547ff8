"""What is kept of a run, and what is said of it.

atomic.py        files that appear whole or not at all
npz.py           arrays out of a file that may be anybody's
lazy_field.py    a field that is worked out when somebody asks for it
endings.py       how each particle ended
destinations.py  which stationary point each particle came to
archive.py       the record as a file
given_paths.py   paths as people have them, as one array
from_arrays.py   somebody else's run, judged like our own
shares.py        shares of counted things, with how far they can be trusted
trajectories.py  `Trajectories`, the record of a run
"""

from descent.results.atomic import replacing
from descent.results.destinations import Destinations, destinations
from descent.results.endings import SMALLEST_TOLERANCE, Ending, classify, full_step
from descent.results.npz import Kinds, read_arrays
from descent.results.shares import Share, share
from descent.results.trajectories import Trajectories

__all__ = [
    "SMALLEST_TOLERANCE",
    "Destinations",
    "Ending",
    "Kinds",
    "Share",
    "Trajectories",
    "classify",
    "destinations",
    "full_step",
    "read_arrays",
    "replacing",
    "share",
]
