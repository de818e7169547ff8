"""Texts that are formulas, nearly formulas, and none, from a seed."""

from __future__ import annotations

import random

from benchmarks.random_formulas import expression


def nested(pattern: str, times: int, core: str = "x") -> str:
    for _ in range(times):
        core = pattern.replace("@", core)
    return core


REFUSED = """
x.__class__|().__class__|x.real|x.subs(x,1)|sin.__globals__|(1).bit_length()|1 .real|x..y
__import__('os')|import os|from os import *|lambda: 1|lambda x: x|exec("1")|eval("1")|open("f")|print(x)|globals()
[x]|{x}|{x:1}|x[0]|(x,y)|x,y|x;y|x:y|x:=1|x=1|x==1|x!=y|x<1|x>y|x<=y|x>=1|x is y|x in y|not x|x and y|x or y|x if y else 1
"x"|'x'|f"x"|f'{x}'|b"x"|r'x'|`x`|$x|x$|x@y|x%y|x//y|~x|x&y|x!|x?|x\\y|#x|x#y|x # y|\\|\\n|x\\n|...|_|__|x_|_x|x1|x2
2x|x y|2(x)|(x)(y)|x(2)|x2|xy|pi(2)|e(x)|sin(x)(y)|sin(x)2|2 3|x 2|1.2.3|1..2|1e|1e+
2e5x|0x10|0b1|0o7|1_000|1j|2i|1e5e5|e5|E|PI|Pi|I|i|j
sin|sin x|sinx|sin(sin)|sin()|sin(x,y)|sin(,)|sin(x,)|max(x)|max()|min(x)|atan2(x)|atan2(x,y,x)|log(x,2)|log(x,y)
sin+1|max|exp|(sin)(x)|sin**2(x)|sin^2
ln(x)|foo(x)|Abs(x)|Max(x,y)|gamma(x)|factorial(5)|sec(x)|floor(x)|Symbol(x)|Integer(5)|diff(x)|oo|nan|inf|zoo|None|True|False|self|N(x)|S(x)|Q|O(x)|z|t|x3|X|Y
(|)|()|(()|((x)|x)|(x|x+|*x|/x|**x|^x|x*|x/|x**|x^|x+*y|x*/y|x***y|x^^y|x**^y|x,|,x|,|+|-|*|.|e.|.e5
1/0|x/0|x/(1-1)|0/0|log(0)|log(-1)|log(x-x)|1/(x-x)|sqrt(-1)|sqrt(-2)|sqrt(-x**2)|asin(2)|acos(-2)|(-8)**(1/3)|(-1)**0.5|0**-1|0**x|(-2)**x|(x-x)**y|tan(pi/2)|atan2(0,0)
1e999|-1e999|1e309|1e400*x|10**100*10**100*10**100*10**100|exp(1000)|exp(exp(exp(10)))|cosh(1e5)|sinh(-1e4)|exp(710)|x*1e300*1e300|(1e200*x)**2|exp(x-x+1000)|1e300**2|99**99**2
9**9**9|9**9**9**9|2**2**2**2**2|x**101|x**-101|x**100.5|x^1000|2**101|(x**99)**99|((x**99)**99)**99|(x**11)**10|x**9**9|x**(50+51)|x**(1e9)|x**x**x**x|2**x**x**x|x**(x**(x**(x**x)))
""".strip().splitlines()
REFUSED = [text.replace("\\n", "\n").replace("\\\\", "\\") for line in REFUSED for text in line.split("|")]
REFUSED += [
    "",
    " ",
    "\t",
    "\n",
    "x\n",
    "x\r+1",
    "x\x00",
    "\x00",
    "x\x0b+1",
    "x\x0c+1",
    "\ufeffx",
    "x\u200b",
    "\u202ex",
]
REFUSED += [
    "х",
    "у+1",
    "ｘ",
    "𝑥",
    "x²",
    "x·y",
    "x×y",
    "x÷y",
    "√x",
    "π",
    "x−1",
    "\uff08x\uff09",
    "１",
    "٣*x",
    "e\u0301",
    "x—y",
    "ſin(x)",
    "İ",
]
REFUSED += [
    "x|y",
    "(" * 101 + "x" + ")" * 101,
    "-" * 101 + "x",
    "+" * 500 + "x",
    "(" * 1900,
    ")" * 1900,
    "x" * 1999,
]
REFUSED += [nested(f"{f}(@)", 101) for f in ("sin", "exp", "sqrt", "abs")] + [nested("1/(1+@)", 101)]
REFUSED += ["x+" * 1000 + "x", "x" + " " * 2000, "9" * 400, "x**" * 500 + "x", "2**" * 600 + "x", "a" * 1500]
REFUSED += [f"x.{name}" for name in dir(object)] + [
    f"{name}(x)" for name in ("vars", "dir", "type", "id", "input")
]

DEEP = [
    nested(pattern, times)
    for pattern, times in [
        ("(@)", 100), ("-@", 100), ("sin(@)", 90), ("sqrt(@)", 90), ("exp(@)", 90), ("abs(@)", 90), ("log(@)", 90),
        ("sin(@+1)", 45), ("sqrt(1/(@+2))", 30), ("abs(1/(@+2))", 30), ("max(@,y)", 90), ("min(@-1,log(y))", 45),
        ("atan2(@,y)", 90), ("(@+1)**1.1", 45), ("sqrt(@*y-1)", 33), ("sign(@+1)", 45), ("acos(@*y)", 45),
        ("sin(@)*cos(@)", 7), ("abs(@-@*y)", 6), ("(1/@+y)", 45), ("2*(x+@)", 45), ("tanh(@)", 95), ("cosh(1/(@+x))", 30),
    ]
]  # fmt: skip
WIDE = [
    "*".join("x" * 1000),
    "+".join("x" * 1000),
    "*".join(f"(x-{i}.5)" for i in range(200)),
    "/".join(f"(x-{i})" for i in range(1, 200)),
    "+".join(f"abs(x-{i})" for i in range(150)),
    "(x+y+1)**100*(x-y)**100*(x*y+3)**100",
    "((x+1)**10+(y+1)**10)**10",
    "abs((sqrt(x)+y+1)**100)",
    "max((sqrt(x)+y+1)**100,log(x)**50)",
    "sign((sqrt(x)+y+x*y)**100)",
    "(123456789012347/x)**(1/7)",
    "(x*" + "*".join(f"{10**14 + i}" for i in range(1, 20)) + ")**0.123",
    "1" + "0" * 300 + "*x",
    "0." + "3" * 1900 + "*x",
    "cos(123456789*pi/987654321)*x",
    "x**x**x",
    "e**e**x",
    "exp(exp(exp(exp(x))))",
    "(((exp(cosh((10/((y/10)*(sin((1.7/acos(y))))**100))))+1.7)))",
]

_PIECES = """
x y x y 2 3 1.5 ( ) ( ) + - * / ^ ** | | , sin cos ln log sqrt √ max e π pi ² ³ ⁻¹ · × − ½ ₁ x₁ X Sin foo xy xsin sinx sin²
sin^2 e^x 2x . = [ ! f(x,y)= é 𝑥
"""
PIECES = [*_PIECES.split(), "\n"]


def scribble(chance: random.Random) -> str:
    """Pieces of formulas in any order."""
    count = chance.randint(1, 10)
    return "".join(chance.choice(PIECES) + " " * (chance.random() < 0.25) for _ in range(count))


LETTERS = "xye0123456789.+-*/^(), sincoaxlgbEJ_[]='\"\n\\\\#é"


def formula(chance: random.Random, depth: int) -> str:
    """A formula of x and y with as many operations inside one another, or fewer."""
    return expression(chance, chance.randint(1, depth), ["x", "y"])


def mutated(chance: random.Random, text: str) -> str:
    """The text with a few letters lost, added or swapped."""
    letters = list(text)
    for _ in range(chance.randint(1, 3)):
        place, what = chance.randrange(len(letters) + 1), chance.random()
        if what < 0.4 and letters:
            letters.pop(min(place, len(letters) - 1))
        elif what < 0.8 or not letters:
            letters.insert(place, chance.choice(LETTERS))
        else:
            one, other = min(place, len(letters) - 1), chance.randrange(len(letters))
            letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


def letters_only(chance: random.Random) -> str:
    """Any letters in any order."""
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 20)))
