"""The survey for visitors: the page on the phone, the one touch on a screen, and what everybody may see."""

import asyncio
import hmac
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.app.permits import Action
from server.core.calendar import fiscal_year
from server.core.plan import OfficeId
from server.core.state import Phase, Ticket
from server.evaluation.core.guideline import beginning
from server.evaluation.voices import wording
from server.evaluation.voices.questionnaire import OVERALL, Questionnaire, asked_in
from server.evaluation.voices.room import offer_of, room_of, today_at
from server.evaluation.voices.source import source_of
from server.evaluation.voices.views.results import ResultsPage, public_page
from server.ports.voices import AlreadyAnswered, Answer, SurveyChannel
from server.web.asking import Needed
from server.web.forms import Form, form
from server.web.house import House, NotFound, house_of
from server.web.same_origin import Site, site_of
from server.web.signing import Caller, NotPermitted

DEVICE_COOKIE = "machiai_device"
"""The cookie of a browser that a manager has made into a kiosk (kiosk/device.py sets it)."""

THANKS_S = 5
"""How long the screen in the office says thank you before it asks the next visitor."""

LEFT_S = 60
"""When the screen in the office goes back to the office's language after somebody chose another one."""

LARGEST_ANSWER = 16 * 1024
LONGEST_COMMENT = 1000

router = APIRouter(include_in_schema=False)


@router.get("/survey/{office}")
async def questions(request: Request, office: OfficeId, ticket: str = "") -> Response:
    """The questionnaire for whoever has been served; each ticket answers once; without one, where."""
    house = house_of(request)
    if not ticket:
        house.standing(office)
        return _phone_page(request, office, "voices/where.html")
    found = _served(house, office, ticket)
    if await room_of(request).surveys.is_used(await _mark(request, office, found)):
        return _phone_page(request, office, "voices/answered.html", 409)
    return _questions(request, office, found)


@router.post("/survey/{office}")
async def answer(request: Request, office: OfficeId) -> Response:
    """Keep the answer apart from the ticket that it came from; the same form sent twice counts once."""
    house, room = house_of(request), room_of(request)
    said = await form(request, LARGEST_ANSWER, 40)
    found = _served(house, office, said.get("ticket"))
    once = f"{office}:{_once(said)}"
    asked, today = _asked(request, office), today_at(house, office)
    grades = _grades(said, asked)
    comment = said.text("comment")[:LONGEST_COMMENT]
    if not grades and not comment:
        return _questions(request, office, found, 422)
    section = offer_of(house, office).section_of(found.service)
    filled_in = Answer(
        token_hex(8), office, today, asked.year, SurveyChannel.PHONE, grades, section, found.service, comment
    )
    try:
        await room.surveys.add([filled_in], once, today, await _mark(request, office, found))
    except AlreadyAnswered:
        return _phone_page(request, office, "voices/answered.html", 409)
    return _see(f"/survey/{office}/thanks")


@router.get("/survey/{office}/thanks")
async def thanks(request: Request, office: OfficeId) -> Response:
    """Thank you."""
    house_of(request).standing(office)
    return _phone_page(request, office, "voices/thanks.html")


@router.get("/survey/{office}/results")
async def public_results(request: Request, office: OfficeId) -> Response:
    """What visitors answered in this fiscal year up to the end of last month, without small groups.

    Whole months, so that nobody can see from one day to the next what one more answer changed.
    """
    house, room = house_of(request), room_of(request)
    offer, today = offer_of(house, office), today_at(house, office)
    until = today.replace(day=1) - timedelta(days=1)
    since = beginning(fiscal_year(until))
    asked = asked_in(room.questionnaires, fiscal_year(until))

    async def made() -> ResultsPage | None:
        source = await source_of(room, offer, office, since, until)
        return await asyncio.to_thread(public_page, source, asked, since, until, room.terms.small_group)

    page = await room.public.get(office, until, house.clock.now(), made)
    values: dict[str, Any] = {"page": page, "since": since, "until": until, "small": room.terms.small_group}
    return _phone_page(
        request, office, "voices/public.html", section_names=offer.section_names(), service_names={}, **values
    )


@router.get("/offices/{office}/kiosk/survey")
async def touch_page(request: Request, office: OfficeId, section: str = "", service: str = "") -> Response:
    """One question with big buttons; the address may say which section or service the screen stands at."""
    await _must_be_kiosk(request, office)
    section, service = offer_of(house_of(request), office).place(section, service)
    values = {"scale": _asked(request, office).scale, "once": token_hex(8)}
    page = _screen(request, office, "voices/touch.html", section, service, **values)
    if "lang" in request.query_params:
        page.headers["Refresh"] = f"{LEFT_S}; url={_again(office, section, service)}"
    return page


@router.post("/offices/{office}/kiosk/survey")
async def touch(request: Request, office: OfficeId) -> Response:
    """One touch is one answer."""
    await _must_be_kiosk(request, office)
    if site_of(request.scope) is Site.FOREIGN:
        raise NotPermitted("a touch from another site")
    house, room = house_of(request), room_of(request)
    said = await form(request, LARGEST_ANSWER, 8)
    asked, today = _asked(request, office), today_at(house, office)
    section, service = offer_of(house, office).place(said.text("section"), said.text("service"))
    grades = _grades(said, asked)
    if grades:
        touched = Answer(
            token_hex(8), office, today, asked.year, SurveyChannel.KIOSK, grades, section, service
        )
        await room.surveys.add([touched], f"{office}:{_once(said)}", today)
    address = f"/offices/{office}/kiosk/survey/thanks?section={section}&service={service}"
    return _see(f"{address}&lang={house.pages.language(request)}")


@router.get("/offices/{office}/kiosk/survey/thanks")
async def touched_page(request: Request, office: OfficeId, section: str = "", service: str = "") -> Response:
    """Thank you; a few seconds later the screen is ready for the next visitor, in the office's language."""
    await _must_be_kiosk(request, office)
    section, service = offer_of(house_of(request), office).place(section, service)
    page = _screen(request, office, "voices/touched.html", section, service)
    page.headers["Refresh"] = f"{THANKS_S}; url={_again(office, section, service)}"
    return page


def _again(office: OfficeId, section: str, service: str) -> str:
    """The page for the next visitor."""
    return f"/offices/{office}/kiosk/survey?section={section}&service={service}"


async def _mark(request: Request, office: OfficeId, ticket: Ticket) -> str:
    """What is remembered of a ticket that answered: a hash under a key that is forgotten after some days."""
    house = house_of(request)
    day = ticket.issued_at.astimezone(house.plans.zone(office)).date()
    key = await room_of(request).surveys.key(day, token_hex(32))
    return hmac.new(key.encode(), ticket.token.encode(), "sha256").hexdigest()


def _served(house: House, office: OfficeId, token: str) -> Ticket:
    """The ticket of this office whose visit is over. Raises NotFound for any other."""
    house.standing(office)
    found = house.standings.ticket(token) if token else None
    if found is None or found[0].office.id != office or found[1].phase is not Phase.DONE:
        raise NotFound("unknown_ticket", "")
    return found[1]


def _asked(request: Request, office: OfficeId) -> Questionnaire:
    day: date = today_at(house_of(request), office)
    return asked_in(room_of(request).questionnaires, fiscal_year(day))


def _grades(said: Form, asked: Questionnaire) -> dict[str, int]:
    """The grades that were chosen; what is no grade of ours was not chosen on our page."""
    known = {str(grade): grade for grade in asked.scale.grades}
    return {item.id: known[value] for item in asked.items if (value := said.text(item.id)) in known}


def _questions(request: Request, office: OfficeId, found: Ticket, status: int = 200) -> Response:
    service_names = offer_of(house_of(request), office).service_names().get(found.service, {})
    here = f"/survey/{office}?ticket={found.token}"
    values = {"asked": _asked(request, office), "ticket": found.token, "once": token_hex(8), "here": here}
    declined = wording.EMPTY_ANSWER if status != 200 else ""
    return _phone_page(
        request, office, "voices/answer.html", status, declined=declined, service=service_names,
        longest=LONGEST_COMMENT, overall=OVERALL, **values,
    )  # fmt: skip


def _phone_page(
    request: Request, office: OfficeId, template: str, status: int = 200, **values: Any
) -> Response:
    house = house_of(request)
    names = house.plans.names(office)
    return house.pages.page(request, template, status, office=office, office_names=names, **values)


def _screen(
    request: Request, office: OfficeId, template: str, section: str, service: str, **values: Any
) -> HTMLResponse:
    """In the language of the address, else in the office's: a screen in the hall has no reader of its own."""
    house = house_of(request)
    language = house.pages.words.chosen([request.query_params.get("lang", "")])
    names = house.plans.names(office)
    html = house.pages.fragment(
        template, language, request=request, office=office, office_names=names, section=section,
        service=service, **values,
    )  # fmt: skip
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


async def _must_be_kiosk(request: Request, office: OfficeId) -> None:
    """Raises NotPermitted in a browser that no manager made into a kiosk of this office."""
    house = house_of(request)
    house.standing(office)
    if house.manners.open_kiosk:
        return
    token = request.cookies.get(DEVICE_COOKIE)
    bearer = await house.signing.bearer_of(token) if token else None
    if bearer is None or not Caller(bearer=bearer).may(Action.KIOSK_PRINT, office):
        raise NotPermitted("not a kiosk of this office")


def _once(said: Form) -> str:
    once = said.text("once")
    if not 8 <= len(once) <= 64:
        raise Needed("once")
    return once


def _see(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
