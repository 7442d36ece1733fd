"""What a section must not forget: answers, actions and checks of effects that are overdue or due soon."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.evaluation.voices.rules import in_charge
from server.evaluation.voices.terms import Terms
from server.ports.voices import Entry, SectionId


class Duty(StrEnum):
    """What is to be done."""

    ANSWER = "answer"
    ACTION = "action"
    EFFECT = "effect"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do until `due_on` by the section `owner` (empty: nobody was named)."""

    entry: Entry
    duty: Duty
    due_on: date
    owner: SectionId
    overdue: bool


def reminders(
    entries: Iterable[Entry], today: date, terms: Terms, section: SectionId | None = None
) -> tuple[Reminder, ...]:
    """What is overdue or due within `terms.soon_days`, of one section or of all, the most urgent first."""
    soon = today + timedelta(days=terms.soon_days)
    due = [each for entry in entries for each in duties(entry, today, terms) if each.due_on <= soon]
    wanted = (each for each in due if section in {None, each.owner})
    return tuple(sorted(wanted, key=lambda each: (each.due_on, each.entry.year, each.entry.number)))


def duties(entry: Entry, today: date, terms: Terms) -> Iterator[Reminder]:
    """Everything that is still to be done with an entry; with a closed one nothing is."""
    if entry.closed_on is not None:
        return
    if entry.answered_on is None:
        yield Reminder(entry, Duty.ANSWER, entry.answer_due_on, in_charge(entry), entry.answer_due_on < today)
    for remedy in entry.remedies:
        if remedy.done_on is None:
            yield Reminder(entry, Duty.ACTION, remedy.due_on, remedy.owner, remedy.due_on < today)
        elif remedy.effective is None:
            due_on = remedy.done_on + timedelta(days=terms.check_days)
            yield Reminder(entry, Duty.EFFECT, due_on, remedy.owner, due_on < today)
