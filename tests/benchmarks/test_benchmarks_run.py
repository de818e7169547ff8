"""The benchmarks run; what they measure is for people to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["descent_speed.py", "compile_speed.py", "page_speed.py", "cluster_speed.py"]
)
def test_benchmark_prints_its_table(name: str) -> None:
    if name == "cluster_speed.py":
        pytest.importorskip("distributed", reason="pip install .[cluster]")
    script = Path(__file__).with_name(name)
    done = subprocess.run([sys.executable, script, "--small"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 3 and "thalweg" in lines[0]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="who a command's workers are is asked of /proc")
def test_who_is_killed_leaves_nothing_out_and_nothing_double() -> None:
    pytest.importorskip("pyarrow", reason="pip install .[cluster]")
    script = Path(__file__).with_name("kills.py")
    done = subprocess.run(
        [sys.executable, script, "--count", "4", "--seed", "5", "--way", "jobs"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    assert told["thalweg compare, jobs: kills"] == "4" and int(told["files compared in each"]) > 80
