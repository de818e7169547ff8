"""Real training runs: weights kept on the way, a plane through them, the loss surveyed on it.

flattening.py   a model of any library, its weights as one vector, and back
store.py        an .npz file that grows by one checkpoint at a time and outlives a kill
recorded.py     `TrainingRun`: what a training loop saves
directions.py   two directions in the space of all weights: principal, random by filters, of curvature
laid.py         `TrainingPlane`: a plane through weights, and where checkpoints lie on it
survey.py       the loss at the places of a lattice, each once, kept as it comes
"""

from landscapes.training.laid import TrainingPlane, TrainingSurface
from landscapes.training.recorded import TrainingRun

__all__ = ["TrainingPlane", "TrainingRun", "TrainingSurface"]
