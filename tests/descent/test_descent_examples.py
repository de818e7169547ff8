"""Every public name shows how it is used, and what the example shows is what happens."""

import doctest

import pytest

import descent


@pytest.mark.parametrize("name", [name for name in descent.__all__ if callable(getattr(descent, name))])
def test_example_of_a_public_name_runs(name: str) -> None:
    documented = getattr(descent, name)
    found = doctest.DocTestFinder(recurse=False).find(documented, name, globs={"__name__": "__main__"})
    examples = [test for test in found if test.examples]
    assert examples, f"{name} has no example"
    runner = doctest.DocTestRunner()
    for test in examples:
        assert runner.run(test).failed == 0
