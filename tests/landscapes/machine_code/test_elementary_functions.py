"""Functions written as vector arithmetic, against mpmath."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from landscapes.machine_code import LANES, VECTOR, Lines, splat
from landscapes.machine_code.elementary import FUNCTIONS, power, versine

pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')

FORMS = {**FUNCTIONS, "versine": versine}
OTHERS = {"arctan": mpmath.atan, "versine": lambda x: 2 * mpmath.sin(x / 2) ** 2}
ORACLES = {name: OTHERS.get(name) or getattr(mpmath, name) for name in FORMS}
NAMES = [*FORMS, "power", "no power"]
SIZES = np.array([1e-300, 1e-20, 1e-9, 1e-3, 0.3, 0.5, 0.7071, 1.0, 1.5, 3.0, 20.0, 300.0, 700.0, 1e5, 1e8])


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Every function of all `numbers()`."""
    from descent.compiled_engine.machine import MachineCode

    lines = Lines()
    told = [
        lines.new(f"load ptr, ptr {lines.new(f'getelementptr ptr, ptr %words, i64 {i}')}") for i in (0, 1)
    ]
    number = lines.new(f"load {VECTOR}, ptr {told[0]}, align 8")
    results = [form(lines, number) for form in FORMS.values()] + [power(lines, number, splat(2.5))]
    results.append(power(lines, FUNCTIONS["log"](lines, number), splat(0.0)))
    for i, result in enumerate(results):
        where = lines.new(f"getelementptr {VECTOR}, ptr {told[1]}, i64 {i}")
        lines.put(f"store {VECTOR} {result}, ptr {where}, align 8")
    body, declared = "\n".join(lines.text), "\n".join(lines.declared)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THALWEG_CACHE", str(tmp_path_factory.mktemp("kernels")))
        code = MachineCode(f"{declared}\ndefine i64 @descend(ptr %words) {{\n{body}\n  ret i64 0\n}}\n")
    x, out = numbers(), np.empty((len(NAMES), LANES))
    found = []
    for part in x.reshape(-1, LANES):
        given = np.ascontiguousarray(part)
        words = np.array([given.ctypes.data, out.ctypes.data])
        code.run(words.tobytes())
        found.append(out.copy())
    return dict(zip(NAMES, np.concatenate(found, axis=1), strict=True))


def numbers() -> np.ndarray:
    chance = np.random.default_rng(0)
    near = (SIZES[:, None] * chance.uniform(0.5, 1.5, (len(SIZES), 16))).ravel()
    quarters = np.arange(1, 33) * (np.pi / 4)
    return np.concatenate([near, -near, quarters, -quarters, np.linspace(-1, 1, 2 * LANES)])


@pytest.mark.parametrize("name", FORMS)
def test_a_function_is_right_to_a_few_roundings(name: str, computed: dict[str, np.ndarray]) -> None:
    for x, ours in zip(numbers().tolist(), computed[name].tolist(), strict=True):
        true = ORACLES[name](mpmath.mpf(x)) if defined(name, x) else mpmath.nan
        if mpmath.isnan(true):
            assert np.isnan(ours), x
        elif abs(true) > 1.79e308:
            assert np.isinf(ours), x
        elif abs(true) > 1e-306:
            assert abs(ours - true) <= 1.5e-15 * abs(true), x
        else:
            assert abs(ours) <= 1e-306, x


def defined(name: str, x: float) -> bool:
    return x > {"log": 0.0, "log1p": -1.0}.get(name, -np.inf) or (name == "log1p" and x == -1)


def test_a_power_is_as_good_as_its_exponent_allows(computed: dict[str, np.ndarray]) -> None:
    for x, ours in zip(numbers().tolist(), computed["power"].tolist(), strict=True):
        if x < 0:
            assert np.isnan(ours), x
        elif 1e-120 < x < 1e120:
            assert ours == pytest.approx(x**2.5, rel=1e-15 * (4 + abs(2.5 * np.log(x)))), x


def test_what_is_no_number_stays_none(computed: dict[str, np.ndarray]) -> None:
    assert np.isnan(computed["log"][numbers() < 0]).all()
    np.testing.assert_array_equal(computed["no power"], np.where(numbers() < 0, np.nan, 1.0))
    assert np.isfinite(computed["sin"]).all() and (np.abs(computed["sin"]) <= 1).all()
