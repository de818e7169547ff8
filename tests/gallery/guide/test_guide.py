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
RUN_ELSEWHERE = ("thalweg gallery",)
"""What takes a minute: test_films and test_gallery run these."""
TABLES = {
    "surface.csv": "x,y,height\n" + "".join(f"{x},{y},{x * x + y * y}\n" for y in range(5) for x in range(5)),
    "run.csv": "x,y\n3,2\n2,1\n1,0.5\n",
    "houses.csv": "size,price\n0.5,1.1\n0.8,1.4\n1.3,2.2\n",
}
"""What the README's reader has lying about."""


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_the_guide_runs(page: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path, small=True)
    for block in blocks(page):
        _run(runner, block)


@pytest.mark.slow
@pytest.mark.opengl
def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    fenced = [line for block in blocks(ROOT / "README.md") for line in block.text.splitlines()]
    lines = fenced + re.findall(r"`(thalweg [a-z]+ [^`]+)`", re.sub(r"```.*?```", "", words, flags=re.DOTALL))
    told = [
        line
        for line in lines
        if line.startswith("thalweg ") and not re.search(r"\b[A-Z]{4,}\b|\.\.\.|--window", line)
    ]
    assert len(told) > 8
    runner = Runner(tmp_path, small=True)
    for line in told:
        if not line.startswith(RUN_ELSEWHERE):
            runner.command(line)


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
