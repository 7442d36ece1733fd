"""What stands in an entry where a form of the register writes: which forms there are, filled in. Pure."""

from collections.abc import Mapping

from server.evaluation.voices.wording import PARTS
from server.ports.voices import Entry, Remedy
from server.web.forms import Form, filled_with


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


PAGES = frozenset({"answer", "plan", "done", "check", "close", "forget"})
"""The steps with a form to fill in; the others are a mere button on the page of the entry."""

PERSONAL = ("name", "address", "phone", "mail")
"""The fields of a contact: only managers see what stands there."""

FIELDS: Mapping[str, str] = {
    **PARTS,
    "remedy_kind": PARTS["kind"],
    "remedy_owner": PARTS["owner"],
    "name": _("Name of the person"),
    "phone": _("Telephone number"),
    "mail": _("Mail address"),
    "address": _("Postal address"),
    "sure": _("Yes, delete it for good"),
}
"""What the fields of the forms are called."""


def said_of(entry: Entry) -> Form:
    """The form as it would have been filled in to say what the entry says."""
    plain = ("kind", "intake", "received_on", "summary", "section", "service", "owner")
    contact = {name: getattr(entry.contact, name) for name in PERSONAL}
    fields = {name: str(getattr(entry, name)) for name in plain} | contact
    return filled_with(**fields, scene=entry.scene or "")


def standing(step: str, entry: Entry, remedy_id: str) -> Form:
    """What stands there now of what the form of a step writes; `remedy_id` names the action, if any."""
    remedy = next((each for each in entry.remedies if each.id == remedy_id), None)
    match step:
        case "answer":
            return filled_with(answer=entry.answer, answered_on=str(entry.answered_on or ""))
        case "done" if remedy is not None:
            return filled_with(done_on=str(remedy.done_on or ""))
        case "check" if remedy is not None:
            return _checked(remedy)
        case "close":
            return filled_with(closing_reason=entry.closing_reason)
        case _:
            return Form({})


def _checked(remedy: Remedy) -> Form:
    effective = "" if remedy.effective is None else "yes" if remedy.effective else "no"
    return filled_with(checked_on=str(remedy.checked_on or ""), effective=effective)
