"""What the routes of papers share: the pen of the reader, who may see a preview, and how a paper is sent."""

from datetime import date
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import Response

from server.evaluation.asking import asker_of, improvement_of, page
from server.evaluation.core.duties import Duty
from server.evaluation.core.state import Loop
from server.evaluation.publication.bureau import bureau_of, pen_in
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.press import MEDIA_TYPES, Kind
from server.evaluation.publication.views.subject import Subject
from server.ports.city import WardId
from server.web.house import NotFound, house_of
from server.web.signing import Caller

YEARS = range(2000, 2200)
"""Fiscal years that an address may ask for."""


def pen_of(request: Request) -> Pen:
    """What papers are written with in the reader's language."""
    pages = house_of(request).pages
    return pen_in(pages.language(request), pages, improvement_of(request).secretariat.city)


def today_of(request: Request) -> date:
    """The date in the city."""
    zone = ZoneInfo(improvement_of(request).secretariat.city.zone)
    return house_of(request).clock.now().astimezone(zone).date()


async def subject_of(request: Request, ward: WardId, year: int) -> Subject:
    """A ward's year as it stands. Raises NotFound for a ward that is not here."""
    secretariat = improvement_of(request).secretariat
    if ward not in secretariat.city.wards or year not in YEARS:
        raise NotFound("not_found", f"{ward} {year}")
    return Subject(secretariat.city, await secretariat.current(), ward, year, today_of(request))


def is_staff(known: Caller) -> bool:
    """Whether somebody is signed in: all staff read the loop's pages and, as previews, its papers."""
    return known.person is not None


def holds_post(known: Caller, loop: Loop, ward: WardId) -> bool:
    """Whether somebody holds a post in this ward, or in the city's conference."""
    if known.person is None:
        return False
    held = loop.posts.get(asker_of(known).account, frozenset())
    return any(each.duty is Duty.CONFERENCE or each.ward == ward for each in held)


def in_conference(known: Caller, loop: Loop) -> bool:
    """Whether somebody holds a post of the whole city."""
    if known.person is None:
        return False
    held = loop.posts.get(asker_of(known).account, frozenset())
    return any(each.duty is Duty.CONFERENCE for each in held)


async def sent(request: Request, paper: Paper, kind: Kind) -> Response:
    """The paper as a file; whoever has this very content already is told so."""
    printed = await bureau_of(request).press.printed(paper, kind)
    tag = f'"{printed.digest}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Disposition": f'inline; filename="{paper.file}-{paper.language}.{kind.value}"',
        "Content-Language": paper.language,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(printed.content, media_type=MEDIA_TYPES[kind], headers=headers)


async def not_yet(request: Request, known: Caller, title: str, detail: str) -> Response:
    """Says in words that something is not there yet."""
    return await page(request, "publication/not_yet.html", known, status_code=404, title=title, detail=detail)
