"""What a replay has led to, counted from the log alone: tickets, waits and doubles of each service."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from server.core.events import TicketIssued
from server.core.plan import OfficeId, ServiceId
from server.core.state import Office
from server.measure.doubles import Doubles
from server.measure.figures import Spread, spread
from server.measure.period import Day, Diary
from server.measure.rows import seconds
from server.ports.log import Log

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One service of one office: `wait` is first call − issue in seconds, over called tickets."""

    office: OfficeId
    service: ServiceId
    issued: int
    called: int
    duplicates: int
    wait: Spread


@dataclass(slots=True)
class _Seen:
    """What was counted of one office so far."""

    issued: dict[ServiceId, int]
    waits: dict[ServiceId, list[float]]
    doubles: Doubles
    events: int = 0


async def lines_of(log: Log, beginnings: Mapping[OfficeId, int]) -> tuple[list[Line], int]:
    """A line per office and service, and how many records there are, after these positions of the log."""
    lines: list[Line] = []
    events = 0
    for office in sorted(beginnings):
        seen = await _seen(log, office, beginnings[office])
        events += seen.events
        lines += (_line(office, service, seen) for service in sorted(seen.issued))
    return lines, events


def document(lines: Sequence[Line], events: int, elapsed: float) -> dict[str, Any]:
    """The answer of `replay --json` (CONTRACT.md)."""
    totals = {
        "issued": sum(each.issued for each in lines),
        "called": sum(each.called for each in lines),
        "duplicates": sum(each.duplicates for each in lines),
        "events": events,
        "elapsed_s": round(elapsed, 3),
    }
    return {"lines": [_plain(each) for each in lines], "totals": totals}


def table(lines: Sequence[Line], events: int, elapsed: float) -> str:
    """The same for people: waits in minutes."""
    names = "".join(f"{name:>9}" for name in ("issued", "called", "mean", "median", "p90", "twice"))
    head = f"{'office':<20} {'service':<36}{names}"
    rows = (f"{each.office:<20.20} {each.service:<36.36}{_cells(each)}" for each in lines)
    totals = document(lines, events, elapsed)["totals"]
    last = (
        f"{totals['issued']:,} issued, {totals['called']:,} called, {totals['duplicates']} duplicates, "
        f"{events:,} events in {elapsed:.1f} s; waits are minutes from the issue to the first call."
    )
    return "\n".join((head, *rows, last))


async def _seen(log: Log, office: OfficeId, after: int) -> _Seen:
    seen = _Seen({}, {}, Doubles())
    diary = Diary(Office(office))
    while page := await log.read(office, after, PAGE):
        for recorded in page:
            seen.doubles.look(recorded)
            if isinstance(recorded.event, TicketIssued):
                service = recorded.event.service
                seen.issued[service] = seen.issued.get(service, 0) + 1
            _add(seen, diary.write(recorded))
        after = page[-1].position
        seen.events += len(page)
        await asyncio.sleep(0)
    _add(seen, diary.page())
    return seen


def _add(seen: _Seen, day: Day | None) -> None:
    for visit in day.facts.visits.values() if day else ():
        first = visit.course.waits[0]
        if first.called_at is not None:
            waits = seen.waits.setdefault(visit.service, [])
            waits.append(seconds(visit.issued_at, first.called_at))


def _line(office: OfficeId, service: ServiceId, seen: _Seen) -> Line:
    wait = spread(seen.waits.get(service, ()))
    return Line(office, service, seen.issued[service], wait.count, seen.doubles.found[service], wait)


def _plain(line: Line) -> dict[str, Any]:
    wait = asdict(line.wait)
    said = {name: getattr(line, name) for name in ("office", "service", "issued", "called", "duplicates")}
    return {**said, "wait_s": {name: wait[name] for name in ("mean", "median", "p90")}}


def _cells(line: Line) -> str:
    waits = "".join(_minutes(each) for each in (line.wait.mean, line.wait.median, line.wait.p90))
    return f"{line.issued:>9,}{line.called:>9,}{waits}{line.duplicates:>9}"


def _minutes(length: float | None) -> str:
    return f"{'-' if length is None else f'{length / 60:.1f}':>9}"
