"""The managers' pages: the live floor of an office."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, WebSocket
from starlette.responses import Response

from counter.routes import local_time
from counter.views.floor import floor_of
from counter.watching import admitted, show
from server.app.permits import Action
from server.app.standing import Standing
from server.core.plan import OfficeId
from server.web.house import house_of
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(require(Action.DAY_MANAGE))]


@router.get("/offices/{office}/manage")
async def manage(request: Request, office: OfficeId, who: Manager) -> Response:
    """Counters, lines, figures, paper and notices, live."""
    house = house_of(request)
    standing = house.standing(office)
    floor = floor_of(standing, local_time(house, office)(), house.measures.so_far(standing))
    names = house.plans.names(office)
    return house.pages.page(
        request, "counter/manage.html", floor=floor, office_names=names, clerks=await house.signing.names()
    )


@router.websocket("/offices/{office}/manage/live")
async def manage_live(socket: WebSocket, office: OfficeId) -> None:
    """The live part of the floor."""
    who = await admitted(socket, office, Action.DAY_MANAGE)
    if who is None:
        return
    house = house_of(socket)
    house.standing(office)
    language = house.pages.language(socket)
    now = local_time(house, office)
    clerks = await house.signing.names()

    def render(standing: Standing) -> str:
        floor = floor_of(standing, now(), house.measures.so_far(standing))
        return house.pages.fragment("counter/_manage.html", language, floor=floor, clerks=clerks)

    await show(socket, office, who, Action.DAY_MANAGE, f"manage {language}", render)
