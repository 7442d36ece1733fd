"""The management review of the ward mayor over HTTP, and the publication of the results."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member
from server.evaluation.core.commands import HoldReview, PublishResults
from server.evaluation.core.guideline import Grade, beginning, ending
from server.evaluation.core.papers import Review
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.voices.room import room_of
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import Sheet, filled_with, needed_day
from server.evaluation.ward.views.offer import may, offered
from server.evaluation.ward.views.places import step_url
from server.evaluation.ward.views.year_end_committee import ward_results
from server.evaluation.ward.views.year_end_remedies import remedies_of
from server.evaluation.ward.year_end_routes import unit_of
from server.web.forms import form

router = APIRouter(include_in_schema=False)

REVIEW = f"{YEAR}/review"
ANYTHING = "."
"""Stands for the words that are still to be written, where only the step's order is asked about."""


@router.get(REVIEW)
async def review(request: Request, who: Member, here: Here) -> Response:
    """What the mayor looks at: compliance, targets, actions, orders; and the form that concludes on it."""
    return await (await _sheet(request, who, here)).show(filled_with(held_on=here.today.isoformat()))


@router.post(REVIEW)
async def hold(request: Request, who: Member, here: Here) -> Response:
    """Hold the review: what was met becomes a standard of its section."""
    said = await form(request)

    def command() -> HoldReview:
        return HoldReview(here.ward, here.year, Review(needed_day(said, "held_on"), said.text("conclusion")))

    sheet = await _sheet(request, who, here)
    return await sheet.take(said, command, step_url(here.ward, here.year, "review"))


@router.post(f"{REVIEW}/publication")
async def publish(request: Request, who: Member, here: Here) -> Response:
    """Publish the results."""
    said = await form(request)
    sheet = await _sheet(request, who, here)
    onward = step_url(here.ward, here.year, "review")
    return await sheet.take(said, lambda: PublishResults(here.ward, here.year), onward)


async def _sheet(request: Request, who: Member, here: Place) -> Sheet:
    offices = here.furnished.offices if here.furnished else ()
    register = room_of(request).register
    entries = [entry for office in offices for entry in await register.entries(office)]
    held = HoldReview(here.ward, here.year, Review(here.today, ANYTHING))
    whole_city = here.ward == WHOLE_CITY
    values = {
        "results": ward_results(here.loop, here.city, here.ward, here.year),
        "remedies": remedies_of(entries, beginning(here.year), ending(here.year)) if offices else None,
        "review_offer": None if whole_city else offered(here.case, held),
        "publication": offered(here.case, PublishResults(here.ward, here.year)),
        "made": [each for each in here.loop.made.get(here.ward, ()) if each.year == here.year],
        "grades": tuple(Grade),
        "whole_city": whole_city,
        "unit_of": unit_of,
    }
    mine = not whole_city and may(lambda: here.case.mayor(here.ward))
    return Sheet(request, who, here, "ward/year_end/review.html", mine, values)
