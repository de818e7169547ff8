"""The page's scripts as text: each name once in a scope, nothing that a strict page refuses, no address."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from render.page.assembly import PAGE, SCRIPTS

TOP = re.compile(
    r"^(?:async )?(?:function\*?|class|const|let) (?:\{([^}]*)\}|\[([^\]]*)\]|(\w+))", re.MULTILINE
)
TEMPLATE = re.compile(r"`[^`]*`")


def names(text: str) -> list[str]:
    """What a script defines at its top."""
    plain = TEMPLATE.sub("``", text)
    return [n for m in TOP.finditer(plain) for n in re.findall(r"\w+", m[1] or m[2] or m[3])]


def test_names_are_found() -> None:
    text = "const { a, b } = x;\nfunction* c() {\n  const inner = 1;\n}\nclass D {}\nconst t = `\nconst e = 1;`;\n"
    assert names(text) == ["a", "b", "c", "D", "t"]


@pytest.mark.parametrize("folder", SCRIPTS)
def test_no_name_is_said_twice_in_a_scope(folder: str) -> None:
    """A second function of the same name would silently take the place of the first."""
    seen = defaultdict(list)
    for script in SCRIPTS[folder]:
        for name in names((PAGE / folder / f"{script}.js").read_text(encoding="utf-8")):
            seen[name].append(script)
    # Where there are no kinks, one script stands in place of the other.
    instead = ["kinks", "no_kinks"]
    assert {name: where for name, where in seen.items() if len(where) > 1 and where != instead} == {}


@pytest.mark.parametrize("folder", SCRIPTS)
def test_every_script_of_a_folder_stands_in_the_page(folder: str) -> None:
    assert sorted(SCRIPTS[folder]) == sorted(path.stem for path in (PAGE / folder).glob("*.js"))


@pytest.mark.parametrize("folder", SCRIPTS)
def test_no_text_becomes_code(folder: str) -> None:
    for path in (PAGE / folder).glob("*.js"):
        assert not re.search(
            r"\beval\s*\(|new Function|\bimport\s*\(|https?://(?!www\.w3\.org/)",
            path.read_text(encoding="utf-8"),
        ), path
