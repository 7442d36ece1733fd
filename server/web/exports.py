"""Figures and facts as files: CSV for a spreadsheet, a workbook, and a star of tables for a warehouse."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from enum import StrEnum
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from server.app.measures import Measured
from server.core.plan import Names, OfficeId, Plan
from server.measure import table
from server.measure.books import ALL, Book
from server.measure.editions import Edition
from server.measure.months import Stretch, months_between
from server.measure.sheet import Offer, Sheet
from server.measure.tally import ZERO
from server.web.workbook import Figures, Said, workbook

BOM = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as something else."""

LONGEST_STAR = 400
"""Days of single tickets in one file; who needs more asks year by year."""

IN_MEMORY = 16 * 1024 * 1024
"""Bytes of a file in the making that are kept in memory; more go to the disk."""

CHUNK = 64 * 1024

README = """# A star of tables

All files are CSV (RFC 4180) in UTF-8 with a byte order mark. Times are RFC 3339 with the office's offset,
columns ending in _s are whole seconds, yes and no are 1 and 0. No table holds a person: neither visitors
nor clerks.

| File | One line is | Keys |
|---|---|---|
| fact_stage.csv | one ticket at one stage: line and counter, or back office | date, number, stage, leg |
| fact_scene.csv | one piece of work without a ticket | date |
| fact_session.csv | one sitting at a counter | date, counter |
| dim_date.csv | a business day; weekdays are ISO (Monday is 1), fiscal years begin in April | date |
| dim_service.csv | a service | id = fact_stage.service |
| dim_counter.csv | a counter | id = counter of the facts |
| dim_section.csv | a section | id = section of the facts |

A wait is from joined_at to the first call. quoted_wait_s is the middle of the wait promised at issue; edition
is the edition of the definitions under which the day is counted.
"""


class Form(StrEnum):
    """What kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    STAR = "star"


MEDIA = {
    Form.CSV: ("text/csv; charset=utf-8", "csv"),
    Form.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    Form.STAR: ("application/zip", "zip"),
}


async def lines_of_hours(measured: Measured, office: OfficeId, wanted: Stretch) -> AsyncIterator[bytes]:
    """A line per day, service and hour, month by month."""
    yield (BOM + table.written([table.HOURS_HEAD])).encode()
    for month in months_between(await measured.within(office, wanted.since, wanted.until)):
        for sheet, edition in await measured.sheets(office, month.since, month.until):
            yield (await asyncio.to_thread(_hours, sheet, edition)).encode()


async def workbook_of(measured: Measured, plan: Plan, wanted: Stretch, said: Said, language: str) -> bytes:
    """The workbook of a range; names are those of the plan of now."""
    office = plan.office
    ends = (wanted.since, wanted.until)
    figures = Figures(
        office=names_in(plan.names, language),
        since=wanted.since,
        until=wanted.until,
        whole=(await measured.tallies(office, *ends)).get(ALL, ZERO),
        days=await measured.daily(office, *ends),
        services=await measured.tallies(office, *ends, Book.SERVICE),
        names={each: names_in(service.names, language) for each, service in plan.services.items()},
        quarters=await measured.tallies(office, *ends, Book.WEEKDAY_QUARTER),
    )
    return await asyncio.to_thread(workbook, figures, said, language)


def names_in(names: Names, language: str) -> str:
    """The name in this language, in Japanese where there is none."""
    return names.get(language) or names["ja"]


async def star(measured: Measured, office: OfficeId, wanted: Stretch) -> IO[bytes]:
    """Facts and dimensions in one zip, ready to be read from its beginning."""
    making = _Star()
    for month in months_between(await measured.within(office, wanted.since, wanted.until)):
        for sheet, edition in await measured.sheets(office, month.since, month.until):
            await asyncio.to_thread(making.add, sheet, edition)
    return await asyncio.to_thread(making.zipped)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The file piece by piece; closed at the end."""
    with file:
        yield from iter(partial(file.read, CHUNK), b"")


class _Star:
    """Tables in the making."""

    def __init__(self) -> None:
        heads = {
            "fact_stage": table.STAGE_HEAD,
            "fact_scene": table.SCENE_HEAD,
            "fact_session": table.SESSION_HEAD,
            "dim_date": table.DATE_HEAD,
        }
        self._files = {name: _begun(head) for name, head in heads.items()}
        self._offers: dict[str, Offer] = {}

    def add(self, sheet: Sheet, edition: Edition) -> None:
        rows = {
            "fact_stage": table.stages(sheet, edition),
            "fact_scene": table.scenes(sheet),
            "fact_session": table.sessions(sheet),
            "dim_date": iter([table.date_line(sheet, edition)]),
        }
        for name, found in rows.items():
            self._files[name].write(table.written(found).encode())
        self._offers[sheet.offer.digest()] = sheet.offer

    def zipped(self) -> IO[bytes]:
        file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  handed on
        with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
            zipped.writestr("README.md", README)
            for name, made in self._files.items():
                made.seek(0)
                with zipped.open(f"{name}.csv", "w", force_zip64=True) as member:
                    for piece in chunks(made):
                        member.write(piece)
            for name, rows in self._dimensions().items():
                zipped.writestr(f"{name}.csv", BOM + table.written([table.NAMED_HEAD, *table.named(rows)]))
        file.seek(0)
        return file

    def _dimensions(self) -> dict[str, Mapping[str, tuple[Names, str]]]:
        """The latest names win."""
        offers = self._offers.values()
        return {
            "dim_service": {
                each: (it.names, it.section) for offer in offers for each, it in offer.services.items()
            },
            "dim_counter": {
                each: (it.names, it.section) for offer in offers for each, it in offer.counters.items()
            },
            "dim_section": {
                each: (names, each) for offer in offers for each, names in offer.sections.items()
            },
        }


def _begun(head: table.Row) -> IO[bytes]:
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  handed on
    file.write((BOM + table.written([head])).encode())
    return file


def _hours(sheet: Sheet, edition: Edition) -> str:
    return table.written(table.hours(sheet, edition))


def days_in(wanted: Stretch) -> int:
    """How many dates a range has."""
    return (wanted.until - wanted.since).days + 1


def file_name(office: OfficeId, wanted: Stretch, form: Form) -> str:
    """As browsers keep it."""
    return f"machiai-{office}-{wanted.since:%Y%m%d}-{wanted.until:%Y%m%d}.{MEDIA[form][1]}"
