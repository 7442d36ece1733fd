"""The end of the year: figures are frozen, grades proposed, outcomes decided, results published."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.evaluation.core.commands import (
    DecideOutcome,
    EvaluateTarget,
    HoldReview,
    InformCouncil,
    PlanInitiative,
    PublishResults,
    ReportAchievements,
    ReportEvaluation,
    ReportTargets,
    ReturnEvaluation,
    SetTarget,
    VerifyStandards,
)
from server.evaluation.core.events import (
    CityStandardProposed,
    CouncilInformed,
    EvaluationReported,
    EvaluationReturned,
    OutcomeDecided,
    ResultsPublished,
    ReviewHeld,
    SectionStandardEnded,
    SectionStandardMade,
    TargetEvaluated,
)
from server.evaluation.core.guideline import Direction, Grade, Outcome, is_reached, proposed_grade
from server.evaluation.core.refusal import Reason
from server.evaluation.core.state import Loop
from tests.loop_story import (
    OF_DIVISION,
    REVIEW,
    STAGES,
    WIDE,
    YEAR,
    Story,
    aim,
    by_hand,
    evaluation,
    given,
    initiative,
    next_year,
    reading,
    target_of,
)

WAIT, CHILD = target_of("residents"), target_of("child")
MISSED = evaluation(9.0, Grade.FAR_BELOW, follow_up="Two more counters at noon.")


@pytest.mark.parametrize(
    ("baseline", "target", "value", "grade"),
    [
        (10, 6, 4.0, Grade.FAR_ABOVE),
        (10, 6, 4.1, Grade.ABOVE),
        (10, 6, 5.6, Grade.ABOVE),
        (10, 6, 5.7, Grade.NEARLY),
        (10, 6, 6.4, Grade.NEARLY),
        (10, 6, 6.5, Grade.BELOW),
        (10, 6, 8.0, Grade.BELOW),
        (10, 6, 8.1, Grade.FAR_BELOW),
        (10, 6, 12.0, Grade.FAR_BELOW),
        (50, 90, 110, Grade.FAR_ABOVE),
        (50, 90, 86, Grade.NEARLY),
        (50, 90, 40, Grade.FAR_BELOW),
    ],
)
def test_the_grade_is_proposed_by_the_way_gone_up_or_down(baseline, target, value, grade) -> None:
    assert proposed_grade(baseline, target, value) is grade


def test_a_target_is_reached_exactly_and_not_nearly() -> None:
    reached = {value: is_reached(value, 6.0, Direction.DOWN) for value in (5.9, 6.0, 6.1)}
    assert reached == {5.9: True, 6.0: True, 6.1: False}
    assert [is_reached(value, 6.0, Direction.UP) for value in (5.9, 6.0, 6.1)] == [False, True, True]


def test_an_evaluation_keeps_figure_and_proposed_grade_and_is_made_anew_until_reported() -> None:
    story = given("checked")
    for told, proposed in ((evaluation(), Grade.NEARLY), (MISSED, Grade.FAR_BELOW)):
        asked = story.when(EvaluateTarget("midori", YEAR, WAIT, told))
        story = asked.then(TargetEvaluated("midori", YEAR, WAIT, told, proposed))
    target = story.loop.ward("midori", YEAR).targets[WAIT]
    assert (target.evaluation, target.proposed, target.met) == (MISSED, Grade.FAR_BELOW, False)


def test_without_a_figure_no_grade_is_proposed_and_nothing_is_met() -> None:
    nothing = evaluation(None, Grade.NEARLY, reason="The sheets burnt.", follow_up="We count again.")
    asked = given("checked").when(EvaluateTarget("midori", YEAR, WAIT, nothing))
    story = asked.then(TargetEvaluated("midori", YEAR, WAIT, nothing, None))
    assert story.loop.ward("midori", YEAR).targets[WAIT].met is False


def test_a_returned_report_is_open_again_and_its_outcome_is_decided_anew() -> None:
    story = given("decided")
    story = story.when(ReturnEvaluation("midori", YEAR, "residents", "Name the evidence.")).then(
        EvaluationReturned("midori", YEAR, "residents", "Name the evidence.")
    )
    midori = story.loop.ward("midori", YEAR)
    assert (midori.evaluated, dict(midori.returned)) == ({"child"}, {"residents": "Name the evidence."})
    story = story.and_given(EvaluateTarget("midori", YEAR, WAIT, MISSED))
    assert story.loop.ward("midori", YEAR).targets[WAIT].outcome is None
    story = story.when(ReportEvaluation("midori", YEAR, "residents")).then(
        EvaluationReported("midori", YEAR, "residents")
    )
    again = story.loop.ward("midori", YEAR)
    assert (again.evaluated, dict(again.returned)) == ({"child", "residents"}, {})
    story.when(InformCouncil("midori", YEAR, "One met.")).then_refused(
        Reason.OUTCOME_MISSING, "A wait of six minutes"
    )


def test_outcome_council_review_and_publication_close_the_year() -> None:
    story = given("results")
    for target, outcome in ((WAIT, Outcome.KEEP), (CHILD, Outcome.END_CHANGED)):
        asked = story.when(DecideOutcome("midori", YEAR, target, outcome))
        story = asked.then(OutcomeDecided("midori", YEAR, target, outcome))
    story = story.when(InformCouncil("midori", YEAR, "Two met.")).then(
        CouncilInformed("midori", YEAR, "Two met.")
    )
    story = story.and_given(HoldReview("midori", YEAR, REVIEW))
    closed_at = story.now
    story = story.when(PublishResults("midori", YEAR)).then(ResultsPublished("midori", YEAR))
    midori = story.loop.ward("midori", YEAR)
    assert (midori.council_summary, midori.review, midori.results_published_at) == (
        "Two met.",
        REVIEW,
        closed_at,
    )
    assert {id: each.outcome for id, each in midori.targets.items()} == {
        WAIT: Outcome.KEEP,
        CHILD: Outcome.END_CHANGED,
    }


def missed_by(*wards: str) -> Story:
    """Everything is reported and decided; these wards missed their targets, the others met theirs."""
    story = given("checked")
    for ward in ("midori", "sakura"):
        for section in ("residents", "child"):
            target = target_of(section)
            told = MISSED if ward in wards else evaluation()
            story = story.and_given(
                EvaluateTarget(ward, YEAR, target, told),
                ReportEvaluation(ward, YEAR, section),
                DecideOutcome(ward, YEAR, target, Outcome.KEEP),
            )
        story = story.and_given(InformCouncil(ward, YEAR, "Heard."))
    return story


def test_what_was_missed_becomes_nobodys_standard_and_is_not_proposed() -> None:
    story = missed_by("midori").and_given(HoldReview("midori", YEAR, REVIEW))
    assert story.happened[-1][0] == ReviewHeld("midori", YEAR, REVIEW)
    after = story.when(HoldReview("sakura", YEAR, REVIEW)).then(
        ReviewHeld("sakura", YEAR, REVIEW),
        SectionStandardMade("sakura", YEAR, "child", CHILD),
        SectionStandardMade("sakura", YEAR, "residents", WAIT),
    )
    assert dict(after.loop.proposals) == {}
    assert after.loop.to_keep("midori", "residents", YEAR + 1) == ()


def met_by_midori(wider: dict[str, object]) -> Loop:
    """Midori has met its sections' targets and one that is wider."""
    story = given("reported", "midori").and_given(
        SetTarget("midori", YEAR, "wide", aim(**wider)),
        PlanInitiative("midori", YEAR, "wide", "1", initiative()),
    )
    for stage in ("council", "published", "checked", "evaluated", "results", "decided"):
        story = story.through(stage, "midori")
        if stage == "checked":
            story = story.and_given(EvaluateTarget("midori", YEAR, "wide", evaluation()))
    return story.and_given(
        DecideOutcome("midori", YEAR, "wide", Outcome.KEEP),
        InformCouncil("midori", YEAR, "All met."),
        HoldReview("midori", YEAR, REVIEW),
    ).loop


def test_a_target_of_the_whole_ward_becomes_a_standard_of_all_its_sections() -> None:
    loop = met_by_midori(WIDE)
    assert loop.to_keep("midori", "residents", YEAR + 1) == (WAIT, "wide")
    assert loop.to_keep("midori", "child", YEAR + 1) == (CHILD, "wide")
    assert loop.to_keep("sakura", "child", YEAR + 1) == ()


def test_a_target_of_a_division_becomes_a_standard_of_its_own_sections_only() -> None:
    loop = met_by_midori(OF_DIVISION)
    assert loop.to_keep("midori", "residents", YEAR + 1) == (WAIT, "wide")
    assert loop.to_keep("midori", "child", YEAR + 1) == (CHILD,)
    assert [each.id for each in loop.own_standards("midori", "", YEAR + 1)] == ["wide"]


def a_year_later(first: Story, **more: Any) -> Story:
    """Midori's year after a story: its sections meet a target each, the residents one that is made so."""
    year, story = YEAR + 1, first
    for section, id, of in (("residents", "further", more), ("child", "other", {"item": "other"})):
        target = replace(aim(section), **of)
        story = story.and_given(
            SetTarget("midori", year, id, target),
            PlanInitiative("midori", year, id, "1", initiative()),
            ReportTargets("midori", year, section),
        )
    for stage in ("council", "published", "checked"):
        story = story.through(stage, "midori", year=year)
    found = reading(since=date(year, 4, 1), until=date(year + 1, 3, 31), value=4.0)
    for section, id in (("residents", "further"), ("child", "other")):
        grade = Grade.FAR_ABOVE if aim(section).baseline == 10.0 else Grade.ABOVE
        told = evaluation(reading=found, grade=grade, reason="It went well.")
        story = story.and_given(
            EvaluateTarget("midori", year, id, told), ReportEvaluation("midori", year, section),
            DecideOutcome("midori", year, id, Outcome.KEEP),
        )  # fmt: skip
    return story.through("informed", "midori", year=year).through("reviewed", "midori", year=year)


def test_a_standard_is_kept_until_a_target_that_goes_beyond_it_was_met() -> None:
    story = a_year_later(next_year(), standard=WAIT, value=5.0)
    ended = SectionStandardEnded("midori", YEAR + 2, WAIT, "", "further")
    assert ended in [each for each, _ in story.happened]
    kept = [story.loop.to_keep("midori", "residents", YEAR + each) for each in (0, 1, 2)]
    assert kept == [("greeting",), ("greeting", WAIT), ("further",)]
    assert CHILD in story.loop.to_keep("midori", "child", YEAR + 2)
    assert story.loop.to_keep("sakura", "residents", YEAR + 2) == (WAIT,)
    assert story.loop.ended_standards("midori", YEAR + 2) == (), "the committee ended nothing"


def test_a_target_measured_otherwise_takes_nobodys_place() -> None:
    other = by_hand("people at noon")
    story = a_year_later(next_year(), standard=WAIT, value=7.0, indicator=other)
    assert story.loop.to_keep("midori", "residents", YEAR + 2) == (WAIT, "further")


def test_one_section_does_not_end_what_the_others_keep_too() -> None:
    year, wide = YEAR + 1, aim(**WIDE)
    loop = met_by_midori(WIDE)
    [kept] = [each for each in loop.made["midori"] if each.id == "wide"]
    assert not kept.is_surpassed_by(aim(standard="wide", value=5.0))
    assert kept.is_surpassed_by(replace(wide, value=5.0))
    assert "wide" in loop.to_keep("midori", "child", year)


def test_an_item_spreads_over_the_years_and_is_proposed_once() -> None:
    story = missed_by("sakura").and_given(
        HoldReview("midori", YEAR, REVIEW),
        HoldReview("sakura", YEAR, REVIEW),
        ReportAchievements(YEAR, "One ward met."),
        VerifyStandards(YEAR, "They hold."),
    )
    for year in (YEAR + 1, YEAR + 2):
        for stage in STAGES[STAGES.index("adopted") :]:
            story = story.through(stage, year=year)
    proposed = [each for each, _ in story.happened if isinstance(each, CityStandardProposed)]
    achieved = (("midori", YEAR, CHILD), ("sakura", YEAR + 1, WAIT))
    assert proposed == [CityStandardProposed("short wait", "A wait of six minutes", achieved)]
