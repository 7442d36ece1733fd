"""Before and after: two dots on one scale, and a difference with the interval in which it may lie."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.web.charts.axis import DECIMALS, Axis, Kind
from server.web.charts.marks import Anchor, Look, Mark, Picture, Spot, Stroke, Words, svg
from server.web.charts.scale import Scale, shortened, ticks, widest, width_of
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.numbers import aside, shortest, written

ROW = 44.0


@dataclass(frozen=True, slots=True)
class Pair:
    """What was before and what came after."""

    label: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Dumbbells:
    """Pairs on one scale from zero: a hollow dot before, a full one after."""

    title: str
    axis: Axis
    pairs: tuple[Pair, ...]
    before_words: str
    after_words: str
    description: str = ""
    empty: str = ""
    labels_words: str = ""


def dumbbells(chart: Dumbbells, width: float = 640) -> Drawn:
    """The chart drawn, with its table."""
    known = [value for each in chart.pairs for value in (each.before, each.after) if value is not None]
    if not known:
        return Drawn(chart.title, "", _pairs_sheet(chart), chart.description, chart.empty)
    shown = chart.axis.ticks(max(known))
    left = min(widest(each.label for each in chart.pairs), width * 0.36) + 40
    scale = Scale(0, shown[-1], left, width - 44)
    top = 26.0
    height = top + len(chart.pairs) * ROW + 24
    marks: list[Mark] = list(_dots_legend(chart, left))
    marks.extend(_uprights(chart.axis, shown, scale, top, height - 22))
    for index, pair in enumerate(chart.pairs):
        marks.extend(_pair(chart.axis, pair, scale, top + index * ROW + ROW / 2, left - 40))
    picture = Picture(width, height, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _pairs_sheet(chart), chart.description)


def _dots_legend(chart: Dumbbells, left: float) -> Iterator[Mark]:
    yield Spot(left + 6, 9, 5, Look.HOLLOW)
    yield Words(left + 18, 13.5, chart.before_words, Look.TICK, size=12)
    after = left + 18 + width_of(chart.before_words, 12) + 26
    yield Spot(after, 9, 6, Look.FIRST)
    yield Words(after + 12, 13.5, chart.after_words, Look.TICK, size=12)


def _uprights(
    axis: Axis, shown: tuple[float, ...], scale: Scale, top: float, bottom: float
) -> Iterator[Mark]:
    for each in shown:
        x = scale.at(each)
        yield Stroke(((x, top), (x, bottom)), Look.AXIS if each == 0 else Look.GRID)
        yield Words(x, bottom + 16, axis.tick(each), Look.TICK, Anchor.MIDDLE, 12)
    if axis.unit:
        yield Words(scale.end + 40, bottom + 16, axis.unit, Look.TICK, Anchor.END, 12)


def _pair(axis: Axis, pair: Pair, scale: Scale, y: float, room: float) -> Iterator[Mark]:
    yield Words(room, y + 4.5, shortened(pair.label, room), Look.LABEL, Anchor.END)
    if pair.before is not None and pair.after is not None:
        yield Stroke(((scale.at(pair.before), y), (scale.at(pair.after), y)), Look.LINK)
    first = (pair.before or 0) <= (pair.after or 0)
    if pair.before is not None:
        yield Spot(scale.at(pair.before), y, 6, Look.HOLLOW)
        yield _beside(axis, pair.before, scale, y, Look.RAISED, left=first)
    if pair.after is not None:
        yield Spot(scale.at(pair.after), y, 7, Look.FIRST)
        yield _beside(axis, pair.after, scale, y, Look.FIRST_WORDS, left=not first)


def _beside(axis: Axis, value: float, scale: Scale, y: float, look: Look, *, left: bool) -> Words:
    x = scale.at(value) + (-12 if left else 12)
    return Words(x, y + 4.5, axis.value(value), look, Anchor.END if left else Anchor.START)


def _pairs_sheet(chart: Dumbbells) -> Sheet:
    unit = aside(chart.axis.unit)
    rows = tuple(
        (Cell(each.label), Cell(chart.axis.value(each.before)), Cell(chart.axis.value(each.after)))
        for each in chart.pairs
    )
    return Sheet((chart.labels_words, chart.before_words + unit, chart.after_words + unit), rows)


@dataclass(frozen=True, slots=True)
class Range:
    """A difference as estimated, and between what it lies with the confidence that the chart's words say."""

    label: str
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """Differences around zero; the words at both ends say which side is which."""

    title: str
    axis: Axis
    ranges: tuple[Range, ...]
    less_words: str = ""
    more_words: str = ""
    description: str = ""
    empty: str = ""
    labels_words: str = ""
    middle_words: str = ""
    interval_words: str = ""


def intervals(chart: Intervals, width: float = 640) -> Drawn:
    """The chart drawn, with its table; zero, which means no change, is always in sight."""
    if not chart.ranges:
        return Drawn(chart.title, "", _ranges_sheet(chart), chart.description, chart.empty)
    low = min(0.0, *(each.low for each in chart.ranges))
    high = max(0.0, *(each.high for each in chart.ranges))
    shown = ticks(low, high if high > low else low + 1)
    left = min(widest(each.label for each in chart.ranges), width * 0.36) + 16
    scale = Scale(shown[0], shown[-1], left + 12, width - 44)
    bottom = 26 + len(chart.ranges) * ROW
    marks: list[Mark] = []
    for each in shown:
        x = scale.at(each)
        marks.append(Stroke(((x, 22), (x, bottom)), Look.AXIS if each == 0 else Look.GRID))
        marks.append(Words(x, bottom + 16, signed(chart.axis, each, tick=True), Look.TICK, Anchor.MIDDLE, 12))
    marks.append(Words(width, bottom + 34, chart.axis.unit, Look.TICK, Anchor.END, 12))
    marks.append(Words(scale.start, 13, f"← {chart.less_words}", Look.TICK, Anchor.START, 12))
    marks.append(Words(scale.end, 13, f"{chart.more_words} →", Look.TICK, Anchor.END, 12))
    for index, found in enumerate(chart.ranges):
        marks.extend(_range(chart.axis, found, scale, 26 + index * ROW + ROW / 2, left))
    picture = Picture(width, bottom + 40, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _ranges_sheet(chart), chart.description)


def _range(axis: Axis, found: Range, scale: Scale, y: float, left: float) -> Iterator[Mark]:
    yield Words(left - 8, y + 4.5, shortened(found.label, left - 10), Look.LABEL, Anchor.END)
    low, high = scale.at(found.low), scale.at(found.high)
    yield Stroke(((low, y), (high, y)), Look.FIRST_LINE)
    for x in (low, high):
        yield Stroke(((x, y - 7), (x, y + 7)), Look.FIRST_LINE)
    yield Spot(scale.at(found.middle), y, 6, Look.FIRST)
    yield Words(scale.at(found.middle), y - 12, signed(axis, found.middle), Look.VALUE, Anchor.MIDDLE)


def signed(axis: Axis, value: float, tick: bool = False) -> str:
    """A difference with its sign; a difference of shares is written in points of a hundred."""
    if axis.kind is Kind.SHARE:
        value *= 100
    size = shortest(abs(value), 6) if tick else written(abs(value), DECIMALS[axis.kind] or 1)
    nothing = not any(each in "123456789" for each in size)
    return size if nothing else ("+" if value > 0 else "−") + size


def _ranges_sheet(chart: Intervals) -> Sheet:
    unit = aside(chart.axis.unit)
    rows = tuple(
        (
            Cell(each.label),
            Cell(signed(chart.axis, each.middle)),
            Cell(f"{signed(chart.axis, each.low)} … {signed(chart.axis, each.high)}"),
        )
        for each in chart.ranges
    )
    return Sheet((chart.labels_words, chart.middle_words + unit, chart.interval_words + unit), rows)
