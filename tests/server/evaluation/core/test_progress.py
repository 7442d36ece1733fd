"""The year under way: progress, compliance, guidance, orders and their answers."""

from dataclasses import replace

from server.evaluation.core.commands import (
    AnswerOrder,
    CheckCompliance,
    Command,
    GiveGuidance,
    OrderImprovement,
    ReportProgress,
)
from server.evaluation.core.events import (
    ComplianceChecked,
    GuidanceGiven,
    ImprovementOrdered,
    OrderAnswered,
    ProgressReported,
)
from server.evaluation.core.guideline import Status
from server.evaluation.core.papers import Progress
from server.evaluation.core.refusal import Reason
from tests.loop_story import GOES_WELL, KEPT, NOT_KEPT, ORDER, YEAR, given, next_year, target_of

WAIT = target_of("residents")


def test_progress_is_kept_in_the_order_of_reporting() -> None:
    done = Progress(3, Status.DONE, "It is done.")
    story = given("published")
    for told in (GOES_WELL, done):
        asked = story.when(ReportProgress("midori", YEAR, WAIT, "1", told))
        story = asked.then(ProgressReported("midori", YEAR, WAIT, "1", told))
    assert dict(story.loop.ward("midori", YEAR).targets[WAIT].progress) == {"1": (GOES_WELL, done)}


def test_a_standard_is_checked_more_than_once_a_year_and_each_check_stays() -> None:
    story = given("published")
    for check in (NOT_KEPT, KEPT):
        asked = story.when(CheckCompliance("midori", YEAR, "child", "greeting", check))
        story = asked.then(ComplianceChecked("midori", YEAR, "child", "greeting", check))
    assert dict(story.loop.ward("midori", YEAR).checks) == {("child", "greeting"): (NOT_KEPT, KEPT)}


def test_guidance_and_orders_answer_what_was_not_kept_before_them_and_nothing_later() -> None:
    def unguided(*commands: Command) -> frozenset[tuple[str, str]]:
        return given("published").and_given(*commands).loop.ward("midori", YEAR).unguided

    fails, holds = (
        CheckCompliance("midori", YEAR, "residents", "greeting", each) for each in (NOT_KEPT, KEPT)
    )
    guide = GiveGuidance("midori", YEAR, "residents", "Look.")
    key = ("residents", "greeting")
    assert unguided(fails) == unguided(guide, fails) == unguided(fails, holds, fails) == {key}
    assert unguided(fails, guide, replace(fails, check=replace(NOT_KEPT, evidence="again"))) == {key}
    for told in (holds, guide, OrderImprovement("midori", YEAR, "1", ORDER)):
        assert unguided(fails, told) == frozenset()
    assert unguided(fails, GiveGuidance("midori", YEAR, "child", "Look.")) == {key}


def test_the_loop_knows_when_a_standard_was_last_checked() -> None:
    story = given("published")
    for check in (NOT_KEPT, KEPT):
        at, story = story.now, story.and_given(CheckCompliance("midori", YEAR, "child", "greeting", check))
    assert dict(story.loop.ward("midori", YEAR).checked_at) == {("child", "greeting"): at}


def test_a_section_also_checks_what_its_own_met_targets_have_made_a_standard() -> None:
    story = next_year()
    own = CheckCompliance("midori", YEAR + 1, "residents", WAIT, KEPT)
    story.when(own).then(ComplianceChecked("midori", YEAR + 1, "residents", WAIT, KEPT))
    assert story.loop.to_keep("midori", "residents", YEAR + 1) == ("greeting", WAIT)
    assert story.loop.to_keep("midori", "child", YEAR + 1) == ("greeting", target_of("child"))
    assert story.loop.to_keep("midori", "residents", YEAR) == ("greeting",)


def test_mayor_and_director_guide_and_order_and_the_section_answers() -> None:
    story = given("published")
    guided = story.when(GiveGuidance("midori", YEAR, "residents", "Look."), by="midori service director")
    story = guided.then(GuidanceGiven("midori", YEAR, "residents", "Look."))
    ordered = story.when(OrderImprovement("midori", YEAR, "1", ORDER), by="midori mayor")
    story = ordered.then(ImprovementOrdered("midori", YEAR, "1", ORDER))
    story = story.when(AnswerOrder("midori", YEAR, "1", "Mended.")).then(
        OrderAnswered("midori", YEAR, "1", "Mended.")
    )
    midori = story.loop.ward("midori", YEAR)
    assert (midori.guidance, dict(midori.orders), dict(midori.answers)) == (
        (("residents", "Look."),),
        {"1": ORDER},
        {"1": "Mended."},
    )


def test_a_standard_that_is_not_kept_again_may_be_guided_with_the_same_words() -> None:
    fails = CheckCompliance("midori", YEAR, "child", "greeting", NOT_KEPT)
    guide = GiveGuidance("midori", YEAR, "child", "Practise every Monday.")
    story = given("published").and_given(fails, guide, fails)
    story = story.when(guide).then(GuidanceGiven("midori", YEAR, "child", "Practise every Monday."))
    story.when(guide).then_refused(Reason.SAME_ALREADY, "")
