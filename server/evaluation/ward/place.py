"""Where in the loop a page is: a ward's year, with the loop as it stands and whoever looks at it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from server.core.plan import Names
from server.evaluation.asking import case_of, today_of
from server.evaluation.core.events import Event, TargetWithdrawn
from server.evaluation.core.require import Case
from server.evaluation.core.state import WHOLE_CITY, Loop, Target, WardYear
from server.evaluation.gone import NotThere
from server.evaluation.record import About
from server.evaluation.ward.views.places import section_url, ward_named, year_url
from server.ports.city import City, Section, SectionId, Ward, WardId
from server.web.house import house_of

YEARS = range(1990, 2101)
"""Fiscal years that an address may name."""

YEAR = "/evaluation/wards/{ward}/{year}"
"""The beginning of the address of every page of a ward's year."""


@dataclass(frozen=True, slots=True)
class Place:
    """A ward's year (`ward` is empty for the whole city); `case` knows who looks, `today` is the city's."""

    case: Case
    ward: WardId
    year: int
    today: date
    language: str

    @property
    def city(self) -> City:
        """The city as it is furnished."""
        return self.case.city

    @property
    def loop(self) -> Loop:
        """The loop as it stood when the page was asked for."""
        return self.case.loop

    @property
    def state(self) -> WardYear:
        """The ward's year."""
        return self.loop.ward(self.ward, self.year)

    @property
    def furnished(self) -> Ward | None:
        """The ward as it is furnished; None for the whole city."""
        return self.city.wards.get(self.ward)

    @property
    def names(self) -> Names:
        """What the ward, or the city, is called."""
        return self.furnished.names if self.furnished else self.city.names

    @property
    def url(self) -> str:
        """The page of this year."""
        return year_url(self.ward, self.year)

    def target(self, target: str) -> Target:
        """A target of this year. Raises NotThere, which says whether it was withdrawn."""
        if target not in self.state.targets:
            here = (self.ward, self.year, target)
            raise NotThere(lambda event: _withdrawn(event) == here, _targets_page)
        return self.state.targets[target]

    def section(self, section: SectionId) -> Section:
        """A section of this ward. Raises HTTPException 404."""
        if self.furnished is None or section not in self.furnished.sections:
            raise HTTPException(404)
        return self.furnished.sections[section]


def _withdrawn(event: Event) -> tuple[WardId, int, str] | None:
    """The target that an entry takes back."""
    return (event.ward, event.year, event.target) if isinstance(event, TargetWithdrawn) else None


def _targets_page(about: About) -> str:
    """The targets among which this one was: those of its section, else the ward's year."""
    year = about.year or 0
    if about.section:
        return section_url(about.ward, year, about.section, "targets")
    return year_url(about.ward, year)


async def place_of(request: Request, ward: str, year: int, case: Annotated[Case, Depends(case_of)]) -> Place:
    """The ward's year of this address. Raises HTTPException 404 for a ward or year that cannot be."""
    known = ward_named(ward)
    if (known != WHOLE_CITY and known not in case.city.wards) or year not in YEARS:
        raise HTTPException(404)
    return Place(case, known, year, today_of(request), house_of(request).pages.language(request))


Here = Annotated[Place, Depends(place_of)]
