"""The visitor's phone over HTTP: how crowded it is, taking a ticket, my ticket, cancelling it."""

from collections.abc import Mapping
from secrets import token_hex, token_urlsafe
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from display.hours import opening_at, time_at
from display.views import steady
from display.views.phone import Crowd, card_of, crowd_of, my_ticket_of
from server.app.picture import expected_wait, picture_of
from server.app.standing import Standing
from server.core import order
from server.core.commands import CancelTicket, Channel, IssueTicket
from server.core.events import TicketIssued
from server.core.plan import Service, ServiceId
from server.core.refusal import Reason, Refused
from server.core.state import Ticket
from server.web.asking import Needed
from server.web.house import House, NotFound, house_of

ACTOR = "phone"
LONGEST_FORM = 4096

router = APIRouter(include_in_schema=False)


@router.get("/offices/{office}")
async def crowd(request: Request, office: str) -> Response:
    """How crowded the office is; anybody may look."""
    house = house_of(request)
    values = _crowd(house, house.standing(office))
    return house.pages.page(request, "display/crowd.html", crowd=values)


@router.get("/offices/{office}/services/{service}")
async def service_page(request: Request, office: str, service: str) -> Response:
    """One service: what to bring, and taking a ticket for it."""
    house = house_of(request)
    standing = house.standing(office)
    crowd = _crowd(house, standing)
    card = card_of(crowd, _service(standing, service))
    return house.pages.page(request, "display/service.html", crowd=crowd, service=card, visit=token_hex(8))


@router.post("/offices/{office}/tickets")
async def take_ticket(request: Request, office: str) -> Response:
    """Take a ticket by phone; the same form sent twice leads to the same ticket."""
    house = house_of(request)
    form = await _form(request)
    standing = house.standing(office)
    command_id = _command_id(form)
    if not house.standings.made(office, command_id):
        await house.phone_limit(request)
    command = _issue(standing, form.get("service", ""), house.pages.language(request))
    made = await house.desk.carry_out(office, command, command_id=command_id, actor=ACTOR)
    issued = made[0].event
    assert isinstance(issued, TicketIssued)
    return RedirectResponse(f"/t/{issued.token}", 303)


@router.get("/t/{token}")
async def my_ticket(request: Request, token: str, shown: str = "") -> Response:
    """My ticket; `shown` is the estimate that this page showed before."""
    house = house_of(request)
    standing, ticket = _ticket(house, token)
    view = my_ticket_of(standing, picture_of(standing), ticket, steady.read(shown))
    return house.pages.page(request, "display/ticket.html", ticket=view, visit=token_hex(8))


@router.post("/t/{token}/cancel")
async def cancel(request: Request, token: str) -> Response:
    """Give my place in the line to the next."""
    house = house_of(request)
    form = await _form(request)
    standing, ticket = _ticket(house, token)
    view = my_ticket_of(standing, picture_of(standing), ticket, None)
    command_id = _command_id(form)
    if not view.may_cancel and not house.standings.made(view.office, command_id):
        raise Refused(Reason.NOT_IN_THIS_STATE, ticket.number)
    command = CancelTicket(ticket.number)
    await house.desk.carry_out(view.office, command, command_id=command_id, actor=ACTOR)
    return RedirectResponse(f"/t/{token}", 303)


def _crowd(house: House, standing: Standing) -> Crowd:
    office = standing.office.id
    opening = opening_at(house, office, time_at(house, office))
    return crowd_of(picture_of(standing), house.plans.names(office), opening)


def _ticket(house: House, token: str) -> tuple[Standing, Ticket]:
    found = house.standings.ticket(token)
    if found is None:
        raise NotFound("unknown_ticket", "")
    return found


def _service(standing: Standing, service: ServiceId) -> Service:
    plan = standing.office.plan
    if plan is None or service not in plan.services:
        raise Refused(Reason.UNKNOWN_SERVICE, service)
    return plan.services[service]


def _issue(standing: Standing, service: ServiceId, language: str) -> IssueTicket:
    people = len(order.waiting_for(standing.office, service))
    return IssueTicket(
        service=service,
        token=token_urlsafe(16),
        channel=Channel.PHONE,
        language=language,
        paper=False,
        estimate=expected_wait(standing, _service(standing, service), people),
    )


async def _form(request: Request) -> Mapping[str, str]:
    """The form, as browsers send it without a file; what is too long or no text is no form of ours."""
    body = await request.body()
    return dict(parse_qsl(body.decode("ascii", "replace"))) if len(body) <= LONGEST_FORM else {}


def _command_id(form: Mapping[str, str]) -> str:
    command_id = form.get("command_id", "")
    if not command_id.isprintable() or not 8 <= len(command_id) <= 100:
        raise Needed("command_id")
    return f"{ACTOR}:{command_id}"
