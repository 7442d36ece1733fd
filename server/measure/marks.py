"""The marks of a day: each thing that is counted or timed, with the place to which it belongs.

To what each thing belongs:

- a ticket to the service it was issued for and the quarter of its issue, and so do the figures of the whole
  visit (its end, one stop, total wait, duration, the error of its estimate);
- a wait to the service of the line, the quarter in which it began and the counter that ended it; a stay at
  the back office to its service and the quarter in which it began, to no counter;
- somebody served, a transfer and a service time to the service, the counter and the quarter of the call;
- a no-show, a cancellation and somebody who gave up to the quarter in which it happened;
- the time of counters to the counter and, cut at each quarter, to the quarter in which it lies; a counter's
  time belongs to a service only while it serves somebody for it;
- work of a scene to its section, its counter if it has one, and the quarter in which it began; what was
  written down afterwards belongs to the business date on which it was written down.

The section is that of the service; of counters' time that of the counter; of scenes that of the entry. What
has no section is in no section's group. The weekday is that of the business date, ISO 1-7. Whole books lack
what has no meaning there: counters have no tickets issued, services no open time, quarters no visits' totals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from server.core.commands import Channel
from server.core.plan import CounterId, ServiceId, Stage
from server.measure.editions import Edition
from server.measure.rows import SERVED, Ending, Outcome
from server.measure.seats import Seat, seats
from server.measure.sheet import SceneRow, Sheet, TimeRow, VisitRow, WaitRow
from server.measure.spans import Stretch, pieces
from server.measure.tally import Count, Length, scene_entries, scene_seconds, scene_timed

QUARTER = 900
"""Seconds; the time of counters is cut at each quarter hour."""


class Mark(NamedTuple):
    """One thing that is counted: when (seconds of the sheet), where, how many, and how long."""

    moment: int
    service: ServiceId | None
    counter: CounterId | None
    section: str
    counts: tuple[tuple[Count, int], ...]
    length: Length | None = None
    seconds: int = 0
    scene: str | None = None
    of_day: bool = False


def marks_of(sheet: Sheet, edition: Edition) -> Iterator[Mark]:
    """Everything that is counted and timed of a business date under this edition."""
    rules = Rules(sheet, edition)
    for visit in sheet.visits:
        yield from marks_of_visit(visit, rules)
    yield from marks_beside_visits(sheet, edition)


def marks_beside_visits(sheet: Sheet, edition: Edition) -> Iterator[Mark]:
    """What is counted of the date itself, of its counters and of its scenes."""
    yield _of_day(sheet, edition)
    for seat in seats(sheet):
        yield from _of_seat(seat, sheet)
    for scene in sheet.scenes:
        yield _of_scene(scene)


class Rules:
    """What is the same for every ticket of a sheet."""

    def __init__(self, sheet: Sheet, edition: Edition) -> None:
        self.edition = edition
        self.special = edition.special(sheet)
        self.sections = {each: offered.section for each, offered in sheet.offer.services.items()}
        self.targets = {each: offered.target for each, offered in sheet.offer.services.items()}


def marks_of_visit(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    """Everything that is counted and timed of one ticket."""
    yield from _of_issue(visit, rules)
    yield from _of_whole(visit, rules)
    yield from _of_promise(visit, rules)
    yield from _of_ending(visit, rules)
    yield from _of_waits(visit, rules)
    yield from _of_stays(visit, rules)
    yield from _of_times(visit, rules)


def marks_for(figure: Count | Length) -> Callable[[VisitRow, Rules], Iterator[Mark]]:
    """The marks of a ticket among which are all those of this figure: a list of tickets needs no others."""
    return _SOURCES.get(figure, marks_of_visit)


def _of_day(sheet: Sheet, edition: Edition) -> Mark:
    counts = ((Count.DAYS, 1), (Count.SPECIAL_DAYS, int(edition.special(sheet))))
    return Mark(0, None, None, "", counts, of_day=True)


def _of_issue(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    if not visit.carried:
        by_phone, special = int(visit.channel is Channel.PHONE), int(rules.special)
        issued = ((Count.ISSUED, 1), (Count.ISSUED_PHONE, by_phone), (Count.ISSUED_SPECIAL, special))
        yield Mark(visit.issued_at, visit.service, None, rules.sections.get(visit.service, ""), issued)


def _of_whole(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    """The whole visit, if it began and was brought to its end on this date."""
    if visit.carried or visit.ending is not Ending.DONE or visit.duration is None:
        return
    at = {time.counter for time in visit.times if time.outcome in SERVED}
    transferred = any(time.outcome is Outcome.TRANSFERRED for time in visit.times)
    ended = (
        (Count.VISITS_ENDED, 1),
        (Count.ONE_STOP, int(len(at) == 1)),
        (Count.TRANSFERRED, int(transferred)),
    )
    where = (visit.issued_at, visit.service, None, rules.sections.get(visit.service, ""))
    waited = sum(wait.lasted for wait in visit.waits if wait.lasted is not None)
    yield Mark(*where, ended, Length.TOTAL_WAIT, waited)
    yield Mark(*where, (), Length.VISIT_DURATION, visit.duration)


def _of_promise(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    """How far the first wait was from what was promised at issue."""
    first = visit.waits[0] if visit.waits and not visit.carried else None
    if first is None or first.lasted is None or visit.quoted is None:
        return
    error = first.lasted - visit.quoted
    quoted = ((Count.QUOTED, 1), (Count.UNDER_QUOTED_10MIN, int(error > rules.edition.under_quoted_s)))
    where = (visit.issued_at, visit.service, None, rules.sections.get(visit.service, ""))
    yield Mark(*where, quoted, Length.ESTIMATE_ERROR, error)


def _of_ending(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    sections, edition = rules.sections, rules.edition
    last = visit.times[-1] if visit.times else None
    missed = edition.no_show(visit)
    if missed is not None:
        moment = missed.called_at + (missed.stayed or 0)
        section = sections.get(missed.service, "")
        yield Mark(moment, missed.service, missed.counter, section, ((Count.NO_SHOW, 1),))
    if visit.ended_at is None:
        return
    section = sections.get(visit.last_service, "")
    if visit.ending in {Ending.CANCELLED, Ending.LEFT}:
        counter = last.counter if last is not None and last.outcome is Outcome.CANCELLED else None
        yield Mark(visit.ended_at, visit.last_service, counter, section, ((Count.CANCELLED, 1),))
    if edition.abandoned(visit):
        yield Mark(visit.ended_at, visit.last_service, None, section, ((Count.ABANDONED, 1),))


def _of_waits(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    for wait in visit.waits:
        if wait.lasted is not None:
            yield _of_wait(wait, wait.lasted, rules)


def _of_wait(wait: WaitRow, lasted: int, rules: Rules) -> Mark:
    where = (wait.since, wait.service, wait.counter, rules.sections.get(wait.service, ""))
    if wait.stage is Stage.ISSUANCE:
        return Mark(*where, (), Length.ISSUANCE_WAIT, lasted)
    if wait.deficient:
        return Mark(*where, (), Length.DEFICIENT_WAIT, lasted)
    within = lasted <= rules.targets[wait.service]
    return Mark(*where, ((Count.CALLED, 1), (Count.WITHIN_TARGET, int(within))), Length.WAIT, lasted)


def _of_stays(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    for stay in visit.stays:
        if stay.lasted is not None and not stay.returned:
            section = rules.sections.get(stay.service, "")
            yield Mark(stay.since, stay.service, None, section, (), Length.PROCESSING_WAIT, stay.lasted)


def _of_times(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    for time in visit.times:
        if time.outcome in SERVED:
            yield _of_time(time, rules.sections)


def _of_time(time: TimeRow, sections: Mapping[ServiceId, str]) -> Mark:
    where = (time.called_at, time.service, time.counter, sections.get(time.service, ""))
    counts = (
        (Count.SERVED, 1),
        (Count.FINISHED, int(time.outcome is Outcome.FINISHED)),
        (Count.HOPS, int(time.outcome is Outcome.TRANSFERRED)),
    )
    if time.accurate and time.lasted is not None:
        return Mark(*where, counts, Length.SERVICE_TIME, time.lasted)
    return Mark(*where, counts)


_SOURCES: Mapping[Count | Length, Callable[[VisitRow, Rules], Iterator[Mark]]] = {
    Count.ISSUED: _of_issue,
    **dict.fromkeys((Length.TOTAL_WAIT, Length.VISIT_DURATION), _of_whole),
    **dict.fromkeys((Count.NO_SHOW, Count.CANCELLED, Count.ABANDONED), _of_ending),
    **dict.fromkeys((Count.CALLED, Length.WAIT), _of_waits),
    **dict.fromkeys((Count.SERVED, Length.SERVICE_TIME), _of_times),
}


def _of_seat(seat: Seat, sheet: Sheet) -> Iterator[Mark]:
    offered = sheet.offer.counters.get(seat.counter)
    where = (seat.counter, offered.section if offered else "")
    yield from _stretches(Count.OPEN_SECONDS, seat.open, None, *where)
    yield from _stretches(Count.PAUSE_SECONDS, seat.paused, None, *where)
    yield from _stretches(Count.IDLE_WHILE_WAITING_SECONDS, seat.idle_while_waiting, None, *where)
    for service, busy in seat.busy.items():
        yield from _stretches(Count.BUSY_SECONDS, busy, service, *where)


def _stretches(
    what: Count, stretches: Iterable[Stretch], service: ServiceId | None, counter: CounterId, section: str
) -> Iterator[Mark]:
    for since, until in pieces(stretches, QUARTER):
        yield Mark(since, service, counter, section, ((what, until - since),))


def _of_scene(row: SceneRow) -> Mark:
    counts = [(scene_entries(row.scene), 1)]
    if row.accurate and row.lasted is not None:
        counts += [(scene_seconds(row.scene), row.lasted), (scene_timed(row.scene), 1)]
    return Mark(row.started_at, None, row.counter, row.section, tuple(counts), scene=row.scene.value)
