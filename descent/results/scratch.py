"""Folders for what is half done: safe while their owner lives, and swept away by the next one when it died.

An owner holds a lock on a file in its folder; whatever ends it, the system gives the lock back. Locks tell of the
processes of one machine, so a folder's name says where it was made: those of another are left alone.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows: nobody's folder is swept
    fcntl = None  # type: ignore[assignment]

LOCK = "lock"
NAME = re.compile(r"\.thalweg-(?P<machine>[0-9a-f]{8})-(?P<kernel>[0-9a-f]{8})-[a-z0-9_]{8}\.part")
"""Short whatever the target is called: a target may have a name as long as the system allows."""


@contextmanager
def scratch_folder(home: Path | None = None) -> Iterator[Path]:
    """An empty folder in `home`, by default in the system's temporary one; it goes when the block ends, however.

    What processes that died have left in `home` goes first.

    Raises
    ------
    OSError
        If no folder can be made there.
    """
    home = Path(tempfile.gettempdir()) if home is None else home
    sweep(home)
    tried: list[Path] = []
    locks: list[int] = []
    try:
        _make(home, tried, locks)
        yield tried[-1]
    finally:
        for folder in tried:
            _remove(folder)
        for lock in locks:
            os.close(lock)


def sweep(home: Path) -> None:
    """Remove the scratch folders in `home` whose owners died; those in use, and other machines', stay."""
    with suppress(OSError):
        for entry in list(os.scandir(home)):
            name, (machine, kernel) = NAME.fullmatch(entry.name), _here()
            ours = name is not None and (name["machine"] == machine or name["kernel"] == kernel)
            if ours and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    _remove_abandoned(Path(entry.path))


def is_scratch(path: Any) -> bool:
    """Whether a path, as an error names it, is that of a scratch folder or lies in one."""
    return any(NAME.fullmatch(part) for part in Path(os.fsdecode(path)).parts)


def _remove_abandoned(folder: Path) -> None:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        folder.rmdir()  # its owner died before it had a lock; or lives, finds it gone, and makes another
        return
    try:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)
    finally:
        os.close(lock)


def _make(home: Path, tried: list[Path], locks: list[int]) -> None:
    """A new folder, the last of `tried`, and the lock that keeps it. Ctrl-C may come anywhere: a folder is noted first."""
    while True:
        folder = home / f".thalweg-{'-'.join(_here())}-{secrets.token_hex(4)}.part"
        tried.append(folder)
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            tried.pop()
            continue
        try:
            locks.append(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileNotFoundError:  # somebody swept it, before it was locked
            continue
        with suppress(OSError):  # a file system without locks: nobody can sweep there either
            if fcntl is not None:
                fcntl.flock(locks[-1], fcntl.LOCK_EX)
        if os.fstat(locks[-1]).st_nlink:
            return


def _remove(folder: Path) -> None:
    """The folder and what is in it, the lock last: who is interrupted here leaves a folder that can be swept."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name != LOCK:
                os.unlink(entry.path)
        (folder / LOCK).unlink(missing_ok=True)
        try:
            os.rmdir(folder)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # a dead owner's child wrote one file more
                (folder / LOCK).touch(0o600)


@cache
def _here() -> tuple[str, str]:
    """This machine, and its kernel since it was started: containers share the kernel, and so the locks."""
    node = os.uname().nodename if hasattr(os, "uname") else ""
    machine = f"{_first_line('/etc/machine-id') or f'{uuid.getnode():x}'} {node}"
    kernel = _first_line("/proc/sys/kernel/random/boot_id") or machine
    return sha256(machine.encode()).hexdigest()[:8], sha256(kernel.encode()).hexdigest()[:8]


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
