"""What may be asked of the loop; the counterpart of events.py."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from server.evaluation.core.duties import Post
from server.evaluation.core.guideline import Outcome
from server.evaluation.core.papers import (
    Aim,
    Check,
    Evaluation,
    Initiative,
    Order,
    Policy,
    Progress,
    Review,
    Standard,
)
from server.ports.city import SectionId, WardId

# Duties.


@dataclass(frozen=True, slots=True)
class GiveDuty:
    """Let an account hold a post."""

    account: str
    post: Post


@dataclass(frozen=True, slots=True)
class EndDuty:
    """Take a post from an account."""

    account: str
    post: Post


# The city's loop: standards.


@dataclass(frozen=True, slots=True)
class BeginStandards:
    """Start the draft of a year's standards with those of the year before."""

    year: int


@dataclass(frozen=True, slots=True)
class DraftStandard:
    """Put a standard into the draft of a year, or word it anew."""

    year: int
    standard: Standard


@dataclass(frozen=True, slots=True)
class DropStandard:
    """Leave a standard out of the draft of a year, and say why."""

    year: int
    standard: str
    reason: str


@dataclass(frozen=True, slots=True)
class AdoptStandards:
    """Put the draft of a year into force; from then on it does not change."""

    year: int


@dataclass(frozen=True, slots=True)
class DecideProposal:
    """Take an item that has spread to every ward into the draft of `year`, or do not; either way say why."""

    year: int
    item: str
    accepted: bool
    reason: str
    standard: Standard | None = None


@dataclass(frozen=True, slots=True)
class ReportAchievements:
    """Report the achievements of all wards to the city's council for ward administration."""

    year: int
    summary: str


@dataclass(frozen=True, slots=True)
class VerifyStandards:
    """Conclude how a year's standards did; next year's may be adopted then."""

    year: int
    conclusion: str


# The ward's loop: plan.


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Set the ward's policy of a year."""

    ward: WardId
    year: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class SetTarget:
    """Set a target, or word it anew while the year is planned; the whole city's have an empty ward."""

    ward: WardId
    year: int
    target: str
    aim: Aim


@dataclass(frozen=True, slots=True)
class WithdrawTarget:
    """Take back a target that was not reported yet, and say why."""

    ward: WardId
    year: int
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class EndSectionStandard:
    """Keep a standard that was a target once no longer, from `year` on, and say why."""

    ward: WardId
    year: int
    standard: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanInitiative:
    """Plan what will be done for a target, or plan it anew."""

    ward: WardId
    year: int
    target: str
    id: str
    initiative: Initiative


@dataclass(frozen=True, slots=True)
class ReportTargets:
    """The section head reports the section's targets and their yearly plan to the committee."""

    ward: WardId
    year: int
    section: SectionId


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """The committee's chair reports all sections' targets to the planning council."""

    ward: WardId
    year: int
    council_on: date


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """Publish policy, targets and plans: the beginning of the year."""

    ward: WardId
    year: int


# The ward's loop: do and check.


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """Report how an initiative goes in a month of the fiscal year."""

    ward: WardId
    year: int
    target: str
    id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class CheckCompliance:
    """Report whether a section keeps a standard (section 5(4))."""

    ward: WardId
    year: int
    section: SectionId
    standard: str
    check: Check


@dataclass(frozen=True, slots=True)
class GiveGuidance:
    """In mid-year: the ward mayor guides a section through its division (section 6, Action)."""

    ward: WardId
    year: int
    section: SectionId
    text: str


@dataclass(frozen=True, slots=True)
class OrderImprovement:
    """In mid-year: the ward mayor orders a section to mend something by a date."""

    ward: WardId
    year: int
    id: str
    order: Order


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """The section says what it did about an order."""

    ward: WardId
    year: int
    id: str
    text: str


# The ward's loop: evaluate, review, publish.


@dataclass(frozen=True, slots=True)
class EvaluateTarget:
    """Evaluate a target at the end of the year, or anew until it is reported; the figure is frozen."""

    ward: WardId
    year: int
    target: str
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class ReportEvaluation:
    """The section head reports compliance and results to the committee."""

    ward: WardId
    year: int
    section: SectionId


@dataclass(frozen=True, slots=True)
class ReturnEvaluation:
    """The committee gives a report back to the section, and says why."""

    ward: WardId
    year: int
    section: SectionId
    text: str


@dataclass(frozen=True, slots=True)
class DecideOutcome:
    """The committee decides what becomes of a target next year."""

    ward: WardId
    year: int
    target: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class InformCouncil:
    """The committee's chair reports the evaluation to the planning council."""

    ward: WardId
    year: int
    summary: str


@dataclass(frozen=True, slots=True)
class HoldReview:
    """Hold the management review of the ward mayor in the planning council."""

    ward: WardId
    year: int
    review: Review


@dataclass(frozen=True, slots=True)
class PublishResults:
    """Publish the results: the end of the year."""

    ward: WardId
    year: int


Command: TypeAlias = (
    GiveDuty | EndDuty
    | BeginStandards | DraftStandard | DropStandard | AdoptStandards | DecideProposal | ReportAchievements
    | VerifyStandards
    | SetPolicy | SetTarget | WithdrawTarget | EndSectionStandard | PlanInitiative | ReportTargets
    | ReportPlan | PublishPlan
    | ReportProgress | CheckCompliance | GiveGuidance | OrderImprovement | AnswerOrder
    | EvaluateTarget | ReportEvaluation | ReturnEvaluation | DecideOutcome | InformCouncil | HoldReview
    | PublishResults
)  # fmt: skip
