"""Many runs compared: which optimizer, which starts, which learning rate.

shares.py        shares of counted things, with how far they can be trusted
statistics.py    quantiles, ranks, exact tests
cases.py         what is compared: landscapes, starts and optimizers, crossed
case_outcome.py  what one case leaves
pairs.py         two cases start by start
summaries.py     what is said of a case: shares, quartiles, rank
tuning.py        many learning rates on the same starts, and a fair choice among them
"""
