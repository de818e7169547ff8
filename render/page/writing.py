"""A living scene as one HTML file."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from descent import known_optimizers
from descent.results import replacing
from render.page.assembly import PAGE, compute_text, embedded, packed, script, shortened, unpacking
from render.page.fields import MOST_PARTICLES, MOST_WORK, OPEN_STEPS, state_fields
from render.page.living import Living, carried, coded, is_named, is_remade, page_optimizers, page_populations
from render.page.page_phrases import page_phrases
from render.style import LANGUAGES

if TYPE_CHECKING:
    from landscapes import Landscape

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; worker-src blob:; media-src blob:"
)
"""What the page may do: run its own text. Nothing is fetched."""


LONGEST_LANDSCAPE = 6_500
"""Letters; a landscape that would be longer goes without its Hessian, for which the page takes differences."""
LARGEST = 150_000
"""Bytes of a page with all optimizers that follow slopes, where it does not hold everything anyway."""
MORE = 6_000
"""Bytes more of one that can search with populations, too; of one that has all optimizers; of one that speaks another
language than English."""
LESS: tuple[dict[str, Any], ...] = (
    {"longest": 0},
    {"labels": False},
    {"longest": 0, "labels": False},
)
"""What a page that would be larger goes without, the first that is enough: Hessians, labels in its language."""


def write_page(path: str | Path, living: Living) -> Path:
    """Write a page; it appears whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    ValueError
        For a landscape that is no formula.
    """
    text = page_text(living)
    with replacing(path, "w") as file:
        file.write(text)
    return Path(path)


def page_text(living: Living, *, tasks: bool = False) -> str:
    """The page's HTML; with `tasks` one that judges them whether it has some now or is given them later.

    Raises
    ------
    ValueError
        For a landscape that is no formula.
    """
    text = _page_text(living, tasks, LONGEST_LANDSCAPE)
    bounded = not living.everything and len(living.landscapes) == 1
    for less in LESS if bounded else ():
        if len(text) > largest(living):
            text = _page_text(living, tasks, **less)
    return text


def largest(living: Living) -> int:
    """Bytes that a page of one landscape may have."""
    return LARGEST + MORE * (living.searching + living.has_all + (_language(living) != "en"))


def _language(living: Living) -> str:
    return str(living.state.get("look", {}).get("language", "en"))


def _page_text(living: Living, tasks: bool, longest: int = LONGEST_LANDSCAPE, labels: bool = True) -> str:
    compute = compute_text(printed_of(living, longest, labels), formulas=living.everything, short=True)
    parts = {
        "title": html.escape(living.title),
        "version": metadata.version("thalweg"),
        "command": html.escape(living.command),
        "theme": html.escape(str(living.state.get("look", {}).get("theme", "auto"))),
        "policy": POLICY,
        "packed": packed(
            {
                "body": _file("body.html"),
                "style": _file("page.css"),
                "compute": compute,
                "drawing": script("drawing", () if living.searching else ("populations",), short=True),
                "interface": script("interface", () if tasks or living.tasks else ("tasks",), short=True),
            }
        ),
        "unpack": unpacking(),
        "loader": shortened("loader"),
    }
    text = _file("page.html")
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def shared_page(livings: Sequence[Living]) -> dict[str, Any]:
    """One page's text for several scenes, as JSON data: ``{"page": text, "scenes": [what each says over it]}``.

    Whoever shows a scene puts its JSON into the page's element with the id "given", which is empty.

    Raises
    ------
    ValueError
        For a landscape that is no formula.
    """
    landscapes: list[tuple[Any, Any]] = []
    for living in livings:
        landscapes += [
            pair for pair in living.landscapes if pair[0] not in [state for state, _ in landscapes]
        ]
    whole = replace(
        livings[0],
        landscapes=landscapes,
        recorded={},
        starts={},
        controls=None,
        tasks=(),
        further=any(living.has_all for living in livings),
    )
    tasks = any(living.tasks for living in livings)
    return {"page": page_text(whole, tasks=tasks), "scenes": [given_of(living) for living in livings]}


FRAME = (
    "grid-area:1/1;display:block;width:100%;aspect-ratio:3/2;min-height:480px;max-height:720px;"
    "border:0;border-radius:8px"
)
"""A frame's size follows its place, without a script: notebooks strip them."""
BENEATH = "grid-area:1/1;margin:0"
UNTRUSTED = "Alive once the notebook is trusted (File, Trust Notebook) or this cell was run."


def frame_text(living: Living, still: bytes = b"") -> str:
    """The page inside a frame, for a notebook or another page: nothing is fetched.

    Beneath the frame, and so unseen, is what remains where frames are taken out: in a notebook from somebody else.

    Parameters
    ----------
    living : what the page shows
    still : a picture of it, PNG, for beneath the frame
    """
    page = html.escape(page_text(living), quote=True)
    title = html.escape(living.title, quote=True)
    data = base64.b64encode(still).decode("ascii")
    picture = f'<img alt="{title}" src="data:image/png;base64,{data}"><br>' if still else ""
    return (
        f'<div style="display:grid"><p aria-hidden="true" style="{BENEATH}">{picture}{title}. {UNTRUSTED}</p>'
        f'<iframe title="{title}" srcdoc="{page}" sandbox="allow-scripts allow-downloads" '
        f'allow="clipboard-write; fullscreen" loading="lazy" '
        f'style="{FRAME}"></iframe></div>'
    )


def printed_of(living: Living, longest: int = LONGEST_LANDSCAPE, labels: bool = True) -> dict[str, str]:
    """What Python prints for a page: landscapes, rules, tables and the page's own data, as JavaScript.

    Of a landscape of more than the `longest` letters the Hessian is left out, unless the page has all optimizers; without
    `labels` these are English.
    """
    from descent.javascript import squares_to_javascript
    from landscapes import to_javascript

    names: dict[str, str] = {}
    entries = []
    for state, f in living.landscapes:
        name = f.name if f.name not in names else f"{f.name}_{len(names)}"
        more = _proven(living, f)
        code = {"squares": squares_to_javascript(f)} if living.has_all else {}
        text = to_javascript(f, more, code=code)
        # Methods that take steps from the Hessian itself end elsewhere with differences.
        whole = len(text) <= longest or living.has_all
        names[name] = text if whole else to_javascript(f, more, hessian=False)
        own = {} if is_named(state) else {"own": True}
        entries.append({"state": state, "name": name, **own})
    return {
        "landscapes": "{" + ",\n".join(f"{embedded(name)}: {text}" for name, text in names.items()) + "}",
        **shared_texts(living.searching, living.has_all),
        "page": embedded(_data(living, entries, labels)),
    }


def _proven(living: Living, f: Landscape) -> dict[str, float]:
    """The lowest height that is proven, where films measure from it: in a chart of losses and in a race."""
    from landscapes.stationary import lowest_known

    measured = (
        "loss" in living.state.get("look", {}).get("panels", ()) or len(living.state.get("runs", ())) > 1
    )
    known = lowest_known(f) if measured and f.minimum is None and not living.everything else None
    return {} if known is None else {"proven": known}


def _data(living: Living, entries: list[dict[str, Any]], labels: bool) -> dict[str, Any]:
    own = page_optimizers(living.has_all)
    return {
        "version": metadata.version("thalweg"),
        "fields": state_fields(),
        **_usual(),
        "landscapes": entries,
        "rates": rates_of(living),
        "optimizers": [*own, *(page_populations() if living.searching else ())],
        "elsewhere": sorted(known_optimizers().keys() - own.keys()),
        "everything": living.everything,
        **given_of(living, labels),
    }


def rates_of(living: Living) -> dict[str, Any]:
    """The rates that the scene's runs get by themselves, by landscape and optimizer: the page need not look first."""
    from descent import Population, default_learning_rate, known_optimizers, parse_method

    state, f = living.landscapes[0]
    found: dict[str, Any] = {}
    if "name" not in state or len(state) > 1:
        return found  # A formula's name in the page may be another formula's tomorrow.
    for place, run in enumerate(living.state.get("runs", ())):
        text = run.get("optimizer", "gradient_descent")
        if place in living.recorded or run.get("learning_rate") is not None:
            continue
        optimizer = parse_method(text)
        if isinstance(optimizer, Population) or not hasattr(optimizer, "learning_rate"):
            continue
        if type(optimizer) not in known_optimizers().values():
            continue
        rate = default_learning_rate(f, optimizer)
        if "; cut off" not in rate.reason:
            found[f"{f.name} {text}"] = {"rate": float(rate), "reason": rate.reason}
    return found


def given_of(living: Living, labels: bool = True) -> dict[str, Any]:
    """What tells a page from others that carry the same landscapes; `labels` in its language, or English."""
    from render.page.picture_tables import shades_of

    look = living.state.get("look", {})
    f, cmap = living.landscapes[0][1], look.get("cmap")
    languages = LANGUAGES if living.everything else (_language(living),)
    return {
        "state": living.state,
        "cmaps": {cmap: shades_of(cmap)} if cmap else {},
        "phrases": {name: page_phrases(name, labels) for name in languages if name != "en"},
        "subtitles": dict(living.subtitles),
        "recorded": [
            {
                "landscape": living.state["landscape"],
                "run": living.state["runs"][place],
                "own": not is_remade(living.state["runs"][place], run),
                **carried(run, living.most),
            }
            for place, run in living.recorded.items()
        ],
        "starts": {
            text: {"domain": [list(side) for side in f.domain], "places": coded(places, "<f8")}
            for text, places in living.starts.items()
        },
        **({"loaded": list(living.loaded)} if living.loaded else {}),
        "note": living.note,
        "sides": dict(living.sides),
        "lengths": dict(living.lengths),
        "controls": None if living.controls is None else list(living.controls),
        "tasks": [task.told for task in living.tasks],
    }


def shared_texts(searching: bool = False, has_all: bool = False) -> dict[str, str]:
    """The rules and tables that every page carries; populations among them where it is `searching`, all optimizers where it
    `has_all`."""
    from descent.javascript import further_optimizers, told_optimizers

    further = further_optimizers() if has_all else {}
    more = page_populations() if searching else {}
    texts = dict(_texts_of(tuple({**told_optimizers(), **further, **more}.items())))
    return texts | {
        name: embedded(list(kinds)) for name, kinds in (("populations", more), ("methods", further)) if kinds
    }


@lru_cache(maxsize=4)
def _texts_of(optimizers: tuple[tuple[str, type], ...]) -> dict[str, str]:
    from descent import page_tables, rules_to_javascript, stages_to_javascript
    from render.page.picture_tables import picture_tables

    kinds = dict(optimizers)
    tables = {
        **_unexplained(page_tables(kinds)),
        "picture": picture_tables(),
        "phrases": page_phrases("en"),
    }
    return {
        "rules": rules_to_javascript(kinds),
        "stages": stages_to_javascript(),
        "tables": embedded(tables),
    }


def _unexplained(table: Any) -> Any:
    """Without the words that explain settings: the page has its own."""
    if not isinstance(table, dict):
        return table
    return {name: _unexplained(value) for name, value in table.items() if name != "help"}


@cache
def _usual() -> dict[str, Any]:
    """What films know and pages too: the panels' landscapes, the endings' words, length, size; and the most of a page."""
    from dataclasses import asdict

    from descent import Ending
    from render.film import USUAL_SECONDS, USUAL_SIZE
    from render.panels import PANELS

    return {
        "panels": {name: list(panel.variables) for name, panel in PANELS.items()},
        "endings": [{"name": e.name, **asdict(e.phrase)} for e in Ending],
        "most": {"particles": MOST_PARTICLES, "work": MOST_WORK},
        "steps": OPEN_STEPS,
        "seconds": USUAL_SECONDS,
        "size": USUAL_SIZE,
    }


@cache
def _file(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
