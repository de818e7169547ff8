"""The gallery's living page: one file in which every tile's scene, and all of the catalogue, can be turned and tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gallery.tiles.digests import file_digest, settings_digest
from gallery.tiles.presets import HIMMELBLAU, PRESETS

LIVING = "explore.html"
"""The page's name in the gallery's folder; a link's query after # is a scene."""


@dataclass(frozen=True)
class LivingPage:
    """The page to be written into a folder: the catalogue, and landscapes that the gallery has in another form."""

    folder: Path

    @property
    def name(self) -> str:
        """The page's."""
        return LIVING

    @property
    def path(self) -> Path:
        """The page."""
        return self.folder / LIVING

    @property
    def record(self) -> Path:
        """What the page is made of, and its digest."""
        return self.path.with_suffix(".json")

    def digest(self) -> str:
        """What the page is made of, as one number."""
        from gallery.tiles.foreign_code import code_digest
        from landscapes import guest_landscapes

        lands = [asdict(preset.scene.landscape) for preset in PRESETS]
        lands += [{name: code_digest(f.builder)} for name, f in guest_landscapes().items()]
        return settings_digest([LIVING, lands], libraries=("numpy", "sympy", "scipy"))

    def stands(self) -> bool:
        """Whether the file is there, unharmed, and would come out the same."""
        try:
            said = json.loads(self.record.read_text(encoding="utf-8"))
            return bool(said == {"digest": self.digest(), "file": file_digest(self.path)})
        except (OSError, ValueError, RecursionError):
            return False

    def build(self, report: Callable[[int, int], None]) -> None:
        """Write the page, its record last.

        Raises
        ------
        OSError
            If a file cannot be written.
        """
        from descent.results import replacing
        from render.page import write_page

        self.record.unlink(missing_ok=True)
        write_page(self.path, self._living())
        report(1, 1)
        with replacing(self.record, "w") as file:
            json.dump({"digest": self.digest(), "file": file_digest(self.path)}, file)

    def _living(self) -> Any:
        from gallery.spec import LandscapeSpec, living_of_spec
        from landscapes import catalogue

        first = HIMMELBLAU.scene
        lands = [preset.scene.landscape for preset in PRESETS]
        lands += [
            LandscapeSpec(name=name)
            for name, f in catalogue.items()
            if f.dimensions <= 2 and f.kind == "formula"
        ]
        known = [(land, land.landscape()) for land in dict.fromkeys(lands)]
        return living_of_spec(
            first,
            first.landscape.ground(),
            "thalweg explore -o explore.html",
            others=known,
            everything=True,
        )
