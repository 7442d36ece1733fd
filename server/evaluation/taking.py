"""From a form to a step of the loop: taken once, or the form again with the reason and what was typed.

Two people who write the same thing: each form says in a hidden field what stood there when it was opened
(server.web.forms.seen_of). A step is not taken if that is something else by now; whoever comes second is
shown what stands there, and sends again to put their own in its place.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.evaluation.asking import asker_of, improvement_of, new_key, onward_with
from server.evaluation.core.commands import Command
from server.evaluation.core.evolve import evolve
from server.evaluation.core.noted import Noted
from server.evaluation.core.refusal import LoopRefused
from server.evaluation.core.state import Loop
from server.evaluation.sayings import SAYINGS
from server.evaluation.secretariat import LoopChanged, StepAskedOtherwise
from server.web.forms import SEEN, FieldWrong, Form, Wanted, overwritten, seen_of
from server.web.signing import Caller

NOTHING = Form({})
"""Nothing has been typed yet, or nothing stands there."""

NEW = "new"
"""Stands in addresses in place of the id of what is not there yet."""

WHOLE = ""
"""The name of what a page shows without a field for it."""

Standing: TypeAlias = Callable[[Loop], Form]
"""What a form is filled with from a loop: what stands there."""

_Choice = TypeVar("_Choice", bound=Enum)


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


NOT_AS_EXPECTED = _("This is not filled in as expected. Please check it.")
STILL_EMPTY = _("Something is still empty. Please choose or fill it in.")
OTHERWISE: Mapping[Wanted, str] = {
    Wanted.ANYTHING: NOT_AS_EXPECTED,
    Wanted.NUMBER: _("A number is needed here. Please write it in figures."),
    Wanted.DAY: _("A day is needed here. Please write it like 2026-04-01."),
}
"""What to say of a field that holds something else than it asks for."""
SENT_BEFORE = _("This form was sent before, with other words. Look at what was kept, then send it again.")
"""Somebody went back in the browser and changed a form that had been sent."""
CHANGED_MEANWHILE = _(
    "While you were writing, this was changed. What you wrote is still here. Compare it with what stands "
    "there now; send again to put yours in its place."
)
SHOWN_CHANGED = _("While you were reading, what this page shows was changed. Look at it again, then send it.")


@dataclass(frozen=True, slots=True)
class No:
    """Why a form is shown again: the status, the sentence (msgid), and the field or thing it is about.

    `told` are forms whose reader now sees what stands there, `changed` the fields that say something else
    than when the form was opened.
    """

    status: int = 200
    sentence: str = ""
    about: str = ""
    told: bool = False
    changed: tuple[str, ...] = ()


OPEN = No()
"""The form is shown for the first time."""


def nothing_there(_loop: Loop) -> Form:
    """What stands in the form of something new."""
    return NOTHING


def whole(*papers: object) -> Form:
    """Papers that a page shows as a whole, where no field holds them: what a mere button confirms."""
    return Form({WHOLE: (msgspec.json.encode(papers, order="deterministic").decode(),)})


def seen_in(form: Form, loop: Loop, standing: Standing, no: No) -> str:
    """What a form says its reader has seen: as it was sent, unless they are told now what stands there."""
    if SEEN in form.fields and not no.told:
        return form.get(SEEN)
    return seen_of(standing(loop))


async def take_step(
    request: Request,
    known: Caller,
    form: Form,
    command: Callable[[], Command],
    *,
    onward: str,
    again: Callable[[No], Awaitable[Response]],
    standing: Standing = nothing_there,
) -> Response:
    """Take the step that a form asks for and go `onward`; where that is refused, show the form `again`.

    `command` reads the form and may raise FieldWrong; `again` keeps what was typed. The step is not taken if
    `standing` gives something else by now than the form says was seen.
    """
    secretariat = improvement_of(request).secretariat
    command_id = command_id_of(form)
    try:
        await secretariat.carry_out(
            command(),
            command_id=command_id,
            asker=asker_of(known),
            still=lambda loop: not overwritten(form, standing(loop)),
        )
    except FieldWrong as wrong:
        return await again(unfit(form, wrong))
    except LoopRefused as no:
        return await again(No(409, SAYINGS[no.reason], no.about))
    except (LoopChanged, StepAskedOtherwise) as no:
        changed = overwritten(form, standing(secretariat.loop))
        said = SENT_BEFORE if isinstance(no, StepAskedOtherwise) else _said(changed)
        return await again(No(409, said, told=True, changed=changed))
    position = secretariat.made(command_id)[0].position
    return RedirectResponse(onward_with(onward, position), 303, headers={"Cache-Control": "no-store"})


def unfit(form: Form, wrong: FieldWrong) -> No:
    """What is said of a form in which a field is empty, or holds something else than it asks for."""
    empty = not form.text(wrong.field)
    return No(422, STILL_EMPTY if empty else OTHERWISE[wrong.wanted], wrong.field)


def _said(changed: tuple[str, ...]) -> str:
    return SHOWN_CHANGED if changed == (WHOLE,) else CHANGED_MEANWHILE


def command_id_of(form: Form) -> str:
    """The id under which a form asks: the form sent twice asks once; without its key it is a new one."""
    return f"form:{form.text('key') or new_key()}"


def last_change(history: Sequence[Noted], standing: Standing) -> Noted | None:
    """The entry that put there what stands there now; None where nothing ever did."""
    loop, found = Loop(), None
    said = standing(loop)
    for noted in history:
        loop = evolve(loop, noted.event, noted.at)
        if (now := standing(loop)) != said:
            said, found = now, noted
    return found


def new_id(form: Form) -> str:
    """An id made from the form's once-only key: the same form sent twice means the same thing.

    A key that no form of ours has makes no id that an address cannot name, such as the word for what is new.
    """
    id = form.text("key")[:12]
    return id if id != NEW and re.fullmatch(r"[\w-]+", id) else new_key()[:12]


def chosen(form: Form, name: str, kind: type[_Choice]) -> _Choice:
    """One of the fixed words. Raises FieldWrong."""
    try:
        return kind(form.text(name))
    except ValueError as fault:
        raise FieldWrong(name) from fault
