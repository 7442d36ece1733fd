"""The figures for the evaluation loop, each with its numerator and denominator, survive forgetting."""

from dataclasses import replace
from datetime import date

import pytest

from server.evaluation.voices import figures
from server.evaluation.voices.figures import Figure, Scope
from server.evaluation.voices.questionnaire import OVERALL
from server.evaluation.voices.questionnaire_file import standard
from server.evaluation.voices.rules import forgotten
from server.ports.voices import Entry, Kind, Sheets, SurveyChannel
from tests.server.evaluation.voices.entries import DAY, OFFICE, TODAY, answer, entry

ASKED = standard()[-1]
NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30), OFFICE)
ANSWERS = [
    answer("a", 5),
    answer("b", 4, section="child"),
    answer("c", 2, channel=SurveyChannel.PAPER),
    answer("d", 1, day=date(2026, 10, 31)),
    answer("e", 1, office="aoba"),
    answer("f", None, grades={"time": 3}),
]
DUE = entry().answer_due_on
ENTRIES = [
    entry(id="in time", answered_on=DUE, closed_on=DUE),
    entry(id="late", answered_on=DUE + DAY, recorded_on=date(2026, 11, 11), closed_on=DUE + DAY),
    entry(id="overdue"),
    entry(id="not yet", answer_due_on=TODAY + 30 * DAY),
    entry(id="reason", closed_on=TODAY, closing_reason="匿名"),
    entry(id="other section", section="child"),
    entry(id="opinion", kind=Kind.OPINION),
    entry(id="earlier", received_on=date(2026, 10, 31)),
    entry(id="elsewhere", office="aoba"),
]
LATER = DUE + 5 * DAY


def test_satisfaction_is_satisfied_over_answered() -> None:
    assert figures.satisfaction(ANSWERS, ASKED, OVERALL, NOVEMBER) == Figure(2 / 3, 2, 3)
    child = replace(NOVEMBER, section="child")
    assert figures.satisfaction(ANSWERS, ASKED, OVERALL, child) == Figure(1.0, 1, 1)
    assert figures.satisfaction(ANSWERS, ASKED, "privacy", NOVEMBER) == Figure(None, 0, 0)


def test_the_mean_is_the_sum_of_grades_over_answers() -> None:
    assert figures.mean_grade(ANSWERS, ASKED, OVERALL, NOVEMBER) == Figure(11 / 3, 11, 3)


def test_response_rates_say_what_they_are_of() -> None:
    sheets = [Sheets(OFFICE, TODAY, 8), Sheets(OFFICE, date(2026, 10, 1), 100)]
    assert figures.response_rate(ANSWERS, NOVEMBER, came=40) == Figure(0.1, 4, 40)
    assert figures.paper_response_rate(ANSWERS, sheets, NOVEMBER) == Figure(1 / 8, 1, 8)


def test_complaints_are_counted_recorded_and_answered_in_time() -> None:
    residents = replace(NOVEMBER, section="residents")
    assert figures.received(ENTRIES, NOVEMBER) == Figure(6.0, 6, 1)
    assert figures.received(ENTRIES, NOVEMBER, Kind.OPINION) == Figure(1.0, 1, 1)
    assert figures.recorded_in_time(ENTRIES, residents) == Figure(4 / 5, 4, 5)
    assert figures.answered_in_time(ENTRIES, residents) == Figure(1 / 4, 1, 4)
    assert figures.days_to_answer(ENTRIES, residents) == Figure(14.5, 29, 2)


def test_a_complaint_that_may_still_be_answered_does_not_count_as_late() -> None:
    until_before = replace(NOVEMBER, until=DUE - DAY)
    assert figures.answered_in_time([entry()], until_before) == Figure(None, 0, 0)
    assert figures.answered_in_time([entry()], replace(NOVEMBER, until=DUE)) == Figure(0.0, 0, 1)


@pytest.mark.parametrize("received_on", [date(2026, 11, 9), date(2026, 11, 17), date(2026, 11, 30)])
def test_an_answer_or_a_closing_after_a_period_moves_no_figure_of_it(received_on: date) -> None:
    waiting = entry(received_on=received_on, answer_due_on=received_on + 14 * DAY)
    later = date(2026, 12, 1)
    answered = replace(waiting, answered_on=later)
    closed = replace(waiting, closed_on=later, closing_reason="匿名")
    for measure in (figures.answered_in_time, figures.days_to_answer):
        assert [measure([each], NOVEMBER) for each in (answered, closed)] == [
            measure([waiting], NOVEMBER)
        ] * 2


def test_each_complaint_counts_in_the_one_month_in_which_its_answer_was_due() -> None:
    december = replace(NOVEMBER, since=date(2026, 12, 1), until=date(2026, 12, 31))
    late_in_month = entry(
        received_on=date(2026, 11, 30), answer_due_on=date(2026, 12, 14), answered_on=date(2026, 12, 2)
    )
    assert figures.answered_in_time([late_in_month], NOVEMBER) == Figure(None, 0, 0)
    assert figures.answered_in_time([late_in_month], december) == Figure(1.0, 1, 1)
    assert figures.days_to_answer([late_in_month], december) == Figure(2.0, 2, 1)


def test_forgetting_changes_no_figure() -> None:
    after = [forgotten(each, LATER) if each.closed_on else each for each in ENTRIES]
    assert [each.summary for each in after] != [each.summary for each in ENTRIES]
    assert everything(after) == everything(ENTRIES)


def everything(entries: list[Entry]) -> list[Figure]:
    kinds = [figures.received(entries, NOVEMBER, kind) for kind in Kind]
    return [
        *kinds,
        figures.recorded_in_time(entries, NOVEMBER),
        figures.answered_in_time(entries, NOVEMBER),
        figures.days_to_answer(entries, NOVEMBER),
    ]
