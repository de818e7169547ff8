"""Kill random workers, and the command itself, at random moments: nothing may be lost, and nothing be there twice.

    python tests/benchmarks/kills.py [--count 200] [--minutes 60] [--seed 0] [--way cluster|jobs] [--blocks 40]

thalweg compares two optimizers from some thousand starts that are run as if they were too many for one array: block
by block, counts in a folder, a row for every start in a Parquet dataset. First undisturbed; then, over and over, with
the same words: after a random time SIGKILL comes to a random worker or to the command, and who was killed is begun
again at once. When a run is through, every file that it wrote is compared byte by byte with the undisturbed one's.
`cluster` is ``--scheduler local:2``, `jobs` is ``--jobs 2``, where a dead worker ends the command, which then is
begun again. Linux only.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

STARTS = 1500
"""Starts of a block."""
WORDS = "compare himmelblau --optimizer gradient_descent momentum --steps 150"
WAYS = {"cluster": "--scheduler local:2", "jobs": "--jobs 2"}
COMMAND = f"""
import sys
from descent.multistart import driving
from descent.starts import starts
from gallery.cli import main
starts.LARGEST = 1000  # more than these are a crowd
driving.multistart.__kwdefaults__["block"] = {STARTS}
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""
PATIENCE = 300
"""Seconds after the last kill in which a run has to get through, and orphans have to go."""
WORKER = 0.75
"""How often it is a worker that is killed, where there is one."""


@dataclass
class Process:
    """A process by its number and the moment it began, for numbers are given again."""

    number: int
    began: str

    @property
    def lives(self) -> bool:
        return _stat(self.number)[1:] == ("running", self.began)

    def kill(self) -> None:
        if self.lives:
            with suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)


@dataclass
class Tally:
    """What was done, by so many blocks a run, and what came of it; at most `most` kills, and none after `until`."""

    blocks: int
    most: int
    until: float
    workers: int = 0
    commands: int = 0
    through: int = 0
    begun: int = 0
    failed: int = 0
    stuck: int = 0
    wrong: list[str] = field(default_factory=list)
    orphans: list[Process] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    @property
    def kills(self) -> int:
        return self.workers + self.commands

    @property
    def enough(self) -> bool:
        return self.kills >= self.most or time.monotonic() > self.until


def _stat(number: int) -> tuple[int, str, str]:
    """The parent of a process, whether it is "running" or "gone", and when it began."""
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0, "gone", ""
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), "gone" if fields[0] in "ZX" else "running", fields[19]


def workers_of(command: int) -> list[Process]:
    """All processes that a command began, and those that these began, but for what only keeps count of resources."""
    parents = {int(p.name): _stat(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdecimal()}
    family: set[int] = {command}
    found: list[Process] = []
    while True:
        new = [
            n
            for n, (parent, how, _) in parents.items()
            if parent in family and n not in family and how == "running"
        ]
        if not new:
            return [p for p in found if not _keeps_count(p.number)]
        family.update(new)
        found += [Process(n, parents[n][2]) for n in new]


def _keeps_count(number: int) -> bool:
    try:
        return b"resource_tracker" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return True


def begun(folder: Path, way: str, blocks: int) -> subprocess.Popen[bytes]:
    """The command, in a folder of its own."""
    script = folder.parent / "command.py"
    script.write_text(COMMAND)
    words = [
        *WORDS.split(),
        "--starts",
        f"uniform:{blocks * STARTS}",
        *WAYS[way].split(),
        "--table-only",
        "-o",
        str(folder),
        "--outcomes",
        str(folder / "rows"),
    ]
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    with open(folder.parent / "said", "ab") as said:
        return subprocess.Popen(
            [sys.executable, script, *words], stdout=said, stderr=said, env={**os.environ, "PYTHONPATH": path}
        )


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def undisturbed(home: Path, way: str, blocks: int) -> tuple[dict[str, bytes], float]:
    """What a run writes that nobody disturbs, and how long it takes."""
    start = time.monotonic()
    code = begun(home / "whole", way, blocks).wait(PATIENCE)
    assert code == 0, (home / "said").read_text()
    return files(home / "whole"), time.monotonic() - start


def disturbed(home: Path, way: str, chance: random.Random, seconds: float, tally: Tally) -> None:
    """One run, begun again as often as it was killed."""
    folder, wait = home / "torn", 0.7 * seconds
    shutil.rmtree(folder, ignore_errors=True)
    while True:
        command = begun(folder, way, tally.blocks)
        tally.begun += 1
        disturbances = False
        while True:
            is_last = tally.enough
            patience = PATIENCE if is_last else chance.uniform(0, wait)
            with suppress(subprocess.TimeoutExpired):
                command.wait(patience)
                break
            if is_last:
                tally.stuck += 1
                tally.orphans += workers_of(command.pid)
                command.kill()
                command.wait()
                return
            workers = workers_of(command.pid)
            if workers and chance.random() < WORKER:
                chance.choice(workers).kill()
                tally.workers += 1
                disturbances = True
                continue
            command.kill()
            tally.commands += 1
            tally.orphans += workers
        if command.returncode == 0:
            return
        if command.returncode != -signal.SIGKILL:
            tally.failed += 1
            if not disturbances:
                tally.wrong.append(f"it failed undisturbed, by {command.returncode}")
                return


def differences(whole: dict[str, bytes], torn: dict[str, bytes]) -> list[str]:
    """What of the files is missing, too much or other than it should be."""
    lost, more = whole.keys() - torn.keys(), torn.keys() - whole.keys()
    other = [name for name in whole.keys() & torn.keys() if whole[name] != torn[name]]
    return [
        f"{what}: {name}"
        for what, names in (("lost", lost), ("too much", more), ("other", other))
        for name in sorted(names)
    ]


def report(tally: Tally, way: str, rows: int) -> None:
    left = [p for p in tally.orphans if p.lives]
    for what, number in (
        (f"thalweg compare, {way}: kills", tally.kills),
        ("of workers", tally.workers),
        ("of the command", tally.commands),
        ("times begun", tally.begun),
        ("ended with an error after a worker's death, and begun again", tally.failed),
        ("runs through", tally.through),
        ("files compared in each", rows),
        ("runs stuck", tally.stuck),
        ("workers left behind", len(left)),
        ("files lost, too much, or other", len(tally.wrong)),
    ):
        print(f"{what:64}{number:>8}")
    for wrong in tally.wrong[:20]:
        print(wrong)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--blocks", type=int, default=40, help="of a run")
    asked.add_argument("--way", choices=WAYS, default="cluster")
    told = asked.parse_args()
    chance, tally = (
        random.Random(told.seed),
        Tally(told.blocks, told.count, time.monotonic() + 60 * told.minutes),
    )
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        try:
            whole, seconds = undisturbed(home, told.way, told.blocks)
            while not tally.enough and not tally.stuck:
                disturbed(home, told.way, chance, seconds, tally)
                tally.wrong += differences(whole, files(home / "torn"))
                tally.through += not tally.stuck
            end = time.monotonic() + PATIENCE
            while any(p.lives for p in tally.orphans) and time.monotonic() < end:
                time.sleep(0.2)
            report(tally, told.way, len(whole))
            if tally.wrong or tally.stuck:
                print((home / "said").read_text()[-4000:])
        finally:
            for process in tally.orphans:
                process.kill()
    return 1 if tally.wrong or tally.stuck else 0


if __name__ == "__main__":
    sys.exit(main())
