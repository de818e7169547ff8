"""Exponentials, logarithms and waves written so that floats neither overflow nor cancel, as exactly as they were typed.

log(1 + exp u) is a "logaddexp", 1/(1 + exp(-u)) a "sigmoid" and 1 minus it the sigmoid of -u; exp u - 1, 1 - cos u and
log(1 + u) are operations of their own. Every target of a tape computes them from exp, log1p, max and |u|, and their
derivatives are each other. What has none of these forms comes out node for node as the tape alone writes it.

Blanchard, Higham and Higham (2021), Accurately computing the log-sum-exp and softmax functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from landscapes.compiled.tape import E, Tape

Linear = dict[int, Fraction]
"""Node -> coefficient; the node of 1 carries the constant."""

_HALF = Fraction(1, 2)


def linear(tape: Tape, number: int) -> Linear:
    """The node as a sum of multiples of nodes that are neither sums nor multiples by a fraction."""
    found: Linear = {}
    waiting = [(number, Fraction(1))]
    while waiting:
        node, times = waiting.pop()
        value = tape.exact(node)
        factor, rest = tape.scaled(node)
        share = tape.exact(factor)
        if value is not None:
            node, times = tape.one, times * value
        elif tape.nodes[node][0] == "add":
            waiting.extend((part, times) for part in tape.nodes[node][1:])
            continue
        elif rest != node and share is not None:
            waiting.append((rest, times * share))
            continue
        found[node] = found.get(node, Fraction(0)) + times
    return {node: times for node, times in found.items() if times}


def negative(tape: Tape, number: int) -> int:
    """The node of minus `number`, a sum term by term."""
    parts = linear(tape, number)
    return tape.sum(tape.mul(tape.constant(-times), node) for node, times in sorted(parts.items()))


def difference(tape: Tape, a: int, b: int) -> int:
    """The node of a - b; what they have in common is left out."""
    parts = linear(tape, a)
    for node, times in linear(tape, b).items():
        parts[node] = parts.get(node, Fraction(0)) - times
    return tape.sum(tape.mul(tape.constant(times), node) for node, times in sorted(parts.items()) if times)


def log_sum(tape: Tape, logs: Iterable[int]) -> int:
    """The log of the sum of the exponentials of `logs`."""
    first, *others = sorted(_mirrored(tape, list(logs)), key=lambda k: (not tape.is_constant[k], k))
    for other in others:
        first = tape.apply("logaddexp", first, other)
    return first


def _mirrored(tape: Tape, logs: list[int]) -> list[int]:
    """The same logs, exp(s + u) + exp(s - u) as 2 exp(s) cosh u: its slope does not cancel where u is small."""
    kept: list[int] = []
    while logs:
        log = logs.pop(0)
        # exp(0) + exp(-u) stays: there is nothing to be mirrored in.
        mirror = [k for k in logs if k != log and _is_constant_apart(tape, log, negative(tape, k))]
        other = None if tape.is_constant[log] or not mirror else mirror[0]
        if other is None or not (logs[1:] or kept):
            kept.append(log)
            continue
        logs.remove(other)
        half, two = tape.constant(_HALF), _log_of_constant(tape, Fraction(2))
        apart = tape.mul(half, difference(tape, log, other))
        middle = tape.mul(half, tape.sum([log, other]))
        kept.append(tape.sum([tape.apply("logcosh", apart), middle, two]))
    return kept


def logarithm(tape: Tape, number: int) -> int:
    """The node of log `number`."""
    if not tape.is_constant[number]:
        form = _log(tape, number)
        if form is not None:
            return form
        match tape.nodes[number]:
            case ("add", _, _) if (rest := _less_one(tape, number)) is not None:
                return tape.apply("log1p", rest)
            case ("mul", a, b) if tape.exact(a) == -1 and tape.nodes[b][0] == "expm1":
                return tape.apply("log1mexp", tape.nodes[b][1])
    return tape.apply("log", number)


def _less_one(tape: Tape, number: int) -> int | None:
    """A sum that has the constant 1, without it."""
    if linear(tape, number).get(tape.one) != 1:
        return None
    return tape.sum(t for t in _terms(tape, number) if t != tape.one)


def _log(tape: Tape, number: int) -> int | None:
    """The log of what is positive by its form, made of exponentials; None for anything else."""
    value = tape.exact(number)
    match tape.nodes[number]:
        case ("constant", _):
            return None if value is None or value <= 0 else _log_of_constant(tape, value)
        case ("exp", a):
            return int(a)
        case ("sigmoid", a):
            return tape.mul(tape.constant(-1), log_sum(tape, [tape.zero, negative(tape, a)]))
        case ("cosh", a):
            return tape.apply("logcosh", a)
        case ("sech2", a):
            return tape.mul(tape.constant(-2), tape.apply("logcosh", a))
        case ("inv" | "sqrt" | "power" as kind, a, *exponent):
            inner = None if exponent and not tape.is_constant[exponent[0]] else _log(tape, a)
            share = exponent[0] if exponent else tape.constant(Fraction(-1) if kind == "inv" else _HALF)
            return None if inner is None else tape.mul(share, inner)
        case ("mul", a, b):
            parts = [_log(tape, a), _log(tape, b)]
            return None if None in parts else tape.sum(p for p in parts if p is not None)
        case ("add", _, _):
            logs = _exponents(tape, number)
            return None if logs is None else log_sum(tape, logs)
    return None


def _log_of_constant(tape: Tape, value: Fraction) -> int:
    return tape.zero if value == 1 else tape.apply("log", tape.constant(value))


def _terms(tape: Tape, number: int) -> list[int]:
    node = tape.nodes[number]
    return [t for part in node[1:] for t in _terms(tape, part)] if node[0] == "add" else [number]


def _exponents(tape: Tape, number: int) -> list[int] | None:
    """The logs of the terms of a sum of exponentials and positive constants; None if it is something else."""
    factor, inside = tape.scaled(number)
    share = tape.exact(factor)
    if share is None or share <= 0 or tape.is_constant[number]:
        return None
    logs: list[int] = []
    for term in _terms(tape, inside):
        kind, *arguments = tape.nodes[tape.scaled(term)[1]]
        log = _log(tape, term)
        if log is None:
            return None
        if kind == "cosh":
            times = tape.exact(tape.scaled(term)[0]) or Fraction(1)
            half = _log_of_constant(tape, times / 2)
            logs += [tape.add(arguments[0], half), tape.add(negative(tape, arguments[0]), half)]
        else:
            logs.append(log)
    shift = _log_of_constant(tape, share)
    return [tape.add(log, shift) for log in logs]


def is_sum_of_exponentials(tape: Tape, number: int) -> bool:
    """Whether the node is a sum of several exponentials and positive constants, or a cosh."""
    logs = _exponents(tape, number)
    return logs is not None and len(logs) > 1


def quotient(tape: Tape, above: int, below: int) -> int:
    """The node of above / below: 1/(1 + exp(-u)) and exp a/(exp a + exp b) are sigmoids, sinh/cosh is tanh."""
    special = _hyperbolic(tape, above, below)
    if special is not None:
        return special
    logs = _exponents(tape, below)
    if logs is None or len(logs) < 2:
        return tape.mul(above, tape.inv(below))
    exponent, others = _split(tape, above)
    for i, log in enumerate(logs):
        rest = logs[:i] + logs[i + 1 :]
        if _is_constant_apart(tape, exponent, log):
            apart = difference(tape, exponent, log)
            share = tape.apply("sigmoid", difference(tape, log, log_sum(tape, rest)))
            if others == tape.apply("sigmoid", negative(tape, tape.nodes[share][1])):
                half = tape.mul(tape.constant(_HALF), tape.nodes[share][1])
                share, others = tape.mul(tape.constant(_HALF * _HALF), tape.apply("sech2", half)), tape.one
            scale = tape.one if apart == tape.zero else tape.apply("exp", apart)
            return tape.mul(tape.mul(scale, others), share)
    if exponent == tape.zero:
        return tape.mul(above, tape.inv(below))
    return tape.mul(others, tape.apply("exp", difference(tape, exponent, log_sum(tape, logs))))


def _is_constant_apart(tape: Tape, a: int, b: int) -> bool:
    return tape.is_constant[difference(tape, a, b)]


def _split(tape: Tape, number: int) -> tuple[int, int]:
    """A product as (sum of the exponents of its exponentials, everything else)."""
    exponents, others, waiting = [], tape.one, [number]
    while waiting:
        match tape.nodes[waiting[-1]]:
            case ("mul", a, b):
                waiting[-1:] = [a, b]
            case ("exp", a):
                exponents.append(int(a))
                waiting.pop()
            case _:
                others = tape.mul(others, waiting.pop())
    return tape.sum(exponents), others


def _hyperbolic(tape: Tape, above: int, below: int) -> int | None:
    """sinh u/cosh u and (exp u - 1)/(exp u + 1) as tangents."""
    (c, top), (d, bottom) = tape.scaled(above), tape.scaled(below)
    match tape.nodes[top], tape.nodes[bottom]:
        case (("sinh", a), ("cosh", b)) if a == b:
            tangent = tape.apply("tanh", a)
        case (("expm1", a), ("add", b, one)) if one == tape.one and tape.nodes[b] == ("exp", a):
            tangent = tape.apply("tanh", tape.mul(tape.constant(_HALF), a))
        case _:
            return None
    return tape.mul(tape.mul(c, tape.inv(d)), tangent)


def total(tape: Tape, terms: Iterable[int]) -> int:
    """The node of the terms added up: exp u - exp(-u) is a sinh, and a constant that cancels at zero is taken in."""
    listed = _less_e(tape, _unshifted(tape, _paired(tape, list(terms))))
    constant = sum((tape.exact(t) or Fraction(0) for t in listed), Fraction(0))
    if not constant:
        return tape.sum(listed)
    others = [t for t in listed if tape.exact(t) is None]
    shares = {t: (tape.exact(tape.scaled(t)[0]), tape.scaled(t)[1]) for t in others}
    alone = len(others) == 1
    ones = [
        t for t, (c, node) in shares.items() if c is not None and _minus_one(tape, node, alone) is not None
    ]
    if ones and sum((shares[t][0] or Fraction(0) for t in ones), constant) == 0:
        less = [(shares[t][0], shares[t][1], _minus_one(tape, shares[t][1], alone)) for t in ones]
        for _, node, lower in less:
            if lower is not None and tape.nodes[node][0] in ("sqrt", "inv", "mul"):
                tape.risen[lower] = node
        moved = [
            tape.mul(tape.constant(c), node) for c, _, node in less if c is not None and node is not None
        ]
        return tape.sum([*(t for t in others if t not in ones), *moved])
    return _complemented(tape, listed, constant)


def _complemented(tape: Tape, listed: list[int], constant: Fraction) -> int:
    """1 - sigmoid u is the sigmoid of -u, 2 sigmoid u - 1 the tanh of u/2, 1 - tanh u twice the sigmoid of -2 u,
    1 - tanh(u)**2 the sech(u)**2; other sums as they are."""
    for term in listed:
        factor, node = tape.scaled(term)
        share = tape.exact(factor)
        made = None if share is None else _less_tangent(tape, node, share, constant)
        if made is not None:
            return tape.sum([*(t for t in listed if t != term and tape.exact(t) is None), made])
        if tape.nodes[node][0] != "sigmoid" or share is None or share not in (-constant, -2 * constant):
            continue
        u = tape.nodes[node][1]
        if share == -constant:
            made = tape.mul(tape.constant(constant), tape.apply("sigmoid", negative(tape, u)))
        else:
            made = tape.mul(tape.constant(-constant), tape.apply("tanh", tape.mul(tape.constant(_HALF), u)))
        return tape.sum([*(t for t in listed if t != term and tape.exact(t) is None), made])
    return tape.sum(listed)


def _less_tangent(tape: Tape, node: int, share: Fraction, constant: Fraction) -> int | None:
    """`share` times the `node` and the `constant`, where the first is a tanh, or its square, and comes near the other."""
    match tape.nodes[node]:
        case ("tanh", u) if abs(share) == abs(constant):
            twice = tape.mul(tape.constant(2 if share == constant else -2), u)
            return tape.mul(tape.constant(2 * constant), tape.apply("sigmoid", twice))
        case ("mul", a, b) if a == b and tape.nodes[a][0] == "tanh" and share == -constant:
            return tape.mul(tape.constant(constant), tape.apply("sech2", tape.nodes[a][1]))
    return None


def _minus_one(tape: Tape, number: int, alone: bool) -> int | None:
    """The node less 1, without cancellation where it is near 1; None if it has no such form."""
    match tape.nodes[number]:
        case ("exp", a):
            return tape.apply("expm1", a)
        case ("cos", a):
            return tape.mul(tape.constant(-1), tape.apply("versine", a))
        case ("sinc", a):
            return tape.apply("sincm1", a)
        case ("cosh", a):
            half = tape.apply("sinh", tape.mul(tape.constant(_HALF), a))
            return tape.mul(tape.constant(2), tape.mul(half, half))
    return _product_minus_one(tape, number) if alone or _is_wave(tape, number) else None


def _is_wave(tape: Tape, number: int) -> bool:
    """A product of what is 1 where its arguments vanish."""
    kind, *parts = tape.nodes[number]
    return kind in ("exp", "cos", "sinc", "cosh") or (kind == "mul" and all(_is_wave(tape, k) for k in parts))


def _product_minus_one(tape: Tape, number: int) -> int | None:
    match tape.nodes[number]:
        case ("add", _, _):
            return _less_one(tape, number)
        case ("inv", a):
            less = _minus_one(tape, a, True)
            return None if less is None else tape.mul(tape.constant(-1), tape.mul(less, tape.inv(a)))
        case ("sqrt", a):
            less = _minus_one(tape, a, True)
            return None if less is None else tape.mul(less, tape.inv(tape.add(number, tape.one)))
        case ("mul", a, b):
            first, second = _minus_one(tape, a, True), _minus_one(tape, b, True)
            if first is None or second is None:
                return None
            return tape.sum([first, second, tape.mul(first, second)])
    return None


def _less_e(tape: Tape, terms: list[int]) -> list[int]:
    """The terms, c exp u - c e as c e (exp(u - 1) - 1) where u - 1 has no constant left."""
    for euler in terms:
        times = _times_e(tape, euler)
        for term in terms if times else []:
            factor, node = tape.scaled(term)
            if tape.nodes[node][0] != "exp" or tape.exact(factor) != -(times or 0):
                continue
            parts = sorted(linear(tape, tape.nodes[node][1]).items())
            less = total(tape, [*(tape.mul(tape.constant(c), k) for k, c in parts), tape.constant(-1)])
            if tape.one not in linear(tape, less):
                made = tape.mul(factor, tape.mul(tape.number(E), tape.apply("expm1", less)))
                return [*(t for t in terms if t not in (euler, term)), made]
    return terms


def _times_e(tape: Tape, number: int) -> Fraction | None:
    """How many times e a constant is, None if it is anything else."""
    kind, *parts = tape.nodes[number]
    times, rest = parts if kind == "mul" else (tape.one, number)
    return tape.exact(times) if tape.nodes[rest] == ("number", E) else None


def _unshifted(tape: Tape, terms: list[int]) -> list[int]:
    """The terms, log(exp a + exp b) - a as log(1 + exp(b - a)), sqrt(u^2 + c) - u as sqrt(c) exp(-asinh(u / sqrt(c)))."""
    for term in terms:
        factor, node = tape.scaled(term)
        share = tape.exact(factor)
        if share is None or tape.nodes[node][0] not in ("logaddexp", "sqrt"):
            continue
        for other in terms:
            less = tape.mul(tape.constant(1 / share), other)
            made = None if other == term else _falling(tape, node, less)
            if made is not None:
                rest = [t for t in terms if t not in (term, other)]
                return _unshifted(tape, [*rest, tape.mul(factor, made)])
    return terms


def _falling(tape: Tape, node: int, less: int) -> int | None:
    """The sum of a `node` and what it comes near to, with the other sign; None if `less` is something else."""
    match tape.nodes[node]:
        case ("logaddexp", a, b):
            for one, other in ((a, b), (b, a)):
                if not tape.is_constant[one] and difference(tape, one, negative(tape, less)) == tape.zero:
                    return log_sum(tape, [tape.zero, difference(tape, other, one)])
        case ("sqrt", a):
            rest = tape.exact(difference(tape, a, tape.mul(less, less)))
            if rest is not None and rest > 0:
                root = tape.power(tape.constant(rest), tape.constant(_HALF)) if rest != 1 else tape.one
                size = tape.apply("asinh", tape.mul(less, tape.inv(root)))
                return tape.mul(root, tape.apply("exp", size))
    return None


def _paired(tape: Tape, terms: list[int]) -> list[int]:
    """The terms, c exp u - c exp(-u) as 2 c sinh u, and c exp u + c exp(-u) as 2 c cosh u."""
    found: dict[int, tuple[Fraction, int]] = {}
    for term in terms:
        factor, node = tape.scaled(term)
        share = tape.exact(factor)
        if tape.nodes[node][0] == "exp" and share is not None:
            found[term] = share, tape.nodes[node][1]
    kept, open_ = [t for t in terms if t not in found], list(found)
    while open_:
        term = open_.pop(0)
        share, u = found[term]
        opposite = negative(tape, u)
        partner = next((t for t in open_ if abs(found[t][0]) == abs(share) and found[t][1] == opposite), None)
        if partner is None:
            kept.append(term)
            continue
        open_.remove(partner)
        if opposite < u:
            share, u, term, partner = found[partner][0], opposite, partner, term
        if share == found[partner][0]:
            kept.append(tape.mul(tape.constant(2 * share), tape.apply("cosh", u)))
        else:
            kept.append(tape.mul(tape.constant(2 * share), tape.apply("sinh", u)))
    return kept if len(kept) < len(terms) else terms
