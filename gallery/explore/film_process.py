"""A film that `thalweg render` draws in a process of its own, while the window goes on."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from pathlib import Path

from descent.results import scratch_folder
from gallery.loading import load_words
from gallery.processes import thalweg_words
from gallery.spec import SceneSpec


class FilmProcess:
    """The film of a scene, being written.

    Parameters
    ----------
    film : the file

    Raises
    ------
    OSError
        If the scene cannot be written down for it.
    """

    def __init__(self, scene: SceneSpec, film: Path) -> None:
        self.film = film
        self._inside = ExitStack()
        source = scene.save(self._inside.enter_context(scratch_folder()) / f"{film.stem}.toml")
        words = thalweg_words("render", str(source), "-o", str(film), *load_words(whole=True))
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)

    def outcome(self, wait: bool = False) -> str:
        """What became of the film, in a few words; nothing while it is being written."""
        if wait:
            self._process.wait()
        if self._process.poll() is None:
            return ""
        self._inside.close()
        return f"could not write {self.film}" if self._process.returncode else f"wrote {self.film}"

    def end(self) -> None:
        """Give the film up, if it is not written yet."""
        self._process.terminate()
        self._process.wait()
        self._inside.close()
