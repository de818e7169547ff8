"""`python -m gallery` does the same as `thalweg`."""

import sys

from gallery.cli import main

if __name__ == "__main__":
    sys.exit(main())
