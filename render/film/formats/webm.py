"""VP9 with colour at full resolution, so that thin trails keep theirs."""

from __future__ import annotations

from render.film.encoder import Video


class WebM(Video):
    """8 dB above what 4:2:0 gives."""

    title = "WebM"
    ending = ".webm"
    crf = 28
    options = (
        *("-c:v", "libvpx-vp9", "-b:v", "0", "-pix_fmt", "yuv444p"),
        *("-deadline", "realtime", "-cpu-used", "7", "-tune-content", "screen", "-row-mt", "1"),
        *("-tile-columns", "1", "-f", "webm"),
    )
