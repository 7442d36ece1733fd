"""Who asks the loop for a page, in which language, with a fresh form key and a word on what was just done."""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from secrets import token_hex
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from server.evaluation.core.duties import Asker
from server.evaluation.core.limits import longest
from server.evaluation.core.require import Case
from server.evaluation.labels import LABELS
from server.evaluation.readings import Readings
from server.evaluation.record import line_of
from server.evaluation.secretariat import Secretariat
from server.evaluation.sentences import sentence
from server.evaluation.tongue import Tongue
from server.ports.people import Role
from server.web.date_words import month_words
from server.web.house import house_of
from server.web.signing import Caller, NotSignedIn, caller


@dataclass(frozen=True, slots=True)
class Improvement:
    """What the pages of the loop may use beside the house."""

    secretariat: Secretariat
    readings: Readings


def improvement_of(connection: HTTPConnection) -> Improvement:
    """The improvement loop of this request."""
    improvement: Improvement = connection.app.state.improvement
    return improvement


async def member(known: Annotated[Caller, Depends(caller)]) -> Caller:
    """Whoever is signed in; the loop itself says who may take which step. Raises NotSignedIn."""
    if known.person is None:
        raise NotSignedIn
    return known


Member = Annotated[Caller, Depends(member)]


def asker_of(known: Caller) -> Asker:
    """The caller as the loop knows them: the account of the staff, by id."""
    return Asker(known.person.id if known.person else "", known.role is Role.ADMIN)


def today_of(request: Request) -> date:
    """The date in the city."""
    zone = ZoneInfo(improvement_of(request).secretariat.city.zone)
    return house_of(request).clock.now().astimezone(zone).date()


async def case_of(request: Request, who: Member) -> Case:
    """The loop as it stands now, for whoever asks."""
    secretariat = improvement_of(request).secretariat
    return Case(secretariat.city, await secretariat.current(), asker_of(who), today_of(request))


def new_key() -> str:
    """A once-only key for the hidden field of a form: the form sent twice takes one step."""
    return token_hex(16)


async def tongue_of(request: Request) -> Tongue:
    """The reader's language with the names of the city and of the accounts."""
    house = house_of(request)
    language = house.pages.language(request)
    names = await house.signing.names()
    people = {account.removeprefix("person:"): name for account, name in names.items()}
    say = partial(house.pages.say, language)
    return Tongue(language, say, improvement_of(request).secretariat.city, people)


@dataclass(frozen=True, slots=True)
class Done:
    """The step that led to this page, in words; `place` is the part of the page that it changed, if any."""

    words: str
    place: str


DONE, PLACE = "done", "place"
"""In an address: the position in the ledger of the step just taken, and the part of the page to look at."""


def onward_with(onward: str, position: int) -> str:
    """The address to go on to, which says what was done; its part of the page becomes a link there."""
    path, _hash, place = onward.partition("#")
    shown = f"&{PLACE}={place}" if place else ""
    return f"{path}{'&' if '?' in path else '?'}{DONE}={position}{shown}"


async def done(request: Request, known: Caller) -> Done | None:
    """What whoever looks has just done, as the ledger has it; None for what somebody else did."""
    asked = request.query_params.get(DONE, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    line = line_of(improvement_of(request).secretariat.history, int(asked))
    if line is None or line.noted.actor != asker_of(known).account:
        return None
    place = request.query_params.get(PLACE, "")
    shown = place if re.fullmatch(r"[\w-]+", place) else ""
    return Done(sentence(line, await tongue_of(request)), shown)


async def page(
    request: Request, template: str, known: Caller, *, status_code: int = 200, **values: Any
) -> Response:
    """A page of the loop: the city, the labels, who asks with which posts, a form key, what was just done."""
    improvement = improvement_of(request)
    loop = await improvement.secretariat.current()
    account = asker_of(known).account
    return house_of(request).pages.page(
        request,
        template,
        status_code=status_code,
        city=improvement.secretariat.city,
        loop=loop,
        label=LABELS,
        who=known,
        posts=loop.posts.get(account, frozenset()),
        form_key=new_key(),
        month_words=month_words,
        longest=longest,
        done=await done(request, known),
        **values,
    )
