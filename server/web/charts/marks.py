"""Marks of a chart as data, and the one place that writes them as SVG, for pages and for paper alike.

Every mark has a Look: a class that `charts.css` may colour on screens, and presentation attributes, which
work where no style sheet is (paper, other programs). No ids and no style attributes: several charts stand in
one page under a strict content security policy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import TypeAlias, assert_never

FONT = "Noto Sans CJK JP"
"""The letters on paper; on screens `charts.css` puts the page's own in their place."""

TEXT = 13
"""Height of the letters of a chart in user units, which are CSS pixels at natural size."""

HATCH_STEP = 6


class Look(StrEnum):
    """What a mark looks like; the value is its CSS class."""

    FRAME = "c-frame"
    GRID = "c-grid"
    AXIS = "c-axis"
    TICK = "c-tick"
    LABEL = "c-label"
    STRONG = "c-strong"
    VALUE = "c-value"
    RAISED = "c-raised"
    INSIDE = "c-inside"
    FIRST = "c-first"
    SECOND = "c-second"
    THIRD = "c-third"
    FOURTH = "c-fourth"
    FIRST_LINE = "c-first-line"
    SECOND_LINE = "c-second-line"
    THIRD_LINE = "c-third-line"
    FOURTH_LINE = "c-fourth-line"
    FIRST_WORDS = "c-first-words"
    SECOND_WORDS = "c-second-words"
    THIRD_WORDS = "c-third-words"
    FOURTH_WORDS = "c-fourth-words"
    BAND = "c-band"
    OVER = "c-over"
    HATCH = "c-hatch"
    TARGET = "c-target"
    TARGET_WORDS = "c-target-words"
    EVENT = "c-event"
    HOLLOW = "c-hollow"
    LINK = "c-link"
    NOTHING = "c-nothing"
    HEAT_0 = "c-heat-0"
    HEAT_1 = "c-heat-1"
    HEAT_2 = "c-heat-2"
    HEAT_3 = "c-heat-3"
    HEAT_4 = "c-heat-4"
    GRADE_1 = "c-grade-1"
    GRADE_2 = "c-grade-2"
    GRADE_3 = "c-grade-3"
    GRADE_4 = "c-grade-4"
    GRADE_5 = "c-grade-5"


INK, SOFT, LINE, GRID, PAPER = "#1a1f26", "#4a5462", "#c9d0d9", "#e4e8ee", "#ffffff"
BLUE, ORANGE, GREEN, PLUM, STOP = "#1b4f8f", "#b3500a", "#0b6e5e", "#8c1d5b", "#a3250f"


def _words(colour: str, weight: int = 400) -> str:
    return f'fill="{colour}" font-weight="{weight}"'


def _raised(colour: str) -> str:
    """Words that may cross a line stand on a rim of paper."""
    return f'{_words(colour, 700)} stroke="{PAPER}" stroke-width="4" paint-order="stroke"'


def _line(colour: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"'
        f' stroke-linecap="round"{dashed}'
    )


ATTRIBUTES = {
    Look.FRAME: f'fill="none" stroke="{LINE}" stroke-width="1"',
    Look.GRID: f'fill="none" stroke="{GRID}" stroke-width="1"',
    Look.AXIS: f'fill="none" stroke="{SOFT}" stroke-width="1"',
    Look.TICK: _words(SOFT),
    Look.LABEL: _words(INK),
    Look.STRONG: _words(INK, 700),
    Look.VALUE: _words(INK, 700),
    Look.RAISED: _raised(INK),
    Look.INSIDE: _words(PAPER, 700),
    Look.FIRST: f'fill="{BLUE}"',
    Look.SECOND: f'fill="{ORANGE}"',
    Look.THIRD: f'fill="{GREEN}"',
    Look.FOURTH: f'fill="{PLUM}"',
    Look.FIRST_LINE: _line(BLUE, 2.5),
    Look.SECOND_LINE: _line(ORANGE, 2.5, "7 4"),
    Look.THIRD_LINE: _line(GREEN, 2.5, "2 4"),
    Look.FOURTH_LINE: _line(PLUM, 2.5, "10 4 2 4"),
    Look.FIRST_WORDS: _raised(BLUE),
    Look.SECOND_WORDS: _raised(ORANGE),
    Look.THIRD_WORDS: _raised(GREEN),
    Look.FOURTH_WORDS: _raised(PLUM),
    Look.BAND: 'fill="#d5e3f3"',
    Look.OVER: 'fill="#f6d9c3"',
    Look.HATCH: _line(ORANGE, 1),
    Look.TARGET: _line(STOP, 1.5, "6 3"),
    Look.TARGET_WORDS: _raised(STOP),
    Look.EVENT: _line(INK, 1.5),
    Look.HOLLOW: f'fill="{PAPER}" stroke="{SOFT}" stroke-width="2"',
    Look.LINK: _line(SOFT, 2),
    Look.NOTHING: f'fill="#f3f5f8" stroke="{GRID}" stroke-width="1"',
    Look.HEAT_0: 'fill="#eef4fb"',
    Look.HEAT_1: 'fill="#c6dbf1"',
    Look.HEAT_2: 'fill="#8fb8e2"',
    Look.HEAT_3: 'fill="#2f6cb3"',
    Look.HEAT_4: 'fill="#12376a"',
    Look.GRADE_1: 'fill="#12376a"',
    Look.GRADE_2: 'fill="#8fb8e2"',
    Look.GRADE_3: 'fill="#e4e8ee"',
    Look.GRADE_4: 'fill="#f2b98a"',
    Look.GRADE_5: 'fill="#9a4a00"',
}


class Anchor(StrEnum):
    """Which end of the words stands at their place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `hatched` draws diagonals over it, so that it differs without its colour."""

    x: float
    y: float
    width: float
    height: float
    look: Look
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `closed` makes it an area."""

    points: tuple[tuple[float, float], ...]
    look: Look
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A round mark."""

    x: float
    y: float
    radius: float
    look: Look


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    look: Look = Look.TICK
    anchor: Anchor = Anchor.START
    size: float = TEXT


Mark: TypeAlias = Box | Stroke | Spot | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole chart in its geometry: `title` names it, `description` says in words what there is to see."""

    width: float
    height: float
    title: str
    description: str
    marks: tuple[Mark, ...]


def svg(picture: Picture) -> str:
    """The picture as an SVG document that may also stand inside a page."""
    width, height = _number(picture.width), _number(picture.height)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="{TEXT}">'
    )
    parts = [opening, f"<title>{escape(picture.title)}</title>"]
    if picture.description:
        parts.append(f"<desc>{escape(picture.description)}</desc>")
    for mark in picture.marks:
        parts.extend(_written(mark))
    return "".join((*parts, "</svg>"))


def hatching(box: Box) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    """Diagonals over a box, rising to the right, each from edge to edge."""
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    found = []
    # A diagonal is x + y = sum; only those that cross the box, on a raster that all boxes share.
    first = int((left + top) // HATCH_STEP) + 1
    last = int((right + bottom) // HATCH_STEP)
    for step in range(first, last + 1):
        total = step * HATCH_STEP
        start, end = max(left, total - bottom), min(right, total - top)
        if end > start:
            found.append(((start, total - start), (end, total - end)))
    return tuple(found)


def _written(mark: Mark) -> Iterator[str]:
    match mark:
        case Box(x, y, width, height, look, hatched):
            place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
            yield f"<rect {_dress(look)} {place}/>"
            if hatched and (lines := hatching(mark)):
                path = "".join(f"M{_point(a)}L{_point(b)}" for a, b in lines)
                yield f'<path {_dress(Look.HATCH)} d="{path}"/>'
        case Stroke(points, look, closed):
            yield f'<path {_dress(look)} d="{_path(points)}{"Z" if closed else ""}"/>'
        case Spot(x, y, radius, look):
            yield f'<circle {_dress(look)} cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"/>'
        case Words(x, y, text, look, anchor, size):
            place = f'x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}"'
            sized = "" if size == TEXT else f' font-size="{_number(size)}"'
            yield f"<text {_dress(look)} {place}{sized}>{escape(text, quote=False)}</text>"
        case _:
            assert_never(mark)


def _dress(look: Look) -> str:
    return f'class="{look}" {ATTRIBUTES[look]}'


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(_point(each) for each in points)


def _point(place: tuple[float, float]) -> str:
    return f"{_number(place[0])} {_number(place[1])}"


def _number(value: float) -> str:
    """A tenth of a pixel is finer than anybody sees."""
    return f"{round(value, 1):g}"
