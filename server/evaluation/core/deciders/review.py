"""The ward's loop, Check and Action: evaluation, outcome, review, results (guideline sections 5(4), 6)."""

from collections.abc import Iterator
from datetime import date
from math import isfinite

from server.evaluation.core.commands import (
    DecideOutcome,
    EvaluateTarget,
    HoldReview,
    InformCouncil,
    PublishResults,
    ReportEvaluation,
    ReturnEvaluation,
)
from server.evaluation.core.events import (
    CityStandardProposed,
    CouncilInformed,
    EvaluationReported,
    EvaluationReturned,
    Event,
    OutcomeDecided,
    ResultsPublished,
    ReviewHeld,
    SectionStandardEnded,
    SectionStandardMade,
    TargetEvaluated,
)
from server.evaluation.core.evolve import achieved_by_ward
from server.evaluation.core.guideline import (
    Grade,
    Scope,
    beginning,
    ending,
    is_reached,
    is_whole,
    proposed_grade,
)
from server.evaluation.core.indicator import Source, is_of_few_days
from server.evaluation.core.papers import Aim, Evaluation
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case, lengths, met_on, says, words
from server.evaluation.core.state import WHOLE_CITY, Target, WardYear, targets_of
from server.ports.city import SectionId, Ward, WardId


def evaluate(case: Case, command: EvaluateTarget) -> tuple[Event, ...]:
    """The figure is frozen, the grade proposed and decided; a missed target says what comes next."""
    ward_year = case.under_way(command.ward, command.year)
    target = case.target(command.ward, command.year, command.target)
    case.owner(command.ward, target.aim)
    _still_open(ward_year, target.aim.section)
    evaluation, aim = command.evaluation, target.aim
    reading = evaluation.reading
    _of_the_year(evaluation, command.year, case.today)
    if reading.value is not None and not isfinite(reading.value):
        raise LoopRefused(Reason.NOT_MEASURABLE, aim.title)
    words(result=evaluation.result)
    lengths(evidence=reading.evidence, reason=evaluation.reason, follow_up=evaluation.follow_up)
    lengths(context_change=evaluation.context_change, response=evaluation.response)
    if aim.indicator.source is Source.COUNTED and not says(reading.evidence):
        raise LoopRefused(Reason.EVIDENCE_MISSING, aim.title)
    proposed = None if reading.value is None else proposed_grade(aim.baseline, aim.value, reading.value)
    _grade_fits(evaluation, proposed, aim)
    _followed_up(evaluation, aim)
    return (TargetEvaluated(command.ward, command.year, command.target, evaluation, proposed),)


def report_evaluation(case: Case, command: ReportEvaluation) -> tuple[Event, ...]:
    """A section reports once every standard is checked, every target evaluated, every order answered."""
    case.section(command.ward, command.section)
    case.head(command.ward, command.section)
    ward_year = case.under_way(command.ward, command.year)
    _still_open(ward_year, command.section)
    for standard in case.loop.to_keep(command.ward, command.section, command.year):
        if (command.section, standard) not in ward_year.checks:
            raise LoopRefused(Reason.STANDARD_NOT_CHECKED, standard)
    _all_evaluated(targets_of(ward_year, command.section))
    for order_id, order in ward_year.orders.items():
        if order.section == command.section and order_id not in ward_year.answers:
            raise LoopRefused(Reason.ORDER_NOT_ANSWERED, order.text)
    return (EvaluationReported(command.ward, command.year, command.section),)


def return_evaluation(case: Case, command: ReturnEvaluation) -> tuple[Event, ...]:
    """The committee gives a report back, as long as the council has not heard it."""
    case.section(command.ward, command.section)
    case.committee(command.ward)
    ward_year = case.year(command.ward, command.year)
    if command.section not in ward_year.evaluated:
        raise LoopRefused(Reason.EVALUATION_NOT_REPORTED, command.section)
    _council_not_informed(ward_year, command.ward)
    words(text=command.text)
    return (EvaluationReturned(command.ward, command.year, command.section, command.text),)


def decide_outcome(case: Case, command: DecideOutcome) -> tuple[Event, ...]:
    """What becomes of an evaluated target, decided by the committee (of the city's by the conference)."""
    target = case.target(command.ward, command.year, command.target)
    case.committee(command.ward)
    ward_year = case.year(command.ward, command.year)
    _all_evaluated((target,))
    section = target.aim.section
    if section and section not in ward_year.evaluated:
        raise LoopRefused(Reason.EVALUATION_NOT_REPORTED, section)
    _council_not_informed(ward_year, command.ward)
    if ward_year.results_published_at:
        raise LoopRefused(Reason.ALREADY_PUBLISHED, command.ward)
    return (OutcomeDecided(command.ward, command.year, command.target, command.outcome),)


def inform_council(case: Case, command: InformCouncil) -> tuple[Event, ...]:
    """The chair reports once every section has, and every target has its outcome."""
    ward = case.ward(command.ward)
    case.committee(command.ward)
    ward_year = case.under_way(command.ward, command.year)
    _council_not_informed(ward_year, command.ward)
    for section in ward.sections:
        if section not in ward_year.evaluated:
            raise LoopRefused(Reason.EVALUATION_NOT_REPORTED, section)
    _all_decided(ward_year)
    words(summary=command.summary)
    return (CouncilInformed(command.ward, command.year, command.summary),)


def hold_review(case: Case, command: HoldReview) -> tuple[Event, ...]:
    """The management review; what was met becomes a standard there, what all wards met is proposed to all."""
    ward = case.ward(command.ward)
    case.mayor(command.ward)
    ward_year = case.year(command.ward, command.year)
    if not ward_year.council_summary:
        raise LoopRefused(Reason.COUNCIL_NOT_INFORMED, command.ward)
    if ward_year.review is not None:
        raise LoopRefused(Reason.REVIEW_ALREADY_HELD, command.ward)
    words(conclusion=command.review.conclusion)
    met_on(command.year, case.today, held_on=command.review.held_on)
    met = [ward_year.targets[each] for each in sorted(ward_year.targets) if ward_year.targets[each].met]
    made = [
        SectionStandardMade(
            command.ward, command.year, each.aim.section, each.id, _of_division(ward, each.aim)
        )
        for each in met
    ]
    return (
        ReviewHeld(command.ward, command.year, command.review),
        *made,
        *_surpassed(case, command.ward, command.year, met),
        *_spread(case, command.ward, command.year, met),
    )


def _surpassed(case: Case, ward: WardId, year: int, met: list[Target]) -> Iterator[Event]:
    """The standards whose place is taken by a target that goes beyond them: for the same people, by more."""
    for target in met:
        for kept in case.loop.made.get(ward, ()):
            named = kept.id == target.aim.standard and kept.is_kept_in(year + 1)
            if named and kept.is_surpassed_by(target.aim):
                yield SectionStandardEnded(ward, year + 1, kept.id, "", target.id)


def _of_division(ward: Ward, aim: Aim) -> tuple[SectionId, ...]:
    """The sections that a division's target binds."""
    if aim.scope is not Scope.DIVISION:
        return ()
    return tuple(id for id, each in ward.sections.items() if each.division == aim.division)


def publish_results(case: Case, command: PublishResults) -> tuple[Event, ...]:
    """The results are published after the review; the whole city's when all is evaluated and decided."""
    case.committee(command.ward)
    ward_year = case.under_way(command.ward, command.year)
    if ward_year.results_published_at:
        raise LoopRefused(Reason.ALREADY_PUBLISHED, command.ward)
    if command.ward == WHOLE_CITY:
        _all_decided(ward_year)
    elif ward_year.review is None:
        raise LoopRefused(Reason.REVIEW_NOT_HELD, command.ward)
    return (ResultsPublished(command.ward, command.year),)


def _of_the_year(evaluation: Evaluation, year: int, today: date) -> None:
    """A figure of the year, of days that are over; where months are left out, with the reason."""
    since, until = evaluation.reading.since, evaluation.reading.until
    if since > until:
        raise LoopRefused(Reason.PERIOD_REVERSED, f"{since} {until}")
    if not beginning(year) <= since <= until <= ending(year):
        raise LoopRefused(Reason.PERIOD_OUTSIDE_YEAR, f"{since} {until}")
    if until > today:
        raise LoopRefused(Reason.PERIOD_NOT_OVER, str(until))
    if not is_whole(since, until, year) and not says(evaluation.context_change):
        raise LoopRefused(Reason.PERIOD_NOT_EXPLAINED, f"{since} {until}")


def _grade_fits(evaluation: Evaluation, proposed: Grade | None, aim: Aim) -> None:
    """People decide, with a reason where they differ, or where a figure of few days is to stand for a year.

    What was not reached was not surpassed.
    """
    value = evaluation.reading.value
    reached = value is not None and is_reached(value, aim.value, aim.direction)
    if evaluation.grade <= Grade.ABOVE and not reached:
        raise LoopRefused(Reason.GRADE_TOO_GOOD, aim.title)
    if says(evaluation.reason):
        return
    if evaluation.grade is not proposed:
        raise LoopRefused(Reason.GRADE_REASON_MISSING, str(proposed.value) if proposed else "")
    if is_of_few_days(aim.indicator, evaluation.reading):
        raise LoopRefused(Reason.BRIEF_FIGURE_REASON_MISSING, aim.title)


def _followed_up(evaluation: Evaluation, aim: Aim) -> None:
    value = evaluation.reading.value
    missed = value is None or not is_reached(value, aim.value, aim.direction)
    if (missed or evaluation.grade >= Grade.BELOW) and not says(evaluation.follow_up):
        raise LoopRefused(Reason.FOLLOW_UP_MISSING, aim.title)


def _still_open(ward_year: WardYear, section: SectionId) -> None:
    if (section and section in ward_year.evaluated) or ward_year.is_over:
        raise LoopRefused(Reason.EVALUATION_FIXED, section)


def _all_evaluated(targets: tuple[Target, ...]) -> None:
    for target in targets:
        if target.evaluation is None:
            raise LoopRefused(Reason.TARGET_NOT_EVALUATED, target.aim.title)


def _all_decided(ward_year: WardYear) -> None:
    _all_evaluated(tuple(ward_year.targets.values()))
    for target in ward_year.targets.values():
        if target.outcome is None:
            raise LoopRefused(Reason.OUTCOME_MISSING, target.aim.title)


def _council_not_informed(ward_year: WardYear, ward: WardId) -> None:
    if ward_year.council_summary:
        raise LoopRefused(Reason.COUNCIL_ALREADY_INFORMED, ward)


def _spread(case: Case, ward: WardId, year: int, met: list[Target]) -> tuple[Event, ...]:
    """The items that with this ward's targets every ward has achieved, and that nobody proposed before."""
    proposed: dict[str, CityStandardProposed] = {}
    for target in met:
        achieved = {**achieved_by_ward(case.loop, target.aim.item), ward: (year, target.id)}
        known = target.aim.item in case.loop.proposals
        if not known and all(each in achieved for each in case.city.wards):
            where = tuple((each, *achieved[each]) for each in case.city.wards)
            proposed[target.aim.item] = CityStandardProposed(target.aim.item, target.aim.title, where)
    return tuple(proposed.values())
