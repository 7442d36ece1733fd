"""The learnt call gap of every line, and the wait it promises.

The call gap is the time between two calls of a line while somebody was waiting in it. It holds counters,
lunches and habits without asking for them. Method, weights and ratios: WAITS.md section 0 ("R1"), measured
there on 35,854 real tickets.
"""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime

from immutables import Map

from server.core.events import DayOpened, TicketCalled
from server.core.plan import Duty, Estimate, Service, ServiceId, Stage
from server.core.record import Recorded
from server.core.state import Office

DAYS_KEPT = 8
GAPS_TODAY = 20
WEIGHT_OF_HISTORY = 80
WEIGHT_OF_GUESS = 10
ENOUGH_HISTORY = 100

RATIOS = ((0, 0.2, 0.35, 1.6), (3, 0.5, 0.9, 1.8), (9, 0.55, 0.95, 1.6), (19, 0.6, 1.0, 1.5))
"""10, 50 and 90 % quantiles of (actual + 1) / (expected + 1) minutes, by people ahead up to this many."""

RATIO_OF_LONG_LINES = (0.6, 0.9, 1.4)


@dataclass(frozen=True, slots=True)
class Line:
    """What was seen of one line: gaps in minutes, sums and counts of the days before."""

    days: tuple[tuple[float, int], ...] = ()
    total: float = 0.0
    count: int = 0
    latest: tuple[float, ...] = ()
    called_at: datetime | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """What was seen of every line of an office."""

    lines: Map[ServiceId, Line] = field(default_factory=Map)


def learn(pace: Pace, before: Office, recorded: Recorded, after: Office) -> Pace:
    """What is known of the lines after one more record."""
    match recorded.event:
        case DayOpened():
            return Pace(Map({service: _next_day(line) for service, line in pace.lines.items()}))
        case TicketCalled(number=number, stage=Stage.RECEPTION):
            service = before.tickets[number].service
            line = _called(pace.lines.get(service, Line()), recorded.at)
            line = replace(line, busy=bool(after.line(Duty(service))))
            return Pace(pace.lines.set(service, line))
        case _:
            return pace


def call_gap(pace: Pace, service: Service) -> float:
    """Minutes between two calls of this line: history, tempered by the latest gaps of today."""
    line = pace.lines.get(service.id, Line())
    total = sum(each for each, _ in line.days)
    count = sum(each for _, each in line.days)
    if count >= ENOUGH_HISTORY:
        expected, weight = total / count, WEIGHT_OF_HISTORY
    else:
        expected = (service.minutes_per_call * WEIGHT_OF_GUESS + total) / (WEIGHT_OF_GUESS + count)
        weight = WEIGHT_OF_GUESS + count
    return (weight * expected + sum(line.latest)) / (weight + len(line.latest))


def estimate(pace: Pace, service: Service, people_ahead: int) -> Estimate:
    """The wait of somebody with this many people of the line ahead.

    `low` and `high` are rounded outward to five minutes, `mid` to a minute.
    """
    expected = (people_ahead + 1) * call_gap(pace, service)
    low, mid, high = (max(0.0, (expected + 1) * ratio - 1) * 60 for ratio in _ratio(people_ahead))
    return Estimate(math.floor(low / 300) * 300, round(mid / 60) * 60, math.ceil(high / 300) * 300)


def _ratio(people_ahead: int) -> tuple[float, float, float]:
    for up_to, low, mid, high in RATIOS:
        if people_ahead <= up_to:
            return low, mid, high
    return RATIO_OF_LONG_LINES


def _next_day(line: Line) -> Line:
    return Line(days=(*line.days, (line.total, line.count))[-DAYS_KEPT:])


def _called(line: Line, at: datetime) -> Line:
    seen = replace(line, called_at=at)
    if not line.busy or line.called_at is None:
        return seen
    gap = (at - line.called_at).total_seconds() / 60
    latest = (*line.latest, gap)[-GAPS_TODAY:]
    return replace(seen, total=line.total + gap, count=line.count + 1, latest=latest)
