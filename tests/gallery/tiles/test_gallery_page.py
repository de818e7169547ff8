"""The gallery's page: self-contained, safe, readable without seeing it."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from descent import Ending
from gallery.tiles.facts import fate_words
from gallery.tiles.gallery_page import alternative_text, formula_markup, render_page, starts_text, summary


def facts(**changes: Any) -> dict[str, Any]:
    name = changes.get("name", "himmelblau")
    return {
        "name": name,
        "title": "Himmelblau",
        "story": "Four equally deep pits.",
        "source": "Himmelblau (1972)",
        "variables": ["x", "y"],
        "latex": r"\left(x + y^{2} - 7\right)^{2}",
        "domain": [[-5.0, 5.0], [-5.0, 5.0]],
        "minimizers": [[3.0, 2.0], [-2.805, 3.131]],
        "minimum": 0.0,
        "starts": "grid:15",
        "optimizer": "gradient descent",
        "learning_rate": "0.005",
        "rate_reason": "the gentlest of 32",
        "steps": 2000,
        "tolerance": 1e-6,
        "last_stop": 312,
        "particles": 225,
        "fates": [
            {"count": 61, "color": "#35e0b4", "ending": "CONVERGED", "words": "reach (3, 2)"}
            | {"position": [3.0, 2.0], "height": 0.0, "is_global": True},
            {"count": 160, "color": "#6cc4ff", "ending": "CONVERGED", "words": "reach (0, 1)"}
            | {"position": [0.0, 1.0], "height": 2.5, "is_global": False},
            {"count": 4, "color": "#c3cad9", "ending": "STALLED", "words": "sit still: no slope to feel"},
        ],
        "size": [960, 720],
        "command": f"thalweg animate {name} -o {name}.mp4",
        "files": {kind: f"{name}.{kind}" for kind in ("mp4", "gif", "png")},
        **changes,
    }


def page_of(folder: Path, *scenes: dict[str, Any]) -> str:
    for scene in scenes:
        for name in scene["files"].values():
            (folder / name).write_bytes(b"x" * 1500)
    return render_page(scenes, folder)


class Links(HTMLParser):
    """Everything that a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            str(value) for key, value in attrs if key in ("src", "href", "poster", "srcset", "data")
        ]


def test_the_page_refers_to_nothing_but_files_beside_it(tmp_path: Path) -> None:
    html = page_of(tmp_path, facts(), facts(name="easom"))
    links = Links()
    links.feed(html)
    assert {"himmelblau.mp4", "easom.gif", "easom.png"} <= set(links.found)
    assert all(link == "data:," or (tmp_path / link).is_file() for link in links.found)
    without_names = html.replace("http://www.w3.org/1998/Math/MathML", "")
    assert not re.search(r"https?:|//\w+\.|@import|url\(", without_names)


def test_every_tile_tells_what_the_film_shows(tmp_path: Path) -> None:
    html = page_of(tmp_path, facts())
    for text in (
        "<math",
        "[−5, 5] × [−5, 5]",
        "(3, 2); (−2.805, 3.131) at height 0",
        "sit still: no slope to feel",
    ):
        assert text in html
    assert "thalweg animate himmelblau -o himmelblau.mp4" in html
    assert "0.005 (the gentlest of 32)" in html
    assert f'alt="{alternative_text(facts())}"' in html


def test_the_summary_counts_global_and_other_minima_apart() -> None:
    assert summary(facts()) == "221 of 225 particles reach a minimum, 61 of them a global one"
    all_global = facts(fates=facts()["fates"][:1])
    assert summary(all_global) == "61 of 225 particles reach a global minimum"
    alone = facts(particles=1, last_stop=27, fates=[facts()["fates"][0] | {"count": 1}])
    assert summary(alone) == "One particle reaches (3, 2) after 27 steps"


def test_what_scenes_say_is_never_markup(tmp_path: Path) -> None:
    html = page_of(
        tmp_path, facts(title="<script>alert(1)</script>", command='thalweg animate --formula "x<y"')
    )
    assert "<script>alert" not in html
    assert "x&lt;y" in html


def test_formulas_are_mathml_with_their_variables() -> None:
    markup = str(formula_markup("x_{1}^{2} + x_{2}", ["x1", "x2"]))
    assert markup.startswith("<math") and 'display="block"' in markup
    assert "<msub><mi>x</mi><mn>1</mn></msub>" in markup.replace("<mrow>", "").replace("</mrow>", "")


CHROMIUM = shutil.which("chromium")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_the_page_works_in_a_browser_from_the_disk_without_a_network(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(page_of(tmp_path, facts()), encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-sync",
        "--disable-quic",
    ]
    offline = ["--proxy-server=127.0.0.1:9", "--disable-background-networking", "--disable-component-update"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [str(CHROMIUM), *flags, *offline, profile, "--virtual-time-budget=2000", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    video = re.search(r"<video[^>]*>", done.stdout)
    assert video is not None and "controls" not in video[0], "the script took over"
    assert re.search(r'<button class="copy" type="button">Copy', done.stdout)
    assert "Uncaught" not in done.stderr


def test_one_particle_does_what_many_do_in_the_singular() -> None:
    known = {"ending": "CONVERGED", "position": [3.0, 2.0]}
    assert [fate_words(known, n) for n in (1, 2)] == ["reaches (3, 2)", "reach (3, 2)"]
    assert fate_words({"ending": "CONVERGED"}) == "reach other minima"
    for ending in Ending:
        one, many = (fate_words({"ending": ending.name}, n) for n in (1, 3))
        assert one != many and one.split()[1:] == many.split()[1:]


def test_starts_are_told_as_points_are_told_elsewhere() -> None:
    given = facts(starts="points:(-0.4,-0.65);(1,2)", particles=2)
    assert starts_text(given) == "(−0.4, −0.65); (1, 2)"
    assert starts_text(facts(starts="points:1.8", variables=["x"])) == "x = 1.8"
    assert starts_text(facts()) == "225 on a grid"
    assert starts_text(facts(starts="sobol:64", particles=64)) == "64, sobol:64"
