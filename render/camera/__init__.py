"""Where a picture is looked at from: pure functions of film time.

pose.py       a direction and a zoom; the fit that turns it into a view of the whole surface; projection to pixels
paths.py      the named cameras, fixed ones, and how they are written
follow.py     cameras that follow a particle or key-frames
viewpoint.py  the side from which a named camera looks
"""
