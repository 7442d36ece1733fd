"""Which entries of the register somebody wants to see."""

import unicodedata
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from server.evaluation.voices.reminders import duties
from server.evaluation.voices.terms import Terms
from server.ports.voices import Entry, Kind, SectionId


@dataclass(frozen=True, slots=True)
class Wanted:
    """All conditions hold together; one that is None or empty always holds.

    `words` must all stand in the texts of the entry or in its number, whatever their case and width.
    """

    closed: bool | None = None
    kind: Kind | None = None
    section: SectionId = ""
    overdue: bool = False
    words: str = ""


def found(
    entries: Iterable[Entry], wanted: Wanted, today: date, terms: Terms, *, contacts: bool = False
) -> tuple[Entry, ...]:
    """The entries that are wanted, in their order; `contacts` lets the words be found in contacts too."""
    words = _plain(wanted.words).split()
    return tuple(
        each
        for each in entries
        if wanted.closed in {None, each.closed_on is not None}
        and wanted.kind in {None, each.kind}
        and wanted.section in {"", each.section, each.owner}
        and (not wanted.overdue or any(duty.overdue for duty in duties(each, today, terms)))
        and all(word in _text(each, contacts) for word in words)
    )


def _text(entry: Entry, contacts: bool) -> str:
    said = [f"{entry.year}-{entry.number}", entry.summary, entry.answer, entry.closing_reason]
    said += [each.what for each in entry.remedies]
    return _plain("\n".join([*said, *(astuple(entry.contact) if contacts else ())]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
