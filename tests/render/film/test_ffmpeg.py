"""A program that is named as ffmpeg and is none is refused by its name, before anything is drawn."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from render.film import Film, ffmpeg, write
from render.film.ffmpeg import CHOICE, FfmpegError, executable

SCRIPTS = {
    "silent": "exit 0",
    "fails": "echo no >&2; exit 1",
    "chatters": "while :; do echo chatter; done",
    "half a word": "printf ffmpeg",
    "another program": "echo 'avconv version 9'",
}


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("kind", [*SCRIPTS, "missing", "folder", "not executable", "not a program"])
@pytest.mark.parametrize("ending", ["mp4", "gif"])
def test_what_is_no_ffmpeg_is_refused(
    kind: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "chosen"
    if kind in SCRIPTS:
        program(chosen, SCRIPTS[kind])
    elif kind == "folder":
        chosen.mkdir()
    elif kind != "missing":
        chosen.write_bytes(b"\x00\x01")
        chosen.chmod(0o755 if kind == "not a program" else 0o644)
    monkeypatch.setenv(CHOICE, str(chosen))
    film = Film(tmp_path / f"film.{ending}")
    drawn: list[int] = []

    def pictures() -> object:
        drawn.append(1)
        yield np.zeros((64, 64, 3), np.uint8)

    with pytest.raises(FfmpegError, match=f"^{CHOICE}={chosen} is no ffmpeg: ") as caught:
        write(pictures(), [film], 10)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert not drawn and not film.target.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_one_that_hangs_is_refused_with_what_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ffmpeg, "PATIENCE", 0.2)
    chosen = program(tmp_path / "chosen", f"echo $$ > {tmp_path}/begun; sleep 600")
    assert ffmpeg.what_is_wrong_with(str(chosen))
    begun = int((tmp_path / "begun").read_text())
    with pytest.raises(ProcessLookupError):  # nobody of its group is left
        while True:
            os.killpg(begun, 0)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("script", ["exit 0", "exit 3", "cat > /dev/null", "echo broken >&2; exit 1"])
def test_one_that_only_greets_is_blamed_and_not_the_output(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeting = 'case "$*" in -version) echo "ffmpeg version 9"; exit;; esac'
    monkeypatch.setenv(CHOICE, str(program(tmp_path / "chosen", f"{greeting}\n{script}")))
    with pytest.raises(OSError, match=f"; it is {CHOICE}={tmp_path}/chosen, unset that") as caught:
        write([np.zeros((64, 64, 3), np.uint8)] * 3, [Film(tmp_path / "film.mp4")], 10)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "film.mp4").exists()


def test_a_picture_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, str(tmp_path / "missing"))
    write([np.zeros((64, 64, 3), np.uint8)], [Film(tmp_path / "film.png")], 10)
    assert (tmp_path / "film.png").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_one_that_passes_its_words_on_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CHOICE, raising=False)
    wrapped = program(tmp_path / "ffmpeg", f'exec "{executable()}" "$@"')
    monkeypatch.setenv(CHOICE, str(wrapped))
    write([np.zeros((64, 64, 3), np.uint8)] * 3, [Film(tmp_path / "film.mp4")], 10)
    assert (tmp_path / "film.mp4").stat().st_size
