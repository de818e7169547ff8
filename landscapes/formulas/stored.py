"""A formula as plain data and back, node by node: what comes back is the same formula, with the same bits as values.

The data are a list. Every entry is one part of the formula, a name and what it is made of: places in the list for an
operation, digits for a number. Parts that occur several times are written once, and the last entry is the whole.
Nothing is simplified when it is read, so nothing can take longer than the list is long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from landscapes.formulas.magnitude import LARGEST_INTEGER, Magnitudes
from landscapes.formulas.nodes import CONSTANTS, FORMS, Kind, constant, constructor
from landscapes.formulas.symbols import sp

Entry = list[Any]

MOST_ENTRIES = 200_000
DEEPEST = 300
"""Operations inside one another; SymPy's own functions call themselves for each."""
FINEST = 10_000
"""Bits of a float's precision."""
FARTHEST_POWER = 100_000
"""Of two, in a float."""


def written(formula: Any, variables: Sequence[Any]) -> list[Entry]:
    """The formula of these variables as JSON has it; `rebuilt` gives it back.

    Raises
    ------
    ValueError
        If it holds something that cannot be stored; the message names it.
    """
    entries = _entries(formula, variables)
    if _entries(rebuilt(entries, variables), variables) != entries:
        raise ValueError("the formula would not be read back as it is: it cannot be stored")
    return entries


def rebuilt(entries: Any, variables: Sequence[Any], sorts: bool = False) -> Any:
    """The formula that `written` described, in these variables.

    Parameters
    ----------
    entries : list
    variables : sequence of symbols
    sorts : whether SymPy shall put sums and products in its own order, for lists that did not keep it

    Raises
    ------
    ValueError
        If the list describes none, or one that is out of bounds; found before SymPy builds anything.
    """
    check_entries(entries, len(variables))
    built: list[Any] = []
    for name, *parts in entries:
        if name in FORMS:
            build = getattr(sp, name) if sorts and name in ("Add", "Mul") else constructor(name)
            try:
                built.append(build(*(built[part] for part in parts)))
            except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError):
                raise _wrong([name, *parts], "is none that SymPy can build") from None
            if (
                type(built[-1]).__name__ == "Piecewise" and not built[-1].args
            ):  # SymPy drops pieces that never hold
                raise _wrong([name, *parts], "holds nowhere")
        elif name in CONSTANTS:
            built.append(constant(name))
        else:
            built.append(variables[parts[0]] if name == "variable" else _literal(name, parts))
    return built[-1]


def check_entries(entries: Any, count: int) -> None:
    """The list describes a formula of `count` variables within all bounds.

    Raises
    ------
    ValueError
        For the first entry that is wrong.
    """
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_ENTRIES:
        raise ValueError(f"a stored formula must be a list of 1 to {MOST_ENTRIES:,} parts")
    kinds: list[set[Kind]] = []
    depths: list[int] = []
    sizes = Magnitudes()
    for entry in entries:
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            raise _wrong(entry, "is no part of a formula")
        name, *parts = entry
        if name in FORMS:
            kinds.append({_checked_operation(entry, kinds)})
            depths.append(1 + max(depths[part] for part in parts))
        else:
            kinds.append(_checked_leaf(entry, count))
            depths.append(0)
        if depths[-1] > DEEPEST:
            raise _wrong(entry[:1], f"stands in more than {DEEPEST} operations inside one another")
        if problem := sizes.add(name, parts):
            raise _wrong(entry, problem)
    if "number" not in kinds[-1]:
        raise _wrong(entries[-1], "is no real expression")


def _checked_operation(entry: Entry, kinds: list[set[Kind]]) -> Kind:
    name, *parts = entry
    form = FORMS[name]
    for part in parts:
        if type(part) is not int or not 0 <= part < len(kinds):
            raise _wrong(entry, "is made of parts that do not stand before it")
    takes = form.takes * len(parts) if form.more else form.takes
    # A variable may stand for a condition too, as SymPy has it.
    given = [
        wanted if wanted in kinds[part] else min(kinds[part])
        for part, wanted in zip(parts, [*takes, *["number"] * len(parts)], strict=False)
    ]
    if problem := form.problem(given):  # type: ignore[arg-type]
        raise _wrong(entry, problem)
    return form.gives


def _checked_leaf(entry: Entry, count: int) -> set[Kind]:
    name, *parts = entry
    if name in CONSTANTS and not parts:
        return {CONSTANTS[name][1]}
    if name == "variable" and len(parts) == 1 and type(parts[0]) is int and 0 <= parts[0] < count:
        return {"number", "truth"}
    if name not in _LITERALS:
        raise _wrong(entry, f"is nothing that a formula of {count} variables is made of")
    if not _LITERALS[name](parts):
        raise _wrong(entry, "is no number that can be stored")
    return {"number"}


def _is_integer(text: Any) -> bool:
    if not isinstance(text, str) or not 0 < len(text.removeprefix("-")) <= LARGEST_INTEGER:
        return False
    return text.isascii() and text.removeprefix("-").isdigit()


def _is_rational(parts: list[Any]) -> bool:
    return len(parts) == 2 and all(map(_is_integer, parts)) and int(parts[1]) > 0


def _is_float(parts: list[Any]) -> bool:
    if len(parts) != 3 or not _is_integer(parts[0]):
        return False
    power, bits = parts[1:]
    whole = type(power) is int and type(bits) is int
    return (
        whole and abs(power) <= FARTHEST_POWER and 1 <= bits <= FINEST and int(parts[0]).bit_length() <= bits
    )


_LITERALS: dict[str, Callable[[list[Any]], bool]] = {
    "Integer": lambda parts: len(parts) == 1 and _is_integer(parts[0]),
    "Rational": _is_rational,
    "Float": _is_float,
}


def _literal(name: str, parts: list[Any]) -> Any:
    if name == "Integer":
        return sp.Integer(int(parts[0]))
    if name == "Rational":
        return sp.Rational(int(parts[0]), int(parts[1]))
    mantissa, power, bits = int(parts[0]), *parts[1:]
    if not mantissa:
        return sp.Float("0", precision=bits)
    size = abs(mantissa)
    return sp.Float((int(mantissa < 0), size, power, size.bit_length()), precision=bits)


def _entries(formula: Any, variables: Sequence[Any]) -> list[Entry]:
    """The list of a formula; every part once, those that a part is made of before it."""
    numbers = {x: i for i, x in enumerate(variables)}
    entries: list[Entry] = []
    known: dict[tuple[Any, ...], int] = {}
    place: dict[int, int] = {}
    waiting = [formula]
    kept = []  # a part whose number is in `place` must not be thrown away, lest another gets its identity
    while waiting:
        part = waiting[-1]
        missing = [a for a in _arguments(part) if id(a) not in place]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if id(part) in place:
            continue
        entry = _entry(part, [place[id(a)] for a in _arguments(part)], numbers)
        key = tuple(entry)
        if key not in known:
            known[key] = len(entries)
            entries.append(entry)
        place[id(part)] = known[key]
        kept.append(part)
        if len(entries) > MOST_ENTRIES:
            raise ValueError(f"a formula of more than {MOST_ENTRIES:,} parts cannot be stored")
    return entries


def _arguments(part: Any) -> tuple[Any, ...]:
    return part.args if type(part).__name__ in FORMS else ()


def _entry(part: Any, parts: list[int], numbers: dict[Any, int]) -> Entry:
    """One part of a formula, where those that it is made of have their places already."""
    name = type(part).__name__
    if part in numbers:
        return ["variable", numbers[part]]
    if name in FORMS:
        return [name, *parts]
    if name in CONSTANTS:
        return [name]
    if part.is_Symbol:
        raise ValueError(f"the formula holds {str(part)[:40]}, which is none of its variables")
    if part.is_Integer:
        return ["Integer", _digits(part.p)]
    if part.is_Rational:
        return ["Rational", _digits(part.p), _digits(part.q)]
    if part.is_Float:
        return float_entry(part)
    raise ValueError(f"a formula with {name} cannot be stored")


def float_entry(value: Any) -> Entry:
    """A float as a part of a formula: mantissa, power of two and precision, as pickle would have them."""
    ((sign, mantissa, power, _),), named = value.__getnewargs_ex__()
    return ["Float", f"{'-' if sign else ''}{int(mantissa, 16)}", int(power), int(named["precision"])]


def _digits(number: int) -> str:
    if number.bit_length() < 4 * LARGEST_INTEGER:  # Python writes no number that is much longer
        with suppress(ValueError):
            if _is_integer(text := str(int(number))):
                return text
    raise ValueError(f"a formula with a whole number of over {LARGEST_INTEGER:,} digits cannot be stored")


def _wrong(entry: Any, why: str) -> ValueError:
    text = " ".join(repr(entry).split())
    return ValueError(f"a stored formula is wrong: {text[:60]} {why}")
