"""Signals at many times after a command's start, as a script: no crash, no traceback, no scratch, the right status.

``python tests/gallery/terminal/signal_trials.py 240 animate himmelblau --preview -o a.gif``; the times are spread over the
first three seconds, of SIGINT, SIGTERM and SIGHUP in turn. What comes before Python has begun ends it by the signal.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SPREAD = 3.0


def trial(words: list[str], number: signal.Signals, seconds: float, folder: str) -> tuple[int, str]:
    """How the command ended, and what it said on standard error."""
    code = "from gallery.cli import command; command()"
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        time.sleep(seconds)
        if running.poll() is None:
            os.killpg(running.pid, number)
        _, said = running.communicate(timeout=120)
    return running.returncode, said


def main(count: int, words: list[str]) -> int:
    """Try so often; 1 if something was not as it should be."""
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # behind `&` a shell has it ignored, children too
    found: Counter[str] = Counter()
    wrong = 0
    for k in range(count):
        number = NUMBERS[k % len(NUMBERS)]
        with tempfile.TemporaryDirectory() as folder:
            status, said = trial(words, number, SPREAD * k / count, folder)
            left = [name for name in os.listdir(folder) if name.startswith(".")]
        found[f"{number.name}: {status}"] += 1
        expected = status in (0, 128 + number, -number) and said in ("", "thalweg: interrupted\n")
        if left or not expected:
            wrong += 1
            print(number.name, f"after {SPREAD * k / count:.3f} s:", status, left, said)
    print(dict(found), f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
