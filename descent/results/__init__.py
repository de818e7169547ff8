"""What is kept of a run, and what is said of it.

atomic.py        files that appear whole or not at all
lazy_field.py    a field that is worked out when somebody asks for it
endings.py       how each particle ended
destinations.py  which stationary point each particle came to
archive.py       the record as a file
from_arrays.py   somebody else's run, judged like our own
trajectories.py  `Trajectories`, the record of a run
"""
