"""Other people's code that thalweg finds: files that a user names, packages that announce themselves.

own_files.py     a user's Python file, run because he says so
entry_points.py  what installed packages offer, loaded when it is first asked for
"""

from landscapes.plugins.entry_points import PluginWarning, plugged, warn
from landscapes.plugins.own_files import forget, one_line_of, own_modules, run_own_file

__all__ = [
    "PluginWarning",
    "forget",
    "one_line_of",
    "own_modules",
    "plugged",
    "run_own_file",
    "warn",
]
