"""The living page as a notebook's widget, which goes both ways: clicks in the page are starts in Python."""

from __future__ import annotations

from typing import Any

from render.page.assembly import PAGE
from render.page.living import Living
from render.page.writing import FRAME, page_text


def widget_of(living: Living) -> Any:
    """An ``anywidget.AnyWidget`` that shows a page.

    Its traits, to be observed and to be set: `starts`, the starting points of the chosen run as a list of n numbers each
    in domain units (empty where they are more than 2000), and `state`, the whole scene as a dict with a scene file's
    sections and fields; of a state that is set, sections that are left out stay as they are.

    Raises
    ------
    ModuleNotFoundError
        Without anywidget.
    ValueError
        For a landscape that is no formula.
    """
    try:
        import anywidget
        import traitlets
    except ModuleNotFoundError:
        raise ModuleNotFoundError("a widget needs anywidget: pip install 'thalweg[notebook]'") from None

    class LivingWidget(anywidget.AnyWidget):
        _esm = (PAGE / "widget.js").read_text(encoding="utf-8")
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        look = traitlets.Unicode(FRAME).tag(sync=True)
        state: Any = traitlets.Dict().tag(sync=True)
        starts: Any = traitlets.List().tag(sync=True)

    return LivingWidget(page=page_text(living), title=living.title)
