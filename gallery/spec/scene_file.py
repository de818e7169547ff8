"""Scene files: what the explorer saves, `thalweg render` reads, and Python loads.

A scene file is TOML::

    thalweg = 1                          # the format's version

    [landscape]
    name = "himmelblau"                  # or: formula = "x**2 + 3*sin(y)", domain = [[-5, 5], [-5, 5]]

    [[runs]]                             # one table for each optimizer
    optimizer = "adam:beta1=0.8"
    learning_rate = 0.05                 # or a schedule, "cosine:0.1,steps=200"; left out: derived
    starts = "grid:15"                   # or several: ["points:(1,2);(0,0)", "ring:24"]
    steps = 300
    tolerance = 1e-6
    seed = 0
    noise = "gaussian:0.1"
    label = "Adam"

    [look]
    theme = "dark"
    camera = "orbit"                     # or a fixed view: "still:AZIMUTH,ELEVATION,ZOOM"
    clock = "ease"
    color = "destination"
    height = "auto"
    panels = ["surface", "loss"]

    [film]
    seconds = 9
    fps = 25
    size = [1280, 720]
    loop = false                         # end with the last picture; left out: GIF and WebP begin again

Whatever is left out has the command line's default. A key that is not known is an error that names the nearest.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.spec.sections import FilmSection, LandscapeSection, LookSection, RunSection
from gallery.spec.toml import check_keys, read_section, write_section

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape
    from render import Scene

VERSION = 1
LARGEST = 1_000_000
"""Bytes; no scene that a person wrote is larger."""


@dataclass(frozen=True, kw_only=True)
class SceneFile:
    """A scene as a file describes it.

    Attributes
    ----------
    landscape, runs, look, film : the file's sections; `runs` may be empty: a surface without particles
    """

    landscape: LandscapeSection
    runs: tuple[RunSection, ...] = ()
    look: LookSection = field(default_factory=LookSection)
    film: FilmSection = field(default_factory=FilmSection)

    @classmethod
    def loads(cls, text: str) -> SceneFile:
        """Read a scene from TOML text.

        Raises
        ------
        ValueError
            One line: no TOML, another version, an unknown key (with the nearest), a value of a wrong type or out of range.
        """
        try:
            given = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ValueError(f"not TOML: {error}") from None
        check_keys("a scene file", given, ("thalweg", "landscape", "runs", "look", "film"))
        _check_version(given.pop("thalweg", None))
        if "landscape" not in given:
            raise ValueError("a scene file needs a section [landscape] with a name or a formula")
        runs = given.get("runs", [])
        if not isinstance(runs, list):
            raise ValueError("runs must be written [[runs]], one table for each")
        scene = cls(
            landscape=read_section("[landscape]", given["landscape"], LandscapeSection),
            runs=tuple(read_section("[[runs]]", run, RunSection) for run in runs),
            look=read_section("[look]", given.get("look", {}), LookSection),
            film=read_section("[film]", given.get("film", {}), FilmSection),
        )
        for run in scene.runs:
            run.check()
        return scene

    @classmethod
    def load(cls, path: str | Path) -> SceneFile:
        """Read a scene file; errors as of `loads`, the file's name first.

        Raises
        ------
        ValueError, OSError
        """
        source = Path(path)
        with source.open("rb") as file:
            raw = file.read(LARGEST + 1)
        try:
            if len(raw) > LARGEST:
                raise ValueError(f"larger than {LARGEST} bytes: no scene file")
            return cls.loads(raw.decode("utf-8"))
        except UnicodeDecodeError:
            raise ValueError(f"{source.name}: not UTF-8 text: no scene file") from None
        except ValueError as error:
            raise ValueError(f"{source.name}: {error}") from None

    def dumps(self) -> str:
        """The scene as TOML text; `loads` gives it back."""
        parts = [f"thalweg = {VERSION}\n", write_section("[landscape]", self.landscape)]
        parts += [write_section("[[runs]]", run) for run in self.runs]
        for header, section in (("[look]", self.look), ("[film]", self.film)):
            if section != type(section)():
                parts.append(write_section(header, section))
        return "\n".join(parts)

    def save(self, path: str | Path) -> Path:
        """Write the scene file; it appears whole or not at all."""
        from descent.results.atomic import replacing

        with replacing(path, "w") as file:
            file.write(self.dumps())
        return Path(path)

    def descend(self, f: Landscape) -> dict[str, Trajectories]:
        """The runs by label."""
        return {label: run.run(f) for label, run in zip(labels(self.runs), self.runs, strict=True)}

    def to_scene(self, command: str = "") -> Scene:
        """Descend, and set the runs on stage.

        Raises
        ------
        ValueError, LookupError
            For whatever does not exist or does not fit together: landscape, starts, theme, camera.
        """
        from render import Scene

        f = self.landscape.landscape()
        look: dict[str, Any] = asdict(self.look)
        Scene(f, {}, **look)
        self.film.check()
        runs = self.descend(f)
        return Scene(f, runs if len(runs) != 1 else next(iter(runs.values())), command=command, **look)


def labels(runs: tuple[RunSection, ...]) -> list[str]:
    """What each run is called: its label or its optimizer; the same name twice gets a number."""
    names: list[str] = []
    for run in runs:
        name = stem = run.label or run.optimizer
        count = 2
        while name in names:
            name, count = f"{stem} ({count})", count + 1
        names.append(name)
    return names


def _check_version(version: Any) -> None:
    if version is None:
        raise ValueError(f"the first line of a scene file must be: thalweg = {VERSION}")
    if version != VERSION:
        raise ValueError(f"this is format {version!r}; this version of thalweg reads {VERSION}")
