"""One film, described: the landscape, the runs, the look, the film itself, and what a person does with it.

Every face says the same description: `thalweg animate` in options, a scene file in TOML, a link in a query, the
window and the page in controls, Python in values. The same values give the same frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gallery.spec.as_query as as_query
import gallery.spec.as_toml as as_toml
from gallery.spec.field import FieldError, check_fields, naming
from gallery.spec.film import LOOKS, FilmSpec, quick
from gallery.spec.ground import Ground
from gallery.spec.handled import PageSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec, labels
from render.page import MOST_RUNS

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape
    from render import Scene


@dataclass(frozen=True, kw_only=True)
class SceneSpec:
    """Everything that a film's pictures depend on.

    Attributes
    ----------
    landscape : which surface
    runs : the optimizers and where they start; empty for a surface without particles
    look : what is shown and how
    film : size, length, pictures a second
    page : what a person does with the living scene: layers, film time, what is chosen

    Raises
    ------
    FieldError
        For a part that is none.

    Examples
    --------
    >>> spec = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(starts="grid:3"),))
    >>> SceneSpec.loads(spec.dumps()) == spec == SceneSpec.from_link(spec.link())
    True
    """

    landscape: LandscapeSpec
    runs: tuple[RunSpec, ...] = ()
    look: LookSpec = field(default_factory=LookSpec)
    film: FilmSpec = field(default_factory=FilmSpec)
    page: PageSpec = field(default_factory=PageSpec)

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", tuple(self.runs))
        if isinstance(self.film, FilmSpec) and isinstance(self.look, LookSpec):
            meant = LOOKS.get(self.film.purpose or "", {})
            plain = {k: v for k, v in meant.items() if getattr(self.look, k) == getattr(LookSpec(), k)}
            object.__setattr__(self, "look", replace(self.look, **plain))
        parts = {"landscape": LandscapeSpec, "look": LookSpec, "film": FilmSpec, "page": PageSpec}
        for name, kind in parts.items():
            if not isinstance(getattr(self, name), kind):
                raise FieldError(name, f"must be a {kind.__name__}, got {getattr(self, name)!r}")
        if not all(isinstance(run, RunSpec) for run in self.runs):
            raise FieldError("runs", "must be RunSpecs")

    @classmethod
    def loads(cls, text: str) -> SceneSpec:
        """Read a scene from TOML text.

        Raises
        ------
        ValueError
            One line: no TOML, another version, an unknown key (with the nearest), a value of a wrong type or out of
            range.
        """
        spec = cls(**as_toml.sections_of_file(text))
        try:
            check_fields(spec.look)
        except FieldError as error:
            raise ValueError(f"[look] {error}") from None
        for run in spec.runs:
            try:
                if not run.starts:
                    raise FieldError("starts", "must name at least one way to start, as grid:15")
                run.check()
            except FieldError as error:
                raise ValueError(f"[[runs]] {error}") from None
        return spec

    @classmethod
    def load(cls, path: str | Path) -> SceneSpec:
        """Read a scene file; errors as of `loads`, the file's name first.

        Raises
        ------
        ValueError, OSError
        """
        source = Path(path)
        with source.open("rb") as file:
            raw = file.read(as_toml.LARGEST + 1)
        try:
            if len(raw) > as_toml.LARGEST:
                raise ValueError(f"larger than {as_toml.LARGEST} bytes: no scene file")
            return cls.loads(raw.decode("utf-8"))
        except UnicodeDecodeError:
            raise ValueError(f"{source.name}: not UTF-8 text: no scene file") from None
        except ValueError as error:
            raise ValueError(f"{source.name}: {error}") from None

    def dumps(self) -> str:
        """The scene as TOML text; `loads` gives it back."""
        return as_toml.text_of(self.landscape, self.runs, self.look, self.film, self.page)

    def save(self, path: str | Path) -> Path:
        """Write the scene file; it appears whole or not at all.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        from descent.results import replacing

        with replacing(path, "w") as file:
            file.write(self.dumps())
        return Path(path)

    def link(self) -> str:
        """The scene as a link's query; `from_link` gives it back, with the lines of subtitles in their file's place.

        Raises
        ------
        ValueError
            If it is too long for a link, or has a file: a scene file can say it.
        OSError
            If a file of subtitles cannot be read.
        """
        from urllib.parse import urlencode

        look = self.look.spoken
        if files := replace(self, look=look).files:
            raise ValueError(f"a scene with a file, {files[0][:60]}, cannot be a link; save a scene file")
        query = urlencode(as_query.words_of(self.landscape, self.runs, look, self.film, self.page))
        if len(query) > as_query.LONGEST_LINK or len(self.runs) > MOST_RUNS:
            raise ValueError("the scene is too long for a link; save a scene file")
        return query

    @classmethod
    def from_link(cls, query: str) -> SceneSpec:
        """Read a scene from a link's query.

        Raises
        ------
        ValueError
            For a link that is too long, or a value that its field cannot have.
        """
        spec = cls(**as_query.sections_of_link(as_query.given_by(query)))
        if spec.files:
            raise ValueError(f"a link names no files, got {spec.files[0][:60]!r}; save a scene file")
        spec.check()
        return spec

    @property
    def files(self) -> tuple[str, ...]:
        """The files that landscape and runs are read from."""
        read = [run.path for run in self.runs if run.path is not None]
        return (*self.landscape.files, *read, *self.look.files)

    def previewed(self) -> SceneSpec:
        """The same, small, short and quick where nothing else is said."""
        return replace(self, film=self.film.over(quick(self.look.panels, len(self.runs))))

    def check(self) -> None:
        """Whatever can be known to be wrong without the landscape.

        Raises
        ------
        FieldError
            For a name that does not exist, a number out of its limits, a text that cannot be read.
        """
        check_fields(self.film)
        check_fields(self.look)
        for run in self.runs:
            run.check()

    def descend(self, ground: Ground) -> Mapping[str, Trajectories]:
        """The runs by label; those without particles are none.

        Raises
        ------
        ValueError, LookupError
            For whatever does not fit the landscape.
        """
        moving = tuple(run for run in self.runs if run.starts)
        return {label: ground.run(run) for label, run in zip(labels(moving), moving, strict=True)}

    def rated(self) -> SceneSpec:
        """The same scene with every learning rate that was left open written out: what another version would choose
        is no matter to it.

        Raises
        ------
        ValueError, LookupError
            For whatever does not exist or does not fit the landscape.
        """
        ground = self.landscape.ground()
        return replace(self, runs=tuple(ground.rated(run) for run in self.runs))

    def scene(self, command: str = "") -> Scene:
        """Descend, and set the runs on stage.

        Parameters
        ----------
        command : what makes the film, written into its files

        Raises
        ------
        ValueError, LookupError
            For whatever does not exist or does not fit together: landscape, starts, theme, camera.
        """
        ground = self.landscape.ground()
        self.check_look(ground.landscape)
        return self.staged(ground, self.descend(ground), command)

    def check_look(self, f: Landscape) -> None:
        """Everything that is shown can be shown of `f`, as far as that is known without particles.

        Raises
        ------
        ValueError, LookupError
        """
        from render.scene import check_look

        check_look(f, self.look)

    def staged(self, ground: Ground, runs: Mapping[str, Trajectories], command: str = "") -> Scene:
        """The scene of runs that are there already; a single one goes without its label.

        Raises
        ------
        FieldError
            For a camera that follows a particle that there is not.
        """
        from render import Scene

        look: dict[str, Any] = asdict(self.look)
        with naming("camera"):
            paths = runs if len(runs) != 1 else next(iter(runs.values()))
            return Scene(ground.landscape, paths, command=command, note=ground.told(runs.values()), **look)

    def what_was_run(self) -> str:
        """A sentence for a paper: landscape, starts with their seeds, optimizers, where rates come from, versions.

        Raises
        ------
        ValueError, LookupError
            For whatever does not exist or does not fit the landscape.

        Examples
        --------
        >>> spec = SceneSpec(landscape=LandscapeSpec(name="sphere"), runs=(RunSpec(starts="uniform:9"),))
        >>> "uniform:9,seed=0" in spec.what_was_run()
        True
        """
        from gallery.citation import what_was_run

        ground = self.landscape.ground()
        runs = self.descend(ground).values()
        told = [run for run in self.runs if run.starts]
        return what_was_run([_Told(spec, run, ground) for spec, run in zip(told, runs, strict=True)])

    def movie(self, path: str | Path) -> Path:
        """Descend, and write one film of the scene, with its own size, length and rate; a .png is its last picture.

        Raises
        ------
        ValueError, LookupError, OSError
            For what cannot be descended, drawn or written.

        Examples
        --------
        >>> SceneSpec.load("scene.toml").movie("scene.mp4")  # doctest: +SKIP
        """
        target = Path(path)
        film, scene = self.suited([target]), self.scene()
        files = self.film.files([target], self.look.panels, len(self.runs))
        if film.max_size is not None:
            scene.fitted(files[0], film.max_size, film.recipe)
        else:
            scene.movies(files, seconds=film.seconds or 0, fps=film.fps or 0, size=film.size)
        return target

    def suited(self, outputs: Sequence[Path]) -> FilmSpec:
        """Size, length and rate of the film in these files."""
        return self.film.suited(outputs, self.look.panels, len(self.runs))


@dataclass(frozen=True)
class _Told:
    """A run as `gallery.citation` tells it."""

    spec: RunSpec
    run: Trajectories
    ground: Ground
    rate_reason: str = ""

    @property
    def landscape(self) -> Landscape:
        return self.ground.descended

    @property
    def starts(self) -> str:
        if self.spec.path is not None:
            return f"of {Path(self.spec.path).name}"
        return " and ".join(starts.text for starts in self.spec.seeded())

    @property
    def optimizer(self) -> Any:
        return self.run.optimizer

    @property
    def noise(self) -> Any:
        return self.run.noise

    @property
    def steps(self) -> int:
        return self.run.steps

    @property
    def engine(self) -> str:
        return self.run.engine
