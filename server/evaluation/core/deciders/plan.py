"""The ward's loop, Plan: policy, targets, yearly plan, publication (guideline sections 5(1), 5(2), 6)."""

from dataclasses import replace
from math import isfinite

from server.evaluation.core.commands import (
    EndSectionStandard,
    PlanInitiative,
    PublishPlan,
    ReportPlan,
    ReportTargets,
    SetPolicy,
    SetTarget,
    WithdrawTarget,
)
from server.evaluation.core.events import (
    Event,
    InitiativePlanned,
    PlanPublished,
    PlanReported,
    PolicySet,
    SectionStandardEnded,
    TargetSet,
    TargetsReported,
    TargetWithdrawn,
)
from server.evaluation.core.guideline import MOST_TARGETS, Basis, Latitude, Scope, is_better
from server.evaluation.core.indicator import Source
from server.evaluation.core.papers import Aim
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case, lengths, met_on, says, words
from server.evaluation.core.state import WHOLE_CITY, Target, WardYear, targets_of
from server.ports.city import WardId

MONTHS = frozenset(range(1, 13))


def set_policy(case: Case, command: SetPolicy) -> tuple[Event, ...]:
    """The ward mayor's policy, on the standards in force; it stands until the plan is published."""
    case.ward(command.ward)
    case.mayor(command.ward)
    _adopted(case, command.year)
    if case.year(command.ward, command.year).plan_published_at:
        raise LoopRefused(Reason.PLAN_FIXED, command.ward)
    words(text=command.policy.text, goal=command.policy.goal)
    met_on(command.year, case.today, council_on=command.policy.council_on)
    return (PolicySet(command.ward, command.year, command.policy),)


def set_target(case: Case, command: SetTarget) -> tuple[Event, ...]:
    """A target that can be judged by a figure, higher than what is kept already; three a section at most."""
    aim, ward_year = command.aim, case.year(command.ward, command.year)
    _fits(case, command.ward, aim)
    before = ward_year.targets.get(command.target)
    if before is not None:
        case.owner(command.ward, before.aim)
        _open(ward_year, before.aim)
    case.owner(command.ward, aim)
    _adopted(case, command.year)
    if command.ward != WHOLE_CITY and ward_year.policy is None:
        raise LoopRefused(Reason.POLICY_MISSING, command.ward)
    _open(ward_year, aim, new=before is None)
    words(
        target=command.target, title=aim.title, item=aim.item, current_state=aim.current_state, plan=aim.plan
    )
    lengths(counted=aim.indicator.figure, unit=aim.indicator.unit)
    _measurable(aim)
    _higher(case, command, aim)
    twins = [each.aim for id, each in ward_year.targets.items() if id != command.target]
    if any(replace(each, measured=aim.measured) == aim for each in twins):
        raise LoopRefused(Reason.SAME_ALREADY)
    others = [each for each in targets_of(ward_year, aim.section) if each.id != command.target]
    if aim.scope is Scope.SECTION and len(others) >= MOST_TARGETS:
        raise LoopRefused(Reason.TOO_MANY_TARGETS, aim.section)
    return (TargetSet(command.ward, command.year, command.target, aim),)


def withdraw(case: Case, command: WithdrawTarget) -> tuple[Event, ...]:
    """A target that the committee does not have yet is taken back."""
    target = case.target(command.ward, command.year, command.target)
    case.owner(command.ward, target.aim)
    _open(case.year(command.ward, command.year), target.aim)
    words(reason=command.reason)
    return (TargetWithdrawn(command.ward, command.year, command.target, command.reason),)


def end_standard(case: Case, command: EndSectionStandard) -> tuple[Event, ...]:
    """What was a target once is kept no longer: standards are reviewed every year (sections 1(2) and 4)."""
    ward, year = command.ward, command.year
    case.year(ward, year)
    case.committee(ward)
    _adopted(case, year)
    words(reason=command.reason)
    made = case.loop.made.get(ward, ())
    if not any(each.id == command.standard and each.is_kept_in(year) for each in made):
        raise LoopRefused(Reason.UNKNOWN_STANDARD, command.standard)
    for (of_ward, of_year), state in case.loop.wards.items():
        if of_ward == ward and of_year >= year:
            _not_built_upon(state, ward, command.standard)
    return (SectionStandardEnded(ward, year, command.standard, command.reason),)


def _not_built_upon(state: WardYear, ward: WardId, standard: str) -> None:
    """Nobody was told in public that this standard is kept, and no target goes beyond it."""
    if state.plan_published_at:
        raise LoopRefused(Reason.PLAN_FIXED, ward)
    for target in state.targets.values():
        if target.aim.standard == standard:
            raise LoopRefused(Reason.STANDARD_EXCEEDED_BY_TARGET, target.aim.title)


def plan_initiative(case: Case, command: PlanInitiative) -> tuple[Event, ...]:
    """What is done for a target, in which months; what is reported stays, more may be added."""
    target = case.target(command.ward, command.year, command.target)
    case.owner(command.ward, target.aim)
    if case.year(command.ward, command.year).is_over:
        raise LoopRefused(Reason.EVALUATION_FIXED, command.ward)
    if command.id in target.initiatives and _is_fixed(case.year(command.ward, command.year), target.aim):
        raise LoopRefused(Reason.PLAN_FIXED, target.initiatives[command.id].title)
    planned = command.initiative
    words(id=command.id, initiative=planned.title, owner=planned.owner)
    if not planned.months or not MONTHS.issuperset(planned.months):
        raise LoopRefused(Reason.MONTH_NOT_POSSIBLE, ", ".join(map(str, planned.months)))
    if any(each == planned for id, each in target.initiatives.items() if id != command.id):
        raise LoopRefused(Reason.SAME_ALREADY)
    return (InitiativePlanned(command.ward, command.year, command.target, command.id, planned),)


def report_targets(case: Case, command: ReportTargets) -> tuple[Event, ...]:
    """A section's one to three targets, each with a plan, go to the committee and are fixed."""
    case.section(command.ward, command.section)
    case.head(command.ward, command.section)
    ward_year = case.year(command.ward, command.year)
    if command.section in ward_year.reported:
        raise LoopRefused(Reason.TARGETS_FIXED, command.section)
    targets = targets_of(ward_year, command.section)
    if not targets:
        raise LoopRefused(Reason.NO_TARGET, command.section)
    _all_planned(targets)
    return (TargetsReported(command.ward, command.year, command.section),)


def report_plan(case: Case, command: ReportPlan) -> tuple[Event, ...]:
    """The chair reports to the planning council once every section has reported."""
    ward = case.ward(command.ward)
    case.committee(command.ward)
    ward_year = case.year(command.ward, command.year)
    if ward_year.plan_council_on:
        raise LoopRefused(Reason.PLAN_FIXED, command.ward)
    for section in ward.sections:
        if section not in ward_year.reported:
            raise LoopRefused(Reason.TARGETS_NOT_REPORTED, section)
    _all_planned(tuple(ward_year.targets.values()))
    met_on(command.year, case.today, council_on=command.council_on)
    return (PlanReported(command.ward, command.year, command.council_on),)


def publish_plan(case: Case, command: PublishPlan) -> tuple[Event, ...]:
    """The committee publishes after the council heard it; the conference the whole city's targets."""
    case.committee(command.ward)
    ward_year = case.year(command.ward, command.year)
    if ward_year.plan_published_at:
        raise LoopRefused(Reason.ALREADY_PUBLISHED, command.ward)
    if command.ward != WHOLE_CITY and not ward_year.plan_council_on:
        raise LoopRefused(Reason.PLAN_NOT_REPORTED, command.ward)
    if not ward_year.targets:
        raise LoopRefused(Reason.NO_TARGET, command.ward)
    _all_planned(tuple(ward_year.targets.values()))
    return (PlanPublished(command.ward, command.year),)


def _adopted(case: Case, year: int) -> None:
    if not case.loop.adopted(year):
        raise LoopRefused(Reason.STANDARDS_NOT_ADOPTED, str(year))


def _fits(case: Case, ward: WardId, aim: Aim) -> None:
    """The scope names whose target it is: a section's has a section, the city's has no ward."""
    if (aim.scope is Scope.CITY) != (ward == WHOLE_CITY) or (aim.scope is Scope.SECTION) != bool(aim.section):
        raise LoopRefused(Reason.SCOPE_UNFIT, aim.scope.value)
    if aim.section:
        case.section(ward, aim.section)
    if (aim.scope is Scope.DIVISION) != bool(aim.division):
        raise LoopRefused(Reason.SCOPE_UNFIT, aim.scope.value)
    if aim.division and aim.division not in case.ward(ward).divisions:
        raise LoopRefused(Reason.UNKNOWN_DIVISION, aim.division)


def _is_fixed(ward_year: WardYear, aim: Aim) -> bool:
    """Whether the committee or the council has this target, or everybody."""
    reported = aim.section and aim.section in ward_year.reported
    return bool(reported or ward_year.plan_council_on or ward_year.plan_published_at)


def _open(ward_year: WardYear, aim: Aim, new: bool = False) -> None:
    """A section's targets change until it has reported, the wider ones until the council has heard."""
    if new and _is_fixed(ward_year, aim):
        raise LoopRefused(Reason.NO_MORE_TARGETS, aim.section)
    if (aim.section and aim.section in ward_year.reported) or ward_year.plan_council_on:
        raise LoopRefused(Reason.TARGETS_FIXED, aim.section)
    if ward_year.plan_published_at:
        raise LoopRefused(Reason.PLAN_FIXED, aim.section)


def _measurable(aim: Aim) -> None:
    """Concrete and objective, not qualitative; and ours to change at all (sections 1(4), 6 Plan)."""
    if aim.latitude is Latitude.LAW:
        raise LoopRefused(Reason.NOT_OURS_TO_CHANGE)
    indicator = aim.indicator
    counted = indicator.source is Source.COUNTED
    if not says(indicator.figure) or (counted and not says(indicator.unit, signs=True)):
        raise LoopRefused(Reason.NOT_MEASURABLE)
    if not all(isfinite(each) for each in (aim.baseline, aim.value, aim.measured or 0.0)):
        raise LoopRefused(Reason.NOT_MEASURABLE)


def _higher(case: Case, command: SetTarget, aim: Aim) -> None:
    """Better than where we stand; what exceeds a standard names one in force, of the same scene."""
    if not is_better(aim.value, aim.baseline, aim.direction):
        raise LoopRefused(Reason.NOT_HIGHER)
    scenes = {each.id: each.scene for each in case.loop.adopted(command.year)}
    for own in case.loop.own_standards(command.ward, aim.section, command.year):
        scenes[own.id] = own.aim.scene
        same = own.id == aim.standard and aim.is_measured_as(own.aim)
        if same and not is_better(aim.value, own.aim.value, aim.direction):
            raise LoopRefused(Reason.NOT_ABOVE_STANDARD, own.aim.title)
    if aim.basis is Basis.EXCEEDS_STANDARD and scenes.get(aim.standard) is not aim.scene:
        raise LoopRefused(Reason.STANDARD_NOT_EXCEEDED, aim.standard)
    if aim.basis is Basis.NEW_ITEM and aim.standard:
        raise LoopRefused(Reason.STANDARD_NOT_EXCEEDED, aim.standard)


def _all_planned(targets: tuple[Target, ...]) -> None:
    for target in targets:
        if not target.initiatives:
            raise LoopRefused(Reason.NO_INITIATIVE, target.aim.title)
