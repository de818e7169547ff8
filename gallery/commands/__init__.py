"""One file per command: its name is the command's, its function `run` the command; `gallery.cli` gathers them."""
