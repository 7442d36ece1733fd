"""A ward's own standards over HTTP: all that were targets once, and the form that ends one from a year on."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of, page, tongue_of
from server.evaluation.core.commands import EndSectionStandard
from server.evaluation.core.events import Event, SectionStandardEnded
from server.evaluation.gone import NotThere
from server.evaluation.offer import ANYTHING, may, offered
from server.evaluation.taking import command_id_of
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import Sheet
from server.evaluation.ward.views.own_standards import ended_lines, own_line, own_parts
from server.evaluation.ward.views.places import OWN_STANDARDS, step_url
from server.ports.city import WardId
from server.web.forms import form
from server.web.reader import Reader

router = APIRouter(include_in_schema=False)

ALL = f"{YEAR}/{OWN_STANDARDS}"
ITS_END = f"{ALL}/{{standard}}/end"


@router.get(ALL)
async def own_standards(request: Request, who: Member, here: Here) -> Response:
    """Every standard that was a target once, by section."""
    return await page(
        request, "ward/own_standards.html", who,
        t=await tongue_of(request),
        place=here,
        parts=own_parts(here.city, here.loop, here.ward, here.year),
        ended=ended_lines(here.loop, here.ward, here.year),
        ends=may(lambda: here.case.committee(here.ward)) and not here.state.plan_published_at,
    )  # fmt: skip


@router.get(ITS_END)
async def end_form(request: Request, who: Member, here: Here, standard: str) -> Response:
    """The question whether a standard is to be kept no longer from this year on."""
    return await _sheet(request, who, here, standard).show()


@router.post(ITS_END)
async def end(request: Request, who: Member, here: Here, standard: str) -> Response:
    """End a standard; sent twice it is over already, and that is no fault."""
    said = await form(request)
    again = bool(improvement_of(request).secretariat.made(command_id_of(said)))

    def command(read: Reader) -> EndSectionStandard:
        return EndSectionStandard(here.ward, here.year, standard, read.words("reason"))

    sheet = _sheet(request, who, here, standard, again=again)
    return await sheet.take(said, command, _all(here.ward, here.year))


def _sheet(request: Request, who: Member, here: Place, standard: str, *, again: bool = False) -> Sheet:
    line = own_line(here.loop, here.ward, here.year, standard)
    if line is None and not again:
        raise NotThere(
            lambda event: _ended(event) == (here.ward, standard), lambda about: _all(here.ward, here.year)
        )
    mine = may(lambda: here.case.committee(here.ward))
    offer = offered(here.case, EndSectionStandard(here.ward, here.year, standard, ANYTHING))
    values = {"line": line, "back": _all(here.ward, here.year)}
    return Sheet(request, who, here, "ward/standard_end.html", mine, values, offer=offer)


def _ended(event: Event) -> tuple[WardId, str] | None:
    """The standard that an entry ends."""
    return (event.ward, event.standard) if isinstance(event, SectionStandardEnded) else None


def _all(ward: WardId, year: int) -> str:
    return step_url(ward, year, OWN_STANDARDS)
