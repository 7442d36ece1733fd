"""What counters did all day: open, paused, with a visitor, idle while people waited; as stretches of seconds.

A session counts from the office's first opening (or its first visitor, if that was earlier) to its last
closing (or the leaving of its last visitor, if that was later): who forgets to leave the counter in the
evening does not make it open at night. A visitor is at a counter from the call to the leaving, whatever came
of it. People wait for a counter when somebody waits for the first call in a line of the counter's work; who
was held or absent and waits again is not seen here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.core.plan import CounterId, Duty, ServiceId
from server.measure.sheet import SessionRow, Sheet, VisitRow, WaitRow
from server.measure.spans import Stretch, joined, shared, without


@dataclass(frozen=True, slots=True)
class Seat:
    """One counter's day; `busy` by service, and all of it within the time that it was open and not paused."""

    counter: CounterId
    open: Sequence[Stretch]
    paused: Sequence[Stretch]
    busy: Mapping[ServiceId, Sequence[Stretch]]
    idle_while_waiting: Sequence[Stretch]


def seats(sheet: Sheet) -> Iterator[Seat]:
    """The day of every counter at which somebody sat."""
    visitors = _visitors(sheet)
    lines = _Lines(sheet)
    sessions: dict[CounterId, list[SessionRow]] = defaultdict(list)
    for each in sheet.sessions:
        sessions[each.counter].append(each)
    for counter, sat in sessions.items():
        yield _seat(sheet, counter, sat, visitors[counter], lines)


_Visits = Sequence[tuple[ServiceId, Stretch]]


def _seat(
    sheet: Sheet,
    counter: CounterId,
    sat: Sequence[SessionRow],
    visits: _Visits,
    lines: "_Lines",
) -> Seat:
    first = min([sheet.offer.hours[0], *(since for _, (since, _) in visits)])
    last = max([sheet.offer.hours[1], *(until for _, (_, until) in visits)])
    counted = [(max(first, sheet.began), min(last, sheet.until))]
    opened = shared(joined((each.opened_at, _end(each, sheet)) for each in sat), counted)
    rests = joined(
        (since, _end(each, sheet) if until is None else until)
        for each in sat
        for _, since, until in each.pauses
    )
    paused = shared(opened, rests)
    at_work = without(opened, paused)
    with_visitor = joined(stretch for _, stretch in visits)
    offered = sheet.offer.counters.get(counter)
    return Seat(
        counter,
        opened,
        paused,
        _busy(visits, at_work),
        shared(without(at_work, with_visitor), lines[offered.work if offered else ()]),
    )


def _busy(visits: _Visits, at_work: Sequence[Stretch]) -> dict[ServiceId, list[Stretch]]:
    """A counter serves one visitor at a time, so the services' stretches are apart."""
    found: dict[ServiceId, list[Stretch]] = defaultdict(list)
    for service, stretch in visits:
        found[service].append(stretch)
    return {service: shared(joined(stretches), at_work) for service, stretches in found.items()}


def _end(session: SessionRow, sheet: Sheet) -> int:
    return sheet.until if session.closed_at is None else session.closed_at


def _visitors(sheet: Sheet) -> Mapping[CounterId, list[tuple[ServiceId, Stretch]]]:
    found: dict[CounterId, list[tuple[ServiceId, Stretch]]] = defaultdict(list)
    for visit in sheet.visits:
        for time in visit.times:
            until = sheet.until if time.stayed is None else time.called_at + time.stayed
            found[time.counter].append((time.service, (time.called_at, until)))
    return found


class _Lines(dict[tuple[Duty, ...], list[Stretch]]):
    """When anybody waited for a first call in a line of this work; many counters do the same."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        found: dict[Duty, list[Stretch]] = defaultdict(list)
        for visit in sheet.visits:
            for wait in visit.waits:
                until = _waited_until(wait, visit, sheet)
                found[Duty(wait.service, wait.stage)].append((wait.since, until))
        self._waited = {duty: joined(stretches) for duty, stretches in found.items()}

    def __missing__(self, work: tuple[Duty, ...]) -> list[Stretch]:
        found = self[work] = joined(each for duty in work for each in self._waited.get(duty, ()))
        return found


def _waited_until(wait: WaitRow, visit: VisitRow, sheet: Sheet) -> int:
    if wait.lasted is not None:
        return wait.since + wait.lasted
    return sheet.until if visit.ended_at is None else visit.ended_at
