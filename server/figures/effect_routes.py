"""The page that compares before and after: did a change help?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from server.app.permits import Action
from server.core.plan import OfficeId
from server.figures import reading
from server.figures.asking import Asked, asked_of, choice_of, day_of, speech_of, today_of
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

USUAL_WEEKS = 8

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What was changed when: the date (none: not asked yet), the weeks on each side, other changes."""

    on: date | None
    weeks: int
    changes: str


async def question_of(
    on: Annotated[str, Query(alias="date", max_length=20)] = "",
    weeks: Annotated[str, Query(max_length=3)] = "",
    changes: Annotated[str, Query(max_length=1_000)] = "",
) -> Question:
    """The question of this address; weeks that are not offered become the usual ones."""
    offered = {str(each): each for each in effect.WEEKS}
    return Question(day_of(on), offered.get(weeks, USUAL_WEEKS), changes)


@router.get("/offices/{office}/manage/figures/effect")
async def effects(
    request: Request,
    office: OfficeId,
    _: Annotated[Caller, Depends(require(Action.MEASURES_READ))],
    asked: Annotated[Asked, Depends(asked_of)],
    question: Annotated[Question, Depends(question_of)],
) -> Response:
    """Whether a change on a date helped, as far as the days before and after tell."""
    house = house_of(request)
    plan, speech, today = known_plan(house, office), speech_of(request), today_of(house, office)
    measure = asked.measure if asked.measure in effect.EFFECT_MEASURES else effect.EFFECT_MEASURES[0]
    choice = choice_of(replace(asked, measure=measure), plan, today)
    path = f"/offices/{office}/manage/figures"
    return house.pages.page(
        request,
        "figures/effect.html",
        **head_of(house, plan, choice, f"{path}/effect", speech),
        answer=await _answer(house, choice, question, speech),
        question=question,
        suggested=today - timedelta(weeks=USUAL_WEEKS),
        weeks_choices=effect.WEEKS,
        effect_measures=[(each, speech.name(CATALOGUE[each])) for each in effect.EFFECT_MEASURES],
        back=link(path, fields_of(choice))({}),
    )


async def _answer(house: House, choice: Choice, question: Question, speech: Speech) -> effect.Effect | None:
    if question.on is None:
        return None
    spans = effect.spans_needed(question.on, question.weeks)
    daily = await reading.days_for(house.measures, choice, *spans)
    special = frozenset(day for day, tally in daily.items() if tally.count(Count.ISSUED_SPECIAL))
    days = effect.day_values(daily, special, choice.measure)
    changes = effect.changes_of(question.changes)
    said = compared(days, question.on, question.weeks, choice.measure.better, changes)
    return effect.effect_of(said, days, choice.measure, question.on, question.weeks, speech)
