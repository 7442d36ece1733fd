"""The ward's loop, Do and Check: progress, compliance, guidance and orders in mid-year (sections 5(4), 6)."""

from server.evaluation.core.commands import (
    AnswerOrder,
    CheckCompliance,
    GiveGuidance,
    OrderImprovement,
    ReportProgress,
)
from server.evaluation.core.events import (
    ComplianceChecked,
    Event,
    GuidanceGiven,
    ImprovementOrdered,
    OrderAnswered,
    ProgressReported,
)
from server.evaluation.core.guideline import beginning, ending, month_begins
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case, lengths, says, words


def report_progress(case: Case, command: ReportProgress) -> tuple[Event, ...]:
    """How an initiative of a published plan goes."""
    ward_year = case.under_way(command.ward, command.year)
    target = case.target(command.ward, command.year, command.target)
    case.owner(command.ward, target.aim)
    if command.id not in target.initiatives:
        raise LoopRefused(Reason.UNKNOWN_INITIATIVE, command.id)
    if ward_year.is_over:
        raise LoopRefused(Reason.EVALUATION_FIXED, command.ward)
    if not 1 <= command.progress.month <= 12:
        raise LoopRefused(Reason.MONTH_NOT_POSSIBLE, str(command.progress.month))
    if month_begins(command.year, command.progress.month) > case.today:
        raise LoopRefused(Reason.MONTH_NOT_COME, str(command.progress.month))
    words(text=command.progress.text)
    if command.progress in target.progress.get(command.id, ()):
        raise LoopRefused(Reason.SAME_ALREADY)
    return (ProgressReported(command.ward, command.year, command.target, command.id, command.progress),)


def check_compliance(case: Case, command: CheckCompliance) -> tuple[Event, ...]:
    """A section reports on a standard; where it is not kept, only together with what will be done."""
    case.section(command.ward, command.section)
    case.head(command.ward, command.section)
    ward_year = case.year(command.ward, command.year)
    if command.standard not in case.loop.to_keep(command.ward, command.section, command.year):
        raise LoopRefused(Reason.UNKNOWN_STANDARD, command.standard)
    if command.section in ward_year.evaluated:
        raise LoopRefused(Reason.EVALUATION_FIXED, command.section)
    if case.today < beginning(command.year):
        raise LoopRefused(Reason.YEAR_NOT_COME, str(command.year))
    words(evidence=command.check.evidence)
    lengths(improvement_measure=command.check.improvement_measure)
    if not command.check.kept and not says(command.check.improvement_measure):
        raise LoopRefused(Reason.IMPROVEMENT_MEASURE_MISSING, command.standard)
    return (ComplianceChecked(command.ward, command.year, command.section, command.standard, command.check),)


def give_guidance(case: Case, command: GiveGuidance) -> tuple[Event, ...]:
    """The ward mayor guides a section, in person or through the director of its division."""
    case.section(command.ward, command.section)
    case.mayor_or_director(command.ward, command.section)
    ward_year = case.under_way(command.ward, command.year)
    if ward_year.review is not None:
        raise LoopRefused(Reason.REVIEW_ALREADY_HELD, command.ward)
    words(text=command.text)
    waiting = any(section == command.section for section, _standard in ward_year.unguided)
    if not waiting and (command.section, command.text) in ward_year.guidance:
        raise LoopRefused(Reason.SAME_ALREADY)
    return (GuidanceGiven(command.ward, command.year, command.section, command.text),)


def order_improvement(case: Case, command: OrderImprovement) -> tuple[Event, ...]:
    """The ward mayor orders a section to mend something, by a day to come, of the next year at the latest."""
    case.section(command.ward, command.order.section)
    case.mayor_or_director(command.ward, command.order.section)
    ward_year = case.under_way(command.ward, command.year)
    if ward_year.review is not None:
        raise LoopRefused(Reason.REVIEW_ALREADY_HELD, command.ward)
    words(id=command.id, text=command.order.text)
    if command.id in ward_year.orders:
        raise LoopRefused(Reason.ID_TAKEN, command.id)
    if not case.today < command.order.due_on <= ending(command.year + 1):
        raise LoopRefused(Reason.ORDER_DUE_NOT_POSSIBLE, "due_on")
    if command.order in ward_year.orders.values():
        raise LoopRefused(Reason.SAME_ALREADY)
    return (ImprovementOrdered(command.ward, command.year, command.id, command.order),)


def answer_order(case: Case, command: AnswerOrder) -> tuple[Event, ...]:
    """The section says what it did."""
    ward_year = case.year(command.ward, command.year)
    if command.id not in ward_year.orders:
        raise LoopRefused(Reason.UNKNOWN_ORDER, command.id)
    case.head(command.ward, ward_year.orders[command.id].section)
    if command.id in ward_year.answers:
        raise LoopRefused(Reason.ORDER_ALREADY_ANSWERED, command.id)
    words(text=command.text)
    return (OrderAnswered(command.ward, command.year, command.id, command.text),)
