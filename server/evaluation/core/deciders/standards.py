"""The city's loop: a year's standards are drafted, adopted, verified; what has spread is decided on."""

from dataclasses import replace

from server.core.calendar import fiscal_year
from server.evaluation.core.commands import (
    AdoptStandards,
    BeginStandards,
    DecideProposal,
    DraftStandard,
    DropStandard,
    ReportAchievements,
    VerifyStandards,
)
from server.evaluation.core.events import (
    AchievementsReported,
    Event,
    ProposalDecided,
    StandardDrafted,
    StandardDropped,
    StandardsAdopted,
    StandardsBegun,
    StandardsVerified,
)
from server.evaluation.core.guideline import ending
from server.evaluation.core.papers import Standard
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case, lengths, words
from server.evaluation.core.state import StandardsOfYear


def begin(case: Case, command: BeginStandards) -> tuple[Event, ...]:
    """A draft begins with what was in force last; year by year, up to the one that comes next."""
    case.conference()
    if command.year in case.loop.standards:
        raise LoopRefused(Reason.STANDARDS_ALREADY_BEGUN, str(command.year))
    if command.year not in case.loop.years_to_begin(fiscal_year(case.today)):
        raise LoopRefused(Reason.YEAR_NOT_POSSIBLE, str(command.year))
    before = case.loop.latest_adopted(command.year)
    return (StandardsBegun(command.year, case.loop.adopted(before) if before else ()),)


def draft(case: Case, command: DraftStandard) -> tuple[Event, ...]:
    """A standard stands in the draft."""
    case.conference()
    case.standards(command.year)
    _worded(command.standard)
    return (StandardDrafted(command.year, command.standard),)


def drop(case: Case, command: DropStandard) -> tuple[Event, ...]:
    """A standard leaves the draft, with a reason."""
    case.conference()
    standards = case.standards(command.year).standards
    words(reason=command.reason)
    if command.standard not in {each.id for each in standards}:
        raise LoopRefused(Reason.UNKNOWN_STANDARD, command.standard)
    return (StandardDropped(command.year, command.standard, command.reason),)


def adopt(case: Case, command: AdoptStandards) -> tuple[Event, ...]:
    """The draft comes into force: not empty, those of before verified, no proposal undecided."""
    case.conference()
    of_year = case.standards(command.year)
    if not of_year.standards:
        raise LoopRefused(Reason.STANDARDS_EMPTY, str(command.year))
    before = case.loop.latest_adopted(command.year)
    if before is not None and not case.loop.standards[before].conclusion:
        raise LoopRefused(Reason.STANDARDS_NOT_VERIFIED, str(before))
    latest = case.loop.latest_adopted(fiscal_year(case.today) + 2)
    if latest is not None and latest > command.year:
        raise LoopRefused(Reason.YEAR_NOT_POSSIBLE, str(command.year))
    for proposal in case.loop.proposals.values():
        if proposal.accepted is None:
            raise LoopRefused(Reason.PROPOSAL_UNDECIDED, proposal.title)
    return (StandardsAdopted(command.year),)


def decide_proposal(case: Case, command: DecideProposal) -> tuple[Event, ...]:
    """What every ward has achieved becomes a standard of the draft, or not; either way with a reason."""
    case.conference()
    proposal = case.loop.proposals.get(command.item)
    if proposal is None:
        raise LoopRefused(Reason.UNKNOWN_PROPOSAL, command.item)
    if proposal.accepted is not None:
        raise LoopRefused(Reason.PROPOSAL_ALREADY_DECIDED, proposal.title)
    words(reason=command.reason)
    case.standards(command.year)
    decided = ProposalDecided(command.year, command.item, command.accepted, command.reason)
    if not command.accepted:
        return (decided,)
    standard = _worded(command.standard)
    return (decided, StandardDrafted(command.year, replace(standard, sample=False)))


def _worded(standard: Standard | None) -> Standard:
    if standard is None:
        raise LoopRefused(Reason.WORDS_MISSING, "sentence")
    words(standard=standard.id, sentence=standard.sentence)
    lengths(evidence=standard.evidence)
    return standard


def report_achievements(case: Case, command: ReportAchievements) -> tuple[Event, ...]:
    """The city hears how all wards did, once every ward has held its review.

    When the year is over, a ward that never published a plan holds nobody up.
    """
    case.conference()
    words(summary=command.summary)
    if _in_force(case, command.year).achievements:
        raise LoopRefused(Reason.ACHIEVEMENTS_ALREADY_REPORTED, str(command.year))
    for ward in case.city.wards:
        ward_year = case.loop.ward(ward, command.year)
        awaited = ward_year.plan_published_at or case.today <= ending(command.year)
        if awaited and ward_year.review is None:
            raise LoopRefused(Reason.WARD_NOT_REVIEWED, ward)
    return (AchievementsReported(command.year, command.summary),)


def verify(case: Case, command: VerifyStandards) -> tuple[Event, ...]:
    """The conference concludes on a year's standards, after the achievements were reported."""
    case.conference()
    words(conclusion=command.conclusion)
    of_year = _in_force(case, command.year)
    if not of_year.achievements:
        raise LoopRefused(Reason.ACHIEVEMENTS_NOT_REPORTED, str(command.year))
    if of_year.conclusion:
        raise LoopRefused(Reason.STANDARDS_ALREADY_VERIFIED, str(command.year))
    return (StandardsVerified(command.year, command.conclusion),)


def _in_force(case: Case, year: int) -> StandardsOfYear:
    of_year = case.loop.standards.get(year)
    if of_year is None or not of_year.adopted_at:
        raise LoopRefused(Reason.STANDARDS_NOT_ADOPTED, str(year))
    return of_year
