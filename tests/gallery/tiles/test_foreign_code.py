"""Changed code has another digest; the same code has the same, in every process."""

import functools
import importlib
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from descent import Adam, Cosine, Gaussian
from gallery.tiles import code_digest

RULE = """
import math
from dataclasses import dataclass
from functools import cache, partial
import numpy as np
import beside
from beside import helper
from descent import FirstOrder

SCALE = 2.0
TABLE = {"a": [1, 2, (3, 4)]}
ARRAY = np.arange(3.0)

def local(v):
    return v * SCALE

@cache
def cached(v):
    return v + 1

def made(strength):
    def inner(v):
        return v * strength
    return inner

CLOSED = made(3.0)
PART = partial(local, v=1.0)

class Base:
    weight = 1.0
    def turn(self, v):
        return v + 5

@dataclass(frozen=True)
class Mine(Base, FirstOrder):
    beta: float = 0.5
    @property
    def twice(self):
        return 2 * self.beta
    @staticmethod
    def shift(v):
        return v + 7
    def rule(self, xp, gradient, state, index, learning_rate):
        import lazy
        v = local(helper(gradient)) + beside.other(1) + CLOSED(1) + cached(2) + PART() + ARRAY[0]
        return -learning_rate * gradient + [v for v in TABLE["a"]][0] * 0, {}
"""
BESIDE = "from deeper import root\n\ndef helper(v):\n    return v\n\ndef other(v):\n    return root(v)\n"
DEEPER = "def root(v):\n    return v - 1\n"
LAZY = "VALUE = 1\n"
FILES = {"mine.py": RULE, "beside.py": BESIDE, "deeper.py": DEEPER, "lazy.py": LAZY}


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text)


def digest_of(folder, files, make=lambda mine: mine.Mine()):
    """As a process finds it that has never seen other files of these names."""
    write(folder, files)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return code_digest(make(importlib.import_module("mine")))
    finally:
        sys.path.remove(str(folder))
        for name in files:
            sys.modules.pop(name.removesuffix(".py"), None)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return digest_of(tmp_path_factory.mktemp("original"), FILES)


def test_the_same_code_is_the_same_elsewhere_and_in_another_process(original, tmp_path):
    write(tmp_path, {**FILES, "mine.py": "# a comment\n\n" + RULE})
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import mine\n"
    code += "from gallery.tiles import code_digest; print(code_digest(mine.Mine()))"
    for _ in range(2):  # compiled, and from what was compiled
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == original and len(original) == 64


CHANGES = {
    "the rule's sign": ("mine.py", "-learning_rate", "learning_rate"),
    "a constant of the rule": ("mine.py", "[0] * 0", "[0] * 1"),
    "a setting's default": ("mine.py", "beta: float = 0.5", "beta: float = 0.6"),
    "a property": ("mine.py", "2 * self.beta", "3 * self.beta"),
    "a static method": ("mine.py", "v + 7", "v + 8"),
    "a base's method": ("mine.py", "v + 5", "v + 6"),
    "a base's value": ("mine.py", "weight = 1.0", "weight = 2.0"),
    "a global number": ("mine.py", "SCALE = 2.0", "SCALE = 2.5"),
    "a global table": ("mine.py", "(3, 4)", "(3, 5)"),
    "a global array": ("mine.py", "arange(3.0)", "arange(4.0)"),
    "a function of the module": ("mine.py", "v * SCALE", "v / SCALE"),
    "a cached function": ("mine.py", "return v + 1", "return v + 2"),
    "what is closed over": ("mine.py", "made(3.0)", "made(4.0)"),
    "a closure's code": ("mine.py", "v * strength", "v - strength"),
    "a partial's argument": ("mine.py", "v=1.0", "v=2.0"),
    "a function beside it": ("beside.py", "    return v\n", "    return -v\n"),
    "a module beside that": ("deeper.py", "v - 1", "v + 1"),
    "a module imported when it runs": ("lazy.py", "1", "2"),
}


@pytest.mark.parametrize(("name", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_changed_code_has_another_digest(name, old, new, original, tmp_path):
    assert old in FILES[name]
    assert digest_of(tmp_path, {**FILES, name: FILES[name].replace(old, new)}) != original


def test_an_instance_counts_with_its_settings(original, tmp_path):
    assert digest_of(tmp_path, FILES, lambda mine: mine.Mine(beta=0.25)) != original


def test_ours_needs_no_digest():
    assert code_digest(Adam(Cosine(0.1, steps=5)), Gaussian(0.1), None) == ""


class Stubborn:
    def __reduce_ex__(self, protocol):
        raise TypeError("no")


def test_what_cannot_be_known_is_said_to_be_unknown():
    thing = Stubborn()
    assert code_digest(lambda v: thing) is None
    lines = (line for line in "ab")
    assert code_digest(lambda v: lines) is None


def test_values_that_hold_each_other_end():
    ring = [1]
    ring.append(ring)
    assert code_digest(lambda v: ring)


def test_a_value_worked_out_and_kept_changes_nothing():
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Keeps:
        size: int = 3

        @functools.cached_property
        def table(self):
            return np.arange(self.size)

    keeps = Keeps()
    before = code_digest(keeps)
    _ = keeps.table
    assert before and code_digest(keeps) == before


def test_code_without_a_file_counts_too():
    def typed(sign):
        scope = {"__name__": "notebook"}
        exec(textwrap.dedent(f"def rule(v):\n    return {sign}v"), scope)
        return scope["rule"]

    first, same, other = (code_digest(typed(sign)) for sign in ("-", "-", "+"))
    assert first == same != other
