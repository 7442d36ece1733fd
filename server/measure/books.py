"""The books of a day: its tallies grouped by section, service, counter, weekday and quarter hour.

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
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

from server.core.commands import Channel
from server.core.plan import CounterId, ServiceId, Stage
from server.measure.editions import Edition
from server.measure.histogram import Histogram
from server.measure.rows import SERVED, Ending, Outcome
from server.measure.seats import Seat, seats
from server.measure.sheet import SceneRow, Sheet, TimeRow, VisitRow, WaitRow
from server.measure.spans import Stretch, pieces
from server.measure.tally import Count, Length, Tally, scene_entries, scene_seconds, scene_timed

Key: TypeAlias = str
_Place = TypeVar("_Place", int, str, tuple[int, int])
ALL: Key = "all"
"""The only key of the book OFFICE."""

QUARTER = 900


class Book(StrEnum):
    """A way to group a day's tallies, and what its keys are."""

    OFFICE = "office"
    """`all`"""
    SECTION = "section"
    """section id"""
    SERVICE = "service"
    """service id"""
    COUNTER = "counter"
    """counter id"""
    SERVICE_COUNTER = "service_counter"
    """service id/counter id"""
    WEEKDAY = "weekday"
    """1 (Monday) to 7"""
    WEEKDAY_QUARTER = "weekday_quarter"
    """3-0915: Wednesdays, from 9:15 to 9:30"""
    WEEKDAY_HOUR = "weekday_hour"
    """3-09: Wednesdays, from 9:00 to 10:00"""
    SERVICE_WEEKDAY = "service_weekday"
    """service id/weekday"""
    SERVICE_HOUR = "service_hour"
    """service id/3-09"""
    SCENE = "scene"
    """section id/scene"""


BOOKS = tuple(Book)
COARSE = frozenset({Book.OFFICE, Book.SECTION, Book.SERVICE, Book.WEEKDAY})
"""Books that hold every length; the others hold those of a line and of a counter."""

FINE_LENGTHS = frozenset(
    {Length.WAIT, Length.DEFICIENT_WAIT, Length.PROCESSING_WAIT, Length.ISSUANCE_WAIT, Length.SERVICE_TIME}
)


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


def tallies_of_day(
    sheet: Sheet, edition: Edition, books: Iterable[Book] = BOOKS
) -> Mapping[Book, Mapping[Key, Tally]]:
    """The tallies of a business date in these books, counted under this edition."""
    wanted = tuple(books)
    marks = [_of_day(sheet, edition), *_marks(sheet, edition)]
    found = {book: _book(book, marks, sheet) for book in BOOKS if book in _counted_for(wanted)}
    weekday = str(sheet.date.isoweekday())
    if Book.WEEKDAY in wanted:
        found[Book.WEEKDAY] = {weekday: found[Book.OFFICE][ALL]}
    if Book.SERVICE_WEEKDAY in wanted:
        found[Book.SERVICE_WEEKDAY] = {
            key(each, weekday): _fine(tally) for each, tally in found[Book.SERVICE].items()
        }
    return {book: found[book] for book in wanted}


def _counted_for(books: Iterable[Book]) -> set[Book]:
    """A day has one weekday, so two books are known from others."""
    same = {Book.WEEKDAY: Book.OFFICE, Book.SERVICE_WEEKDAY: Book.SERVICE}
    return {same.get(book, book) for book in books}


def _fine(tally: Tally) -> Tally:
    return Tally(tally.counts, {each: found for each, found in tally.lengths.items() if each in FINE_LENGTHS})


def key(*parts: str) -> Key:
    """The key of a group that is named by several things; only the first may have a slash of its own."""
    return "/".join(parts)


def quarter(weekday: int, hour: int, minute: int) -> Key:
    """The key of a quarter hour of a weekday."""
    return f"{weekday}-{hour:02d}{minute // 15 * 15:02d}"


def hour_of(quarter_key: Key) -> Key:
    """The key of the hour in which a quarter hour lies: 3-09 of 3-0915."""
    return quarter_key[:-2]


def hours_of(book: Mapping[Key, Tally], service: ServiceId | None = None) -> dict[int, Tally]:
    """WEEKDAY_HOUR or WEEKDAY_QUARTER (or one service in SERVICE_HOUR) by hour of the day."""
    return _regrouped(book, service, lambda each: int(each.rpartition("-")[2][:2]))


def weekday_hours_of(
    book: Mapping[Key, Tally], service: ServiceId | None = None
) -> dict[tuple[int, int], Tally]:
    """The same by (weekday, hour), for a heat map."""

    def place(each: Key) -> tuple[int, int]:
        weekday, _, clock = each.rpartition("/")[2].partition("-")
        return int(weekday), int(clock[:2])

    return _regrouped(book, service, place)


def weekdays_of(hours: Mapping[Key, Tally]) -> dict[Key, Tally]:
    """The book SERVICE_WEEKDAY, from SERVICE_HOUR."""
    return _regrouped(hours, None, lambda each: each.rpartition("-")[0])


def part_of(book: Mapping[Key, Tally], first: str) -> dict[Key, Tally]:
    """Of a book whose keys have two parts: the groups under one first part, by their second part."""
    parted = ((each.rpartition("/"), tally) for each, tally in book.items())
    return {second: tally for (its_first, _, second), tally in parted if its_first == first}


def _regrouped(
    book: Mapping[Key, Tally], service: ServiceId | None, place: Callable[[Key], _Place]
) -> dict[_Place, Tally]:
    found: dict[_Place, Tally] = {}
    for each, tally in book.items():
        if service is None or each.rpartition("/")[0] == service:
            at = place(each)
            found[at] = found[at] + tally if at in found else tally
    return {at: found[at] for at in sorted(found)}


@dataclass(slots=True)
class _Cell:
    """A tally in the making."""

    counts: dict[Count, int]
    lengths: dict[Length, list[int]]

    def tally(self) -> Tally:
        lengths = {length: Histogram.of(found) for length, found in self.lengths.items()}
        return Tally({what: count for what, count in self.counts.items() if count}, lengths)


def _book(book: Book, marks: list[Mark], sheet: Sheet) -> dict[Key, Tally]:
    key_of = _keys(book, sheet)
    all_lengths = book in COARSE
    cells: dict[Key, _Cell] = {}
    for mark in marks:
        its_key = key_of(mark)
        if its_key is None or (mark.of_day and book is not Book.OFFICE):
            continue
        cell = cells.get(its_key)
        if cell is None:
            cell = cells[its_key] = _Cell({}, {})
        for what, count in mark.counts:
            cell.counts[what] = cell.counts.get(what, 0) + count
        if mark.length is not None and (all_lengths or mark.length in FINE_LENGTHS):
            cell.lengths.setdefault(mark.length, []).append(mark.seconds)
    return {each: cells[each].tally() for each in sorted(cells)}


def _keys(book: Book, sheet: Sheet) -> Callable[[Mark], Key | None]:
    """What key a mark has in this book; None where it is not in it."""
    quarters = _Quarters(sheet)
    match book:
        case Book.OFFICE:
            return lambda _: ALL
        case Book.SECTION:
            return lambda mark: mark.section or None
        case Book.SERVICE:
            return lambda mark: mark.service
        case Book.COUNTER:
            return lambda mark: mark.counter
        case Book.SERVICE_COUNTER:
            return lambda mark: key(mark.service, mark.counter) if mark.service and mark.counter else None
        case Book.WEEKDAY_QUARTER:
            return lambda mark: quarters[mark.moment // QUARTER]
        case Book.WEEKDAY_HOUR:
            return lambda mark: hour_of(quarters[mark.moment // QUARTER])
        case Book.SERVICE_HOUR:
            return lambda mark: (
                key(mark.service, hour_of(quarters[mark.moment // QUARTER])) if mark.service else None
            )
        case Book.SCENE:
            return lambda mark: key(mark.section, mark.scene) if mark.scene else None
        case Book.WEEKDAY | Book.SERVICE_WEEKDAY:
            raise ValueError(f"{book} is made from another book")


class _Quarters(dict[int, Key]):
    """The keys of a sheet's quarter hours, by their number after midnight."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, number: int) -> Key:
        clock = self._sheet.at(number * QUARTER)
        found = self[number] = quarter(self._sheet.date.isoweekday(), clock.hour, clock.minute)
        return found


def _marks(sheet: Sheet, edition: Edition) -> Iterator[Mark]:
    rules = Rules(sheet, edition)
    for visit in sheet.visits:
        yield from marks_of_visit(visit, rules)
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
    yield from _of_visit(visit, rules)
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


def _of_visit(visit: VisitRow, rules: Rules) -> Iterator[Mark]:
    """A ticket, and the whole visit if it began and was brought to its end on this date."""
    if visit.carried:
        return
    special, by_phone = int(rules.special), int(visit.channel is Channel.PHONE)
    issued = ((Count.ISSUED, 1), (Count.ISSUED_PHONE, by_phone), (Count.ISSUED_SPECIAL, special))
    where = (visit.issued_at, visit.service, None, rules.sections.get(visit.service, ""))
    yield Mark(*where, issued)
    if visit.ending is not Ending.DONE or visit.duration is None:
        return
    at = {time.counter for time in visit.times if time.outcome in SERVED}
    transferred = any(time.outcome is Outcome.TRANSFERRED for time in visit.times)
    ended = (
        (Count.VISITS_ENDED, 1),
        (Count.ONE_STOP, int(len(at) == 1)),
        (Count.TRANSFERRED, int(transferred)),
    )
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
    **dict.fromkeys((Count.ISSUED, Length.TOTAL_WAIT, Length.VISIT_DURATION), _of_visit),
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
