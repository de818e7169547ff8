"""Lines of LLVM's language, every one about `LANES` numbers at once.

Vectors are written out, not left to a compiler to find: each lane then goes through the same IEEE operations on every
processor, in every block and at its edge, and nothing is fused but what says `fma`. So the bits do not depend on the
machine.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

LANES = 8
VECTOR, WORDS, TRUTHS = f"<{LANES} x double>", f"<{LANES} x i64>", f"<{LANES} x i1>"
_SUFFIX = f"v{LANES}f64"

MAGIC = 6755399441055744.0
"""1.5 * 2**52: added to a number, its last bits are the nearest whole number, in two's complement."""


def splat(number: float) -> str:
    """A number in every lane, as a literal."""
    bits = struct.unpack("<Q", struct.pack("<d", number))[0]
    return "<" + ", ".join([f"double 0x{bits:016X}"] * LANES) + ">"


def words(number: int) -> str:
    """A whole number of 64 bits in every lane, as a literal."""
    return "<" + ", ".join([f"i64 {number}"] * LANES) + ">"


class Lines:
    """The lines of a function, and names for what they make. Operands and results are names or literals of vectors."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.declared: set[str] = set()
        self._count = 0

    def new(self, expression: str) -> str:
        """The name of what an expression in LLVM's language makes."""
        self._count += 1
        name = f"%t{self._count}"
        self.text.append(f"  {name} = {expression}")
        return name

    def put(self, line: str) -> None:
        """A line that makes nothing: a store, a jump, a label."""
        self.text.append(line if line.endswith(":") else f"  {line}")

    def call(self, function: str, *operands: str) -> str:
        """What LLVM's intrinsic `function` makes of vectors."""
        name = f"@llvm.{function}.{_SUFFIX}"
        self.declared.add(f"declare {VECTOR} {name}({', '.join([VECTOR] * len(operands))})")
        return self.new(f"call {VECTOR} {name}({', '.join(f'{VECTOR} {x}' for x in operands)})")

    def add(self, a: str, b: str) -> str:
        """a + b."""
        return self.new(f"fadd {VECTOR} {a}, {b}")

    def sub(self, a: str, b: str) -> str:
        """a - b."""
        return self.new(f"fsub {VECTOR} {a}, {b}")

    def mul(self, a: str, b: str) -> str:
        """a b."""
        return self.new(f"fmul {VECTOR} {a}, {b}")

    def div(self, a: str, b: str) -> str:
        """a / b."""
        return self.new(f"fdiv {VECTOR} {a}, {b}")

    def neg(self, a: str) -> str:
        """-a."""
        return self.new(f"fneg {VECTOR} {a}")

    def fma(self, a: str, b: str, c: str) -> str:
        """a b + c, rounded once."""
        return self.call("fma", a, b, c)

    def size(self, a: str) -> str:
        """|a|."""
        return self.call("fabs", a)

    def signed(self, size: str, sign: str) -> str:
        """`size` with the sign of `sign`."""
        return self.call("copysign", size, sign)

    def polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """The polynomial with these coefficients, the constant one first: Estrin's scheme, short chains of `fma`."""
        terms = [splat(c) for c in coefficients]
        power = x
        while len(terms) > 1:
            pairs = [self.fma(high, power, low) for low, high in zip(terms[::2], terms[1::2], strict=False)]
            terms = pairs + terms[len(pairs) * 2 :]
            if len(terms) > 1:
                power = self.mul(power, power)
        return terms[0]

    def compare(self, how: str, a: str, b: str) -> str:
        """Truths: `how` is LLVM's word (olt: ordered and less; uno: not a number)."""
        return self.new(f"fcmp {how} {VECTOR} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        """Truths: a or b."""
        return self.new(f"or {TRUTHS} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        """Truths: a and b."""
        return self.new(f"and {TRUTHS} {a}, {b}")

    def differ(self, a: str) -> str:
        """Truths: not a."""
        return self.new(f"xor {TRUTHS} {a}, <{', '.join(['i1 true'] * LANES)}>")

    def select(self, condition: str, yes: str, no: str, kind: str = VECTOR) -> str:
        """`yes` where the condition holds, `no` elsewhere."""
        return self.new(f"select {TRUTHS} {condition}, {kind} {yes}, {kind} {no}")

    def least(self, numbers: Sequence[str]) -> str:
        """The least of several; the last of them only if it is no number, else those that are none are left out."""
        result = numbers[-1]
        for number in numbers[:-1]:
            result = self.select(self.compare("olt", number, result), number, result)
        return result

    def none(self, numbers: Sequence[str]) -> str:
        """0 where all are finite, else not a number."""
        nothing = self.mul(numbers[0], splat(0.0))
        for number in numbers[1:]:
            nothing = self.fma(number, splat(0.0), nothing)
        return nothing

    def bits(self, a: str) -> str:
        """The bits of numbers, as whole numbers."""
        return self.new(f"bitcast {VECTOR} {a} to {WORDS}")

    def number(self, a: str) -> str:
        """Bits as numbers."""
        return self.new(f"bitcast {WORDS} {a} to {VECTOR}")

    def word(self, operation: str, a: str, b: str | int) -> str:
        """An operation on whole numbers: and, or, xor, add, sub, shl, lshr."""
        return self.new(f"{operation} {WORDS} {a}, {words(b) if isinstance(b, int) else b}")

    def nonzero(self, a: str) -> str:
        """Truths: where whole numbers are not zero."""
        return self.new(f"icmp ne {WORDS} {a}, {words(0)}")
