"""A page's subtitles stand when the film's do, and come from where they come from: a file, or lines in the state."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from javascript import needs_node, run_node

from descent import GradientDescent, descend
from gallery.spec import LandscapeSpec, LookSpec, RunSpec, SceneSpec, living_of_spec
from landscapes import catalogue
from render import Scene
from render.page import living_of, printed_of
from render.page.assembly import script
from render.style import LANGUAGES
from render.words import OwnWords, Subtitle, settled_subtitles

F = catalogue["himmelblau"]
RUN = descend(F, [[0.0, 0.0]], GradientDescent(0.01), steps=5)


def in_page(job: str, data: Any = None, living: Any = None) -> Any:
    """What a page's own functions say: `job` with `input`, in Node."""
    opened = script("interface").removesuffix("})();\n") + f"globalThis.job = (input) => {{{job}}};}})();\n"
    return run_node(opened + "return job(input);", data, printed_of(living or living_of(Scene(F, RUN))))


def some_lines(chance: random.Random) -> list[str]:
    moments = [
        lambda: f"step {chance.randint(0, 50)}",
        lambda: f"{chance.randint(0, 9)}.{chance.randint(0, 99)} s",
        lambda: f"time  0.{chance.randint(0, 99)}",
        lambda: "end",
    ]
    return [f"{chance.choice(moments)()} : word {k}: é" for k in range(chance.randint(0, 7))]


@needs_node
def test_what_stands_is_what_the_film_says() -> None:
    chance = random.Random(3)
    cases = [(some_lines(chance), chance.uniform(1, 9)) for _ in range(60)]
    moments = [(float(k), k / 100) for k in range(0, 50, 3)]
    moments += [(chance.uniform(0, 50), chance.random()) for _ in range(30)]
    job = """return input.cases.map(([lines, seconds]) => {
      const own = subtitlesOf(lines, seconds);
      return [lastSubtitle(own) ?? null, ...input.moments.map(([index, t]) => subtitleAt(own, index, t) ?? null)];
    });"""
    heard = set()
    for (lines, seconds), told in zip(cases, in_page(job, {"cases": cases, "moments": moments}), strict=True):
        words = OwnWords(subtitles=tuple(own.in_film(seconds) for own in settled_subtitles(lines)))
        ours = [words.ending, *(words.subtitle(*moment) for moment in moments)]
        assert told == ours, lines
        heard |= set(ours)
    assert len(heard) > 6


def test_lines_say_what_subtitles_are() -> None:
    own = (
        Subtitle(text="a: b", step=4),
        Subtitle(text="", second=0.00001),
        Subtitle(text="two\nlines", time=1 / 3),
        Subtitle(text="so"),
    )
    assert settled_subtitles([said.line for said in own]) == own
    assert [said.line.partition(":")[0] for said in own] == [
        "step 4",
        "0.00001 s",
        "time 0.3333333333333333",
        "end",
    ]
    assert settled_subtitles("step 4: a: b") == own[:1]


def spec_with(*subtitles: str) -> SceneSpec:
    return SceneSpec(
        landscape=LandscapeSpec(name="himmelblau"),
        runs=(RunSpec(starts=("grid:2",), steps=5, learning_rate=0.01),),
        look=LookSpec(subtitles=subtitles),
    )


@needs_node
def test_a_file_is_named_as_it_was_given_and_a_link_has_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "talk.srt"
    file.write_text("1\n00:00:01,500 --> 00:00:02,000\nOne\n")
    for subtitles, lines in (
        ([str(file)], ["1.5 s: One", "2 s: "]),
        (["step 3: a", str(file)], ["step 3: a", "1.5 s: One", "2 s: "]),
    ):
        spec = spec_with(*subtitles)
        living = living_of_spec(spec, spec.landscape.ground())
        job = """const { state } = settledState(PAGE.state), link = queryOf(state), back = stateOfQuery(link);
          return { link, faults: back.faults, again: back.state.look.subtitles, toml: tomlOf(state),
            line: animateLine(state, "x.mp4"), shown: subtitlesOf(state.look.subtitles, 3).map(({ text }) => text) };"""
        told = in_page(job, living=living)
        assert SceneSpec.loads(told["toml"]) == spec and str(file) in told["line"]
        assert told["link"] == spec.link() and told["faults"] == []
        assert SceneSpec.from_link(told["link"]).look.subtitles == tuple(lines)
        assert told["again"] == (subtitles if len(subtitles) == 1 else lines)
        assert told["shown"][-2:] == ["One", ""]
        file.unlink()
        with pytest.raises(OSError, match="No such file"):
            spec.link()
        file.write_text("1\n00:00:01,500 --> 00:00:02,000\nOne\n")


@needs_node
def test_what_a_page_has_not_is_said_in_one_line() -> None:
    job = """return input.map((look) => {
      const { state } = settledState({ ...PAGE.state, look });
      try { return new Model().read(state) && "taken"; } catch (error) { return error.message; }
    });"""
    looks = [
        {"subtitles": ["talk.txt"]},
        {"subtitles": ["step 3: a"]},
        {"language": "es"},
        {"language": "en"},
    ]
    unread, taken, unspoken, english = in_page(job, looks)
    assert "no subtitles 'talk.txt'" in unread and "step 40: text" in unread and "\n" not in unread
    assert (taken, english) == ("taken", "taken") and unspoken == "this page does not speak 'es', only en"


@needs_node
def test_a_page_speaks_its_own_language_and_an_explorer_all() -> None:
    spec = SceneSpec(landscape=LandscapeSpec(name="himmelblau"), look=LookSpec(language="es"))
    ground = spec.landscape.ground()
    own, every = living_of_spec(spec, ground), living_of_spec(spec, ground, everything=True)
    assert in_page("return TONGUES;", living=own) == ["en", "es"]
    assert in_page("return TONGUES;", living=every) == list(LANGUAGES)
    assert living_of(Scene(F, RUN, language="de")).state["look"]["language"] == "de"
    assert living_of(Scene(F, RUN, subtitles="end: so")).state["look"]["subtitles"] == ["end: so"]
