"""The JSON API of managers: the log itself, figures, notices and the day."""

import json
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from server.app.measures import document
from server.app.permits import Action
from server.core import codec
from server.core.commands import CloseDay, OpenDay, PostNotice, WithdrawNotice
from server.core.refusal import Reason, Refused
from server.measure.books import Book
from server.measure.months import Stretch
from server.measure.period import By
from server.measure.tally import Only
from server.ports.log import Log
from server.web.api_public import OfficePath
from server.web.asking import CommandId, carry_out
from server.web.exports import (
    LONGEST_STAR,
    MEDIA,
    Form,
    chunks,
    days_in,
    file_name,
    lines_of_hours,
    star,
    workbook_of,
)
from server.web.house import House, house_of
from server.web.problem import answers
from server.web.signing import Caller, require

router = APIRouter(prefix="/api/v1", tags=["management"])

ERRORS = answers(400, 401, 403, 404, 409, 422, 503)
FiguresReader = Annotated[Caller, Depends(require(Action.MEASURES_READ))]
Reader = Annotated[Caller, Depends(require(Action.RECORDS_READ))]
NoticeManager = Annotated[Caller, Depends(require(Action.NOTICE_MANAGE))]
DayManager = Annotated[Caller, Depends(require(Action.DAY_MANAGE))]

PAGE = 2_000


@router.get("/offices/{office}/records", responses=answers(401, 403, 404, 422, 503))
async def records(
    request: Request, office: OfficePath, _: Reader, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0
) -> StreamingResponse:
    """The log itself after a position, one JSON document a line; without the secrets of visitors' pages."""
    house = house_of(request)
    house.standing(office)
    return StreamingResponse(_lines(house.log, office, after), media_type="application/x-ndjson")


async def _lines(log: Log, office: str, after: int) -> AsyncIterator[bytes]:
    while page := await log.read(office, after, PAGE):
        lines = (json.dumps(codec.plain(each), ensure_ascii=False) + "\n" for each in page)
        yield "".join(lines).encode()
        after = page[-1].position


@router.get("/offices/{office}/measures", responses=answers(401, 403, 404, 422, 503))
async def measures(
    request: Request,
    office: OfficePath,
    _: FiguresReader,
    since: Annotated[date, Query(alias="from", examples=["2026-11-01"])],
    until: Annotated[date, Query(alias="to", examples=["2026-11-30"])],
    service: Annotated[str | None, Query(max_length=100)] = None,
    by: Annotated[By | None, Query(description="Group by day, hour, weekday, service or counter")] = None,
) -> dict[str, Any]:
    """The figures of a range of dates, both ends included; durations in whole seconds, shares of one."""
    house = house_of(request)
    plan = house.standing(office).office.plan
    offered = plan is not None and service in plan.services
    if service is not None and not offered and not await _was_offered(house, office, service):
        raise Refused(Reason.UNKNOWN_SERVICE, service)
    if until < since:
        raise Refused(Reason.TIME_NOT_POSSIBLE, f"{since} {until}")
    found = await house.measures.measured(office, since, until, by=by, service=service)
    return {"office": office, "from": since.isoformat(), "to": until.isoformat(), **document(found)}


async def _was_offered(house: House, office: str, service: str) -> bool:
    """Whether the service was counted on any day: it may have left the plan of today."""
    return service in await house.measures.tallies(office, date.min, date.max, Book.SERVICE, Only(service))


@router.get(
    "/offices/{office}/measures/export",
    response_class=Response,
    responses={
        200: {"description": "The file", "content": {media: {} for media, _ in MEDIA.values()}},
        **answers(401, 403, 404, 409, 422, 503),
    },
)
async def export(
    request: Request,
    office: OfficePath,
    _: FiguresReader,
    since: Annotated[date, Query(alias="from", examples=["2026-04-01"])],
    until: Annotated[date, Query(alias="to", examples=["2026-09-30"])],
    form: Annotated[
        Form,
        Query(
            alias="format",
            description="csv: a line per day, service and hour. xlsx: a workbook. star: a zip of tables of "
            f"single tickets, scenes and sittings with their dimensions, at most {LONGEST_STAR} days.",
        ),
    ] = Form.CSV,
) -> Response:
    """Figures and facts of a range of dates as a file; definitions are those of the measures."""
    house = house_of(request)
    plan, wanted = house.standing(office).office.plan, Stretch(since, until)
    if plan is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    if not wanted or (form is Form.STAR and days_in(wanted) > LONGEST_STAR):
        raise Refused(Reason.TIME_NOT_POSSIBLE, f"{since} {until}")
    headers = {"Content-Disposition": f'attachment; filename="{file_name(office, wanted, form)}"'}
    media = MEDIA[form][0]
    match form:
        case Form.CSV:
            lines = lines_of_hours(house.measures, office, wanted)
            return StreamingResponse(lines, media_type=media, headers=headers)
        case Form.STAR:
            file = await star(house.measures, office, wanted)
            return StreamingResponse(chunks(file), media_type=media, headers=headers)
        case Form.XLSX:
            language = house.pages.language(request)
            said = partial(house.pages.say, language)
            content = await workbook_of(house.measures, plan, wanted, said, language)
            return Response(content, media_type=media, headers=headers)


LanguageTag = Annotated[str, Field(max_length=20)]
UNSEEN = r"\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069"
"""Control characters, and those that turn the direction of what stands beside them."""

SEEN = rf"^[^{UNSEEN}]*[^\s{UNSEEN}][^{UNSEEN}]*$"
Sentence = Annotated[str, Field(max_length=200, pattern=SEEN)]


class NoticeText(BaseModel):
    """Words for the board, by language; Japanese must be there."""

    model_config = ConfigDict(extra="forbid")

    names: dict[LanguageTag, Sentence] = Field(
        examples=[{"ja": "...", "en": "Please switch off your phone."}], min_length=1, max_length=20
    )

    @field_validator("names")
    @classmethod
    def _in_japanese(cls, names: dict[str, str]) -> dict[str, str]:
        if "ja" not in names:
            raise ValueError("the words must be there in Japanese (ja)")
        return names


@router.post("/offices/{office}/notices", status_code=201, responses=ERRORS)
async def post_notice(
    request: Request, office: OfficePath, text: NoticeText, command: CommandId, who: NoticeManager
) -> dict[str, Any]:
    """Put words on the board."""
    made = await carry_out(request, office, PostNotice(command, text.names), command, who)
    return {"notice": command, "position": made[-1].position}


@router.post("/offices/{office}/notices/{notice}/withdraw", responses=ERRORS)
async def withdraw_notice(
    request: Request, office: OfficePath, notice: str, command: CommandId, who: NoticeManager
) -> dict[str, Any]:
    """Take words off the board."""
    made = await carry_out(request, office, WithdrawNotice(notice), command, who)
    return {"notice": notice, "position": made[-1].position}


@router.post("/offices/{office}/day/close", responses=ERRORS)
async def close_day(
    request: Request, office: OfficePath, command: CommandId, who: DayManager
) -> dict[str, Any]:
    """Close the business day by hand."""
    today = house_of(request).standing(office).office.date
    if today is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    made = await carry_out(request, office, CloseDay(today), command, who)
    return {"position": made[-1].position}


@router.post("/offices/{office}/day/open", responses=ERRORS)
async def open_day(
    request: Request, office: OfficePath, command: CommandId, who: DayManager
) -> dict[str, Any]:
    """Open the business day by hand; once closed, a day stays closed."""
    house = house_of(request)
    house.standing(office)
    plan = house.plans.plan(office, _today(request, office))
    if plan is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    made = await carry_out(request, office, OpenDay(plan), command, who)
    return {"position": made[-1].position}


def _today(request: Request, office: str) -> date:
    house = house_of(request)
    return house.clock.now().astimezone(house.plans.zone(office)).date()
