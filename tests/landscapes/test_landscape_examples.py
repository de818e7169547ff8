"""Every public name has an example, and the examples print what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from types import ModuleType

import pytest

import landscapes


def home(name: str) -> object:
    """What has the docstring: the thing itself, or the module that defines it where it is plain data."""
    thing = getattr(landscapes, name)
    found = {"catalogue": "landscapes.catalogue", "model_landscapes": "landscapes.models.named"}
    return import_module(found[name]) if name in found else thing


@pytest.mark.parametrize("name", landscapes.__all__)
def test_public_names_have_examples_that_print_what_they_say(name: str) -> None:
    owner = home(name)
    finder = doctest.DocTestFinder(recurse=False)
    module = owner if isinstance(owner, ModuleType) else import_module(owner.__module__)
    (example,) = finder.find(owner, name, module=module, globs={})
    assert example.examples
    told: list[str] = []
    doctest.DocTestRunner().run(example, out=told.append)
    assert not told, "".join(told)
