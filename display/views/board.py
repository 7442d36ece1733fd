"""The wall board as data: who is called where, who waits how long, and what the office has to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from display.views.opening import Opening
from display.views.sign import Sign, signs_of
from server.app.picture import CallPicture, Picture, ServicePicture
from server.app.wait import Wait, wait_of
from server.core.plan import Names, Notice, Number, OfficeId, ServiceId, Stage

LINES_AT_ONCE = 5
"""Services on one page of the board; more take turns, so that each can be read from a distance."""


class Occasion(StrEnum):
    """Why somebody is called: each has its own words and its own mark."""

    RECEPTION = "reception"
    ISSUANCE = "issuance"
    DEFICIENT = "deficient"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class BoardCall:
    """One call. `at` is in milliseconds since 1970; `repeated`: the same number has a newer call."""

    serial: int
    number: Number
    signs: Mapping[str, Sign]
    counter_names: Names
    occasion: Occasion
    at: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One service with the people who wait for it."""

    id: ServiceId
    names: Names
    prefix: str
    accepting: bool
    people: int
    wait: Wait
    congestion: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board but the clock; `pages` are the services, a page at a time."""

    office: OfficeId
    names: Names
    date: date
    position: int
    open: bool
    opening: Opening
    calls: tuple[BoardCall, ...]
    pages: tuple[tuple[Line, ...], ...]
    notices: tuple[Notice, ...]


def board_of(picture: Picture, today: date, opening: Opening) -> Board:
    """The board on the business date `today`; calls of another day are never on it."""
    calls = tuple(call for call in picture.calls if call.at.date() == today)
    return Board(
        office=picture.office,
        names=picture.names,
        date=today,
        position=picture.position,
        open=picture.open,
        opening=opening,
        calls=tuple(_call(call, calls[:index]) for index, call in enumerate(calls)),
        pages=_pages(tuple(_line(service) for service in picture.services)),
        notices=picture.notices,
    )


def occasion_of(call: CallPicture) -> Occasion:
    """What the visitor is told; that it is said once more matters most, then what it is about."""
    if call.recall:
        return Occasion.RECALL
    if call.deficient:
        return Occasion.DEFICIENT
    return Occasion.ISSUANCE if call.stage is Stage.ISSUANCE else Occasion.RECEPTION


def _call(call: CallPicture, newer: tuple[CallPicture, ...]) -> BoardCall:
    return BoardCall(
        serial=call.serial,
        number=call.number,
        signs=signs_of(call.counter_names),
        counter_names=call.counter_names,
        occasion=occasion_of(call),
        at=round(call.at.timestamp() * 1000),
        repeated=any(each.number == call.number for each in newer),
    )


def _line(service: ServicePicture) -> Line:
    return Line(
        id=service.id,
        names=service.names,
        prefix=service.prefix,
        accepting=service.accepting,
        people=service.waiting_count,
        wait=wait_of(service.estimated_wait, service.waiting_count),
        congestion=service.congestion,
    )


def _pages(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], ...]:
    """As few pages as will do, as even as they can be."""
    count = -(-len(lines) // LINES_AT_ONCE)
    size = -(-len(lines) // count) if count else 1
    return tuple(lines[begin : begin + size] for begin in range(0, len(lines), size))
