"""The call gaps of a simulated day: learnt as server.forecast.pace learns them, but in place and quickly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from immutables import Map

from server.core.plan import Estimate, Service, ServiceId
from server.forecast.pace import DAYS_KEPT, GAPS_TODAY, Line, Pace, estimate


@dataclass(slots=True)
class _Today:
    """One line: what the days before taught, gaps of today in minutes, and the last call."""

    days: tuple[tuple[float, int], ...] = ()
    total: float = 0.0
    count: int = 0
    latest: list[float] = field(default_factory=list)
    called_at: int | None = None
    busy: bool = False


class Gaps:
    """What is known of every line of one office in the course of a day that begins with `before`."""

    def __init__(self, before: Pace, midnight: datetime) -> None:
        self._midnight = midnight
        self._lines = {
            service: _Today((*line.days, (line.total, line.count))[-DAYS_KEPT:])
            for service, line in before.lines.items()
        }

    def called(self, service: ServiceId, at: int, *, busy: bool) -> None:
        """Somebody was called to reception at this second; `busy` when others still wait."""
        line = self._lines.setdefault(service, _Today())
        if line.busy and line.called_at is not None:
            gap = (at - line.called_at) / 60
            line.latest = [*line.latest, gap][-GAPS_TODAY:]
            line.total += gap
            line.count += 1
        line.called_at, line.busy = at, busy

    def estimate(self, service: Service, people_ahead: int) -> Estimate:
        """The wait that the office promises to whoever comes now."""
        line = self._lines.get(service.id)
        lines = {} if line is None else {service.id: self._line(line)}
        return estimate(Pace(Map(lines)), service, people_ahead)

    def pace(self) -> Pace:
        """What a follower of the log knows now."""
        lines: Mapping[ServiceId, Line] = {each: self._line(line) for each, line in self._lines.items()}
        return Pace(Map(lines))

    def _line(self, line: _Today) -> Line:
        called_at = None if line.called_at is None else self._midnight + timedelta(seconds=line.called_at)
        return Line(line.days, line.total, line.count, tuple(line.latest), called_at, line.busy)
