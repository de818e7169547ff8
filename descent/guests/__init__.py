"""Other people's optimizers, taken as they are: told by what they have, never imported.

players.py     one particle's own optimizer: an optax pair, a torch optimizer, a plain function, an object
kinds.py       which of these a thing is, and what it is called
guest.py       `Guest`, the role that an optimizer of others plays in `descend`
"""

from descent.guests.guest import Guest, GuestError, check_guest, is_ours, what_it_raised

__all__ = ["Guest", "GuestError", "check_guest", "is_ours", "what_it_raised"]
