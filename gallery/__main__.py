"""`python -m gallery` does the same as `thalweg`."""

import os
import sys

if __name__ == "__main__":
    # Python looks for modules in the current folder first, where any `random.py` may lie; we do not, unless we live there.
    here = os.getcwd()
    if sys.path[0] == here and os.path.dirname(os.path.dirname(__file__)) != here:
        del sys.path[0]
    from gallery.cli import command

    command()
