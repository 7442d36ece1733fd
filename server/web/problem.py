"""When the answer is no: one table from reasons to statuses and words, as problem+json or as a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.app.desk import AskedOtherwise
from server.core.refusal import Reason, Refused
from server.measure.editions import EditionUnknown
from server.ports.ledger import LedgerDamaged, LedgerDown, LedgerOvertaken
from server.ports.log import LogDamaged, LogDown
from server.ports.measures import MeasuresDamaged, MeasuresDown
from server.ports.people import PeopleDamaged, PeopleDown
from server.ports.voices import VoicesDamaged, VoicesDown
from server.web.asking import KeyNotUsable, Needed
from server.web.house import NotFound, house_of
from server.web.signing import NotPermitted, NotSignedIn


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


@dataclass(frozen=True, slots=True)
class Words:
    """How a no is said: the status, what is so, and what to do next."""

    status: int
    title: str
    detail: str = ""


class Problem(BaseModel):
    """An error in words (RFC 9457); `code` is stable, `title` and `detail` are in the reader's language."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    about: str = ""


class PhoneLimit(Exception):
    """Too many tickets from one phone; `seconds` until the next."""

    def __init__(self, seconds: int) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


REASONS: Mapping[Reason, Words] = {
    Reason.DAY_NOT_OPEN: Words(
        409, _("The office is not open today."), _("Please look at the opening days.")
    ),
    Reason.DAY_ALREADY_OPEN: Words(409, _("This business day has been opened already.")),
    Reason.DAY_CLOSED: Words(
        409, _("This business day has been closed."), _("It cannot be opened again: its numbers are used.")
    ),
    Reason.OFFICE_CLOSED: Words(
        409, _("The office is closed now."), _("Please come during the opening hours.")
    ),
    Reason.SERVICE_CLOSED: Words(
        409, _("Tickets for this service are not given out at this time."), _("Please ask a member of staff.")
    ),
    Reason.UNKNOWN_SERVICE: Words(422, _("There is no such service."), _("Please choose one of the list.")),
    Reason.UNKNOWN_COUNTER: Words(404, _("There is no such counter.")),
    Reason.UNKNOWN_NUMBER: Words(404, _("There is no such number today."), _("Please check the number.")),
    Reason.UNKNOWN_SECTION: Words(422, _("There is no such section.")),
    Reason.UNKNOWN_PRIORITY: Words(422, _("There is no such priority.")),
    Reason.UNKNOWN_NEED: Words(422, _("There is no such need.")),
    Reason.UNKNOWN_PAUSE: Words(422, _("There is no such reason for a pause.")),
    Reason.UNKNOWN_NOTICE: Words(404, _("There is no such notice.")),
    Reason.UNKNOWN_SCENE_ENTRY: Words(
        404, _("This work is not going on."), _("It may have been ended already.")
    ),
    Reason.NUMBERS_EXHAUSTED: Words(
        409, _("All numbers of today have been given out."), _("Please ask a member of staff.")
    ),
    Reason.COUNTER_NOT_OPEN: Words(409, _("This counter is not open."), _("Open the counter first.")),
    Reason.COUNTER_PAUSED: Words(409, _("This counter is paused."), _("End the pause first.")),
    Reason.COUNTER_NOT_PAUSED: Words(409, _("This counter is not paused.")),
    Reason.COUNTER_BUSY: Words(
        409, _("Somebody is being served at this counter."), _("Finish or put aside this visitor first.")
    ),
    Reason.NOBODY_AT_COUNTER: Words(
        409, _("Nobody has been called to this counter."), _("Call somebody first.")
    ),
    Reason.AT_ANOTHER_COUNTER: Words(409, _("This number is at another counter.")),
    Reason.NOT_IN_THIS_STATE: Words(
        409, _("This is not possible for this number now."), _("Look at its state.")
    ),
    Reason.RECALLS_USED_UP: Words(
        409,
        _("This number has been recalled as often as the office allows."),
        _("Mark it as absent or hold it."),
    ),
    Reason.RECALL_TOO_SOON: Words(
        409, _("This number was recalled just now."), _("Please wait a few seconds.")
    ),
    Reason.NO_SHOW_TOO_SOON: Words(
        409, _("It is too early to mark this number as absent."), _("Recall it first, or wait a little.")
    ),
    Reason.TOO_LATE_TO_RETURN: Words(
        409, _("This number was called too long ago."), _("Please have a new ticket issued.")
    ),
    Reason.NO_ISSUANCE_COUNTER: Words(
        409, _("No counter of this office hands over results of this service.")
    ),
    Reason.SAME_SERVICE: Words(422, _("This is the same service."), _("Choose another one.")),
    Reason.NOTHING_TO_UNDO: Words(409, _("There is nothing to take back at this counter.")),
    Reason.CANNOT_UNDO_ANY_MORE: Words(409, _("This step cannot be taken back: the number has moved on.")),
    Reason.TIME_NOT_POSSIBLE: Words(
        422, _("These times are not possible."), _("Work ends after it began, within a day, and before now.")
    ),
}

OTHERS: Mapping[str, Words] = {
    "unknown_office": Words(404, _("There is no such office.")),
    "unknown_counter": Words(404, _("There is no such counter.")),
    "unknown_ticket": Words(
        404, _("There is no such ticket."), _("Tickets end with the day they were issued.")
    ),
    "measures_unusable": Words(
        500,
        _("The kept figures cannot be used."),
        _("Please ask the administrator to make them again from the log: machiai measures rebuild."),
    ),
    "not_found": Words(404, _("There is nothing here.")),
    "method_not_allowed": Words(405, _("This cannot be asked in this way.")),
    "not_signed_in": Words(401, _("Please sign in.")),
    "not_permitted": Words(403, _("You are not permitted to do this."), _("Ask your manager.")),
    "key_used_otherwise": Words(422, _("This Idempotency-Key was used for another request.")),
    "key_not_usable": Words(
        400, _("The Idempotency-Key is not usable."), _("Use 1 to 100 visible characters.")
    ),
    "not_readable": Words(422, _("The request is not as the interface says.")),
    "too_many_tickets": Words(
        429, _("Too many tickets were taken from here."), _("Please take your ticket at the office.")
    ),
    "try_again": Words(
        503, _("This could not be written down just now."), _("Nothing is lost. Please try again.")
    ),
    "try_again_later": Words(
        503, _("This cannot be shown just now."), _("Nothing is lost. Please try again in a moment.")
    ),
    "kept_damaged": Words(
        500,
        _("What is kept for this page cannot be read."),
        _(
            "Trying again does not help. Please tell the staff. For administrators: the log of the server "
            "says what is damaged and what to do."
        ),
    ),
    "fault": Words(
        500, _("Something went wrong on our side."), _("It has been noted. Please ask the staff.")
    ),
    "too_large": Words(
        413,
        _("What was sent is too large."),
        _("Nothing was kept. Please go back in your browser, make the texts shorter, and send them again."),
    ),
    "bad_request": Words(400, _("The request cannot be understood.")),
}

_HTTP_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    400: "bad_request",
    403: "not_permitted",
    413: "too_large",
}
_said = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Answer every kind of no in words."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(NotPermitted, _not_permitted)
    app.add_exception_handler(AskedOtherwise, _asked_otherwise)
    for down in (LogDown, PeopleDown, MeasuresDown, LedgerDown, LedgerOvertaken, VoicesDown):
        app.add_exception_handler(down, _down)
    for damaged in (LogDamaged, PeopleDamaged, LedgerDamaged, VoicesDamaged):
        app.add_exception_handler(damaged, _kept_damaged)
    for unusable in (MeasuresDamaged, EditionUnknown):
        app.add_exception_handler(unusable, _measures_unusable)
    app.add_exception_handler(PhoneLimit, _phone_limit)
    app.add_exception_handler(Needed, _needed)
    app.add_exception_handler(KeyNotUsable, _key_not_usable)
    app.add_exception_handler(RequestValidationError, _not_readable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def answers(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route for the OpenAPI document: every error it may give."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {code: {"description": "Said in words", "content": content} for code in codes}


def problem(request: Request, code: str, words: Words, about: str = "") -> Response:
    """The no as this reader wants it: a page for a browser that asked for one, problem+json otherwise."""
    house = house_of(request)
    language = house.pages.language(request)
    title = house.pages.say(language, words.title)
    detail = house.pages.say(language, words.detail) if words.detail else ""
    if _wants_page(request):
        values = {"title": title, "detail": detail, "back": "/"}
        return house.pages.page(request, "web/problem.html", words.status, **values)
    said = Problem(title=title, status=words.status, code=code, detail=detail, about=about)
    return JSONResponse(said.model_dump(), words.status, media_type="application/problem+json")


def too_large(request: Request) -> Response:
    """The answer to a request whose body is too large."""
    return problem(request, "too_large", OTHERS["too_large"])


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(("/api/", "/healthz", "/metrics")):
        return False
    accepts = request.headers.get("accept", "*/*")
    return "text/html" in accepts or (request.method == "GET" and "json" not in accepts)


async def _refused(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refused)
    return problem(request, exc.reason.value, REASONS[exc.reason], exc.about)


async def _not_found(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, NotFound)
    return problem(request, exc.code, OTHERS[exc.code])


async def _not_signed_in(request: Request, exc: Exception) -> Response:
    if _wants_page(request) and request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(here, safe='/')}", 303)
    answer = problem(request, "not_signed_in", OTHERS["not_signed_in"])
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


async def _not_permitted(request: Request, exc: Exception) -> Response:
    return problem(request, "not_permitted", OTHERS["not_permitted"])


async def _asked_otherwise(request: Request, exc: Exception) -> Response:
    return problem(request, "key_used_otherwise", OTHERS["key_used_otherwise"])


async def _down(request: Request, exc: Exception) -> Response:
    _said.warning("kept_down", path=request.url.path, why=str(exc))
    reading = request.method in {"GET", "HEAD"}
    answer = problem(request, "try_again", OTHERS["try_again_later" if reading else "try_again"])
    answer.headers["Retry-After"] = "1"
    return answer


async def _kept_damaged(request: Request, exc: Exception) -> Response:
    _said.error("kept_damaged", path=request.url.path, why=str(exc))
    return problem(request, "kept_damaged", OTHERS["kept_damaged"])


async def _measures_unusable(request: Request, exc: Exception) -> Response:
    _said.error("measures_unusable", why=str(exc))
    return problem(request, "measures_unusable", OTHERS["measures_unusable"])


async def _phone_limit(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, PhoneLimit)
    answer = problem(request, "too_many_tickets", OTHERS["too_many_tickets"])
    answer.headers["Retry-After"] = str(exc.seconds)
    return answer


async def _not_readable(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in exc.errors())
    return problem(request, "not_readable", OTHERS["not_readable"], where)


async def _needed(request: Request, exc: Exception) -> Response:
    return problem(request, "not_readable", OTHERS["not_readable"], f"body.{exc}: Field required")


async def _key_not_usable(request: Request, exc: Exception) -> Response:
    return problem(request, "key_not_usable", OTHERS["key_not_usable"])


async def _http(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    code = _HTTP_CODES.get(exc.status_code, "bad_request")
    words = OTHERS[code]
    answer = problem(request, code, Words(exc.status_code, words.title, words.detail))
    answer.headers.update(exc.headers or {})
    return answer


async def _fault(request: Request, exc: Exception) -> Response:
    _said.error("fault", path=request.url.path, exc_info=exc)
    return problem(request, "fault", OTHERS["fault"])
