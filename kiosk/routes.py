"""The kiosk over HTTP: the page, the live counts, one ticket per touch, and what became of its slip."""

from secrets import compare_digest
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from kiosk import device, health, pictures, staff_routes
from kiosk.device import Kiosk, kiosk_of
from kiosk.touch import TouchId, Wish, asked_for
from kiosk.views.ticket import may_ask_again
from server.app.picture import wait_document
from server.core.commands import Channel, ReissueSlip
from server.core.events import TicketIssued
from server.core.plan import Number, OfficeId
from server.core.refusal import Reason, Refused
from server.core.state import Ticket
from server.web.house import House, NotFound, house_of
from server.web.live import Rank
from server.web.problem import answers
from server.web.signing import Caller

MODES = {"text": ("normal", "large"), "reach": ("normal", "low"), "contrast": ("normal", "high")}
"""How somebody may want to see and reach the screen; chosen in the address, forgotten at the next visitor."""

UNKNOWN_ROOM = 4404
"""The code with which a socket to nothing is closed."""

router = APIRouter(include_in_schema=False)
router.include_router(device.router)
router.include_router(health.router)
router.include_router(staff_routes.router)


class Secret(BaseModel):
    """The token of a visitor's page, which proves whose number it is."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=100)


@router.get("/offices/{office}/kiosk")
async def room(request: Request, office: OfficeId) -> Response:
    """The whole kiosk on one page; `lang`, `text`, `reach`, `contrast` and `service` are this visitor's."""
    house = house_of(request)
    standing = house.standing(office)
    if await kiosk_of(request, office) is None:
        return await device.page_for_managers(request, office)
    language = language_of(request, house, office)
    values = pictures.room_values(house, standing, language) | {"modes": _modes(request)}
    values["service"] = request.query_params.get("service", "")
    html = house.pages.fragment("kiosk/kiosk.html", language, **values)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


@router.websocket("/offices/{office}/kiosk/live")
async def live(websocket: WebSocket, office: OfficeId) -> None:
    """The first screen's changing part, at once and whenever it changes."""
    house = house_of(websocket)
    if office not in house.standings.offices():
        await websocket.close(UNKNOWN_ROOM)
        return
    language = language_of(websocket, house, office)
    key = f"kiosk {language}"
    await house.lives.show(
        websocket, office, key, lambda standing: pictures.start_html(house, standing, language), Rank.BOARD
    )


@router.post("/offices/{office}/kiosk/tickets", status_code=201, responses=answers(403, 409, 422, 503))
async def take(
    request: Request, office: OfficeId, wish: Wish, touch: TouchId, kiosk: Kiosk
) -> dict[str, Any]:
    """One number for one touch; the same touch again gets the same number. The slip comes by itself."""
    house = house_of(request)
    house.standing(office)
    command = asked_for(house, office, wish, Channel.KIOSK)
    made = await house.desk.carry_out(office, command, command_id=touch, actor=_actor(kiosk))
    issued = made[0].event
    assert isinstance(issued, TicketIssued)
    return _answer(request, house, office, issued)


@router.get("/offices/{office}/kiosk/tickets/{number}/paper", responses=answers(404))
async def paper(request: Request, office: OfficeId, number: Number, token: str) -> dict[str, Any]:
    """What became of the slip: due, printed, failed or uncertain; only for the holder of its token."""
    ticket = _own_ticket(house_of(request), office, number, token)
    return {"number": number, "paper": ticket.paper.value, "attempt": ticket.attempt}


@router.websocket("/offices/{office}/kiosk/tickets/{number}/live")
async def taken(websocket: WebSocket, office: OfficeId, number: Number, token: str = "") -> None:
    """What stands under a number that was just taken: its slip, the people ahead, the code for the phone."""
    house = house_of(websocket)
    try:
        _own_ticket(house, office, number, token)
    except NotFound:
        await websocket.close(UNKNOWN_ROOM)
        return
    language = language_of(websocket, house, office)
    url = _url(websocket, house, token)
    await house.lives.show(
        websocket,
        office,
        f"kiosk {language} {number} {token}",
        lambda standing: pictures.taken_html(house, standing, number, url, language),
        Rank.BOARD,
    )


@router.post("/offices/{office}/kiosk/tickets/{number}/reissue", responses=answers(403, 404, 409, 503))
async def print_again(
    request: Request, office: OfficeId, number: Number, secret: Secret, touch: TouchId, kiosk: Kiosk
) -> dict[str, Any]:
    """The visitor says that no slip came out: once more, marked as a reissue; a few times at most."""
    house = house_of(request)
    ticket = _own_ticket(house, office, number, secret.token)
    if not (may_ask_again(ticket) or house.standings.made(office, touch)):
        raise Refused(Reason.NOT_IN_THIS_STATE, number)
    await house.desk.carry_out(office, ReissueSlip(number), command_id=touch, actor=_actor(kiosk))
    return {"number": number}


def language_of(connection: HTTPConnection, house: House, office: OfficeId) -> str:
    """The language in the address, else the office's own: a kiosk has no reader of its own."""
    languages = pictures.languages_of(house, house.standing(office).office.plan)
    wish = connection.query_params.get("lang", "")
    return wish if wish in languages else languages[0]


def _actor(kiosk: Caller) -> str:
    """How the log names this kiosk: by its token, in a demonstration just so."""
    return kiosk.actor if kiosk.bearer else "kiosk"


def _modes(request: Request) -> dict[str, str]:
    asked = {mode: request.query_params.get(mode, "") for mode in MODES}
    return {mode: asked[mode] if asked[mode] in known else known[0] for mode, known in MODES.items()}


def _own_ticket(house: House, office: OfficeId, number: Number, token: str) -> Ticket:
    """The ticket, for whoever holds its token. Raises NotFound alike for a wrong number and a wrong token."""
    ticket = house.standing(office).office.tickets.get(number)
    if ticket is None or not compare_digest(ticket.token.encode(), token.encode()):
        raise NotFound("unknown_ticket", number)
    return ticket


def _answer(request: Request, house: House, office: OfficeId, issued: TicketIssued) -> dict[str, Any]:
    return {
        "number": issued.number,
        "url": _url(request, house, issued.token),
        "people_ahead": issued.people_ahead,
        "estimated_wait": wait_document(issued.estimate),
        "token": issued.token,
        "paper": f"/offices/{office}/kiosk/tickets/{issued.number}/paper?token={issued.token}",
        "live": f"/offices/{office}/kiosk/tickets/{issued.number}/live?token={issued.token}",
        "reissue": f"/offices/{office}/kiosk/tickets/{issued.number}/reissue",
    }


def _url(connection: HTTPConnection, house: House, token: str) -> str:
    """The visitor's page, as an address for a phone: never that of a socket."""
    url = house.ticket_url(connection, token)
    return f"http{url.removeprefix('ws')}" if url.startswith("ws") else url
