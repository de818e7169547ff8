"""The page's scripts, gathered into text that stands in one file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent
SCRIPTS = {
    "compute": (
        "arithmetic",
        "wide",
        "reading",
        "limits",
        "landscape",
        "numbers",
        "heights",
        "notation",
        "rules",
        "schedules",
        "chance",
        "starts",
        "noise",
        "symmetric",
        "curvature",
        "flight",
        "loop",
        "rates",
        "rest",
        "verdicts",
        "valleys",
        "destinations",
        "fates",
        "basins",
        "minima",
        "parameter_map",
        "fractions",
        "grammar",
        "algebra",
        "construction",
        "tape",
        "rewriting",
        "lowering",
        "cancellation",
        "differentiation",
        "interpreter",
        "mathml",
        "formula",
        "sentence",
        "worker",
        "exports",
    ),
    "drawing": (
        "world",
        "camera",
        "ground",
        "programs",
        "shaders",
        "particles",
        "marks",
        "labels",
        "picture",
        "gestures",
        "map",
        "exports",
    ),
    "interface": (
        "standin",
        "fields",
        "state",
        "link",
        "sentences",
        "film",
        "model",
        "colors",
        "widgets",
        "flat",
        "charts",
        "surveys",
        "words",
        "records",
        "stage",
        "controls",
        "display",
        "page",
        "contract",
    ),
}
"""The scripts of each folder, in the order in which they stand in the page."""


@cache
def script(folder: str) -> str:
    """A folder's scripts in one scope, as a classic script's text."""
    texts = [(PAGE / folder / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS[folder]]
    return '(() => {\n"use strict";\n' + "\n".join(texts) + "})();\n"


def printed_text(printed: dict[str, str]) -> str:
    """What Python prints (landscapes, rules), as the script that comes before all others: ``Thalweg.printed``."""
    entries = ",\n".join(f"{json.dumps(name)}: {text}" for name, text in printed.items())
    return f"globalThis.Thalweg = {{ printed: {{\n{entries}\n}} }};\n"


def compute_text(printed: dict[str, str]) -> str:
    """All that computes: for the page, for its worker, and for Node in tests.

    Parameters
    ----------
    printed : name -> JavaScript expression; "landscapes" and "rules" are objects, made by what knows them
    """
    return printed_text(printed) + script("compute")


def embedded(data: Any) -> str:
    """JSON that can stand inside a script element, whatever text it holds."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
