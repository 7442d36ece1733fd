"""What somebody wrote for a thing that is gone by now: what became of it, and all that was typed, to copy."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.core.plan import Names
from server.evaluation.asking import improvement_of, tongue_of
from server.evaluation.core.events import Event
from server.evaluation.core.noted import Noted
from server.evaluation.field_words import AND, FIELDS, Speaker
from server.evaluation.record import About, line_of
from server.evaluation.sentences import sentence
from server.evaluation.taking import No
from server.evaluation.telling import sentences, show
from server.evaluation.voices.room import offer_of
from server.web.forms import Form, form
from server.web.house import House, house_of
from server.web.problem import OTHERS, problem
from server.web.signing import caller


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


Ended: TypeAlias = Callable[[Event], bool]
"""Whether an entry of the ledger took away what is asked for."""

Onward: TypeAlias = Callable[[About], str]
"""The address of a page to go on to, from what the entry that took it away speaks of."""

GONE = _(
    "What you were writing about is no longer there. Nothing was kept; all that you wrote is still here."
)


class NotThere(HTTPException):
    """Nothing is at this address: 404, but whoever wrote for something that was there is told (410)."""

    def __init__(self, ended: Ended, onward: Onward) -> None:
        super().__init__(404)
        self.ended = ended
        self.onward = onward


def install(app: FastAPI) -> None:
    """Answer whoever wrote for what is gone."""
    app.add_exception_handler(NotThere, _answer)


async def _answer(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, NotThere)
    history = improvement_of(request).secretariat.history
    end = next((each for each in reversed(history) if exc.ended(each.event)), None)
    if request.method != "POST" or end is None:
        return problem(request, "not_found", OTHERS["not_found"])
    return await _told(request, exc, end)


async def _told(request: Request, exc: NotThere, end: Noted) -> Response:
    secretariat, tongue = improvement_of(request).secretariat, await tongue_of(request)
    line = line_of(secretariat.history, end.position)
    assert line is not None, "the entry was found in this history"
    ward, year = line.about.ward, line.about.year or 0
    names = _names(house_of(request))
    speaker = Speaker(tongue, ward, names, sentences(secretariat.loop, ward, year, tongue))
    return await show(
        request,
        "evaluation/gone.html",
        await caller(request),
        no=No(410, GONE),
        ward=ward,
        year=year,
        became=sentence(line, tongue),
        by=tongue.person(end.actor),
        at=end.at,
        wrote=wrote(speaker, await form(request)),
        onward=exc.onward(line.about),
    )


def wrote(speaker: Speaker, said: Form) -> tuple[tuple[str, str], ...]:
    """Every field of a form in which something was typed or chosen: what it is called, and what it says."""
    return tuple(
        (speaker.tongue.say(FIELDS[name]), _as_typed(speaker, name, values))
        for name in said.fields
        if name in FIELDS and (values := said.every(name))
    )


def _as_typed(speaker: Speaker, name: str, values: tuple[str, ...]) -> str:
    try:
        return speaker.value(name, values)
    except (ValueError, KeyError):  # no day, month or choice of ours: as it was typed
        return speaker.tongue.say(AND).join(values)


def _names(house: House) -> Mapping[str, Names]:
    """The offices and services that forms choose from, by id."""
    offices = {each: house.plans.names(each) for each in house.plans.offices()}
    services = [offer_of(house, each).service_names() for each in offices]
    return {id: names for known in (offices, *services) for id, names in known.items()}
