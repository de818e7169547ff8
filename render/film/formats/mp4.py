"""H.264 as every browser and slide plays it."""

from __future__ import annotations

from render.film.encoder import Video


class MP4(Video):
    """Slower presets gain 0.3 dB for twice the time."""

    title = "MP4"
    ending = ".mp4"
    crf = 17
    options = (
        *("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", "-f", "mp4"),
    )
