"""The wall board over HTTP: the page, its live picture, and the sound of the chime."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from display.hours import opening_at, time_at
from display.views.board import board_of
from hardware.sound import chime
from server.app.picture import picture_of
from server.app.standing import Standing
from server.web.date_words import day_and_weekday
from server.web.house import House, house_of
from server.web.live import Rank

USUAL_LANGUAGES = ("ja", "en")

ASSETS = (
    "web/live.js", "display/board.css", "display/board-clock.js", "display/call-announcer.js",
    "display/page-renewal.js", "display/slow-rotation.js",
)  # fmt: skip

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Tongues:
    """The language of the board, and another that stands below it, or none."""

    first: str
    other: str = ""

    def __str__(self) -> str:
        return f"{self.first},{self.other}".rstrip(",")


@router.get("/offices/{office}/display")
async def board(request: Request, office: str, sound: str = "on") -> Response:
    """The wall board. `lang=ja` or `lang=ja,en` chooses its languages, `sound=off` keeps it silent."""
    house = house_of(request)
    standing = house.standing(office)
    tongues = tongues_of(request, house, standing)
    values = _values(house, standing, tongues) | {
        "tongues": str(tongues),
        "zone": house.plans.zone(office).key,
        "now": time_at(house, office),
        "sound": sound != "off",
    }
    html = house.pages.fragment("display/board.html", tongues.first, **values)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


@router.websocket("/offices/{office}/display/live")
async def board_live(websocket: WebSocket, office: str) -> None:
    """The board's picture, at once and after every event."""
    house = house_of(websocket)
    if office not in house.standings.offices():
        await websocket.close(1008)
        return
    tongues = tongues_of(websocket, house, house.standing(office))

    def render(standing: Standing) -> str:
        return house.pages.fragment("display/_board.html", tongues.first, **_values(house, standing, tongues))

    await house.lives.show(websocket, office, f"board:{tongues}", render, Rank.BOARD)


@router.get("/offices/{office}/display/chime.wav")
async def chime_sound(request: Request, office: str) -> Response:
    """The chime before a call."""
    house_of(request).standing(office)
    return Response(chime(), media_type="audio/wav", headers={"Cache-Control": "public, max-age=86400"})


def tongues_of(connection: HTTPConnection, house: House, standing: Standing) -> Tongues:
    """The languages asked for in the address, otherwise the first two of the office that have words."""
    known = house.pages.words.languages
    plan = standing.office.plan
    asked = _known(connection.query_params.get("lang", "").split(","), known)
    usual = _known(plan.languages if plan else USUAL_LANGUAGES, known)
    first, *others = asked or usual or list(USUAL_LANGUAGES[:1])
    return Tongues(first, next((each for each in others if each != first), ""))


def _known(wishes: Sequence[str], known: Sequence[str]) -> list[str]:
    return [each for each in wishes if each in known]


def _values(house: House, standing: Standing, tongues: Tongues) -> dict[str, Any]:
    office = standing.office.id
    at = time_at(house, office)
    picture = replace(picture_of(standing), names=house.plans.names(office))
    board = board_of(picture, at.date(), opening_at(house, office, at))
    return {
        "board": board,
        "other": tongues.other,
        "also": _sayer(house, tongues.other),
        "build": _build(house),
        "other_day": _day(board.opening.next_day, tongues.other),
    }


def _sayer(house: House, language: str) -> Callable[..., str]:
    def also(message: str, **values: object) -> str:
        return house.pages.say(language, message) % values if language else ""

    return also


def _build(house: House) -> str:
    """Which release the scripts and sheets of the board are of: it changes when one of them does."""
    return "-".join(house.pages.assets.url(each).rpartition("=")[2][:4] for each in ASSETS)


def _day(day: date | None, language: str) -> str:
    return day_and_weekday(day, language) if day and language else ""
