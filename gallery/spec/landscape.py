"""Which surface a scene shows."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from gallery.spec.field import Field, FieldError, check_fields, naming, number_word, settle_fields
from gallery.spec.ground import Ground

if TYPE_CHECKING:
    from landscapes import FormulaError, Landscape

Pairs = tuple[tuple[float, float], ...]

FARTHEST = 1e100
"""Beyond it a box's corners overflow as soon as anything is squared."""
MOST_VARIABLES = 10_000
LONGEST_HINT = 200
"""Characters of a formula that is offered in place of one that is refused."""
PROBES = 4096
"""Places at which a formula of one's own is tried."""


def pairs(numbers: Sequence[float]) -> Pairs:
    """A box of two numbers for each variable, in domain units.

    Raises
    ------
    ValueError
        For an odd count, or none.
    """
    if not numbers or len(numbers) % 2:
        raise ValueError(f"two numbers for each variable are needed, got {len(numbers)}")
    return tuple((float(low), float(high)) for low, high in zip(numbers[::2], numbers[1::2], strict=True))


def _box(text: str) -> Pairs:
    return pairs([float(word) for word in re.split(r"[\s,]+", text.strip())])


def _box_text(box: Pairs) -> str:
    return ",".join(number_word(c) for side in box for c in side)


def check_domain(domain: Pairs) -> None:
    """Every range is finite, low before high, and within `FARTHEST`.

    Raises
    ------
    FieldError
        For the first that is not.
    """
    for low, high in domain:
        if not (-FARTHEST < low < high < FARTHEST and math.isfinite(high - low)):
            raise FieldError(
                "domain",
                f"must be ranges low < high within {-FARTHEST:g} to {FARTHEST:g}, got {low:g} {high:g}",
            )


def held(text: str) -> dict[str, float]:
    """The variables that are held and where, of ``x3=0.5,x4=1``.

    Raises
    ------
    ValueError
        For anything else, or a variable that is held twice.
    """
    found: dict[str, float] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\w+)\s*=\s*(\S+)\s*", part)
        try:
            value = float(match[2]) if match else math.nan
        except ValueError:
            value = math.nan
        if match is None or not math.isfinite(value):
            raise ValueError(f"must be variables and numbers, as x3=0.5,x4=1, got {part.strip()!r}")
        if match[1] in found:
            raise ValueError(f"{match[1]} is held twice")
        found[match[1]] = value
    return found


def _losses() -> tuple[str, ...]:
    from landscapes.models import LOSSES

    return tuple(LOSSES)


PLANES = ("path", "random")
"""Which plane of a function of many variables is drawn."""


def plane_and_seed(text: str) -> tuple[str, int]:
    """Which plane, and the seed of what is random in it, of ``path`` or ``random:seed=3``.

    Raises
    ------
    ValueError
        For anything else.
    """
    match = re.fullmatch(r"(\w+)(?::seed=(\d{1,9}))?", text)
    if match is None or match[1] not in PLANES:
        raise ValueError(
            f"must be {' or '.join(PLANES)}, or with a seed as {PLANES[1]}:seed=3, got {text[:40]!r}"
        )
    return match[1], int(match[2] or 0)


@dataclass(frozen=True, kw_only=True)
class LandscapeSpec:
    """Which surface: a name of the catalogue, or a formula with its box; a form of it with fewer or more variables.

    Raises
    ------
    ValueError
        Where name and formula are both given or both missing.
    FieldError
        For a domain or a slice that is none.

    Examples
    --------
    >>> LandscapeSpec(name="rosenbrock", dimensions=4, slice="x3=0.5,x4=1").landscape().dimensions
    2
    """

    name: Annotated[
        str | None,
        Field(
            help="A landscape's name (see thalweg list), or a file of heights (.csv .npz .h5 .tif); or use --formula."
        ),
    ] = None
    formula: Annotated[
        str | None,
        Field(help='Your own formula instead of a name, as "x**2 + 3*sin(y)"; needs --domain.'),
    ] = None
    domain: Annotated[
        Pairs,
        Field(
            help="The formula's box: two numbers for each variable, as -5 5 -5 5.",
            read=_box,
            write=_box_text,
            numbers=True,
        ),
    ] = ()
    dimensions: Annotated[
        int | None,
        Field(
            help="How many variables a named landscape shall have, where it has several forms.",
            limits=(1, MOST_VARIABLES),
        ),
    ] = None
    slice: Annotated[
        str | None,
        Field(help="Variables held at a number, as x3=0.5,x4=1; the others remain.", check=held),
    ] = None
    plane: Annotated[
        str | None,
        Field(
            help="Of more than two variables the plane that is drawn: path, where one descent from a random start moves "
            "(particles start on the plane, move in all variables, and are drawn where they are seen on it); random, "
            "two random directions through that descent's end (particles stay on it). With a seed: random:seed=3. "
            "Default: path, where nothing is sliced.",
            choices=lambda: PLANES,
            check=plane_and_seed,
        ),
    ] = None

    model: Annotated[
        str | None,
        Field(
            help="Instead of a name: a model of a table's columns and of parameters, as theta_0 + theta_1*x."
        ),
    ] = None
    data: Annotated[
        str | None, Field(help="The table of --model: a CSV file with the columns' names in its first line.")
    ] = None
    target: Annotated[str | None, Field(help="The column that --model is to give.")] = None
    variables: Annotated[
        tuple[str, ...],
        Field(
            help="What the variables are called, as theta_0 theta_1: in a --formula, on pictures, in tables. "
            "Default: x; x, y; x1 x2 ...; a model's parameters.",
        ),
    ] = ()
    loss: Annotated[
        str, Field(help="How --model is judged: mse, mae or logistic. Default: mse.", choices=_losses)
    ] = "mse"

    def __post_init__(self) -> None:
        settle_fields(self)
        if self.name is not None and not re.fullmatch(r"[a-z0-9_]+", self.name):
            from landscapes import is_surface_file, spelled

            if not is_surface_file(self.name):
                object.__setattr__(self, "name", spelled(self.name))
        if sum(given is not None for given in (self.name, self.formula, self.model)) != 1:
            raise ValueError(
                "a landscape has a name or a formula" + (", not both" if self.name or self.formula else "")
            )
        if self.model is not None:
            self._check_model()
            return
        for alone in ("data", "target"):
            if getattr(self, alone) is not None:
                raise FieldError(alone, "belongs to a model of its columns: give a model too")
        if self.loss != "mse":
            raise FieldError("loss", "belongs to a model: give a model too")
        if self.formula is not None and not self.domain:
            raise FieldError("formula", "needs a domain, two numbers for each variable")
        check_domain(self.domain)
        if self.name is not None and self.domain:
            raise FieldError("domain", "belongs to a formula; a named landscape has its own")
        if self.formula is not None and self.dimensions not in (None, len(self.domain)):
            raise FieldError(
                "dimensions",
                f"belongs to a named landscape; the formula's domain has {len(self.domain)} ranges, "
                f"got {self.dimensions}",
            )
        if self.slice is not None and self.plane is not None:
            raise FieldError("plane", "and a slice cannot both be: each leaves two variables")
        check_fields(self, only=("dimensions", "slice", "plane"))

    def _check_model(self) -> None:
        for needed in ("data", "target"):
            if getattr(self, needed) is None:
                raise FieldError("model", f"needs {needed}")
        if self.dimensions is not None:
            raise FieldError("dimensions", "belongs to a named landscape; a model counts its parameters")
        check_domain(self.domain)
        check_fields(self, only=("loss", "slice", "plane"))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it is read from."""
        from landscapes import is_surface_file

        surface = [self.name] if self.name is not None and is_surface_file(self.name) else []
        return (*surface, *([self.data] if self.data else []))

    def landscape(self, defined: bool = True) -> Landscape:
        """The landscape; whether it must be `defined` somewhere on its domain, as pictures of it need.

        Where a plane is named it is the function on that plane.

        Raises
        ------
        ValueError, LookupError
            If there is none such: an unknown name, a formula that cannot be read or has no finite value.
        """
        if self.plane is not None:
            return self.ground().landscape
        if self.formula is not None:
            f: Landscape = self._written(self.formula, defined)
        else:
            f = self._fitted() if self.model is not None else self._named(str(self.name))
            f = self._called(f) if self.variables else f
        if self.slice is None:
            return f
        with naming("slice"):
            return f.slice(held(self.slice))

    def ground(self) -> Ground:
        """What a picture of it stands on: of more than two variables the plane that is named, or of a descent's path.

        Raises
        ------
        ValueError, LookupError
            As `landscape`; and for a plane of a function of two variables or fewer.
        """
        return _ground(self)

    def _named(self, name: str) -> Landscape:
        from landscapes import find, is_surface_file, read_surface

        if is_surface_file(name):
            if self.dimensions is not None:
                raise FieldError("dimensions", "belongs to a named landscape; a file has its own")
            return read_surface(name)
        f = find(name)
        if self.dimensions is None:
            return f
        with naming("dimensions"):
            return f.in_dimensions(self.dimensions)

    def _fitted(self) -> Landscape:
        from landscapes import fit

        loss: Any = self.loss
        return fit(str(self.model), str(self.data), str(self.target), loss, self.domain or None)

    def _called(self, f: Landscape) -> Landscape:
        try:
            return f.with_variables(*self.variables)
        except ValueError as error:
            raise FieldError("variables", f": {str(error).partition(': ')[2]}") from None

    def _written(self, formula: str, defined: bool) -> Landscape:
        from landscapes import FormulaError, parse

        try:
            f = parse(formula, domain=self.domain, variables=self.variables)
        except FormulaError as refusal:
            raise _with_a_hint(refusal, formula, self.domain) from None
        except ValueError as error:
            raise FieldError("variables", f": {str(error).partition(': ')[2]}") from None
        if defined:
            _check_heights(f)
        return f


@lru_cache(maxsize=4)
def _ground(spec: LandscapeSpec) -> Ground:
    f = replace(spec, plane=None).landscape()
    if f.dimensions <= 2:
        if spec.plane is not None:
            raise FieldError("plane", f"needs more than two variables, {f.name} has {f.dimensions}")
        return Ground(f)
    from descent import path_plane, plane_at_random

    kind, seed = plane_and_seed(spec.plane or PLANES[0])
    with naming("plane"):
        plane = path_plane(f, seed) if kind == "path" else plane_at_random(f, seed)
    flat = replace(plane.landscape, title=f.title)
    if kind == "random":
        said = f"a random flat cut through {f.dimensions} dimensions (seed {seed}); the marbles stay on it"
        return Ground(flat, plane, said=said)
    share = 100 * getattr(plane, "explained", 0.0)
    said = f"a flat cut through {f.dimensions} dimensions with {share:.0f} % of one descent (seed {seed})"
    return Ground(flat, plane, follows=True, said=said)


def _with_a_hint(refusal: FormulaError, formula: str, domain: Pairs) -> FormulaError:
    """The refusal with what was probably meant, where that is a formula."""
    from landscapes import FormulaError, parse, typed

    def means(text: str, ranges: Pairs) -> bool:
        try:
            parse(text, domain=ranges)
        except FormulaError:
            return False
        return True

    meant, hint = typed(formula, len(domain)), ""
    if len(domain) == 1 and means(formula, domain * 2):
        hint = f"for x and y the domain has two ranges, as {' '.join(f'{side:g}' for side in domain[0] * 2)}"
    elif meant != formula and len(meant) <= LONGEST_HINT and means(meant, domain):
        hint = f"did you mean {meant!r}?"
    problem, newline, place = str(refusal).partition("\n")
    return FormulaError(f"{problem}; {hint}{newline}{place}") if hint else refusal


def _check_heights(f: Landscape) -> None:
    """The formula has a finite value somewhere on its domain, as far as `PROBES` places tell."""
    import numpy as np

    low, high = np.array(f.domain).T
    shares = np.random.default_rng(0).random((PROBES, f.dimensions))
    shares[:2] = np.array([[0.5], [0.0]])
    with np.errstate(all="ignore"):
        heights = f.value(low + (high - low) * shares)
    if not np.isfinite(heights).any():
        raise FieldError("domain", ": the formula has no finite value anywhere on it; change it")
