"""What the loop answers to a command: the events that follow, or LoopRefused.

The deciders stand by subject in deciders/. Order is enforced, deadlines are not: a ward that meets late can
still close its year.
"""

from typing import assert_never

from server.evaluation.core.commands import (
    AdoptStandards,
    AnswerOrder,
    BeginStandards,
    CheckCompliance,
    Command,
    DecideOutcome,
    DecideProposal,
    DraftStandard,
    DropStandard,
    EndDuty,
    EndSectionStandard,
    EvaluateTarget,
    GiveDuty,
    GiveGuidance,
    HoldReview,
    InformCouncil,
    OrderImprovement,
    PlanInitiative,
    PublishPlan,
    PublishResults,
    ReportAchievements,
    ReportEvaluation,
    ReportPlan,
    ReportProgress,
    ReportTargets,
    ReturnEvaluation,
    SetPolicy,
    SetTarget,
    VerifyStandards,
    WithdrawTarget,
)
from server.evaluation.core.deciders import duty, plan, progress, review, standards
from server.evaluation.core.events import Event
from server.evaluation.core.require import Case


def decide(case: Case, command: Command) -> tuple[Event, ...]:
    """The events that `command` makes; raises LoopRefused when the loop says no."""
    match command:
        case GiveDuty():
            return duty.give(case, command)
        case EndDuty():
            return duty.end(case, command)
        case (
            BeginStandards() | DraftStandard() | DropStandard() | AdoptStandards() | DecideProposal()
            | ReportAchievements() | VerifyStandards()
        ):  # fmt: skip
            return _standards(case, command)
        case (
            SetPolicy() | SetTarget() | WithdrawTarget() | EndSectionStandard() | PlanInitiative()
            | ReportTargets() | ReportPlan() | PublishPlan()
        ):  # fmt: skip
            return _plan(case, command)
        case ReportProgress() | CheckCompliance() | GiveGuidance() | OrderImprovement() | AnswerOrder():
            return _progress(case, command)
        case _:
            return _review(case, command)


def _standards(
    case: Case,
    command: BeginStandards
    | DraftStandard
    | DropStandard
    | AdoptStandards
    | DecideProposal
    | ReportAchievements
    | VerifyStandards,
) -> tuple[Event, ...]:
    match command:
        case BeginStandards():
            return standards.begin(case, command)
        case DraftStandard():
            return standards.draft(case, command)
        case DropStandard():
            return standards.drop(case, command)
        case AdoptStandards():
            return standards.adopt(case, command)
        case DecideProposal():
            return standards.decide_proposal(case, command)
        case ReportAchievements():
            return standards.report_achievements(case, command)
        case VerifyStandards():
            return standards.verify(case, command)
        case _:
            assert_never(command)


def _plan(
    case: Case,
    command: SetPolicy
    | SetTarget
    | WithdrawTarget
    | EndSectionStandard
    | PlanInitiative
    | ReportTargets
    | ReportPlan
    | PublishPlan,
) -> tuple[Event, ...]:
    match command:
        case SetPolicy():
            return plan.set_policy(case, command)
        case SetTarget():
            return plan.set_target(case, command)
        case WithdrawTarget():
            return plan.withdraw(case, command)
        case EndSectionStandard():
            return plan.end_standard(case, command)
        case PlanInitiative():
            return plan.plan_initiative(case, command)
        case ReportTargets():
            return plan.report_targets(case, command)
        case ReportPlan():
            return plan.report_plan(case, command)
        case PublishPlan():
            return plan.publish_plan(case, command)
        case _:
            assert_never(command)


def _progress(
    case: Case, command: ReportProgress | CheckCompliance | GiveGuidance | OrderImprovement | AnswerOrder
) -> tuple[Event, ...]:
    match command:
        case ReportProgress():
            return progress.report_progress(case, command)
        case CheckCompliance():
            return progress.check_compliance(case, command)
        case GiveGuidance():
            return progress.give_guidance(case, command)
        case OrderImprovement():
            return progress.order_improvement(case, command)
        case AnswerOrder():
            return progress.answer_order(case, command)
        case _:
            assert_never(command)


def _review(
    case: Case,
    command: EvaluateTarget
    | ReportEvaluation
    | ReturnEvaluation
    | DecideOutcome
    | InformCouncil
    | HoldReview
    | PublishResults,
) -> tuple[Event, ...]:
    match command:
        case EvaluateTarget():
            return review.evaluate(case, command)
        case ReportEvaluation():
            return review.report_evaluation(case, command)
        case ReturnEvaluation():
            return review.return_evaluation(case, command)
        case DecideOutcome():
            return review.decide_outcome(case, command)
        case InformCouncil():
            return review.inform_council(case, command)
        case HoldReview():
            return review.hold_review(case, command)
        case PublishResults():
            return review.publish_results(case, command)
        case _:
            assert_never(command)
