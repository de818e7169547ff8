"""A formula as people type it, put into the grammar of `parse`: 2x, x², π, ln x, |x|, √x, sin²x.

Only what means one thing is rewritten. Text of the grammar stays as it is, letter for letter; whatever could mean two
things (1/2x, e^2x, sin x y) stays too, and `parse` says what is missing there. The page has the same rules in
render/page/compute/typing.js.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from landscapes.formulas.grammar import ARGUMENTS, CONSTANTS, DEEPEST, LONGEST
from landscapes.formulas.symbols import names

_SIGNS = {
    "·": "*", "×": "*", "⋅": "*", "∙": "*", "∗": "*", "−": "-", "–": "-", "÷": "/", "∕": "/", "⁄": "/",
    "∣": "|", "ˆ": "^",
}  # fmt: skip
_NAMES = {"π": "pi", "√": "sqrt", "ℯ": "e", "𝑥": "x", "𝑦": "y"}
_SHARES = {"½": "(1/2)", "⅓": "(1/3)", "¼": "(1/4)", "¾": "(3/4)", "⅔": "(2/3)"}
_SYNONYMS = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sgn": "sign",
    "arsin": "asin", "tg": "tan", "sh": "sinh", "ch": "cosh", "th": "tanh", "fabs": "abs",
}  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_TOKEN = re.compile(
    r"""(?P<space>[ \t\u00a0\u2009\u202f]+)
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>[A-Za-z_][A-Za-z_0-9]*[₀-₉]*)
      | (?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]+)
      | (?P<mark>\*\*|[-+*/^(),|])
      | (?P<other>.|\n)""",
    re.VERBOSE,
)
_POWERS = ("^", "**")
_HEADING = re.compile(r"[ \t]*(?:f[ \t]*\([xy0-9, \t]*\)|f|z)[ \t]*=(?!=)[ \t]*")


class _Part(NamedTuple):
    """A piece of text: "space", "number", "variable", "constant", "function", "raised", "share", "mark" or "other"."""

    kind: str
    text: str
    bar: bool = False


def typed(text: str, dimensions: int = 2) -> str:
    """The formula `text` as `parse` wants it, where it is clear what was meant; else as it is.

    Parameters
    ----------
    text : str
    dimensions : int, default 2
        How many variables the formula may hold: ``x`` is called so alone, ``x, y`` are two, ``x1 ... xn`` more.

    Returns
    -------
    str
        Text that `parse` reads comes back unchanged. What is left as it was, `parse` refuses.

    Examples
    --------
    >>> from landscapes import typed
    >>> typed("2x² + |y|sin πx")
    '2*x^2 + abs(y)*sin(pi*x)'
    >>> typed("1/2x")
    '1/2x'
    """
    if len(text) > LONGEST:
        return text
    parts = _bars(_parts(text, names(dimensions)))
    if _deepest(parts) > DEEPEST:
        return text
    return "".join(part.text for part in _multiplied(_called(parts)))


def _deepest(parts: list[_Part]) -> int:
    """The most functions and parentheses inside one another."""
    deepest = depth = run = 0
    outside: list[int] = []
    for part in parts:
        if part.text == "(":
            outside.append(depth)
            depth, run = depth + run + 1, 0
        elif part.text == ")":
            depth, run = outside.pop() if outside else 0, 0
        elif part.kind == "function":
            run += 1
        elif part.kind not in ("space", "raised"):
            run = 0
        deepest = max(deepest, depth + run)
    return deepest


def _parts(text: str, variables: tuple[str, ...]) -> list[_Part]:
    heading = _HEADING.match(text)
    made: list[_Part] = []
    for match in _TOKEN.finditer(text, heading.end() if heading else 0):
        kind, found = str(match.lastgroup), match.group()
        if kind == "space":
            made.append(_Part("space", re.sub("[^ \t]", " ", found)))
        elif kind == "word":
            made += _named(found, variables)
        elif kind == "raised":
            digits = "".join(_RAISED[c] for c in found).removeprefix("+")
            made.append(_Part("raised", f"^({digits})" if digits[0] == "-" else f"^{digits}"))
        elif found in _SIGNS:
            made.append(_Part("mark", _SIGNS[found]))
        elif found in _SHARES and _last(made).kind != "number":  # 3½ is a sum to some
            made.append(_Part("share", _SHARES[found]))
        elif found in _NAMES:
            made += _named(_NAMES[found], variables)
        else:
            made.append(_Part(kind, found))
    return made


def _named(word: str, variables: tuple[str, ...]) -> list[_Part]:
    """A word as names: itself, a synonym, or several written together."""
    plain = "".join(_LOWERED.get(c, c) for c in word)
    lower = plain.lower()
    known = _kind(plain, variables)
    if known:
        return [_Part(known, plain)]
    if lower in _SYNONYMS:
        return [_Part("function", _SYNONYMS[lower])]
    if lower != "e" and _kind(lower, variables):
        return [_Part(_kind(lower, variables), lower)]
    return _apart(plain, variables) or [_Part("other", plain)]


def _kind(name: str, variables: tuple[str, ...]) -> str:
    if name in variables:
        return "variable"
    return "constant" if name in CONSTANTS else "function" if name in ARGUMENTS else ""


def _apart(word: str, variables: tuple[str, ...]) -> list[_Part]:
    """Variables (and pi) written together, then perhaps a function, and one variable as its argument; else nothing."""
    made: list[_Part] = []
    rest = word
    while rest:
        name = _longest(rest, (*variables, "pi"))
        if not name:
            break
        made.append(_Part("constant" if name == "pi" else "variable", name))
        rest = rest[len(name) :]
    if not rest:
        return made
    name = _longest(rest, (*ARGUMENTS, *_SYNONYMS))
    after = rest[len(name) :]
    if not name or (after and after not in variables):
        return []
    function = _Part("function", _SYNONYMS.get(name, name))
    return [*made, function, *([_Part("variable", after)] if after else [])]


def _longest(text: str, among: Sequence[str]) -> str:
    return max((name for name in among if text.startswith(name)), key=len, default="")


def _bars(parts: list[_Part]) -> list[_Part]:
    """|u| as abs(u); all bars as they are where they are not pairs."""
    made: list[_Part] = []
    opened: list[str] = []
    for part in parts:
        if part.text == "|" and part.kind == "mark":
            if opened and opened[-1] == "|" and _ends(_last(made)):
                opened.pop()
                made.append(_Part("mark", ")", bar=True))
            else:
                opened.append("|")
                made += [_Part("function", "abs", bar=True), _Part("mark", "(", bar=True)]
            continue
        if part.text == "(":
            opened.append("(")
        elif part.text == ")" and (not opened or opened.pop() != "("):
            return parts
        made.append(part)
    return made if "|" not in opened else parts


def _last(parts: list[_Part]) -> _Part:
    return next((part for part in reversed(parts) if part.kind != "space"), _Part("mark", ""))


def _ends(part: _Part) -> bool:
    """Whether it can be the end of what is multiplied."""
    return part.kind in ("number", "variable", "constant", "raised", "share") or part.text == ")"


def _begins(part: _Part) -> bool:
    return part.kind in ("variable", "constant", "function", "share") or part.text == "("


def _called(parts: list[_Part]) -> list[_Part]:
    """sin x as sin(x), sin^2 x and sin²(x) as sin(x)^2."""
    made: list[_Part] = []
    i = 0
    while i < len(parts):
        found = _application(parts, i) if parts[i].kind == "function" else None
        if found is not None:
            made += found[0]
            i = found[1]
        elif parts[i].kind == "function" and _next(parts, i + 1).text != "(":
            end = _end_of_term(parts, i)
            made += _as_it_is(parts[i:end])
            i = end
        else:
            made.append(parts[i])
            i += 1
    return made


def _end_of_term(parts: list[_Part], i: int) -> int:
    """The place of the next sum, comma or closing parenthesis that does not belong to what begins at `i`."""
    depth = 0
    for k in range(i, len(parts)):
        text = parts[k].text
        depth += (text == "(") - (text == ")")
        if depth < 0 or (depth == 0 and text in ("+", "-", ",")):
            return k
    return len(parts)


def _as_it_is(parts: list[_Part]) -> list[_Part]:
    """What is unclear: nothing is put between its parts."""
    first, *others = parts
    joined = first.text + " " * bool(others and others[0].kind not in ("space", "mark"))
    return [_Part("other", joined), *(_Part("other", part.text) for part in others)]


def _application(parts: list[_Part], i: int) -> tuple[list[_Part], int] | None:
    """A function at place `i` with its argument, written with parentheses, and the place behind; None if unclear."""
    function = parts[i]
    power, j = _whole_power(parts, _skip(parts, i + 1))
    j = _skip(parts, j)
    if ARGUMENTS[function.text] != 1 or j >= len(parts):
        return None
    if parts[j].text == "(":
        end = _closing(parts, j)
        if not power or end is None:
            return None
        return [function, *_called(parts[j : end + 1]), *power], end + 1
    found = _argument(parts, j, function.text == "sqrt")
    if found is None or (power and parts[j].kind == "function"):
        return None
    argument, end = found
    return [function, _Part("mark", "("), *argument, _Part("mark", ")"), *power], end


def _whole_power(parts: list[_Part], j: int) -> tuple[list[_Part], int]:
    """A power of a function between its name and its argument, such as the 2 of sin^2 x."""
    if j < len(parts) and parts[j].kind == "raised" and "-" not in parts[j].text:
        return [parts[j]], j + 1
    if j + 1 < len(parts) and parts[j].text in _POWERS and re.fullmatch("[0-9]+", parts[j + 1].text):
        return parts[j : j + 2], j + 2
    return [], j


def _argument(parts: list[_Part], j: int, root: bool) -> tuple[list[_Part], int] | None:
    """What a function without parentheses is applied to: |u|, x, 2x, 2x^2, another function; None if unclear."""
    if parts[j].kind == "function":
        if parts[j].bar:
            end = _closing(parts, j + 1)
            return None if end is None else _alone(_called(parts[j : end + 1]), parts, end + 1, root)
        return None if root else _inner(parts, j)
    argument: list[_Part] = []
    if parts[j].kind == "number":
        argument, j = [parts[j]], j + 1
        if root:
            return _alone(argument, parts, j, root)
        j = _skip(parts, j) if _next(parts, j).kind in ("variable", "constant") else j
    if j < len(parts) and parts[j].text == "pi" and not root and _next(parts, j + 1).kind == "variable":
        argument.append(parts[j])
        j = _skip(parts, j + 1)
    if j < len(parts) and parts[j].kind in ("variable", "constant"):
        argument.append(parts[j])
        j += 1
        power, behind = _whole_power(parts, j)
        if power and not root:
            argument, j = [*argument, *power], behind
    return _alone(_multiplied(argument), parts, j, root) if argument else None


def _inner(parts: list[_Part], j: int) -> tuple[list[_Part], int] | None:
    found = _application(parts, j)
    if found is None and _next(parts, j + 1).text == "(":
        end = _closing(parts, _skip(parts, j + 1))
        return None if end is None else _alone(_called(parts[j : end + 1]), parts, end + 1, False)
    return found


def _alone(argument: list[_Part], parts: list[_Part], j: int, root: bool) -> tuple[list[_Part], int] | None:
    """The argument, unless what follows might belong to it."""
    follows = _next(parts, j)
    apart = root and j < len(parts) and parts[j].kind == "space"
    belongs = follows.text in _POWERS or follows.kind in ("number", "raised", "other")
    if belongs or (_begins(follows) and follows.kind != "function" and not apart):
        return None
    return argument, j


def _skip(parts: list[_Part], j: int) -> int:
    while j < len(parts) and parts[j].kind == "space":
        j += 1
    return j


def _next(parts: list[_Part], j: int) -> _Part:
    j = _skip(parts, j)
    return parts[j] if j < len(parts) else _Part("mark", "")


def _closing(parts: list[_Part], j: int) -> int | None:
    """Where the parenthesis at `j` is closed."""
    depth = 0
    for k in range(j, len(parts)):
        depth += (parts[k].text == "(") - (parts[k].text == ")")
        if depth == 0:
            return k
    return None


def _multiplied(parts: list[_Part]) -> list[_Part]:
    """2x as 2*x, wherever only that can be meant."""
    made: list[_Part] = []
    for part in parts:
        if _begins(part) and _ends(_last(made)) and _is_clear(made, part):
            while made[-1].kind == "space":
                made.pop()
            made.append(_Part("mark", "*"))
        made.append(part)
    return made


def _is_clear(before: list[_Part], part: _Part) -> bool:
    """Whether a factor may stand behind what is there: not behind a divisor (1/2x), nor an exponent (e^2x)."""
    spaced = before[-1].kind == "space"
    end = len(before) - 1 - spaced
    if before[end].text == "e" and part.text == "(":
        return False
    first = _first_of_factor(before, end)
    place = _last_place(before, first)
    sign = _text_at(before, place)
    if sign == "/":
        return spaced and before[end].kind == "number" and first == end
    if sign in _POWERS and before[end].text != ")":
        base = _last(before[:place])
        plain = before[end].kind == "number" and (base.kind == "variable" or base.text == ")")
        if not (spaced or plain):
            return False
    while sign in _POWERS:
        place = _last_place(before, _first_of_factor(before, place - 1))
        sign = _text_at(before, place)
    return sign != "/" and not (sign == "-" and _last(before[:place]).text in _POWERS)


def _last_place(parts: list[_Part], end: int) -> int:
    """Where the last part before `end` stands that is no space; -1 if there is none."""
    return next((k for k in range(end - 1, -1, -1) if parts[k].kind != "space"), -1)


def _text_at(parts: list[_Part], place: int) -> str:
    return parts[place].text if place >= 0 else ""


def _first_of_factor(parts: list[_Part], end: int) -> int:
    """Where the number, name, group or call that ends at `end` begins."""
    while end > 0 and parts[end].kind in ("space", "raised"):
        end -= 1
    if end < 0 or parts[end].text != ")":
        return max(end, 0)
    depth = 0
    for k in range(end, -1, -1):
        depth += (parts[k].text == ")") - (parts[k].text == "(")
        if depth == 0:
            end = k
            break
    before = _last_place(parts, end)
    return before if before >= 0 and parts[before].kind == "function" else end
