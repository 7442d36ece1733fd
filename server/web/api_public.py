"""The JSON API for everybody: offices, the public picture, taking a ticket and following it."""

from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, WebSocket
from pydantic import BaseModel, ConfigDict, Field

from server.app.permits import Action
from server.app.picture import expected_wait, wait_document
from server.app.standing import Standing
from server.core import order
from server.core.commands import Channel, IssueTicket
from server.core.events import TicketIssued
from server.core.plan import Duty, Plan, Span
from server.core.record import Recorded
from server.core.refusal import Reason, Refused
from server.core.state import AT_COUNTER, Office, Ticket
from server.ports.people import Role
from server.web.asking import CommandId, Who, carry_out
from server.web.house import House, NotFound, house_of
from server.web.problem import answers
from server.web.signing import Caller

router = APIRouter(prefix="/api/v1", tags=["public"])

OfficePath = Annotated[str, Path(examples=["midori"], description="The id of the office")]


class Wait(BaseModel):
    """A wait in seconds: one in ten is shorter than low, half than mid, nine in ten than high."""

    low: int = Field(examples=[300])
    mid: int = Field(examples=[600])
    high: int = Field(examples=[900])


class TicketWish(BaseModel):
    """What a visitor comes for."""

    model_config = ConfigDict(extra="forbid")

    service: str = Field(examples=["certificate"], max_length=100)
    language: str = Field(default="ja", max_length=20, examples=["ja"])
    needs: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=10)
    priority: str = Field(default="", max_length=100)
    legs: list[Annotated[str, Field(max_length=100)]] = Field(
        default=[], max_length=10, description="Further services of the same visit, in order"
    )
    paper: bool | None = Field(default=None, description="Print a slip (a kiosk does unless told)")


class TicketTaken(BaseModel):
    """A number, the promise that goes with it, and the visitor's page."""

    number: str = Field(examples=["A012"])
    token: str
    url: str
    service: str
    issued_at: str = Field(examples=["2026-11-20T10:15:03+09:00"])
    people_ahead: int
    estimated_wait: Wait | None


class TicketSeen(BaseModel):
    """A ticket as its visitor sees it."""

    number: str
    service: str
    state: str = Field(
        examples=["waiting"],
        description="waiting, called, serving, processing, ready, held, no_show, done or cancelled",
    )
    stage: str = Field(examples=["reception"])
    people_ahead: int | None
    estimated_wait: Wait | None
    counter: str | None = Field(description="The counter to go to, when called")


@router.get("/offices")
async def offices(request: Request) -> dict[str, Any]:
    """Every office of this installation."""
    house = house_of(request)
    return {
        "offices": [
            {"id": each, "name": house.plans.names(each)["ja"], "names": dict(house.plans.names(each))}
            for each in house.plans.offices()
        ]
    }


@router.get("/offices/{office}", responses=answers(404))
async def office_plan(request: Request, office: OfficePath) -> dict[str, Any]:
    """What the office offers: services, counters, hours of its latest day, or of the next one."""
    house = house_of(request)
    standing = house.standing(office)
    today = house.clock.now().astimezone(house.plans.zone(office)).date()
    plan = standing.office.plan or house.plans.next_open_day(office, today)
    if plan is None:
        raise NotFound("unknown_office", office)
    return _plan_document(standing.office, plan)


@router.get("/offices/{office}/now", responses={**answers(404), 304: {"description": "Nothing is new"}})
async def now(request: Request, office: OfficePath) -> Response:
    """The public picture. Its `ETag` is the position; a shared cache may keep it for a second."""
    house = house_of(request)
    house.standing(office)
    picture = house.lives.of(office).picture()
    headers = {
        "ETag": f'"{picture.position}"',
        "Cache-Control": "public, max-age=1, stale-while-revalidate=5",
    }
    known = request.headers.get("if-none-match", "")
    if headers["ETag"] in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(picture.text, media_type="application/json", headers=headers)


@router.websocket("/offices/{office}/live")
async def live(websocket: WebSocket, office: str) -> None:
    """The public picture, at once and whenever it changes; the same bytes for everybody."""
    house = house_of(websocket)
    if office not in house.standings.offices():
        await websocket.close(1008)
        return
    await house.lives.of(office).show_picture(websocket)


@router.post("/offices/{office}/tickets", status_code=201, responses=answers(400, 404, 409, 422, 429, 503))
async def take_ticket(
    request: Request, office: OfficePath, wish: TicketWish, command: CommandId, who: Who
) -> TicketTaken:
    """Take the next number of a service. From a phone this is limited, from a kiosk it is not."""
    house = house_of(request)
    standing = house.standing(office)
    unlimited = who.may(Action.TICKET_ISSUE_UNLIMITED, office)
    if not unlimited and not house.standings.made(office, command):
        await house.phone_limit(request)
    made = await carry_out(request, office, _issue(standing, wish, who, unlimited), command, who)
    return taken(house, request, made)


@router.get("/tickets/{token}", responses=answers(404))
async def see_ticket(request: Request, token: str, response: Response) -> TicketSeen:
    """My ticket: who is before me, how long it will take, and where to go."""
    found = house_of(request).standings.ticket(token)
    if found is None:
        raise NotFound("unknown_ticket", "")
    response.headers["Cache-Control"] = "no-store"
    standing, ticket = found
    ahead = order.people_ahead(standing.office, ticket)
    return TicketSeen(
        number=ticket.number,
        service=ticket.service,
        state=ticket.phase.value,
        stage=ticket.stage.value,
        people_ahead=ahead,
        estimated_wait=_wait(standing, ticket, ahead),
        counter=ticket.counter if ticket.phase in AT_COUNTER else None,
    )


CHANNELS = {
    Role.KIOSK: Channel.KIOSK,
    Role.CLERK: Channel.STAFF,
    Role.MANAGER: Channel.STAFF,
    Role.ADMIN: Channel.STAFF,
}
"""Whose tickets count as taken where; anybody else has taken theirs by phone."""


def taken(house: House, request: Request, made: tuple[Recorded, ...]) -> TicketTaken:
    """The answer to whoever took a ticket, the same for a repeat: all of it stands in the log."""
    issued = made[0].event
    assert isinstance(issued, TicketIssued)
    return TicketTaken(
        number=issued.number,
        token=issued.token,
        url=house.ticket_url(request, issued.token),
        service=issued.service,
        issued_at=made[0].at.isoformat(timespec="seconds"),
        people_ahead=issued.people_ahead,
        estimated_wait=Wait.model_validate(wait) if (wait := wait_document(issued.estimate)) else None,
    )


def _issue(standing: Standing, wish: TicketWish, who: Caller, unlimited: bool) -> IssueTicket:
    plan = standing.office.plan
    channel = CHANNELS[who.role] if who.role in CHANNELS and unlimited else Channel.PHONE
    if wish.priority and not unlimited:
        raise Refused(Reason.UNKNOWN_PRIORITY, wish.priority)
    service = plan.services.get(wish.service) if plan else None
    ahead = len(standing.office.line(Duty(wish.service)))
    return IssueTicket(
        service=wish.service,
        token=token_urlsafe(16),
        channel=channel,
        language=wish.language if plan and wish.language in plan.languages else "ja",
        priority=wish.priority,
        needs=frozenset(wish.needs),
        legs=tuple(wish.legs),
        paper=channel is Channel.KIOSK if wish.paper is None else wish.paper and unlimited,
        estimate=expected_wait(standing, service, ahead) if service else None,
    )


def _wait(standing: Standing, ticket: Ticket, ahead: int | None) -> Wait | None:
    plan = standing.office.plan
    if ahead is None or ticket.stage != "reception" or plan is None or ticket.service not in plan.services:
        return None
    wait = wait_document(expected_wait(standing, plan.services[ticket.service], ahead))
    return Wait.model_validate(wait) if wait else None


def _plan_document(office: Office, plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.office,
        "name": plan.names.get("ja", plan.office),
        "names": dict(plan.names),
        "zone": plan.zone,
        "date": plan.date.isoformat(),
        "day": dict(plan.day_names),
        "open": office.open and bool(office.accepting),
        "hours": [_span(each) for each in plan.hours],
        "languages": list(plan.languages),
        "services": [
            {
                "id": each.id,
                "name": each.names.get("ja", each.id),
                "names": dict(each.names),
                "prefix": plan.series[each.series].prefix,
                "purpose": each.purpose,
                "section": each.section,
                "hours": [_span(span) for span in each.hours],
                "accepting": each.id in office.accepting,
            }
            for each in plan.services.values()
        ],
        "counters": [
            {
                "id": each.id,
                "label": each.names.get("ja", each.id),
                "names": dict(each.names),
                "work": [{"service": duty.service, "stage": duty.stage.value} for duty in each.work],
                "suits": sorted(each.suits),
            }
            for each in plan.counters.values()
        ],
        "needs": [{"id": each.id, "names": dict(each.names)} for each in plan.needs.values()],
        "sections": [{"id": each.id, "names": dict(each.names)} for each in plan.sections.values()],
        "pauses": [{"id": each.id, "names": dict(each.names)} for each in plan.pauses.values()],
    }


def _span(span: Span) -> dict[str, str]:
    return {"opens": _time(span.opens), "closes": _time(span.closes)}


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
