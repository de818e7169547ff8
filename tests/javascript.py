"""The page's JavaScript run by Node: one process for many cases, JSON in and JSON out.

A test prints what it needs with Python, writes a few lines of JavaScript and gets their result back:

    from javascript import needs_node, printed_landscapes, run_node

    @needs_node
    def test_heights() -> None:
        printed = {"landscapes": printed_landscapes([catalogue["sphere"]])}
        heights = run_node("return input.map((p) => Thalweg.landscapeOf('sphere').value(p));", [[1, 2]], printed)
        assert heights == [5.0]

Not-a-number and the infinities go both ways as such, though JSON has no words for them.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from landscapes import Landscape, to_javascript
from render.page import compute_text

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs Node (apt install nodejs)")

_FRAME = """
const words = { "(nan)": NaN, "(inf)": Infinity, "(-inf)": -Infinity };
const told = (_, v) => (typeof v === "string" && v in words ? words[v] : v);
const plain = (_, v) => {
  if (typeof v === "number" && !Number.isFinite(v)) return Number.isNaN(v) ? "(nan)" : v > 0 ? "(inf)" : "(-inf)";
  if (Object.is(v, -0)) return "(-0)";
  return ArrayBuffer.isView(v) ? Array.from(v) : v;
};
const input = JSON.parse(require("fs").readFileSync(0, "utf8"), told);
(async () => { %s
})().then(
  (result) => process.stdout.write(JSON.stringify(result === undefined ? null : result, plain)),
  (error) => { console.error(error); process.exitCode = 1; });
"""
_WORDS = {"(nan)": math.nan, "(inf)": math.inf, "(-inf)": -math.inf, "(-0)": -0.0}


def run_node(
    script: str,
    data: Any = None,
    printed: Mapping[str, str] | None = None,
    *,
    timeout: float = 60,
    compute: bool = True,
) -> Any:
    """What `script` returns, run by Node after the page's compute scripts.

    Parameters
    ----------
    script : str
        The body of an async JavaScript function: it reads ``input`` and ``Thalweg`` and returns something. Its result
        may hold typed arrays, NaN and infinities.
    data : JSON data or NumPy arrays, optional
        What ``input`` is: lists, numbers (NaN and infinities too), strings, mappings, arrays as nested lists.
    printed : mapping, optional
        Arguments of `render.page.compute_text`: "landscapes", "rules" ... -> a JavaScript expression.
    timeout : float, default 60
        Seconds after which the process is ended and the test fails.
    compute : bool, default True
        Whether the compute scripts come first.

    Raises
    ------
    AssertionError
        If the script throws; with what it said.
    """
    assert NODE is not None, "a test that calls run_node bears @needs_node"
    text = (compute_text(dict(printed or {})) if compute else "") + _FRAME % script
    with TemporaryDirectory() as folder:
        file = Path(folder) / "script.js"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [NODE, str(file)],
            input=json.dumps(_jsonable(data)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    return _told(json.loads(done.stdout))


def printed_landscapes(landscapes: Iterable[Landscape], *, hessian: bool = True) -> str:
    """The object of these landscapes by their names, for `run_node`'s `printed`."""
    entries = (f"{json.dumps(f.name)}: {to_javascript(f, hessian=hessian)}" for f in landscapes)
    return "{" + ",\n".join(entries) + "}"


def _jsonable(data: Any) -> Any:
    match data:
        case np.ndarray() | np.generic():
            return _jsonable(data.tolist())
        case float() if not math.isfinite(data):
            return "(nan)" if math.isnan(data) else "(inf)" if data > 0 else "(-inf)"
        case Mapping():
            return {str(key): _jsonable(value) for key, value in data.items()}
        case list() | tuple():
            return [_jsonable(value) for value in data]
    return data


def _told(data: Any) -> Any:
    match data:
        case str():
            return _WORDS.get(data, data)
        case dict():
            return {key: _told(value) for key, value in data.items()}
        case list():
            return [_told(value) for value in data]
    return data
