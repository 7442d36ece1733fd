"""The monthly reports of an office over HTTP: the list, a month as page, PDF and Excel."""

import asyncio
import re
from datetime import date
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, Response

from server.app.permits import Action
from server.core.plan import Names, OfficeId
from server.evaluation.asking import improvement_of, page
from server.evaluation.publication.archive import PaperDamaged
from server.evaluation.publication.bureau import bureau_of, publisher_of
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.monthly import kept_paper, months_kept, paper_file, report_file
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.press import MEDIA_TYPES, Kind
from server.evaluation.publication.sending import not_yet, pen_of, sent
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.publication.views.report_list import years_of
from server.web.house import NotFound, house_of
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(require(Action.MEASURES_READ))]
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
"""How an address writes a month."""

_said = structlog.get_logger(__name__)


@router.get("/offices/{office}/manage/reports")
async def reports(request: Request, known: Reader, office: OfficeId) -> Response:
    """The months that can be read: those written down, and all others since the office's first day."""
    names, pen, bureau = _names(request, office), pen_of(request), bureau_of(request)
    kept = await asyncio.to_thread(months_kept, bureau.folder, office, pen.language)
    today = _today(request, office)
    counted = await bureau.reader.months(office, today)
    return await page(
        request,
        "publication/reports.html",
        known,
        office=office,
        names=names,
        pen=pen,
        years=years_of(counted, kept),
        zone=house_of(request).plans.zone(office),
        today=today,
    )


@router.get("/offices/{office}/manage/reports/{month}.{kind}")
async def report_as_file(
    request: Request, known: Reader, office: OfficeId, month: str, kind: Kind
) -> Response:
    """The report of a month as a file: as it was written when the month was over, else as of now."""
    _names(request, office)
    pen, first = pen_of(request), _first(month)
    if first is None:
        return await _no_month(request, known, month)
    file = report_file(bureau_of(request).folder, office, first, pen.language, kind)
    if await asyncio.to_thread(file.is_file):
        return FileResponse(
            file, media_type=MEDIA_TYPES[kind], filename=file.name, content_disposition_type="inline"
        )
    try:
        kept = await _kept(request, office, first)
        return await sent(request, kept or await _paper(request, office, first), kind)
    except NothingCounted:
        return await _nothing(request, known, first)
    except PaperDamaged as damaged:
        return await _damaged(request, known, office, first, damaged)


@router.get("/offices/{office}/manage/reports/{month}")
async def report(request: Request, known: Reader, office: OfficeId, month: str) -> Response:
    """The report of a month as a page: as it was written when the month was over, else as of now."""
    _names(request, office)
    first = _first(month)
    if first is None:
        return await _no_month(request, known, month)
    try:
        paper = await _kept(request, office, first)
    except PaperDamaged as damaged:
        return await _damaged(request, known, office, first, damaged)
    notice = pen_of(request)("This report is kept as it was written. Its figures do not change any more.")
    if paper is None:
        try:
            paper = await _paper(request, office, first)
        except NothingCounted:
            return await _nothing(request, known, first)
        notice = await _not_kept(request, office, first)
    files = [(name, _address(office, first, kind, paper.language)) for name, kind in FILES]
    files.append((pen_of(request)("Monthly reports"), f"/offices/{office}/manage/reports"))
    return await page(request, "publication/paper.html", known, paper=paper, files=files, notice=notice)


FILES = (("PDF", Kind.PDF), ("Excel", Kind.XLSX))


def _address(office: OfficeId, month: date, kind: Kind, language: str) -> str:
    return f"/offices/{office}/manage/reports/{month:%Y-%m}.{kind.value}?lang={language}"


async def _kept(request: Request, office: OfficeId, month: date) -> Paper | None:
    folder, language = bureau_of(request).folder, pen_of(request).language
    return await asyncio.to_thread(kept_paper, folder, office, month, language)


async def _not_kept(request: Request, office: OfficeId, month: date) -> str:
    """What a page says whose figures are those of now; it may be that only the files of then are kept."""
    _ = pen_of(request)
    file = report_file(bureau_of(request).folder, office, month, _.language, Kind.PDF)
    if await asyncio.to_thread(file.is_file):
        return _("The report of this month is kept as PDF and Excel. This page shows the figures of now.")
    return _("No report of this month is kept. The figures are those of now and may still change.")


async def _paper(request: Request, office: OfficeId, month: date) -> Paper:
    bureau, pen = bureau_of(request), pen_of(request)
    loop = await improvement_of(request).secretariat.current()
    found = await bureau.reader.read(office, month, house_of(request).clock.now(), loop)
    return await asyncio.to_thread(operations_paper, found, publisher_of(bureau.city, office, pen), pen)


async def _nothing(request: Request, known: Caller, month: date) -> Response:
    _ = pen_of(request)
    title = _("There is no report of %(month)s.", month=_.month(month))
    return await not_yet(request, known, title, _("No business day of this month is over and counted."))


async def _damaged(
    request: Request, known: Caller, office: OfficeId, month: date, damaged: PaperDamaged
) -> Response:
    """Says which file is damaged and what to do, and leads to the files of this report that are kept."""
    _said.error("monthly_report_damaged", office=office, month=f"{month:%Y-%m}", why=str(damaged))
    folder, _ = bureau_of(request).folder, pen_of(request)
    kept = [
        (name, _address(office, month, kind, _.language))
        for name, kind in FILES
        if await asyncio.to_thread(report_file(folder, office, month, _.language, kind).is_file)
    ]
    file = paper_file(folder, office, month, _.language)
    return await page(
        request,
        "publication/damaged.html",
        known,
        status_code=500,
        title=_("The report of %(month)s cannot be shown.", month=_.month(month)),
        file=f"{folder.name}/{file.relative_to(folder)}",
        kept=kept,
        office=office,
    )


async def _no_month(request: Request, known: Caller, typed: str) -> Response:
    _ = pen_of(request)
    title = _("There is no month “%(typed)s”.", typed=typed)
    return await not_yet(
        request, known, title, _("The address of a report ends with a year and a month such as 2026-10.")
    )


def _names(request: Request, office: OfficeId) -> Names:
    """What the office is called. Raises NotFound for one that is not here."""
    plans = house_of(request).plans
    if office not in plans.offices():
        raise NotFound("unknown_office", office)
    return plans.names(office)


def _today(request: Request, office: OfficeId) -> date:
    house = house_of(request)
    return house.clock.now().astimezone(house.plans.zone(office)).date()


def _first(month: str) -> date | None:
    """The first day of the month that an address writes as 2026-10; None for anything else."""
    if not MONTH.fullmatch(month):
        return None
    year, number = month.split("-")
    return date(int(year), int(number), 1)
