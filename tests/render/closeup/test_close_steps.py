"""Close-ups: stops that can be drawn, arrows that add up, a marble that is seen, sentences that follow."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from descent import Adam, Momentum, anatomy, descend
from descent.registry import known_optimizers
from landscapes import catalogue
from render import Scene
from render.camera import VIEW_ANGLE, axes, project, seen_from
from render.clock import LEAD, REST, ShotClock
from render.closeup import CloseupComposer, label_of, out_of_focus, said_of, stops_of
from render.closeup.shot_path import backed, clear, walled
from render.finale import Closing
from render.style import rgb

NAMES = sorted(known_optimizers())
F = catalogue["himmelblau"]
START = [[-1.0, 1.5]]


def scene_of(optimizer, f=F, start=START, **look):
    return Scene(f, descend(f, start, optimizer, steps=60), panels=("surface", "anatomy"), **look)


@pytest.mark.parametrize("name", NAMES)
def test_every_optimizer_has_a_close_up_whose_arrows_add_up_and_are_seen(name: str) -> None:
    prepared = scene_of(known_optimizers()[name]()).prepared
    shown = prepared.closeup
    assert shown is not None and shown.stops
    path = prepared.shot_path((1280, 720))
    for k, (stop, (pose, distance)) in enumerate(zip(shown.stops, path.shots, strict=True)):
        tracks = list(stop.tracks.values())
        ends = tracks[:-1] if len(tracks) > 1 else tracks
        assert tracks[-1][0] == pytest.approx(stop.step.position)
        assert ends[-1][-1] - ends[0][0] == pytest.approx(stop.factor * stop.step.displacement, abs=1e-9)
        points = stop.points(shown.surface.world)
        t = next(
            t
            for t in np.linspace(0, 1, 901)
            if shown.clock.built(t) is not None and shown.clock.part(t)[0] == k
        )
        eye = path.fit.view(path(float(t))).position
        assert np.linalg.norm(eye - np.array(pose.target)) == pytest.approx(distance, rel=1e-3)
        assert clear(shown.surface, points[::3], eye) > 0.8
        assert all(len(label_of(stop.step, part).split()) <= 2 for part in stop.tracks)


@pytest.mark.parametrize(
    ("name", "start"),
    [("beale", (-1.0, 1.5)), ("himmelblau", (-4.9, 4.8)), ("branin", (9.0, 13.0)), ("booth", (-9.5, 9.5))],
)
def test_a_marble_at_the_edge_has_ground_behind_it(name: str, start: tuple[float, float]) -> None:
    prepared = scene_of(Adam(0.05), catalogue[name], [start]).prepared
    path = prepared.shot_path((1280, 720))
    assert prepared.closeup is not None and path.shots
    for pose, distance in path.shots:
        right, up, back = axes(pose)
        middle, wide = np.array(pose.target), distance * np.tan(np.radians(VIEW_ANGLE / 2))
        places = [middle + a * wide * right + b * wide * up for a in (-0.7, 0, 0.7) for b in (0, 0.3, 0.6)]
        seen = backed(prepared.closeup.surface, np.array(places), middle + distance * back)
        assert seen > 0.75, pose
        frame = [
            middle + a * wide * right + b * wide * up for a in (-1.3, -0.6, 0, 0.6, 1.3) for b in (-1, 0, 1)
        ]
        assert walled(prepared.closeup.surface, np.array(frame), middle + distance * back) <= 0.4, pose


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_step_follows_from_its_numbers(name: str) -> None:
    run = descend(F, START, known_optimizers()[name](), steps=12)
    for index in range(min(int(run.stopped_at[0]), 6)):
        step = anatomy(run, 0, index)
        before = run.positions[index, 0] - run.positions[index - 1, 0] if index else None
        first, second = said_of(step, before)
        moved, slope = np.linalg.norm(step.displacement), -step.gradient
        if "straight downhill, by" in second and "off" not in second:
            assert step.displacement @ slope == pytest.approx(moved * np.linalg.norm(slope), rel=1e-3)
        if "uphill" in second:
            assert step.displacement @ slope < 0
        parts = step.parts
        if "pull the same way" in second:
            assert parts["gradient"] @ parts["momentum"] > 0
        if "pull against" in second:
            assert parts["gradient"] @ parts["momentum"] < 0
        if first.startswith("The last step"):
            kept, rate = (float(word) for word in re.findall(r"× ([\d.]+)", first))
            told = kept * before - rate * step.gradient
            assert told == pytest.approx(step.displacement, rel=0.02, abs=0.01 * moved)
        if first.startswith("The slope here"):
            assert step.displacement == pytest.approx(-step.learning_rate * step.gradient)


def test_the_film_stands_at_the_stops_and_passes_all_steps_in_order() -> None:
    clock = ShotClock(60.0, final=60.0, stops=(0, 8, 23))
    times = np.linspace(0, 1, 801)
    indices = np.array([clock.index(t) for t in times])
    assert (np.diff(indices) >= -1e-9).all() and indices[0] == 0 and indices[-1] == 60
    stood = {clock.part(t)[0]: clock.index(t) for t in times if clock.built(t) is not None}
    assert stood == {0: 0, 1: 8, 2: 23}
    assert np.abs(np.diff(indices[times > 1 - REST + 0.01])).max() == 0 and indices[times < LEAD].max() == 0
    making = [t for t in times if clock.told(t) == 1.0]
    assert {clock.part(t)[0] for t in making} == {0, 1, 2}
    assert all(clock.built(t) is None and clock.index(t) > clock.stops[clock.part(t)[0]] for t in making)


def test_without_a_step_of_ours_the_panel_says_so() -> None:
    run = descend(F, [[3.0, 2.0]], Adam(0.1), steps=3)
    still = Scene(F, run, panels=("surface", "anatomy")).prepared
    assert (still.closeup is None) == (run.stopped_at[0] < 1)
    two = {"a": run, "b": run}
    assert Scene(F, two, panels=("surface", "anatomy")).prepared.closeup is None
    assert stops_of(descend(F, [[3.0, 2.0]], Adam(0.1), steps=0), 0, still.any_surface.world) == []


def test_a_close_up_is_drawn_and_what_is_far_is_soft() -> None:
    scene = scene_of(Momentum(0.005))
    composer = scene.drawn((320, 180))
    assert isinstance(composer, CloseupComposer)
    clock = scene.prepared.timing
    t = [t for t in np.linspace(0, 1, 901) if clock.built(t) is not None][-40]
    assert composer.picture(float(t)).shape == (180, 320, 3)
    composer.close()
    noise = np.random.default_rng(0).integers(0, 255, (60, 60, 3)).astype(np.uint8)
    depth = np.where(np.arange(60) < 30, 1.0, 3.0)[None].repeat(60, axis=0).astype(np.float32)
    soft = out_of_focus(noise, depth, 1.0, 400.0)
    assert soft[:, 35:].std() < 0.5 * noise.std() and (soft[:, :25] == noise[:, :25]).all()


def test_at_home_the_whole_fills_the_picture_and_the_whole_way_is_seen() -> None:
    size = (640, 360)
    run = descend(F, START, Momentum(0.001), steps=400)
    scene = Scene(F, run, panels=("surface", "anatomy"))
    path = scene.prepared.shot_path(size)
    view = path.fit.view(path(1.0))
    outline = ConvexHull(project(view, size, scene.prepared.closeup.surface.hull))
    assert outline.volume > 0.3 * size[0] * size[1]
    composer = scene.drawn(size)
    try:
        picture = composer.picture(1.0).astype(float)
    finally:
        composer.close()
    world = scene.prepared.closeup.surface.world
    way = world.place(run.positions[:30:2, 0])
    seen = seen_from(scene.prepared.closeup.surface, way, view) > 0
    gold = np.array(rgb(scene.prepared.theme.palette[0])) * 255
    near = [
        np.abs(picture[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3] - gold).max(axis=-1).min()
        for x, y in project(view, size, way[seen])
    ]
    assert seen.sum() > 8 and np.median(near) < 40


@pytest.mark.parametrize(
    ("name", "start", "optimizer"),
    [("beale", (-1.0, 1.5), Adam(0.042)), ("himmelblau", (-1.0, 1.5), Momentum(0.005))],
)
def test_the_marble_is_in_every_picture_beside_one_set_of_words(
    name: str, start: tuple[float, float], optimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    f = catalogue[name]
    run = descend(f, [start], optimizer, steps=120)
    prepared = Scene(f, run, panels=("surface", "anatomy")).prepared
    size, written = (320, 180), list[str]()
    shown, path, words = prepared.closeup, prepared.shot_path(size), prepared.captions(size)
    assert shown is not None
    room = (words.room, words.room)
    closing = Closing(prepared.finale, tuple, prepared.theme, size, room, words.first_row)
    for kind, attribute in ((type(words), "write"), (CloseupComposer, "_step_words"), (Closing, "_write")):
        own = getattr(kind, attribute)

        def told(*given, own=own, kind=kind, **more):  # type: ignore[no-untyped-def]
            # The count of steps beside the last sentence is of that.
            written.append("closing" if more.get("ending") is not None else kind.__name__)
            return own(*given, **more)

        monkeypatch.setattr(kind, attribute, told)
    composers = [
        CloseupComposer(shown, path, words, closing, path.room.frame, color, size)
        for color in ("#00ff00", "#ff00ff")
    ]
    try:
        for t in np.unique([*np.linspace(0, 1, 25), *np.linspace(0.02, 0.2, 25), 1 - REST, 1 - 0.7 * REST]):
            written.clear()
            pictures = [composer.picture(float(t)).astype(int) for composer in composers]
            assert len({"closing" if w == "Closing" else w for w in written}) <= 1, t
            assert np.abs(pictures[0] - pictures[1]).max() > 50, t
    finally:
        for composer in composers:
            composer.close()
