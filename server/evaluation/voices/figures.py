"""Figures of voices for the evaluation loop: each with its numerator and its denominator. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.core.plan import OfficeId
from server.evaluation.voices.questionnaire import Questionnaire
from server.evaluation.voices.survey import tally
from server.ports.voices import Answer, Entry, ItemId, Kind, SectionId, Sheets, SurveyChannel


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what it was made of; None where there was nothing to divide by.

    Shares are fractions of one, means are grades, counts have the denominator 1.
    """

    value: float | None
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What is measured: days both included, and of which office and section (empty: of all of them)."""

    since: date
    until: date
    office: OfficeId = ""
    section: SectionId = ""

    def holds(self, office: OfficeId, section: SectionId, day: date) -> bool:
        """Whether something of this office, section and day belongs to it."""
        return (
            self.since <= day <= self.until and self.office in {"", office} and self.section in {"", section}
        )


def satisfaction(answers: Iterable[Answer], asked: Questionnaire, item: ItemId, scope: Scope) -> Figure:
    """Those satisfied with an item ÷ those who answered it."""
    found = tally(_grades(answers, asked, item, scope), asked.scale)
    return _ratio(found.satisfied, found.count)


def mean_grade(answers: Iterable[Answer], asked: Questionnaire, item: ItemId, scope: Scope) -> Figure:
    """The mean grade of an item; whether more is better, the scale of the questionnaire says."""
    found = tally(_grades(answers, asked, item, scope), asked.scale)
    return _ratio(found.total, found.count)


def response_rate(answers: Iterable[Answer], scope: Scope, came: int) -> Figure:
    """Answers by phone and on paper ÷ those who came (server.measure counts them).

    `came` are the visits of an office that ended, or what was finished for them in a section of it. Answers
    at the screen in the hall are left out: nobody counts who passes it.
    """
    counted = (each for each in answers if each.channel is not SurveyChannel.KIOSK)
    return _ratio(sum(scope.holds(each.office, each.section, each.day) for each in counted), came)


def paper_response_rate(answers: Iterable[Answer], sheets: Iterable[Sheets], scope: Scope) -> Figure:
    """Paper questionnaires that came back ÷ those handed out."""
    back = [each for each in answers if each.channel is SurveyChannel.PAPER]
    out = sum(each.handed_out for each in sheets if scope.holds(each.office, each.section, each.day))
    return _ratio(sum(scope.holds(each.office, each.section, each.day) for each in back), out)


def received(entries: Iterable[Entry], scope: Scope, kind: Kind = Kind.COMPLAINT) -> Figure:
    """How many of a kind were received."""
    count = len(_entries(entries, scope, kind))
    return Figure(float(count), count, 1)


def recorded_in_time(entries: Iterable[Entry], scope: Scope, kind: Kind = Kind.COMPLAINT) -> Figure:
    """Those recorded on the day they were received, or on the next open day ÷ those received."""
    found = _entries(entries, scope, kind)
    return _ratio(sum(each.recorded_on <= each.record_due_on for each in found), len(found))


def answered_in_time(entries: Iterable[Entry], scope: Scope, kind: Kind = Kind.COMPLAINT) -> Figure:
    """Those answered by their date ÷ those whose date lies in the scope, whenever they were received.

    So each counts in one period only, and what is answered or closed after the period changes nothing: it was
    late in any case. Left out are those closed by their date with a stated reason for no answer. A scope
    that ends today counts what is due today as unanswered until it is answered.
    """
    due = [
        each for each in _of_kind(entries, kind) if scope.holds(each.office, each.section, each.answer_due_on)
    ]
    found = [each for each in due if _answered_by_date(each) or not _closed_by_date(each)]
    return _ratio(sum(map(_answered_by_date, found)), len(found))


def days_to_answer(entries: Iterable[Entry], scope: Scope, kind: Kind = Kind.COMPLAINT) -> Figure:
    """The mean of the calendar days from receipt to answer, over those answered on a day of the scope.

    By the day of the answer, so that an answer after the period does not change the figure of the period.
    """
    days = [
        (each.answered_on - each.received_on).days
        for each in _of_kind(entries, kind)
        if each.answered_on and scope.holds(each.office, each.section, each.answered_on)
    ]
    return _ratio(sum(days), len(days))


def _answered_by_date(entry: Entry) -> bool:
    return entry.answered_on is not None and entry.answered_on <= entry.answer_due_on


def _closed_by_date(entry: Entry) -> bool:
    return (
        entry.answered_on is None and entry.closed_on is not None and entry.closed_on <= entry.answer_due_on
    )


def _entries(entries: Iterable[Entry], scope: Scope, kind: Kind) -> list[Entry]:
    return [
        each for each in _of_kind(entries, kind) if scope.holds(each.office, each.section, each.received_on)
    ]


def _of_kind(entries: Iterable[Entry], kind: Kind) -> Iterable[Entry]:
    return (each for each in entries if each.kind is kind)


def _grades(
    answers: Iterable[Answer], asked: Questionnaire, item: ItemId, scope: Scope
) -> Iterable[int | None]:
    fitting = (each for each in answers if each.year == asked.year)
    return (each.grades.get(item) for each in fitting if scope.holds(each.office, each.section, each.day))


def _ratio(numerator: int, denominator: int) -> Figure:
    return Figure(numerator / denominator if denominator else None, numerator, denominator)
