"""What is to be done by whom: every step of the year asks the right person, and nobody else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from server.evaluation.core.commands import (
    AnswerOrder,
    BeginStandards,
    CheckCompliance,
    EndSectionStandard,
    EvaluateTarget,
    GiveGuidance,
    OrderImprovement,
    PlanInitiative,
    ReportEvaluation,
    ReportProgress,
    ReturnEvaluation,
    SetTarget,
)
from server.evaluation.core.guideline import Status
from server.evaluation.core.papers import Progress
from server.evaluation.core.require import Case
from server.evaluation.ward.views.desk import is_silent, tasks
from server.evaluation.ward.views.task import Task
from tests.loop_story import (
    CITY,
    GOES_WELL,
    JAPAN,
    KEPT,
    NOT_KEPT,
    OF_CITY,
    OF_DIVISION,
    ORDER,
    POSTS,
    STAGES,
    WIDE,
    YEAR,
    Story,
    aim,
    asker,
    evaluation,
    given,
    initiative,
    next_year,
    target_of,
)

APRIL = date(YEAR, 4, 20)
JUNE = date(YEAR, 6, 20)
MARCH = date(YEAR + 1, 3, 20)
THIS = f"/evaluation/wards/midori/{YEAR}"
TARGET = "residents%20short%20wait"
HEAD, CHAIR, MAYOR = "midori residents head", "midori chair", "midori mayor"


def waiting(story: Story, account: str, today: date = APRIL) -> list[Task]:
    return list(tasks(Case(CITY, story.loop, asker(account), today), today))


def asked(story: Story, account: str, today: date = APRIL) -> list[tuple[str, str]]:
    """The words and the places of what is to be done this year."""
    return [(each.words, each.link) for each in waiting(story, account, today) if each.year == YEAR]


def by_everybody(stage: str, today: date) -> dict[str, Iterable[str]]:
    """Who has something to do at a stage, and what."""
    story = given(stage)
    found = {account: [words for words, _ in asked(story, account, today)] for account in POSTS}
    return {account: words for account, words in found.items() if words and "sakura" not in account}


def both(*words: str) -> dict[str, list[str]]:
    """Both heads of sections have this to do."""
    return {each: list(words) for each in (HEAD, "midori child head")}


AGAIN = "Standards to check again at the end of the year: %(num)s"
CLOSING = "Begin the draft of the city's standards"

AT_STAGE = {
    "posts": (APRIL, {"conference": [CLOSING]}),
    "adopted": (APRIL, {MAYOR: ["Set the policy of the ward"]}),
    "policy": (APRIL, both("Set one to three targets")),
    "set": (APRIL, both("Plan what is done for a target")),
    "planned": (APRIL, both("Report the targets to the committee")),
    "reported": (APRIL, {CHAIR: ["Report the plan to the planning council"]}),
    "council": (APRIL, {CHAIR: ["Publish the plan"]}),
    "published": (
        APRIL,
        both("Standards to check: %(num)s", "Report how the initiatives go"),
    ),
    "checked": (
        MARCH,
        both(AGAIN, "Report how the initiatives go", "Evaluate a target"),
    ),
    "evaluated": (
        MARCH,
        both(AGAIN, "Report compliance and results to the committee"),
    ),
    "results": (MARCH, {CHAIR: ["Decide what becomes of a target"] * 2}),
    "decided": (MARCH, {CHAIR: ["Report the results to the planning council"]}),
    "informed": (MARCH, {MAYOR: ["Hold the management review"]}),
    "reviewed": (
        MARCH,
        {CHAIR: ["Publish the results"], "conference": ["Report the achievements of all wards"]},
    ),
    "closed": (MARCH, {"conference": ["Report the achievements of all wards"]}),
    "achievements": (MARCH, {"conference": ["Verify the city's standards"]}),
    "verified": (MARCH, {}),
}


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_the_year_asks_the_right_people(stage: str) -> None:
    today, expected = AT_STAGE[stage]
    assert by_everybody(stage, today) == expected


def test_each_task_leads_to_the_very_form() -> None:
    assert asked(given("adopted"), MAYOR) == [("Set the policy of the ward", f"{THIS}/policy")]
    assert asked(given("policy"), HEAD) == [
        ("Set one to three targets", f"{THIS}/targets/new?section=residents")
    ]
    assert asked(given("set"), HEAD) == [
        ("Plan what is done for a target", f"{THIS}/targets/{TARGET}/initiatives/new")
    ]
    assert asked(given("informed"), MAYOR, MARCH) == [("Hold the management review", f"{THIS}/review")]


def test_somebody_without_a_post_has_nothing_to_do() -> None:
    assert waiting(given("published"), "nobody") == []


def test_an_order_waits_first_with_its_date_until_it_is_answered() -> None:
    story = given("checked").and_given(OrderImprovement("midori", YEAR, "1", ORDER))
    first = waiting(story, HEAD, JUNE)[0]
    assert first == Task(
        "Answer the improvement order",
        f"{THIS}/orders/1",
        "midori",
        YEAR,
        "residents",
        ORDER.text,
        ORDER.due_on,
    )
    answered = story.and_given(AnswerOrder("midori", YEAR, "1", "Mended."))
    assert [each.due for each in waiting(answered, HEAD, JUNE)] == [None]


def test_an_order_that_comes_after_the_results_is_still_to_be_answered() -> None:
    assert waiting(given("results"), HEAD, MARCH) == []
    story = given("results").and_given(OrderImprovement("midori", YEAR, "1", ORDER))
    assert [each.words for each in waiting(story, HEAD, MARCH)] == ["Answer the improvement order"]


def test_an_order_waits_until_it_is_answered_even_when_the_results_of_its_year_are_public() -> None:
    story = given("informed").and_given(OrderImprovement("midori", YEAR, "1", ORDER))
    story = story.through("reviewed").through("closed")
    for today in (MARCH, date(YEAR + 2, 6, 1)):
        order = ("Answer the improvement order", f"{THIS}/orders/1")
        assert asked(story, HEAD, today) == [order]
        assert asked(story, "midori child head", today) == asked(story, "sakura residents head", today) == []
    answered = story.and_given(AnswerOrder("midori", YEAR, "1", "Mended."))
    assert asked(answered, HEAD, MARCH) == []


def test_a_standard_that_was_last_checked_in_mid_year_is_to_be_checked_again_from_january_on() -> None:
    def again(story: Story, today: date) -> list[int]:
        return [each.number for each in waiting(story, HEAD, today) if each.words == AGAIN]

    december, january = date(YEAR, 12, 31), date(YEAR + 1, 1, 1)
    story = given("checked")
    assert (again(story, december), again(story, january)) == ([], [1])
    at_the_end = replace(story, now=datetime(YEAR + 1, 1, 4, 9, tzinfo=JAPAN))
    checked = at_the_end.and_given(CheckCompliance("midori", YEAR, "residents", "greeting", KEPT))
    assert again(checked, january) == []
    assert again(given("results"), MARCH) == []


def test_a_report_that_was_given_back_is_mended() -> None:
    story = given("results").and_given(ReturnEvaluation("midori", YEAR, "residents", "Which days?"))
    first = waiting(story, HEAD, MARCH)[0]
    assert (first.words, first.about) == ("The committee gave your report back: mend it", "Which days?")
    again = story.and_given(ReportEvaluation("midori", YEAR, "residents"))
    assert asked(again, HEAD, MARCH) == []


def test_an_initiative_asks_for_news_from_its_first_month_on() -> None:
    planned = initiative(months=(6, 7, 1))
    assert not is_silent(planned, (), YEAR, date(YEAR, 5, 31))
    assert is_silent(planned, (), YEAR, date(YEAR, 6, 1))
    assert not is_silent(planned, (GOES_WELL,), YEAR, date(YEAR, 6, 30))
    assert is_silent(planned, (GOES_WELL,), YEAR, date(YEAR, 7, 1))
    assert not is_silent(planned, (Progress(8, Status.ON_SCHEDULE, "."),), YEAR, date(YEAR, 12, 31))
    assert is_silent(planned, (Progress(8, Status.ON_SCHEDULE, "."),), YEAR, date(YEAR + 1, 1, 1))
    assert is_silent(planned, (), YEAR, date(YEAR + 2, 1, 1))
    assert not is_silent(planned, (), YEAR + 1, date(YEAR, 7, 1))


@pytest.mark.parametrize("status", [Status.DONE, Status.STOPPED])
def test_an_initiative_at_its_end_asks_for_nothing(status: Status) -> None:
    assert not is_silent(initiative(), (Progress(4, status, "."),), YEAR, MARCH)


def test_news_end_the_question_on_the_desk() -> None:
    story = given("checked")
    assert [words for words, _ in asked(story, HEAD)] == ["Report how the initiatives go"]
    told = replace(GOES_WELL, month=5)
    story = story.and_given(ReportProgress("midori", YEAR, target_of("residents"), "1", told))
    assert asked(story, HEAD, JUNE) == []


def test_the_mayor_and_the_director_hear_of_a_standard_that_is_not_kept_until_they_helped() -> None:
    told = ("A standard is not kept: guide the section", f"{THIS}/sections/residents/standards")
    story = given("checked").and_given(CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT))
    assert (asked(story, MAYOR), asked(story, "midori service director")) == ([told], [told])
    assert asked(story, "midori welfare director") == []
    guided = story.and_given(GiveGuidance("midori", YEAR, "residents", "Practise together."))
    assert asked(guided, MAYOR) == []
    once_more = replace(NOT_KEPT, evidence="seen again")
    again = guided.and_given(CheckCompliance("midori", YEAR, "residents", "greeting", once_more))
    assert (asked(again, MAYOR), asked(again, "midori service director")) == ([told], [told])
    ordered = again.and_given(OrderImprovement("midori", YEAR, "1", ORDER))
    assert asked(ordered, MAYOR) == []


def test_what_is_no_standard_any_more_needs_no_guidance() -> None:
    story = next_year()
    keeps = CheckCompliance("midori", YEAR + 1, "residents", target_of("residents"), NOT_KEPT)
    ended = EndSectionStandard("midori", YEAR + 1, target_of("residents"), "It is law now.")

    def guide(story: Story) -> list[str]:
        for stage in ("set", "planned", "reported", "council", "published"):
            story = story.through(stage, year=YEAR + 1)
        found = waiting(story, MAYOR, date(YEAR + 1, 6, 1))
        return [each.section for each in found if "guide the section" in each.words]

    assert guide(story.and_given(keeps)) == ["residents"]
    assert guide(story.and_given(keeps, ended)) == []


def test_a_division_and_a_committee_have_targets_of_their_own() -> None:
    story = given("policy")
    story = story.and_given(SetTarget("midori", YEAR, "floor", aim("", **_other(OF_DIVISION))))
    story = story.and_given(SetTarget("midori", YEAR, "signs", aim("", **_other(WIDE))))
    plan = "Plan what is done for a target"
    assert asked(story, "midori service director") == [(plan, f"{THIS}/targets/floor/initiatives/new")]
    assert asked(story, "midori welfare director") == []
    assert asked(story, CHAIR) == [(plan, f"{THIS}/targets/signs/initiatives/new")]


def test_the_conference_has_the_targets_of_the_whole_city() -> None:
    story = given("adopted").and_given(SetTarget("", YEAR, "form", aim("", **_other(OF_CITY))))
    where = f"/evaluation/wards/whole-city/{YEAR}"
    plan = ("Plan what is done for a target", f"{where}/targets/form/initiatives/new")
    assert asked(story, "conference") == [plan]
    story = story.and_given(PlanInitiative("", YEAR, "form", "1", initiative(months=(3,))))
    assert asked(story, "conference") == [("Publish the plan", f"{where}/publication")]


def test_from_january_on_next_years_standards_are_begun_and_put_into_force() -> None:
    story = given("verified")
    in_december = waiting(story, "conference", date(YEAR, 12, 31))
    in_january = waiting(story, "conference", date(YEAR + 1, 1, 1))
    assert [each.words for each in in_december if each.year > YEAR] == []
    assert [(each.words, each.link) for each in in_january if each.year > YEAR] == [
        ("Decide whether a target becomes a city standard", "/evaluation/city/proposals"),
        ("Begin the draft of the city's standards", f"/evaluation/city/{YEAR + 1}/standards"),
    ]


def test_a_year_that_was_left_out_asks_for_nothing() -> None:
    story = given("verified").and_given(BeginStandards(YEAR + 2))
    asked_for = [
        each.year for each in waiting(story, "conference", date(YEAR + 2, 1, 10)) if "egin" in each.words
    ]
    assert asked_for == []


def test_whoever_evaluated_early_is_asked_to_report_early() -> None:
    report, november = "Report compliance and results to the committee", date(YEAR, 11, 21)
    told = [waiting(given(stage), "midori residents head", november) for stage in ("checked", "evaluated")]
    assert [report in {each.words for each in tasks} for tasks in told] == [False, True]


def test_a_target_is_evaluated_once_and_earlier_by_whoever_wants() -> None:
    story = given("checked").and_given(EvaluateTarget("midori", YEAR, target_of("residents"), evaluation()))
    assert "Evaluate a target" not in [words for words, _ in asked(story, HEAD, MARCH)]
    december, january = date(YEAR, 12, 31), date(YEAR + 1, 1, 1)
    at_work = given("checked")
    assert "Evaluate a target" not in [words for words, _ in asked(at_work, HEAD, december)]
    assert "Evaluate a target" in [words for words, _ in asked(at_work, HEAD, january)]


def _other(scope: dict[str, str]) -> dict[str, str]:
    """What the scope says beside the section, which is given by position."""
    return {name: value for name, value in scope.items() if name != "section"}
