"""Lengths side by side: bars with their values, and shares stacked to a whole (the grades of a survey)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.web.charts.axis import Axis, Kind, fits
from server.web.charts.marks import Anchor, Box, Look, Mark, Picture, Stroke, Words, svg
from server.web.charts.scale import Scale, shortened, widest, width_of
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.numbers import aside, percent, written

ROW = 34.0
LABELS_AT_MOST = 0.36
"""The part of the width that labels may take before they are cut (the table has them whole)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `target` puts a mark across it; `beyond` says that the value is on the wrong side of it."""

    label: str
    value: float | None
    target: float | None = None
    beyond: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars from zero, in the order given; `target_words` names the marks."""

    title: str
    axis: Axis
    bars: tuple[Bar, ...]
    target_words: str = ""
    description: str = ""
    empty: str = ""
    labels_words: str = ""
    values_words: str = ""


def bars(chart: Bars, width: float = 640) -> Drawn:
    """The chart drawn, with its table; a bar beyond its target is hatched besides its colour."""
    known = [each.value for each in chart.bars if each.value is not None]
    if not known:
        return Drawn(chart.title, "", _bars_sheet(chart), chart.description, chart.empty)
    targets = [each.target for each in chart.bars if each.target is not None]
    left = min(widest(each.label for each in chart.bars), width * LABELS_AT_MOST) + 10
    right = width - widest(chart.axis.value(each) for each in known) - 12
    high = 1.0 if chart.axis.kind is Kind.SHARE and max(known) > 0.5 else max([*known, *targets])
    scale = Scale(0, high or 1.0, left, right)
    top = 24.0 if chart.axis.unit or targets else 4.0
    height = top + len(chart.bars) * ROW + 4
    marks: list[Mark] = (
        [Words(left, 14, _bars_caption(chart, bool(targets)), Look.TICK, size=12)] if top > 4 else []
    )
    for index, each in enumerate(chart.bars):
        marks.extend(_bar(chart.axis, each, scale, top + index * ROW, left))
    marks.append(Stroke(((left, top), (left, height - 4)), Look.AXIS))
    picture = Picture(width, height, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _bars_sheet(chart), chart.description)


def _bars_caption(chart: Bars, targets: bool) -> str:
    parts = (chart.axis.unit, f"┆ {chart.target_words}" if targets and chart.target_words else "")
    return "  ".join(each for each in parts if each)


def _bar(axis: Axis, bar: Bar, scale: Scale, top: float, left: float) -> Iterator[Mark]:
    middle = top + ROW / 2
    yield Words(left - 8, middle + 4.5, shortened(bar.label, left - 10), Look.LABEL, Anchor.END)
    end = scale.at(0)
    if bar.value is not None:
        end = scale.at(bar.value)
        look = Look.OVER if bar.beyond else Look.FIRST
        yield Box(scale.at(0), top + 7, max(end - scale.at(0), 1), ROW - 14, look, hatched=bar.beyond)
    if bar.target is not None:
        x = scale.at(bar.target)
        yield Stroke(((x, top + 3), (x, top + ROW - 3)), Look.TARGET)
        end = x if abs(end + 8 - x) < 8 or end < x < end + 50 else end
    yield Words(end + 7, middle + 4.5, axis.value(bar.value), Look.VALUE)


def _bars_sheet(chart: Bars) -> Sheet:
    unit = aside(chart.axis.unit)
    targets = any(each.target is not None for each in chart.bars)
    head = (chart.labels_words, (chart.values_words or chart.title) + unit)
    rows = tuple(
        (
            Cell(each.label),
            Cell(chart.axis.value(each.value), each.link),
            *((Cell(chart.axis.value(each.target)),) if targets else ()),
        )
        for each in chart.bars
    )
    return Sheet((*head, chart.target_words) if targets else head, rows)


GRADES = (Look.GRADE_1, Look.GRADE_2, Look.GRADE_3, Look.GRADE_4, Look.GRADE_5)
ON_DARK = frozenset({Look.GRADE_1, Look.GRADE_5})
HATCHED = frozenset({Look.GRADE_4})


@dataclass(frozen=True, slots=True)
class Stack:
    """One question: how many answers each grade got, best first."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Answers as shares of each question; up to five grades, best first.

    `count_words` says how many answers a bar stands for, with `%d` for the number.
    """

    title: str
    grades: tuple[str, ...]
    stacks: tuple[Stack, ...]
    count_words: str = "n = %d"
    description: str = ""
    empty: str = ""
    labels_words: str = ""


def stacked(chart: Stacks, width: float = 640) -> Drawn:
    """The chart drawn, with its table; shares stand where there is room, every count in the table."""
    if not any(sum(each.counts) for each in chart.stacks):
        return Drawn(chart.title, "", _stacks_sheet(chart), chart.description, chart.empty)
    left = min(widest(each.label for each in chart.stacks), width * LABELS_AT_MOST) + 10
    counts = [chart.count_words.replace("%d", written(sum(each.counts))) for each in chart.stacks]
    right = width - widest(counts, 12) - 10
    legend, top = _legend(chart.grades, width)
    marks: list[Mark] = list(legend)
    for index, (each, count) in enumerate(zip(chart.stacks, counts, strict=True)):
        place = top + index * ROW
        marks.append(
            Words(left - 8, place + ROW / 2 + 4.5, shortened(each.label, left - 10), Look.LABEL, Anchor.END)
        )
        marks.extend(_stack(each, left, right, place))
        marks.append(Words(right + 8, place + ROW / 2 + 4.5, count, Look.TICK, size=12))
    picture = Picture(width, top + len(chart.stacks) * ROW + 2, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _stacks_sheet(chart), chart.description)


def _stack(stack: Stack, left: float, right: float, top: float) -> Iterator[Mark]:
    total = sum(stack.counts)
    if not total:
        yield Box(left, top + 4, right - left, ROW - 8, Look.NOTHING)
        return
    x = left
    for count, look in zip(stack.counts, GRADES, strict=False):
        part = (right - left) * count / total
        yield Box(x, top + 4, part, ROW - 8, look, hatched=look in HATCHED)
        words = percent(count / total, 0)
        if count and fits(words, part - 4, 12):
            inside = Look.INSIDE if look in ON_DARK else Look.VALUE
            yield from _backed(words, x + part / 2, top + ROW / 2 + 4.5, inside, look)
        x += part


def _backed(words: str, x: float, y: float, look: Look, ground: Look) -> Iterator[Mark]:
    """Words over hatching stand on a plain patch, or nobody could read them."""
    if ground in HATCHED:
        wide = width_of(words, 12) + 6
        yield Box(x - wide / 2, y - 12, wide, 16, ground)
    yield Words(x, y, words, look, Anchor.MIDDLE, 12)


def _legend(names: Sequence[str], width: float) -> tuple[tuple[Mark, ...], float]:
    """Little boxes with their names, in as many lines as they need; and how high that is."""
    marks: list[Mark] = []
    x, y = 0.0, 2.0
    for name, look in zip(names, GRADES, strict=False):
        need = 18 + width_of(name, 12) + 16
        if x and x + need > width:
            x, y = 0.0, y + 20
        marks.append(Box(x, y, 12, 12, look, hatched=look in HATCHED))
        marks.append(Words(x + 18, y + 10.5, name, Look.TICK, size=12))
        x += need
    return tuple(marks), y + 22


def _stacks_sheet(chart: Stacks) -> Sheet:
    rows = tuple(
        (
            Cell(each.label),
            *(Cell(_counted(count, sum(each.counts))) for count in each.counts),
            Cell(written(sum(each.counts))),
        )
        for each in chart.stacks
    )
    return Sheet((chart.labels_words, *chart.grades, chart.count_words.replace("%d", "").strip(" =")), rows)


def _counted(count: int, total: int) -> str:
    return f"{written(count)} ({percent(count / total)})" if total else "–"
