"""How long people waited: a histogram with the target across it and the share on its good side."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.web.charts.axis import Axis, Ground, Kind, left_room, rungs
from server.web.charts.marks import Anchor, Box, Look, Mark, Picture, Stroke, Words, svg
from server.web.charts.scale import Scale, width_of
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.numbers import percent, written


@dataclass(frozen=True, slots=True)
class Waits:
    """Cases by minutes waited: `counts[i]` waited from `edges[i]` to under `edges[i + 1]` minutes, the last
    count has no upper edge. `target_min` parts the good from the late (hatched) side; `within_words` stands
    left of it and says the share.
    """

    title: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    target_min: float | None = None
    within_words: str = ""
    beyond_words: str = ""
    unit: str = ""
    count_unit: str = ""
    open_words: str = "%g –"
    joint: str = "–"
    """Between the ends of a bin."""
    """The label of the last bin, with the edge for `%g`."""
    description: str = ""
    empty: str = ""


def waits(chart: Waits, width: float = 640, height: float = 250) -> Drawn:
    """The chart drawn, with its table. Raises ValueError unless there are as many edges as counts."""
    if len(chart.edges) != len(chart.counts):
        raise ValueError(
            f"{len(chart.edges)} edges for {len(chart.counts)} counts: each bin has its lower edge"
        )
    if not any(chart.counts):
        return Drawn(chart.title, "", _sheet(chart), chart.description, chart.empty)
    picture = Picture(width, height, chart.title, chart.description, tuple(_waits(chart, width, height)))
    return Drawn(chart.title, svg(picture), _sheet(chart), chart.description)


def _waits(chart: Waits, width: float, height: float) -> Iterator[Mark]:
    axis = Axis(Kind.COUNT, chart.count_unit)
    shown = axis.ticks(max(chart.counts))
    ground = Ground(left_room(axis, shown), width - 10, 46, height - 38)
    scale = Scale(0, shown[-1], ground.bottom, ground.top)
    yield from rungs(axis, shown, scale, ground)
    part = (ground.right - ground.left) / len(chart.counts)
    for index, count in enumerate(chart.counts):
        x = ground.left + index * part
        late = chart.target_min is not None and chart.edges[index] >= chart.target_min
        if count:
            top = scale.at(count)
            look = Look.OVER if late else Look.FIRST
            yield Box(x + 1, top, part - 2, ground.bottom - top, look, hatched=late)
    yield from _edges(chart, ground, part)
    yield from _target(chart, ground, part)


def _edges(chart: Waits, ground: Ground, part: float) -> Iterator[Mark]:
    """The minutes stand under the edges between the bins, as many as there is room for."""
    every = max(1, int(-(-26 // part)))
    for index, edge in enumerate(chart.edges):
        if index % every == 0:
            x = ground.left + index * part
            yield Stroke(((x, ground.bottom), (x, ground.bottom + 4)), Look.AXIS)
            yield Words(x, ground.bottom + 17, f"{edge:g}", Look.TICK, Anchor.MIDDLE, 12)
    yield Words(ground.right, ground.bottom + 33, chart.unit, Look.TICK, Anchor.END, 12)


def _target(chart: Waits, ground: Ground, part: float) -> Iterator[Mark]:
    if chart.target_min is None:
        return
    x = _place(chart, chart.target_min, ground, part)
    yield Stroke(((x, ground.top - 22), (x, ground.bottom)), Look.TARGET)
    # Left of the line is the good side; words that do not fit there stand on the right, after an arrow.
    if width_of(chart.within_words) <= x - 70:
        yield Words(x - 7, ground.top - 10, chart.within_words, Look.FIRST_WORDS, Anchor.END)
        yield Words(x + 7, ground.top - 10, chart.beyond_words, Look.SECOND_WORDS)
    else:
        words = f"← {chart.within_words}"
        yield Words(x + 7, ground.top - 10, words, Look.FIRST_WORDS)
        yield Words(x + 27 + width_of(words), ground.top - 10, chart.beyond_words, Look.SECOND_WORDS)


def _place(chart: Waits, minutes: float, ground: Ground, part: float) -> float:
    """Where so many minutes are; inside a bin by its part, beyond the last edge at its beginning."""
    for index in range(len(chart.edges) - 1):
        low, high = chart.edges[index], chart.edges[index + 1]
        if low <= minutes < high:
            return ground.left + part * (index + (minutes - low) / (high - low))
    return ground.left + part * (len(chart.edges) - 1)


def _sheet(chart: Waits) -> Sheet:
    total = sum(chart.counts)
    rows = tuple(
        (
            Cell(_label(chart, index)),
            Cell(written(count)),
            Cell(percent(count / total) if total else "–"),
        )
        for index, count in enumerate(chart.counts)
    )
    return Sheet((chart.unit, chart.count_unit, "%"), rows)


def _label(chart: Waits, index: int) -> str:
    if index == len(chart.edges) - 1:
        return chart.open_words % chart.edges[index]
    return f"{chart.edges[index]:g}{chart.joint}{chart.edges[index + 1]:g}"
