"""Loss landscapes of real models over their parameters, written as formulas like all others.

data.py          `DataLandscape`: a loss over the rows of a table, whole or by mini-batches
quadratic.py     the quadratic fit to a roller coaster's speed
perceptron.py    the multilayer perceptron 3-[4, 4, 1] on four samples
logistic.py      logistic regression on Fisher's irises (iris.csv)
fitting.py       the loss of somebody's own model over somebody's own table
named.py         the ready-made ones, by name
"""

from landscapes.models.data import DataLandscape, OverRows
from landscapes.models.fitting import LOSSES, fit
from landscapes.models.logistic import iris_regression
from landscapes.models.named import model_landscapes
from landscapes.models.perceptron import SquaredError, perceptron_loss
from landscapes.models.quadratic import quadratic_fit

__all__ = [
    "LOSSES",
    "DataLandscape",
    "OverRows",
    "SquaredError",
    "fit",
    "iris_regression",
    "model_landscapes",
    "perceptron_loss",
    "quadratic_fit",
]
