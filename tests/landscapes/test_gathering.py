"""Packages are gathered from their files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from landscapes.gathering import module_names, package_modules


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    folder = tmp_path / "gathered_here"
    folder.mkdir()
    for name, text in (("__init__", ""), ("late", "NUMBER = 2"), ("early", "NUMBER = 1")):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "gathered_here", raising=False)
    return __import__("gathered_here")


def test_names_are_known_before_anything_is_imported(package) -> None:
    assert module_names(package) == ["early", "late"]
    assert "gathered_here.early" not in sys.modules


def test_modules_come_imported_in_the_order_of_their_names(package) -> None:
    assert [module.NUMBER for module in package_modules(package)] == [1, 2]
