"""Staff mode on the kiosk itself: look up a number, cancel it, print it again, issue for somebody."""

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from kiosk import pictures
from kiosk.health import health_of
from kiosk.touch import TouchId, Wish, asked_for
from kiosk.views.ticket import asked_of, without_paper
from server.app.permits import Action
from server.app.standing import Standing
from server.core.commands import CancelTicket, Channel, ReissueSlip
from server.core.events import TicketIssued
from server.core.plan import Number, OfficeId
from server.web.house import house_of
from server.web.problem import answers
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Query(max_length=20)]
Staff = Annotated[Caller, Depends(require(Action.KIOSK_PRINT_STAFF))]
NOES = answers(401, 403, 404, 409, 422, 503)


@router.get("/offices/{office}/kiosk/staff")
async def desk(request: Request, office: OfficeId, staff: Staff, number: Typed = "") -> Response:
    """The staff's page, with the number that was asked for."""
    house = house_of(request)
    standing = house.standing(office)
    found = typed(standing, number)
    values: dict[str, Any] = {
        "office": office,
        "names": house.plans.names(office),
        "plan": standing.office.plan,
        "number": number,
        "asked": asked_of(standing, found) if found else None,
        "without_paper": without_paper(standing.office),
        "health": await health_of(request, office),
        "letters": letters_of(standing),
        "own_names": pictures.language_names(pictures.languages_of(house, standing.office.plan)),
    }
    return house.pages.page(request, "kiosk/staff.html", **values)


@router.post("/offices/{office}/kiosk/staff/tickets", status_code=201, responses=NOES)
async def issue(
    request: Request, office: OfficeId, wish: Wish, touch: TouchId, staff: Staff
) -> dict[str, Any]:
    """A ticket on behalf of somebody, outside the hours too; its slip comes out of the kiosk."""
    house = house_of(request)
    house.standing(office)
    command = asked_for(house, office, wish, Channel.STAFF)
    made = await house.desk.carry_out(office, command, command_id=touch, actor=staff.actor)
    issued = made[0].event
    assert isinstance(issued, TicketIssued)
    return {"number": issued.number}


@router.post("/offices/{office}/kiosk/staff/tickets/{number}/cancel", responses=NOES)
async def cancel(
    request: Request, office: OfficeId, number: Number, touch: TouchId, staff: Staff
) -> dict[str, Any]:
    """End a visit before it was served."""
    house = house_of(request)
    house.standing(office)
    await house.desk.carry_out(office, CancelTicket(number), command_id=touch, actor=staff.actor)
    return {"number": number}


@router.post("/offices/{office}/kiosk/staff/tickets/{number}/reissue", responses=NOES)
async def reissue(
    request: Request, office: OfficeId, number: Number, touch: TouchId, staff: Staff
) -> dict[str, Any]:
    """The same number on paper once more, marked as a reissue."""
    house = house_of(request)
    house.standing(office)
    await house.desk.carry_out(office, ReissueSlip(number), command_id=touch, actor=staff.actor)
    return {"number": number}


def typed(standing: Standing, number: str) -> Number | None:
    """The number that was typed, also in small letters or without its zeros; None if unknown."""
    said = unicodedata.normalize("NFKC", number).strip().upper()
    if said in standing.office.tickets:
        return said
    prefix = said.rstrip("0123456789")
    count = said.removeprefix(prefix)
    series = standing.office.plan.series.values() if standing.office.plan else ()
    candidates = (each.written(int(count)) for each in series if each.prefix == prefix and count)
    return next((each for each in candidates if each in standing.office.tickets), None)


def letters_of(standing: Standing) -> tuple[str, ...]:
    """The letters with which today's numbers begin, for the keys on the screen."""
    plan = standing.office.plan
    return tuple(sorted({each.prefix for each in plan.series.values() if each.prefix})) if plan else ()
