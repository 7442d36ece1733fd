"""The committee over HTTP: all sections' results, and a page for each deed, so that no form loses another."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member
from server.evaluation.core.commands import DecideOutcome, InformCouncil, ReturnEvaluation
from server.evaluation.core.guideline import Outcome
from server.evaluation.core.state import WHOLE_CITY, Loop, Target
from server.evaluation.offer import ANYTHING, may, offered
from server.evaluation.taking import NOTHING
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import Sheet
from server.evaluation.ward.views.places import step_url
from server.evaluation.ward.views.year_end_committee import (
    OUTCOMES,
    result_of,
    section_results,
    ward_results,
)
from server.evaluation.ward.year_end_routes import results_shown, unit_of
from server.ports.city import SectionId
from server.web.forms import Form, filled_with, form
from server.web.reader import Reader


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


router = APIRouter(include_in_schema=False)

COMMITTEE = f"{YEAR}/committee"
TO_COUNCIL = f"{COMMITTEE}/council"
ITS_OUTCOME = f"{YEAR}/targets/{{target}}/outcome"
ITS_RETURN = f"{YEAR}/sections/{{section}}/return"


@router.get(COMMITTEE)
async def committee(request: Request, who: Member, here: Here) -> Response:
    """All results of the year in the layout of the evaluation sheet, and what is to be done about them."""
    council = None if here.ward == WHOLE_CITY else offered(here.case, _council(here, ANYTHING))
    return await _sheet(request, who, here, "committee", {"council": council}).show()


@router.get(ITS_OUTCOME)
async def outcome(request: Request, who: Member, here: Here, target: str) -> Response:
    """A target's result, and the eight outcomes to choose from."""
    sheet = _outcome(request, who, here, here.target(target))
    return await sheet.show(sheet.kept)


@router.post(ITS_OUTCOME)
async def decide_outcome(request: Request, who: Member, here: Here, target: str) -> Response:
    """Decide what becomes of a target next year."""
    said = await form(request)

    def command(read: Reader) -> DecideOutcome:
        return DecideOutcome(here.ward, here.year, target, read.chosen("outcome", Outcome))

    sheet = _outcome(request, who, here, here.target(target))
    return await sheet.take(said, command, step_url(here.ward, here.year, "committee"))


def _outcome(request: Request, who: Member, here: Place, target: Target) -> Sheet:
    def standing(loop: Loop) -> Form:
        kept = loop.ward(here.ward, here.year).targets.get(target.id)
        return filled_with(outcome=kept.outcome.value) if kept and kept.outcome else NOTHING

    values = {
        "target": target,
        "result": result_of(here.loop, here.ward, here.year, target),
        "outcomes": OUTCOMES,
        "unit_of": unit_of,
    }
    offer = offered(here.case, DecideOutcome(here.ward, here.year, target.id, Outcome.KEEP))
    mine = may(lambda: here.case.committee(here.ward))
    return Sheet(request, who, here, "ward/year_end/outcome.html", mine, values, standing, offer)


@router.get(ITS_RETURN)
async def giving_back(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """A section's report, and the form that gives it back."""
    return await _return(request, who, here, section).show()


@router.post(ITS_RETURN)
async def give_back(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Give a section's report back, with words."""
    said = await form(request)

    def command(read: Reader) -> ReturnEvaluation:
        return ReturnEvaluation(here.ward, here.year, section, read.words("text"))

    onward = step_url(here.ward, here.year, "committee")
    return await _return(request, who, here, section).take(said, command, onward)


CALLED = {"text": _("What is to be mended")}
"""What the field of a returned report is called."""


def _return(request: Request, who: Member, here: Place, section: SectionId) -> Sheet:
    found = here.section(section)
    values = {
        "section": found,
        "part": section_results(here.loop, here.ward, here.year, section, found.names),
        "unit_of": unit_of,
    }
    offer = offered(here.case, ReturnEvaluation(here.ward, here.year, section, ANYTHING))
    mine = may(lambda: here.case.committee(here.ward))
    return Sheet(request, who, here, "ward/year_end/return.html", mine, values, offer=offer, called=CALLED)


@router.get(TO_COUNCIL)
async def informing(request: Request, who: Member, here: Here) -> Response:
    """The form with which the chair reports the results to the planning council."""
    return await _informing(request, who, here).show()


@router.post(TO_COUNCIL)
async def inform_council(request: Request, who: Member, here: Here) -> Response:
    """Report the results to the planning council."""
    said = await form(request)
    onward = step_url(here.ward, here.year, "committee")
    sheet = _informing(request, who, here)
    return await sheet.take(said, lambda read: _council(here, read.words("summary")), onward)


def _informing(request: Request, who: Member, here: Place) -> Sheet:
    def standing(loop: Loop) -> Form:
        return results_shown(loop.ward(here.ward, here.year))

    sheet = _sheet(request, who, here, "informing", {})
    offer = offered(here.case, _council(here, ANYTHING))
    return Sheet(request, who, here, sheet.template, sheet.mine, sheet.values, standing, offer)


def _council(here: Place, summary: str) -> InformCouncil:
    return InformCouncil(here.ward, here.year, summary)


def _sheet(request: Request, who: Member, here: Place, name: str, more: dict[str, object]) -> Sheet:
    values = {
        "results": ward_results(here.loop, here.city, here.ward, here.year),
        "whole_city": here.ward == WHOLE_CITY,
        "unit_of": unit_of,
        **more,
    }
    mine = may(lambda: here.case.committee(here.ward))
    return Sheet(request, who, here, f"ward/year_end/{name}.html", mine, values)
