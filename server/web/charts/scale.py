"""From values to places: round ticks, a straight scale, and how wide words are."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from unicodedata import east_asian_width

from server.web.charts.marks import TEXT

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: the value `low` is at place `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where this value is."""
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)


def step_of(span: float, wanted: int = 4, whole: bool = False) -> float:
    """A round distance of ticks, so that about `wanted` of them cover the span; `whole`: never below one."""
    if span <= 0:
        return 1.0
    rough = span / wanted
    power = 10.0 ** floor(log10(rough))
    step = next((each * power for each in STEPS if each * power >= rough * 0.999), 10.0 * power)
    return max(step, 1.0) if whole else step


def ticks(low: float, high: float, wanted: int = 4, whole: bool = False) -> tuple[float, ...]:
    """Round values from at or below `low` to at or above `high`."""
    step = step_of(high - low, wanted, whole)
    first = floor(low / step + 1e-9)
    found = [first * step]
    while found[-1] < high - step * 1e-9:
        found.append((first + len(found)) * step)
    return tuple(round(each, 10) for each in found)


def minute_ticks(high: float) -> tuple[float, ...]:
    """Ticks in minutes that people count in: 1, 2, 5, 10, 15, 30 or 60 minutes apart."""
    step = next((each for each in (1, 2, 5, 10, 15, 30, 60, 120, 240) if high / each <= 5), 480)
    return tuple(float(step * each) for each in range(int(-(-high // step)) + 1))


def width_of(text: str, size: float = TEXT) -> float:
    """About how wide words are: a Japanese letter is as wide as high, others a little over half."""
    return sum(1.0 if east_asian_width(each) in "WFA" else 0.58 for each in text) * size


def widest(texts: Iterable[str], size: float = TEXT) -> float:
    """The width of the longest of these."""
    return max((width_of(each, size) for each in texts), default=0.0)


def shortened(text: str, room: float, size: float = TEXT) -> str:
    """The words as far as there is room, with an ellipsis if they are cut."""
    if width_of(text, size) <= room + 0.5:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
