"""The committee over HTTP: all sections' results, given back or decided on, and the report to the council."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member
from server.evaluation.core.commands import Command, DecideOutcome, InformCouncil, ReturnEvaluation
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import EMPTY, Sheet, chosen
from server.evaluation.ward.views.offer import may, offered
from server.evaluation.ward.views.places import step_url
from server.evaluation.ward.views.year_end_committee import OUTCOMES, ward_results
from server.evaluation.ward.year_end_routes import unit_of
from server.web.forms import Form, form

router = APIRouter(include_in_schema=False)

COMMITTEE = f"{YEAR}/committee"

ANYTHING = "."
"""Stands for the words that are still to be written, where only the step's order is asked about."""


@router.get(COMMITTEE)
async def committee(request: Request, who: Member, here: Here) -> Response:
    """All results of the year in the layout of the evaluation sheet."""
    return await _sheet(request, who, here, "").show()


@router.post(f"{COMMITTEE}/return")
async def give_back(request: Request, who: Member, here: Here) -> Response:
    """Give a section's report back, with words."""
    said = await form(request)

    def command() -> ReturnEvaluation:
        return ReturnEvaluation(here.ward, here.year, said.text("section"), said.text("text"))

    return await _step(request, who, here, said, f"section-{said.text('section')}", command)


@router.post(f"{COMMITTEE}/outcome")
async def decide_outcome(request: Request, who: Member, here: Here) -> Response:
    """Decide what becomes of a target next year."""
    said = await form(request)

    def command() -> DecideOutcome:
        return DecideOutcome(here.ward, here.year, said.text("target"), chosen(said, "outcome", Outcome))

    return await _step(request, who, here, said, f"target-{said.text('target')}", command)


@router.post(f"{COMMITTEE}/council")
async def inform_council(request: Request, who: Member, here: Here) -> Response:
    """Report the results to the planning council."""
    said = await form(request)

    def command() -> InformCouncil:
        return InformCouncil(here.ward, here.year, said.text("summary"))

    return await _step(request, who, here, said, "council", command)


async def _step(
    request: Request, who: Member, here: Place, said: Form, part: str, command: Callable[[], Command]
) -> Response:
    onward = f"{step_url(here.ward, here.year, 'committee')}#{part}"
    return await _sheet(request, who, here, part).take(said, command, onward)


def _sheet(request: Request, who: Member, here: Place, part: str) -> Sheet:
    """`part` is the form that was sent: it stays open with what was typed."""
    whole_city = here.ward == WHOLE_CITY
    council = None if whole_city else offered(here.case, InformCouncil(here.ward, here.year, ANYTHING))
    values = {
        "results": ward_results(here.loop, here.city, here.ward, here.year),
        "outcomes": OUTCOMES,
        "grades": tuple(Grade),
        "council": council,
        "whole_city": whole_city,
        "part": part,
        "empty": EMPTY,
        "unit_of": unit_of,
    }
    mine = may(lambda: here.case.committee(here.ward))
    return Sheet(request, who, here, "ward/year_end/committee.html", mine, values)
