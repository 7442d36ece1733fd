"""What a refusal is about, in words: a field of the form, a section, a standard, never a bare id."""

from server.evaluation.telling import subject
from server.evaluation.tongue import Tongue
from server.evaluation.ward.place import Place
from server.evaluation.ward.views.target import AIM_WORDS


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


FIELDS = {
    **AIM_WORDS,
    "text": _("Text"),
    "goal": _("Goal of the ward that it serves"),
    "council_on": _("Day of the council"),
    "reason": _("Reason"),
    "initiative": _("What is done"),
    "owner": _("Who does it"),
    "budget": _("Money"),
    "months": _("Months"),
    "month": _("Month"),
    "status": _("How it goes"),
    "evidence": _("By what it is seen"),
    "kept": _("Is it kept?"),
    "improvement_measure": _("What will be done about it"),
    "due_on": _("Until when"),
    "figure": _("What it is measured by"),
    "counted": _("What is counted"),
    "unit": _("Unit"),
    "minutes": _("Minutes"),
    "office": _("Office"),
    "of_section": _("Section that is counted"),
    "service": _("Service that is counted"),
    "of_item": _("Item of the questionnaire"),
    "who": _("Who works for it"),
}
"""What the fields of these forms are called, by their names in the form and in the core."""


def about_words(place: Place, about: str, tongue: Tongue) -> str:
    """The words for what a refusal is about; empty for what says nothing to people, such as an id."""
    if about in FIELDS:
        return tongue.say(FIELDS[about])
    if about in place.state.targets or about in place.state.orders or about in {place.ward, ""}:
        return ""
    if place.furnished and about in place.furnished.sections:
        return tongue.section(place.ward, about)
    if place.furnished and about in place.furnished.divisions:
        return tongue.division(place.ward, about)
    found = subject(about, tongue, place.loop, place.ward, place.year)
    is_id = found == about and about.isascii() and " " not in about
    return "" if is_id else found
