"""The page's scripts, gathered into text that stands in one file."""

from __future__ import annotations

import bz2
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

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
        "lone",
        "parameter_map",
        "sentence",
        "settling",
        "tally",
        "verdict",
        "contest",
        "standings",
        "worker",
        "exports",
    ),
    "formulas": (
        "needs",
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
        "operations",
        "mathml",
        "formula",
        "typing",
        "exports",
    ),
    "drawing": (
        "world",
        "camera",
        "horizons",
        "relief",
        "programs",
        "shaders",
        "particles",
        "water",
        "marks",
        "labels",
        "ending",
        "heads",
        "picture",
        "exports",
    ),
    "interface": (
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
        "keys",
        "display",
        "guest",
        "tasks",
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


def compute_text(printed: dict[str, str], *, formulas: bool = True) -> str:
    """All that computes: for the page, for its worker, and for Node in tests.

    Parameters
    ----------
    printed : name -> JavaScript expression; "landscapes" and "rules" are objects, made by what knows them
    formulas : whether what is typed can become a landscape: a quarter of all the page's text
    """
    return printed_text(printed) + script("compute") + (script("formulas") if formulas else "")


def packed(parts: Mapping[str, str]) -> str:
    """Scripts and styles by the id of their element, as loader.js unpacks them: a third of their size, a line of ASCII.

    What `bare` leaves out stays behind.
    """
    texts = [text for name, part in parts.items() for text in (name, bare(part))]
    return _lettered(bz2.compress("\0".join(texts).encode(), 9))


_LETTERS = np.array([letter for letter in range(32, 127) if chr(letter) not in '"&<\\'], dtype=np.uint8)
"""What HTML and JSON leave as it is: 91 letters, of which two are 13 bits."""


def _lettered(data: bytes) -> str:
    bits = np.unpackbits(np.frombuffer(data, dtype=np.uint8))
    words = np.pad(bits, (0, -len(bits) % 13)).reshape(-1, 13) @ (1 << np.arange(12, -1, -1))
    return _LETTERS[np.stack(np.divmod(words, len(_LETTERS)), axis=-1)].tobytes().decode("ascii")


def bare(text: str) -> str:
    """Without empty lines, lines that hold a comment alone, and what lines are indented by."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/**")))


def embedded(data: Any) -> str:
    """JSON that can stand inside a script element, whatever text it holds."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
