"""From where to where: baseline, target and result of each row on a scale of its own; right is better."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.web.charts.marks import Anchor, Box, Look, Mark, Picture, Spot, Stroke, Words, svg
from server.web.charts.scale import Scale, shortened, width_of
from server.web.charts.sheet import Cell, Drawn, Sheet

ROW = 98.0
PHONE = 320.0
"""The width on a phone, where what is said has a line of its own."""

LINE = 18.0
EDGE = 14.0
BEYOND = 0.06
"""The scale goes on behind the farthest mark by this part of what lies between the marks."""

GAP = 12.0
"""Between two labels, and beside a label that had to give way."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on the way with how it is written, its unit included."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """One target; `falls` where a lower value is better; `said` is the result in words."""

    label: str
    baseline: Point
    target: Point
    result: Point | None
    met: bool
    falls: bool
    said: str


@dataclass(frozen=True, slots=True)
class Ways:
    """All rows with the words for their marks; `said_words` heads what is said of each."""

    title: str
    ways: tuple[Way, ...]
    labels_words: str
    baseline_words: str
    target_words: str
    result_words: str
    said_words: str
    description: str = ""
    empty: str = ""


def ways(chart: Ways, width: float = 640) -> Drawn:
    """The chart drawn, for a phone too, with its table; who has no result yet shows where it is to go."""
    if not chart.ways:
        return Drawn(chart.title, "", _sheet(chart), chart.description, chart.empty)
    wide, narrow = (svg(_picture(chart, each)) for each in (width, PHONE))
    return Drawn(chart.title, wide, _sheet(chart), chart.description, narrow=narrow)


def _picture(chart: Ways, width: float) -> Picture:
    row = ROW if width > PHONE else ROW + LINE
    marks = [
        mark
        for index, each in enumerate(chart.ways)
        for mark in _row(chart, each, 4 + index * row, width, first=not index)
    ]
    return Picture(width, 4 + len(chart.ways) * row, chart.title, chart.description, tuple(marks))


def _row(chart: Ways, way: Way, top: float, width: float, *, first: bool) -> Iterator[Mark]:
    if not first:
        yield Stroke(((0, top - 4), (width, top - 4)), Look.GRID)
    yield from _head(way, top + 14, width)
    y = top + 56 + (0 if width > PHONE else LINE)
    yield Stroke(((0, y), (width, y)), Look.AXIS)
    scale = scale_of(way, width)
    yield from _gone(way, scale, y)
    target, baseline = scale.at(way.target.value), scale.at(way.baseline.value)
    yield Stroke(((target, y - 13), (target, y + 12)), Look.TARGET)
    yield Spot(baseline, y, 8, Look.HOLLOW)
    named = [(baseline, f"{chart.baseline_words} {way.baseline.text}", Look.LABEL)]
    if way.result is not None:
        result = scale.at(way.result.value)
        yield Spot(result, y, 5.5, Look.FIRST)
        named.append((result, f"{chart.result_words} {way.result.text}", Look.VALUE))
    yield from _named([(target, f"{chart.target_words} {way.target.text}", Look.TARGET_WORDS)], y - 19, width)
    yield from _named(named, y + 28, width, led_from=y + 9)


def _head(way: Way, y: float, width: float) -> Iterator[Mark]:
    """The target and what is said of it, in a line or on a phone in two."""
    if width > PHONE:
        said = shortened(way.said, width * 0.45)
        yield Words(0, y, shortened(way.label, width - width_of(said) - 24), Look.STRONG)
        yield Words(width, y, said, Look.STRONG, Anchor.END)
    else:
        yield Words(0, y, shortened(way.label, width), Look.STRONG)
        yield Words(0, y + LINE, shortened(way.said, width), Look.LABEL)


def scale_of(way: Way, width: float) -> Scale:
    """From a bit before the first of the marks to a bit behind the last; the better end is on the right."""
    values = [way.baseline.value, way.target.value, *([way.result.value] if way.result else [])]
    low, high = min(values), max(values)
    beyond = (high - low) * BEYOND or max(1.0, abs(high) * BEYOND)
    low, high = low - beyond, high + beyond
    return Scale(high, low, EDGE, width - EDGE) if way.falls else Scale(low, high, EDGE, width - EDGE)


def _gone(way: Way, scale: Scale, y: float) -> Iterator[Mark]:
    """The way that was gone: full where the target was met, hatched where it was not."""
    if way.result is None:
        return
    start, end = sorted((scale.at(way.baseline.value), scale.at(way.result.value)))
    if end > start:
        yield Box(start, y - 4, end - start, 8, Look.FIRST if way.met else Look.OVER, hatched=not way.met)


def _named(
    labels: Sequence[tuple[float, str, Look]], y: float, width: float, led_from: float | None = None
) -> Iterator[Mark]:
    """Labels under (or over) their marks; where they would meet they give way and a line leads to them."""
    room = (width - GAP * (len(labels) - 1)) / len(labels)
    texts = [shortened(text, room) for _, text, _ in labels]
    places = apart([x for x, _, _ in labels], [width_of(each) for each in texts], width)
    for (x, _, look), text, place in zip(labels, texts, places, strict=True):
        half = width_of(text) / 2
        if led_from is not None and abs(place - x) > half:
            near = place - half + 2 if place > x else place + half - 2
            yield Stroke(((x, led_from), (near, y - 9)), Look.AXIS)
        yield Words(place, y, text, look, Anchor.MIDDLE)


def apart(wanted: Sequence[float], widths: Sequence[float], width: float) -> list[float]:
    """Middles as near to those wanted as can be, without two of these widths meeting or leaving the width."""
    order = sorted(range(len(wanted)), key=lambda each: wanted[each])
    places = list(wanted)
    free = 0.0
    for each in order:
        places[each] = max(places[each], free + widths[each] / 2)
        free = places[each] + widths[each] / 2 + GAP
    free = width
    for each in reversed(order):
        places[each] = min(places[each], free - widths[each] / 2)
        free = places[each] - widths[each] / 2 - GAP
    return places


def _sheet(chart: Ways) -> Sheet:
    head = (
        chart.labels_words, chart.baseline_words, chart.target_words, chart.result_words, chart.said_words,
    )  # fmt: skip
    rows = tuple(
        (
            Cell(each.label),
            Cell(each.baseline.text),
            Cell(each.target.text),
            Cell(each.result.text if each.result else "–"),
            Cell(each.said),
        )
        for each in chart.ways
    )
    return Sheet(head, rows)
