"""One film in the making: a thread that encodes while others draw, and a scratch folder beside the target."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore, Thread
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent.results import put_in_place, scratch_beside
from render.film.encoder import Encoder, Order

Picture = NDArray[np.uint8]

WAITING = 4
"""Pictures that may wait for one encoder before the drawing waits for it, fewer where they are more than `HELD` bytes."""
HELD = 32_000_000


class FilmError(OSError):
    """A film could not be written; one line that names it and says why."""


class FilmWriter:
    """Takes a film's pictures one by one; a context that leaves the target alone unless `publish` was reached.

    Parameters
    ----------
    target : the file, or folder, to be made
    encoder : the class that makes it
    order : what is to be made; its samples may have another size
    every : every so many pictures one is taken

    Raises
    ------
    FilmError
        By its methods, and when it is entered, if a file cannot be written.
    """

    def __init__(self, target: Path, encoder: type[Encoder], order: Order, every: int = 1) -> None:
        self._target, self._every, self._size = target, every, order.size
        self._offered, self._error = 0, None  # type: tuple[int, BaseException | None]
        self._queue: SimpleQueue[Picture | None] = SimpleQueue()
        self._room = Semaphore(max(min(WAITING, HELD // (3 * order.size[0] * order.size[1])), 1))
        self._thread = Thread(target=self._work, name=f"film {target.name}", daemon=True)
        self._make, self._order = encoder, order
        self._inside = ExitStack()

    def __enter__(self) -> FilmWriter:
        try:
            scratch = self._inside.enter_context(scratch_beside(self._target))
        except OSError as error:
            raise self._failure(error) from error
        try:
            order = replace(self._order, samples=[resized(s, self._size) for s in self._order.samples])
            self._encoder = self._make(scratch / f"film{self._target.suffix}", order)
            self._thread.start()
        except BaseException:
            self._inside.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._encoder.abandon()
        self._queue.put(None)
        self._thread.join()
        self._inside.close()

    def add(self, picture: Picture) -> None:
        """Hand over one picture (height, width, 3) uint8, which must not change any more.

        Waits while the encoder is behind: memory holds few pictures of a long film.

        Raises
        ------
        FilmError
            If an earlier picture could not be written: the thread's error comes out here, or in `wait`.
        """
        taken = self._offered % self._every == 0
        self._offered += 1
        if taken:
            self._room.acquire()
            self._raise()
            self._queue.put(picture)

    def close(self) -> None:
        """Say that no more pictures come."""
        self._queue.put(None)

    def wait(self) -> None:
        """Wait until the film is whole, in the scratch folder.

        Raises
        ------
        FilmError
            If it could not be written.
        """
        self._thread.join()
        self._raise()

    def publish(self) -> None:
        """Give the film its name.

        Raises
        ------
        FilmError
            If the file cannot be put in its place.
        """
        try:
            put_in_place(self._encoder.path, self._target)
        except OSError as error:
            raise self._failure(error) from error

    def _work(self) -> None:
        try:
            self._encoder.begin()
            while (picture := self._queue.get()) is not None:
                self._encoder.add(resized(picture, self._size))
                self._room.release()
            self._encoder.finish()
        except BaseException as error:
            self._error = error
            self._room.release(1 << 10)  # nobody waits any more

    def _raise(self) -> None:
        if isinstance(self._error, OSError):
            raise self._failure(self._error) from self._error
        if self._error is not None:
            raise self._error

    def _failure(self, error: OSError) -> FilmError:
        return FilmError(f"cannot write {self._target}: {error.strerror or error}")


def resized(picture: Picture, size: tuple[int, int]) -> Picture:
    """The picture (h, w, 3) in width, height `size`: whole numbers of pixels averaged where they divide, else Lanczos."""
    height, width = picture.shape[:2]
    if size == (width, height):
        return picture
    image = Image.fromarray(picture)
    across, upright = width // size[0], height // size[1]
    if (across * size[0], upright * size[1]) == (width, height):
        return np.asarray(image.reduce((across, upright)))
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))
