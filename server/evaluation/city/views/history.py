"""The history that people read: chosen by ward, year, section and target, the newest first, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.evaluation.record import Line
from server.evaluation.sentences import sentence
from server.evaluation.tongue import Tongue
from server.ports.city import SectionId, WardId

A_PAGE = 50
"""Entries shown at once."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see; None and empty mean all. A ward of `` is the whole city."""

    ward: WardId | None = None
    year: int | None = None
    section: SectionId = ""
    target: str = ""
    page: int = 1

    def fits(self, line: Line) -> bool:
        """Whether an entry belongs to it."""
        about = line.about
        return (
            self.ward in {None, about.ward}
            and self.year in {None, about.year}
            and self.section in {"", about.section}
            and self.target in {"", about.target}
        )


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words."""

    position: int
    at: datetime
    who: str
    place: str
    year: int | None
    what: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of the entries that were wished for; `count` of them there are on `pages` pages."""

    entries: tuple[Told, ...]
    count: int
    page: int
    pages: int


def history_page(lines: Sequence[Line], wish: Wish, tongue: Tongue) -> HistoryPage:
    """The page that was wished for, or the last one there is."""
    found = [each for each in reversed(lines) if wish.fits(each)]
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(wish.page, 1), pages)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    return HistoryPage(tuple(told(each, tongue) for each in shown), len(found), page, pages)


def told(line: Line, tongue: Tongue) -> Told:
    """One entry in words."""
    noted, about = line.noted, line.about
    place = tongue.place(about.ward, about.section)
    return Told(
        noted.position, noted.at, tongue.person(noted.actor), place, about.year, sentence(line, tongue)
    )


def targets_in(lines: Sequence[Line], wish: Wish) -> tuple[tuple[str, str], ...]:
    """The targets to choose from: of the ward and the year that were chosen, by their latest title."""
    anywhere = Wish(wish.ward, wish.year, wish.section)
    found = {each.about.target: each.about.title for each in lines if anywhere.fits(each)}
    return tuple((target, title) for target, title in found.items() if target)


def years_in(lines: Sequence[Line]) -> tuple[int, ...]:
    """The fiscal years that the history speaks of, the latest first."""
    return tuple(sorted({each.about.year for each in lines if each.about.year}, reverse=True))
