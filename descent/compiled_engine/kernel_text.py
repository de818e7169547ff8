"""One loop in LLVM's language: height, gradient, rule, stop and record together, for a block of particles.

A block's places and memory stay in the processor's nearest cache while it takes all its steps; its particles go
through them eight at a time, and eight that have all stopped are passed over. What became of a particle is a word:
it moves, or it rests, was lost, or met a place that plain arithmetic cannot judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from descent.compiled_engine.rule_shape import RuleShape
from descent.engine import column_lengths
from landscapes.compiled import Compiled
from landscapes.machine_code import (
    LANES,
    TRUTHS,
    VECTOR,
    WORDS,
    FormulaCode,
    Lines,
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
numbers : of the rule; tables : (T, table_stride); rows : (steps + 1,), the row of the record for each step, or -1
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
        less = lines.new(f"icmp ult i64 %high, {given['count']}")
        last = lines.new(f"select i1 {less}, i64 %high, i64 {given['count']}")
        self._width = lines.new(f"sub i64 {last}, %low")
        lines.put("br label %steps")
        self._steps()
        lines.put("next_block:")
        more = lines.new(f"icmp ult i64 %high, {given['columns']}")
        lines.put(f"br i1 {more}, label %blocks, label %done")
        lines.put("done:")
        lines.put("ret void")

    def _steps(self) -> None:
        lines, given, n = self._lines, self._given, self._n
        lines.put("steps:")
        lines.put("%step = phi i64 [ 0, %blocks ], [ %step_after, %next_step ]")
        lines.put(f"%is_last = icmp eq i64 %step, {given['steps']}")
        self._is_last = self._spread("%is_last")
        row = self._row("%step")
        is_kept = lines.new(f"icmp sge i64 {row}, 0")
        lines.put(f"br i1 {is_kept}, label %keep_places, label %move")
        lines.put("keep_places:")
        self._keep_places(row)
        lines.put("br label %move")
        lines.put("move:")
        # After the last step there is no table left; what the rule would do is thrown away.
        before = lines.new("sub i64 %step, 1")
        known = lines.new(f"select i1 %is_last, i64 {before}, i64 %step")
        self._tables = [self._table(i, known) for i in range(self._rule.tables)]
        self._gentle = [
            lines.select(self._is_last, r, s) for r, s in zip(self._rest, self._stop, strict=True)
        ]
        lines.put("br label %groups")
        self._groups()
        lines.put("moved:")
        lines.put(f"br i1 {is_kept}, label %keep_heights, label %next")
        lines.put("keep_heights:")
        self._keep_heights(row)
        lines.put("br label %next")
        lines.put("next:")
        lines.put("%step_after = add i64 %step, 1")
        ended = lines.new("or i1 %is_last, %all_still")
        lines.put(f"br i1 {ended}, label %stand, label %next_step")
        lines.put("next_step:")
        lines.put("br label %steps")
        self._stand()

    def _stand(self) -> None:
        """The rows that are left of a block whose particles have all stopped."""
        lines = self._lines
        lines.put("stand:")
        lines.put("%later = phi i64 [ %step_after, %next ], [ %later_still, %stood ]")
        over = lines.new(f"icmp ugt i64 %later, {self._given['steps']}")
        lines.put(f"br i1 {over}, label %next_block, label %standing")
        lines.put("standing:")
        row = self._row("%later")
        is_kept = lines.new(f"icmp sge i64 {row}, 0")
        lines.put(f"br i1 {is_kept}, label %keep_standing, label %stood")
        lines.put("keep_standing:")
        self._keep_places(row)
        self._keep_heights(row)
        lines.put("br label %stood")
        lines.put("stood:")
        lines.put("%later_still = add i64 %later, 1")
        lines.put("br label %stand")

    def _spread(self, truth: str) -> str:
        lines = self._lines
        first = lines.new(f"insertelement {TRUTHS} poison, i1 {truth}, i32 0")
        return lines.new(f"shufflevector {TRUTHS} {first}, {TRUTHS} poison, <{LANES} x i32> zeroinitializer")

    def _row(self, step: str) -> str:
        where = self._lines.new(f"getelementptr i64, ptr {self._given['rows']}, i64 {step}")
        return self._lines.new(f"load i64, ptr {where}")

    def _table(self, index: int, step: str) -> str:
        start = self._lines.new(f"mul i64 {self._given['table_stride']}, {index}")
        return self._everywhere(self._given["tables"], self._lines.new(f"add i64 {start}, {step}"))

    def _keep_places(self, row: str) -> None:
        lines, given = self._lines, self._given
        start = lines.new(f"mul i64 {row}, {given['position_row']}")
        for c in range(self._n):
            side = lines.new(f"mul i64 {given['position_coordinate']}, {c}")
            self._keep(given["positions"], lines.new(f"add i64 {start}, {side}"), c)

    def _keep_heights(self, row: str) -> None:
        lines, given = self._lines, self._given
        start = lines.new(f"mul i64 {row}, {given['height_row']}")
        self._keep(given["heights"], start, self._height_place)

    def _keep(self, record: str, start: str, place: int) -> None:
        """Write a block's part of a place of the state into the record."""
        lines = self._lines
        where = lines.new(f"add i64 {start}, %low")
        kind = "float" if self._single else "double"
        target = lines.new(f"getelementptr {kind}, ptr {record}, i64 {where}")
        lines.put(f"call void @keep(ptr {target}, ptr {self._at(place, '%low')}, i64 {self._width})")

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
        lines, given, n = self._lines, self._given, self._n
        lines.put("groups:")
        lines.put("%column = phi i64 [ %low, %move ], [ %column_after, %next_group ]")
        lines.put("%still = phi i1 [ true, %move ], [ %still_after, %next_group ]")
        status_at = lines.new(f"getelementptr i64, ptr {given['status']}, i64 %column")
        status = lines.new(f"load {WORDS}, ptr {status_at}, align 8")
        moves = lines.new(f"icmp eq {WORDS} {status}, {words(MOVING)}")
        lines.put(f"%any_moves = call i1 @llvm.vector.reduce.or.v{LANES}i1({TRUTHS} {moves})")
        lines.put("br i1 %any_moves, label %group, label %next_group")
        lines.put("group:")
        places = [self._at(c, "%column") for c in range(n * (1 + self._rule.memory))]
        state = [lines.new(f"load {VECTOR}, ptr {place}, align 8") for place in places]
        height, slopes, doubt = self._formula(lines, state[:n])
        lines.put(f"store {VECTOR} {height}, ptr {self._at(self._height_place, '%column')}, align 8")
        rests = self._all(
            [
                lines.compare("ole", lines.size(slope), limit)
                for slope, limit in zip(slopes, self._gentle, strict=True)
            ]
        )
        after = self._moved(state, slopes)
        inside = self._all(
            [
                truth
                for x, low, high in zip(after[:n], self._low, self._high, strict=True)
                for truth in (lines.compare("oge", x, low), lines.compare("ole", x, high))
            ]
        )
        lost = lines.both(lines.differ(inside), lines.differ(self._is_last))
        ends = lines.either(rests, lost) if doubt is None else lines.either(lines.either(rests, lost), doubt)
        stops = lines.both(ends, moves)
        goes = lines.both(lines.both(moves, lines.differ(ends)), lines.differ(self._is_last))
        for place, old, new in zip(places[:n], state, after, strict=False):
            lines.put(f"store {VECTOR} {lines.select(goes, new, old)}, ptr {place}, align 8")
        for place, new in zip(places[n:], after[n:], strict=True):
            lines.put(f"store {VECTOR} {new}, ptr {place}, align 8")
        any_stops = lines.new(f"call i1 @llvm.vector.reduce.or.v{LANES}i1({TRUTHS} {stops})")
        lines.put(f"br i1 {any_stops}, label %some_stop, label %next_group")
        self._some_stop(status, status_at, stops, rests, lost, doubt, after[:n])
        lines.put("next_group:")
        lines.put("%still_after = phi i1 [ %still, %groups ], [ false, %group ], [ false, %some_stop ]")
        lines.put(f"%column_after = add i64 %column, {LANES}")
        more = lines.new("icmp ult i64 %column_after, %high")
        lines.put(f"br i1 {more}, label %groups, label %all_moved")
        lines.put("all_moved:")
        lines.put("%all_still = or i1 %still_after, false")
        lines.put("br label %moved")

    def _some_stop(
        self,
        status: str,
        status_at: str,
        stops: str,
        rests: str,
        lost: str,
        doubt: str | None,
        after: Sequence[str],
    ) -> None:
        """Write down what became of those that stop, and at which step."""
        lines = self._lines
        lines.put("some_stop:")
        became = lines.select(lost, words(LOST), words(RESTING), WORDS)
        became = lines.select(rests, words(RESTING), became, WORDS)
        if doubt is not None:
            became = lines.select(doubt, words(DOUBTFUL), became, WORDS)
        became = lines.select(stops, became, status, WORDS)
        lines.put(f"store {WORDS} {became}, ptr {status_at}, align 8")
        stopped = lines.new(f"getelementptr i64, ptr {self._given['stopped_at']}, i64 %column")
        old = lines.new(f"load {WORDS}, ptr {stopped}, align 8")
        first = lines.new(f"insertelement {WORDS} poison, i64 %step, i32 0")
        now = lines.new(f"shufflevector {WORDS} {first}, {WORDS} poison, <{LANES} x i32> zeroinitializer")
        lines.put(f"store {WORDS} {lines.select(stops, now, old, WORDS)}, ptr {stopped}, align 8")
        for c, x in enumerate(after):
            place = self._at(self._height_place + 1 + c, "%column")
            before = lines.new(f"load {VECTOR}, ptr {place}, align 8")
            lines.put(f"store {VECTOR} {lines.select(stops, x, before)}, ptr {place}, align 8")
        lines.put("br label %next_group")

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
                names[result] = [self._length(names[operands[0]])] * n
            else:
                columns = zip(*(names[operand] for operand in operands), strict=True)
                names[result] = [written(lines, ufunc, column) for column in columns]
        return [x for output in rule.outputs for x in names[output]]

    def _length(self, vector: Sequence[str]) -> str:
        lines = self._lines
        total = lines.mul(vector[0], vector[0])
        for x in vector[1:]:
            total = lines.add(total, lines.mul(x, x))
        return lines.call("sqrt", total)


_ADDRESSES = ("state", "status", "stopped_at", "limits", "numbers", "tables", "rows", "positions", "heights")


def _keep(single: bool) -> str:
    """A function that copies numbers into the record."""
    if not single:
        return (
            "declare void @llvm.memcpy.p0.p0.i64(ptr noalias, ptr noalias, i64, i1)\n"
            "define internal void @keep(ptr %target, ptr %source, i64 %count) {\n"
            "  %size = mul i64 %count, 8\n"
            "  call void @llvm.memcpy.p0.p0.i64(ptr %target, ptr %source, i64 %size, i1 false)\n"
            "  ret void\n}"
        )
    return (
        "define internal void @keep(ptr noalias %target, ptr noalias %source, i64 %count) {\n"
        "entry:\n"
        "  %none = icmp eq i64 %count, 0\n"
        "  br i1 %none, label %done, label %copy\n"
        "copy:\n"
        "  %i = phi i64 [ 0, %entry ], [ %next, %copy ]\n"
        "  %from = getelementptr double, ptr %source, i64 %i\n"
        "  %number = load double, ptr %from\n"
        "  %short = fptrunc double %number to float\n"
        "  %to = getelementptr float, ptr %target, i64 %i\n"
        "  store float %short, ptr %to\n"
        "  %next = add i64 %i, 1\n"
        "  %over = icmp eq i64 %next, %count\n"
        "  br i1 %over, label %done, label %copy\n"
        "done:\n"
        "  ret void\n}"
    )
