"""The surface: a lattice of true heights, drawn heights, and light and contours baked into its colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from landscapes import Landscape, creases
from render.style import Theme, rgb
from render.surface.block import PLINTH, Block
from render.surface.cuts import Tiling, signs_of, tiled
from render.surface.heights import HeightTransform, choose_transform
from render.surface.horizons import Relief
from render.surface.lattice import Lattice, at_border, reaching, slopes
from render.surface.light import LAMPS, Daylight, Lamps, glow_of
from render.surface.mesh import needed_lines
from render.surface.polylines import thinned
from render.surface.ramps import find_colormap, tone_power, toned
from render.surface.water import Water, looked_up
from render.surface.world import World, becoming_height

CONTOUR_STEPS = 18
MOST_CONTOUR_POINTS = 200_000
"""Of a landscape with more, fewer levels are drawn."""
RIM = 3
"""Cells over which the relief is carried on beyond the border of where there is a height, for light at the border."""
FLOOR_GAP = 0.8
"""World units from the lowest height down to the floor."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A landscape of two variables, ready to be drawn."""

    landscape: Landscape
    theme: Theme
    lattice: Lattice
    world: World
    floor: float | None = field(default=None, kw_only=True)
    """World height of the map that lies beneath, if there is one."""

    @classmethod
    def of(
        cls,
        f: Landscape,
        theme: Theme,
        *,
        resolution: int = 180,
        height: str | HeightTransform = "auto",
        with_floor: bool = False,
    ) -> Surface:
        """Sample the landscape and choose its height transform, unless one is given.

        Parameters
        ----------
        resolution : lines of the lattice along each side, besides those through minimizers
        height : a transform, or the name of one
        with_floor : whether a map will lie beneath

        Raises
        ------
        ValueError
            For a height transform of an unknown name.
        """
        lattice = Lattice.of(f, resolution)
        transform = choose_transform(lattice.heights, height) if isinstance(height, str) else height
        world = World(f, transform)
        tallest = becoming_height(transform(lattice.heights), world.half_sides)
        floor = -0.5 * tallest - FLOOR_GAP if with_floor else None
        return cls(f, theme, lattice, replace(world, height=tallest), floor=floor)

    @cached_property
    def vertices(self) -> NDArray[np.float64]:
        """World coordinates (rows, columns, 3); the floor of the range where there is no height."""
        z = self.world.rise(self.lattice.heights)
        z = np.nan_to_num(reaching(z, RIM), nan=-0.5 * self.world.height)
        return np.concatenate([self.world.plane(self.lattice.points), z[..., None]], axis=-1)

    @cached_property
    def hull(self) -> NDArray[np.float64]:
        """World points (k, 3) that a camera must keep in sight: what rises highest, the borders, the foot.

        Where there is no ground, and no map beneath, there is nothing to be seen.
        """
        v, there = self.vertices, self._there
        thin = self._heads
        edges = [v[at][there[at]] for at in (0, -1, np.s_[:, 0], np.s_[:, -1])]
        own = v[there]
        lowest = own[np.argsort(own[:, 2])[:60]]
        corners = v[[0, 0, -1, -1], [0, -1, 0, -1]] if there.all() else thin
        beneath = corners * [1, 1, 0] + [0, 0, self.base]
        return np.concatenate([thin, *edges, lowest, beneath])

    @cached_property
    def _there(self) -> NDArray[np.bool_]:
        """Which vertices (rows, columns) a picture has to show: those with a height, and the ones beside them."""
        known = np.isfinite(self.lattice.heights)
        if self.floor is not None or not known.any():
            return np.ones_like(known)
        wide = np.pad(known, 1)
        return wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:] | known

    @property
    def _heads(self) -> NDArray[np.float64]:
        """The highest point (k, 3) of each of some 24 x 24 patches, of cut edges and crests too."""
        points = self.vertices[self._there]
        if self.tiling is not None:
            points = np.concatenate([points, np.asarray(self.mesh.points, dtype=float)])
        half = self.world.half_sides
        column, row = np.clip((points[:, :2] + half) / (2 * half) * 24, 0, 23).astype(int).T
        patch = 24 * row + column
        order = np.lexsort((points[:, 2], patch))
        last = np.append(np.flatnonzero(np.diff(patch[order])), len(order) - 1)
        return points[order[last]]

    @property
    def base(self) -> float:
        """World height of the block's bottom, or of the map that lies beneath."""
        return self.floor if self.floor is not None else -0.5 * self.world.height - PLINTH

    @property
    def walled(self) -> bool:
        """Whether the surface, if there is any, is the top of a block: walls would hide a map that lies beneath."""
        return self.floor is None and self.facets.n_cells > 0

    @property
    def lamps(self) -> Lamps:
        """What lights it."""
        return LAMPS[self.theme.lamps]

    @cached_property
    def block(self) -> Block:
        """The walls under the facets' border."""
        return self.block_under(self.facets)

    def block_under(self, top: pv.PolyData) -> Block:
        """The walls under the border of another mesh of this surface."""
        return Block(top, self.base, self.theme.stone, self.lamps)

    def recolored(self, colors: NDArray[np.uint8]) -> Surface:
        """The same surface with other colours (rows, columns, 3), 0..255."""
        other = replace(self)
        # What was worked out for the one holds for the other.
        kept = ("vertices", "unit_heights", "normals", "tiling", "_creased", "tones", "running_water")
        vars(other).update({name: vars(self)[name] for name in kept if name in vars(self)}, colors=colors)
        return other

    def on_floor(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """World points (..., 3) let down onto the floor."""
        return np.concatenate([points[..., :2], np.full((*points.shape[:-1], 1), self.floor)], axis=-1)

    @cached_property
    def unit_heights(self) -> NDArray[np.float64]:
        """Drawn heights (rows, columns), 0..1."""
        return np.clip(np.nan_to_num(reaching(self.world.transform(self.lattice.heights), RIM)), 0, 1)

    @cached_property
    def tones(self) -> NDArray[np.float64]:
        """Places on the theme's map (rows, columns), 0..1."""
        return toned(self.unit_heights, self.theme)

    def shades(self, z: NDArray[np.float64]) -> NDArray[np.uint8]:
        """The ground's colours (..., 3), 0..255, without light, at drawn heights (...) in world units."""
        unit = np.clip(z / self.world.height + 0.5, 0, 1)
        return np.round(255 * color_of(unit ** tone_power(self.unit_heights, self.theme), self.theme)).astype(
            np.uint8
        )

    @cached_property
    def colors(self) -> NDArray[np.uint8]:
        """Light baked into the heights' colours, (rows, columns, 3) uint8."""
        return self.painted(color_of(self.tones, self.theme), glow_of(self.tones))

    def painted(self, albedo: NDArray[np.float64], glow: NDArray[np.float64]) -> NDArray[np.uint8]:
        """The same light on other colours (rows, columns, 3), 0..1, where so much (rows, columns) glows by itself."""
        colors = self._daylight.lit(albedo, glow)
        heights = self.lattice.heights
        if np.isfinite(heights).all():
            return colors
        # At its border a function may be so steep that light changes from cell to cell.
        inner = np.isfinite(heights) & ~at_border(heights)
        calm = reaching(np.where(inner[..., None], colors, np.nan), RIM + 1)
        return np.where(np.isfinite(calm), calm, colors).astype(np.uint8)

    @cached_property
    def _daylight(self) -> Daylight:
        v = self.vertices
        return Daylight.on(Relief(v[0, :, 0], v[:, 0, 1], v[..., 2]), self.normals, self.lamps)

    @cached_property
    def normals(self) -> NDArray[np.float64]:
        """Unit normals (rows, columns, 3), pointing up."""
        x, y, z = self.vertices[0, :, 0], self.vertices[:, 0, 1], self.vertices[..., 2]
        down, across = self._creased
        zx, zy = slopes(z, x, across), slopes(z.T, y, down.T).T
        normal = np.stack([-zx, -zy, np.ones_like(z)], axis=-1)
        return normal / np.linalg.norm(normal, axis=-1, keepdims=True)

    @cached_property
    def tiling(self) -> Tiling | None:
        """The triangles, where they are cut at kinks, jumps and the border of where there is a height; else None."""
        return tiled(self.landscape, self.lattice.points, self.lattice.heights, self.world.transform)

    @cached_property
    def _creased(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of the ways from a row to the next (rows - 1, columns), and to the next column, cross a crease."""
        rows, columns = self.lattice.heights.shape
        down, across = np.zeros((rows - 1, columns), dtype=bool), np.zeros((rows, columns - 1), dtype=bool)
        if self.tiling is not None:
            for crease in creases(self.landscape):
                sign = signs_of(crease, self.lattice.points)
                down |= sign[1:] * sign[:-1] < 0
                across |= sign[:, 1:] * sign[:, :-1] < 0
        there = np.isfinite(self.lattice.heights)
        return down | (there[1:] != there[:-1]), across | (there[:, 1:] != there[:, :-1])

    def spread(self, field: NDArray[Any]) -> NDArray[Any]:
        """What is known on the lattice (rows, columns, ...) at the points (n, ...) of `mesh`."""
        if self.tiling is None:
            return field.reshape(-1, *field.shape[2:])
        last = np.array(field.shape[:2]) - 1
        place = np.clip(self.tiling.places, 0, last)
        cell = np.minimum(place.astype(int), np.maximum(last - 1, 0))
        part = (place - cell).reshape(-1, 2, *[1] * (field.ndim - 2))
        (row, column), (down, over) = cell.T, (part[:, 0], part[:, 1])
        values = field.astype(float)
        upper = (1 - over) * values[row, column] + over * values[row, column + 1]
        lower = (1 - over) * values[row + 1, column] + over * values[row + 1, column + 1]
        mixed = (1 - down) * upper + down * lower
        return np.round(mixed).astype(field.dtype) if field.dtype.kind == "u" else mixed

    @cached_property
    def mesh(self) -> pv.PolyData:
        """The surface as triangles with baked colours, without the cells that touch a point of no height."""
        if self.tiling is not None and len(self.tiling.triangles):
            return self._tiles(self.tiling)
        rows, columns = self.unit_heights.shape
        return self._triangles(np.arange(rows), np.arange(columns))

    @cached_property
    def facets(self) -> pv.PolyData:
        """The same to the eye, of as few triangles as possible."""
        if self.tiling is not None:
            return self.mesh
        return self._triangles(*needed_lines(self.vertices, self.colors, np.isfinite(self.lattice.heights)))

    def facets_beside(self, other: Surface) -> tuple[pv.PolyData, NDArray[np.uint8]]:
        """Facets, and the colours (n, 3) that the same surface in other colours has at their points."""
        if self.tiling is not None:
            return self.mesh, np.asarray(other.mesh["color"])
        lines = needed_lines(self.vertices, self.colors, np.isfinite(self.lattice.heights))
        return self._triangles(*lines), other.colors[np.ix_(*lines)].reshape(-1, 3)

    def _tiles(self, tiling: Tiling) -> pv.PolyData:
        used, inverse = np.unique(tiling.triangles, return_inverse=True)
        triangles: Any = inverse.reshape(-1, 3)
        unit = np.clip(self.world.transform(tiling.heights[used]), 0, 1)
        z = (unit - 0.5) * self.world.height
        points: Any = np.column_stack([self.world.plane(tiling.points[used]), z]).astype(np.float32)
        mesh = pv.PolyData.from_regular_faces(points, triangles)
        mesh["color"] = self.spread(self.colors)[used]
        mesh["unit height"] = unit
        return mesh

    def _triangles(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> pv.PolyData:
        here = np.ix_(rows, columns)
        corner = np.arange(len(rows) * len(columns)).reshape(len(rows), len(columns))
        a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
        whole = np.isfinite(self.lattice.heights[here]).ravel()
        triangles = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
        triangles = triangles[whole[triangles].all(axis=1)]
        points: Any = self.vertices[here].reshape(-1, 3).astype(np.float32)
        mesh = pv.PolyData.from_regular_faces(points, triangles)
        mesh["color"] = self.colors[here].reshape(-1, 3)
        mesh["unit height"] = self.unit_heights[here].ravel()
        return mesh

    @cached_property
    def levels(self) -> NDArray[np.float64]:
        """Unit heights (k,), 0..1, of the contour lines: even steps of the drawn height."""
        return np.arange(1, CONTOUR_STEPS) / CONTOUR_STEPS

    @cached_property
    def contours(self) -> pv.PolyData:
        """Contour lines on the surface, in the surface's own colours lightened, and faded where it is flat."""
        lines = self.mesh.contour(self.levels.tolist(), scalars="unit height")
        if lines.n_points > MOST_CONTOUR_POINTS:  # noise, to the eye: joining its scraps would take seconds
            every = lines.n_points // (MOST_CONTOUR_POINTS // 2)
            lines = self.mesh.contour(self.levels[every // 2 :: every].tolist(), scalars="unit height")
        if not lines.n_points:
            return lines
        lines = thinned(lines)
        points = np.asarray(lines.points)
        strength = self.theme.contour_strength * self._steepness(points)
        if self.theme.water:
            strength = strength * self.running_water.dry(points[:, :2])
        lines["ground"], lines["strength"] = np.asarray(lines["color"]), strength
        lines["color"] = _painted(lines["ground"], self.theme.contour, strength)
        return lines

    def contours_beside(self, bare: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> pv.PolyData:
        """The same, weaker at world places (k, 2) that something else draws over: `bare` says what is left, 0..1."""
        lines = self.contours.copy(deep=False)
        if lines.n_points:
            left = np.asarray(lines["strength"]) * bare(np.asarray(lines.points, dtype=float)[:, :2])
            lines["color"] = _painted(np.asarray(lines["ground"]), self.theme.contour, left)
        return lines

    @cached_property
    def running_water(self) -> Water:
        """Steepest paths from all over the drawn relief."""
        v = self.vertices
        return Water.over(v[0, :, 0], v[:, 0, 1], v[..., 2], np.isfinite(self.lattice.heights))

    @cached_property
    def water(self) -> tuple[pv.PolyData, ...]:
        """Its creeks and its rivers, in the ground's colours under clear blue; none where the theme has no water."""
        if not self.theme.water:
            return ()
        v = self.vertices
        streams = [s for s in self.running_water.streams(self.theme.wet) if s.n_points]
        for stream in streams:
            at = np.asarray(stream.points, dtype=float)[:, :2]
            ground = looked_up(self.colors.astype(float), v[0, :, 0], v[:, 0, 1], at)
            stream["color"] = _painted(ground, self.theme.water, np.asarray(stream["strength"]))
        return tuple(streams)

    def _steepness(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """0 on flat ground to 1 on slopes, at world points (k, 3)."""
        x, y = self.vertices[0, :, 0], self.vertices[:, 0, 1]
        column = np.clip(np.searchsorted(x, points[:, 0]), 0, len(x) - 1)
        row = np.clip(np.searchsorted(y, points[:, 1]), 0, len(y) - 1)
        slope = np.sqrt(1 / np.maximum(self.normals[row, column, 2], 1e-6) ** 2 - 1)
        return np.clip(slope / 0.25, 0.15, 1.0)


def _painted(ground: NDArray[Any], color: str, strength: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Colours (k, 3) of a ground under a colour of some strength (k,), 0..1."""
    under = ground / 255
    mixed = under + strength[:, None] * (np.array(rgb(color)) - under)
    return (np.clip(mixed, 0, 1) * 255).astype(np.uint8)


def color_of(unit_heights: NDArray[np.float64], theme: Theme) -> NDArray[np.float64]:
    """Colours (..., 3) in 0..1 of unit heights, by the theme's map."""
    first, last = theme.colormap_range
    return find_colormap(theme.colormap)(first + (last - first) * np.asarray(unit_heights))
