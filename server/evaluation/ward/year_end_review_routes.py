"""The management review of the ward mayor over HTTP, and the publication of the results."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.core.plan import Names, OfficeId
from server.evaluation.asking import Member, improvement_of
from server.evaluation.core.commands import HoldReview, PublishResults
from server.evaluation.core.events import ReviewHeld
from server.evaluation.core.guideline import Grade, beginning, ending
from server.evaluation.core.papers import Action, Review
from server.evaluation.core.state import WHOLE_CITY, Loop
from server.evaluation.offer import ANYTHING, any_day, may, offered
from server.evaluation.taking import command_id_of
from server.evaluation.voices.room import offer_of, room_of
from server.evaluation.voices.wording import REMEDIES
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import Sheet
from server.evaluation.ward.views.places import step_url
from server.evaluation.ward.views.year_end_committee import ward_results
from server.evaluation.ward.views.year_end_remedies import actions_of, remedies
from server.evaluation.ward.year_end_routes import results_shown, unit_of
from server.ports.city import SectionId
from server.web.forms import Form, filled_with, form
from server.web.house import house_of
from server.web.reader import Reader

router = APIRouter(include_in_schema=False)

REVIEW = f"{YEAR}/review"


@router.get(REVIEW)
async def review(request: Request, who: Member, here: Here) -> Response:
    """What the mayor looks at: compliance, targets, actions, orders; and the form that concludes on it."""
    return await (await _review(request, who, here)).show(filled_with(held_on=here.today.isoformat()))


@router.post(REVIEW)
async def hold(request: Request, who: Member, here: Here) -> Response:
    """Hold the review: what was met becomes a standard there, the actions are written down with it."""
    said = await form(request)
    actions = await _first_actions(request, here, said)

    def command(read: Reader) -> HoldReview:
        concluded = Review(read.needed_day("held_on"), read.words("conclusion"), actions)
        return HoldReview(here.ward, here.year, concluded)

    sheet = await _review(request, who, here)
    return await sheet.take(said, command, step_url(here.ward, here.year, "review"))


@router.post(f"{REVIEW}/publication")
async def publish(request: Request, who: Member, here: Here) -> Response:
    """Publish the results."""
    said = await form(request)
    sheet = await _review(request, who, here)
    onward = step_url(here.ward, here.year, "review")
    return await sheet.take(said, lambda read: PublishResults(here.ward, here.year), onward)


async def _actions(request: Request, here: Place) -> tuple[Action, ...] | None:
    """The actions of the ward's year as the register has them now; None for a ward that keeps none here."""
    offices = here.furnished.offices if here.furnished else ()
    if not offices:
        return None
    since, until, register = beginning(here.year), ending(here.year), room_of(request).register
    entries = [each for office in offices for each in await register.entries(office, since, until)]
    return actions_of(entries, since, until)


def _office_names(request: Request, actions: tuple[Action, ...]) -> dict[OfficeId, Names]:
    """What the offices of these actions are called, where there is more than one: each counts its own."""
    plans = house_of(request).plans
    found = {each.office for each in actions}
    return {each: plans.names(each) for each in found if each in plans.offices()} if len(found) > 1 else {}


def _section_names(
    request: Request, here: Place, actions: tuple[Action, ...]
) -> dict[tuple[OfficeId, SectionId], Names]:
    """What the sections in charge are called: as in the city's file, else as the office itself calls them.

    One that neither knows any more is left out.
    """
    house, of_ward = house_of(request), here.furnished.sections if here.furnished else {}
    offices = {each.office for each in actions if each.office in house.plans.offices()}
    own = {
        (each, id): names for each in offices for id, names in offer_of(house, each).section_names().items()
    }
    in_charge = {(each.office, each.section) for each in actions if each.section in of_ward}
    return own | {(office, id): of_ward[id].names for office, id in in_charge}


async def _first_actions(request: Request, here: Place, said: Form) -> tuple[Action, ...] | None:
    """Those that this very form wrote down when it was sent the first time; else those of now."""
    for each in improvement_of(request).secretariat.made(command_id_of(said)):
        if isinstance(each.event, ReviewHeld):
            return each.event.review.actions
    return await _actions(request, here)


async def _review(request: Request, who: Member, here: Place) -> Sheet:
    mine = here.ward != WHOLE_CITY and may(lambda: here.case.mayor(here.ward))
    held = HoldReview(here.ward, here.year, Review(any_day(here.case, here.year), ANYTHING))
    offer = offered(here.case, held) if mine else None
    kept = here.state.review
    actions = kept.actions if kept else await _actions(request, here)
    values = {
        "results": ward_results(here.loop, here.city, here.ward, here.year),
        "remedies": None if actions is None else remedies(actions),
        "kinds": REMEDIES,
        "office_names": _office_names(request, actions or ()),
        "section_names": _section_names(request, here, actions or ()),
        "publication": offered(here.case, PublishResults(here.ward, here.year)),
        "made": [each for each in here.loop.made.get(here.ward, ()) if each.year == here.year],
        "grades": tuple(Grade),
        "whole_city": here.ward == WHOLE_CITY,
        "unit_of": unit_of,
    }

    def standing(loop: Loop) -> Form:
        return results_shown(loop.ward(here.ward, here.year), beside=actions)

    return Sheet(request, who, here, "ward/year_end/review.html", mine, values, standing, offer)
