"""Words of one's own on a film: a title, a caption, subtitles by step or by second; and which of ours are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

END = "end"
_SRT = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{1,3})\s*-->")
_LINE = re.compile(
    r"(?:step[ \t]*(?P<step>\d+)|(?P<second>\d+(?:\.\d+)?)[ \t]*s|time[ \t]*(?P<time>\d+(?:\.\d+)?)|end)"
    r"[ \t]*:[ \t]*(?P<text>.*)",
    re.ASCII | re.DOTALL,
)
FORMS = "'step 40: text', '2.5 s: text', 'time 0.5: text' or 'end: text'"
"""How a line says when its words stand."""
LARGEST, MOST = 1_000_000, 1000
"""Bytes of a file of subtitles, and how many it may have."""


@dataclass(frozen=True, kw_only=True)
class Subtitle:
    """A line of words that stands from a moment on, until the next one does.

    Parameters
    ----------
    text : empty for none
    step, second, time : when: a step of the runs, a second of the film, a film time in 0..1; without any in the place
        of the ending's sentence

    Raises
    ------
    ValueError
        For more than one moment, or a negative one.

    Examples
    --------
    >>> Subtitle(text="Here it slows down", step=40).in_film(8.0).step
    40
    """

    text: str
    step: int | None = None
    second: float | None = None
    time: float | None = None

    def __post_init__(self) -> None:
        given = [moment for moment in (self.step, self.second, self.time) if moment is not None]
        if len(given) > 1 or any(not moment >= 0 for moment in given):
            raise ValueError(f"a subtitle has one moment >= 0: a step, a second or a film time, got {given}")

    @classmethod
    def of(cls, line: str) -> Subtitle | None:
        """What a line says, as `FORMS` are; None for another."""
        match = _LINE.fullmatch(line.strip())
        if match is None:
            return None
        step, second, time = match["step"], match["second"], match["time"]
        return cls(
            text=match["text"],
            step=int(step) if step else None,
            second=float(second) if second else None,
            time=float(time) if time else None,
        )

    @property
    def line(self) -> str:
        """The same as a line: ``step 40: Here it slows down``; `of` reads it."""
        if self.step is not None:
            return f"step {self.step}: {self.text}"
        if self.second is not None:
            return f"{_plain(self.second)} s: {self.text}"
        return f"{'end' if self.time is None else f'time {_plain(self.time)}'}: {self.text}"

    def in_film(self, seconds: float) -> Subtitle:
        """The same in a film of so many seconds."""
        return (
            self if self.second is None else replace(self, second=None, time=min(self.second / seconds, 1.0))
        )


@dataclass(frozen=True)
class OwnWords:
    """What a film says in place of what it would say.

    Attributes
    ----------
    title : None: the landscape's; empty: none, and no formula either
    caption : None: how the runs begin
    captioned, legend : whether there are words at the bottom, and whether they explain colours
    subtitles : by step or film time
    """

    title: str | None = None
    caption: str | None = None
    captioned: bool = True
    legend: bool = True
    subtitles: tuple[Subtitle, ...] = ()

    def subtitle(self, index: float, t: float) -> str | None:
        """What stands at step `index` and film time `t`; None before the first."""
        said = None
        for own in self.subtitles:
            if (own.step is not None and own.step <= index) or (own.time is not None and own.time <= t):
                said = own.text
        return said

    @property
    def ending(self) -> str | None:
        """What stands in the place of the ending's sentence."""
        last = [
            own.text for own in self.subtitles if own.step is None and own.time is None and own.second is None
        ]
        return last[-1] if last else None


def read_subtitles(path: str | Path) -> tuple[Subtitle, ...]:
    """The subtitles of a file: an .srt, or lines as `FORMS` are; # begins a remark.

    Raises
    ------
    ValueError
        For a line that is none, or a file that is too large; one line, with its number.
    OSError
        If it cannot be read.
    """
    source = Path(path)
    with source.open("rb") as file:
        raw = file.read(LARGEST + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{source.name}: not UTF-8 text: no subtitles") from None
    found = _of_srt(text) if source.suffix.lower() == ".srt" else _of_lines(text, source.name)
    if len(raw) > LARGEST or len(found) > MOST:
        raise ValueError(f"{source.name}: more than {MOST} subtitles or {LARGEST:,} bytes")
    if not found:
        raise ValueError(f"{source.name}: no subtitles; a line is as 'step 40: text' or '2.5 s: text'")
    return found


def _of_lines(text: str, name: str) -> tuple[Subtitle, ...]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        own = Subtitle.of(line)
        if own is None:
            raise ValueError(f"{name}, line {number}: must be as {FORMS}, got {line[:40]!r}")
        found.append(own)
    return tuple(found)


def _of_srt(text: str) -> tuple[Subtitle, ...]:
    """Of each block the first moment and the text; where one ends before the next begins nothing stands."""
    found: list[Subtitle] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        place = next((k for k, line in enumerate(lines) if _SRT.match(line.strip())), None)
        if place is None:
            continue
        first, _, last = lines[place].partition("-->")
        said = " ".join(re.sub(r"<[^>]*>", "", line).strip() for line in lines[place + 1 :])
        found.append(Subtitle(text=said, second=_seconds(first)))
        found.append(Subtitle(text="", second=_seconds(last)))
    return tuple(
        own
        for k, own in enumerate(found)
        if own.text or k + 1 == len(found) or (found[k + 1].second or 0) > (own.second or 0) + 0.05
    )


def _seconds(text: str) -> float:
    hours, minutes, rest = text.strip().replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest.split()[0])


def settled_subtitles(given: object) -> tuple[Subtitle, ...]:
    """Subtitles as a scene may be given them: some, their lines, or the name of a file of them; or several of these.

    Raises
    ------
    ValueError, OSError
    """
    if given is None or isinstance(given, str | Path):
        given = (given,) if given else ()
    if not isinstance(given, Sequence):
        raise ValueError(
            f"subtitles must be Subtitles, their lines or the name of a file, got {str(given)[:60]!r}"
        )
    found = tuple(own for part in given for own in _settled(part))
    if len(found) > MOST:
        raise ValueError(f"subtitles: at most {MOST}, got {len(found)}")
    return found


def _settled(given: object) -> tuple[Subtitle, ...]:
    if isinstance(given, Subtitle):
        return (given,)
    if not isinstance(given, str | Path):
        raise ValueError(
            f"subtitles must be Subtitles, their lines or the name of a file, got {str(given)[:60]!r}"
        )
    own = Subtitle.of(given) if isinstance(given, str) else None
    return read_subtitles(given) if own is None else (own,)


def subtitle_lines(given: object) -> list[str]:
    """Subtitles as `settled_subtitles` takes them, as lines that say them without any file.

    Raises
    ------
    ValueError, OSError
    """
    return [own.line for own in settled_subtitles(given)]


def _plain(number: float) -> str:
    """A number without an exponent; it loses nothing."""
    return format(Decimal(repr(float(number))).normalize(), "f")
