"""The loop after one more event."""

from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from server.evaluation.core.events import (
    AchievementsReported,
    CityStandardProposed,
    ComplianceChecked,
    CouncilInformed,
    DutyEnded,
    DutyGiven,
    EvaluationReported,
    EvaluationReturned,
    Event,
    GuidanceGiven,
    ImprovementOrdered,
    InitiativePlanned,
    OrderAnswered,
    OutcomeDecided,
    PlanPublished,
    PlanReported,
    PolicySet,
    ProgressReported,
    ProposalDecided,
    ResultsPublished,
    ReviewHeld,
    SectionStandardEnded,
    SectionStandardMade,
    StandardDrafted,
    StandardDropped,
    StandardsAdopted,
    StandardsBegun,
    StandardsVerified,
    TargetEvaluated,
    TargetSet,
    TargetsReported,
    TargetWithdrawn,
)
from server.evaluation.core.papers import Standard
from server.evaluation.core.state import (
    Loop,
    Proposal,
    SectionStandard,
    StandardsOfYear,
    Target,
    WardYear,
)
from server.ports.city import SectionId, WardId


def evolve(loop: Loop, event: Event, at: datetime) -> Loop:
    """The loop after `event`, which happened at `at`."""
    match event:
        case DutyGiven(account, post):
            return replace(loop, posts=loop.posts.set(account, loop.posts.get(account, frozenset()) | {post}))
        case DutyEnded(account, post):
            return replace(loop, posts=loop.posts.set(account, loop.posts[account] - {post}))
        case (
            StandardsBegun() | StandardDrafted() | StandardDropped() | StandardsAdopted()
            | AchievementsReported() | StandardsVerified()
        ):  # fmt: skip
            of_year = _standards(loop.standards.get(event.year, StandardsOfYear()), event, at)
            return replace(loop, standards=loop.standards.set(event.year, of_year))
        case CityStandardProposed(item, title, achieved):
            return replace(loop, proposals=loop.proposals.set(item, Proposal(item, title, achieved)))
        case ProposalDecided(year, item, accepted, reason):
            decided = replace(loop.proposals[item], accepted=accepted, reason=reason, year=year)
            return replace(loop, proposals=loop.proposals.set(item, decided))
        case SectionStandardMade(ward, year, _, target, sections):
            made = SectionStandard(target, year, loop.ward(ward, year).targets[target].aim, sections)
            return replace(loop, made=loop.made.set(ward, (*loop.made.get(ward, ()), made)))
        case SectionStandardEnded(ward, year, standard, reason):
            kept = tuple(
                replace(each, until=year - 1, end_reason=reason)
                if each.id == standard and each.is_kept_in(year)
                else each
                for each in loop.made.get(ward, ())
            )
            return replace(loop, made=loop.made.set(ward, kept))
        case _:
            was = loop.ward(event.ward, event.year)
            return replace(loop, wards=loop.wards.set((event.ward, event.year), _ward(was, event, at)))


def _standards(
    was: StandardsOfYear,
    event: StandardsBegun
    | StandardDrafted
    | StandardDropped
    | StandardsAdopted
    | AchievementsReported
    | StandardsVerified,
    at: datetime,
) -> StandardsOfYear:
    match event:
        case StandardsBegun(_, standards):
            return replace(was, standards=standards)
        case StandardDrafted(_, standard):
            return replace(was, standards=_with(was.standards, standard))
        case StandardDropped(_, dropped):
            return replace(was, standards=tuple(each for each in was.standards if each.id != dropped))
        case StandardsAdopted():
            return replace(was, adopted_at=at)
        case AchievementsReported(_, summary):
            return replace(was, achievements=summary)
        case StandardsVerified(_, conclusion):
            return replace(was, conclusion=conclusion)
        case _:
            assert_never(event)


def _with(standards: tuple[Standard, ...], one: Standard) -> tuple[Standard, ...]:
    """With this one in the place of the one that had its id, or at the end."""
    if any(each.id == one.id for each in standards):
        return tuple(one if each.id == one.id else each for each in standards)
    return (*standards, one)


_OfWard = (
    PolicySet | TargetSet | TargetWithdrawn | InitiativePlanned | TargetsReported | PlanReported
    | PlanPublished | ProgressReported | ComplianceChecked | GuidanceGiven | ImprovementOrdered
    | OrderAnswered
    | TargetEvaluated | EvaluationReported | EvaluationReturned | OutcomeDecided | CouncilInformed
    | ReviewHeld | ResultsPublished
)  # fmt: skip


def _ward(was: WardYear, event: _OfWard, at: datetime) -> WardYear:
    match event:
        case PolicySet(policy=policy):
            return replace(was, policy=policy)
        case (
            TargetSet() | TargetWithdrawn() | InitiativePlanned() | ProgressReported() | TargetEvaluated()
            | OutcomeDecided()
        ):  # fmt: skip
            return _target(was, event, at)
        case TargetsReported(section=section):
            return replace(was, reported=was.reported | {section})
        case PlanReported(council_on=council_on):
            return replace(was, plan_council_on=council_on)
        case PlanPublished():
            return replace(was, plan_published_at=at)
        case ComplianceChecked():
            return _checked(was, event, at)
        case GuidanceGiven(section=section, text=text):
            return replace(_guided(was, section), guidance=(*was.guidance, (section, text)))
        case ImprovementOrdered(id=order_id, order=order):
            return replace(_guided(was, order.section), orders=was.orders.set(order_id, order))
        case OrderAnswered(id=order_id, text=text):
            return replace(was, answers=was.answers.set(order_id, text))
        case EvaluationReported(section=section):
            returned = was.returned.delete(section) if section in was.returned else was.returned
            return replace(was, evaluated=was.evaluated | {section}, returned=returned)
        case EvaluationReturned(section=section, text=text):
            return replace(was, evaluated=was.evaluated - {section}, returned=was.returned.set(section, text))
        case CouncilInformed(summary=summary):
            return replace(was, council_summary=summary)
        case ReviewHeld(review=review):
            return replace(was, review=review)
        case ResultsPublished():
            return replace(was, results_published_at=at)
        case _:
            assert_never(event)


def _checked(was: WardYear, event: ComplianceChecked, at: datetime) -> WardYear:
    key, check = (event.section, event.standard), event.check
    return replace(
        was,
        checks=was.checks.set(key, (*was.checks.get(key, ()), check)),
        checked_at=was.checked_at.set(key, at),
        unguided=was.unguided - {key} if check.kept else was.unguided | {key},
    )


def _guided(was: WardYear, section: SectionId) -> WardYear:
    return replace(was, unguided=frozenset(each for each in was.unguided if each[0] != section))


def _target(
    was: WardYear,
    event: TargetSet
    | TargetWithdrawn
    | InitiativePlanned
    | ProgressReported
    | TargetEvaluated
    | OutcomeDecided,
    at: datetime,
) -> WardYear:
    match event:
        case TargetSet(target=target, aim=aim):
            before = was.targets.get(target)
            now = replace(before, aim=aim) if before else Target(target, aim)
            return replace(was, targets=was.targets.set(target, now))
        case TargetWithdrawn(target=target):
            return replace(was, targets=was.targets.delete(target))
        case InitiativePlanned(target=target, id=initiative_id, initiative=initiative):
            planned = was.targets[target].initiatives.set(initiative_id, initiative)
            later = was.targets[target].later
            if was.plan_published_at:
                later = later.set(initiative_id, at)
            return _changed(was, target, initiatives=planned, later=later)
        case ProgressReported(target=target, id=initiative_id, progress=progress):
            so_far = was.targets[target].progress
            told = so_far.set(initiative_id, (*so_far.get(initiative_id, ()), progress))
            return _changed(was, target, progress=told)
        case TargetEvaluated(target=target, evaluation=evaluation, proposed=proposed):
            return _changed(was, target, evaluation=evaluation, proposed=proposed, outcome=None)
        case OutcomeDecided(target=target, outcome=outcome):
            return _changed(was, target, outcome=outcome)
        case _:
            assert_never(event)


def _changed(was: WardYear, target: str, **changes: Any) -> WardYear:
    return replace(was, targets=was.targets.set(target, replace(was.targets[target], **changes)))


def achieved_by_ward(loop: Loop, item: str) -> dict[WardId, tuple[int, str]]:
    """In which year and by which target each ward first achieved an item."""
    found: dict[WardId, tuple[int, str]] = {}
    for ward, standards in loop.made.items():
        of_item = [each for each in standards if each.aim.item == item]
        if of_item:
            found[ward] = (of_item[0].year, of_item[0].id)
    return found
