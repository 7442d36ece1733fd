"""How long things took, as whole seconds and how often each: exact, mergeable, compact; takes parts back."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from math import ceil
from struct import pack, unpack
from typing import TypeAlias

import msgspec

Packed: TypeAlias = tuple[int, int, int, int, str, bytes, str, bytes]
"""Cases, sum, first value, bins; width and bytes of the steps between values, and of the counts."""

_Order: TypeAlias = "tuple[array[int], array[int]]"
"""Lengths in order, and how many cases are no longer than each: 16 bytes a length."""
_Ranks: TypeAlias = "tuple[int, array[int], array[int]]"
_DECODER = msgspec.msgpack.Decoder(Packed)


class Histogram:
    """Cases by their length in whole seconds (negative for errors of an estimate); never changes.

    What was read from the store is unpacked only when more is asked for than `count`, `total` and `mean`.
    """

    __slots__ = ("_leaf", "_parts", "_ranked", "count", "total")

    def __init__(self, bins: Mapping[int, int] | None = None) -> None:
        """`bins` are the cases of each length, each at least one. Raises ValueError."""
        bins = dict(bins or {})
        if min(bins.values(), default=1) < 1:
            raise ValueError("each length that is there has at least one case")
        self._leaf: _Leaf | None = _Leaf(bins)
        self._parts: tuple[tuple[int, Histogram], ...] = ()
        self._ranked: list[_Ranks] | None = None
        self.count: int = sum(bins.values())
        self.total: int = sum(value * cases for value, cases in bins.items())

    @classmethod
    def of(cls, lengths: Iterable[int]) -> "Histogram":
        """The histogram of these lengths."""
        return cls(Counter(lengths))

    @classmethod
    def decode(cls, content: bytes) -> "Histogram":
        """What `encode` made. Raises ValueError when it is nothing of the kind."""
        try:
            return cls.packed(_DECODER.decode(content))
        except msgspec.MsgspecError as fault:
            raise ValueError(f"this is no histogram: {fault}") from fault

    @classmethod
    def packed(cls, packed: Packed) -> "Histogram":
        """The histogram of these columns; they are believed until they are unpacked."""
        made = _later(packed[0], packed[1], ())
        made._leaf = _Leaf(packed)
        return made

    def pack(self) -> Packed:
        """As columns of plain data; the same for the same histogram. It stays packed if it was."""
        bins = self._pooled()
        values = sorted(bins)
        counts = [bins[value] for value in values]
        steps = [0, *(after - before for before, after in pairwise(values))][: len(values)]
        first = values[0] if values else 0
        return (self.count, self.total, first, len(values), *_column(steps), *_column(counts))

    def encode(self) -> bytes:
        """As compact bytes, the same for the same histogram."""
        return msgspec.msgpack.encode(self.pack())

    def __add__(self, other: "Histogram") -> "Histogram":
        if not self.count or not other.count:
            return self if self.count else other
        return _later(self.count + other.count, self.total + other.total, ((1, self), (1, other)))

    def __sub__(self, part: "Histogram") -> "Histogram":
        """Without this part of it.

        Raises ValueError if it is not a part, as far as it is unpacked; what still lies packed is believed
        until somebody asks for its items.
        """
        if not part.count:
            return self
        rest = _later(self.count - part.count, self.total - part.total, ((1, self), (-1, part)))
        if self._is_unpacked and part._is_unpacked:
            rest._unpacked()
        if rest.count < 0:
            raise ValueError(f"What is to be taken away is not a part: {part.count} cases of {self.count}.")
        return rest

    @property
    def mean(self) -> float | None:
        """Seconds; None of nothing."""
        return self.total / self.count if self.count else None

    @property
    def longest(self) -> int | None:
        """Seconds; None of nothing."""
        return self._at_rank(self.count - 1) if self.count else None

    @property
    def weight(self) -> int:
        """How many lengths it holds in memory, each with its number of cases."""
        return sum(len(leaf) for _, leaf in self._leaves())

    def quantile(self, share: float) -> float | None:
        """Seconds that this share of cases do not exceed, interpolated between ranks (type 7, as numpy)."""
        if not self.count:
            return None
        place = share * (self.count - 1)
        below = int(place)
        above = min(below + 1, self.count - 1)
        low, high = self._at_rank(below), self._at_rank(above)
        return low + (high - low) * (place - below)

    def at_most(self, seconds: float) -> int:
        """How many cases took no longer than that."""
        found = 0
        for sign, values, ranks in self._ranks():
            place = bisect_right(values, seconds)
            found += sign * ranks[place - 1] if place else 0
        return found

    def bins(self, edges: Sequence[float]) -> tuple[int, ...]:
        """Cases below the first edge, from each edge to below the next, and from the last edge on."""
        marks = [0, *(self.at_most(ceil(edge) - 1) for edge in edges), self.count]
        return tuple(after - before for before, after in pairwise(marks))

    def items(self) -> Iterable[tuple[int, int]]:
        """Each length with its number of cases, shortest first."""
        bins = self._unpacked()
        return ((value, bins[value]) for value in sorted(bins))

    def values(self) -> Iterable[int]:
        """Every single length, shortest first."""
        return (value for value, cases in self.items() for _ in range(cases))

    def deviation(self) -> int:
        """Sum of the absolute lengths: what `total` is where none is negative."""
        return sum(abs(value) * cases for value, cases in self._pooled().items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Histogram):
            return NotImplemented
        same = (self.count, self.total) == (other.count, other.total)
        return same and self._unpacked() == other._unpacked()

    def __hash__(self) -> int:
        return hash((self.count, self.total))

    def __repr__(self) -> str:
        return f"Histogram({dict(self.items())})"

    def _at_rank(self, rank: int) -> int:
        """The length of the case with so many before it; the parts are never put together for that."""
        parts = self._ranks()
        if len(parts) == 1 and parts[0][0] == 1:
            _, values, ranks = parts[0]
            return values[bisect_right(ranks, rank)]
        low, high = min(values[0] for _, values, _ in parts), max(values[-1] for _, values, _ in parts)
        while low < high:
            middle = (low + high) // 2
            if self.at_most(middle) > rank:
                high = middle
            else:
                low = middle + 1
        return low

    def _ranks(self) -> list[_Ranks]:
        """Of each part its sign, its lengths in order, and how many cases are no longer than each."""
        if self._ranked is None:
            self._ranked = [(sign, *leaf.order()) for sign, leaf in self._leaves() if len(leaf)]
        return self._ranked

    @property
    def _is_unpacked(self) -> bool:
        return self._leaf is not None and self._leaf.is_unpacked

    def _unpacked(self) -> Mapping[int, int]:
        if self._leaf is None or not self._leaf.is_unpacked:
            self._leaf, self._parts = _Leaf(self._pooled()), ()
        return self._leaf.bins()

    def _pooled(self) -> Mapping[int, int]:
        """Unpacked without being kept: who packs five years needs the memory."""
        if self._leaf is not None:
            return self._leaf.bins()
        return _pooled([(sign, leaf.bins()) for sign, leaf in self._leaves()])

    def _leaves(self) -> list[tuple[int, "_Leaf"]]:
        """What it is made of, however deep, with how often it is in it (negative: taken away).

        A long sum must not need a deep stack; what is added and taken away again is not in it.
        """
        leaves: dict[int, tuple[int, _Leaf]] = {}
        left = [(1, self)]
        while left:
            sign, part = left.pop()
            # In this order: another thread that unpacks it sets the leaf before it drops the parts.
            parts, leaf = part._parts, part._leaf
            if leaf is None:
                left += [(sign * inner, each) for inner, each in parts]
            else:
                leaves[id(leaf)] = (leaves.get(id(leaf), (0, leaf))[0] + sign, leaf)
        return [(sign, leaf) for sign, leaf in leaves.values() if sign]


class _Leaf:
    """Lengths with their cases, as they came: packed from the store, or unpacked. Its order stays at hand.

    Sums share the leaves of what they were made of, so that each is put in order once.
    """

    __slots__ = ("_held", "_order")

    def __init__(self, held: Packed | Mapping[int, int]) -> None:
        self._held = held
        self._order: _Order | None = None

    def __len__(self) -> int:
        return self._held[3] if isinstance(self._held, tuple) else len(self._held)

    @property
    def is_unpacked(self) -> bool:
        return not isinstance(self._held, tuple)

    def bins(self) -> Mapping[int, int]:
        """The cases of each length."""
        if not isinstance(self._held, tuple):
            return self._held
        values, counts = _columns_of(self._held)
        return dict(zip(values, counts, strict=True))

    def order(self) -> _Order:
        """Lengths in order, and how many cases are no longer than each."""
        if self._order is None:
            values, counts = self._columns()
            self._order = (array("q", values), array("q", accumulate(counts)))
        return self._order

    def _columns(self) -> tuple[Iterable[int], Iterable[int]]:
        if isinstance(self._held, tuple):
            return _columns_of(self._held)
        ordered = sorted(self._held)
        return ordered, (self._held[value] for value in ordered)


NOTHING = Histogram()


def _later(count: int, total: int, parts: tuple[tuple[int, Histogram], ...]) -> Histogram:
    made = Histogram.__new__(Histogram)
    made.count, made.total = count, total
    made._leaf, made._ranked, made._parts = None, None, parts
    return made


def _pooled(leaves: list[tuple[int, Mapping[int, int]]]) -> dict[int, int]:
    """All that is added, less all that is taken away. Raises ValueError if that is not there."""
    leaves.sort(key=lambda leaf: (-leaf[0], -len(leaf[1])))
    begun = bool(leaves) and leaves[0][0] == 1
    pooled = dict(leaves[0][1]) if begun else {}
    found = pooled.get
    for sign, bins in leaves[begun:]:
        for value, cases in bins.items():
            pooled[value] = found(value, 0) + sign * cases
    if leaves and leaves[-1][0] < 0:
        gone = [value for value, cases in pooled.items() if cases <= 0]
        for value in gone:
            if (missing := pooled.pop(value)) < 0:
                raise ValueError(f"What is to be taken away is not a part: {-missing} too many of {value} s.")
    return pooled


def _columns_of(packed: Packed) -> tuple[Iterator[int], Sequence[int]]:
    _, _, first, bins, step_width, steps, count_width, counts = packed
    values = accumulate(_plain(bins, step_width, steps), initial=first)
    next(values)
    return values, _plain(bins, count_width, counts)


def _column(numbers: Sequence[int]) -> tuple[str, bytes]:
    """Numbers of zero or more in the narrowest width that holds them all."""
    largest = max(numbers, default=0)
    width = next(code for code, bits in (("B", 8), ("H", 16), ("I", 32), ("Q", 64)) if largest < 1 << bits)
    return width, pack(f"<{len(numbers)}{width}", *numbers)


def _plain(count: int, width: str, content: bytes) -> Sequence[int]:
    return content if width == "B" else unpack(f"<{count}{width}", content)
