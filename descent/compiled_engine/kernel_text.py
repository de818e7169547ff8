"""One loop in LLVM's language: height, gradient, rule, stop and record together, for a block of particles.

A block's places and memory stay in the processor's nearest cache while it takes all its steps; its particles go
through them eight at a time, and eight that have all stopped are passed over. What became of a particle is a word:
it moves, or it rests, was lost, or met a place that plain arithmetic cannot judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from descent.compiled_engine.rule_shape import RuleShape
from descent.engine import column_lengths, column_products
from landscapes.compiled import Compiled
from landscapes.machine_code import (
    LANES,
    TRUTHS,
    VECTOR,
    WORDS,
    FormulaCode,
    Judged,
    Lines,
    splat,
    words,
    written,
)

MOVING, RESTING, LOST, DOUBTFUL = range(4)
"""What became of a particle."""
FIELDS = (
    "columns",
    "count",
    "steps",
    "block",
    "state",
    "status",
    "stopped_at",
    "limits",
    "numbers",
    "tables",
    "table_stride",
    "rows",
    "later",
    "positions",
    "position_row",
    "position_coordinate",
    "heights",
    "height_row",
)
"""The words that the kernel is given, in this order: numbers of elements, and addresses.

columns : all columns of the state, a multiple of `LANES`; count : those of them that are particles
state : places (n), the memory (m n), heights (1) and where the lost would have gone (n), each (columns,)
limits : four times (n,): slopes that stop, slopes that rest at the end, the lowest and the highest coordinates
numbers : of the rule; tables : (T, table_stride); rows, later : (steps + 1,), the row of the record for each step or -1, and
the next step that has one
"""


def kernel_text(compiled: Compiled, dimensions: int, rule: RuleShape, *, tame: bool, single: bool) -> str:
    """The module with the function ``descend(words)``.

    Parameters
    ----------
    tame : bool
        Whether the formula cannot overflow where particles may be.
    single : bool
        Whether the record is of float32.

    Raises
    ------
    Unprintable
        If the formula or the rule has no form in machine code.
    """
    return _Kernel(compiled, dimensions, rule, tame, single).text()


class _Group(NamedTuple):
    """Some particles at a step: what is known of them, where they are, and where the rule takes them."""

    status: str
    status_at: str
    stopped: str
    places: list[str]
    state: list[str]
    after: list[str]
    judged: Judged


class _Kernel:
    def __init__(
        self, compiled: Compiled, dimensions: int, rule: RuleShape, tame: bool, single: bool
    ) -> None:
        self._formula, self._n, self._rule = FormulaCode(compiled, tame), dimensions, rule
        self._single = single
        self._lines = Lines()

    def text(self) -> str:
        """The whole module."""
        lines = self._lines
        self._begin()
        self._blocks()
        body = "\n".join(lines.text)
        declared = "\n".join(sorted(lines.declared))
        return (
            f"{_keep(self._single)}\n{declared}\n"
            f"declare i1 @llvm.vector.reduce.or.v{LANES}i1({TRUTHS})\n"
            f"define void @descend(ptr %words) {{\nentry:\n{body}\n}}\n"
        )

    def _begin(self) -> None:
        """What is the same for all steps."""
        lines = self._lines
        self._given = {}
        for i, field in enumerate(FIELDS):
            where = lines.new(f"getelementptr i64, ptr %words, i64 {i}")
            kind = "ptr" if field in _ADDRESSES else "i64"
            self._given[field] = lines.new(f"load {kind}, ptr {where}")
        given, n = self._given, self._n
        limits = [self._everywhere(given["limits"], i) for i in range(4 * n)]
        self._stop, self._rest, self._low, self._high = (limits[i * n : (i + 1) * n] for i in range(4))
        self._numbers = [self._everywhere(given["numbers"], i) for i in range(self._rule.count)]

    def _everywhere(self, address: str, index: int | str) -> str:
        """The number at an index, in every lane."""
        lines = self._lines
        where = lines.new(f"getelementptr double, ptr {address}, i64 {index}")
        number = lines.new(f"load double, ptr {where}")
        first = lines.new(f"insertelement {VECTOR} poison, double {number}, i32 0")
        return lines.new(f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{LANES} x i32> zeroinitializer")

    def _blocks(self) -> None:
        lines, given = self._lines, self._given
        lines.put("br label %blocks")
        lines.put("blocks:")
        lines.put("%low = phi i64 [ 0, %entry ], [ %high, %next_block ]")
        wanted = lines.new(f"add i64 %low, {given['block']}")
        less = lines.new(f"icmp ult i64 {wanted}, {given['columns']}")
        lines.put(f"%high = select i1 {less}, i64 {wanted}, i64 {given['columns']}")
        lines.put("br label %steps")
        self._steps()
        lines.put("next_block:")
        more = lines.new(f"icmp ult i64 %high, {given['columns']}")
        lines.put(f"br i1 {more}, label %blocks, label %done")
        lines.put("done:")
        lines.put("ret void")

    def _steps(self) -> None:
        lines, given = self._lines, self._given
        lines.put("steps:")
        lines.put("%step = phi i64 [ 0, %blocks ], [ %step_after, %next_step ]")
        lines.put(f"%is_last = icmp eq i64 %step, {given['steps']}")
        self._find_row()
        # After the last step there is no table left; what the rule would do is thrown away.
        before = lines.new("sub i64 %step, 1")
        known = lines.new(f"select i1 %is_last, i64 {before}, i64 %step")
        self._tables = [self._table(i, known) for i in range(self._rule.tables)]
        is_last = self._spread("%is_last")
        self._gentle = [lines.select(is_last, r, s) for r, s in zip(self._rest, self._stop, strict=True)]
        lines.put("br label %groups")
        self._groups()
        lines.put("moved:")
        lines.put("br i1 %is_last, label %next_block, label %next_step")
        lines.put("next_step:")
        # Where all have stopped nothing happens until the record wants a row.
        following = lines.new("add i64 %step, 1")
        wanted = self._word_of("later", "%step")
        lines.put(f"%step_after = select i1 %still_after, i64 {wanted}, i64 {following}")
        lines.put("br label %steps")

    def _find_row(self) -> None:
        """Where in the record this step is kept, if it is."""
        lines, given = self._lines, self._given
        row = self._word_of("rows", "%step")
        lines.put(f"%is_kept = icmp sge i64 {row}, 0")
        kind = "float" if self._single else "double"
        start = lines.new(f"mul i64 {row}, {given['position_row']}")
        self._targets = []
        for c in range(self._n):
            side = lines.new(f"mul i64 {given['position_coordinate']}, {c}")
            where = lines.new(f"add i64 {start}, {side}")
            self._targets.append(
                lines.new(f"getelementptr {kind}, ptr {given['positions']}, i64 {where}")
            )
        start = lines.new(f"mul i64 {row}, {given['height_row']}")
        self._targets.append(lines.new(f"getelementptr {kind}, ptr {given['heights']}, i64 {start}"))

    def _keep(self, numbers: Sequence[str], here: str, after: str) -> None:
        """From the part `here` on to the part `after`; on the way write places and heights down if they are kept."""
        lines = self._lines
        lines.put(f"br i1 %is_kept, label %keep_{here}, label %{after}")
        lines.put(f"keep_{here}:")
        room = lines.new(f"sub i64 {self._given['count']}, %column")
        kind = "float" if self._single else "double"
        for target, number in zip(self._targets, numbers, strict=True):
            place = lines.new(f"getelementptr {kind}, ptr {target}, i64 %column")
            lines.put(f"call void @keep(ptr {place}, i64 {room}, {VECTOR} {number})")
        lines.put(f"br label %{after}")

    def _spread(self, truth: str) -> str:
        lines = self._lines
        first = lines.new(f"insertelement {TRUTHS} poison, i1 {truth}, i32 0")
        return lines.new(f"shufflevector {TRUTHS} {first}, {TRUTHS} poison, <{LANES} x i32> zeroinitializer")

    def _word_of(self, field: str, step: str) -> str:
        where = self._lines.new(f"getelementptr i64, ptr {self._given[field]}, i64 {step}")
        return self._lines.new(f"load i64, ptr {where}")

    def _table(self, index: int, step: str) -> str:
        start = self._lines.new(f"mul i64 {self._given['table_stride']}, {index}")
        return self._everywhere(self._given["tables"], self._lines.new(f"add i64 {start}, {step}"))

    @property
    def _height_place(self) -> int:
        return self._n * (1 + self._rule.memory)

    def _at(self, place: int, column: str) -> str:
        """The address of a column of one of the state's arrays."""
        lines, given = self._lines, self._given
        start = lines.new(f"mul i64 {given['columns']}, {place}")
        where = lines.new(f"add i64 {start}, {column}")
        return lines.new(f"getelementptr double, ptr {given['state']}, i64 {where}")

    def _groups(self) -> None:
        """A step of all particles of the block, a few at a time; those that have all stopped are passed over."""
        lines, given = self._lines, self._given
        lines.put("groups:")
        lines.put("%column = phi i64 [ %low, %steps ], [ %column_after, %next_group ]")
        lines.put("%still = phi i1 [ true, %steps ], [ %still_after, %next_group ]")
        status_at = lines.new(f"getelementptr i64, ptr {given['status']}, i64 %column")
        status = self._loaded(status_at, WORDS)
        stopped = lines.new(f"icmp ne {WORDS} {status}, {words(MOVING)}")
        some_stopped = self._any(stopped)
        some_move = self._any(lines.new(f"icmp eq {WORDS} {status}, {words(MOVING)}"))
        lines.put(f"br i1 {some_move}, label %group, label %standing")
        lines.put("standing:")
        arrays = [*range(self._n), self._height_place]
        self._keep([self._loaded(self._at(place, "%column")) for place in arrays], "standing", "next_group")
        lines.put("group:")
        self._group(status, status_at, stopped, some_stopped)
        lines.put("next_group:")
        came = "[ %still, %standing ], [ %still, %keep_standing ], [ false, %all_go ], [ false, %some_stop ]"
        lines.put(f"%still_after = phi i1 {came}")
        lines.put(f"%column_after = add i64 %column, {LANES}")
        more = lines.new("icmp ult i64 %column_after, %high")
        lines.put(f"br i1 {more}, label %groups, label %moved")

    def _loaded(self, place: str, kind: str = VECTOR) -> str:
        return self._lines.new(f"load {kind}, ptr {place}, align 8")

    def _any(self, truths: str) -> str:
        return self._lines.new(f"call i1 @llvm.vector.reduce.or.v{LANES}i1({TRUTHS} {truths})")

    def _group(self, status: str, status_at: str, stopped: str, some_stopped: str) -> None:
        lines, n = self._lines, self._n
        places = [self._at(c, "%column") for c in range(n * (1 + self._rule.memory))]
        state = [self._loaded(place) for place in places]
        judged = self._formula(lines, state[:n])
        self._keep([*state[:n], judged.height], "group", "move")
        lines.put("move:")
        self._store(self._at(self._height_place, "%column"), judged.height)
        after = self._moved(state, judged.slopes)
        for place, new in zip(places[n:], after[n:], strict=True):
            self._store(place, new)
        # One look says that nothing happens to any of them; it may be wrong only to be careful.
        steep = [
            lines.sub(lines.size(g), limit) for g, limit in zip(judged.slopes, self._gentle, strict=True)
        ]
        above = [lines.sub(x, low) for x, low in zip(after, self._low, strict=False)]
        below = [lines.sub(high, x) for x, high in zip(after, self._high, strict=False)]
        margin = lines.least([*judged.slacks, *above, *below, self._greatest(steep)])
        nothing = lines.none([*judged.finite, *after[:n]])
        happens = lines.compare("ule", lines.add(margin, nothing), splat(0.0))
        is_eventful = lines.new(f"or i1 {self._any(happens)}, {some_stopped}")
        is_eventful = lines.new(f"or i1 {is_eventful}, %is_last")
        lines.put(f"br i1 {is_eventful}, label %some_stop, label %all_go")
        lines.put("all_go:")
        for place, new in zip(places[:n], after, strict=False):
            self._store(place, new)
        lines.put("br label %next_group")
        lines.put("some_stop:")
        self._some_stop(_Group(status, status_at, stopped, places[:n], state[:n], after[:n], judged))
        lines.put("br label %next_group")

    def _greatest(self, numbers: Sequence[str]) -> str:
        lines = self._lines
        result = numbers[0]
        for number in numbers[1:]:
            result = lines.select(lines.compare("ogt", number, result), number, result)
        return result

    def _store(self, place: str, value: str, kind: str = VECTOR) -> None:
        self._lines.put(f"store {kind} {value}, ptr {place}, align 8")

    def _some_stop(self, group: _Group) -> None:
        """Move those that move on; write down what became of those that stop, and at which step."""
        lines, judged = self._lines, group.judged
        slopes = zip(judged.slopes, self._gentle, strict=True)
        rests = self._all([lines.compare("ole", lines.size(slope), limit) for slope, limit in slopes])
        sides = zip(group.after, self._low, self._high, strict=True)
        inside = self._all(
            [
                truth
                for x, low, high in sides
                for truth in (lines.compare("oge", x, low), lines.compare("ole", x, high))
            ]
        )
        is_last = self._spread("%is_last")
        lost = lines.both(lines.differ(inside), lines.differ(is_last))
        became = lines.select(lost, words(LOST), words(MOVING), WORDS)
        became = lines.select(rests, words(RESTING), became, WORDS)
        if judged.finite:
            nothing = lines.none(judged.finite)
            doubt = lines.compare("uno", nothing, nothing)
            became = lines.select(doubt, words(DOUBTFUL), became, WORDS)
        if judged.slacks:
            doubt = lines.compare("ule", lines.least(judged.slacks), splat(0.0))
            became = lines.select(doubt, words(DOUBTFUL), became, WORDS)
        became = lines.select(group.stopped, group.status, became, WORDS)
        self._store(group.status_at, became, WORDS)
        ended = lines.nonzero(became)
        stays = lines.either(ended, is_last)
        for place, old, new in zip(group.places, group.state, group.after, strict=True):
            self._store(place, lines.select(stays, old, new))
        self._note(lines.both(ended, lines.differ(group.stopped)), group.after)

    def _note(self, stops: str, after: Sequence[str]) -> None:
        """The step at which some stop, and where they would have gone."""
        lines = self._lines
        stopped_at = lines.new(f"getelementptr i64, ptr {self._given['stopped_at']}, i64 %column")
        old = self._loaded(stopped_at, WORDS)
        first = lines.new(f"insertelement {WORDS} poison, i64 %step, i32 0")
        now = lines.new(f"shufflevector {WORDS} {first}, {WORDS} poison, <{LANES} x i32> zeroinitializer")
        self._store(stopped_at, lines.select(stops, now, old, WORDS), WORDS)
        for c, x in enumerate(after):
            place = self._at(self._height_place + 1 + c, "%column")
            self._store(place, lines.select(stops, x, self._loaded(place)))

    def _all(self, truths: Sequence[str]) -> str:
        result = truths[0]
        for truth in truths[1:]:
            result = self._lines.both(result, truth)
        return result

    def _moved(self, state: Sequence[str], slopes: Sequence[str]) -> list[str]:
        """The next places, then the next memory, coordinate by coordinate."""
        n, rule, lines = self._n, self._rule, self._lines
        arrays = [state[:n], slopes, *(state[n * (1 + i) : n * (2 + i)] for i in range(rule.memory))]
        names: dict[Any, Sequence[str]] = dict(zip(rule.inputs, arrays, strict=False))
        names |= {name: [t] * n for name, t in zip(rule.inputs[len(arrays) :], self._tables, strict=True)}
        names |= {("number", i): [number] * n for i, number in enumerate(self._numbers)}
        for result, ufunc, operands in rule.instructions:
            if ufunc is column_lengths:
                vector = names[operands[0]]
                names[result] = [lines.call("sqrt", self._product(vector, vector))] * n
            elif ufunc is column_products:
                names[result] = [self._product(names[operands[0]], names[operands[1]])] * n
            else:
                columns = zip(*(names[operand] for operand in operands), strict=True)
                names[result] = [written(lines, ufunc, column) for column in columns]
        return [x for output in rule.outputs for x in names[output]]

    def _product(self, a: Sequence[str], b: Sequence[str]) -> str:
        """The scalar product of two vectors, summed in the order of their coordinates."""
        lines = self._lines
        first, *others = (lines.mul(x, y) for x, y in zip(a, b, strict=True))
        for product in others:
            first = lines.add(first, product)
        return first


_ADDRESSES = ("state", "status", "stopped_at", "limits", "numbers", "tables", "rows", "later", "positions", "heights")


def _keep(single: bool) -> str:
    """A function that writes some numbers into the record, as many as there is room for."""
    kind = "float" if single else "double"
    vector, suffix, size = f"<{LANES} x {kind}>", f"v{LANES}f{32 if single else 64}", 4 if single else 8
    shrunk = f"  %kept = fptrunc {VECTOR} %numbers to {vector}\n" if single else ""
    kept = "%kept" if single else "%numbers"
    order = "<" + ", ".join(f"i64 {i}" for i in range(LANES)) + ">"
    return f"""declare void @llvm.masked.store.{suffix}.p0({vector}, ptr, i32, {TRUTHS})
define internal void @keep(ptr %target, i64 %room, {VECTOR} %numbers) alwaysinline {{
{shrunk}  %whole = icmp sge i64 %room, {LANES}
  br i1 %whole, label %all, label %some
all:
  store {vector} {kept}, ptr %target, align {size}
  ret void
some:
  %first = insertelement {WORDS} poison, i64 %room, i32 0
  %rooms = shufflevector {WORDS} %first, {WORDS} poison, <{LANES} x i32> zeroinitializer
  %mask = icmp slt {WORDS} {order}, %rooms
  call void @llvm.masked.store.{suffix}.p0({vector} {kept}, ptr %target, i32 {size}, {TRUTHS} %mask)
  ret void
}}"""
