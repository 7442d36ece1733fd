"""What the values of a chart are: their unit, how they are written, and the frame they are drawn in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from typing import assert_never

from server.web.charts.marks import Anchor, Look, Mark, Stroke, Words
from server.web.charts.scale import Scale, minute_ticks, ticks, widest, width_of
from server.web.numbers import percent, shortest, written


class Kind(StrEnum):
    """What is measured; minutes and shares have ticks of their own."""

    MINUTES = "minutes"
    SHARE = "share"
    COUNT = "count"
    NUMBER = "number"
    RATE = "rate"
    """A number mostly below one."""
    PLAIN = "plain"
    """A number as somebody counted it."""


DECIMALS = {
    Kind.MINUTES: 1, Kind.SHARE: 1, Kind.COUNT: 0, Kind.NUMBER: 1, Kind.RATE: 2, Kind.PLAIN: None,
}  # fmt: skip
"""Of the values, as server.web.numbers takes them; a share's are those of its percent."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The kind of the values and their unit in words; a share is a fraction of one and written in percent."""

    kind: Kind
    unit: str = ""

    def ticks(self, high: float, low: float = 0.0) -> tuple[float, ...]:
        """Round values from zero up to at least `high`; shares go to 100 % if they come near.

        With a `low`, which only lines may give, high shares begin below it instead of at zero.
        """
        match self.kind:
            case Kind.MINUTES:
                return minute_ticks(max(high, 1.0))
            case Kind.SHARE if low >= 0.6:
                return ticks(floor(low * 20 - 0.5) / 20, 1.0)
            case Kind.SHARE:
                return (0.0, 0.25, 0.5, 0.75, 1.0) if high > 0.5 else ticks(0.0, max(high, 0.01))
            case Kind.COUNT:
                return ticks(0.0, max(high, 1.0), whole=True)
            case Kind.NUMBER | Kind.RATE | Kind.PLAIN:
                return ticks(0.0, high or 1.0)
            case _:
                assert_never(self.kind)

    def tick(self, value: float) -> str:
        """The value beside the axis."""
        return f"{shortest(value * 100, 6)}%" if self.kind is Kind.SHARE else shortest(value, 6)

    def value(self, value: float | None) -> str:
        """The value as a figure; a dash where there is none."""
        if value is None:
            return "–"
        if self.kind is Kind.SHARE:
            return percent(value, DECIMALS[self.kind] or 0)
        return written(value, DECIMALS[self.kind])


@dataclass(frozen=True, slots=True)
class Ground:
    """The rectangle in which values are drawn, in user units."""

    left: float
    right: float
    top: float
    bottom: float


def left_room(axis: Axis, shown: Sequence[float]) -> float:
    """How much the numbers beside the axis need."""
    return widest((axis.tick(each) for each in shown), 12) + 10


def rungs(axis: Axis, shown: Sequence[float], scale: Scale, ground: Ground) -> Iterator[Mark]:
    """The lines across, their numbers, and the unit above them; the zero line is the strongest."""
    for each in shown:
        y = scale.at(each)
        look = Look.AXIS if each == 0 else Look.GRID
        yield Stroke(((ground.left, y), (ground.right, y)), look)
        yield Words(ground.left - 6, y + 4, axis.tick(each), Look.TICK, Anchor.END, 12)
    if axis.unit:
        yield Words(2, ground.top - 12, axis.unit, Look.TICK, Anchor.START, 12)


def below(labels: Sequence[str], places: Sequence[float], y: float, room: float) -> Iterator[Mark]:
    """Words under the axis: as many as there is room for, counted back from the last.

    What stands after a line break goes one line lower, always: the year under its first month.
    """
    need = widest((each.split("\n")[0] for each in labels), 12) + 10
    every = max(1, int(-(-need // room))) if room else 1
    for index, (label, x) in enumerate(zip(labels, places, strict=True)):
        upper, _, lower = label.partition("\n")
        if (len(labels) - 1 - index) % every == 0 and upper:
            yield Words(x, y, upper, Look.TICK, Anchor.MIDDLE, 12)
        if lower:
            yield Words(x, y + 15, lower, Look.TICK, Anchor.MIDDLE, 12)


def target_line(scale: Scale, ground: Ground, value: float, words: str) -> Iterator[Mark]:
    """A dashed line across at the target, and its words behind its right end."""
    y = scale.at(value)
    yield Stroke(((ground.left, y), (ground.right, y)), Look.TARGET)
    if words:
        yield Words(ground.right + 6, y + 4, words, Look.TARGET_WORDS, size=12)


def fits(text: str, room: float, size: float = 12) -> bool:
    """Whether the words have room."""
    return width_of(text, size) <= room
