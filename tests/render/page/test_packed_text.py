"""What Python packs, the page's loader unpacks."""

from __future__ import annotations

import re

import numpy as np
import pytest
from javascript import needs_node, run_node

from render.page.assembly import PAGE, SCRIPTS, bare, packed, script, unpacking

pytestmark = needs_node


def unpacked(texts: list[str]) -> list[list[str]]:
    loader, unpack = ((PAGE / name).read_text(encoding="utf-8") for name in ("loader.js", "unpack.js"))
    code = f"{loader}\n{unpack}\nreturn input.map((text) => unpacked(bytesOf(text)));"
    return run_node(code, texts, compute=False)


def test_texts_come_back() -> None:
    draw = np.random.default_rng(0)
    letters = [chr(k) for k in (*range(33, 127), 0xE9, 0x3C0, 0x2212, 0x1D465)]
    texts = [
        "x",
        "",
        "a" * 3,
        "a" * 4,
        "a" * 5,
        "a" * 259,
        "a" * 260,
        "a" * 1_000_000,
        "abab" * 999,
        "const a = (b, c) => this.d; return  =  = , ,",
        "\u03c0 \u2212 \u00b2",
        "f(p) {\nconst a = x + 1;\nconst b = a*a;\nconst c = b - a*2;\nreturn c/a;\n},",
        "const a = 1;\nconst c = a;\nlet b = c + a;\n}\nconst b = a;\nconst a = b;",
        "\n".join(
            f"const {n}{k or ''} = a + {n}{k or ''}5;" for k in range(9) for n in "abcdefghijklmnqrstuvwz"
        ),
    ]
    texts += ["".join(draw.choice(letters, n)) for n in (1, 2, 50, 51, 5_000, 1_000_000)]
    found = unpacked([packed({"compute": text}) for text in texts])
    assert found == [["compute", text] for text in texts]


def test_an_alphabet_that_html_leaves_alone() -> None:
    draw = np.random.default_rng(1)
    text = packed({"compute": "".join(map(chr, draw.integers(65, 400, 20_000)))})
    assert text.isascii() and not set(text) & set("\r\0") and "<" in text
    for whole in (text, unpacking()):
        assert not re.search(r"<(!--|/?script)", whole, re.IGNORECASE), (
            "it would end the element, or hide its end"
        )
    assert packed({"a": "b", "c": "  d\n\n  // no\n  e"}) == packed({"a": "b", "c": "d\ne"})


@pytest.mark.parametrize("folder", SCRIPTS)
def test_what_is_left_of_a_script_is_one(folder: str) -> None:
    """Comments are dropped line by line, so that each must be one."""
    check = "try { new Function(input); return ''; } catch (error) { return String(error); }"
    for without in ("kinks", "no_kinks"):  # a page has one of these two
        assert run_node(check, bare(script(folder, (without,))), compute=False) == ""
