"""A film's pictures in spans: each is drawn by whoever is free, and they come back in their order.

A picture depends on its film time alone, and on no picture before it: whoever draws a span begins at its first one. The
pictures are the same, pixel by pixel, wherever the film is cut, whoever draws them and however many times.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from threading import Timer, current_thread, main_thread
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from landscapes.tasks import in_order
from render.film.limits import Size

Picture = NDArray[np.uint8]

SPAN = 12_000_000
"""Bytes of pictures that one task draws; one picture at the least."""
SPANS = 16
"""Into so many spans even a short film is cut, if it has so many pictures."""
IN_FLIGHT = 160_000_000
"""Bytes of pictures that are being drawn, or wait for those before them."""
IDLE = 20.0
"""Seconds after which a thread that drew spans gives back what it holds."""


class FrameSource(Protocol):
    """What draws one picture after another; closed when done."""

    def picture(self, t: float) -> Picture:
        """The picture (height, width, 3) at film time `t` in 0..1."""

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        """Those (height, width, 3) of several film times, one by one."""

    def close(self) -> None:
        """Give back what it holds."""


class Drawable(Protocol):
    """What can be drawn at any film time."""

    def drawn(self, size: Size) -> FrameSource:
        """What draws it, `size` pixels wide and high."""


@dataclass(frozen=True, eq=False)
class Span:
    """Some of a film's pictures, to be drawn in another process.

    Parameters
    ----------
    packed : what is drawn, pickled
    key : of what is drawn, and how large
    times : film times in 0..1
    """

    packed: bytes
    key: str
    size: Size
    times: tuple[float, ...]


class OnePieceWarning(UserWarning):
    """A film that was to be drawn by workers is drawn in one piece."""


class Unsendable(ValueError):
    """What is drawn cannot travel to other processes; the message says in one line why."""


def packed(described: Any) -> bytes:
    """What is drawn, pickled without what was derived from it.

    Raises
    ------
    Unsendable
        If a part of it cannot be pickled, as a function without a name.
    """
    try:
        return pickle.dumps(replace(described), protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # pickle, and whatever is pickled, raise what they like
        said = " ".join(str(error).split())[:200]
        raise Unsendable(said or type(error).__name__) from error


def drawn_here(animation: Drawable, size: Size, times: Sequence[float]) -> Generator[Picture, None, None]:
    """The pictures (height, width, 3) uint8 of these film times, drawn by this process."""
    with closing(animation.drawn(size)) as source:
        yield from source.pictures(times)


def drawn_apart(
    sent: bytes, size: Size, times: Sequence[float], executor: Executor
) -> Generator[Picture, None, None]:
    """The same, drawn by the executor's workers of what was `packed`; memory holds few of them, however long the film.

    Raises
    ------
    BrokenExecutor
        In one line, if workers died and nobody drew their spans again.
    """
    key = f"{sha256(sent).hexdigest()} {size}"
    bytes_each = 3 * size[0] * size[1]
    count = max(min(SPAN // bytes_each, -(-len(times) // SPANS)), 1)
    spans = (Span(sent, key, size, tuple(times[k : k + count])) for k in range(0, len(times), count))
    ahead = max(IN_FLIGHT // (count * bytes_each), 2)
    try:
        with closing(in_order(executor, draw_span, spans, "movie", ahead)) as drawn:
            for pictures in drawn:
                yield from pictures
    finally:
        _desk(os.getpid()).leave()  # where the executor is threads


def draw_span(span: Span) -> Picture:
    """The pictures of a span, (count, height, width, 3)."""
    return _desk(os.getpid()).draw(span)


@cache
def _desk(process: int) -> Desk:
    """The one place of a process where spans are drawn; a forked child has its own."""
    return Desk()


class Desk:
    """Draws spans, one at a time and always in the same thread, since OpenGL asks for that.

    What drew the last span stays open for the next one of the same film: to begin takes as long as many a span. In the
    main thread of a pool's process until there is another film; in a thread of its own, beside a cluster's or a thread
    pool's, until nothing was asked for some time.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "spans")
        self._key, self._source = "", None  # type: tuple[str, FrameSource | None]
        self._patience: Timer | None = None

    def draw(self, span: Span) -> Picture:
        """The span's pictures, (count, height, width, 3)."""
        if current_thread() is main_thread():
            return self._draw(span)
        return self._thread.submit(self._draw_and_wait, span).result()

    def leave(self) -> None:
        """Give back what the desk's own thread holds."""
        if self._patience is not None:
            self._thread.submit(self._close).result()

    def _draw_and_wait(self, span: Span) -> Picture:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = Timer(IDLE, self._thread.submit, [self._close])
        self._patience.daemon = True
        try:
            return self._draw(span)
        finally:
            self._patience.start()

    def _draw(self, span: Span) -> Picture:
        if self._key != span.key:
            self._close()
            self._source, self._key = pickle.loads(span.packed).drawn(span.size), span.key
        assert self._source is not None
        drawn = np.empty((len(span.times), span.size[1], span.size[0], 3), np.uint8)
        for k, picture in enumerate(self._source.pictures(span.times)):
            drawn[k] = picture
        return drawn

    def _close(self) -> None:
        source, self._source, self._key = self._source, None, ""
        if source is not None:
            source.close()
