"""Camera paths are pure functions of film time, and the fit loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from render.camera import keyframes
from render.camera.fitting import fit
from render.camera.paths import NAMED_PATHS, find_path, paced
from render.camera.pose import VIEW_ANGLE, Pose, axes
from render.camera.room import Frame
from render.scene.layout import SAFE

TIMES = np.linspace(0, 1, 21)
BOX = np.stack(np.meshgrid([-1, 1], [-1, 1], [-0.4, 0.4]), -1).reshape(-1, 3).astype(float)
NEEDLE = np.concatenate([np.random.default_rng(1).uniform(-1, 1, (200, 3)) * [1, 0.4, 0.1], [[0, 0, -3.0]]])


def shares(pose: Pose, hull: NDArray[np.float64], aspect: float, frame: Frame) -> NDArray[np.float64]:
    """Where the points (k, 3) are seen: shares of the picture's width and height from the top left, (k, 2)."""
    view = fit(pose, hull, aspect, frame)
    right, up, back = axes(pose) @ (hull - view.position).T
    half = np.tan(np.radians(VIEW_ANGLE / 2))
    assert (back < 0).all(), "a point lies behind the camera"
    return np.stack([(right / -back / (half * aspect) + 1) / 2, (1 - up / -back / half) / 2], axis=-1)


@pytest.mark.parametrize("hull", [BOX, NEEDLE], ids=["box", "needle"])
@pytest.mark.parametrize("aspect", [0.5, 4 / 3, 2.4])
@pytest.mark.parametrize("frame", [Frame(), SAFE, Frame(0.1, 0.5, 0.4, 0.9)], ids=["whole", "safe", "corner"])
@pytest.mark.parametrize("name", NAMED_PATHS)
def test_everything_stays_in_the_frame_at_every_moment(
    name: str, frame: Frame, aspect: float, hull: NDArray[np.float64]
) -> None:
    for t in TIMES:
        seen = shares(NAMED_PATHS[name](t), hull, aspect, frame)
        assert (seen >= [frame.left - 1e-6, frame.top - 1e-6]).all()
        assert (seen <= [frame.right + 1e-6, frame.bottom + 1e-6]).all()


def test_the_surface_fills_the_frame_in_one_direction() -> None:
    for t in TIMES:
        seen = shares(NAMED_PATHS["turn"](t), BOX, 4 / 3, SAFE)
        wide, tall = np.ptp(seen, axis=0)
        assert max(wide / (SAFE.right - SAFE.left), tall / (SAFE.bottom - SAFE.top)) > 0.99


@pytest.mark.parametrize("name", NAMED_PATHS)
def test_paths_are_smooth_and_repeatable(name: str) -> None:
    fine = np.linspace(0, 1, 501)
    poses = np.array([(p.azimuth, p.elevation, 100 * p.zoom) for p in map(NAMED_PATHS[name], fine)])
    again = np.array([(p.azimuth, p.elevation, 100 * p.zoom) for p in map(find_path(name), fine)])
    assert (poses == again).all()
    assert np.abs(np.diff(poses, axis=0)).max() < 1.5, "a jump"
    assert (np.abs(poses[:, 1]) <= 90).all()


@pytest.mark.parametrize("name", ["orbit", "still", "turn"])
def test_loops_close(name: str) -> None:
    first, last = NAMED_PATHS[name](0.0), NAMED_PATHS[name](1.0)
    np.testing.assert_allclose(axes(first), axes(last), atol=1e-9)


def test_axes_are_right_handed_and_orthonormal() -> None:
    for azimuth in (-200.0, -58.0, 0.0, 90.0, 361.0):
        for elevation in (-89.0, 0.0, 42.0, 88.0):
            basis = axes(Pose(azimuth, elevation))
            np.testing.assert_allclose(basis @ basis.T, np.eye(3), atol=1e-12)
            assert np.linalg.det(basis) == pytest.approx(1)


@pytest.mark.parametrize("ramp", [0.1, 0.5])
def test_a_pace_is_gathered_and_lost(ramp: float) -> None:
    assert [paced(u, ramp) for u in (-1, 0, 0.5, 1, 2)] == [0, 0, 0.5, 1, 1]
    assert paced(1e-4, ramp) < 1e-6 and 1 - paced(1 - 1e-4, ramp) < 1e-6
    ways = np.array([paced(u, ramp) for u in np.linspace(0, 1, 1001)])
    assert (np.diff(ways) > 0).all() and np.abs(np.diff(ways, 2)).max() < 1.3e-6 / (ramp * (1 - ramp))


def test_a_fixed_camera_is_written_as_text() -> None:
    assert find_path("still:-30,60")(0.7) == Pose(-30.0, 60.0)
    assert find_path("still:-30,60,1.5")(0.1) == Pose(-30.0, 60.0, 1.5)


@pytest.mark.parametrize(
    "text", ["still:", "still:1", "still:1,2,3,4", "still:a,b", "still:0,91", "still:0,nan"]
)
def test_a_fixed_camera_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="camera"):
        find_path(text)


def test_an_unknown_camera_is_refused_by_name() -> None:
    with pytest.raises(LookupError, match="unknown camera 'spin'; there are orbit"):
        find_path("spin")


def test_key_frames_may_begin_with_the_columns_names(tmp_path) -> None:
    rows = "0,-60,40,1\n1,-20,30,1.2\n"
    plain, named, empty = (tmp_path / f"{name}.csv" for name in ("plain", "named", "empty"))
    plain.write_text("# a comment\n" + rows)
    named.write_text("time, azimuth, elevation, zoom\n" + rows)
    empty.write_text("\n")
    np.testing.assert_array_equal(keyframes.KeyFrames.load(plain).rows, keyframes.KeyFrames.load(named).rows)
    with pytest.raises(ValueError, match="two or more rows"):
        keyframes.KeyFrames.load(empty)


BROKEN = {
    "not UTF-8": b"\xff\xfe0,0,0",
    "words": b"a,b,c\nd,e,f\n1,2,x\n",
    "one row": b"0,0,0\n",
    "unequal rows": b"0,0,0\n1,0\n",
    "not finite": b"0,0,0\n1,nan,0\n",
    "infinite": b"0,0,0\n1,1e999,0\n",
    "falling": b"1,0,0\n0,0,0\n",
    "a zero byte": b"0,0,0\n\x00\n1,0,0\n",
    "large": b"0,0,0\n" * 200_000,
    "formulas": b"=1+1,0,0\n1,0,0\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_of_key_frames_is_refused_in_one_line_that_names_it(content, tmp_path):
    (tmp_path / "k.csv").write_bytes(content)
    for path in (tmp_path / "k.csv", tmp_path, tmp_path / "none.csv"):
        with pytest.raises(ValueError, match="cannot read key-frames from") as caught:
            keyframes.KeyFrames.load(path)
        assert "\n" not in str(caught.value) and str(path) in str(caught.value)
