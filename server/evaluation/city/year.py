"""The fiscal year that a page of the city is about, and what its address looks like."""

from typing import Annotated

from fastapi import Path
from starlette.requests import Request

from server.core.calendar import fiscal_year
from server.evaluation.asking import today_of

Year = Annotated[int, Path(ge=2000, le=2200)]
"""A fiscal year in an address."""


def this_year(request: Request) -> int:
    """The fiscal year in which the city is now."""
    return fiscal_year(today_of(request))


def page_of(year: int, part: str = "") -> str:
    """The address of the city's page of a year."""
    return f"/evaluation/city/{year}{part}"
