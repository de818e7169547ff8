"""Films: what is in the files, that they come whole or not at all, and that nothing stays behind."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import imageio.v3 as iio
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from render.film.encoder import Encoder, Order
from render.film.ffmpeg import executable, reason
from render.film.film import Film, FilmError, check, write
from render.film.formats.gif import GIF
from render.film.writer import WAITING, FilmWriter

WIDTH, HEIGHT = 160, 120
ENDINGS = (".mp4", ".webm", ".gif", ".webp", ".png")
MADE_BY = {"title": "Himmelblau", "command": "thalweg animate himmelblau -o a.gif", "seed": "0"}


def pictures(count: int = 12) -> list[NDArray[np.uint8]]:
    """A square that moves over a graded ground which stands still."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    ground = np.stack([40 + y // 2, 30 + x // 2, 90 + 0 * x], axis=-1).astype(np.uint8)
    film = []
    for k in range(count):
        film.append(ground.copy())
        film[-1][40:60, 10 + 8 * k : 30 + 8 * k] = (250, 200, 40)
    return film


def shown(path: Path) -> list[NDArray[np.uint8]]:
    """The pictures of a GIF or WebP."""
    return list(iio.imread(path, plugin="pillow", index=..., mode="RGB"))


def video(path: Path) -> list[NDArray[np.uint8]]:
    """The pictures of a video."""
    to_pixels = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "-"]
    done = subprocess.run([executable(), "-v", "error", "-i", str(path), *to_pixels], capture_output=True)
    return list(np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH, 3))


def said_of(path: Path) -> str:
    """ffmpeg's own description of a file."""
    return subprocess.run([executable(), "-i", str(path)], capture_output=True, text=True).stderr


def error_of(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(np.abs(a.astype(int) - b).mean())


# What is in the files


def test_an_mp4_plays_in_browsers(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write(pictures(), [Film(path, metadata=MADE_BY)], 25)
    frames, words = video(path), said_of(path)
    assert all(
        f in words for f in ("Video: h264", "yuv420p(tv, bt709, prog", "160x120", "25 fps", "00:00:00.48")
    )
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert len(frames) == 12 and max(map(error_of, frames, pictures())) < 4


def test_a_webm_keeps_color_at_full_resolution(tmp_path: Path) -> None:
    path = tmp_path / "a.webm"
    write(pictures(), [Film(path)], 20)
    frames, words = video(path), said_of(path)
    assert all(f in words for f in ("Video: vp9", "yuv444p(tv, bt709", "160x120", "20 fps"))
    assert len(frames) == 12 and max(map(error_of, frames, pictures())) < 4


def test_a_gif_has_one_palette_for_all_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    write(pictures(), [Film(path)], 12.5)
    palettes, delays = gif_blocks(path.read_bytes())
    assert palettes == ["global"] and delays == [8] * 12
    with Image.open(path) as gif:
        assert gif.info["loop"] == 0 and gif.size == (WIDTH, HEIGHT)


def test_a_gif_that_does_not_loop_says_nothing_of_loops(tmp_path: Path) -> None:
    write(pictures(3), [Film(tmp_path / "a.gif", loop=False)], 10)
    with Image.open(tmp_path / "a.gif") as gif:
        assert "loop" not in gif.info


def gif_blocks(data: bytes) -> tuple[list[str], list[int]]:
    """A GIF's palettes and delays, read by its specification."""
    palettes = ["global"] if data[10] & 0x80 else []
    at, delays = 13 + (3 * 2 ** ((data[10] & 7) + 1) if palettes else 0), []
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                delays.append(int.from_bytes(data[at + 4 : at + 6], "little"))
            at += 2
        else:
            if data[at + 9] & 0x80:
                palettes.append("local")
            at += 11 + (3 * 2 ** ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0)
        while data[at]:
            at += 1 + data[at]
        at += 1
    return palettes, delays


@pytest.mark.parametrize("beforehand", [0, 4], ids=["two passes", "samples"])
def test_a_gif_is_true_and_its_still_ground_does_not_flicker(tmp_path: Path, beforehand: int) -> None:
    film = pictures()
    write(film, [Film(tmp_path / "a.gif")], 25, samples=film[::4] if beforehand else ())
    frames = shown(tmp_path / "a.gif")
    assert len(frames) == 12 and max(map(error_of, frames, film)) < 5
    still = np.all([(a == film[0]).all(axis=-1) for a in film], axis=0)
    assert still.mean() > 0.8
    assert all((a[still] == frames[0][still]).all() for a in frames)


def test_the_last_picture_of_a_gif_that_does_not_loop_is_true_to_the_end(tmp_path: Path) -> None:
    film = pictures()
    film[-1] = film[-1] + np.uint8(2)
    write(film, [Film(tmp_path / "a.gif", loop=False)], 25, samples=film[::3])
    write(film[-1:], [Film(tmp_path / "b.gif")], 25, samples=film[::3])
    assert (shown(tmp_path / "a.gif")[-1] == shown(tmp_path / "b.gif")[0]).all()


@pytest.mark.parametrize("fps", [24, 30])
def test_a_gif_is_as_long_as_it_should_be_at_rates_that_it_cannot_hold_evenly(
    tmp_path: Path, fps: int
) -> None:
    write(pictures(fps // 2), [Film(tmp_path / "a.gif")], fps)
    _, delays = gif_blocks((tmp_path / "a.gif").read_bytes())
    assert len(delays) == fps // 2
    assert abs(sum(delays) - 50) <= 2 and max(delays) - min(delays) <= 1


@pytest.mark.parametrize(
    ("fps", "nearest"),
    [(10, 10), (12.5, 12.5), (25, 25), (50, 50), (60, 50), (30, 100 / 3), (24, 25), (40, 100 / 3)],
)
def test_storable_rates_have_whole_hundredths(fps: float, nearest: float) -> None:
    assert GIF.nearest_fps(fps) == pytest.approx(nearest)


def test_a_webp_moves(tmp_path: Path) -> None:
    write(pictures(), [Film(tmp_path / "a.webp", metadata=MADE_BY)], 25)
    frames = shown(tmp_path / "a.webp")
    assert len(frames) == 12 and max(map(error_of, frames, pictures())) < 4


def test_several_films_come_from_one_drawing(tmp_path: Path) -> None:
    film, drawn = pictures(13), 0

    def drawing() -> Iterator[NDArray[np.uint8]]:
        nonlocal drawn
        for picture in film:
            drawn += 1
            yield picture

    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "00099.png").write_bytes(b"of an earlier film")
    half = Film(tmp_path / "a.gif", every=2, size=(WIDTH // 2, HEIGHT // 2))
    poster, last = Film(tmp_path / "a.png", picture=5, metadata=MADE_BY), Film(tmp_path / "z.png")
    write(drawing(), [Film(tmp_path / "a.mp4"), half, poster, last, Film(tmp_path / "all")], 25)
    assert drawn == 13 and len(video(tmp_path / "a.mp4")) == 13
    small = shown(tmp_path / "a.gif")
    assert len(small) == 7 and small[0].shape == (HEIGHT // 2, WIDTH // 2, 3)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.info["duration"] == 80
    assert (iio.imread(tmp_path / "a.png") == film[5]).all()
    assert (iio.imread(tmp_path / "z.png") == film[12]).all()
    kept = sorted(p.name for p in (tmp_path / "all").iterdir())
    assert kept == [f"{k:05d}.png" for k in range(13)]
    assert (iio.imread(tmp_path / "all" / "00007.png") == film[7]).all()
    assert {p.name for p in tmp_path.iterdir()} == {"a.mp4", "a.gif", "a.png", "z.png", "all"}


def test_a_film_that_begins_again_has_pictures_of_its_own(tmp_path: Path) -> None:
    film, white = pictures(), np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    films = [Film(tmp_path / "once"), Film(tmp_path / "again", loop=True)]
    write(film, films, 25, looped=lambda k, picture: white if k == 11 else picture)
    for folder, last in (("once", film[11]), ("again", white)):
        assert (iio.imread(tmp_path / folder / "00010.png") == film[10]).all()
        assert (iio.imread(tmp_path / folder / "00011.png") == last).all()


def test_what_is_played_again_and_again_loops_and_the_others_end() -> None:
    loops = {ending: Film(f"a{ending}").loops for ending in ENDINGS}
    assert {ending for ending, loop in loops.items() if loop} == {".gif", ".webp"}
    assert Film("a.mp4", loop=True).loops and not Film("a.gif", loop=False).loops


def test_every_format_says_what_made_it(tmp_path: Path) -> None:
    write(pictures(4), [Film(tmp_path / f"a{e}", metadata=MADE_BY) for e in ENDINGS], 25)
    for ending in (".mp4", ".webm"):
        words = said_of(tmp_path / f"a{ending}")
        assert "Himmelblau" in words and "command: thalweg animate himmelblau -o a.gif; seed: 0" in words
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.info["comment"] == b"Himmelblau; command: thalweg animate himmelblau -o a.gif; seed: 0"
    with Image.open(tmp_path / "a.png") as png:
        assert png.text == {"Title": "Himmelblau", "Command": MADE_BY["command"], "Seed": "0"}  # type: ignore[attr-defined]
    with Image.open(tmp_path / "a.webp") as webp:
        assert b"command: thalweg animate himmelblau -o a.gif; seed: 0" in webp.info["xmp"]
        assert webp.n_frames == 4  # type: ignore[attr-defined]


def test_long_foreign_metadata_leaves_a_gif_whole(tmp_path: Path) -> None:
    write(pictures(4), [Film(tmp_path / "a.gif", metadata={"title": "∇f & <b>", "command": "x" * 700})], 25)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.info["comment"].decode() == "∇f & <b>; command: " + "x" * 700
    assert len(shown(tmp_path / "a.gif")) == 4


@pytest.mark.parametrize("ending", [*ENDINGS, ""])
def test_the_same_pictures_make_the_same_bytes(tmp_path: Path, ending: str) -> None:
    def once(name: str) -> list[bytes]:
        path = tmp_path / f"{name}{ending}"
        write(pictures(30), [Film(path, metadata=MADE_BY)], 25)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return [p.read_bytes() for p in files]

    assert once("a") == once("b")


# Refused before anything is drawn


@pytest.mark.parametrize(
    ("film", "words"),
    [
        (
            Film("a.avi"),
            r"a\.avi has an unknown ending '\.avi'; there are \.gif, \.mp4, \.pdf, \.png, \.svg, \.webm, \.webp",
        ),
        (Film("a.mp4", size=(161, 120)), r"a\.mp4 needs even width and height, got 161x120"),
        (Film("a.gif", every=0), "Film.every must be >= 1, got 0"),
        (Film("a.png", picture=-1), "Film.picture must be >= 0, got -1"),
        (Film("no/such/a.gif"), "cannot write no/such/a.gif: there is no folder"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(film: Film, words: str) -> None:
    with pytest.raises((ValueError, FilmError), match=words) as caught:
        check(film)
    assert "\n" not in str(caught.value)


def test_nothing_is_drawn_for_a_film_that_cannot_be_written(tmp_path: Path) -> None:
    def never() -> Iterator[NDArray[np.uint8]]:
        raise AssertionError("drawn")
        yield

    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "thesis.tex").touch()
    (tmp_path / "folder.gif").mkdir()
    for film in (Film(tmp_path / "a.xyz"), Film(tmp_path / "notes"), Film(tmp_path / "folder.gif")):
        with pytest.raises((ValueError, FilmError)):
            write(never(), [film], 25)
    with pytest.raises(ValueError, match="50 pictures a second, got 60"):
        write(never(), [Film(tmp_path / "a.gif")], 60)
    with pytest.raises(ValueError, match="asked for twice"):
        write(never(), [Film(tmp_path / "a.gif"), Film(tmp_path / "a.gif")], 25)


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [np.zeros((4, 4), np.uint8)],
        [np.zeros((4, 4, 3))],
        [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 6, 3), np.uint8)],
    ],
    ids=["none", "grey", "floats", "two sizes"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, wrong: list[NDArray[np.uint8]]) -> None:
    with pytest.raises(ValueError, match="picture"):
        write(wrong, [Film(tmp_path / "a.gif")], 25)
    assert not list(tmp_path.iterdir())


# Whole or not at all


@pytest.mark.parametrize("ending", [*ENDINGS, ""])
def test_an_error_while_drawing_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    if ending:
        path.write_bytes(b"old")

    def breaks() -> Iterator[NDArray[np.uint8]]:
        yield from pictures(5)
        raise RuntimeError("of the drawing")

    with pytest.raises(RuntimeError, match="of the drawing"):
        write(breaks(), [Film(path)], 25)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([b"old"] if ending else [])


@pytest.mark.parametrize("ending", [".mp4", ".webm", ".gif", ".webp"])
def test_a_full_disk_is_said_in_one_line(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "ffmpeg"
    fake.write_text(
        "#!/bin/sh\nhead -c 100000 >/dev/null\n" + f"echo '[out] {os.strerror(errno.ENOSPC)}' >&2\nexit 228\n"
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("render.film.ffmpeg.executable", lambda: str(fake))
    folder = tmp_path / "films"
    folder.mkdir()
    path = folder / f"a{ending}"
    with pytest.raises(FilmError) as caught:
        write(pictures(60), [Film(path), Film(folder / "a.png")], 25)
    assert str(caught.value) == f"cannot write {path}: No space left on device"
    assert not list(folder.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/shm").is_dir() or os.name != "posix", reason="needs mount")
@pytest.mark.parametrize("ending", [*ENDINGS, ""])
def test_a_disk_that_is_really_full_is_left_clean(tmp_path: Path, ending: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(disk)], capture_output=True
    )
    if mount.returncode:
        pytest.skip("not allowed to mount")
    noise = np.random.default_rng(0).integers(0, 256, (30, HEIGHT, WIDTH, 3), dtype=np.uint8)
    try:
        with pytest.raises(FilmError) as caught:
            write(iter(noise), [Film(disk / f"a{ending}")], 25)
        assert str(caught.value) == f"cannot write {disk / f'a{ending}'}: No space left on device"
        assert not list(disk.iterdir())
    finally:
        subprocess.run(["umount", str(disk)], check=True)


INTERRUPTED = """
import sys, time
import numpy as np
from render.film.film import Film, write
def drawing():
    for k in range(1000):
        print(k, flush=True)
        time.sleep(0.01)
        yield np.full((120, 160, 3), k % 256, np.uint8)
try:
    write(drawing(), [Film(sys.argv[1] + e) for e in ("/a.mp4", "/a.gif", "/a.webm", "/all")], 25)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.slow
def test_ctrl_c_leaves_no_file_and_no_ffmpeg(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    while "20" not in child.stdout.readline():
        pass
    assert len(list(tmp_path.iterdir())) == 4
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does
    _, words = child.communicate(timeout=30)
    assert (child.returncode, words) == (130, "")
    assert not list(tmp_path.iterdir())
    assert str(tmp_path) not in processes()


def processes() -> str:
    """The command lines of all processes, where the system shows them."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(lines)


class Stuck(Encoder):
    """An encoder that takes nothing until it may."""

    may = Event()

    def begin(self) -> None:
        self.may.wait(10)

    def add(self, picture: NDArray[np.uint8]) -> None:
        pass

    def finish(self) -> None:
        self.path.touch()


def test_few_pictures_wait_in_memory_for_a_slow_encoder(tmp_path: Path) -> None:
    handed: list[int] = []

    def draw(writer: FilmWriter) -> None:
        for k, picture in enumerate(pictures(40)):
            writer.add(picture)
            handed.append(k)

    with FilmWriter(tmp_path / "a", Stuck, Order((WIDTH, HEIGHT), 25)) as writer:
        drawing = Thread(target=draw, args=(writer,))
        drawing.start()
        drawing.join(0.3)
        assert drawing.is_alive() and len(handed) == WAITING
        Stuck.may.set()
        drawing.join()
        writer.close()
        writer.wait()
    assert len(handed) == 40 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            "[out#0/mp4 @ 0x1] Error writing trailer: No space left on device\nConversion failed!",
            "No space left on device",
        ),
        ("\nUnknown encoder 'libx264'\nError opening output file", "Unknown encoder 'libx264'"),
        ("", ""),
    ],
)
def test_the_reason_is_one_line_of_what_ffmpeg_said(words: str, line: str) -> None:
    assert reason(words) == line
