"""The guide: a site whose every command and code block is run when it is built.

`pip install -e ".[guide]" && sphinx-build gallery/guide thalweg-guide` writes it; it opens from the disk.

Modules:
- blocks: the commands and code of a Markdown page, and what runs them.
- living: Sphinx' directives `thalweg` (a command and what it made), `run` (code and what it printed), `names` (an API).
- conf: Sphinx' settings.
"""

from gallery.guide.blocks import Block, Runner, blocks

__all__ = ["Block", "Runner", "blocks"]
