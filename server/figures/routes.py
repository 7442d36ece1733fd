"""The pages of figures: those of an office, the tickets behind a figure, all offices side by side."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from server.app.permits import Action
from server.core.plan import OfficeId
from server.figures import reading
from server.figures.asking import Asked, asked_of, choice_of, remarks_of, speech_of, today_of, typed_span
from server.figures.heads import head_of, known_plan, plan_of
from server.figures.links import fields_of, link
from server.figures.views import cases, offices, panels, periods, tiles
from server.figures.views.choice import services_of
from server.web.exports import LONGEST_STAR
from server.web.house import house_of
from server.web.signing import Caller, NotPermitted, NotSignedIn, caller, require

router = APIRouter(include_in_schema=False)

Reader = Annotated[Caller, Depends(require(Action.MEASURES_READ))]
Fields = Annotated[Asked, Depends(asked_of)]


@router.get("/offices/{office}/manage/figures")
async def figures(request: Request, office: OfficeId, who: Reader, asked: Fields) -> Response:
    """How the office does over the dates chosen."""
    house = house_of(request)
    plan = plan_of(house, office)
    if plan is None:
        return house.pages.page(
            request, "figures/nothing.html", office=office, names=house.plans.names(office)
        )
    today, speech = today_of(house, office), speech_of(request)
    choice = choice_of(asked, plan, today)
    found = await reading.found_for(house.measures, plan, choice)
    path = f"/offices/{office}/manage/figures"
    of_cases = replace(choice, span=periods.cases_span(choice.span))
    tickets = link(f"{path}/tickets", fields_of(of_cases))
    return house.pages.page(
        request,
        "figures/figures.html",
        **head_of(house, plan, choice, path, speech),
        remarks=remarks_of(asked, choice, today, speech),
        dates=typed_span(asked, choice),
        cases_words="" if of_cases == choice else speech.span(of_cases.span),
        # Quantiles of five years are unpacked here: not on the loop that the boards wait for.
        longest_star=LONGEST_STAR,
        tiles=await asyncio.to_thread(tiles.tiles_of, found, plan, choice, speech, tickets),
        panels=await asyncio.to_thread(panels.panels_of, found, plan, choice, speech, tickets),
    )


@router.get("/offices/{office}/manage/figures/tickets")
async def tickets(request: Request, office: OfficeId, who: Reader, asked: Fields) -> Response:
    """The tickets behind a figure, of a month at most."""
    house = house_of(request)
    plan = known_plan(house, office)
    today, speech = today_of(house, office), speech_of(request)
    choice = choice_of(asked, plan, today)
    wanted = asked.wanted()
    path = f"/offices/{office}/manage/figures"
    fields = {**fields_of(choice), **asked.wanted_fields()}
    page = None
    if choice.span.days <= periods.CASES_AT_MOST:
        behind = await reading.cases_for(house.measures, choice, wanted)
        services = services_of(plan, choice) if choice.service or choice.section else ()
        found = await asyncio.to_thread(cases.cases_of, behind, wanted, services)
        page = cases.listed(found, wanted.which, asked.page, plan, speech)
    return house.pages.page(
        request,
        "figures/tickets.html",
        **head_of(house, plan, choice, f"{path}/tickets", speech),
        remarks=remarks_of(asked, choice, today, speech),
        dates=typed_span(asked, choice),
        listed=page,
        wanted=wanted,
        words=cases.which_words(speech)[wanted.which],
        which_words=cases.which_words(speech),
        counter=speech.names(plan.counters[wanted.counter].names) if wanted.counter in plan.counters else "",
        weekday=speech.weekday(wanted.weekday) if wanted.weekday else "",
        address=link(f"{path}/tickets", fields),
        back=link(path, fields_of(choice))({}),
        days_at_most=periods.CASES_AT_MOST,
    )


@router.get("/figures")
async def all_offices(request: Request, known: Annotated[Caller, Depends(caller)], asked: Fields) -> Response:
    """The offices that the caller may see, side by side."""
    house = house_of(request)
    if known.role is None:
        raise NotSignedIn
    plans = {
        each: plan_of(house, each) for each in house.plans.offices() if known.may(Action.MEASURES_READ, each)
    }
    seen = {office: plan for office, plan in plans.items() if plan is not None}
    if not plans:
        raise NotPermitted(Action.MEASURES_READ.value)
    speech = speech_of(request)
    if not seen:
        return house.pages.page(request, "figures/nothing.html", office="", names=None)
    first = next(iter(seen))
    today = today_of(house, first)
    choice = choice_of(asked, seen[first], today)
    parts = reading.parts_of(choice.span)
    sides = await asyncio.gather(
        *(reading.side_of(house.measures, office, plan, choice.span) for office, plan in seen.items())
    )
    labels = panels.tick_labels(list(parts), periods.is_long(choice.span), speech)
    return house.pages.page(
        request,
        "figures/offices.html",
        **head_of(house, seen[first], choice, "/figures", speech),
        remarks=remarks_of(asked, choice, today, speech),
        dates=typed_span(asked, choice),
        page=await asyncio.to_thread(offices.offices_of, sides, parts, labels, choice.measure, speech),
    )
