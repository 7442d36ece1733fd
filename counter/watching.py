"""A staff screen over a socket: shown only to whoever may see it, and only as long as they may."""

import asyncio

from starlette.websockets import WebSocket, WebSocketState

from server.app.permits import Action
from server.core.plan import OfficeId
from server.ports.people import PeopleDown
from server.web.house import house_of
from server.web.live import Rank, Render
from server.web.signing import ANYBODY, Caller, NotSignedIn, caller, still

LOOK_EVERY_S = 4.0
"""Whoever signs out, or is kept out, loses open screens within this time."""

NOT_PERMITTED = 1008


async def admitted(socket: WebSocket, office: OfficeId, action: Action) -> Caller | None:
    """Who opened this socket; None, and the socket closed, when they may not see it."""
    try:
        who = await caller(socket)
    except NotSignedIn:
        who = ANYBODY
    if who.may(action, office):
        return who
    await socket.close(NOT_PERMITTED)
    return None


async def show(
    socket: WebSocket, office: OfficeId, who: Caller, action: Action, key: str, render: Render
) -> None:
    """Keep the socket at the newest rendering until it goes, or until its caller may not see it any more."""
    watch = asyncio.create_task(_watch(socket, office, who, action))
    try:
        await house_of(socket).lives.show(socket, office, key, render, Rank.STAFF)
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _may_still(socket: WebSocket, who: Caller, action: Action, office: OfficeId) -> bool:
    """When the staff's database does not answer, nobody may: the screen asks again by itself."""
    try:
        return (await still(socket, who)).may(action, office)
    except PeopleDown:
        return False


async def _watch(socket: WebSocket, office: OfficeId, who: Caller, action: Action) -> None:
    clock = house_of(socket).clock
    while await _may_still(socket, who, action, office):
        await clock.sleep(LOOK_EVERY_S)
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(NOT_PERMITTED)
