"""Who may be the kiosk: any browser in a demonstration, else a browser that a manager made into one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from server.app.permits import Action
from server.app.signing import hash_of
from server.core.plan import OfficeId
from server.ports.people import Role
from server.web.house import house_of
from server.web.signing import Caller, NotPermitted, caller, check, cookie_name, is_https

COOKIE = "machiai_device"
A_YEAR_S = 31_536_000

router = APIRouter(include_in_schema=False)


async def kiosk_of(connection: HTTPConnection, office: OfficeId) -> Caller | None:
    """This browser as the office's kiosk, or None if it is not one."""
    house = house_of(connection)
    house.standing(office)
    if house.manners.open_kiosk:
        return Caller()
    token = connection.cookies.get(COOKIE)
    bearer = await house.signing.bearer_of(token) if token else None
    holder = Caller(bearer=bearer, key=hash_of(token)) if token and bearer else Caller()
    return holder if holder.may(Action.KIOSK_PRINT, office) else None


async def the_kiosk(connection: HTTPConnection, office: OfficeId) -> Caller:
    """A dependency: the caller, who is this office's kiosk. Raises NotPermitted."""
    found = await kiosk_of(connection, office)
    if found is None:
        raise NotPermitted("not a kiosk of this office")
    return found


Kiosk = Annotated[Caller, Depends(the_kiosk)]


async def page_for_managers(request: Request, office: OfficeId) -> Response:
    """What a browser sees that is no kiosk: how it becomes one."""
    house = house_of(request)
    known = await caller(request)
    values = {
        "office": office,
        "names": house.plans.names(office),
        "may": known.may(Action.DAY_MANAGE, office),
        "signed_in": known.person is not None,
    }
    page = house.pages.page(request, "kiosk/device.html", 403, **values)
    page.headers["Referrer-Policy"] = "same-origin"  # under no-referrer a form says the Origin is null
    return page


@router.post("/offices/{office}/kiosk/device")
async def become(request: Request, office: OfficeId) -> Response:
    """Make this browser the office's kiosk, and sign the manager out: the public stands before it."""
    house = house_of(request)
    house.standing(office)
    check(await caller(request), Action.DAY_MANAGE, office)
    token, _ = await house.signing.create_token(Role.KIOSK, office, f"kiosk {office}")
    await house.signing.sign_out(request.cookies.get(cookie_name(request), ""))
    answer = RedirectResponse(f"/offices/{office}/kiosk", 303, headers={"Cache-Control": "no-store"})
    answer.delete_cookie(cookie_name(request), path="/", secure=is_https(request), httponly=True)
    answer.set_cookie(
        COOKIE, token, max_age=A_YEAR_S, path="/", secure=is_https(request), httponly=True, samesite="strict"
    )
    return answer
