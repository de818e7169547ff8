"""Findings on disk: a JSON value by what it was found for.

Of every question there is one file, which a later version of ours writes anew: the folder does not grow with versions.
A file that is not whole, another version's or somebody else's says nothing, and nothing in it is ever run.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from landscapes.remembered.sources import arithmetic_digest

_LONGEST = 1 << 20
"""Bytes of a file that is read."""
_UNKNOWN = (OSError, ValueError, RuntimeError, ImportError)
"""Raised by files that are not there or not ours, nested without end, of somebody without a home; of a library whose
version cannot be known."""


def cache_folder() -> Path:
    """Where kernels and findings are kept: THALWEG_CACHE, or what the system has for such files."""
    told = os.environ.get("THALWEG_CACHE")
    if told:
        return Path(told)
    if sys.platform == "win32":
        system = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        system = Path.home() / "Library" / "Caches"
    else:
        system = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return system / "thalweg"


def recall(kind: str, question: Any, rooms: tuple[str, ...]) -> Any:
    """The JSON value that was found for `question`, JSON too, by what these packages are now; None where there is none.

    `kind` is the name of a folder. Numbers come back to the last bit.
    """
    try:
        file = _file(kind, question)
        if file.stat().st_size > _LONGEST:
            return None
        text = file.read_text(encoding="utf-8")
        digest, _, body = text.partition("\n")
        if digest != _digest(body):
            return None
        found = json.loads(body)
        told = [json.loads(json.dumps(question)), arithmetic_digest(rooms)]
    except _UNKNOWN:
        return None
    return found[2] if isinstance(found, list) and len(found) == 3 and found[:2] == told else None


def remember(kind: str, question: Any, rooms: tuple[str, ...], value: Any) -> None:
    """Keep a JSON value for `recall`; a folder that cannot be written to costs the next one who asks his time."""
    with suppress(*_UNKNOWN):
        body = json.dumps([question, arithmetic_digest(rooms), value])
        file = _file(kind, question)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".part-")
        try:
            with open(handle, "w", encoding="utf-8") as whole:
                whole.write(f"{_digest(body)}\n{body}")
            os.replace(part, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise


def _file(kind: str, question: Any) -> Path:
    return cache_folder() / kind / f"{_digest(json.dumps(question))[:40]}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
