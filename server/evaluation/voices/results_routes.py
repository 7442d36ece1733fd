"""The survey for staff: results with comments, and typing in paper questionnaires."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from secrets import token_hex
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from server.app.permits import Action
from server.core.calendar import fiscal_year
from server.core.plan import OfficeId
from server.evaluation.taking import SEVERAL, Fault
from server.evaluation.voices import wording
from server.evaluation.voices.paper import row_of, rows_of
from server.evaluation.voices.questionnaire import OVERALL, Questionnaire, asked_in
from server.evaluation.voices.room import offer_of, room_of, today_at
from server.evaluation.voices.source import source_of
from server.evaluation.voices.survey import By
from server.evaluation.voices.views.results import results_page
from server.ports.voices import SentBefore, Sheets
from server.web.asking import Needed
from server.web.forms import FieldWrong, Form, Wanted, form, words_of
from server.web.house import house_of
from server.web.pages import said as said_in
from server.web.reader import Reader
from server.web.signing import Caller, require

PERIOD_DAYS = 30
"""What the page shows unless it is asked for something else."""

LONGEST_DAYS = 366
ROWS = 10
"""Paper questionnaires on one page of typing."""

router = APIRouter(include_in_schema=False)

Viewer = Annotated[Caller, Depends(require(Action.MEASURES_READ))]
Clerk = Annotated[Caller, Depends(require(Action.SCENE_RECORD))]
Manager = Annotated[Caller, Depends(require(Action.EVALUATION_MANAGE))]


@router.get("/offices/{office}/voices/survey")
async def survey_results(request: Request, office: OfficeId, who: Viewer) -> Response:
    """The results from `since` to `until`, grouped `by`, with everything that was written."""
    house, room = house_of(request), room_of(request)
    offer = offer_of(house, office)
    since, until, remarks = _period(request, today_at(house, office))
    wish = request.query_params.get("by", "")
    by = By(wish) if wish in frozenset(By) else By.SECTION
    asked = asked_in(room.questionnaires, fiscal_year(until))
    source = await source_of(room, offer, office, since, until)
    values: dict[str, Any] = {
        "page": await asyncio.to_thread(results_page, source, asked, since, until, by),
        "comments": [each for each in source.answers if each.comment][::-1],
        "sheets": sum(each.handed_out for each in source.sheets),
        "section_names": offer.section_names(),
        "service_names": offer.service_names(),
        "overall": OVERALL,
        "remarks": remarks,
        "small": room.terms.small_group,
    }
    return _page(request, office, who, "voices/results.html", **values)


@router.post("/offices/{office}/voices/survey/forget")
async def forget_comment(request: Request, office: OfficeId, who: Manager) -> Response:
    """Delete what somebody wrote; the grades stay."""
    house_of(request).standing(office)
    said = await form(request)
    await room_of(request).surveys.forget_comment(office, said.text("comment"))
    return _see(f"/offices/{office}/voices/survey?{_span(said)}")


@router.get("/offices/{office}/voices/paper")
async def paper(request: Request, office: OfficeId, who: Clerk, kept: int = -1) -> Response:
    """Rows to type in paper questionnaires, one line each, by keyboard alone."""
    return _paper_page(request, office, who, Form({}), kept=kept)


@router.post("/offices/{office}/voices/paper")
async def keep_paper(request: Request, office: OfficeId, who: Clerk) -> Response:
    """Keep a batch of paper questionnaires, and how many were handed out; sent twice it counts once."""
    house, room = house_of(request), room_of(request)
    read = Reader(said := await form(request))
    sheets = _sheets(request, office, read)
    asked = asked_in(room.questionnaires, fiscal_year(sheets.day))
    answers = rows_of(read, asked, sheets, ROWS, lambda: token_hex(8))
    if not read.is_clear:
        return _paper_page(request, office, who, said, 422, noted=read.noted)
    if not answers and not sheets.handed_out:
        return _paper_page(request, office, who, said, 422, wording.NO_ROWS)
    once = said.text("once")
    if not 8 <= len(once) <= 64:
        raise Needed("once")
    try:
        await room.surveys.add_sheets(sheets, answers, f"{office}:{once}", words_of(said, {"once"}))
    except SentBefore:
        return _paper_page(request, office, who, said, 409, wording.SHEETS_BEFORE)
    where = f"day={sheets.day}&section={sheets.section}&service={sheets.service}"
    return _see(f"/offices/{house.standing(office).office.id}/voices/paper?kept={len(answers)}&{where}")


def _sheets(request: Request, office: OfficeId, read: Reader) -> Sheets:
    """What stands above the rows; today stands in for a day that cannot be."""
    offer, today = offer_of(house_of(request), office), today_at(house_of(request), office)
    day, handed_out = read.day("day"), read.whole("handed_out") or 0
    if day is None or day > today:
        read.note("day")
    if not 0 <= handed_out <= 100_000:
        read.note("handed_out", Wanted.NUMBER)
    section, service = offer.place(read.text("section"), read.text("service"))
    return Sheets(office, day or today, handed_out, section, service)


def _paper_faults(request: Request, asked: Questionnaire, noted: Mapping[str, Wanted]) -> dict[str, Fault]:
    """What is said beside each field that is wrong, in the reader's language."""
    pages = house_of(request).pages
    language = pages.language(request)
    names = {each.id: said_in(each.names, language) for each in asked.items}

    def fault(name: str) -> Fault:
        label, words = wording.SHEETS.get(name, ("", wording.A_GRADE))
        cell = f"{row_of(name)}{pages.say(language, ': ')}{names.get(name.rpartition('-')[0], '')}"
        return Fault(pages.say(language, label) if label else cell, pages.say(language, words))

    return {name: fault(name) for name in noted}


def _top(noted: Mapping[str, Wanted]) -> tuple[str, int]:
    """The sentence at the top (msgid), and the row that it names."""
    rows = {row_of(each) for each in noted}
    if len(rows) > 1 or (rows == {0} and len(noted) > 1):
        return SEVERAL, 0
    (row,) = rows
    return (wording.NOT_A_GRADE, row) if row else (wording.SHEETS[next(iter(noted))][1], 0)


def _paper_page(
    request: Request,
    office: OfficeId,
    who: Caller,
    said: Form,
    status: int = 200,
    declined: str = "",
    *,
    noted: Mapping[str, Wanted] = MappingProxyType({}),
    kept: int = -1,
) -> Response:
    house, room = house_of(request), room_of(request)
    offer, today = offer_of(house, office), today_at(house, office)
    asked = asked_in(room.questionnaires, fiscal_year(today))
    sentence, row = _top(noted) if noted else (declined, 0)
    values: dict[str, Any] = {
        "asked": asked,
        "said": said,
        "rows": range(1, ROWS + 1),
        "today": today,
        "declined": sentence,
        "row": row,
        "faults": _paper_faults(request, asked, noted),
        "wrong_rows": {row_of(each) for each in noted},
        "kept": kept,
        "once": token_hex(8),
        "section_names": offer.section_names(),
        "service_names": offer.service_names(),
    }
    return _page(request, office, who, "voices/paper.html", status, **values)


def _page(
    request: Request, office: OfficeId, who: Caller, template: str, status: int = 200, **values: Any
) -> Response:
    house = house_of(request)
    shared = {
        "office": office,
        "office_names": house.plans.names(office),
        "manages": who.may(Action.EVALUATION_MANAGE, office),
    }
    return house.pages.page(request, template, status, **wording.TABLES, **shared, **values)


def _period(request: Request, today: date) -> tuple[date, date, tuple[str, ...]]:
    """The days asked for, at most a year of them, and what was not taken as it stands, in words."""
    asked = request.query_params
    since, until = _day(asked, "since"), _day(asked, "until")
    unread = any(asked.get(name) and day is None for name, day in (("since", since), ("until", until)))
    until = until or today
    since = since or until - timedelta(days=PERIOD_DAYS - 1)
    said = [wording.DATE_UNREAD] if unread else []
    if since > until:
        since, until = until, since
        said.append(wording.DATES_TURNED)
    earliest = until - timedelta(days=LONGEST_DAYS - 1)
    if since < earliest:
        since = earliest
        said.append(wording.A_YEAR_AT_MOST)
    return since, until, tuple(said)


def _day(asked: Mapping[str, str], name: str) -> date | None:
    try:
        return Form({name: (asked.get(name, ""),)}).day(name)
    except FieldWrong:
        return None


def _span(said: Form) -> str:
    days = {name: said.day(name) for name in ("since", "until")}
    return "&".join(f"{name}={day}" for name, day in days.items() if day)


def _see(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
