"""What a manager's form does to an entry: from fields to a rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from server.core.commands import Scene
from server.evaluation.voices import rules
from server.evaluation.voices.rules import Declined, Draft, Why
from server.ports.voices import Contact, Entry, Intake, Kind, Remedy, RemedyKind
from server.web.forms import FieldWrong, Form


@dataclass(frozen=True, slots=True)
class Desk:
    """The day, and what a form may choose from: the sections of the office, the targets of its ward."""

    today: date
    sections: frozenset[str]
    targets: frozenset[str]


Step: TypeAlias = Callable[[Entry, Form, Desk], Entry]


def draft_of(said: Form, sections: frozenset[str], services: frozenset[str]) -> Draft:
    """What the form of a new or corrected entry says. Raises Declined, FieldWrong."""
    received_on = said.day("received_on")
    if received_on is None:
        raise FieldWrong("received_on")
    scene = said.text("scene")
    return Draft(
        kind=Kind(_one_of(said, "kind", frozenset(Kind))),
        intake=Intake(_one_of(said, "intake", frozenset(Intake))),
        received_on=received_on,
        summary=said.text("summary"),
        scene=Scene(_one_of(said, "scene", frozenset(Scene))) if scene else None,
        section=_one_of(said, "section", sections | {""}),
        service=_one_of(said, "service", services | {""}),
        owner=_one_of(said, "owner", sections | {""}),
        contact=Contact(*(said.text(each) for each in ("name", "address", "phone", "mail"))),
    )


def step_of(name: str) -> Step | None:
    """The step of this name; None when there is none."""
    return _STEPS.get(name)


def _one_of(said: Form, name: str, known: frozenset[str]) -> str:
    value = said.text(name)
    if value not in known:
        raise FieldWrong(name)
    return value


def _answer(entry: Entry, said: Form, desk: Desk) -> Entry:
    on = said.day("answered_on") or desk.today
    return rules.answered(entry, said.text("answer"), on, desk.today)


def _plan(entry: Entry, said: Form, desk: Desk) -> Entry:
    due_on = said.day("due_on")
    if due_on is None:
        raise FieldWrong("due_on")
    remedy = Remedy(
        id=f"r{entry.version}",
        kind=RemedyKind(_one_of(said, "remedy_kind", frozenset(RemedyKind))),
        what=said.text("what"),
        owner=_one_of(said, "remedy_owner", desk.sections | {""}) or rules.in_charge(entry),
        due_on=due_on,
        target=_one_of(said, "target", desk.targets | {""}),
        procedure=said.text("procedure"),
        procedure_version=said.text("procedure_version"),
    )
    return rules.with_remedy(entry, remedy, desk.today)


def _withdraw(entry: Entry, said: Form, _desk: Desk) -> Entry:
    return rules.without_remedy(entry, said.text("remedy"))


def _done(entry: Entry, said: Form, desk: Desk) -> Entry:
    on = said.day("done_on") or desk.today
    return rules.remedy_done(entry, said.text("remedy"), on, desk.today)


def _check(entry: Entry, said: Form, desk: Desk) -> Entry:
    effective = _one_of(said, "effective", frozenset({"yes", "no"})) == "yes"
    on = said.day("checked_on") or desk.today
    return rules.effect_checked(entry, said.text("remedy"), on, effective, desk.today)


def _close(entry: Entry, said: Form, desk: Desk) -> Entry:
    return rules.closed(entry, desk.today, said.text("closing_reason"))


def _reopen(entry: Entry, _said: Form, _desk: Desk) -> Entry:
    return rules.reopened(entry)


def _forget_contact(entry: Entry, _said: Form, desk: Desk) -> Entry:
    return rules.without_contact(entry, desk.today)


def _forget(entry: Entry, said: Form, desk: Desk) -> Entry:
    if not said.ticked("sure"):
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
