"""Initializations, optimizers and learning rates compared: as numbers, pictures, a film and a page.

comparison.py  `compare`, and `Comparison` with its figures, film and page
results/       what was found, as data alone; all below but the tables reads it
asking.py      text or values to values
options.py     the command's options
lesson.py      what a teaching set is
lessons.py     the teaching sets
running.py     cases over an executor, files that let an interrupted run go on
tables/        what is said of every case: one column for each statistic
as_json.py     all of it as JSON
figures/       one file for each kind of figure, and what a kind is
living_cases.py  each case as a living scene of the page
outcomes.py    a row for every start, as CSV, Parquet or a data frame
page.py        the page
folder.py      the folder
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.comparison.as_json import comparison_record
    from gallery.comparison.comparison import Comparison, compare
    from gallery.comparison.folder import write_folder, write_tables
    from gallery.comparison.lesson import Lesson
    from gallery.comparison.lessons import LESSONS, find_lesson
    from gallery.comparison.options import (
        CaseOptions,
        MosaicOptions,
        ReelOptions,
        TuningOptions,
        asked_of,
        check_effects,
        check_table_alone,
        film_of,
    )
    from gallery.comparison.outcomes import check_formats_of_tables, write_outcomes

__all__ = [
    "LESSONS",
    "CaseOptions",
    "Comparison",
    "Lesson",
    "MosaicOptions",
    "ReelOptions",
    "TuningOptions",
    "asked_of",
    "check_effects",
    "check_formats_of_tables",
    "check_table_alone",
    "compare",
    "comparison_record",
    "film_of",
    "find_lesson",
    "write_folder",
    "write_outcomes",
    "write_tables",
]

__getattr__ = door(__name__, __file__)
