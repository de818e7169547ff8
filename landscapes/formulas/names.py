"""What variables are called: names of one's own, checked, and as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from landscapes.formulas.grammar import known_names
from landscapes.formulas.symbols import names

LONGEST = 24
"""Letters of a name."""
_NAME = re.compile(r"[^\W\d_][^\W_]*(?:_[^\W_]+)*")
_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho final sigma tau "
    "upsilon phi chi psi omega"
)
_GREEK = {name: chr(ord("α") + place) for place, name in enumerate(_LETTERS.split(" "))}  # fmt: skip
_LOW = str.maketrans("0123456789aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_SPELLED = {letter: name for name, letter in _GREEK.items() if name != "final"} | {
    "ϕ": "phi",
    "ε": "epsilon",
}


def own_names(given: Iterable[str], count: int, owner: str) -> tuple[str, ...]:
    """Names of `count` variables; Greek letters are spelled out, and the usual names are none of one's own.

    Raises
    ------
    ValueError
        For another number of them, one that comes twice, and one that a formula could not have.
    """
    found = tuple(_spelled(str(name)) for name in ([given] if isinstance(given, str) else given))
    if len(found) != count:
        raise ValueError(
            f"{owner}: there must be {count} name{'s' * (count > 1)}, one for each variable, got {len(found)}"
        )
    for name in found:
        if not _NAME.fullmatch(name) or len(name) > LONGEST or not name.isascii():
            rule = f"must begin with a letter and go on with letters, digits and single _, at most {LONGEST}"
            raise ValueError(f"{owner}: a name {rule}, as theta_0, got {name[:40]!r}")
        if name in known_names():
            raise ValueError(f"{owner}: {name} is a function or constant of formulas, no name of a variable")
        if found.count(name) > 1:
            raise ValueError(f"{owner}: two variables are called {name}")
    return found if found != names(count) else ()


def names_of(symbols: Sequence[object], owner: str = "") -> tuple[str, ...]:
    """Names for symbols of somebody else's, such as ``x[0]`` and ``\\alpha``; none where they would not be told apart."""
    try:
        return own_names(map(_tidied, symbols), len(symbols), owner)
    except ValueError:
        return ()


def spoken_name(name: str) -> str:
    """A name as pictures and tables have it: ``θ₀`` of theta_0, ``x₁`` of x1; an index that has no low letters stays.

    Examples
    --------
    >>> from landscapes import spoken_name
    >>> [spoken_name(name) for name in ("theta_0", "x12", "w_1_2", "size", "lambda", "w_bias")]
    ['θ₀', 'x₁₂', 'w₁₂', 'size', 'λ', 'w_bias']
    """
    stem, *indices = re.sub(r"(?<=[^\W\d_])(\d+)$", r"_\1", name).split("_")
    stem = _letter(stem)
    low = (
        "".join(map(_letter, indices))
        if all(len(index) < 2 for index in indices)
        else ",".join(map(_letter, indices))
    )
    if not all(letter in _LOWERED for letter in low):
        return "_".join([stem, *map(_letter, indices)])
    return stem + low.translate(_LOW)


_LOWERED = frozenset(map(chr, _LOW)) | {","}


def _letter(word: str) -> str:
    greek = _GREEK.get(word.lower(), "") if word.lower() != "final" else ""
    return greek.upper() if greek and word[0].isupper() else greek or word


def _spelled(name: str) -> str:
    return "".join(
        _SPELLED.get(letter)
        or (_SPELLED[letter.lower()].capitalize() if letter.lower() in _SPELLED else letter)
        for letter in name
    )


def _tidied(symbol: object) -> str:
    return re.sub(r"\W+", "_", _spelled(str(symbol))).strip("_")


class _Named(Protocol):
    @property
    def dimensions(self) -> int: ...
    @property
    def variable_names(self) -> Sequence[str]: ...


def names_of_axes(f: _Named) -> tuple[str, ...]:
    """What a landscape's variables are called, in their order; no symbol is made for it, and SymPy not imported.

    Examples
    --------
    >>> from landscapes import catalogue, names_of_axes
    >>> names_of_axes(catalogue["himmelblau"]), names_of_axes(catalogue["booth"].with_variables("u", "v"))
    (('x', 'y'), ('u', 'v'))
    """
    return tuple(f.variable_names) or names(f.dimensions)
