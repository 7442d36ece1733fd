"""Pages of the loop in the reader's own words: what a refusal is about, and what was changed meanwhile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.core.plan import Names
from server.evaluation.asking import improvement_of, page, tongue_of
from server.evaluation.core.duties import Duty
from server.evaluation.core.limits import longest
from server.evaluation.core.state import Loop
from server.evaluation.field_words import FIELDS, Speaker
from server.evaluation.taking import (
    NOTHING,
    OPEN,
    WHOLE,
    Fault,
    No,
    Standing,
    last_change,
    nothing_there,
    seen_in,
)
from server.evaluation.tongue import Tongue
from server.ports.city import WardId
from server.web.forms import Form
from server.web.signing import Caller


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody changed while somebody else was writing: who, when, and each field as it stands now."""

    who: str
    at: datetime | None
    fields: tuple[tuple[str, str], ...]


async def show(
    request: Request,
    template: str,
    known: Caller,
    *,
    typed: Form = NOTHING,
    no: No = OPEN,
    standing: Standing = nothing_there,
    ward: WardId = "",
    year: int = 0,
    names: Mapping[str, Names] | None = None,
    called: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """A page that speaks the reader's language.

    `typed` is what the form keeps, `standing` what it is filled with, `no` a refusal, whose subject is named
    in words with the help of `ward` and `year`; `names` are those of what the form chooses from, by id, and
    `called` are the labels (msgids) of fields that have another one on this page than in FIELDS.
    """
    tongue = await tongue_of(request)
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    told = sentences(loop, ward, year, tongue)
    speaker = Speaker(tongue, ward, names or {}, told, {**FIELDS, **(called or {})})
    now = standing(loop)
    values |= {"ward": ward, "year": year, "t": tongue, "typed": typed, "refused": no.sentence}
    own = called or {}
    about = tongue.say(own[no.about]) if no.about in own else subject(no.about, tongue, loop, ward, year)
    values |= {"about": about, "faults": _faults(speaker, no), "most": f"{longest(no.about):,}"}
    values["seen"] = seen_in(typed, loop, standing, no)
    values["stands"] = _in_words(speaker, now, tuple(now.fields))
    if no.changed:
        found = last_change(secretariat.history, standing)
        values["meanwhile"] = Meanwhile(
            tongue.person(found.actor) if found else "",
            found.at if found else None,
            _in_words(speaker, now, no.changed),
        )
    return await page(request, template, known, status_code=no.status, **values)


def _faults(speaker: Speaker, no: No) -> dict[str, Fault]:
    """What is said beside each field that is empty or wrong, by its name."""
    say = speaker.tongue.say
    return {
        name: Fault(say(speaker.labels[name]), say(words) % {"most": f"{longest(name):,}"})
        for name, words in no.faults.items()
    }


def _in_words(speaker: Speaker, form: Form, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What these fields are called, and what stands in them."""
    say = speaker.tongue.say
    return tuple(
        (say(speaker.labels[each]), speaker.value(each, form.every(each))) for each in names if each != WHOLE
    )


def subject(about: str, tongue: Tongue, loop: Loop, ward: WardId, year: int) -> str:
    """What a refusal is about, as people call it; empty for what says nothing to people, such as an id."""
    if about in FIELDS:
        return tongue.say(FIELDS[about])
    if about in set(Duty):
        return tongue.label(Duty(about))
    state = loop.ward(ward, year)
    if about in state.targets or about in state.orders or about in {ward, ""}:
        return ""
    if about in tongue.city.wards:
        return tongue.ward(about)
    if ward in tongue.city.wards:
        known = tongue.city.wards[ward]
        if about in known.sections:
            return tongue.section(ward, about)
        if about in known.divisions:
            return tongue.division(ward, about)
    if about.isdigit() and len(about) == 4:
        return tongue.year(int(about))
    if re.fullmatch(r"\d{4}-\d\d-\d\d( \d{4}-\d\d-\d\d)?", about):
        days = [date.fromisoformat(each) for each in about.split()]
        return tongue.period(days[0], days[-1])
    found = sentences(loop, ward, year, tongue).get(about, about)
    is_id = found == about and about.isascii() and " " not in about
    return "" if is_id else found


def sentences(loop: Loop, ward: WardId, year: int, tongue: Tongue) -> dict[str, str]:
    """The standards of a year, those of the city and what the ward has achieved itself, by id, as read."""
    found = {each.id: each.sentence for each in loop.adopted(year)}
    return found | {each.id: tongue.standard(each.aim.title, each.aim) for each in loop.made.get(ward, ())}
