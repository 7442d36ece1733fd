"""Pages of the loop in the reader's own words: names of everything, and what a refusal is about."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import improvement_of, page
from server.evaluation.core.state import Loop
from server.evaluation.tongue import Tongue
from server.ports.city import WardId
from server.web.forms import Form
from server.web.house import house_of
from server.web.signing import Caller

NOTHING = Form({})
"""Nothing has been typed yet."""


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


FIELDS = {
    "account": _("Account"),
    "post": _("Duty"),
    "reason": _("Reason"),
    "sentence": _("Standard"),
    "standard": _("Standard"),
    "scene": _("Scene"),
    "principle": _("Principle"),
    "text": _("Text"),
    "summary": _("Summary"),
    "conclusion": _("Conclusion"),
    "result": _("Result"),
    "grade": _("Grade of achievement"),
    "evidence": _("Evidence"),
    "figure_counted": _("Figure"),
    "outcome": _("Outcome"),
    "held_on": _("Held on"),
    "since": _("From"),
    "until": _("To"),
    "accepted": _("Decision"),
    "target": _("Target"),
    "section": _("Section"),
}
"""What the fields of these forms are called."""


async def tongue_of(request: Request) -> Tongue:
    """The reader's language with the names of the city and of the accounts."""
    house = house_of(request)
    language = house.pages.language(request)
    names = await house.signing.names()
    people = {account.removeprefix("person:"): name for account, name in names.items()}
    say = partial(house.pages.say, language)
    return Tongue(language, say, improvement_of(request).secretariat.city, people)


async def show(
    request: Request,
    template: str,
    known: Caller,
    *,
    typed: Form = NOTHING,
    no: tuple[int, str, str] = (200, "", ""),
    ward: WardId = "",
    year: int = 0,
    **values: Any,
) -> Response:
    """A page that speaks the reader's language.

    `typed` is what the form keeps, `no` the status, the sentence and the subject of a refusal, which is
    named in words with the help of `ward` and `year`.
    """
    tongue = await tongue_of(request)
    status, refused, about = no
    loop = await improvement_of(request).secretariat.current()
    values |= {"ward": ward, "year": year, "t": tongue, "typed": typed, "refused": refused}
    values["about"] = subject(about, tongue, loop, ward, year)
    return await page(request, template, known, status_code=status, **values)


def subject(about: str, tongue: Tongue, loop: Loop, ward: WardId, year: int) -> str:
    """What a refusal is about, as people call it: a field, a ward, a section, a standard; else as it is."""
    if about in FIELDS:
        return tongue.say(FIELDS[about])
    if about in tongue.city.wards:
        return tongue.ward(about)
    if ward in tongue.city.wards and about in tongue.city.wards[ward].sections:
        return tongue.section(ward, about)
    sentences = {each.id: each.sentence for each in loop.adopted(year)}
    sentences |= {each.id: each.aim.title for each in loop.made.get(ward, ())}
    if about.isdigit() and len(about) == 4:
        return tongue.year(int(about))
    return sentences.get(about, about)
