"""The guide's directives: `thalweg` (a command and what it made), `run` (code and what it printed), `names` (an API)."""

from __future__ import annotations

import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from gallery.guide.blocks import Runner

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SAID = logging.getLogger(__name__)
FILMS, IMAGES = (".mp4", ".webm"), (".png", ".gif", ".webp", ".svg")
MADE = "_static/made"


class Played(SphinxDirective):
    """A block that is shown, run, and followed by what came of it."""

    has_content = True
    option_spec: ClassVar[Any] = {
        "show": directives.unchanged,  # the one file that is shown; default: all
        "height": directives.positive_int,  # of a living page, in pixels
        "alt": directives.unchanged,  # the picture in words
        "quiet": directives.flag,  # what is printed is not shown
    }
    language = "python"

    def run(self) -> list[nodes.Node]:
        """The block and its results."""
        text = "\n".join(self.content)
        shown: list[nodes.Node] = [nodes.literal_block(text, text, language=self.language)]
        if not self.config.guide_runs:
            return shown
        try:
            printed, files = self.results(self._runner(), text)
        except RuntimeError as error:
            SAID.warning(str(error), location=self.get_location())
            return shown
        if printed.strip() and "quiet" not in self.options:
            shown.append(
                nodes.literal_block(printed, printed.rstrip("\n"), language="text", classes=["printed"])
            )
        return [*shown, *self._seen(files)]

    def results(self, runner: Runner, text: str) -> tuple[str, list[Path]]:
        """What is printed and made."""
        return runner.code(text)

    def _runner(self) -> Runner:
        runners: Any = self.env.temp_data.setdefault("guide_runners", {})
        if self.env.docname not in runners:
            folder = Path(self.env.app.outdir) / MADE / self.env.docname.replace("/", "-")
            shutil.rmtree(folder, ignore_errors=True)
            runners[self.env.docname] = Runner(folder)
        runner: Runner = runners[self.env.docname]
        return runner

    def _seen(self, files: list[Path]) -> list[nodes.Node]:
        wanted = self.options.get("show", "").split()
        chosen = [file for file in files if not wanted or file.name in wanted]
        up = "../" * self.env.docname.count("/")
        return [
            nodes.raw("", html, format="html")
            for file in chosen
            if (html := self._html(file, up + file.relative_to(self.env.app.outdir).as_posix()))
        ]

    def _html(self, file: Path, address: str) -> str:
        alt = self.options.get("alt", "").replace('"', "&quot;")
        if file.suffix in FILMS:
            return f'<video src="{address}" title="{alt}" autoplay muted loop controls playsinline></video>'
        if file.suffix in IMAGES:
            return f'<img src="{address}" alt="{alt}" loading="lazy">'
        if file.suffix == ".html" and file.parent == self._runner().folder:
            high = self.options.get("height", 620)
            return (
                f'<iframe src="{address}" title="{alt or "a living scene"}" height="{high}" loading="lazy"></iframe>'
                f'<p class="alone"><a href="{address}">on a page of its own</a></p>'
            )
        return ""


class Command(Played):
    """Commands, one in a line."""

    language = "shell"

    def results(self, runner: Runner, text: str) -> tuple[str, list[Path]]:
        """What is printed and made by all of them."""
        printed, files = "", []
        for line in text.splitlines():
            more, made = runner.command(line)
            printed += more
            files += made
        return printed, files


class Names(SphinxDirective):
    """The public names of a package, each with its docstring."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of every name in `__all__`."""
        package = import_module(self.arguments[0])
        lines = []
        for name in sorted(package.__all__, key=str.lower):
            thing = getattr(package, name)
            if isinstance(thing, type):
                kind, more = "autoclass", ["   :members:"]
            else:
                kind, more = (
                    ("autofunction" if callable(thing) and hasattr(thing, "__name__") else "autodata"),
                    [],
                )
            lines += [f".. {kind}:: {package.__name__}.{name}", *more, ""]
        holder = nodes.section()
        holder.document = self.state.document
        self.state.nested_parse(StringList(lines, source=self.env.docname), self.content_offset, holder)
        return holder.children


_PARAMETER = re.compile(r"\s*\*{1,2}\w+\s*(:|,|$)")
_CODE = re.compile(r"(``.*?``|`.*?`)")


def plain_signs(_app: Sphinx, _what: str, _name: str, _of: Any, _options: Any, lines: list[str]) -> None:
    """Docstrings tell formulas as they are typed: a product's * and a size's | are no marks of Sphinx'."""
    shown = False
    for k, line in enumerate(lines):
        shown = line.lstrip().startswith(">>>") or (shown and bool(line.strip()))
        if not shown and not _PARAMETER.match(line):
            parts = _CODE.split(line)
            parts[::2] = [re.sub(r"([*|])", r"\\\1", part) for part in parts[::2]]
            lines[k] = "".join(parts)


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the directives known to Sphinx."""
    app.add_config_value("guide_runs", True, "env", [bool])
    app.add_directive("thalweg", Command)
    app.connect("autodoc-process-docstring", plain_signs, priority=400)  # before napoleon makes its own marks
    app.add_directive("run", Played)
    app.add_directive("names", Names)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
