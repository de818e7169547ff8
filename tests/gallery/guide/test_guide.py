"""What the guide and the README tell people to type works, and the guide's site has no dead end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gallery.guide import Block, Runner, blocks
from gallery.guide.blocks import CODE, COMMANDS

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "gallery" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_the_guide_runs(page: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path, small=True)
    for block in blocks(page):
        _run(runner, block)


def test_a_failing_block_is_told(tmp_path: Path) -> None:
    runner = Runner(tmp_path, small=True)
    with pytest.raises(RuntimeError, match="himmelblow"):
        runner.command("thalweg show himmelblow")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        runner.code("1 / 0")
    with pytest.raises(RuntimeError, match="begins with thalweg"):
        runner.command("rm -r x")


def test_twenty_recipes() -> None:
    recipes = [block for block in blocks(GUIDE / "recipes.md") if block.kind == COMMANDS]
    assert len(recipes) == 20 == len({block.text for block in recipes})
    assert all(re.search(r"-o recipe\d+\.(png|mp4)$", block.text) for block in recipes)


@pytest.mark.slow
def test_the_site_has_no_dead_link_and_every_public_name(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="pip install .[guide]")
    pytest.importorskip("furo", reason="pip install .[guide]")
    words = ["-q", "-W", "--keep-going", "-E", "-D", "guide_runs=0", str(GUIDE), str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], capture_output=True, text=True, timeout=600, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    for room in ("landscapes", "descent", "render", "gallery"):
        names = __import__(room).__all__
        page = (tmp_path / "reference" / f"{room}.html").read_text(encoding="utf-8")
        assert [name for name in names if f'id="{room}.{name}"' not in page] == []
    for page in tmp_path.glob("*.html"):
        targets = re.findall(
            r'(?:href|src)="(?!https?:|#|mailto:|data:)([^"#]+)', page.read_text(encoding="utf-8")
        )
        assert [target for target in targets if not (page.parent / target.split("?")[0]).exists()] == []


def _run(runner: Runner, block: Block) -> None:
    if block.kind == CODE:
        runner.code(block.text)
    elif block.kind == COMMANDS:
        for line in block.text.splitlines():
            runner.command(line)
    elif block.kind == "python":
        compile(block.text, f"line {block.line}", "exec")
