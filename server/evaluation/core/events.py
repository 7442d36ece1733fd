"""What has happened in the loop; the counterpart of commands.py.

Who did it and when stands in the ledger's entry. A new field needs a default, so that yesterday's ledger can
still be read.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from server.evaluation.core.duties import Post
from server.evaluation.core.guideline import Grade, Outcome
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
class DutyGiven:
    """An account holds a post."""

    account: str
    post: Post


@dataclass(frozen=True, slots=True)
class DutyEnded:
    """An account no longer holds a post."""

    account: str
    post: Post


# The city's loop.


@dataclass(frozen=True, slots=True)
class StandardsBegun:
    """A year's draft began, with these standards of the year before."""

    year: int
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class StandardDrafted:
    """A standard stands in the draft of a year, in these words."""

    year: int
    standard: Standard


@dataclass(frozen=True, slots=True)
class StandardDropped:
    """A standard left the draft of a year."""

    year: int
    standard: str
    reason: str


@dataclass(frozen=True, slots=True)
class StandardsAdopted:
    """The standards of a year are in force and fixed."""

    year: int


@dataclass(frozen=True, slots=True)
class CityStandardProposed:
    """Every ward has achieved this item: the conference considers it as a city standard (section 5(2)).

    `achieved` names the target of each ward with its year.
    """

    item: str
    title: str
    achieved: tuple[tuple[WardId, int, str], ...]


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """The conference took a proposal into the draft of `year`, or did not."""

    year: int
    item: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AchievementsReported:
    """The city's council for ward administration heard how all wards did."""

    year: int
    summary: str


@dataclass(frozen=True, slots=True)
class StandardsVerified:
    """The conference concluded how a year's standards did."""

    year: int
    conclusion: str


# The ward's loop: plan.


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The ward has a policy for the year."""

    ward: WardId
    year: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class TargetSet:
    """A target stands, in these words."""

    ward: WardId
    year: int
    target: str
    aim: Aim


@dataclass(frozen=True, slots=True)
class TargetWithdrawn:
    """A target was taken back."""

    ward: WardId
    year: int
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class SectionStandardEnded:
    """What was a target once is no standard of its section any more from `year` on.

    It was ended for a reason, or the target `beyond`, which was met, takes its place.
    """

    ward: WardId
    year: int
    standard: str
    reason: str
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class InitiativePlanned:
    """An initiative stands in the yearly plan."""

    ward: WardId
    year: int
    target: str
    id: str
    initiative: Initiative


@dataclass(frozen=True, slots=True)
class TargetsReported:
    """A section's targets are with the committee, and fixed."""

    ward: WardId
    year: int
    section: SectionId


@dataclass(frozen=True, slots=True)
class PlanReported:
    """The planning council heard all sections' targets."""

    ward: WardId
    year: int
    council_on: date


@dataclass(frozen=True, slots=True)
class PlanPublished:
    """Policy, targets and plans are public."""

    ward: WardId
    year: int


# The ward's loop: do and check.


@dataclass(frozen=True, slots=True)
class ProgressReported:
    """How an initiative stood in a month."""

    ward: WardId
    year: int
    target: str
    id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ComplianceChecked:
    """Whether a section kept a standard."""

    ward: WardId
    year: int
    section: SectionId
    standard: str
    check: Check


@dataclass(frozen=True, slots=True)
class GuidanceGiven:
    """The ward mayor guided a section."""

    ward: WardId
    year: int
    section: SectionId
    text: str


@dataclass(frozen=True, slots=True)
class ImprovementOrdered:
    """The ward mayor ordered a section to mend something."""

    ward: WardId
    year: int
    id: str
    order: Order


@dataclass(frozen=True, slots=True)
class OrderAnswered:
    """A section said what it did about an order."""

    ward: WardId
    year: int
    id: str
    text: str


# The ward's loop: evaluate, review, publish.


@dataclass(frozen=True, slots=True)
class TargetEvaluated:
    """A target was evaluated; `proposed` is the grade that the figures proposed, None without a figure."""

    ward: WardId
    year: int
    target: str
    evaluation: Evaluation
    proposed: Grade | None


@dataclass(frozen=True, slots=True)
class EvaluationReported:
    """A section's compliance and results are with the committee, and fixed."""

    ward: WardId
    year: int
    section: SectionId


@dataclass(frozen=True, slots=True)
class EvaluationReturned:
    """The committee gave a report back to the section."""

    ward: WardId
    year: int
    section: SectionId
    text: str


@dataclass(frozen=True, slots=True)
class OutcomeDecided:
    """What becomes of a target next year."""

    ward: WardId
    year: int
    target: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CouncilInformed:
    """The planning council heard the evaluation."""

    ward: WardId
    year: int
    summary: str


@dataclass(frozen=True, slots=True)
class ReviewHeld:
    """The management review was held."""

    ward: WardId
    year: int
    review: Review


@dataclass(frozen=True, slots=True)
class SectionStandardMade:
    """A target was met: from the next year on it is a standard of that section (section 5(2)).

    `sections` are those of the division whose target it was; empty for a section's own and the whole ward's.
    """

    ward: WardId
    year: int
    section: SectionId
    target: str
    sections: tuple[SectionId, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultsPublished:
    """The results are public."""

    ward: WardId
    year: int


Event: TypeAlias = (
    DutyGiven | DutyEnded
    | StandardsBegun | StandardDrafted | StandardDropped | StandardsAdopted | CityStandardProposed
    | ProposalDecided | AchievementsReported | StandardsVerified
    | PolicySet | TargetSet | TargetWithdrawn | SectionStandardEnded | InitiativePlanned | TargetsReported
    | PlanReported | PlanPublished | ProgressReported | ComplianceChecked | GuidanceGiven | ImprovementOrdered
    | OrderAnswered
    | TargetEvaluated | EvaluationReported | EvaluationReturned | OutcomeDecided | CouncilInformed
    | ReviewHeld | SectionStandardMade | ResultsPublished
)  # fmt: skip
