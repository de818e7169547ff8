"""One file per command: its name is the command's, its function `run` does it; `gallery.cli` gathers them."""
