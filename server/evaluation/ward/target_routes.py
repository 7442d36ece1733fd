"""Targets over HTTP: set, worded anew, withdrawn, and the page that shows one with everything of it."""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.core.commands import Scene
from server.evaluation.asking import Member, improvement_of, page, tongue_of
from server.evaluation.calendar_words import FISCAL_MONTHS
from server.evaluation.catalogue import DEFAULT_MINUTES, FIGURES, UNITS, explained, measured_otherwise
from server.evaluation.core.commands import SetTarget, WithdrawTarget
from server.evaluation.core.events import TargetSet
from server.evaluation.core.guideline import (
    Basis,
    Direction,
    Latitude,
    Principle,
    Scope,
    beginning,
    ending,
)
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import Aim
from server.evaluation.core.state import Loop, Target
from server.evaluation.field_words import FIELDS
from server.evaluation.offer import ANYTHING, Offer, is_ready, may, offered, offered_any
from server.evaluation.taking import NEW, NOTHING, No, command_id_of, new_id, unfit
from server.evaluation.telling import sentences
from server.evaluation.tongue import Tongue
from server.evaluation.voices.questionnaire import asked_in
from server.evaluation.voices.room import offer_of
from server.evaluation.ward.aim_form import aim_of, form_of, indicator_of, plain, who_of
from server.evaluation.ward.measurable import Measurable
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import READ, Sheet
from server.evaluation.ward.views.aims import any_aim, is_open
from server.evaluation.ward.views.choices import Choices, choices
from server.evaluation.ward.views.months import month_table
from server.evaluation.ward.views.picture import Captions, picture
from server.evaluation.ward.views.places import target_url
from server.evaluation.ward.views.target import gauge, life
from server.evaluation.ward.year_end_routes import any_evaluation
from server.web.date_words import month_words
from server.web.forms import Form, filled_with, form
from server.web.house import house_of
from server.web.reader import Reader


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


router = APIRouter(include_in_schema=False)

A_NEW_ONE = f"{YEAR}/targets/{NEW}"
ITS_PAGE = f"{YEAR}/targets/{{target}}"
ITS_WORDS = f"{ITS_PAGE}/words"
ITS_END = f"{ITS_PAGE}/withdrawal"

FIRST = _("Choose first what the target is measured by.")


@router.get(A_NEW_ONE)
async def new_target(request: Request, who: Member, here: Here, section: str = "") -> Response:
    """The form of a new target, for the section that was chosen on the way."""
    known = here.furnished.sections if here.furnished else {}
    said = filled_with(who=who_of(Scope.SECTION, section)) if section in known else filled_with()
    return await (await _words(request, who, here, NEW)).show(said)


@router.post(A_NEW_ONE)
async def set_target(request: Request, who: Member, here: Here) -> Response:
    """Set a new target; its id comes from the form, so that the form sent twice sets one."""
    said = await form(request)
    return await _set(request, who, here, said, NEW, new_id(said))


@router.get(ITS_WORDS)
async def words(request: Request, who: Member, here: Here, target: str) -> Response:
    """The form of a target as it stands."""
    here.target(target)
    sheet = await _words(request, who, here, target)
    return await sheet.show(sheet.kept)


@router.post(ITS_WORDS)
async def reword_target(request: Request, who: Member, here: Here, target: str) -> Response:
    """Word a target anew."""
    here.target(target)
    return await _set(request, who, here, await form(request), target, target)


async def _set(request: Request, who: Member, here: Place, said: Form, name: str, target: str) -> Response:
    if said.ticked(READ):
        return await _read_now(request, who, here, said, name)

    measured = await _measured(request, here, said)

    def command(read: Reader) -> SetTarget:
        aim = aim_of(read)
        for each in _measurable(request, here).misfits_of(aim):
            read.note(each)
        return SetTarget(here.ward, here.year, target, replace(aim, measured=measured))

    sheet = await _words(request, who, here, name)
    return await sheet.take(said, command, target_url(here.ward, here.year, target))


def _measurable(request: Request, here: Place) -> Measurable:
    """What the targets of this ward can be measured by: its own offices, for the whole city all of them."""
    house, asked = house_of(request), improvement_of(request).readings.questionnaires
    known = here.furnished.offices if here.furnished else tuple(house.plans.offices())
    offices = {each: offer_of(house, each) for each in known if each in house.plans.offices()}
    return Measurable(offices, asked_in(asked, here.year))


async def _measured(request: Request, here: Place, said: Form) -> float | None:
    """What the indicator of a form says of the last fiscal year; of a form sent again, what it said first.

    It is kept beside the baseline that people type.
    """
    asking = Reader(said)
    asked = indicator_of(asking)
    if not asking.is_clear or list(_measurable(request, here).misfits(asked)):
        return None
    for each in improvement_of(request).secretariat.made(command_id_of(said)):
        if isinstance(each.event, TargetSet) and each.event.aim.indicator == asked:
            return each.event.aim.measured
    value = (await _last_year(request, here, asked)).value
    # As the ledger gives it back: a whole number would make the same form ask for something else.
    return None if value is None else float(value)


async def _last_year(request: Request, here: Place, asked: Indicator) -> Reading:
    """What an indicator says of the fiscal year before, as far as it is over."""
    since, until = beginning(here.year - 1), ending(here.year - 1)
    if since > here.today:
        return Reading(since, until, None)
    return await improvement_of(request).readings.read(asked, since, min(until, here.today))


async def _read_now(request: Request, who: Member, here: Place, said: Form, name: str) -> Response:
    """The form again with the figure of the last fiscal year as the baseline."""
    asking = Reader(said)
    asked = indicator_of(asking)
    for each in _measurable(request, here).misfits(asked):
        asking.note(each)
    if not asking.is_clear:
        first = "figure" in asking.noted
        no = No(422, FIRST, "figure", {"figure": FIRST}) if first else unfit(asking)
        return await (await _words(request, who, here, name)).show(said, no)
    read = await _last_year(request, here, asked)
    if read.value is not None:
        said = Form({**said.fields, "baseline": (plain(round(read.value, 2)),)})
    shown = {"read": read, "unit": explained(asked)}
    return await (await _words(request, who, here, name, shown)).show(said)


async def _words(
    request: Request, who: Member, here: Place, name: str, more: Mapping[str, Any] | None = None
) -> Sheet:
    def standing(loop: Loop) -> Form:
        kept = loop.ward(here.ward, here.year).targets.get(name)
        return form_of(kept.aim) if kept else NOTHING

    house, possible = house_of(request), choices(here.case, here.ward, here.year)
    known = _measurable(request, here)
    values = {
        "choices": possible,
        "offices": {each: house.plans.names(each) for each in known.offices},
        "services": {each: offer.service_names() for each, offer in known.offices.items()},
        "items": known.asked.items,
        # Where no office of the ward keeps its records here, there is nothing but what is counted by hand.
        "figures": FIGURES if known.offices else (),
        "units": UNITS,
        "minutes": DEFAULT_MINUTES,
        "new": name == NEW,
        "before": here.state.targets.get(name),
        "read": None,
        "scenes": tuple(Scene),
        "principles": tuple(Principle),
        "bases": tuple(Basis),
        "latitudes": tuple(Latitude),
        "directions": tuple(Direction),
        **(more or {}),
    }
    ids = {each: names for of_office in values["services"].values() for each, names in of_office.items()}
    names = {**ids, **values["offices"], **{each.id: each.names for each in known.asked.items}}
    mine, offer = bool(possible.who), _offer(here, name, possible)
    return Sheet(request, who, here, "ward/target_form.html", mine, values, standing, offer, names)


def _offer(here: Place, name: str, possible: Choices) -> Offer | None:
    """Whether this target can be worded anew, or a new one set for one of those whom one answers for."""
    if name in here.state.targets:
        aims = [here.state.targets[name].aim]
    else:
        aims = [any_aim(each.scope, each.section, each.division) for each in possible.who]
    return offered_any(here.case, [SetTarget(here.ward, here.year, name, each) for each in aims])


@router.get(ITS_END)
async def withdrawal(request: Request, who: Member, here: Here, target: str) -> Response:
    """The question whether a target is to be taken back."""
    here.target(target)
    return await _withdrawal(request, who, here, target).show()


@router.post(ITS_END)
async def withdraw_target(request: Request, who: Member, here: Here, target: str) -> Response:
    """Take back a target; sent twice it is gone already, and that is no fault."""
    said = await form(request)
    if not improvement_of(request).secretariat.made(command_id_of(said)):
        here.target(target)

    def command(read: Reader) -> WithdrawTarget:
        return WithdrawTarget(here.ward, here.year, target, read.words("reason"))

    return await _withdrawal(request, who, here, target).take(said, command, here.url)


def _withdrawal(request: Request, who: Member, here: Place, target: str) -> Sheet:
    def standing(loop: Loop) -> Form:
        kept = loop.ward(here.ward, here.year).targets.get(target)
        return form_of(kept.aim) if kept else NOTHING

    kept = here.state.targets.get(target)
    mine = kept is not None and may(lambda: here.case.owner(here.ward, kept.aim))
    offer = offered(here.case, WithdrawTarget(here.ward, here.year, target, ANYTHING))
    return Sheet(request, who, here, "ward/withdrawal.html", mine, {"target": kept}, standing, offer)


@router.get(ITS_PAGE)
async def target_page(request: Request, who: Member, here: Here, target: str) -> Response:
    """Everything of a target."""
    kept, t = here.target(target), await tongue_of(request)
    readings, aim = improvement_of(request).readings, kept.aim
    since, until = beginning(here.year), min(ending(here.year), here.today)
    begun = since <= until
    read = kept.evaluation.reading if kept.evaluation else None
    if read is None and begun:
        read = await readings.read(aim.indicator, since, until)
    months = await readings.months(aim.indicator, here.year, until) if begun else ()
    noted = improvement_of(request).secretariat.history
    told = life(here.ward, here.year, target, ((each.at, each.actor, each.event) for each in noted))
    return await page(
        request, "ward/target.html", who,
        t=t,
        place=here,
        target=kept,
        figure=explained(aim.indicator),
        unit=unit_words(t, aim),
        otherwise=measured_otherwise(aim),
        read=read,
        gauge=gauge(aim, read.value if read else None),
        drawn=picture(months, aim.value, explained(aim.indicator).unit, _captions(t, kept)),
        rows=month_table(kept),
        months=FISCAL_MONTHS,
        life=told,
        aim_words=FIELDS,
        shown=partial(part_words, t),
        standard=sentences(here.loop, here.ward, here.year, t).get(aim.standard, ""),
        mine=may(lambda: here.case.owner(here.ward, aim)),
        open=is_open(here.state, aim),
        evaluates=is_ready(here.case, any_evaluation(here, kept)),
    )  # fmt: skip


def unit_words(t: Tongue, aim: Aim) -> str:
    """What stands behind the values of a target."""
    unit = UNITS[explained(aim.indicator).unit]
    return t.say(unit) if unit else aim.indicator.unit


def _captions(t: Tongue, target: Target) -> Captions:
    figure = explained(target.aim.indicator)
    return Captions(
        title=target.aim.title,
        unit=unit_words(t, target.aim),
        figure=t.say(figure.name).format(**figure.given),
        target=t.say(_("Target line")),
        months=tuple(month_words(each, t.language) for each in FISCAL_MONTHS),
        month=t.say(_("Month")),
    )


def part_words(t: Tongue, part: object) -> str:
    """A part of an aim in words, for what was changed."""
    match part:
        case Enum():
            return t.label(part)
        case Indicator():
            figure = explained(part)
            return (
                t.say(figure.name).format(**figure.given)
                if part.source is not Source.COUNTED
                else part.figure
            )
        case float():
            return t.number(part)
        case None:
            return "-"
        case _:
            return str(part) or "-"
