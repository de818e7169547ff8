"""A film that a browser records says how long it is, whoever's recorder it was."""

from __future__ import annotations

import struct

from javascript import needs_node, run_node

from descent import GradientDescent, descend
from landscapes import catalogue
from render import Scene
from render.page import printed_of
from render.page.assembly import script
from render.page.living import living_of

OPEN = "1a45dfa384428681011853806701ffffffffffffff"
"""EBML's head, and a segment whose size is open."""
WORDS = "2ad7b1830f42404d80864368726f6d65"
"""A millisecond as the unit, and who wrote it."""
WITHOUT = f"{OPEN}1549a966{128 + len(WORDS) // 2:x}{WORDS}1654ae6b80"
"""As Chromium's recorder begins; Firefox's has the element, and eight bytes for the size of what it stands in."""
ZERO = f"{OPEN}1549a966{'01'}{len(WORDS) // 2 + 11:014x}{WORDS[:14]}448988{'00' * 8}{WORDS[14:]}1654ae6b80"
TAIL = "1f43b675" * 200

_TIMED = """
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
globalThis.job = (films) => Promise.all(films.map(async (film) => {
  const bytes = Uint8Array.from(film.match(/../g), (pair) => parseInt(pair, 16));
  const told = await timed(new Blob([bytes], { type: "video/webm" }), 4125);
  return [told.type, hex(new Uint8Array(await told.arrayBuffer()))];
}));})();
return job(input);
"""


@needs_node
def test_a_recorded_film_is_given_its_length_and_else_is_as_it_was() -> None:
    f = catalogue["sphere"]
    printed = printed_of(living_of(Scene(f, descend(f, [[1.0, 1.0]], GradientDescent(0.1), steps=2))))
    films = [WITHOUT + TAIL, ZERO + TAIL, "00" * 20, OPEN + TAIL]
    told = run_node(script("interface").removesuffix("})();\n") + _TIMED, films, printed)
    length = f"448988{struct.pack('>d', 4125.0).hex()}"
    size = f"1549a966{128 + 11 + len(WORDS) // 2:x}"
    expected = [
        WITHOUT.replace(f"1549a966{128 + len(WORDS) // 2:x}", size + length) + TAIL,
        ZERO.replace(f"448988{'00' * 8}", length) + TAIL,
        *films[2:],
    ]
    assert told == [["video/webm", film] for film in expected]
