"""Basins, maps of two settings and the minima's order in the page, against Python's."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from descent import BFGS, Adam, Ending, GradientDescent, Momentum, basins, descend, largest_stable_rate
from landscapes import catalogue, parse
from render.page.writing import shared_texts

pytestmark = needs_node

_CASES = (
    ("himmelblau", "gradient_descent", GradientDescent(0.01)),
    ("himmelblau", "adam", Adam(0.3)),
    ("six_hump_camel", "momentum", Momentum(0.01)),
    ("rastrigin", "gradient_descent", GradientDescent(0.002)),
    ("drop_wave", "gradient_descent", GradientDescent(0.05)),
    ("easom", "gradient_descent", GradientDescent(0.1)),
)
_RESOLUTION, _STEPS = 100, 250
_BASINS = """
// As a worker says it, which gives away what it tells.
const worked = (kind, name, options) => new Promise((resolve, reject) => {
  const told = [];
  const port = { postMessage(message, transfer = []) {
    const { value, over, error } = structuredClone(message, { transfer });
    if (error) reject(new Error(error));
    else if (over) resolve(told);
    else if (value.label) told.push(value);
  } };
  Thalweg.serve(port);
  port.onmessage({ data: { id: 1, kind, landscape: { name }, options } });
});
return Promise.all(input.map(async ([name, optimizer, rate]) => {
  const told = await worked("basins", name, { optimizer, learning_rate: rate, steps: STEPS, resolution: SIDE });
  const last = told[told.length - 1];
  return { sides: told.map((found) => found.resolution), ...last, places: last.places.map((place) => place.position) };
}));
""".replace("STEPS", str(_STEPS)).replace("SIDE", str(_RESOLUTION))


def printed(*names: str) -> dict[str, str]:
    return {"landscapes": printed_landscapes([catalogue[name] for name in names]), **shared_texts()}


@cache
def found() -> list[Any]:
    cases = [[name, optimizer, own.learning_rate] for name, optimizer, own in _CASES]
    return list(run_node(_BASINS, cases, printed(*dict.fromkeys(name for name, *_ in _CASES)), timeout=120))


@pytest.mark.parametrize("case", range(len(_CASES)), ids=lambda k: "-".join(_CASES[k][:2]))
def test_every_start_ends_where_python_says(case: int) -> None:
    name, _, optimizer = _CASES[case]
    ours, page = basins(catalogue[name], optimizer, resolution=_RESOLUTION, steps=_STEPS), found()[case]
    minima = np.flatnonzero(ours.destinations.is_minimum)
    number = np.full(len(ours.destinations) + 1, -1)
    number[minima] = np.arange(len(minima))
    assert np.mean(number[ours.labels.ravel()] != page["label"]) <= 0.001
    assert np.mean(ours.ending.ravel() != page["ending"]) <= 0.001
    assert np.mean(ours.steps.ravel() != page["steps"]) <= 0.001
    width = np.ptp(np.array(catalogue[name].domain), axis=1)
    points = ours.destinations.extent[minima] == 0
    away = np.abs((ours.minima - page["minimizers"][: len(minima)]) / width).max(axis=1)
    assert (away[points] < 1e-3).all()


def test_a_picture_comes_coarse_first_and_says_what_is_near() -> None:
    for page in found():
        assert page["sides"] == [50, 100]
        label, near, nearness = (np.array(page[key]) for key in ("label", "near", "nearness"))
        assert (near[label >= 0] == label[label >= 0]).all()
        assert (nearness[label >= 0] == 255).all()
        assert (nearness[near < 0] == 0).all()
        assert ((nearness < 255) | (np.array(page["ending"]) <= Ending.CONVERGED))[near >= 0].all()
    # Adam still circles; yet its particles are near.
    assert np.mean(np.array(found()[1]["near"]) >= 0) > 0.95 > np.mean(np.array(found()[1]["label"]) >= 0)


def test_in_slices_or_at_once_the_result_is_the_same_and_work_can_be_given_up() -> None:
    script = """
    const landscape = Thalweg.landscapeOf("himmelblau"), work = new Thalweg.Work(), shown = [];
    const options = { landscape, optimizer: "gradient_descent", learning_rate: 0.01, steps: 100, resolution: 128 };
    const first = await work.basins(options, (found) => shown.push(found.resolution)).done;
    let last;
    for (const found of Thalweg.basinsOf(landscape, options)) last = found;
    const job = work.basins({ ...options, resolution: 1024 }, () => job.cancel());
    const cut = await job.done, unseen = await work.basins({ ...options, resolution: 20 }).done;
    const failed = await work.basins({ ...options, optimizer: "nobody" }).done.catch((error) => error.message);
    return { same: JSON.stringify([...first.label, ...first.steps]) === JSON.stringify([...last.label, ...last.steps]),
      shown, done: first.done, cut: [cut.resolution, cut.done], unseen: unseen.resolution, failed };
    """
    told = run_node(script, None, printed("himmelblau"))
    assert told["same"]
    assert told["done"]
    assert told["shown"] == [64, 128]
    assert told["cut"] == [64, False]
    assert told["unseen"] == 20
    assert "nobody" in told["failed"]


def test_one_particle_alone_ends_as_among_others() -> None:
    script = """
    const worst = [];
    for (const name of Object.keys(Thalweg.optimizers).filter((key) => Thalweg.optimizers[key].printed)) {
      for (const key of input) {
        const landscape = Thalweg.landscapeOf(key), settings = { optimizer: name, learning_rate: 0.02, steps: 120 };
        const run = Thalweg.descend(landscape, { ...settings, starts: "grid:4", keep: "ends", judged: false });
        const lone = new Thalweg.Lone(landscape, settings);
        for (let k = 0; k < run.count; k++) {
          const end = lone.travel(run.at(0, k)), place = run.at(1, k);
          const same = end.ending === run.endings[k] && end.stoppedAt === run.stoppedAt[k] &&
            end.resting === run.resting[k] && end.x.every((x, i) => Object.is(x, place[i])) &&
            Object.is(end.height, run.heightsOf(1)[k]);
          if (!same) worst.push([name, key, k]);
        }
      }
    }
    return worst;
    """
    names = ("himmelblau", "rosenbrock", "easom", "michalewicz" if "michalewicz" in catalogue else "ackley")
    assert run_node(script, names, printed(*names)) == []


def test_beyond_theorys_border_nothing_comes_to_rest() -> None:
    f = parse("3*x**2 + y**2 + x*y", [(-2, 2), (-2, 2)], name="bowl")
    script = """
    const f = Thalweg.landscapeOf("bowl");
    const options = { optimizer: "momentum", start: [1.1, 0.7], steps: 4000, resolution: 20,
      x: { setting: "learning_rate", low: 0.05, high: 1, scale: "log" },
      y: { setting: "momentum", low: 0, high: 0.9, scale: "linear" } };
    let last;
    for (const found of Thalweg.parameterMap(f, options)) last = found;
    return last;
    """
    told = run_node(script, None, {"landscapes": printed_landscapes([f]), **shared_texts()}, timeout=120)
    assert told["border"]["exact"]
    for rate, momentum in told["border"]["points"][::16]:
        assert rate == pytest.approx(largest_stable_rate(f, [0, 0], Momentum(0.1, momentum)), rel=1e-9)
    rates, momenta = np.meshgrid(told["xs"], told["ys"])
    border = np.interp(momenta, *np.transpose([(m, r) for r, m in told["border"]["points"]]))
    rested = np.reshape(told["ending"], rates.shape) == Ending.CONVERGED
    assert rested[rates < 0.97 * border].all()
    assert not rested[rates > 1.03 * border].any()


def test_a_minimum_keeps_its_number_whatever_optimizer_is_shown() -> None:
    script = """
    const landscape = Thalweg.landscapeOf("himmelblau");
    const last = (steps) => { let value; for (value of steps); return value; };
    const { minima } = last(Thalweg.minimaOf(landscape));
    const options = { steps: 250, resolution: 40 };
    const inks = input.map(([optimizer, rate]) => {
      const { places } = last(Thalweg.basinsOf(landscape, { ...options, optimizer, learning_rate: rate }));
      return Thalweg.inksOf(landscape, minima, places).map((ink, k) => [ink, ...places[k].position]);
    });
    return { minima: minima.map(({ position }) => position), inks };
    """
    told = run_node(script, [["gradient_descent", 0.01], ["adam", 0.3]], printed("himmelblau"))
    assert len(told["minima"]) == 4
    for inks in told["inks"]:
        for ink, *place in inks:
            assert np.allclose(told["minima"][int(ink)], place, atol=1e-3)


def test_a_map_goes_by_whole_numbers_where_a_setting_is_one() -> None:
    script = """
    const f = Thalweg.landscapeOf("himmelblau");
    const options = { optimizer: "bfgs", start: [1, 1], steps: 60, resolution: 9,
      x: { setting: "trials", low: 1, high: 6, scale: "linear", whole: true },
      y: { setting: "shrink", low: 0.1, high: 0.9, scale: "linear" } };
    let last;
    for (const found of Thalweg.parameterMap(f, options)) last = found;
    return last;
    """
    told = run_node(script, None, printed("himmelblau"))
    assert sorted(set(told["xs"])) == [1, 2, 3, 4, 5, 6] and len(told["xs"]) == 9
    f = catalogue["himmelblau"]
    for k in (0, 4, 40, 80):
        mine = descend(f, [1, 1], BFGS(trials=int(told["xs"][k % 9]), shrink=told["ys"][k // 9]), steps=60)
        assert (told["steps"][k], told["ending"][k]) == (mine.stopped_at[0], mine.ending[0])
