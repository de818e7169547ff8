"""The benchmarks run; what they measure is for people to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("name", ["descent_speed.py", "compile_speed.py", "page_speed.py"])
def test_benchmark_prints_its_table(name: str) -> None:
    script = Path(__file__).with_name(name)
    done = subprocess.run([sys.executable, script, "--small"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 3 and "thalweg" in lines[0]
