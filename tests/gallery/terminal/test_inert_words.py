"""Words from outside cannot command a terminal."""

from __future__ import annotations

import pytest

from gallery.cli import main
from gallery.terminal import complain, say

HOSTILE = "a\x1b[2J\x1b]0;title\x07b\x08c\x9bd\x7f"


def test_what_is_printed_has_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    complain(HOSTILE)
    said = capsys.readouterr()
    assert said.out == "a?[2J?]0;title?b?c?d?\n" and said.err == f"thalweg: {said.out}"


def test_lines_of_a_formula_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say(" 2\nx  ×\t1")
    assert capsys.readouterr().out == " 2\nx  ×\t1\n"


@pytest.mark.parametrize("words", [["show", HOSTILE], ["show", "--formula", HOSTILE, "--domain", "0", "1"]])
def test_refusals_that_quote_are_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.strip().isprintable()
