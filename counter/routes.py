"""The clerk's pages: choosing a counter, the one screen of a counter, and its live side."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, WebSocket
from starlette.responses import Response

from counter.views.counter import others_of, screen_of
from counter.views.seats import seats_of
from counter.watching import admitted, show
from server.app.permits import Action
from server.app.standing import Standing
from server.core.commands import Scene
from server.core.plan import CounterId, OfficeId, Plan
from server.web.house import House, NotFound, house_of
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Clerk = Annotated[Caller, Depends(require(Action.COUNTER_WORK))]


@router.get("/offices/{office}/counter")
async def choose(request: Request, office: OfficeId, who: Clerk) -> Response:
    """Who sits where; a click on a counter leads to its screen."""
    house = house_of(request)
    return house.pages.page(
        request,
        "counter/choose.html",
        office=office,
        office_names=house.plans.names(office),
        seats=seats_of(house.standing(office).office),
        clerks=await house.signing.names(),
    )


@router.get("/offices/{office}/counter/{counter}")
async def counter_screen(request: Request, office: OfficeId, counter: CounterId, who: Clerk) -> Response:
    """The one screen of a counter."""
    house = house_of(request)
    standing = house.standing(office)
    plan = furnished(standing, counter)
    screen = screen_of(standing, counter, who.actor, local_time(house, office)())
    return house.pages.page(
        request,
        "counter/counter.html",
        screen=screen,
        others=others_of(plan, counter),
        pauses=tuple(plan.pauses.values()),
        clerks=await house.signing.names(),
        scenes=tuple(Scene),
    )


@router.websocket("/offices/{office}/counter/{counter}/live")
async def counter_live(socket: WebSocket, office: OfficeId, counter: CounterId) -> None:
    """The live part of the screen."""
    who = await admitted(socket, office, Action.COUNTER_WORK)
    if who is None:
        return
    house = house_of(socket)
    furnished(house.standing(office), counter)
    language = house.pages.language(socket)
    now = local_time(house, office)
    constant = {"clerks": await house.signing.names(), "scenes": tuple(Scene)}

    def render(standing: Standing) -> str:
        screen = screen_of(standing, counter, who.actor, now())
        return house.pages.fragment("counter/_counter.html", language, screen=screen, **constant)

    key = f"counter {counter} {who.actor} {language}"
    await show(socket, office, who, Action.COUNTER_WORK, key, render)


def furnished(standing: Standing, counter: CounterId) -> Plan:
    """The plan of the latest day. Raises NotFound when it has no such counter, or there was no day yet."""
    plan = standing.office.plan
    if plan is None or counter not in plan.counters:
        raise NotFound("unknown_counter", counter)
    return plan


def local_time(house: House, office: OfficeId) -> Callable[[], datetime]:
    """The time at this office, whenever it is asked for."""
    zone = house.plans.zone(office)
    return lambda: house.clock.now().astimezone(zone)
