"""What a kernel is given, what it says of a particle, and how it writes into the record."""

from __future__ import annotations

from landscapes.machine_code import LANES, TRUTHS, VECTOR, WORDS

MOVING, RESTING, LOST, DOUBTFUL = 0, 1, 2, 4
"""What became of a particle; of several the bits of all."""
ALL_MOVE, SOME_MOVE, NONE_MOVES = range(3)
"""What became of a group of `LANES`, its mood."""
COUNTED = "<" + ", ".join(f"i64 {i}" for i in range(LANES)) + ">"
"""0, 1, 2 ... in the lanes."""
PLANNED = ("steps", "block", "limits", "numbers", "tables", "table_stride", "rows", "later")
FIELDS = (
    *PLANNED,
    "columns",
    "count",
    "state",
    "status",
    "moods",
    "stopped_at",
    "starts",
    "starts_stride",
    "positions",
    "position_row",
    "position_coordinate",
    "heights",
    "height_row",
)
"""The words that the kernel is given, in this order: numbers of elements, and addresses. All runs of a plan share the
first few.

columns : all columns of the state, a multiple of `LANES`; count : those of them that are particles
starts : coordinate by coordinate, starts_stride apart
state : places (n), the memory (m n), heights (1) and where the lost would have gone (n), each (columns,)
limits : (7 n + 1,), see `moving`; moods : (columns / `LANES`,)
numbers : of the rule; tables : (T, table_stride); rows, later : (steps + 1,), the row
of the record for each step or -1, and the next step that has one
"""
ADDRESSES = frozenset(
    [
        "state",
        "status",
        "moods",
        "stopped_at",
        "starts",
        "limits",
        "numbers",
        "tables",
        "rows",
        "later",
        "positions",
        "heights",
    ]
)


def writer(single: bool) -> str:
    """The function ``keep``, in LLVM's language: some numbers into the record, as many as there is room for."""
    kind = "float" if single else "double"
    vector, suffix, size = f"<{LANES} x {kind}>", f"v{LANES}f{32 if single else 64}", 4 if single else 8
    shrunk = f"  %kept = fptrunc {VECTOR} %numbers to {vector}\n" if single else ""
    kept = "%kept" if single else "%numbers"
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
  %mask = icmp slt {WORDS} {COUNTED}, %rooms
  call void @llvm.masked.store.{suffix}.p0({vector} {kept}, ptr %target, i32 {size}, {TRUTHS} %mask)
  ret void
}}"""
