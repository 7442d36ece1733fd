"""The books of a day: its tallies grouped by section, service, counter, weekday and quarter hour.

What belongs where stands in marks.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeAlias, TypeVar

from server.core.plan import ServiceId
from server.measure.cells import Cells
from server.measure.editions import Edition
from server.measure.marks import QUARTER, Mark, marks_of
from server.measure.sheet import Sheet
from server.measure.tally import LENGTHS, Length, Tally

Key: TypeAlias = str
_Place = TypeVar("_Place", int, str, tuple[int, int])
ALL: Key = "all"
"""The only key of the book OFFICE."""


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


SAME = {Book.WEEKDAY: Book.OFFICE, Book.SERVICE_WEEKDAY: Book.SERVICE}
"""Books that are known from another, day by day, because a day has one weekday."""


def tallies_of_day(
    sheet: Sheet, edition: Edition, books: Iterable[Book] = BOOKS
) -> Mapping[Book, Mapping[Key, Tally]]:
    """The tallies of a business date in these books, counted under this edition."""
    return tallies_of(tuple(marks_of(sheet, edition)), sheet, books)


def tallies_of(
    marks: Sequence[Mark], sheet: Sheet, books: Iterable[Book]
) -> Mapping[Book, Mapping[Key, Tally]]:
    """The same from the marks of this sheet."""
    wanted = tuple(books)
    counted = {SAME.get(book, book) for book in wanted}
    found = {book: _book(book, marks, sheet) for book in BOOKS if book in counted}
    return {book: of_weekday(book, found[SAME.get(book, book)], sheet.date) for book in wanted}


def of_weekday(book: Book, page: Mapping[Key, Tally], day: date) -> Mapping[Key, Tally]:
    """A day's page of the books in SAME, from the day's page of the other; any other book as it is."""
    weekday = str(day.isoweekday())
    match book:
        case Book.WEEKDAY:
            return {weekday: page[ALL]} if page else {}
        case Book.SERVICE_WEEKDAY:
            return {key(each, weekday): _fine(tally) for each, tally in page.items()}
        case _:
            return page


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


def _book(book: Book, marks: Sequence[Mark], sheet: Sheet) -> dict[Key, Tally]:
    cells = cells_of(book, sheet)
    cells.put(marks)
    return cells.tallies()


def cells_of(book: Book, sheet: Sheet) -> Cells:
    """An empty book of the date of this sheet, to put marks in; those in SAME are made from others."""
    return Cells(_keys(book, sheet), LENGTHS if book in COARSE else FINE_LENGTHS)


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
            return lambda mark: None if mark.of_day else quarters[mark.moment // QUARTER]
        case Book.WEEKDAY_HOUR:
            return lambda mark: None if mark.of_day else hour_of(quarters[mark.moment // QUARTER])
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
