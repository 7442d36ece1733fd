"""Values over time: lines or steps with a target and a band, and small ones side by side on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.web.charts.axis import Axis, Ground, below, fits, left_room, rungs, target_line
from server.web.charts.marks import Anchor, Look, Mark, Picture, Spot, Stroke, Words, svg
from server.web.charts.scale import Scale, shortened, widest
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.numbers import aside

LINES = (Look.FIRST_LINE, Look.SECOND_LINE, Look.THIRD_LINE, Look.FOURTH_LINE)
SPOTS = (Look.FIRST, Look.SECOND, Look.THIRD, Look.FOURTH)
NAMES = (Look.FIRST_WORDS, Look.SECOND_WORDS, Look.THIRD_WORDS, Look.FOURTH_WORDS)
SPOTS_UP_TO = 40
"""With more values a line is drawn without its points."""

Value = float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and a value for each label, None where there is none (the line is broken there)."""

    name: str
    values: tuple[Value, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """Up to four lines over the same labels; `band` is drawn behind the first.

    The axis begins at zero, only high shares begin higher: their ticks say so, and no zero line is drawn.
    """

    title: str
    axis: Axis
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    target: float | None = None
    target_words: str = ""
    band: tuple[tuple[float, float] | None, ...] = ()
    stepped: bool = False
    description: str = ""
    empty: str = ""
    labels_words: str = ""
    """What the labels are, for the head of the table."""
    rows: tuple[str, ...] = ()
    """The labels as the table says them, if longer than under the axis."""
    event: int | None = None
    """The first label from which on something is different: a line stands there, with `event_words`."""
    event_words: str = ""


def trend(chart: Trend, width: float = 640, height: float = 240) -> Drawn:
    """The chart drawn, with its table; without any value it says `empty`."""
    marks = tuple(_trend(chart, width, height)) if _has_values(chart.lines) else ()
    picture = Picture(width, height, chart.title, chart.description, marks)
    empty = "" if marks else chart.empty
    return Drawn(chart.title, svg(picture) if marks else "", _sheet(chart), chart.description, empty)


def _standing_out(labels: Sequence[str], width: float) -> float:
    """How far the last label reaches beyond the room of its point, to the right."""
    return (widest((each.split("\n")[0] for each in labels[-1:]), 12) - width / max(1, len(labels))) / 2


def _trend(chart: Trend, width: float, height: float) -> Iterator[Mark]:
    shown = chart.axis.ticks(_highest(chart), _lowest(chart))
    several = len(chart.lines) > 1
    behind = [chart.target_words] if chart.target is not None else []
    behind += [each.name for each in chart.lines] if several else []
    right = width - max(widest(behind, 12) + 14, _standing_out(chart.labels, width) + 4)
    foot = 41 if any("\n" in each for each in chart.labels) else 26
    ground = Ground(left_room(chart.axis, shown), right, 30 if chart.axis.unit else 16, height - foot)
    scale = Scale(shown[0], shown[-1], ground.bottom, ground.top)
    yield from rungs(chart.axis, shown, scale, ground)
    places = spread(len(chart.labels), ground)
    room = (ground.right - ground.left) / max(1, len(chart.labels))
    yield from below(chart.labels, places, ground.bottom + 19, room)
    yield from _band(chart, places, scale)
    if chart.event is not None:
        x = ground.left + room * chart.event
        yield Stroke(((x, ground.top - 14), (x, ground.bottom)), Look.EVENT)
        yield Words(x + 5, ground.top - 6, chart.event_words, Look.STRONG, size=12)
    if chart.target is not None:
        yield from target_line(scale, ground, chart.target, "" if several else chart.target_words)
    for index, line in enumerate(chart.lines):
        yield from _line(line.values, places, scale, index, chart.stepped)
    if several:
        yield from _names(chart, scale, ground.right + 6)
    else:
        yield from _values(chart, places, scale, room)


def spread(count: int, ground: Ground) -> tuple[float, ...]:
    """The middles of so many equal parts of the ground."""
    part = (ground.right - ground.left) / max(1, count)
    return tuple(ground.left + part * (index + 0.5) for index in range(count))


def _line(
    values: Sequence[Value], places: Sequence[float], scale: Scale, index: int, stepped: bool
) -> Iterator[Mark]:
    for run in _runs(values, places, scale):
        if len(run) > 1:
            yield Stroke(_steps(run) if stepped else run, LINES[index % len(LINES)])
        if len(values) <= SPOTS_UP_TO or len(run) == 1:
            for x, y in run:
                yield Spot(x, y, 3.5, SPOTS[index % len(SPOTS)])


def _runs(
    values: Sequence[Value], places: Sequence[float], scale: Scale
) -> Iterator[tuple[tuple[float, float], ...]]:
    """The stretches without a gap."""
    run: list[tuple[float, float]] = []
    for value, x in zip(values, places, strict=True):
        if value is not None:
            run.append((x, scale.at(value)))
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _steps(run: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    half = (run[1][0] - run[0][0]) / 2
    return tuple(place for x, y in run for place in ((x - half, y), (x + half, y)))


def _band(chart: Trend, places: Sequence[float], scale: Scale) -> Iterator[Mark]:
    known = [(x, each) for x, each in zip(places, chart.band, strict=False) if each is not None]
    if len(known) > 1:
        lows = [(x, scale.at(low)) for x, (low, _) in known]
        highs = [(x, scale.at(high)) for x, (_, high) in known]
        yield Stroke((*lows, *reversed(highs)), Look.BAND, closed=True)


def _names(chart: Trend, scale: Scale, x: float) -> Iterator[Mark]:
    """The names of lines and target behind their ends, moved apart where they would cover each other."""
    ends = [
        (_last(line.values)[1], line.name, NAMES[index % len(NAMES)])
        for index, line in enumerate(chart.lines)
    ]
    ends.append((chart.target, chart.target_words, Look.TARGET_WORDS))
    wanted = sorted((scale.at(value), name, look) for value, name, look in ends if value is not None)
    lowest = float("-inf")
    for y, name, look in wanted:
        lowest = max(y + 4, lowest + 15)
        yield Words(x, lowest, name, look, size=12)


def _last(values: Sequence[Value]) -> tuple[int, Value]:
    found = [(index, each) for index, each in enumerate(values) if each is not None]
    return found[-1] if found else (0, None)


def _values(chart: Trend, places: Sequence[float], scale: Scale, room: float) -> Iterator[Mark]:
    """Each value above its point; where there is no room, the highest, the lowest and the last."""
    values = chart.lines[0].values
    known = {index: each for index, each in enumerate(values) if each is not None}
    if not all(fits(chart.axis.value(each), room - 4) for each in known.values()):
        ends = {max(known, key=lambda each: known[each]), min(known, key=lambda each: known[each])}
        last = max(known)
        # The last value wins: who is nearer to it than its words are wide goes without.
        near = {each for each in ends if each != last and (last - each) * room < 44}
        known = {index: value for index, value in known.items() if index in (ends | {last}) - near}
    for index, value in known.items():
        yield Words(
            places[index], scale.at(value) - 9, chart.axis.value(value), Look.RAISED, Anchor.MIDDLE, 12
        )


def _highest(chart: Trend) -> float:
    values = [each for line in chart.lines for each in line.values if each is not None]
    values += [each[1] for each in chart.band if each is not None]
    return max([*values, chart.target or 0.0], default=0.0)


def _lowest(chart: Trend) -> float:
    values = [each for line in chart.lines for each in line.values if each is not None]
    return min([*values, *([] if chart.target is None else [chart.target])], default=0.0)


def _has_values(lines: Sequence[Line]) -> bool:
    return any(each is not None for line in lines for each in line.values)


def _sheet(chart: Trend) -> Sheet:
    rows = tuple(
        (Cell(label), *(_cell(chart.axis, line, index) for line in chart.lines))
        for index, label in enumerate(chart.rows or chart.labels)
    )
    unit = aside(chart.axis.unit)
    return Sheet((chart.labels_words, *(each.name + unit for each in chart.lines)), rows)


def _cell(axis: Axis, line: Line, index: int) -> Cell:
    return Cell(axis.value(line.values[index]), line.links[index] if line.links else "")


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small trends side by side, one for each line, all on the same scale so that they can be compared."""

    title: str
    axis: Axis
    labels: tuple[str, ...]
    panels: tuple[Line, ...]
    target: float | None = None
    target_words: str = ""
    description: str = ""
    empty: str = ""
    labels_words: str = ""
    rows: tuple[str, ...] = ()


PANEL_WIDTH, PANEL_HEIGHT, PANEL_GAP = 212.0, 128.0, 16.0


def multiples(chart: Multiples, columns: int = 3) -> Drawn:
    """All panels in one picture, in reading order."""
    whole = Trend(
        chart.title,
        chart.axis,
        chart.labels,
        chart.panels,
        chart.target,
        labels_words=chart.labels_words,
        rows=chart.rows,
    )
    if not _has_values(chart.panels):
        return Drawn(chart.title, "", _sheet(whole), chart.description, chart.empty)
    columns = min(columns, len(chart.panels))
    rows = -(-len(chart.panels) // columns)
    shown = chart.axis.ticks(_highest(whole), _lowest(whole))
    marks: list[Mark] = [Words(2, 13, _caption(chart), Look.TICK, size=12)]
    for index, panel in enumerate(chart.panels):
        left = (index % columns) * (PANEL_WIDTH + PANEL_GAP)
        top = 22 + (index // columns) * (PANEL_HEIGHT + PANEL_GAP)
        marks.extend(_panel(chart, panel, shown, left, top))
    width = columns * (PANEL_WIDTH + PANEL_GAP) - PANEL_GAP
    height = 22 + rows * (PANEL_HEIGHT + PANEL_GAP) - PANEL_GAP
    picture = Picture(width, height, chart.title, chart.description, tuple(marks))
    return Drawn(chart.title, svg(picture), _sheet(whole), chart.description)


def _caption(chart: Multiples) -> str:
    return "  ".join(each for each in (chart.axis.unit, chart.target_words) if each)


def _panel(chart: Multiples, panel: Line, shown: Sequence[float], left: float, top: float) -> Iterator[Mark]:
    room = left_room(chart.axis, shown)
    ground = Ground(left + room, left + PANEL_WIDTH - 4, top + 26, top + PANEL_HEIGHT - 20)
    scale = Scale(shown[0], shown[-1], ground.bottom, ground.top)
    latest = chart.axis.value(_last(panel.values)[1])
    yield Words(left, top + 14, shortened(panel.name, PANEL_WIDTH - 56), Look.STRONG)
    yield Words(ground.right, top + 14, latest, Look.FIRST_WORDS, Anchor.END)
    for each in (shown[0], shown[-1]):
        yield Stroke(((ground.left, scale.at(each)), (ground.right, scale.at(each))), Look.GRID)
        yield Words(ground.left - 5, scale.at(each) + 4, chart.axis.tick(each), Look.TICK, Anchor.END, 12)
    if chart.target is not None:
        yield from target_line(scale, ground, chart.target, "")
    places = spread(len(chart.labels), ground)
    yield from _line(panel.values, places, scale, 0, stepped=False)
    first, last = (each.replace("\n", " ") for each in (chart.labels[0], chart.labels[-1]))
    yield Words(ground.left, ground.bottom + 16, first, Look.TICK, size=12)
    if len(chart.labels) > 1:
        yield Words(ground.right, ground.bottom + 16, last, Look.TICK, Anchor.END, 12)
