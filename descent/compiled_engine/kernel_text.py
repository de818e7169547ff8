"""One loop in LLVM's language: height, gradient, rule, stop and record together, for a block of particles.

A block's places and memory stay in the processor's nearest cache while it takes all its steps; its particles go
through them eight at a time, and eight that have all stopped are passed over. What became of a particle is a word:
it moves, or it rests, was lost, or met a place that plain arithmetic cannot judge.
"""

from __future__ import annotations

from collections.abc import Sequence

from descent.compiled_engine.given_words import (
    ADDRESSES,
    ALL_MOVE,
    COUNTED,
    DOUBTFUL,
    FIELDS,
    LOST,
    MOVING,
    NONE_MOVES,
    RESTING,
    SOME_MOVE,
    writer,
)
from descent.compiled_engine.rule_shape import RuleShape
from descent.compiled_engine.rule_text import moved
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
)


def kernel_text(compiled: Compiled, dimensions: int, rule: RuleShape, *, tame: bool, single: bool) -> str:
    """The module with the function ``descend(words)``; what it returns is the bits of all that became of particles.

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
        self._read_words()
        self._blocks()
        body = "\n".join(lines.text)
        declared = "\n".join(sorted(lines.declared))
        return (
            f"; words: {' '.join(FIELDS)}\n{writer(self._single)}\n{declared}\n"
            f"declare i1 @llvm.vector.reduce.or.v{LANES}i1({TRUTHS})\n"
            f"declare i64 @llvm.vector.reduce.or.v{LANES}i64({WORDS})\n"
            f"declare {VECTOR} @llvm.masked.load.v{LANES}f64.p0(ptr, i32, {TRUTHS}, {VECTOR})\n"
            f"define i64 @descend(ptr %words) {{\nentry:\n{body}\n}}\n"
        )

    def _read_words(self) -> None:
        """What is the same for all steps."""
        lines = self._lines
        self._given = {}
        for i, field in enumerate(FIELDS):
            where = lines.new(f"getelementptr i64, ptr %words, i64 {i}")
            kind = "ptr" if field in ADDRESSES else "i64"
            self._given[field] = lines.new(f"load {kind}, ptr {where}")
        given, n = self._given, self._n
        *limits, self._small = [self._everywhere(given["limits"], i) for i in range(7 * n + 1)]
        self._stop, self._rest, self._low, self._high, self._scales, self._shifts, self._weights = (
            limits[i * n : (i + 1) * n] for i in range(7)
        )
        self._numbers = [self._everywhere(given["numbers"], i) for i in range(self._rule.numbers)]

    def _everywhere(self, address: str, index: int | str) -> str:
        """The number at an index, in every lane."""
        lines = self._lines
        where = lines.new(f"getelementptr double, ptr {address}, i64 {index}")
        return self._spread(lines.new(f"load double, ptr {where}"), "double")

    def _blocks(self) -> None:
        lines, given = self._lines, self._given
        lines.put("%seen = alloca i64")
        self._store("%seen", "0", "i64")
        lines.put("br label %blocks")
        lines.put("blocks:")
        lines.put("%low = phi i64 [ 0, %entry ], [ %high, %next_block ]")
        wanted = lines.new(f"add i64 %low, {given['block']}")
        less = lines.new(f"icmp ult i64 {wanted}, {given['columns']}")
        lines.put(f"%high = select i1 {less}, i64 {wanted}, i64 {given['columns']}")
        lines.put("br label %beginnings")
        self._beginnings()
        self._steps()
        lines.put("next_block:")
        more = lines.new(f"icmp ult i64 %high, {given['columns']}")
        lines.put(f"br i1 {more}, label %blocks, label %done")
        lines.put("done:")
        lines.put(f"ret i64 {self._loaded('%seen', 'i64')}")

    def _beginnings(self) -> None:
        """The block's particles at their starts, without memory; who fills the last group does as the last particle."""
        lines, given, n = self._lines, self._given, self._n
        lines.put("beginnings:")
        lines.put("%begins = phi i64 [ %low, %blocks ], [ %begins_after, %beginnings ]")
        room = lines.new(f"sub i64 {given['count']}, %begins")
        mask = lines.new(f"icmp slt {WORDS} {COUNTED}, {self._spread(room, 'i64')}")
        last = lines.new(f"sub i64 {given['count']}, 1")
        inside = []
        for c in range(n):
            row = lines.new(f"mul i64 {given['starts_stride']}, {c}")
            others = self._everywhere(given["starts"], lines.new(f"add i64 {row}, {last}"))
            where = lines.new(f"add i64 {row}, %begins")
            where = lines.new(f"getelementptr double, ptr {given['starts']}, i64 {where}")
            what = f"ptr {where}, i32 8, {TRUTHS} {mask}, {VECTOR} {others}"
            x = lines.new(f"call {VECTOR} @llvm.masked.load.v{LANES}f64.p0({what})")
            self._store(self._at(c, "%begins"), x)
            inside += [lines.compare("oge", x, self._low[c]), lines.compare("ole", x, self._high[c])]
        for place in range(n, n * (1 + self._rule.memory)):
            self._store(self._at(place, "%begins"), splat(0.0))
        judged = lines.select(self._all(inside), words(MOVING), words(DOUBTFUL), WORDS)
        for field, values in (("status", judged), ("stopped_at", self._spread(given["steps"], "i64"))):
            where = lines.new(f"getelementptr i64, ptr {given[field]}, i64 %begins")
            self._store(where, values, WORDS)
        self._see(judged)
        group = lines.new(f"lshr i64 %begins, {LANES.bit_length() - 1}")
        mood_at = lines.new(f"getelementptr i64, ptr {given['moods']}, i64 {group}")
        self._store(mood_at, self._mood(lines.nonzero(judged)), "i64")
        lines.put(f"%begins_after = add i64 %begins, {LANES}")
        more = lines.new("icmp ult i64 %begins_after, %high")
        lines.put(f"br i1 {more}, label %beginnings, label %steps")

    def _mood(self, ended: str) -> str:
        """Of a group, by the truths who of it has ended."""
        lines = self._lines
        some = lines.new(f"select i1 {self._any(ended)}, i64 {SOME_MOVE}, i64 {ALL_MOVE}")
        return lines.new(f"select i1 {self._any(lines.differ(ended))}, i64 {some}, i64 {NONE_MOVES}")

    def _steps(self) -> None:
        lines, given = self._lines, self._given
        lines.put("steps:")
        lines.put("%step = phi i64 [ 0, %beginnings ], [ %step_after, %next_step ]")
        lines.put(f"%is_last = icmp eq i64 %step, {given['steps']}")
        self._find_row()
        # After the last step there is no table left; what the rule would do is thrown away.
        before = lines.new("sub i64 %step, 1")
        known = lines.new(f"select i1 %is_last, i64 {before}, i64 %step")
        self._tables = [self._table(i, known) for i in range(self._rule.tables)]
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
            self._targets.append(lines.new(f"getelementptr {kind}, ptr {given['positions']}, i64 {where}"))
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

    def _spread(self, value: str, kind: str) -> str:
        """A value in every lane."""
        lines, vector = self._lines, f"<{LANES} x {kind}>"
        first = lines.new(f"insertelement {vector} poison, {kind} {value}, i32 0")
        return lines.new(f"shufflevector {vector} {first}, {vector} poison, <{LANES} x i32> zeroinitializer")

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
        group = lines.new(f"lshr i64 %column, {LANES.bit_length() - 1}")
        self._mood_at = lines.new(f"getelementptr i64, ptr {given['moods']}, i64 {group}")
        mood = self._loaded(self._mood_at, "i64")
        some_move = lines.new(f"icmp ne i64 {mood}, {NONE_MOVES}")
        lines.put(f"br i1 {some_move}, label %group, label %standing")
        lines.put("standing:")
        arrays = [*range(self._n), self._height_place]
        self._keep([self._loaded(self._at(place, "%column")) for place in arrays], "standing", "next_group")
        lines.put("group:")
        self._group(mood)
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

    def _group(self, mood: str) -> None:
        lines, n = self._lines, self._n
        places = [self._at(c, "%column") for c in range(n * (1 + self._rule.memory))]
        state = [self._loaded(place) for place in places]
        judged = self._formula(lines, state[:n])
        self._keep([*state[:n], judged.height], "group", "move")
        lines.put("move:")
        after = self._moved(state, judged.slopes)
        for place, new in zip(places[n:], after[n:], strict=True):
            self._store(place, new)
        some_stopped = lines.new(f"icmp ne i64 {mood}, {ALL_MOVE}")
        is_eventful = lines.new(f"or i1 {self._any(self._happens(judged, after[:n]))}, {some_stopped}")
        is_eventful = lines.new(f"or i1 {is_eventful}, %is_last")
        lines.put(f"br i1 {is_eventful}, label %some_stop, label %all_go")
        lines.put("all_go:")
        for place, new in zip(places[:n], after, strict=False):
            self._store(place, new)
        lines.put("br label %next_group")
        lines.put("some_stop:")
        self._some_stop(places[:n], state[:n], after[:n], judged)
        lines.put("br label %next_group")

    def _happens(self, judged: Judged, after: Sequence[str]) -> str:
        """Truths: where something may have happened to a particle. Wrong only to be careful: then it is looked at.

        Inside is what lies in an ellipsoid; slopes are not small whose squares, in units of those that stop, are many.
        """
        lines = self._lines
        sides = zip(after, self._scales, self._shifts, strict=True)
        away = self._squares([lines.fma(x, scale, shift) for x, scale, shift in sides])
        if judged.finite:
            away = lines.add(away, lines.none(judged.finite))
        steep = self._squares([lines.mul(g, w) for g, w in zip(judged.slopes, self._weights, strict=True)])
        happens = lines.either(
            lines.compare("uge", away, splat(1.0)), lines.compare("ule", steep, self._small)
        )
        if judged.slacks:
            happens = lines.either(happens, lines.compare("ule", lines.least(judged.slacks), splat(0.0)))
        return happens

    def _squares(self, numbers: Sequence[str]) -> str:
        lines = self._lines
        total = lines.mul(numbers[0], numbers[0])
        for number in numbers[1:]:
            total = lines.fma(number, number, total)
        return total

    def _see(self, became: str) -> None:
        """Note what became of a group, to be told in the end."""
        bits = self._lines.new(f"call i64 @llvm.vector.reduce.or.v{LANES}i64({WORDS} {became})")
        self._store("%seen", self._lines.new(f"or i64 {bits}, {self._loaded('%seen', 'i64')}"), "i64")

    def _store(self, place: str, value: str, kind: str = VECTOR) -> None:
        self._lines.put(f"store {kind} {value}, ptr {place}, align 8")

    def _some_stop(
        self, places: Sequence[str], state: Sequence[str], after: Sequence[str], judged: Judged
    ) -> None:
        """Move those that move on; write down what became of those that stop, and at which step."""
        lines = self._lines
        status_at = lines.new(f"getelementptr i64, ptr {self._given['status']}, i64 %column")
        status = self._loaded(status_at, WORDS)
        stopped = lines.nonzero(status)
        is_last = self._spread("%is_last", "i1")
        limits = [lines.select(is_last, r, s) for r, s in zip(self._rest, self._stop, strict=True)]
        slopes = zip(judged.slopes, limits, strict=True)
        rests = self._all([lines.compare("ole", lines.size(slope), limit) for slope, limit in slopes])
        sides = zip(after, self._low, self._high, strict=True)
        inside = self._all(
            [
                truth
                for x, low, high in sides
                for truth in (lines.compare("oge", x, low), lines.compare("ole", x, high))
            ]
        )
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
        became = lines.select(stopped, status, became, WORDS)
        self._store(status_at, became, WORDS)
        self._see(became)
        ended = lines.nonzero(became)
        stays = lines.either(ended, is_last)
        for place, old, new in zip(places, state, after, strict=True):
            self._store(place, lines.select(stays, old, new))
        self._store(self._at(self._height_place, "%column"), judged.height)
        self._store(self._mood_at, self._mood(ended), "i64")
        self._note(lines.both(ended, lines.differ(stopped)), after)

    def _note(self, stops: str, after: Sequence[str]) -> None:
        """The step at which some stop, and where they would have gone."""
        lines = self._lines
        stopped_at = lines.new(f"getelementptr i64, ptr {self._given['stopped_at']}, i64 %column")
        old = self._loaded(stopped_at, WORDS)
        now = self._spread("%step", "i64")
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
        """The next places, then the next memory; begins in the part ``move``."""
        n, lines = self._n, self._lines
        memory = (state[n * (1 + i) : n * (2 + i)] for i in range(self._rule.memory))
        arrays, told = [state[:n], slopes, *memory], [*self._numbers, *self._tables]
        quick, sure = moved(lines, self._rule, arrays, told, exactly=False)
        if not sure:
            return quick
        lines.put(f"br i1 {self._any(lines.differ(self._all(sure)))}, label %divide, label %look")
        lines.put("divide:")
        slow, _ = moved(lines, self._rule, arrays, told, exactly=True)
        lines.put("br label %look")
        lines.put("look:")
        return [
            x if x == y else lines.new(f"phi {VECTOR} [ {x}, %move ], [ {y}, %divide ]")
            for x, y in zip(quick, slow, strict=True)
        ]
