"""From a form to a step of the loop: taken once, or the form again with the reasons and what was typed.

Two people who write the same thing: each form says in a hidden field what stood there when it was opened
(server.web.forms.seen_of). A step is not taken if that is something else by now; whoever comes second is
shown what stands there, and sends again to put their own in its place.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.evaluation.asking import asker_of, improvement_of, new_key, onward_with
from server.evaluation.core.commands import Command
from server.evaluation.core.evolve import evolve
from server.evaluation.core.noted import Noted
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.state import Loop
from server.evaluation.sayings import SAYINGS
from server.evaluation.secretariat import LoopChanged, StepAskedOtherwise
from server.web.forms import SEEN, Form, Wanted, overwritten, seen_of
from server.web.reader import Reader
from server.web.signing import Caller

NOTHING = Form({})
"""Nothing has been typed yet, or nothing stands there."""

NEW = "new"
"""Stands in addresses in place of the id of what is not there yet."""

WHOLE = ""
"""The name of what a page shows without a field for it."""

Standing: TypeAlias = Callable[[Loop], Form]
"""What a form is filled with from a loop: what stands there."""


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


NOT_AS_EXPECTED = _("This is not filled in as expected. Please check it.")
STILL_EMPTY = _("Something is still empty. Please choose or fill it in.")
EMPTY_HERE = _("Not filled in yet. Please choose or write something here.")
SEVERAL = _("%(num)s fields are empty or not filled in as expected. All that you wrote is still here.")
OTHERWISE: Mapping[Wanted, str] = {
    Wanted.ANYTHING: NOT_AS_EXPECTED,
    Wanted.NUMBER: _("A number is needed here. Please write it in figures."),
    Wanted.DAY: _("A day is needed here. Please write it like 2026-04-01."),
    Wanted.WORDS: EMPTY_HERE,
}
"""What to say of a field that holds something else than it asks for."""
FIELD_OF: Mapping[Reason, str] = {
    Reason.GRADE_REASON_MISSING: "reason",
    Reason.BRIEF_FIGURE_REASON_MISSING: "reason",
    Reason.GRADE_TOO_GOOD: "grade",
    Reason.FOLLOW_UP_MISSING: "follow_up",
    Reason.EVIDENCE_MISSING: "evidence",
    Reason.PERIOD_NOT_EXPLAINED: "context_change",
    Reason.IMPROVEMENT_MEASURE_MISSING: "improvement_measure",
    Reason.NOT_HIGHER: "value",
    Reason.NOT_ABOVE_STANDARD: "value",
    Reason.STANDARD_NOT_EXCEEDED: "standard",
    Reason.NOT_OURS_TO_CHANGE: "latitude",
}
"""Where a refusal that is about something else than a field is mended, if the form has that field."""
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

    `faults` are the sentences (msgids) of the fields that are empty or wrong, by their names. `told` are
    forms whose reader now sees what stands there, `changed` the fields that say something else than when the
    form was opened.
    """

    status: int = 200
    sentence: str = ""
    about: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    told: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that is empty or wrong, in the reader's words: what it is called, and what is to be done."""

    label: str
    words: str


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
    command: Callable[[Reader], Command],
    *,
    onward: str,
    again: Callable[[No], Awaitable[Response]],
    standing: Standing = nothing_there,
) -> Response:
    """Take the step that a form asks for and go `onward`; where that is refused, show the form `again`.

    `command` makes the step of what it reads; `again` keeps what was typed. The step is not taken if a field
    could not be read, or if `standing` gives something else by now than the form says was seen.
    """
    secretariat = improvement_of(request).secretariat
    command_id, read = command_id_of(form), Reader(form)
    step = command(read)
    if not read.is_clear:
        return await again(unfit(read))
    try:
        await secretariat.carry_out(
            step,
            command_id=command_id,
            asker=asker_of(known),
            still=lambda loop: not overwritten(form, standing(loop)),
        )
    except LoopRefused as no:
        return await again(declined(no, read))
    except (LoopChanged, StepAskedOtherwise) as no:
        changed = overwritten(form, standing(secretariat.loop))
        said = SENT_BEFORE if isinstance(no, StepAskedOtherwise) else _said(changed)
        return await again(No(409, said, told=True, changed=changed))
    position = secretariat.made(command_id)[0].position
    return RedirectResponse(onward_with(onward, position), 303, headers={"Cache-Control": "no-store"})


def unfit(read: Reader) -> No:
    """What is said of a form in which fields are empty, or hold something else than they ask for."""
    faults = faults_of(read)
    if len(faults) > 1:
        return No(422, SEVERAL, faults=faults)
    ((name, wanted),) = read.noted.items()
    return No(422, OTHERWISE[wanted] if read.text(name) else STILL_EMPTY, name, faults)


def faults_of(read: Reader) -> dict[str, str]:
    """What is said (msgids) beside each field that is empty, or holds something else than it asks for."""
    return {name: OTHERWISE[wanted] if read.text(name) else EMPTY_HERE for name, wanted in read.noted.items()}


def declined(no: LoopRefused, read: Reader) -> No:
    """What is said where the loop says no: its sentence; of texts that are missing, all together."""
    said, form = SAYINGS[no.reason], read.form
    missing = {**faults_of(read), no.about: EMPTY_HERE} if no.reason is Reason.WORDS_MISSING else {}
    if len(missing) > 1:
        return No(409, SEVERAL, faults=missing)
    field = FIELD_OF.get(no.reason, no.about)
    return No(409, said, no.about, missing or ({field: said} if field in form.fields else {}))


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
