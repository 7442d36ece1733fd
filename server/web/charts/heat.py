"""Weekday by hour: a grid whose cells say their value, besides shade and the length of a bar."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.web.charts.axis import Axis, Kind
from server.web.charts.marks import Anchor, Box, Look, Mark, Picture, Words, svg
from server.web.charts.scale import widest, width_of
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.numbers import percent, written

SHADES = (Look.HEAT_0, Look.HEAT_1, Look.HEAT_2, Look.HEAT_3, Look.HEAT_4)
DARK = frozenset({Look.HEAT_3, Look.HEAT_4})
CELL_HEIGHT = 34.0


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid of values, row by row; None is a cell without a case and stays blank."""

    title: str
    axis: Axis
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    links: tuple[tuple[str, ...], ...] = ()
    description: str = ""
    empty: str = ""
    rows_words: str = ""


def heat(chart: Heat, width: float = 640) -> Drawn:
    """The chart drawn, with its table."""
    known = [each for row in chart.values for each in row if each is not None]
    if not known:
        return Drawn(chart.title, "", _sheet(chart), chart.description, chart.empty)
    left = widest(chart.rows) + 14
    cell = (width - left) / len(chart.columns)
    bounds = shades_of(chart.axis, min(known), max(known))
    marks: list[Mark] = []
    for index, name in enumerate(chart.columns):
        marks.append(Words(left + cell * index + cell / 2, 14, name, Look.TICK, Anchor.MIDDLE, 12))
    for row, label in enumerate(chart.rows):
        top = 22 + row * CELL_HEIGHT
        marks.append(Words(left - 8, top + CELL_HEIGHT / 2 + 4, label, Look.LABEL, Anchor.END))
        for column, value in enumerate(chart.values[row]):
            marks.extend(_cell(chart.axis, value, bounds, left + cell * column, top, cell))
    foot = 22 + len(chart.rows) * CELL_HEIGHT + 12
    marks.extend(_legend(chart.axis, bounds, left, foot))
    picture = Picture(width, foot + 18, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _sheet(chart), chart.description)


def shades_of(axis: Axis, lowest: float, highest: float) -> tuple[float, ...]:
    """Where the shades begin, and the upper bound of each: equal steps from zero, or below high shares."""
    shown = axis.ticks(highest, lowest)
    low, top = shown[0], shown[-1] or 1.0
    return tuple(low + (top - low) * step / len(SHADES) for step in range(len(SHADES) + 1))


def _cell(
    axis: Axis, value: float | None, bounds: tuple[float, ...], x: float, top: float, wide: float
) -> Iterator[Mark]:
    if value is None:
        yield Box(x + 1, top + 1, wide - 2, CELL_HEIGHT - 2, Look.NOTHING)
        return
    look = next(
        (shade for shade, bound in zip(SHADES, bounds[1:], strict=True) if value <= bound), SHADES[-1]
    )
    yield Box(x + 1, top + 1, wide - 2, CELL_HEIGHT - 2, look)
    words = _short(axis, value)
    size = 13 if width_of(words, 13) <= wide - 6 else 11
    yield Words(
        x + wide / 2, top + 19, words, Look.INSIDE if look in DARK else Look.VALUE, Anchor.MIDDLE, size
    )
    length = (wide - 10) * min(1.0, max(0.0, value / bounds[-1]))
    yield Box(x + 5, top + CELL_HEIGHT - 8, length, 3, Look.NOTHING if look in DARK else Look.FIRST)


def _short(axis: Axis, value: float) -> str:
    """A cell has room for few letters: whole percent, whole minutes from ten on, thousands shortened."""
    match axis.kind:
        case Kind.SHARE:
            return percent(value, 0)
        case Kind.COUNT if value >= 10_000:
            return f"{written(value / 1000)}k"
        case Kind.COUNT:
            return written(value)
        case _:
            return written(value, 0 if value >= 10 else 1)


def _legend(axis: Axis, bounds: tuple[float, ...], left: float, top: float) -> Iterator[Mark]:
    """The shades in their order with their bounds, and the unit."""
    step = 54.0
    yield Words(left, top + 13, axis.tick(bounds[0]), Look.TICK, Anchor.START, 12)
    start = left + width_of(axis.tick(bounds[0]), 12) + 8
    for index, (shade, bound) in enumerate(zip(SHADES, bounds[1:], strict=True)):
        x = start + index * (step + 8)
        yield Box(x, top + 3, 22, 12, shade)
        yield Words(x + 26, top + 13, axis.tick(round(bound, 4)), Look.TICK, Anchor.START, 12)
    yield Words(start + len(SHADES) * (step + 8), top + 13, axis.unit, Look.TICK, Anchor.START, 12)


def _sheet(chart: Heat) -> Sheet:
    rows = tuple(
        (
            Cell(label),
            *(
                Cell(
                    chart.axis.value(value),
                    chart.links[row][column] if chart.links and value is not None else "",
                )
                for column, value in enumerate(chart.values[row])
            ),
        )
        for row, label in enumerate(chart.rows)
    )
    return Sheet((chart.rows_words, *chart.columns), rows)
