"""Our paths against torch's own, in float64; made once with the version named in the file."""

import json
from pathlib import Path

import numpy as np
import pytest

from descent import descend, parse_optimizer, parse_schedule
from landscapes import catalogue

TRUTH = json.loads((Path(__file__).parents[2] / "truth" / "torch.json").read_text())


@pytest.mark.parametrize("run", TRUTH["runs"], ids=lambda run: f"{run['landscape']}-{run['optimizer']}")
def test_path_is_torchs(run):
    f = catalogue[run["landscape"]]
    paths = descend(f, [run["start"]], parse_optimizer(run["optimizer"]), steps=60, tolerance=0)
    for index, place in run["positions"].items():
        np.testing.assert_allclose(paths.positions[int(index), 0], place, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("text", TRUTH["schedules"])
def test_schedule_is_torchs(text):
    schedule = parse_schedule(text)
    for index, rate in TRUTH["schedules"][text].items():
        assert schedule(int(index)) == pytest.approx(rate, rel=1e-12), index


@pytest.mark.parametrize("text", ["one_cycle:0.1,steps=10,rising=0.1", "one_cycle:0.1,steps=2,rising=0.5"])
def test_one_cycle_that_rises_in_one_step_begins_at_its_peak(text):
    """There torch divides by zero."""
    schedule = parse_schedule(text)
    assert schedule(0) == pytest.approx(0.1)
    assert schedule(1) < 0.1
