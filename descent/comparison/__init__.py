"""Many runs compared: which optimizer, which starts, which learning rate.

statistics.py     quantiles, ranks, exact tests
cases.py          what is compared: landscapes, starts and optimizers, crossed
case_outcome.py   what one case leaves
crowd_outcome.py  what a case leaves whose starts are counted, not kept
given_runs.py     runs that are there already, as cases
pairs.py          two cases start by start
summaries.py      what is said of a case: shares, quartiles, rank
tuning.py         many learning rates on the same starts, and a fair choice among them
"""

from descent.comparison.case_outcome import CaseOutcome, rehearse, run_case
from descent.comparison.cases import Case, cross, named, starts_label
from descent.comparison.crowd_outcome import CrowdOutcome, check_crowds, rows_of_crowd, run_crowd
from descent.comparison.given_runs import FinishedRun, with_given
from descent.comparison.pairs import Pair, all_pairs
from descent.comparison.summaries import Summary, common_minima, summarize
from descent.comparison.tuning import Sweep, Tuning, sweep, tune

__all__ = [
    "Case",
    "CaseOutcome",
    "CrowdOutcome",
    "FinishedRun",
    "Pair",
    "Summary",
    "Sweep",
    "Tuning",
    "all_pairs",
    "check_crowds",
    "common_minima",
    "cross",
    "named",
    "rehearse",
    "rows_of_crowd",
    "run_case",
    "run_crowd",
    "starts_label",
    "summarize",
    "sweep",
    "tune",
    "with_given",
]
