"""The entries of the ledger with what they speak of: ward, section, titles as they stood at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

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
from server.evaluation.core.noted import Noted
from server.evaluation.core.state import WHOLE_CITY
from server.ports.city import SectionId, WardId


@dataclass(frozen=True, slots=True)
class About:
    """What an entry speaks of; `title` and `part` are the words of target, standard, initiative or order.

    `again` says that what an entry sets was there before.
    """

    ward: WardId = WHOLE_CITY
    year: int | None = None
    section: SectionId = ""
    target: str = ""
    title: str = ""
    part: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with what it speaks of."""

    noted: Noted
    about: About


@dataclass(slots=True)
class Titles:
    """The words behind ids, as of the entries heard so far."""

    targets: dict[tuple[WardId, int, str], tuple[SectionId, str]] = field(default_factory=dict)
    initiatives: dict[tuple[WardId, int, str, str], str] = field(default_factory=dict)
    orders: dict[tuple[WardId, int, str], tuple[SectionId, str]] = field(default_factory=dict)
    standards: dict[str, str] = field(default_factory=dict)
    own: dict[tuple[WardId, str], tuple[SectionId, str]] = field(default_factory=dict)
    policies: set[tuple[WardId, int]] = field(default_factory=set)
    proposals: dict[str, str] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Keep the words that an entry brings."""
        match event:
            case TargetSet(ward, year, target, aim):
                self.targets[ward, year, target] = (aim.section, aim.title)
            case PolicySet(ward, year):
                self.policies.add((ward, year))
            case InitiativePlanned(ward, year, target, initiative_id, initiative):
                self.initiatives[ward, year, target, initiative_id] = initiative.title
            case ImprovementOrdered(ward, year, order_id, order):
                self.orders[ward, year, order_id] = (order.section, order.text)
            case StandardsBegun(_, standards):
                self.standards.update({each.id: each.sentence for each in standards})
            case StandardDrafted(_, standard):
                self.standards[standard.id] = standard.sentence
            case SectionStandardMade(ward, year, _, target):
                self.own[ward, target] = self.targets[ward, year, target]
            case CityStandardProposed(item, title, _):
                self.proposals[item] = title
            case _:
                return

    def know(self, event: Event) -> bool:
        """Whether what this entry sets was heard of before."""
        match event:
            case PolicySet(ward, year):
                return (ward, year) in self.policies
            case TargetSet(ward, year, target):
                return (ward, year, target) in self.targets
            case InitiativePlanned(ward, year, target, initiative_id):
                return (ward, year, target, initiative_id) in self.initiatives
            case _:
                return False


def lines_of(history: Sequence[Noted]) -> tuple[Line, ...]:
    """Every entry, in order."""
    titles = Titles()
    return tuple(_line(noted, titles) for noted in history)


def line_of(history: Sequence[Noted], position: int) -> Line | None:
    """The entry at this position (from 1); None where there is none."""
    if not 0 < position <= len(history):
        return None
    titles, noted = Titles(), history[position - 1]
    for each in history[: position - 1]:
        titles.hear(each.event)
    return _line(noted, titles)


def _line(noted: Noted, titles: Titles) -> Line:
    """The entry that comes after those heard so far; it is heard too."""
    again = titles.know(noted.event)
    titles.hear(noted.event)
    return Line(noted, replace(about(noted.event, titles), again=again))


_OfTarget = (
    TargetSet
    | TargetWithdrawn
    | InitiativePlanned
    | ProgressReported
    | TargetEvaluated
    | OutcomeDecided
    | SectionStandardMade
)


def about(event: Event, titles: Titles) -> About:
    """What an entry speaks of."""
    match event:
        case DutyGiven(_, post) | DutyEnded(_, post):
            return About(post.ward, section=post.section)
        case CityStandardProposed(item=item):
            return About(title=titles.proposals[item])
        case ProposalDecided(year, item, _, _):
            return About(year=year, title=titles.proposals[item])
        case StandardDrafted(year, standard):
            return About(year=year, title=standard.sentence)
        case StandardDropped(year, standard, _):
            return About(year=year, title=titles.standards.get(standard, standard))
        case StandardsBegun() | StandardsAdopted() | AchievementsReported() | StandardsVerified():
            return About(year=event.year)
        case (
            TargetSet() | TargetWithdrawn() | InitiativePlanned() | ProgressReported() | TargetEvaluated()
            | OutcomeDecided() | SectionStandardMade()
        ):  # fmt: skip
            return _of_target(event, titles)
        case ComplianceChecked(ward, year, section, standard, _):
            title = titles.standards.get(standard) or titles.own.get((ward, standard), ("", standard))[1]
            return About(ward, year, section, title=title)
        case SectionStandardEnded(ward, year, standard):
            section, title = titles.own[ward, standard]
            return About(ward, year, section, title=title)
        case ImprovementOrdered(ward, year, order_id) | OrderAnswered(ward, year, order_id, _):
            section, text = titles.orders[ward, year, order_id]
            return About(ward, year, section, title=text)
        case TargetsReported() | GuidanceGiven() | EvaluationReported() | EvaluationReturned():
            return About(event.ward, event.year, event.section)
        case (
            PolicySet() | PlanReported() | PlanPublished() | CouncilInformed() | ReviewHeld()
            | ResultsPublished()
        ):  # fmt: skip
            return About(event.ward, event.year)
        case _:
            assert_never(event)


def _of_target(event: _OfTarget, titles: Titles) -> About:
    section, title = titles.targets[event.ward, event.year, event.target]
    part = ""
    if isinstance(event, InitiativePlanned | ProgressReported):
        part = titles.initiatives[event.ward, event.year, event.target, event.id]
    return About(event.ward, event.year, section, event.target, title, part)
