"""The standards of a year by scene, beside those of the year before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.core.commands import Scene
from server.evaluation.core.papers import Standard
from server.evaluation.core.state import Loop, StandardsOfYear


class Change(StrEnum):
    """What became of a standard since the year before."""

    NEW = "new"
    REWORDED = "reworded"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Row:
    """A standard; `before` is its sentence of the year before where that was another one."""

    standard: Standard
    change: Change
    before: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A standard of the year before that is left out, and why (empty: nobody said)."""

    standard: Standard
    reason: str


@dataclass(frozen=True, slots=True)
class OfScene:
    """The standards of one scene; a scene may have none."""

    scene: Scene
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """A year's standards; `first` is a year with nothing in force before it."""

    year: int
    begun: bool
    adopted_at: datetime | None
    achievements: str
    conclusion: str
    scenes: tuple[OfScene, ...]
    dropped: tuple[Dropped, ...]
    first: bool

    @property
    def open(self) -> bool:
        """Whether the draft can be changed."""
        return self.begun and self.adopted_at is None

    @property
    def count(self) -> int:
        """How many standards there are."""
        return sum(len(each.rows) for each in self.scenes)

    def changed(self, change: Change) -> int:
        """How many of them are new, reworded or kept."""
        return sum(row.change == change for each in self.scenes for row in each.rows)

    @property
    def samples(self) -> int:
        """How many came with the program and were not decided by this city."""
        return sum(row.standard.sample for each in self.scenes for row in each.rows)


def standards_page(loop: Loop, year: int, reasons: Mapping[str, str]) -> StandardsPage:
    """The standards of a year; `reasons` says by id why one was left out."""
    of_year = loop.standards.get(year, StandardsOfYear())
    last = loop.latest_adopted(year)
    before = {each.id: each for each in loop.adopted(last)} if last is not None else {}
    rows = [_row(each, before.get(each.id)) for each in of_year.standards]
    kept = {each.id for each in of_year.standards}
    begun = year in loop.standards
    gone = [each for each in before.values() if each.id not in kept] if begun else []
    return StandardsPage(
        year=year,
        begun=begun,
        adopted_at=of_year.adopted_at,
        achievements=of_year.achievements,
        conclusion=of_year.conclusion,
        scenes=tuple(
            OfScene(scene, tuple(each for each in rows if each.standard.scene is scene)) for scene in Scene
        ),
        dropped=tuple(Dropped(each, reasons.get(each.id, "")) for each in gone),
        first=not before,
    )


def standard_of(loop: Loop, year: int, standard: str) -> Standard | None:
    """One standard of a year's draft or edition."""
    of_year = loop.standards.get(year, StandardsOfYear())
    return next((each for each in of_year.standards if each.id == standard), None)


def _row(standard: Standard, before: Standard | None) -> Row:
    if before is None:
        return Row(standard, Change.NEW)
    if before.sentence != standard.sentence:
        return Row(standard, Change.REWORDED, before.sentence)
    return Row(standard, Change.KEPT)
