"""An off-screen window with as much of `pyvista.Plotter` as films need: a second sooner than PyVista's.

PyVista's plotter imports all of its own plotting, SciPy with it, before it opens a window: about a second, which a
short film feels. A film shows unlit meshes in colours of their own, and that needs a handful of VTK's classes.
"""

from __future__ import annotations

from typing import Any

import pyvista as pv
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 what draws: without it VTK's windows are empty
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkProp, vtkRenderer, vtkRenderWindow


class OffScreen:
    """A window that nobody sees, `size` pixels wide and high, transparent black where nothing is drawn.

    Shows unlit meshes in their own colours and ready actors; whoever passes other options to `add_mesh` needs
    PyVista's plotter.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.renderer = vtkRenderer()
        self.renderer.SetBackground(0.0, 0.0, 0.0)
        self.renderer.SetBackgroundAlpha(0.0)
        self.render_window = vtkRenderWindow()
        self.render_window.SetOffScreenRendering(True)
        self.render_window.SetMultiSamples(0)
        self.render_window.SetAlphaBitPlanes(1)
        self.render_window.SetSize(*size)
        self.render_window.AddRenderer(self.renderer)

    @property
    def camera(self) -> Any:
        """Where the renderer looks from."""
        return self.renderer.GetActiveCamera()

    def add_actor(self, actor: vtkProp, **_: object) -> None:
        """Show an actor."""
        self.renderer.AddActor(actor)

    def add_mesh(self, mesh: pv.PolyData, *, scalars: str, **_: object) -> vtkActor:
        """Show a mesh in the colours that its array `scalars` holds, unlit."""
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        mapper.SetColorModeToDirectScalars()
        mapper.SetScalarModeToUsePointFieldData()
        mapper.SelectColorArray(scalars)
        actor = vtkActor()
        actor.SetMapper(mapper)
        actor.GetProperty().LightingOff()
        self.add_actor(actor)
        return actor

    def show(self, **_: object) -> None:
        """Draw."""
        self.render_window.Render()

    def close(self) -> None:
        """Give the window back."""
        self.renderer.RemoveAllViewProps()
        self.render_window.RemoveRenderer(self.renderer)
        self.render_window.Finalize()
