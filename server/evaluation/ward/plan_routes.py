"""Plan over HTTP: the policy, what is done for targets in which months, and the way to publication."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member
from server.evaluation.calendar_words import FISCAL_MONTHS
from server.evaluation.catalogue import UNITS, explained
from server.evaluation.core.commands import (
    PlanInitiative,
    PublishPlan,
    ReportPlan,
    ReportTargets,
    SetPolicy,
)
from server.evaluation.core.guideline import Budget
from server.evaluation.core.papers import Initiative, Policy
from server.evaluation.core.state import WHOLE_CITY, Loop, Target, targets_of
from server.evaluation.offer import ANYTHING, any_day, may, offered
from server.evaluation.taking import NEW, NOTHING, new_id, whole
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import Sheet
from server.evaluation.ward.views.months import in_order, month_table
from server.evaluation.ward.views.places import target_url
from server.ports.city import SectionId
from server.web.forms import Form, filled_with, form
from server.web.reader import Reader


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


router = APIRouter(include_in_schema=False)

ITS_POLICY = f"{YEAR}/policy"
ITS_INITIATIVES = f"{YEAR}/targets/{{target}}/initiatives/{{initiative}}"
TO_COMMITTEE = f"{YEAR}/sections/{{section}}/targets"
TO_COUNCIL = f"{YEAR}/council"
TO_CITIZENS = f"{YEAR}/publication"


@router.get(ITS_POLICY)
async def policy(request: Request, who: Member, here: Here) -> Response:
    """The ward mayor's policy of the year."""
    sheet = _policy(request, who, here)
    return await sheet.show(sheet.kept)


@router.post(ITS_POLICY)
async def set_policy(request: Request, who: Member, here: Here) -> Response:
    """Set the policy."""
    said = await form(request)

    def command(read: Reader) -> SetPolicy:
        words = Policy(read.words("text"), read.words("goal"), read.needed_day("council_on"))
        return SetPolicy(here.ward, here.year, words)

    return await _policy(request, who, here).take(said, command, here.url)


def _policy(request: Request, who: Member, here: Place) -> Sheet:
    def standing(loop: Loop) -> Form:
        kept = loop.ward(here.ward, here.year).policy
        if kept is None:
            return NOTHING
        return filled_with(text=kept.text, goal=kept.goal, council_on=kept.council_on.isoformat())

    before = here.loop.ward(here.ward, here.year - 1).policy
    mine = here.ward != WHOLE_CITY and may(lambda: here.case.mayor(here.ward))
    anew = SetPolicy(here.ward, here.year, Policy(ANYTHING, ANYTHING, any_day(here.case, here.year)))
    offer = offered(here.case, anew) if mine else None
    return Sheet(
        request,
        who,
        here,
        "ward/policy.html",
        mine,
        {"before": before},
        standing,
        offer,
        called={"text": _("Policy")},
    )


@router.get(ITS_INITIATIVES)
async def initiative(request: Request, who: Member, here: Here, target: str, initiative: str) -> Response:
    """What is done for a target: a new initiative, or one as it stands in the yearly plan."""
    kept = here.target(target)
    _known(kept, initiative)
    sheet = _initiative(request, who, here, kept, initiative)
    return await sheet.show(sheet.kept)


@router.post(ITS_INITIATIVES)
async def plan_initiative(
    request: Request, who: Member, here: Here, target: str, initiative: str
) -> Response:
    """Plan an initiative, or plan it anew; the id of a new one comes from the form, so that it is one."""
    said, kept = await form(request), here.target(target)
    id = initiative if _known(kept, initiative) else new_id(said)

    def command(read: Reader) -> PlanInitiative:
        title, owner = read.words("initiative"), read.words("owner")
        planned = Initiative(title, owner, read.chosen("budget", Budget), _months(read))
        return PlanInitiative(here.ward, here.year, target, id, planned)

    sheet = _initiative(request, who, here, kept, initiative)
    return await sheet.take(said, command, target_url(here.ward, here.year, target))


def _known(target: Target, initiative: str) -> Initiative | None:
    """The initiative of an address; None for the word that stands for a new one. Raises HTTPException 404."""
    if initiative != NEW and initiative not in target.initiatives:
        raise HTTPException(404)
    return target.initiatives.get(initiative)


def _initiative(request: Request, who: Member, here: Place, target: Target, initiative: str) -> Sheet:
    def standing(loop: Loop) -> Form:
        found = loop.ward(here.ward, here.year).targets.get(target.id)
        planned = found.initiatives.get(initiative) if found else None
        return _filled(planned) if planned else NOTHING

    mine = may(lambda: here.case.owner(here.ward, target.aim))
    anything = Initiative(ANYTHING, ANYTHING, Budget.NONE, FISCAL_MONTHS)
    offer = offered(here.case, PlanInitiative(here.ward, here.year, target.id, initiative, anything))
    values = {"target": target, "months": FISCAL_MONTHS, "budgets": tuple(Budget)}
    return Sheet(request, who, here, "ward/initiative.html", mine, values, standing, offer)


def _filled(planned: Initiative) -> Form:
    return filled_with(
        initiative=planned.title,
        owner=planned.owner,
        budget=planned.budget.value,
        months=tuple(map(str, planned.months)),
    )


def _months(read: Reader) -> tuple[int, ...]:
    """The months that were ticked."""
    ticked = read.form.every("months")
    if not all(each.isascii() and each.isdigit() and int(each) in FISCAL_MONTHS for each in ticked):
        read.note("months")
        return ()
    return in_order(map(int, ticked))


@router.get(TO_COMMITTEE)
async def section_targets(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """A section's targets and yearly plan as they go to the committee."""
    return await _section_targets(request, who, here, section).show()


@router.post(TO_COMMITTEE)
async def report_targets(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Report the targets to the committee."""
    said = await form(request)
    sheet = _section_targets(request, who, here, section)
    return await sheet.take(said, lambda read: ReportTargets(here.ward, here.year, section), here.url)


def _section_targets(request: Request, who: Member, here: Place, section: SectionId) -> Sheet:
    found = here.section(section)
    targets = targets_of(here.state, section)
    values = {"section": found, "reported": section in here.state.reported, **plans_of(targets)}

    def standing(loop: Loop) -> Form:
        return plans_shown(targets_of(loop.ward(here.ward, here.year), section))

    mine = may(lambda: here.case.head(here.ward, section))
    offer = offered(here.case, ReportTargets(here.ward, here.year, section))
    return Sheet(request, who, here, "ward/section_targets.html", mine, values, standing, offer)


@router.get(TO_COUNCIL)
async def council(request: Request, who: Member, here: Here) -> Response:
    """All sections' targets as they go to the planning council."""
    held_on = here.state.plan_council_on or here.today
    return await _council(request, who, here).show(filled_with(council_on=held_on.isoformat()))


@router.post(TO_COUNCIL)
async def report_plan(request: Request, who: Member, here: Here) -> Response:
    """Report the plan to the planning council."""
    said = await form(request)

    def command(read: Reader) -> ReportPlan:
        return ReportPlan(here.ward, here.year, read.needed_day("council_on"))

    return await _council(request, who, here).take(said, command, here.url)


def _council(request: Request, who: Member, here: Place) -> Sheet:
    sections = here.furnished.sections if here.furnished else {}
    values = {"waiting": [each for id, each in sections.items() if id not in here.state.reported]}
    mine = here.ward != WHOLE_CITY and may(lambda: here.case.committee(here.ward))
    offer = (
        offered(here.case, ReportPlan(here.ward, here.year, any_day(here.case, here.year))) if mine else None
    )
    return Sheet(request, who, here, "ward/council.html", mine, values, offer=offer)


@router.get(TO_CITIZENS)
async def publication(request: Request, who: Member, here: Here) -> Response:
    """What will be public, and the button that makes it so."""
    return await _publication(request, who, here).show()


@router.post(TO_CITIZENS)
async def publish_plan(request: Request, who: Member, here: Here) -> Response:
    """Publish policy, targets and plans."""
    said = await form(request)
    sheet = _publication(request, who, here)
    return await sheet.take(said, lambda read: PublishPlan(here.ward, here.year), here.url)


def _publication(request: Request, who: Member, here: Place) -> Sheet:
    def standing(loop: Loop) -> Form:
        state = loop.ward(here.ward, here.year)
        return plans_shown(tuple(state.targets.values()), state.policy)

    offer = offered(here.case, PublishPlan(here.ward, here.year))
    values = plans_of(tuple(here.state.targets.values()))
    mine = may(lambda: here.case.committee(here.ward))
    return Sheet(request, who, here, "ward/publication.html", mine, values, standing, offer)


def plans_shown(targets: tuple[Target, ...], policy: Policy | None = None) -> Form:
    """What a page says that shows these plans, for whoever confirms it."""
    if not targets and policy is None:
        return NOTHING
    shown = [(each.id, each.aim, sorted(each.initiatives.items())) for each in sorted(targets, key=_id)]
    return whole(policy, shown)


def plans_of(targets: tuple[Target, ...]) -> Mapping[str, Any]:
    """What the cards of targets with their month tables need."""
    return {
        "targets": [(each, month_table(each)) for each in targets],
        "months": FISCAL_MONTHS,
        "figures": {each.id: explained(each.aim.indicator) for each in targets},
        "units": UNITS,
    }


def _id(target: Target) -> str:
    return target.id
