"""The page that compares before and after: did a change help?"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from server.app.permits import Action
from server.core.plan import OfficeId
from server.figures import reading
from server.figures.asking import Asked, asked_of, choice_of, date_remarks_of, day_of, speech_of, today_of
from server.figures.heads import head_of, known_plan
from server.figures.links import fields_of, link
from server.figures.views import effect
from server.figures.views.choice import Choice
from server.figures.views.speech import Speech
from server.measure.comparison import compared
from server.measure.definitions import CATALOGUE
from server.measure.tally import Count
from server.web.house import House, house_of
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)


async def typed_of(
    on: Annotated[str, Query(alias="date", max_length=20)] = "",
    weeks: Annotated[str, Query(max_length=20)] = "",
    changes: Annotated[str, Query(max_length=1_000)] = "",
) -> effect.Typed:
    """The question of this address, as it was typed."""
    return effect.Typed(on, weeks, changes, day_of(on))


@router.get("/offices/{office}/manage/figures/effect")
async def effects(
    request: Request,
    office: OfficeId,
    _: Annotated[Caller, Depends(require(Action.MEASURES_READ))],
    asked: Annotated[Asked, Depends(asked_of)],
    typed: Annotated[effect.Typed, Depends(typed_of)],
) -> Response:
    """Whether a change on a date helped, as far as the days before and after tell."""
    house = house_of(request)
    plan, speech, today = known_plan(house, office), speech_of(request), today_of(house, office)
    measure = asked.measure if asked.measure in effect.EFFECT_MEASURES else effect.EFFECT_MEASURES[0]
    choice = choice_of(replace(asked, measure=measure), plan, today)
    path = f"/offices/{office}/manage/figures"
    answered = effect.answerable(typed, today)
    return house.pages.page(
        request,
        "figures/effect.html",
        400 if typed.day and not answered else 200,
        **head_of(house, plan, choice, f"{path}/effect", speech)
        | {"here": link(f"{path}/effect", fields_of(choice) | typed.fields())},
        answer=await _answer(house, choice, typed, speech) if answered else None,
        remarks=effect.remarks(typed, today, bool(date_remarks_of(asked, today, speech)), speech),
        typed=typed,
        suggested=today - timedelta(weeks=effect.USUAL_WEEKS),
        weeks_choices=effect.WEEKS,
        effect_measures=[(each, speech.name(CATALOGUE[each])) for each in effect.EFFECT_MEASURES],
        back=link(path, fields_of(choice))({}),
    )


async def _answer(house: House, choice: Choice, typed: effect.Typed, speech: Speech) -> effect.Effect | None:
    if typed.on is None:
        return None
    weeks = typed.chosen_weeks()
    daily = await reading.days_for(house.measures, choice, *effect.spans_needed(typed.on, weeks))
    special = frozenset(day for day, tally in daily.items() if tally.count(Count.ISSUED_SPECIAL))
    days = effect.day_values(daily, special, choice.measure)
    changes = effect.changes_of(typed.changes)
    said = compared(days, typed.on, weeks, choice.measure.better, changes)
    return effect.effect_of(said, days, choice.measure, typed.on, weeks, speech)
