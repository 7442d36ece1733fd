"""The fiscal year that a page of the city is about, and what its address looks like."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Path
from starlette.requests import Request

from server.core.calendar import fiscal_year
from server.evaluation.asking import improvement_of
from server.web.house import house_of

Year = Annotated[int, Path(ge=2000, le=2200)]
"""A fiscal year in an address."""


def today(request: Request) -> date:
    """The date in the city."""
    zone = ZoneInfo(improvement_of(request).secretariat.city.zone)
    return house_of(request).clock.now().astimezone(zone).date()


def this_year(request: Request) -> int:
    """The fiscal year in which the city is now."""
    return fiscal_year(today(request))


def page_of(year: int, part: str = "") -> str:
    """The address of the city's page of a year."""
    return f"/evaluation/city/{year}{part}"
