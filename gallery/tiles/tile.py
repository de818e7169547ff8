"""One tile of the gallery: its films or its poster, and the record that says what they show and whether they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.loading import load_words
from gallery.spec import FilmSpec, animate_line
from gallery.terminal import Report
from gallery.tiles.digests import file_digest, json_digest, settings_digest
from gallery.tiles.foreign_code import code_digest
from gallery.tiles.presets import Preset
from render.film import USUAL_SIZE

if TYPE_CHECKING:
    from descent import Trajectories
    from gallery.tiles.tile_record import Facts, TileRecord
    from render import Scene

GIF_WIDTH = 480

POSTER = 0.24
"""The film time of the poster: particles under way, trails behind them."""
POSTER_SIZE = (640, 480)
"""Of a tile without films."""
FORMAT = 4
"""Of the record; another number whenever the page asks for other facts."""


def gif_size(size: tuple[int, int] | None) -> tuple[int, int]:
    """The GIF's pixels for a film of these pixels: `GIF_WIDTH` wide, at most 640 where the film is wide, and even."""
    size = size or USUAL_SIZE
    width = GIF_WIDTH if size[0] <= 1.4 * size[1] else 640
    return width, 2 * round(width * size[1] / size[0] / 2)


@dataclass(frozen=True)
class Job:
    """A preset to be drawn into a folder.

    Parameters
    ----------
    filmed : whether there are films beside the poster
    """

    preset: Preset
    folder: Path
    filmed: bool = True

    @property
    def name(self) -> str:
        """The preset's."""
        return self.preset.name

    @property
    def files(self) -> Mapping[str, str]:
        """What is written, by kind: file names in the folder."""
        kinds = ("mp4", "gif", "png") if self.filmed else ("webp",)
        return {kind: f"{self.preset.name}.{kind}" for kind in kinds}

    @property
    def record(self) -> Path:
        """The tile's facts and digests, the last file that is written."""
        return self.folder / f"{self.preset.name}.json"

    @property
    def command(self) -> str:
        """The line that makes the tile's film again."""
        scene = self.preset.scene
        names = [f"{self.preset.name}.mp4"]
        return animate_line(scene.landscape, scene.runs, scene.look, scene.film, names) or ""

    def digest(self) -> str:
        """What the tile is made of, as one number."""
        from landscapes import guest_landscapes

        own = guest_landscapes().get(str(self.preset.scene.landscape.name))
        code = [] if own is None else [code_digest(own.builder), load_words()]
        return settings_digest([asdict(self.preset), gif_size(self._film.size), self.filmed, *code])

    @property
    def _film(self) -> FilmSpec:
        return self.preset.scene.suited([Path(f"{self.preset.name}.mp4")])

    def known(self) -> Facts | None:
        """The facts of an earlier run, if its files are all there."""
        record = self._read()
        return (
            record["facts"] if record and all((self.folder / n).is_file() for n in record["files"]) else None
        )

    def standing(self) -> Facts | None:
        """The facts of an earlier run, if its files are all there, unharmed, and would come out the same."""
        record = self._read()
        if record is None or record["digest"] != self.digest():
            return None
        try:
            same = all(file_digest(self.folder / name) == digest for name, digest in record["files"].items())
        except OSError:
            return None
        return record["facts"] if same else None

    def _read(self) -> TileRecord | None:
        """The record, if it is one of this format, and of these files."""
        from gallery.tiles.tile_record import read_record

        return read_record(self.record, FORMAT, self.files)

    def build(self, report: Report) -> None:
        """Descend, draw, and write the films or the poster; the record comes last.

        Raises
        ------
        OSError
            If a file cannot be written.
        ValueError, LookupError
            For a landscape, starts or looks that do not fit each other.
        """
        spec = self.preset.scene
        ground = spec.landscape.ground()
        runs = spec.descend(ground)
        self.record.unlink(missing_ok=True)
        scene = spec.staged(ground, runs, self.command)
        size = self._draw_films(scene, report) if self.filmed else self._draw_poster(scene)
        (paths,) = runs.values()
        self._keep(paths, size)

    def _draw_films(self, scene: Scene, report: Report) -> tuple[int, int] | None:
        from render import Film

        film = self._film
        seconds, fps = film.seconds or 0, film.fps or 0
        films = [
            Film(self.folder / self.files["mp4"], loop=film.loop),
            Film(self.folder / self.files["gif"], every=2, size=gif_size(film.size)),
            Film(self.folder / self.files["png"], picture=round(POSTER * seconds * fps)),
        ]
        scene.movies(films, seconds=seconds, fps=fps, size=film.size, progress=report)
        return film.size

    def _draw_poster(self, scene: Scene) -> tuple[int, int]:
        from PIL import Image

        from descent.results import replacing

        picture = Image.fromarray(scene.picture(POSTER, POSTER_SIZE))
        with replacing(self.folder / self.files["webp"]) as file:
            picture.save(file, format="webp", quality=84, method=5)
        return POSTER_SIZE

    def _keep(self, paths: Trajectories, size: tuple[int, int] | None) -> None:
        """The record."""
        from descent.results import replacing
        from gallery.tiles.facts import facts_of

        facts = facts_of(self.preset, paths) | {"command": self.command, "files": self.files, "size": size}
        digests = {name: file_digest(self.folder / name) for name in self.files.values()}
        record = {"format": FORMAT, "digest": self.digest(), "files": digests, "facts": facts}
        with replacing(self.record, "w") as file:
            json.dump({**record, "seal": json_digest(record)}, file, indent=1)


@dataclass(frozen=True)
class Posters:
    """Tiles without films, one after the other in one process: most of their time is the process's beginning."""

    jobs: Sequence[Job]

    @property
    def name(self) -> str:
        """Of the first and the last of them."""
        return f"{self.jobs[0].name} to {self.jobs[-1].name}"

    def build(self, report: Report) -> None:
        """Draw them all; one that fails leaves the others alone.

        Raises
        ------
        ValueError
            In one line for all that failed.
        OSError
            If the disk takes no more.
        """
        faults = []
        for done, job in enumerate(self.jobs):
            report(done, len(self.jobs))
            try:
                job.build(lambda *_: None)
            except (ValueError, LookupError) as error:
                faults.append(f"{job.preset.name}: {error}")
        if faults:
            raise ValueError("; ".join(faults))


def job_of(preset: Preset, folder: Path, films: bool) -> Job:
    """What is to be drawn of a preset: films where they are asked for, or were once."""
    filmed = Job(preset, folder)
    return filmed if films or filmed.known() is not None else replace(filmed, filmed=False)


def tiles_in(presets: Sequence[Preset], folder: Path) -> list[Facts]:
    """The facts of every tile that the folder has."""
    known = [job_of(preset, folder, films=False).known() for preset in presets]
    return [facts for facts in known if facts is not None]
