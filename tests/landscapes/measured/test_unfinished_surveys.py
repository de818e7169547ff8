"""Loss surfaces as Li et al. (2018) write them, and elevation models of several bands."""

from pathlib import Path

import numpy as np
import pytest

from landscapes import read_surface

XS, YS = np.linspace(-1, 1, 12), np.linspace(0, 2, 9)
HEIGHTS = np.add.outer(XS**2, YS)


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_not_computed_yet_is_a_hole(tmp_path: Path, turned: bool) -> None:
    h5py = pytest.importorskip("h5py", reason="h5py is not installed: pip install .[files]")
    losses = HEIGHTS.copy()
    losses[9:] = -1
    with h5py.File(tmp_path / "loss.h5", "w") as file:
        file["xcoordinates"], file["ycoordinates"] = XS, YS
        file["train_loss"] = losses.T if turned else losses
    f = read_surface(tmp_path / "loss.h5")
    assert f.value([XS[3], YS[4]]) == pytest.approx(HEIGHTS[3, 4])
    assert np.isnan(f.value([XS[10], YS[4]]))


def test_several_bands_are_refused_and_overviews_are_not(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile", reason="tifffile is not installed: pip install .[files]")
    for name, second in (("bands", HEIGHTS), ("overview", HEIGHTS[::2, ::2])):
        with tifffile.TiffWriter(tmp_path / f"{name}.tif") as file:
            file.write(HEIGHTS.astype(np.float32))
            file.write(second.astype(np.float32))
    with pytest.raises(
        ValueError, match=r"^bands\.tif: must hold one band of heights, got shape \(2, 12, 9\)$"
    ):
        read_surface(tmp_path / "bands.tif")
    assert read_surface(tmp_path / "overview.tif").domain == ((0, 8), (0, 11))
