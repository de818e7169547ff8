"""H.264 as every browser and slide plays it."""

from __future__ import annotations

from render.film.encoder import Video


class MP4(Video):
    """Slower presets gain 0.3 dB for twice the time.

    Of a large film both threads work on one picture, not each on its own: 3840 x 2160 takes 170 MB less, for 0.3 % more
    bytes and 0.04 dB.
    """

    title = "MP4"
    ending = ".mp4"
    crf = 17
    options = (
        *("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", "-f", "mp4"),
    )
    large_options = ("-x264-params", "sliced-threads=1")
