"""Where a picture is looked at from: pure functions of film time.

pose.py       a direction and a zoom; the fit that turns it into a view of the whole surface; projection to pixels
paths.py      the named cameras, fixed ones, and how they are written
follow.py     cameras that follow a particle or key-frames
viewpoint.py  the side from which a named camera looks
camera_numbers.py  the numbers of all this, for other languages
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.camera.camera_numbers import camera_table
    from render.camera.follow import ELEVATIONS, RIDE_DISTANCE, SINKING, TURNING, Ride, outlook
    from render.camera.paths import NAMED_PATHS, find_path, followed, still
    from render.camera.pose import (
        DEPTH,
        NEAR,
        VIEW_ANGLE,
        Frame,
        Path,
        Pose,
        View,
        axes,
        fit,
        project,
        smooth,
    )
    from render.camera.viewpoint import facing_ends

__all__ = [
    "DEPTH",
    "ELEVATIONS",
    "NAMED_PATHS",
    "NEAR",
    "RIDE_DISTANCE",
    "SINKING",
    "TURNING",
    "VIEW_ANGLE",
    "Frame",
    "Path",
    "Pose",
    "Ride",
    "View",
    "axes",
    "camera_table",
    "facing_ends",
    "find_path",
    "fit",
    "followed",
    "outlook",
    "project",
    "smooth",
    "still",
]

__getattr__ = door(__name__, __file__)
