"""The text of a formula, read by a whitelist into a plain tree: nothing here evaluates, imports or looks anything up.

sum      = product {("+" | "-") product}
product  = signed {("*" | "/") signed}
signed   = ("+" | "-") signed | power
power    = atom [("**" | "^") signed]                  so -x**2 is -(x**2), and 2^3^2 is 2^(3^2)
atom     = number | constant | variable | function "(" sum {"," sum} ")" | "(" sum ")"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

LONGEST = 2_000
DEEPEST = 100
CONSTANTS = ("pi", "e")
ARGUMENTS = {
    "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1, "atan2": 2, "sinh": 1, "cosh": 1, "tanh": 1,
    "exp": 1, "log": 1, "sqrt": 1, "abs": 1, "sign": 1, "min": 2, "max": 2,
}  # fmt: skip
"""Function -> how many arguments it takes."""

_TOKEN = re.compile(
    r"""(?P<space>[ \t]+)
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
      | (?P<mark>\*\*|[-+*/^(),])""",
    re.VERBOSE,
)
_SUM, _PRODUCT, _SIGN, _POWER = 1, 2, 3, 4  # how strongly an operator holds its operands
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER, "^": _POWER}


class FormulaError(ValueError):
    """A formula that is refused; the message (at most 400 characters) shows where.

    Examples
    --------
    >>> from landscapes import FormulaError, parse
    >>> try:
    ...     parse("x**2 + frob(y)", domain=((-5, 5), (-5, 5)))
    ... except FormulaError as error:
    ...     print(str(error).partition(";")[0])
    unknown name 'frob'
    """


@dataclass(frozen=True)
class Node:
    """One operation of a formula: its parts, and where in the text it stands.

    `operation` is "number", "name", "sum", "product", "negative", "inverse", "power" or a function's name.
    """

    operation: str
    parts: tuple[Node, ...]
    place: int
    text: str = ""
    height: int = 0  # operations inside one another, changes of sign and divisions apart


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


def refuse(problem: str, text: str, place: int) -> NoReturn:
    """Say no, with `text` around `place` and a caret under it.

    Raises
    ------
    FormulaError
        Always.
    """
    first, last = max(0, place - 30), place + 30
    before, after = "..." * (first > 0), "..." * (last < len(text))
    shown = "".join(c if " " <= c <= "~" else "?" for c in text[first:last])
    caret = " " * (len(before) + place - first) + "^"
    raise FormulaError(f"{problem[:300]}\n  {before}{shown}{after}\n  {caret}")


PREFIXES = ("np", "numpy", "math", "sp", "sympy", "torch", "jnp")
"""Of functions in Python, which have none here."""
USUAL = ("x", "y", "z", "w")
"""What people call their variables, however many there are."""


def known_names() -> frozenset[str]:
    """The functions and constants of the grammar: names that no variable has."""
    return frozenset([*ARGUMENTS, *CONSTANTS])


def read(text: str, variables: Sequence[str]) -> Node:
    """The tree of a formula in these variables.

    Raises
    ------
    FormulaError
        At the first thing that is not in the grammar, and above 2,000 characters or 100 nested operations.
    """
    if not isinstance(text, str):
        raise FormulaError(f"a formula must be text, got {type(text).__name__}")
    if len(text) > LONGEST:
        refuse(f"a formula may have {LONGEST:,} characters, this one has {len(text):,}", text, LONGEST)
    return _Reader(text, tuple(variables)).formula()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            prefix = tokens[-1].text if tokens and text[place] == "." else ""
            way_out = f": leave {prefix}. out" if prefix in PREFIXES else ""
            way_out = ": write what is on its right side alone" if text[place] == "=" else way_out
            refuse(f"{text[place]!a} has no meaning in a formula{way_out}", text, place)
        if match.lastgroup != "space":
            tokens.append(_Token(str(match.lastgroup), match.group(), place))
        place = match.end()
    return [*tokens, _Token("end", "", place)]


class _Reader:
    """Reads tokens left to right, once: operator precedence by binding strength."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self._text, self._variables = text, variables
        self._tokens = _tokens(text)
        self._position = self._depth = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._position]

    def _take(self) -> _Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _refuse(self, problem: str, token: _Token) -> NoReturn:
        refuse(problem, self._text, token.place)

    def formula(self) -> Node:
        """The whole text."""
        tree = self._expression(0)
        if self._next.kind != "end":
            self._refuse(
                "this ')' closes nothing" if self._next.text == ")" else "unexpected ','", self._next
            )
        return tree

    def _expression(self, strength: int) -> Node:
        left = self._operand()
        while True:
            token = self._next
            if token.kind in ("number", "name") or token.text == "(":
                self._refuse("an operator is missing here; multiplication is written *", token)
            binding = _BINDING.get(token.text, 0)
            if binding <= strength:
                return left
            self._take()
            left = self._joined(left, token, binding)

    def _joined(self, left: Node, token: _Token, binding: int) -> Node:
        if binding == _POWER:
            return self._node("power", (left, self._deeper(_SIGN, token)), token.place)
        right = self._expression(binding)
        if token.text in "-/":
            right = self._node("negative" if token.text == "-" else "inverse", (right,), token.place)
        kind = "sum" if binding == _SUM else "product"
        return self._node(kind, (*(left.parts if left.operation == kind else (left,)), right), token.place)

    def _node(self, operation: str, parts: tuple[Node, ...], place: int) -> Node:
        height = max(p.height for p in parts) + (operation not in ("negative", "inverse"))
        self._check_depth(height, place)
        return Node(operation, parts, place, height=height)

    def _check_depth(self, depth: int, place: int) -> None:
        if depth > DEEPEST:
            refuse(f"more than {DEEPEST} operations or parentheses inside one another", self._text, place)

    def _deeper(self, strength: int, token: _Token) -> Node:
        self._depth += 1
        self._check_depth(self._depth, token.place)
        inner = self._expression(strength)
        self._depth -= 1
        return inner

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Node("number", (), token.place, token.text)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            inner = self._deeper(0, token)
            self._close(token)
            return inner
        if token.text in ("+", "-"):
            inner = self._deeper(_SIGN, token)
            return inner if token.text == "+" else self._node("negative", (inner,), token.place)
        found = f"found {token.text!r}" if token.text else "the formula ends"
        self._refuse(f"a number, a variable, a function or '(' should stand here, but {found}", token)

    def _named(self, token: _Token) -> Node:
        name, called = token.text, self._next.text == "("
        if name in ARGUMENTS:
            if not called:
                self._refuse(f"{name} is a function: write {name}(...)", token)
            return self._node(name, self._arguments(token), token.place)
        if name not in CONSTANTS and name not in self._variables:
            self._refuse(self._unknown(name), token)
        if called:
            self._refuse(f"{name} is no function; multiplication is written {name}*(...)", token)
        return Node("name", (), token.place, name)

    def _arguments(self, function: _Token) -> tuple[Node, ...]:
        opening = self._take()
        parts = [self._deeper(0, opening)]
        while self._next.text == ",":
            self._take()
            parts.append(self._deeper(0, opening))
        self._close(opening)
        count = ARGUMENTS[function.text]
        while function.text in ("min", "max") and len(parts) > count:
            parts[:2] = [self._node(function.text, tuple(parts[:2]), function.place)]
        if len(parts) != count:
            self._refuse(
                f"{function.text} takes {count} argument{'s' * (count > 1)}, got {len(parts)}", function
            )
        return tuple(parts)

    def _close(self, opening: _Token) -> None:
        if self._next.kind == "end":
            self._refuse("this '(' is never closed", opening)
        if self._next.text != ")":
            self._refuse(f"')' should stand here, but found {self._next.text!r}", self._next)
        self._take()

    def _unknown(self, name: str) -> str:
        known = [*self._variables, *ARGUMENTS, *CONSTANTS]
        near = difflib.get_close_matches(name, known, n=1) if len(name) < 20 else []
        if name in USUAL:
            many = len(self._variables)
            said = f"{many} variables are" if many > 1 else "one variable is"
            return (
                f"unknown name {name!r}; {said} called {', '.join(self._variables[:4])}{', ...' * (many > 4)}"
            )
        if near:
            return f"unknown name {name!r}; did you mean {near[0]!r}?"
        names = (
            self._variables
            if len(self._variables) < 5
            else (*self._variables[:2], "...", self._variables[-1])
        )
        shown = name if len(name) < 20 else name[:17] + "..."
        return f"unknown name {shown!r}; the variables here are {', '.join(names)}"
