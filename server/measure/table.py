"""Figures as tables of plain rows, for spreadsheets and warehouses: columns have one name and one unit."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import TypeAlias

from server.core.calendar import fiscal_year
from server.core.plan import Names, ServiceId
from server.measure.books import Book, hours_of, tallies_of_day
from server.measure.editions import Edition
from server.measure.sheet import Sheet, TimeRow, VisitRow, WaitRow
from server.measure.tally import Count, Length, Tally

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Sequence[Cell]

COUNTS = (
    Count.ISSUED, Count.ISSUED_PHONE, Count.ISSUED_SPECIAL, Count.CALLED, Count.WITHIN_TARGET, Count.SERVED,
    Count.FINISHED, Count.HOPS, Count.NO_SHOW, Count.CANCELLED, Count.ABANDONED, Count.VISITS_ENDED,
    Count.ONE_STOP, Count.TRANSFERRED, Count.QUOTED, Count.UNDER_QUOTED_10MIN, Count.BUSY_SECONDS,
)  # fmt: skip
"""What is counted of a service in an hour; of counters only the time with a visitor."""

LENGTHS = (
    Length.WAIT,
    Length.DEFICIENT_WAIT,
    Length.PROCESSING_WAIT,
    Length.ISSUANCE_WAIT,
    Length.SERVICE_TIME,
)
HOURS_HEAD = (
    "date", "weekday", "service", "hour", *(each.value for each in COUNTS),
    *(f"{each.value}_{what}" for each in LENGTHS for what in ("count", "mean_s", "median_s", "p90_s")),
)  # fmt: skip
STAGE_HEAD = (
    "date", "number", "service", "section", "channel", "carried", "leg", "stage", "deficient", "joined_at",
    "called_at", "wait_s", "quoted_wait_s", "counter", "arrived_at", "left_at", "service_time_s", "outcome",
    "quantity", "time_trusted", "edition",
)  # fmt: skip
SCENE_HEAD = (
    "date", "section", "scene", "counter", "started_at", "duration_s", "quantity", "time_trusted",
)  # fmt: skip
SESSION_HEAD = ("date", "counter", "section", "opened_at", "closed_at", "pause_s", "pauses")
DATE_HEAD = (
    "date",
    "weekday",
    "month",
    "fiscal_year",
    "special_opening",
    "kind_of_day_ja",
    "kind_of_day_en",
    "edition",
)
NAMED_HEAD = ("id", "name_ja", "name_en", "section")

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet takes words for a formula."""


def harmless(cell: Cell) -> Cell:
    """The same cell; words that a spreadsheet would run are marked as words."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def written(rows: Iterable[Row]) -> str:
    """Rows as CSV (RFC 4180)."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def hours(sheet: Sheet, edition: Edition) -> Iterator[Row]:
    """A line for each service and hour of a day in which anything happened; see HOURS_HEAD."""
    found = tallies_of_day(sheet, edition, (Book.SERVICE_HOUR,))[Book.SERVICE_HOUR]
    for service in sorted({each.rpartition("/")[0] for each in found}):
        for hour, tally in hours_of(found, service).items():
            yield _hour(sheet, service, hour, tally)


def _hour(sheet: Sheet, service: ServiceId, hour: int, tally: Tally) -> Row:
    counted = (tally.count(each) for each in COUNTS)
    timed = (cell for each in LENGTHS for cell in _spread(tally, each))
    return (sheet.date.isoformat(), sheet.date.isoweekday(), service, hour, *counted, *timed)


def _spread(tally: Tally, length: Length) -> Row:
    found = tally.length(length)
    return found.count, rounded(found.mean), found.quantile(0.5), rounded(found.quantile(0.9))


def rounded(value: float | None, places: int = 2) -> float | None:
    """With so many decimals; None stays None."""
    return None if value is None else round(value, places)


# Facts and dimensions.


def stages(sheet: Sheet, edition: Edition) -> Iterator[Row]:
    """A line for each stage of each ticket: a line and a counter, or the back office; see STAGE_HEAD."""
    for visit in sheet.visits:
        for leg, (wait, time) in enumerate(_pairs(visit), start=1):
            yield _stage(sheet, visit, leg, wait, time, edition)
        for leg, stay in enumerate(visit.stays, start=1):
            until = None if stay.lasted is None else stay.since + stay.lasted
            yield (
                *_ticket(sheet, visit, stay.service), leg, "back_office", int(stay.returned),
                _clock(sheet, stay.since), None, None, None, None, None, _clock(sheet, until), stay.lasted,
                None, 1, 1, edition.number,
            )  # fmt: skip


def _pairs(visit: VisitRow) -> Iterator[tuple[WaitRow | None, TimeRow | None]]:
    """Each wait with the stay at a counter that ended it; who is called again has a stay without a wait."""
    left = list(visit.times)
    for wait in visit.waits:
        called = None if wait.lasted is None else wait.since + wait.lasted
        found = next(
            (each for each in left if called is not None and abs(each.called_at - called) <= 1), None
        )
        if found is not None:
            left.remove(found)
        yield wait, found
    for time in left:
        yield None, time


def _stage(
    sheet: Sheet, visit: VisitRow, leg: int, wait: WaitRow | None, time: TimeRow | None, edition: Edition
) -> Row:
    first = leg == 1 and wait is not None and not visit.carried
    there = time or wait
    assert there is not None, "a pair has one of both"
    left = time.called_at + time.stayed if time and time.stayed is not None else None
    arrived = time.called_at + time.started if time and time.started is not None else None
    return (
        *_ticket(sheet, visit, there.service), leg, there.stage.value, int(wait.deficient) if wait else 0,
        _clock(sheet, wait.since if wait else None), _clock(sheet, time.called_at if time else None),
        wait.lasted if wait else None, visit.quoted if first else None, time.counter if time else None,
        _clock(sheet, arrived), _clock(sheet, left), time.lasted if time else None,
        time.outcome.value if time and time.outcome else None, time.quantity if time else None,
        int(time.accurate) if time else None, edition.number,
    )  # fmt: skip


def _ticket(sheet: Sheet, visit: VisitRow, service: ServiceId) -> Row:
    offered = sheet.offer.services.get(service)
    section = offered.section if offered else ""
    day = sheet.date.isoformat()
    return day, visit.number, service, section, visit.channel.value, int(visit.carried)


def scenes(sheet: Sheet) -> Iterator[Row]:
    """A line for each piece of work without a ticket; see SCENE_HEAD."""
    for row in sheet.scenes:
        started = _clock(sheet, row.started_at)
        day, trusted = sheet.date.isoformat(), int(row.accurate)
        yield day, row.section, row.scene.value, row.counter, started, row.lasted, row.quantity, trusted


def sessions(sheet: Sheet) -> Iterator[Row]:
    """A line for each sitting at a counter, without the clerk; see SESSION_HEAD."""
    for row in sheet.sessions:
        offered = sheet.offer.counters.get(row.counter)
        until = sheet.until if row.closed_at is None else row.closed_at
        paused = sum((until if end is None else end) - since for _, since, end in row.pauses)
        yield (
            sheet.date.isoformat(), row.counter, offered.section if offered else "",
            _clock(sheet, row.opened_at), _clock(sheet, row.closed_at), paused, len(row.pauses),
        )  # fmt: skip


def date_line(sheet: Sheet, edition: Edition) -> Row:
    """The line of this date; see DATE_HEAD."""
    names = sheet.offer.day_names
    return (
        sheet.date.isoformat(), sheet.date.isoweekday(),
        sheet.date.strftime("%Y-%m"), fiscal_year(sheet.date),
        int(edition.special(sheet)), names.get("ja", ""), names.get("en", ""), edition.number,
    )  # fmt: skip


def named(names: Mapping[str, tuple[Names, str]]) -> Iterator[Row]:
    """Lines of a dimension: id, names and section; see NAMED_HEAD."""
    for each, (its_names, section) in sorted(names.items()):
        yield each, its_names.get("ja", ""), its_names.get("en", ""), section


def _clock(sheet: Sheet, moment: int | None) -> str | None:
    return None if moment is None else sheet.at(moment).isoformat()
