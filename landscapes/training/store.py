"""An .npz file that grows by one checkpoint at a time: NumPy reads it, and a kill costs at most the last one.

A checkpoint is two members of the archive, ``weights_STEP.npy`` and then ``loss_STEP.npy``; it counts where both are
whole. While a member is written the archive has no table of contents, so after a kill its members are read one by one.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import one_line
from landscapes.training.flattening import Layout

_MEMBER = re.compile(r"(weights|loss)_(-?\d+)\.npy")
_LOCAL = struct.Struct("<4s5H3I2H")
"""What stands before each member of a zip archive."""


@dataclass(frozen=True)
class Member:
    """One array in the archive.

    Parameters
    ----------
    name : as the table of contents has it
    offset : of what stands before it, bytes
    size : of the array with its own head, bytes
    check : CRC-32 of these bytes, as it was when they were written
    """

    name: str
    offset: int
    size: int
    check: int


@dataclass(frozen=True)
class Kept:
    """One checkpoint in the file.

    Parameters
    ----------
    step, loss : its own
    place : of its first number in the file, bytes
    dtype : of its numbers
    member : where in the file its weights stand
    """

    step: int
    loss: float
    place: int
    dtype: np.dtype[Any]
    member: Member


class DamagedError(ValueError):
    """The bytes of a checkpoint are not those that were written."""

    def __init__(self, path: Path, step: int) -> None:
        super().__init__(
            f"TrainingRun: the weights of step {step} in {path.name} are damaged, their check sum is another; take the "
            f"file from where it is whole, or go on without them: run.leave_out({step})"
        )


class Store:
    """The checkpoints in a file.

    Parameters
    ----------
    path : the file, .npz; it need not be there
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.layout: Layout | None = None
        self.kept: list[Kept] = []
        self.every = 1
        """Of how many calls one is kept."""
        self._seen: tuple[int, int, int] | None = None
        """Which file it was, how long and how old, when it was read or written here last."""
        self._is_cut = False
        """Whether somebody was killed while he wrote it: it has no table of contents."""
        self._sound: set[Member] = set()
        """Whose bytes were looked at here and are those that were written."""
        if path.exists():
            self._open()
            self._seen = self._stamp()

    def append(self, step: int, loss: float, layout: Layout, weights: NDArray[Any]) -> None:
        """Keep a checkpoint behind the others.

        Raises
        ------
        ValueError
            If somebody else has written the file meanwhile, or taken it away.
        OSError
            If it cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._check_alone()
        if self._is_cut:
            self.keep_only(range(len(self.kept)))
        with zipfile.ZipFile(self.path, "a", zipfile.ZIP_STORED) as archive:
            if self.layout is None:
                _write(archive, "layout.npy", np.array(json.dumps([layout.text(), self.every])))
                self.layout = layout
            member, place = _write(archive, f"weights_{step}.npy", weights)
            _write(archive, f"loss_{step}.npy", np.float64(loss))
        self.kept.append(Kept(step, float(loss), place, weights.dtype, member))
        self._sound.add(member)
        self._seen = self._stamp()

    def keep_only(self, wanted: Iterable[int], every: int | None = None) -> None:
        """Leave out all checkpoints but those at these places of `kept`; the file is whole at any time.

        From then on one of `every` calls is kept. Of those whose bytes are damaged nothing can be kept; a warning says so.

        Raises
        ------
        OSError
            If there is no room for the new one beside the old.
        """
        self._check_alone()
        chosen, layout = [self.kept[k] for k in wanted], self.layout
        with tempfile.TemporaryDirectory(dir=self.path.parent, prefix=f".{self.path.name}-") as inside:
            fresh = Store(Path(inside) / self.path.name)
            fresh.every = self.every if every is None else every
            for kept in chosen:
                assert layout is not None
                try:
                    (weights,) = self.rows([kept], 0, layout.count)
                except DamagedError as damage:
                    warnings.warn(f"{damage}; it is left out", stacklevel=2)
                    continue
                fresh.append(kept.step, kept.loss, layout, weights)
            if not fresh.kept:
                self.path.unlink()
            else:
                os.replace(fresh.path, self.path)
        self.kept, self.layout, self.every, self._is_cut = fresh.kept, fresh.layout, fresh.every, False
        self._sound = fresh._sound
        self._seen = self._stamp()

    def rows(self, kept: Sequence[Kept], start: int, stop: int) -> Iterator[NDArray[Any]]:
        """Numbers `start` to `stop` of each of these checkpoints, read from the file and not kept.

        Raises
        ------
        ValueError
            If somebody else has written the file anew, and they are no longer where they were; if the bytes of one are
            not those that were written.
        """
        if self._stamp() != self._seen:
            now = Store(self.path)
            if not set(kept) <= set(now.kept):
                raise ValueError(f"TrainingRun: {self._said_of_others()}")
            self._seen, self._sound = now._seen, now._sound
        with self.path.open("rb") as file:
            for one in kept:
                self._check_sound(file, one)
                file.seek(one.place + start * one.dtype.itemsize)
                yield np.fromfile(file, one.dtype, stop - start)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _check_alone(self) -> None:
        if self._stamp() != self._seen:
            raise ValueError(f"TrainingRun.save: {self._said_of_others()}")

    def _check_sound(self, file: io.BufferedReader, one: Kept) -> None:
        """Each checkpoint's bytes are summed once, when its numbers are asked for first."""
        if one.member in self._sound:
            return
        _begin(file, one.member)
        if _check_sum(file, one.member.size) != one.member.check:
            raise DamagedError(self.path, one.step)
        self._sound.add(one.member)

    def _said_of_others(self) -> str:
        what = "was written by somebody else" if self.path.exists() else "was taken away"
        return (
            f"{self.path.name} {what} meanwhile: one run writes a file; open it again, TrainingRun({self.path.name!r}), "
            "or name another"
        )

    def _open(self) -> None:
        try:
            with zipfile.ZipFile(self.path) as archive:
                members = {
                    i.filename: Member(i.filename, i.header_offset, i.file_size, i.CRC)
                    for i in archive.infolist()
                }
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            members = self._salvaged()
        except OSError as error:
            raise ValueError(f"{self.path}: {error.strerror or 'cannot be read'}") from None
        with self.path.open("rb") as file:
            try:
                text = str(_array(file, members["layout.npy"])[0][()]) if "layout.npy" in members else ""
                if text:
                    layout, self.every = json.loads(text)
                    self.layout = Layout.read(layout)
                self.kept = sorted(self._kept(file, members), key=lambda kept: kept.step)
            except (
                Exception
            ) as error:  # whatever NumPy's and zip's readers raise on bytes that are not theirs
                said = one_line(str(error))[:100] or type(error).__name__
                raise ValueError(
                    f"{self.path} is no file of a TrainingRun, or damaged: {said}; name another file"
                ) from None
        if members and self.layout is None:
            raise ValueError(f"{self.path} is no file of a TrainingRun: it has no layout; name another file")

    def _kept(self, file: io.BufferedReader, members: dict[str, Member]) -> Iterator[Kept]:
        for name, member in members.items():
            match = _MEMBER.fullmatch(name)
            if match and match[1] == "loss" and f"weights_{match[2]}.npy" in members:
                loss, _, _ = _array(file, member)
                weights = members[f"weights_{match[2]}.npy"]
                _, place, dtype = _array(file, weights, look=False)
                yield Kept(int(match[2]), float(loss[()]), place, dtype, weights)

    def _salvaged(self) -> dict[str, Member]:
        """The whole members of an archive without a table of contents; behind them it is cut off."""
        found: dict[str, Member] = {}
        end = 0
        with self.path.open("rb") as file:
            while len(head := file.read(_LOCAL.size)) == _LOCAL.size:
                mark, *_, check, packed, _, named, extra = _LOCAL.unpack(head)
                if mark != b"PK\3\4":
                    break
                name, more = file.read(named), file.read(extra)
                if packed == 0xFFFFFFFF and len(more) >= 20:  # sizes of more than 4 GB stand behind the name
                    packed = struct.unpack("<Q", more[12:20])[0]
                start = file.tell()
                if packed == 0 or _check_sum(file, packed) != check:
                    break
                text = name.decode("utf-8", "replace")
                found[text] = Member(text, end, packed, check)
                end = start + packed
        with self.path.open("rb") as file:
            if not found and file.read(4)[:2] not in (b"PK", b""):
                raise ValueError(f"{self.path} is no .npz file; name another file")
        self._is_cut = True
        return found


def _write(archive: zipfile.ZipFile, name: str, array: Any) -> tuple[Member, int]:
    """Add a member; returns it, and where its numbers begin in the file."""
    with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
        np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
    info = archive.getinfo(name)
    return Member(name, info.header_offset, info.file_size, info.CRC), archive.start_dir - np.asanyarray(
        array
    ).nbytes


def _begin(file: io.BufferedReader, member: Member) -> None:
    """Go to the first byte of its array."""
    file.seek(member.offset)
    *_, named, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    if file.read(named) != member.name.encode():
        raise ValueError(f"{member.name!r:.60} stands elsewhere than its table of contents says")
    file.seek(extra, os.SEEK_CUR)


def _array(
    file: io.BufferedReader, member: Member, look: bool = True
) -> tuple[NDArray[Any], int, np.dtype[Any]]:
    """The array of a member, empty without a `look`; where its numbers are, and of what type.

    What is looked at is small, and its bytes are those that were written.
    """
    if look:
        _begin(file, member)
        if _check_sum(file, member.size) != member.check:
            raise ValueError("its check sum is another")
    _begin(file, member)
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise ValueError("its arrays are of another version")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject:
        raise ValueError("it holds objects")
    place = file.tell()
    count = int(np.prod(shape, dtype=np.int64)) if look else 0
    return np.fromfile(file, dtype, count).reshape(shape if look else 0), place, dtype


def _check_sum(file: io.BufferedReader, size: int) -> int:
    found = 0
    while size > 0 and (part := file.read(min(size, 1 << 20))):
        found = zlib.crc32(part, found)
        size -= len(part)
    return found if size == 0 else -1
