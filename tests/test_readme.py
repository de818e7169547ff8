"""The README's promises: what it tells people to type is typed here, in its order, in one folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from gallery.cli import build_app
from gallery.guide import Block, Runner, blocks
from gallery.spec.scene import SceneSpec

PAGE = Path(__file__).resolve().parent.parent / "README.md"
README = PAGE.read_text(encoding="utf-8")
BLOCKS = list(blocks(PAGE))
READ_ALONE = {
    "thalweg gallery": "test_gallery_page makes galleries; all of them take minutes",
    "--tune": "test_compare tunes",
    "--lesson": "test_lesson_sentences makes all ten",
    "animate perceptron": "takes a minute; test_planes_of_scenes draws planes",
    "explore -o all.html": "test_whole_page writes it and measures it",
    "compare easom": "test_compare has several starts",
    "explore himmelblau": "opens the reader's browser",
    "rosenbrock --optimizer adam -o": "blocks draw its like",
    "render scene.toml": "test_faces renders scene files",
    "--window": "test_explore_window opens one",
    "LINK": "stands for a page's address",
    "...": "is not a whole command",
}
"""What a command holds that is not run, and why; its name is read all the same."""
SMALLER = (
    ("grid:15", "grid:5"),
    ("steps = 300", "steps = 60"),
    ("seconds = 9", 'seconds = 1\nfps = 4\nsize = "240x180"'),
)
"""What is other in the scene file."""
FILES = {
    "surface.csv": "x,y,height\n" + "".join(f"{x},{y},{x * x + y * y}\n" for y in range(5) for x in range(5)),
    "run.csv": "x,y\n3,2\n2,1\n1,0.5\n",
    "houses.csv": "size,price\n0.5,1.1\n0.8,1.4\n1.3,2.2\n",
}
"""What the README's reader has lying about."""


@pytest.mark.slow
@pytest.mark.opengl
def test_what_the_readme_says_to_type_does_what_it_says(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    runner, ran, printed, link = Runner(tmp_path, small=True), 0, "", ""
    for block in BLOCKS:
        if (name := _file_of(block)) is not None:
            (tmp_path / name).write_text(_smaller(block.text), encoding="utf-8")
        elif block.kind == "python":
            printed, _ = runner.code(block.text)
            link = printed if ".link()" in block.text else link
        elif block.kind == "text":
            assert printed.rstrip("\n") == block.text
        else:
            for line in filter(_is_run, block.text.splitlines()):
                _, made = runner.command(line)
                assert set(_named(line)) <= {path.name for path in made}, line
                ran += 1
    assert ran > 9
    for line in filter(_is_run, re.findall(r"`(thalweg [^`]+)`", _prose())):
        runner.command(line)
    assert runner.code("print(len(mine), len(theirs), mine.destinations.counts.sum() > 0, measured.kind)")[
        0
    ] == ("25 1 True function\n")
    assert SceneSpec.from_link(link.strip()) == SceneSpec.load(tmp_path / "scene.toml")


def test_what_is_not_run_is_named_for_a_reason() -> None:
    typed = [line for block in BLOCKS if not block.kind for line in block.text.splitlines()]
    commands = [line for line in typed if line.startswith("thalweg ")]
    commands += re.findall(r"`(thalweg [^`]+)`", _prose())
    assert [word for word in READ_ALONE if not any(word in line for line in commands)] == []
    named = {shlex.split(line)[1] for line in commands if "NAME" not in line}
    assert named <= set(build_app()), named


def test_ten_lines_are_few() -> None:
    code, *_ = (block.text for block in BLOCKS if block.kind == "python")
    assert len(code.strip().splitlines()) <= 12


def test_every_picture_is_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    for name in pictures:
        if not (PAGE.parent / name).is_file():
            pytest.fail(f"{name} is missing")
        assert (PAGE.parent / name).stat().st_size < 2_000_000


def _prose() -> str:
    return re.sub(r"```.*?```", "", README, flags=re.DOTALL)


def _file_of(block: Block) -> str | None:
    """The name under which the reader saves a block: the last one that the text before it names."""
    if block.kind == "toml":
        return "scene.toml"
    return "my.py" if block.kind == "python" and "@landscape" in block.text else None


def _smaller(text: str) -> str:
    for large, small in SMALLER:
        text = text.replace(large, small)
    return text


def _is_run(line: str) -> bool:
    return bool(
        line.startswith("thalweg ")
        and not re.search(r"\b[A-Z]{4,}\b", line)
        and not any(word in line for word in READ_ALONE)
    )


def _named(line: str) -> list[str]:
    words = shlex.split(line)
    return [words[k + 1] for k, word in enumerate(words) if word == "-o"]
