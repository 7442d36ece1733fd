"""From a form to a step of the loop: who asks, the once-only key, and the answer in words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from server.evaluation.calendar_words import month_words
from server.evaluation.core.commands import Command
from server.evaluation.core.duties import Asker
from server.evaluation.core.refusal import LoopRefused
from server.evaluation.labels import LABELS
from server.evaluation.readings import Readings
from server.evaluation.sayings import SAYINGS
from server.evaluation.secretariat import Secretariat, StepAskedOtherwise
from server.ports.people import Role
from server.web.forms import FieldWrong, Form
from server.web.house import house_of
from server.web.signing import Caller, NotSignedIn, caller


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


NOT_AS_EXPECTED = _("This is not filled in as expected. Please check it.")
SENT_BEFORE = _("This form was sent before, with other words. Look at what was kept, then send it again.")
"""Somebody went back in the browser and changed a form that had been sent."""


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


def new_key() -> str:
    """A once-only key for the hidden field of a form: the form sent twice takes one step."""
    return token_hex(16)


async def page(
    request: Request, template: str, known: Caller, *, status_code: int = 200, **values: Any
) -> Response:
    """A page of the loop: with the city, the labels, who asks with which posts, and a fresh form key."""
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
        **values,
    )


async def take_step(
    request: Request,
    known: Caller,
    form: Form,
    command: Callable[[], Command],
    *,
    onward: str,
    again: Callable[[int, str, str], Awaitable[Response]],
) -> Response:
    """Take the step that a form asks for and go `onward`; where that is refused, show the form `again`.

    `command` reads the form and may raise FieldWrong; `again` is given the status, the sentence (msgid) and
    what it is about, and keeps what was typed.
    """
    try:
        step = command()
        key = form.text("key") or new_key()
        await improvement_of(request).secretariat.carry_out(
            step, command_id=f"form:{key}", asker=asker_of(known)
        )
    except FieldWrong as wrong:
        return await again(422, NOT_AS_EXPECTED, wrong.field)
    except LoopRefused as no:
        return await again(409, SAYINGS[no.reason], no.about)
    except StepAskedOtherwise:
        return await again(409, SENT_BEFORE, "")
    return RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})
