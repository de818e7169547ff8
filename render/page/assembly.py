"""The page's scripts, gathered into text that stands in one file."""

from __future__ import annotations

import bz2
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from landscapes.compiled import SMOOTH
from render.page.short_names import short_named

PAGE = Path(__file__).parent
SCRIPTS = {
    "compute": (
        "arithmetic",
        "wide",
        "wide_powers",
        "wide_rare",
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
        "lapack",
        "populations",
        "symmetric",
        "curvature",
        "methods",
        "flight",
        "loop",
        "rates",
        "rest",
        "verdicts",
        "kinks",
        "no_kinks",
        "valleys",
        "destinations",
        "fates",
        "basins",
        "minima",
        "lone",
        "parameter_map",
        "phrases",
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
        "squares",
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
        "scenery",
        "particles",
        "water",
        "marks",
        "populations",
        "labels",
        "ending",
        "heads",
        "pace",
        "picture",
        "exports",
    ),
    "interface": (
        "fields",
        "state",
        "subtitles",
        "link",
        "sentences",
        "film",
        "model",
        "colors",
        "widgets",
        "tracing",
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


def source(folder: str, name: str) -> str:
    """A script as it is written."""
    return (PAGE / folder / f"{name}.js").read_text(encoding="utf-8")


@cache
def script(folder: str, without: tuple[str, ...] = (), *, short: bool = False) -> str:
    """A folder's scripts in one scope, as a classic script's text; less those that a page does `without`.

    `short` for a page, where nobody asks for what they know of each other.
    """
    names = [name for name in SCRIPTS[folder] if name not in without]
    texts = [source(folder, name) for name in names]
    return short_named(bare('(() => {\n"use strict";\n' + "\n".join(texts) + "})();"), whole=short) + "\n"


def printed_text(printed: dict[str, str]) -> str:
    """What Python prints (landscapes, rules), as the script that comes before all others: ``Thalweg.printed``."""
    entries = ",\n".join(f"{json.dumps(name)}: {text}" for name, text in printed.items())
    return f"globalThis.Thalweg = {{ printed: {{\n{entries}\n}} }};\n"


def compute_text(printed: dict[str, str], *, formulas: bool = True, short: bool = False) -> str:
    """All that computes: for the page, for its worker, and for Node in tests.

    Parameters
    ----------
    printed : name -> JavaScript expression; "landscapes" and "rules" are objects, made by what knows them; with
        "populations", names, their methods come along, and with "methods", names, the optimizers that not every page has
    formulas : whether what is typed can become a landscape: a quarter of all the page's text; without them what no
        landscape of the page has is left out, too
    """
    less = tuple(name for name in ("populations", "methods") if name not in printed)
    if len(less) == 2:
        less = ("lapack", *less)
    if formulas:
        less = ("no_kinks", *less)
        return printed_text(printed) + script("compute", less, short=short) + script("formulas", short=short)
    less = (*_unneeded(printed.get("landscapes", "")), *less)
    return printed_text(printed) + script("compute", less, short=short)


_RARE = "a?(?:sinh|cosh|tanh)|asin|acos|atan2?|logcosh|log1mexp|sinc(?:m?1|2)?"
_POWERS = f"exp(?:m1)?|log(?:1p)?|sin|cos|tan|pow(?:er)?|{_RARE}"


_OWN = ("value", "raw", "hessian", "doubt", "doubtHessian")
_SMOOTH = frozenset((*_OWN, *SMOOTH))
"""What is called in a printed landscape that has no kink anywhere: its own functions, and smooth ones."""


def _unneeded(landscapes: str) -> tuple[str, ...]:
    """Scripts with wide numbers' functions that none of the printed landscapes calls, or about kinks that none has."""
    needs = {"wide_powers": _POWERS, "wide_rare": _RARE}
    unneeded = [name for name, calls in needs.items() if not re.search(rf"\b(?:{calls})\(", landscapes)]
    called = set(re.findall(r"(?<![.\w])(?:Math\.)?(\w+)\(", landscapes))
    return (*unneeded, "kinks" if called <= _SMOOTH and "?" not in landscapes else "no_kinks")


def packed(parts: Mapping[str, str]) -> str:
    """Scripts and styles by the id of their element, as loader.js unpacks them: a third of their size, a line of ASCII.

    What `bare` leaves out stays behind.
    """
    text = "\0".join(text for name, part in parts.items() for text in (name, unnamed(bare(part))))
    return next(said for data in _squeezed(text) if not _ENDS.search(said := _lettered(data)))


def _squeezed(text: str) -> list[bytes]:
    """The text packed in several ways, the shortest first; before it its length and the order of its letters."""
    marks = {phrase: chr(FIRST_MARK + place) for place, phrase in enumerate(PHRASES)}
    known: dict[str, str] = {}
    for phrase, mark in marks.items():
        shorter = phrase  # as it stands where those before it are letters already
        for other, letter in known.items():
            shorter = shorter.replace(other, letter)
        text = text.replace(shorter, mark)
        known[phrase] = mark
    whole = "\0".join(("\x1f".join(PHRASES), text)).encode()[::-1]
    size, orders = len(whole).to_bytes(4, "big"), list(_orders())
    tried = [bz2.compress(whole.translate(_sorting(order)), 9)[4:] for order in orders]
    return sorted((size + o.encode() + p for o, p in zip(orders, tried, strict=True)), key=len)


PHRASES = (
    *("count ", ", ", "const ", " => ", " = ", "this", "{ ", "let "),
    *("state", "settings", " {\n", "}\nfunction", ";\n", "display", "Number.isFinite("),
)
"""What stands so often in scripts that one letter for it is shorter, packed too; text packs best from its end."""
ORDER = (
    "\x1b\x1c\x0e\x0f\x10\x11\x13\x12\x14\x15\x16\x17\x18\x1a\x1e\x1f&'\x1d(;` \"![*,"
    "-./36|\\1^2054_789+:O]ZE{KFJGHIDCBA#?~>=<%a"
    "bcdfgPhipnmlku$jeLN@XrstMQq\x19YvTRSUoVWw)xyz}"
)
"""All letters from the first of the phrases' on, each where it is sorted: those that stand in like places lie together, and
half a per cent is won by that. Climbed to by moving some of them at a time, on the largest page of its day; any does."""
APART = 9
"""Each so many letters two change places, and the shortest is taken: how well a text packs is chance, to thousandths."""


def _orders() -> Iterator[str]:
    yield ORDER
    for k in range(0, len(ORDER) - 1, APART):
        yield ORDER[:k] + ORDER[k + 1] + ORDER[k] + ORDER[k + 2 :]


def _sorting(order: str) -> bytes:
    return bytes.maketrans(order.encode(), bytes(sorted(order.encode())))


FIRST_MARK = 14
"""The phrases' letters begin here, among those that no text has."""


def unpacking() -> str:
    """The script that unpacks the others, as loader.js unpacks it with what browsers have."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflate.compress(shortened("unpack").encode()) + deflate.flush()
    return _lettered(len(data).to_bytes(2, "little") + data)


def shortened(name: str) -> str:
    """One of the scripts that unpack the others."""
    return short_named(bare((PAGE / f"{name}.js").read_text(encoding="utf-8")), whole=True)


_NAMES = "abcdefghijklmnqrstuvwz"
_NAME = re.compile(r"(?<!\w)[a-z]\d*(?!\w)", re.ASCII)
_DEFINITION = re.compile(r"const ([a-z]\d*) = ")


def unnamed(text: str) -> str:
    """Without the names of definitions in a row, as unpack.js puts them back; what they are made of is told by distance.

    Of printed functions, where names follow one another, this is half.
    """
    defined: dict[str, int] = {}
    lines = []
    for line in text.split("\n"):
        found, count = _DEFINITION.match(line), len(defined)
        name = _NAMES[count % len(_NAMES)] + (str(count // len(_NAMES)) if count >= len(_NAMES) else "")
        own = found is not None and found[1] == name
        rest = line[found.end() :] if found and own else line
        if defined:
            rest = _NAME.sub(lambda m: f"\x1e{count - defined[m[0]]}" if m[0] in defined else m[0], rest)  # noqa: B023
        lines.append("\x1d" + rest if own else rest)
        if own:
            defined[name] = count
        elif line.startswith("const ") or line in ("}", "},"):
            defined = {}
    return "\n".join(lines)


_LETTERS = [*"\t\n\f", *map(chr, range(32, 127))]
"""What a script element leaves as it is: two of these 98 are 13 bits, or 14 that begin with a 0 and are few enough."""
_ENDS = re.compile(r"<(?:!--|/?script)", re.IGNORECASE)
"""What it does not: such letters in a row do not come from every order of what is packed."""


def _lettered(data: bytes) -> str:
    """By Henke's basE91 (2000), which has six letters less."""
    letters: list[str] = []
    most, held, size = len(_LETTERS) ** 2 - 2**13, 0, 0
    for byte in (*data, 0, 0):
        held, size = held | byte << size, size + 8
        if size > 13:
            taken = 14 if held & 8191 < most else 13
            high, low = divmod(held & (1 << taken) - 1, len(_LETTERS))
            held, size = held >> taken, size - taken
            letters += (_LETTERS[high], _LETTERS[low])
    return "".join(letters)


_REMARK = re.compile(r"(?<=[;,{})\]]) // .*$", re.MULTILINE)


def bare(text: str) -> str:
    """Without empty lines, comments alone or behind code, and what lines are indented by."""
    lines = (line.strip() for line in _REMARK.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/**")))


def embedded(data: Any) -> str:
    """JSON that can stand inside a script element, whatever text it holds."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
