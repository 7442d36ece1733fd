"""The cells of a book: tallies in the making, into which marks are put and taken out of again."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from server.measure.histogram import Histogram
from server.measure.marks import Mark
from server.measure.tally import Count, Length, Tally

KeyOf: TypeAlias = Callable[[Mark], str | None]
"""Where a mark belongs in a book; None where it is not in it."""

_What = TypeVar("_What", int, Count)


@dataclass(slots=True)
class _Cell:
    """One tally in the making."""

    counts: dict[Count, int] = field(default_factory=dict)
    lengths: dict[Length, dict[int, int]] = field(default_factory=dict)

    def tally(self) -> Tally:
        histograms = {length: Histogram(_there(bins)) for length, bins in self.lengths.items()}
        return Tally(_there(self.counts), {length: each for length, each in histograms.items() if each.count})


class Cells:
    """One book in the making: the same marks in any order, with whatever was put in and taken out between,
    give the same tallies.
    """

    def __init__(self, key_of: KeyOf, lengths: Collection[Length]) -> None:
        """`lengths` are those that this book holds."""
        self._key_of = key_of
        self._lengths = frozenset(lengths)
        self._cells: dict[str, _Cell] = {}

    def put(self, marks: Iterable[Mark], times: int = 1) -> None:
        """Put these marks in so many times; -1 takes out what was put in."""
        for mark in marks:
            key = self._key_of(mark)
            if key is None:
                continue
            cell = self._cells.get(key)
            if cell is None:
                cell = self._cells[key] = _Cell()
            for what, count in mark.counts:
                cell.counts[what] = cell.counts.get(what, 0) + times * count
            if mark.length in self._lengths:
                bins = cell.lengths.setdefault(mark.length, {})
                bins[mark.seconds] = bins.get(mark.seconds, 0) + times

    def tallies(self) -> dict[str, Tally]:
        """What there is now, in the order of the keys; a group of nothing is left out."""
        found = {key: self._cells[key].tally() for key in sorted(self._cells)}
        return {key: tally for key, tally in found.items() if tally.counts or tally.lengths}


def _there(numbers: dict[_What, int]) -> dict[_What, int]:
    return {what: number for what, number in numbers.items() if number}
