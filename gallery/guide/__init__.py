"""The guide: a site whose every command and code block is run when it is built.

`pip install -e ".[guide]" && sphinx-build gallery/guide thalweg-guide` writes it; it opens from the disk.

blocks.py   the commands and code of a Markdown page, and what runs them
living.py   directives of Sphinx: a command and what it made, code and what it printed, the names of an API
conf.py     Sphinx' settings
reference/  a page for each package
static/     how the site looks
"""

from gallery.guide.blocks import Block, Runner, blocks

__all__ = ["Block", "Runner", "blocks"]
