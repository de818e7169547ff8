"""Short names for what a function or a method of the page's scripts calls its own: a fifteenth of a page.

One word is one variable of a function or method, wherever it stands in it, so that no scopes are told apart. What other
functions know is one variable of the whole script and keeps its name, or has a short one too; every property keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from string import ascii_letters, ascii_uppercase

_TOKEN = re.compile(
    r"""
    (?P<text>
        "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
        | (?:(?<=[(,=:\[!&|?{};>+][ ]) | (?<=[(,=:\[!&|?{};>+\n]) | (?<=return[ ]))  # else a slash divides
          /(?![/*\s])(?:[^/\\\[\n] | \\. | \[(?:[^\]\\\n]|\\.)*\])+/\w*)
    | (?P<word>function\*|[A-Za-z_$][\w$]*)
    | (?P<space>\s+)
    | (?P<mark>=> | \?\.(?!\d) | \.\.\. | \#\w+ | \d[\w.]* | [^\s\w])""",
    re.VERBOSE,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|(?P<inner>\$\{))", re.DOTALL)
_KEYWORDS = frozenset(
    re.findall(
        r"\S+",
        """arguments as async await break case catch class const continue default delete do else extends false finally for
        function function* get if in instanceof is let new null of return set static super switch this throw true try
        typeof undefined void while yield""",
    )
)
_BEFORE_BODY = frozenset(("", ")", ";", "{", "}", "=>", "else", "do", "try", "finally"))
_BEFORE_TEST = frozenset(("if", "for", "while", "switch"))
_BEFORE_OWN, _BEHIND_OWN = frozenset(("(", ",", "[", "{", "...", ":")), frozenset((",", ")", "]", "}", "="))


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    role: str = ""
    """Of a word: "variable", "both" (a property that is named as the variable is) or "" for a property or keyword."""
    own: bool = False
    """Whether a variable is declared here."""


def short_named(text: str, *, whole: bool = False) -> str:
    """A script whose functions and classes stand at the beginning of a line, inside one function that holds all.

    With `whole` what its functions know of each other has short names, too: for scripts that nobody looks into.
    """
    units = _judged(text)
    shared = {word for unit in units for word in _shared(unit)}
    short = "".join(part for unit in units for part in _renamed(unit, shared))
    return _wholly_renamed(short) if whole else short


def _wholly_renamed(text: str) -> str:
    units = _judged(text)
    shared = dict.fromkeys(word for unit in units for word in _shared(unit))
    taken = {token.text for unit in units for token in unit}
    names = ("".join(pair) for pair in product(ascii_uppercase, ascii_letters))
    new = dict(zip(shared, (name for name in names if name not in taken), strict=False))
    return "".join(part for unit in units for part in _with(new, unit))


def _judged(text: str) -> list[list[_Token]]:
    tokens = _tokens(text)
    _judge([token for token in tokens if token.kind != "space"])
    return list(_units(tokens))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, open_ = 0, [""]
    while at < len(text):
        if text[at] == "`" or (text[at] == "}" and open_[-1] == "${"):
            match, first = _TEMPLATE.match(text, at + 1), "`"
            if text[at] == "}":
                first = ""
                open_.pop()
                found.append(_Token("mark", "}"))
        else:
            match, first = _TOKEN.match(text, at), ""
        if match is None:
            raise ValueError(f"a text without its end: {text[at : at + 40]!r}")
        at = match.end()
        kind, token = match.lastgroup or "text", first + match[0]
        if kind == "inner":
            found.append(_Token("text", token[:-2]))
            token, kind = "${", "mark"
        if token in ("(", "[", "{", "${"):
            open_.append(token)
        elif token in (")", "]", "}"):
            open_.pop()
        found.append(_Token(kind, token))
    return found


def _judge(tokens: list[_Token]) -> None:
    """Say of each word what it is; `tokens` without spaces."""
    behind = _behind_parentheses(tokens)
    stack: list[tuple[str, bool]] = [("block", False)]
    declaring: list[bool] = [False]
    for k, token in enumerate(tokens):
        before = tokens[k - 1].text if k else ""
        after = tokens[k + 1].text if k + 1 < len(tokens) else ""
        kind, binding = stack[-1]
        if token.kind == "mark":
            if token.text in ("(", "[", "{", "${"):
                stack.append(_opened(tokens, k, binding, behind))
                declaring.append(False)
            elif token.text in (")", "]", "}"):
                stack.pop()
                declaring.pop()
            elif token.text == ";":
                declaring[-1] = False
        elif token.kind == "word":
            if token.text in ("const", "let"):
                declaring[-1] = True
            elif token.text in ("of", "in") and before not in ("{", ",", "."):
                declaring[-1] = False
            token.role = _role(token.text, kind, before, after)
            first = before in ("const", "let", "function", "class") or (declaring[-1] and before == ",")
            bound = binding and before in _BEFORE_OWN and after in _BEHIND_OWN
            token.own = token.role != "" and (first or bound or after == "=>")


def _behind_parentheses(tokens: list[_Token]) -> dict[int, str]:
    """Where each parenthesis opens, and what stands behind its end."""
    behind: dict[int, str] = {}
    open_: list[int] = []
    for k, token in enumerate(tokens):
        if token.kind == "mark" and token.text == "(":
            open_.append(k)
        elif token.kind == "mark" and token.text == ")":
            behind[open_.pop()] = tokens[k + 1].text if k + 1 < len(tokens) else ""
    return behind


def _opened(tokens: list[_Token], k: int, binding: bool, behind: dict[int, str]) -> tuple[str, bool]:
    """What a bracket holds, and whether names in it are declared."""
    text, before = tokens[k].text, tokens[k - 1].text if k else ""
    if text == "(":
        return "list", behind[k] == "=>" or (behind[k] == "{" and before not in _BEFORE_TEST)
    inner = before in ("const", "let") or (binding and before in _BEFORE_OWN)
    if text != "{":
        return "list", text == "[" and inner
    if k > 1 and tokens[k - 1].kind == "word" and tokens[k - 2].text in ("class", "extends"):
        return "class", False
    of_case = before == ":" and (tokens[k - 3].text == "case" or tokens[k - 2].text == "default")
    return ("block", False) if before in _BEFORE_BODY or of_case else ("object", inner)


def _role(word: str, kind: str, before: str, after: str) -> str:
    if word in _KEYWORDS or before in (".", "?."):
        return ""
    if kind == "class":
        return "variable" if before in ("=", "extends", "class") else ""
    if kind == "object":
        if before in ("{", ","):
            return "both" if after in (",", "}", "=") else ""
        if before in ("get", "set", "async") and after == "(":
            return ""
    return "variable"


def _units(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Functions, methods and statements that stand by themselves; the script's first and last line open and close it."""
    unit: list[_Token] = []
    depth, deepest, last = 0, 2, ""
    for token in tokens:
        unit.append(token)
        if token.kind == "mark":
            depth += _deeper(token)
        elif token.text == "class" and depth == 2:
            deepest = 3
        elif "\n" in token.text and depth <= deepest and last in (";", "{", "}"):
            deepest = max(depth, 2)
            yield unit
            unit = []
        last = last if token.kind == "space" else token.text
    if unit:
        yield unit


def _deeper(mark: _Token) -> int:
    return (mark.text in ("(", "[", "{", "${")) - (mark.text in (")", "]", "}"))


def _shared(unit: list[_Token]) -> Iterator[str]:
    """What a unit declares for all others."""
    depth, pattern = 0, unit[0].text in ("const", "let")
    for token in unit:
        if token.kind == "mark":
            depth += _deeper(token)
            pattern = pattern and (depth > 0 or token.text != "=")
        elif token.own and (depth == 0 or pattern):
            yield token.text


def _renamed(unit: list[_Token], shared: set[str]) -> Iterator[str]:
    own = {token.text for token in unit if token.own and token.text not in shared}
    words = dict.fromkeys(token.text for token in unit if token.role)
    taken = words.keys() - own
    names = (name for name in _names() if name not in taken and name not in _KEYWORDS)
    new = {word: next(names) for word in words if word in own}
    yield from _with(new, unit)


def _with(new: Mapping[str, str], unit: list[_Token]) -> Iterator[str]:
    for token in unit:
        name = new.get(token.text, token.text) if token.role else token.text
        yield f"{token.text}: {name}" if token.role == "both" and name != token.text else name


def _names() -> Iterator[str]:
    for length in (1, 2):
        yield from map("".join, product(ascii_letters, repeat=length))
