"""The work behind `machiai report`: from what was asked to a paper, and to its files."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from server.app.files import put
from server.core.plan import OfficeId
from server.evaluation.core.state import Loop
from server.evaluation.publication.bureau import pen_in, publisher_of
from server.evaluation.publication.month import MonthReader
from server.evaluation.publication.monthly import kept_paper
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.press import Kind, Press
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from server.evaluation.publication.views.subject import Subject
from server.ports.city import City, WardId
from server.web.pages import Pages


class ReportKind(StrEnum):
    """Which paper."""

    PLAN = "plan"
    RESULTS = "results"
    PACK_COMMITTEE = "pack-committee"
    PACK_COUNCIL = "pack-council"
    PACK_CONFERENCE = "pack-conference"
    PACK_CITY_COUNCIL = "pack-city-council"
    OPERATIONS = "operations"


class ReportImpossible(Exception):
    """The paper cannot be made. Says in words what is missing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed; the month is its first day."""

    kind: ReportKind
    ward: WardId | None
    year: int | None
    office: OfficeId | None
    month: date | None
    language: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What papers are made from: the loop as it stands, the words, the time in the city or an office.

    `folder` is that of the monthly reports that are kept.
    """

    city: City
    loop: Loop
    pages: Pages
    reader: MonthReader
    now: Callable[[OfficeId | None], datetime]
    folder: Path


async def paper_for(asked: Asked, sources: Sources) -> Paper:
    """The paper that was asked for; the report of a month as it was written, where it is kept.

    Raises ReportImpossible, NothingCounted, PaperDamaged, LogDown, MeasuresDown.
    """
    languages = sources.pages.words.languages
    if asked.language not in languages:
        raise ReportImpossible(f"There is no language {asked.language}, only {', '.join(languages)}.")
    pen = pen_in(asked.language, sources.pages, sources.city)
    match asked.kind:
        case ReportKind.OPERATIONS:
            return await _operations(asked, sources, pen)
        case ReportKind.PACK_CONFERENCE | ReportKind.PACK_CITY_COUNCIL:
            whole = WholeCity(sources.city, sources.loop, _year(asked), sources.now(None).date())
            conference = asked.kind is ReportKind.PACK_CONFERENCE
            return conference_paper(whole, pen) if conference else city_council_paper(whole, pen)
        case _:
            return _of_ward(asked, _subject(asked, sources), pen)


def _of_ward(asked: Asked, subject: Subject, pen: Pen) -> Paper:
    match asked.kind:
        case ReportKind.PLAN:
            _refuse("plan", subject, tuple(missing_for_plan(subject)))
            return plan_paper(subject, pen)
        case ReportKind.RESULTS:
            _refuse("results", subject, tuple(missing_for_results(subject)))
            return results_paper(subject, pen)
        case ReportKind.PACK_COMMITTEE:
            return committee_paper(subject, pen)
        case _:
            return council_paper(subject, pen)


def _refuse(what: str, subject: Subject, missing: tuple[str, ...]) -> None:
    if missing:
        raise ReportImpossible(
            f"The {what} of {subject.ward} for FY {subject.year} cannot be reported: nothing is published "
            f"yet. Missing: {'; '.join(missing)}."
        )


def missing_for_plan(subject: Subject) -> Iterator[str]:
    """What has to happen before the plan is public; nothing once it is."""
    year = subject.ward_year
    if year.plan_published_at:
        return
    if year.policy is None:
        yield "the policy of the ward mayor"
    yield from (
        f"the report of {each} to the committee" for each in subject.sections if each not in year.reported
    )
    if year.plan_council_on is None:
        yield "the report to the planning council"
    yield "the publication by the committee"


def missing_for_results(subject: Subject) -> Iterator[str]:
    """What has to happen before the results are public; nothing once they are."""
    year = subject.ward_year
    if year.results_published_at:
        return
    if not year.plan_published_at:
        yield "the publication of the plan"
    yield from (f"the results of {each}" for each in subject.sections if each not in year.evaluated)
    undecided = sum(each.outcome is None for each in year.targets.values())
    if undecided:
        yield f"the outcome of {undecided} targets"
    if not year.council_summary:
        yield "the report to the planning council"
    if year.review is None:
        yield "the management review"
    yield "the publication by the committee"


async def _operations(asked: Asked, sources: Sources, pen: Pen) -> Paper:
    if asked.office is None or asked.month is None:
        raise ReportImpossible(
            "The operations report is of an office and a month: give --office and --month."
        )
    if asked.office not in sources.reader.plans.offices():
        known = ", ".join(sources.reader.plans.offices())
        raise ReportImpossible(f"There is no office {asked.office}, only {known}.")
    kept = await asyncio.to_thread(kept_paper, sources.folder, asked.office, asked.month, asked.language)
    if kept is not None:
        return kept
    now = sources.now(asked.office)
    found = await sources.reader.read(asked.office, asked.month, now, sources.loop)
    return operations_paper(found, publisher_of(sources.city, asked.office, pen), pen)


def _subject(asked: Asked, sources: Sources) -> Subject:
    if asked.ward is None:
        raise ReportImpossible(f"The report {asked.kind} is of a ward: give --ward.")
    if asked.ward not in sources.city.wards:
        raise ReportImpossible(f"There is no ward {asked.ward}, only {', '.join(sources.city.wards)}.")
    return Subject(sources.city, sources.loop, asked.ward, _year(asked), sources.now(None).date())


def _year(asked: Asked) -> int:
    if asked.year is None:
        raise ReportImpossible(f"The report {asked.kind} is of a fiscal year: give --year.")
    return asked.year


async def written(paper: Paper, folder: Path) -> list[Path]:
    """The paper as files in this folder: PDF, and Excel where it has tables of its own."""
    press, files = Press(), []
    for kind in (Kind.PDF, Kind.XLSX) if paper.sheets else (Kind.PDF,):
        file = folder / f"{paper.file}-{paper.language}.{kind.value}"
        printed = await press.printed(paper, kind)
        await asyncio.to_thread(put, file, printed.content)
        files.append(file)
    return files
