"""What the survey asks in a fiscal year: items, grades and the direction in which they are good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.core.plan import Names
from server.ports.voices import ItemId

OVERALL = "overall"
"""The item that every questionnaire has: satisfied on the whole."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Grades with their names; `best` may be the highest or the lowest number, so it is always asked.

    `satisfied` are the grades that count as satisfied.
    """

    best: int
    worst: int
    names: Mapping[int, Names]
    satisfied: frozenset[int]

    @property
    def grades(self) -> tuple[int, ...]:
        """Every grade, the best first."""
        return tuple(sorted(self.names, reverse=self.best > self.worst))


@dataclass(frozen=True, slots=True)
class Item:
    """One question that is answered with a grade."""

    id: ItemId
    names: Names


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of the fiscal years from `year` on, until a newer one follows."""

    year: int
    scale: Scale
    items: tuple[Item, ...]

    @property
    def ids(self) -> frozenset[ItemId]:
        """The items that an answer may grade."""
        return frozenset(each.id for each in self.items)


def asked_in(questionnaires: Sequence[Questionnaire], year: int) -> Questionnaire:
    """What is asked in this fiscal year: the newest that is not of a later one, else the oldest."""
    begun = [each for each in questionnaires if each.year <= year]
    return begun[-1] if begun else questionnaires[0]
