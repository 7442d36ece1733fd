"""The register and one entry of it as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.evaluation.voices.reminders import Reminder, duties, reminders
from server.evaluation.voices.rules import Why, obstacle, says_anything
from server.evaluation.voices.terms import Terms
from server.ports.voices import Change, Contact, Entry

PAGE = 50
"""Entries on one page of the list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `next` is to be done first, `obstacle` keeps the entry from being closed."""

    entry: Entry
    next: Reminder | None
    obstacle: Why | None


@dataclass(frozen=True, slots=True)
class List:
    """One page of the entries that were asked for, and what a section must not forget within `soon_days`."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int
    overdue: tuple[Reminder, ...]
    soon: tuple[Reminder, ...]
    soon_days: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with its history, the latest change first; `obstacle` keeps it from being closed.

    `says_anything` is whether there is a contact or free text that can be deleted.
    """

    entry: Entry
    due: tuple[Reminder, ...]
    history: tuple[Change, ...]
    obstacle: Why | None
    contact_hidden: bool
    says_anything: bool


def list_of(
    entries: Sequence[Entry], everything: Iterable[Entry], page: int, today: date, terms: Terms
) -> List:
    """The list of `entries` at `page` (from 1), with the reminders of `everything`."""
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(1, page), pages)
    due = reminders(everything, today, terms)
    return List(
        rows=tuple(_row(each, today, terms) for each in entries[(page - 1) * PAGE : page * PAGE]),
        found=len(entries),
        page=page,
        pages=pages,
        overdue=tuple(each for each in due if each.overdue),
        soon=tuple(each for each in due if not each.overdue),
        soon_days=terms.soon_days,
    )


def entry_page(
    entry: Entry, history: Sequence[Change], today: date, terms: Terms, *, contacts: bool
) -> EntryPage:
    """The page of an entry; without `contacts` it only says that there is a contact."""
    nobody = Contact()
    shown = entry if contacts else replace(entry, contact=nobody)
    return EntryPage(
        entry=shown,
        due=_due(entry, today, terms),
        history=tuple(reversed(history)),
        obstacle=obstacle(entry),
        contact_hidden=not contacts and entry.contact != nobody,
        says_anything=says_anything(entry),
    )


def _row(entry: Entry, today: date, terms: Terms) -> Row:
    return Row(entry, next(iter(_due(entry, today, terms)), None), obstacle(entry))


def _due(entry: Entry, today: date, terms: Terms) -> tuple[Reminder, ...]:
    return tuple(sorted(duties(entry, today, terms), key=lambda each: each.due_on))
