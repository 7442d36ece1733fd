"""From the rows of a ticket log to what has to happen when: moments in order of time, and the days' plans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from server.app.replay_plans import most_at_once, plan_of, prefixes_of
from server.app.replay_rows import Row
from server.core.plan import OfficeId, Plan


class Turn(IntEnum):
    """What comes first at the same moment."""

    OPEN = 0
    ISSUE = 1
    CALL = 2
    CLOSE = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to do at one time; `row` for an issue and a call, `plan` for the day."""

    at: datetime
    turn: Turn
    plan: Plan
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Rows not replayed as a whole: without arrival they are left out, the others are issued, not called."""

    without_arrival: int
    never_called: int
    called_before_arrival: int
    called_on_another_day: int


@dataclass(frozen=True, slots=True)
class Script:
    """All that is to happen, in order; `tickets` are issued."""

    moments: tuple[Moment, ...]
    tickets: int
    left: Left

    def offices(self) -> dict[OfficeId, Plan]:
        """The offices, each with the plan of its first day."""
        return {each.plan.office: each.plan for each in reversed(self.moments)}

    def of(self, office: OfficeId) -> Iterable[Moment]:
        """What happens in one office, in order."""
        return (each for each in self.moments if each.plan.office == office)


def script_of(rows: Sequence[Row], zone: ZoneInfo) -> Script:
    """What has to happen so that these tickets come and are called again."""
    offices: dict[OfficeId, list[Row]] = defaultdict(list)
    for row in rows:
        if row.arrived_at is not None:
            offices[row.office].append(row)
    moments = [each for of_office in offices.values() for each in _of_office(of_office, zone)]
    moments.sort(key=lambda each: (each.at, each.turn, each.row.line if each.row else 0))
    return Script(tuple(moments), sum(map(len, offices.values())), _left(rows, zone))


def _of_office(rows: Sequence[Row], zone: ZoneInfo) -> list[Moment]:
    prefixes = prefixes_of((each.service, each.ticket) for each in rows)
    days: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        if (day := _date(row.arrived_at, zone)) is not None:
            days[day].append(row)
    return [moment for day, of_day in days.items() for moment in _of_day(day, of_day, prefixes, zone)]


def _of_day(day: date, rows: Sequence[Row], prefixes: Mapping[str, str], zone: ZoneInfo) -> Iterable[Moment]:
    calls = [row.called_at for row in rows if row.called_at is not None and _is_callable(row, zone)]
    plan = plan_of(rows[0].office, zone.key, day, prefixes, len(rows), most_at_once(calls))
    arrivals = [row.arrived_at for row in rows if row.arrived_at is not None]
    yield Moment(min(arrivals), Turn.OPEN, plan)
    for row in rows:
        if row.arrived_at is not None:
            yield Moment(row.arrived_at, Turn.ISSUE, plan, row)
        if row.called_at is not None and _is_callable(row, zone):
            yield Moment(row.called_at, Turn.CALL, plan, row)
    yield Moment(max((*arrivals, *calls)), Turn.CLOSE, plan)


def _left(rows: Iterable[Row], zone: ZoneInfo) -> Left:
    arrived = [row for row in rows if row.arrived_at is not None]
    called = [row for row in arrived if row.called_at is not None]
    return Left(
        without_arrival=sum(row.arrived_at is None for row in rows),
        never_called=len(arrived) - len(called),
        called_before_arrival=sum(_is_too_early(row) for row in called),
        called_on_another_day=sum(not _is_too_early(row) and not _is_callable(row, zone) for row in called),
    )


def _is_too_early(row: Row) -> bool:
    return row.arrived_at is not None and row.called_at is not None and row.called_at < row.arrived_at


def _is_callable(row: Row, zone: ZoneInfo) -> bool:
    return not _is_too_early(row) and _date(row.arrived_at, zone) == _date(row.called_at, zone)


def _date(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at is not None else None
