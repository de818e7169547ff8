"""A formula as MathML, in as few letters as browsers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LONGEST = 600
"""Letters of LaTeX; what is longer fills a page and tells nobody anything."""


def mathml(latex: str) -> str:
    """The formula `latex` as MathML, as it looks in a line; empty for one that is too long to read.

    Examples
    --------
    >>> mathml("x^{2} + 1")
    '<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></math>'
    """
    from xml.etree import ElementTree as Tree

    from latex2mathml.converter import convert

    if len(latex) > _LONGEST:
        return ""
    root = Tree.fromstring(convert(latex).replace('xmlns="http://www.w3.org/1998/Math/MathML" ', ""))
    root.attrib.clear()
    return Tree.tostring(_plain(root), encoding="unicode", short_empty_elements=False)


def _plain(element: Element) -> Element:
    """Without the rows that hold a single thing, and without attributes that are their operators' own."""
    for place, child in enumerate(element):
        element[place] = _plain(child)
    if element.tag == "mo" and element.text and element.text in "()[]|{}":
        element.attrib.clear()
    if element.tag == "mrow" and len(element) == 1:
        return element[0]
    if element.tag == "math" and len(element) == 1 and element[0].tag == "mrow" and not element[0].attrib:
        element[:] = list(element[0])
    return element
