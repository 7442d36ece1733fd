"""The actions of the register that a management review counts: corrective, preventive, and small ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.ports.voices import Entry, RemedyKind


@dataclass(frozen=True, slots=True)
class Remedies:
    """How many actions there are of each kind; of all of them, how many are done, and had their effect."""

    corrective: int
    preventive: int
    improvement: int
    done: int
    effective: int

    @property
    def all(self) -> int:
        """Of every kind."""
        return self.corrective + self.preventive + self.improvement


def remedies_of(entries: Iterable[Entry], since: date, until: date) -> Remedies:
    """The actions that follow from what was received on these days, both included."""
    found = [remedy for each in entries if since <= each.received_on <= until for remedy in each.remedies]
    kinds = [each.kind for each in found]
    return Remedies(
        kinds.count(RemedyKind.CORRECTIVE),
        kinds.count(RemedyKind.PREVENTIVE),
        kinds.count(RemedyKind.IMPROVEMENT),
        done=sum(each.done_on is not None for each in found),
        effective=sum(each.effective is True for each in found),
    )
