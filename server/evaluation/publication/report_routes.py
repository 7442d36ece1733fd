"""The monthly reports of an office over HTTP: the list, a month as page, PDF and Excel."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from starlette.responses import FileResponse, Response

from server.app.permits import Action
from server.core.plan import Names, OfficeId
from server.evaluation.asking import improvement_of, page
from server.evaluation.publication.bureau import bureau_of, publisher_of
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.monthly import kept_paper, months_kept, report_file
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.press import MEDIA_TYPES, Kind
from server.evaluation.publication.sending import not_yet, pen_of, sent
from server.evaluation.publication.views.operations import operations_paper
from server.web.house import NotFound, house_of
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(require(Action.MEASURES_READ))]
Month = Annotated[str, InPath(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


@router.get("/offices/{office}/manage/reports")
async def reports(request: Request, known: Reader, office: OfficeId) -> Response:
    """The months that can be read."""
    names, pen = _names(request, office), pen_of(request)
    kept = await asyncio.to_thread(months_kept, bureau_of(request).folder, office, pen.language)
    today = _today(request, office)
    return await page(
        request,
        "publication/reports.html",
        known,
        office=office,
        names=names,
        pen=pen,
        months=kept,
        today=today,
    )


@router.get("/offices/{office}/manage/reports/{month}.{kind}")
async def report_as_file(
    request: Request, known: Reader, office: OfficeId, month: Month, kind: Kind
) -> Response:
    """The report of a month as a file: as it was written when the month was over, else as of now."""
    _names(request, office)
    pen = pen_of(request)
    file = report_file(bureau_of(request).folder, office, _first(month), pen.language, kind)
    if await asyncio.to_thread(file.is_file):
        return FileResponse(
            file, media_type=MEDIA_TYPES[kind], filename=file.name, content_disposition_type="inline"
        )
    try:
        kept = await _kept(request, office, _first(month))
        return await sent(request, kept or await _paper(request, office, _first(month)), kind)
    except NothingCounted:
        return await _nothing(request, known, office, _first(month))


@router.get("/offices/{office}/manage/reports/{month}")
async def report(request: Request, known: Reader, office: OfficeId, month: Month) -> Response:
    """The report of a month as a page: as it was written when the month was over, else as of now."""
    _names(request, office)
    paper = await _kept(request, office, _first(month))
    notice = pen_of(request)("This report is kept as it was written. Its figures do not change any more.")
    if paper is None:
        try:
            paper = await _paper(request, office, _first(month))
        except NothingCounted:
            return await _nothing(request, known, office, _first(month))
        notice = await _not_kept(request, office, _first(month))
    address = f"/offices/{office}/manage/reports/{month}"
    files = [(name, f"{address}.{kind.value}?lang={paper.language}") for name, kind in FILES]
    files.append((pen_of(request)("Monthly reports"), f"/offices/{office}/manage/reports"))
    return await page(request, "publication/paper.html", known, paper=paper, files=files, notice=notice)


FILES = (("PDF", Kind.PDF), ("Excel", Kind.XLSX))


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


async def _nothing(request: Request, known: Caller, office: OfficeId, month: date) -> Response:
    _ = pen_of(request)
    title = _("There is no report of %(month)s.", month=_.month(month))
    return await not_yet(request, known, title, _("No business day of this month is over and counted."))


def _names(request: Request, office: OfficeId) -> Names:
    """What the office is called. Raises NotFound for one that is not here."""
    plans = house_of(request).plans
    if office not in plans.offices():
        raise NotFound("unknown_office", office)
    return plans.names(office)


def _today(request: Request, office: OfficeId) -> date:
    house = house_of(request)
    return house.clock.now().astimezone(house.plans.zone(office)).date()


def _first(month: str) -> date:
    year, number = month.split("-")
    return date(int(year), int(number), 1)
