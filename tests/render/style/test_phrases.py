"""Every phrase is there in each language, with its values; nothing that a film says escapes the tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from descent import Adam, GradientDescent, Momentum, descend, grid
from landscapes import catalogue, parse
from render import Scene
from render.style import Phrases, Word, phrases, recorded
from render.style.letters import can_be_spoken, pieces
from render.style.phrases import LANGUAGES, ONE, table_of

RENDER = Path(__file__).parents[3] / "render"
F = catalogue["himmelblau"]
NUMBERS = re.compile(r"[\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹⁻e]*")


def places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_every_phrase_and_its_values(language: str) -> None:
    english, table = table_of("en"), table_of(language)
    plain = {phrase for phrase in english if not phrase.endswith(ONE)}
    assert {phrase for phrase in table if not phrase.endswith(ONE)} == plain
    for phrase, said in table.items():
        assert phrase.removesuffix(ONE) in plain and said
        assert places(said) == places(phrase), (language, phrase, said)


def literals() -> Iterator[tuple[str, str]]:
    """Phrases that code says by their own words."""
    for file in RENDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "say" and node.args:
                first = node.args[0]
                found = [first] if isinstance(first, ast.Constant) else []
                found = [first.body, first.orelse] if isinstance(first, ast.IfExp) else found
                for each in found:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield file.name, each.value


def test_what_code_says_is_in_the_tables() -> None:
    said = list(literals())
    assert len(said) > 80
    missing = [(file, phrase) for file, phrase in said if phrase not in table_of("en")]
    assert not missing


def test_numbers_and_lists_follow_the_language() -> None:
    assert (
        Phrases("de").count(1_234_567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
        and Phrases("en").count(1234) == "1,234"
    )
    assert (
        Phrases("de").listed(["a", "b", "c"]) == "a, b und c" and Phrases("zh").listed(["a", "b"]) == "a和b"
    )
    assert Phrases("es").word(3) == "tres" and Phrases("es").word(30) == "30"
    assert Phrases("de")("{n} went over the edge", n=1) == "1 ist über den Rand gerollt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mark_between_thousands_is_no_decimal_sign(language: str) -> None:
    """Formulas have a point in every language, as programs do."""
    table = table_of(language)
    assert table["thousands"] not in (".", table["decimal"]) and table["decimal"] in ".,"


def test_numbers_have_the_decimal_sign_of_the_language_and_names_keep_theirs() -> None:
    german = Phrases("de")
    assert german("{n} of {of}", n=1234, of=2000) == german(
        "{n} of {of}", n="1\N{NO-BREAK SPACE}234", of="2\N{NO-BREAK SPACE}000"
    )
    assert german("learning rate {rate} for all", rate="0.25").count("0,25") == 1
    assert german("at {place}", place="(\N{MINUS SIGN}3.5, 2)").count("(\N{MINUS SIGN}3,5; 2)") == 1
    assert german(
        "at {place}", place="x = 4\N{MIDDLE DOT}10\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT SEVEN}"
    ).endswith("10⁻⁷")
    for name in ("adam 2.0 b", "v1.5", "file.csv", "a, b"):
        assert name in german("{name}, learning rate {rate}", name=name, rate="0.5")
    assert (
        Phrases("zh").number("0.5") == Phrases("en").number("0.5") == "0.5"
        and Phrases("es").number("0.5") == "0,5"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_language_is_drawn_as_itself(language: str) -> None:
    if not can_be_spoken(language):
        pytest.skip(f"{language} needs a font that is not here; .ci/run installs it")
    unknown = [
        said
        for said in table_of(language).values()
        if any("[" in part for part, _ in pieces(said)) and "[" not in said
    ]
    assert unknown == []


def test_no_space_stands_between_ideographs_whatever_a_phrase_is_filled_with() -> None:
    for phrase in table_of("zh"):
        plain = phrase.removesuffix(ONE)
        for filling in ("两者都", "Adam"):
            said = Phrases("zh")(plain, **dict.fromkeys(places(plain), filling)).strip()
            assert not re.search(r"[\u3000-\u9fff\uff00-\uffef] +[\u3000-\u9fff\uff00-\uffef]", said), said
    assert "Adam 到达" in Phrases("zh")("{who} reach {goal}{first}", who="Adam", goal="谷底", first="")


LINE = parse("x + y", [(-1, 1)] * 2)
TWO = (("Adam", Adam(0.1)), ("Momentum", Momentum(0.005)))
SCENES: dict[str, dict[str, Any]] = {
    "grid": {"runs": descend(F, grid(F.domain, 5), GradientDescent(0.01), steps=60), "panels": ("surface", "loss")},
    "one": {"runs": descend(F, [[0.0, 0.0]], Adam(0.1), steps=60), "panels": ("slices", "gradient_norm")},
    "race": {
        "runs": {k: descend(F, [[0.0, 0.0]], o, steps=60) for k, o in TWO},
        "panels": ("contour",),
    },
    "lost": {"runs": descend(LINE, grid(LINE.domain, 3), GradientDescent(0.1), steps=60), "panels": ("loss",)},
    "contest": {
        "runs": {k: descend(F, grid(F.domain, 4), o, steps=60) for k, o in TWO},
        "panels": ("loss",),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_no_sentence_of_a_film_escapes_the_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language that has but one letter nothing is in others but names, numbers, formulas."""
    strange = {key: said if key in SIGNS else masked(said) for key, said in table_of("en").items()}
    strange["decimal"] = "¤"
    monkeypatch.setattr(phrases.phrases, "table_of", lambda language: strange)
    given = SCENES[name]
    runs = given["runs"]
    f = next(iter(runs.values())).landscape if isinstance(runs, dict) else runs.landscape
    with recorded() as kept:
        source = Scene(
            f, runs, panels=given["panels"], camera="still" if "surface" in given["panels"] else "orbit"
        ).drawn((640, 480))
        for t in (0.0, 0.4, 1.0):
            source.picture(t)
        source.close()
    words = [item.text for item in kept.items if isinstance(item, Word)]
    assert any("¤" in word for word in words)
    assert any(re.search(r"\d¤\d", word) for word in words)
    assert not [word for word in words if re.search(r"\d\.\d", word)]
    names = {f.title, "x", "y", "Gradient descent", "Adam", "Momentum"}
    for word in words:
        outside = word
        for known in sorted(names, key=len, reverse=True):
            outside = outside.replace(known, "")
        assert NUMBERS.fullmatch(outside), (word, outside)


def masked(said: str) -> str:
    return "".join(
        re.sub(r"[^\W\d]", "¤", part) if k % 2 == 0 else part
        for k, part in enumerate(re.split(r"({\w+})", said))
    )


SIGNS = ("thousands", "comma", "stop", "semicolon")
