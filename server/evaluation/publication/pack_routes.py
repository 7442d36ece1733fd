"""Papers for meetings over HTTP: for those who hold a post there, never for the public."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of, page
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.press import Kind
from server.evaluation.publication.sending import (
    YEARS,
    holds_post,
    in_conference,
    pen_of,
    sent,
    subject_of,
    today_of,
)
from server.evaluation.publication.views.city_packs import WholeCity, city_council_paper, conference_paper
from server.evaluation.publication.views.packs import committee_paper, council_paper
from server.evaluation.publication.views.subject import Subject
from server.web.house import NotFound
from server.web.signing import Caller, NotPermitted


class WardPack(StrEnum):
    """The meetings of a ward."""

    COMMITTEE = "committee"
    COUNCIL = "council"


class CityPack(StrEnum):
    """The meetings of the city."""

    CONFERENCE = "conference"
    CITY_COUNCIL = "city-council"


WARD_PAPERS: Mapping[WardPack, Callable[[Subject, Pen], Paper]] = {
    WardPack.COMMITTEE: committee_paper,
    WardPack.COUNCIL: council_paper,
}
CITY_PAPERS: Mapping[CityPack, Callable[[WholeCity, Pen], Paper]] = {
    CityPack.CONFERENCE: conference_paper,
    CityPack.CITY_COUNCIL: city_council_paper,
}

router = APIRouter(include_in_schema=False)
Year = Annotated[int, InPath()]


@router.get("/evaluation/{ward}/{year:int}/packs/{pack}.{kind}")
async def ward_pack_file(
    request: Request, known: Member, ward: str, year: Year, pack: WardPack, kind: Kind
) -> Response:
    """The papers of a ward's meeting as a file."""
    return await sent(request, await _of_ward(request, known, ward, year, pack), kind)


@router.get("/evaluation/{ward}/{year:int}/packs/{pack}")
async def ward_pack(request: Request, known: Member, ward: str, year: Year, pack: WardPack) -> Response:
    """The papers of a ward's meeting as a page."""
    paper = await _of_ward(request, known, ward, year, pack)
    files = _files(f"/evaluation/{ward}/{year}/packs/{pack.value}", paper)
    return await page(request, "publication/paper.html", known, paper=paper, files=files)


@router.get("/evaluation/packs/{year:int}/{pack}.{kind}")
async def city_pack_file(request: Request, known: Member, year: Year, pack: CityPack, kind: Kind) -> Response:
    """The papers of a meeting of the city as a file."""
    return await sent(request, await _of_city(request, known, year, pack), kind)


@router.get("/evaluation/packs/{year:int}/{pack}")
async def city_pack(request: Request, known: Member, year: Year, pack: CityPack) -> Response:
    """The papers of a meeting of the city as a page."""
    paper = await _of_city(request, known, year, pack)
    files = _files(f"/evaluation/packs/{year}/{pack.value}", paper)
    return await page(request, "publication/paper.html", known, paper=paper, files=files)


def _files(address: str, paper: Paper) -> list[tuple[str, str]]:
    names = {Kind.PDF: "PDF", Kind.XLSX: "Excel"}
    return [(names[each], f"{address}.{each.value}?lang={paper.language}") for each in Kind]


async def _of_ward(request: Request, known: Caller, ward: str, year: int, pack: WardPack) -> Paper:
    subject = await subject_of(request, ward, year)
    if not holds_post(known, subject.loop, ward):
        raise NotPermitted(pack.value)
    return WARD_PAPERS[pack](subject, pen_of(request))


async def _of_city(request: Request, known: Caller, year: int, pack: CityPack) -> Paper:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    if not in_conference(known, loop):
        raise NotPermitted(pack.value)
    if year not in YEARS:
        raise NotFound("not_found", str(year))
    return CITY_PAPERS[pack](WholeCity(secretariat.city, loop, year, today_of(request)), pen_of(request))
