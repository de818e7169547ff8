"""Where a picture is looked at from: pure functions of film time.

pose.py       a direction and a zoom; the view that they become; projection to pixels
room.py       what has to be in a picture, and what words leave of it
fitting.py    one distance for all poses of a film, so that nothing is cut
paths.py      the named cameras, fixed ones, and how they are written
sight.py      what the ground hides, by the horizon around points over it
watched.py    what a film is about: its particles at all times, and the goal
placing.py    the side from which most of that is seen, and how far the camera swings
follow.py     cameras that follow a particle
keyframes.py  cameras through poses of one's own
camera_numbers.py  the numbers of all this, for other languages
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.camera.camera_numbers import camera_table
    from render.camera.fitting import Fit, fit
    from render.camera.follow import ELEVATIONS, RIDE_DISTANCE, SINKING, TURNING, Ride, outlook
    from render.camera.paths import NAMED_PATHS, find_path, followed, paced, still
    from render.camera.placing import Placing
    from render.camera.pose import (
        DEPTH,
        NEAR,
        VIEW_ANGLE,
        Path,
        Pose,
        View,
        axes,
        cross,
        nearest_corner,
        project,
    )
    from render.camera.room import Corner, Frame, Room
    from render.camera.sight import seen_from
    from render.camera.watched import Watched

__all__ = [
    "DEPTH",
    "ELEVATIONS",
    "NAMED_PATHS",
    "NEAR",
    "RIDE_DISTANCE",
    "SINKING",
    "TURNING",
    "VIEW_ANGLE",
    "Corner",
    "Fit",
    "Frame",
    "Path",
    "Placing",
    "Pose",
    "Ride",
    "Room",
    "View",
    "Watched",
    "axes",
    "camera_table",
    "cross",
    "find_path",
    "fit",
    "followed",
    "nearest_corner",
    "outlook",
    "paced",
    "project",
    "seen_from",
    "still",
]

__getattr__ = door(__name__, __file__)
