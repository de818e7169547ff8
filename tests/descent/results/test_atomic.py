"""Files appear whole or not at all, and read the same on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from descent.results.atomic import replacing


def test_text_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    target = tmp_path / "text"
    write = f"with replacing({str(target)!r}, 'w') as file: file.write('∂ – ·\\n')"
    lines = f"from descent.results import replacing\n{write}"
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    script = tmp_path / "script.py"
    script.write_text(lines, encoding="utf-8")
    done = subprocess.run([sys.executable, script], env=os.environ | plain, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == "∂ – ·\n".encode()


def test_an_interrupted_file_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), replacing(target, "w") as file:
        file.write("half of the new")
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
