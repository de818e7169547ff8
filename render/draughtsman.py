"""Draws a scene's pictures one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from render.camera import find_path
from render.captions import Captions
from render.panels import PANELS
from render.stage import Stage, graded

if TYPE_CHECKING:
    from render.scene import Scene


class Draughtsman:
    """Composes each picture: the 3-D stage, the flat panels, the words. Close it when done."""

    def __init__(self, scene: Scene, size: tuple[int, int]) -> None:
        self._clock, layout = scene.timing, scene.layout(size)
        self._ground = graded(scene.look, size)
        self._stage = None
        if scene.surface is not None and layout.stage is not None:
            box = layout.stage
            self._stage = Stage(
                scene.surface,
                scene.runs,
                scene.tints,
                scene.timing,
                camera=find_path(scene.camera),
                size=(box[2] - box[0], box[3] - box[1]),
                frame=layout.frame,
                **scene.surface_options,
            )
        self._captions = Captions(scene, size, right=layout.stage[2] if layout.stage else size[0])
        names = [name for name in scene.panels if name != "surface"]
        runs, unit = tuple(scene.runs.values()), self._captions.unit
        self._charts = [
            (box, PANELS[name](scene.landscape, runs, scene.tints, scene.look, self._ground.crop(box), unit))
            for name, box in zip(names, layout.charts, strict=True)
        ]

    def picture(self, t: float) -> Image.Image:
        """The picture at film time `t`."""
        index = self._clock.index(t)
        picture = self._ground.copy()
        if self._stage is not None:
            picture.paste(self._stage.draw(t), (0, 0))
        for box, chart in self._charts:
            picture.paste(chart.draw(index), box[:2])
        self._captions.write(picture, index)
        return picture

    def close(self) -> None:
        """Give the window back."""
        if self._stage is not None:
            self._stage.close()
