"""The actions of the register that lie before a management review: corrective, preventive, and small ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.papers import Action
from server.ports.voices import Entry, RemedyKind


@dataclass(frozen=True, slots=True)
class Remedies:
    """The actions, and how many there are of each kind; of all of them, how many are done, and had effect."""

    actions: tuple[Action, ...]
    corrective: int
    preventive: int
    improvement: int
    done: int
    effective: int

    @property
    def all(self) -> int:
        """Of every kind."""
        return len(self.actions)


def actions_of(entries: Iterable[Entry], since: date, until: date) -> tuple[Action, ...]:
    """The actions that follow from what was received on these days, both included: no words, no person."""
    found = sorted(
        (each for each in entries if since <= each.received_on <= until),
        key=lambda each: (each.office, each.year, each.number),
    )
    return tuple(
        Action(
            office=entry.office,
            number=f"{entry.year}-{entry.number:03}",
            id=remedy.id,
            kind=remedy.kind,
            section=remedy.owner,
            due_on=remedy.due_on,
            done_on=remedy.done_on,
            effective=remedy.effective,
        )
        for entry in found
        for remedy in entry.remedies
    )


def remedies(actions: tuple[Action, ...]) -> Remedies:
    """The actions with their counts."""
    kinds = [each.kind for each in actions]
    return Remedies(
        actions,
        kinds.count(RemedyKind.CORRECTIVE),
        kinds.count(RemedyKind.PREVENTIVE),
        kinds.count(RemedyKind.IMPROVEMENT),
        done=sum(each.done_on is not None for each in actions),
        effective=sum(each.effective is True for each in actions),
    )
