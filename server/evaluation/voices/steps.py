"""What a manager's form does to an entry: from fields to a rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from server.core.commands import Scene
from server.evaluation.voices import rules
from server.evaluation.voices.rules import Declined, Draft, Why
from server.evaluation.voices.standing import PERSONAL
from server.ports.voices import Contact, Entry, Intake, Kind, Remedy, RemedyKind
from server.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Desk:
    """The day, and what a form may choose from: the sections of the office, the targets of its ward."""

    today: date
    sections: frozenset[str]
    targets: frozenset[str]


Step: TypeAlias = Callable[[Entry, Reader, Desk], Entry]
"""The next version as a form says it. Raises FieldsWrong, Declined."""


def draft_of(read: Reader, sections: frozenset[str], services: frozenset[str]) -> Draft:
    """What the form of a new or corrected entry says. Raises FieldsWrong."""
    draft = Draft(
        kind=read.chosen("kind", Kind),
        intake=read.chosen("intake", Intake),
        received_on=read.needed_day("received_on"),
        summary=read.words("summary"),
        scene=read.chosen("scene", Scene) if read.text("scene") else None,
        service=read.one_of("service", services | {""}),
        section=read.one_of("section", sections | {""}),
        owner=read.one_of("owner", sections | {""}),
        contact=Contact(*(read.text(each) for each in PERSONAL)),
    )
    read.finish()
    return draft


def step_of(name: str) -> Step | None:
    """The step of this name; None when there is none."""
    return _STEPS.get(name)


def _answer(entry: Entry, read: Reader, desk: Desk) -> Entry:
    text, on = read.words("answer"), read.day("answered_on") or desk.today
    read.finish()
    return rules.answered(entry, text, on, desk.today)


def _plan(entry: Entry, read: Reader, desk: Desk) -> Entry:
    remedy = Remedy(
        id=f"r{entry.version}",
        kind=read.chosen("remedy_kind", RemedyKind),
        owner=read.one_of("remedy_owner", desk.sections | {""}) or rules.in_charge(entry),
        due_on=read.needed_day("due_on"),
        what=read.words("what"),
        target=read.one_of("target", desk.targets | {""}),
        procedure=read.text("procedure"),
        procedure_version=read.text("procedure_version"),
    )
    read.finish()
    return rules.with_remedy(entry, remedy, desk.today)


def _withdraw(entry: Entry, read: Reader, _desk: Desk) -> Entry:
    return rules.without_remedy(entry, read.text("remedy"))


def _done(entry: Entry, read: Reader, desk: Desk) -> Entry:
    on = read.day("done_on") or desk.today
    read.finish()
    return rules.remedy_done(entry, read.text("remedy"), on, desk.today)


def _check(entry: Entry, read: Reader, desk: Desk) -> Entry:
    effective = read.one_of("effective", ("yes", "no")) == "yes"
    on = read.day("checked_on") or desk.today
    read.finish()
    return rules.effect_checked(entry, read.text("remedy"), on, effective, desk.today)


def _close(entry: Entry, read: Reader, desk: Desk) -> Entry:
    return rules.closed(entry, desk.today, read.text("closing_reason"))


def _reopen(entry: Entry, _read: Reader, _desk: Desk) -> Entry:
    return rules.reopened(entry)


def _forget_contact(entry: Entry, _read: Reader, desk: Desk) -> Entry:
    return rules.without_contact(entry, desk.today)


def _forget(entry: Entry, read: Reader, desk: Desk) -> Entry:
    if not read.form.ticked("sure"):
        raise Declined(Why.FIELD_WRONG, "sure")
    return rules.forgotten(entry, desk.today)


_STEPS: Mapping[str, Step] = {
    "answer": _answer,
    "plan": _plan,
    "withdraw": _withdraw,
    "done": _done,
    "check": _check,
    "close": _close,
    "reopen": _reopen,
    "forget-contact": _forget_contact,
    "forget": _forget,
}
