"""What is printed for the page is what Python computes with: every rule, every setting, every limit."""

from __future__ import annotations

import dataclasses
import inspect
import json
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import (
    LBFGS,
    FirstOrder,
    GradientDescent,
    Momentum,
    Newton,
    known_optimizers,
    known_schedules,
    page_tables,
    parse_optimizer,
    rules_to_javascript,
    stages_to_javascript,
)
from descent.javascript import further_optimizers, told_optimizers
from descent.settings import intervals

OURS = {name: kind for name, kind in known_optimizers().items() if kind.__module__.startswith("descent.")}
FIRST_ORDER = {name: kind for name, kind in OURS.items() if issubclass(kind, FirstOrder)}


def odd_rules() -> dict[str, type[FirstOrder]]:
    """Rules that cannot be printed; their names keep others from finding them."""

    @dataclass(frozen=True)
    class _Lazy(FirstOrder):
        """Asks for the index."""

        def rule(self, xp: Any, gradient: Any, state: Any, index: Any, learning_rate: Any) -> Any:
            return (0.0 if index % 2 else -learning_rate) * gradient, {}

    @dataclass(frozen=True)
    class _Own(GradientDescent):
        """Has a step beside its rule."""

        def step(self, *arguments: Any, **options: Any) -> Any:
            return super().step(*arguments, **options)

    @dataclass(frozen=True)
    class _Branching(FirstOrder):
        """Does something else without momentum, as torch's code does."""

        momentum: float = 0.9

        def rule(self, xp: Any, gradient: Any, state: Any, index: Any, learning_rate: Any) -> Any:
            return -learning_rate * gradient if self.momentum else gradient, {}

    @dataclass(frozen=True)
    class _Counting(FirstOrder):
        """Remembers what is no array."""

        memory: ClassVar[tuple[str, ...]] = ("count",)

        def rule(self, xp: Any, gradient: Any, state: Any, index: Any, learning_rate: Any) -> Any:
            return -learning_rate * gradient, {"count": 1.0}

    @dataclass(frozen=True)
    class _Rounding(FirstOrder):
        """Uses what JavaScript does otherwise."""

        def rule(self, xp: Any, gradient: Any, state: Any, index: Any, learning_rate: Any) -> Any:
            return -learning_rate * xp.rint(gradient), {}

    return {kind.__name__: kind for kind in (_Lazy, _Own, _Branching, _Counting, _Rounding)}


def test_every_first_order_rule_is_printed_and_no_other() -> None:
    text = rules_to_javascript(OURS)
    assert all(f"\n{name}: {{memory: " in text for name in FIRST_ORDER)
    assert text.count("step(x, g, m,") == len(FIRST_ORDER) >= 23
    assert len(text) < 620 * len(FIRST_ORDER)
    printed = {name for name, entry in page_tables(OURS)["optimizers"].items() if entry.get("printed")}
    assert printed == set(FIRST_ORDER)


@pytest.mark.parametrize("name", odd_rules())
def test_what_is_no_list_of_operations_is_left_out(name: str) -> None:
    assert rules_to_javascript({"odd": odd_rules()[name], "newton": Newton}) == "{\n\n}"


def test_what_pages_know_of_a_class_they_do_not_know_of_somebodys_subclass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class _Halved(Newton):
        """Goes half the way."""

    class _Kept(LBFGS):
        """Keeps something else."""

    known = {"newton": Newton, "lbfgs": LBFGS, "halved": _Halved, "kept": _Kept}
    monkeypatch.setattr("descent.javascript.rules.known_optimizers", lambda: known)
    assert (told_optimizers(), further_optimizers()) == ({"newton": Newton}, {"lbfgs": LBFGS})


@needs_node
@pytest.mark.parametrize("dimensions", [1, 2, 5])
def test_a_printed_step_is_the_step_of_the_rule(dimensions: int) -> None:
    """One step from somewhere on the way, with settings that are not the usual ones; powers may differ by an ulp."""
    draw = np.random.default_rng(dimensions)
    cases, ours = [], []
    for name, kind in FIRST_ORDER.items():
        settings = {
            field.name: intervals(kind)[field.name][1].startswith("[1") + 0.3 + 0.5 * draw.random()
            for field in dataclasses.fields(kind)
            if isinstance(field.default, float) and field.name not in ("learning_rate", "weight_decay")
        }
        settings |= {"weight_decay": 0.2} if kind.decoupled else {}
        optimizer = kind(0.07, **settings)
        points, gradient = draw.normal(size=(2, dimensions, 6))
        memory = {m: draw.random((dimensions, 6)) for m in kind.memory}
        shift, after = optimizer.step(points, gradient, memory, 4)
        told = {
            "x": points.T.ravel(),
            "g": gradient.T.ravel(),
            "m": [memory[m].T.ravel() for m in kind.memory],
        }
        cases.append({"name": name, "s": settings} | told)
        ours.append([points + shift, *(after[m] for m in kind.memory)])
    script = """
    return input.cases.map(({ name, x, g, m, s }) => {
      Thalweg.printed.rules[name].step(x, g, m, 6, input.n, 0.07, 4, s, Math.pow);
      return [x, ...m];
    });
    """
    printed = {"rules": rules_to_javascript()}
    found = run_node(script, {"cases": cases, "n": dimensions}, printed)
    for case, theirs, mine in zip(cases, found, ours, strict=True):
        for a, b in zip(theirs, mine, strict=True):
            np.testing.assert_allclose(
                np.array(a).reshape(6, dimensions).T, b, rtol=1e-14, err_msg=case["name"]
            )


@needs_node
def test_a_printed_stage_is_what_the_optimizer_sees() -> None:
    settings = {"clip_value": 0.8, "clip_norm": 1.1, "weight_decay": 0.3}
    points, gradient = np.random.default_rng(0).normal(size=(2, 3, 9))
    script = """
    return Object.entries(Thalweg.printed.stages).map(([name, stage]) => {
      const g = input.g.slice();
      stage(input.x, g, 9, 3, input.s);
      return [name, g];
    });
    """
    told = {"x": points.T.ravel(), "g": gradient.T.ravel(), "s": settings}
    found = run_node(script, told, {"stages": stages_to_javascript(), "rules": "{}"})
    assert [name for name, _ in found] == list(settings)
    for name, theirs in found:
        seen = GradientDescent(0.1, **{name: settings[name]}).seen(points, gradient)
        np.testing.assert_allclose(np.array(theirs).reshape(9, 3).T, seen, rtol=1e-15, err_msg=name)


def test_tables_tell_every_setting_as_the_class_has_it() -> None:
    tables = json.loads(json.dumps(page_tables()))
    for known, kinds in (("optimizers", OURS), ("schedules", known_schedules())):
        for name, kind in kinds.items():
            if name not in tables[known]:
                assert known == "optimizers" and not (issubclass(kind, FirstOrder) or kind.in_pages)
                continue
            settings = tables[known][name]["settings"]
            assert list(settings) == list(inspect.signature(kind).parameters)
            for field in dataclasses.fields(kind):
                told = settings[field.name] or tables["common"][field.name]
                needed = field.default is dataclasses.MISSING
                assert told.get("needed", False) == needed
                assert needed or told["default"] == field.default


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_the_limits_in_the_tables_are_those_that_are_enforced(name: str) -> None:
    tables = page_tables()
    for key, entry in tables["optimizers"][name]["settings"].items():
        told = entry or tables["common"][key]
        low, high = (float(bound) for bound in told["interval"][1:-1].split(","))
        for bound, is_open, beyond in (
            (low, told["interval"][0] == "(", -1),
            (high, told["interval"][-1] == ")", 1),
        ):
            if np.isinf(bound):
                continue
            if is_open:
                with pytest.raises(ValueError, match=f"{tables['optimizers'][name]['owner']}.{key} must be"):
                    parse_optimizer(f"{name}:{key}={bound}")
            else:
                assert getattr(parse_optimizer(f"{name}:{key}={bound}"), key) == bound
            with pytest.raises(ValueError):
                parse_optimizer(f"{name}:{key}={bound + beyond * 1e-9}")


def test_a_table_of_some_optimizers_holds_these() -> None:
    assert list(page_tables({"momentum": Momentum})["optimizers"]) == ["momentum"]
