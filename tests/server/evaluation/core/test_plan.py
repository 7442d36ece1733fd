"""A ward plans its year: policy, targets, initiatives, publication."""

from dataclasses import replace
from datetime import date

from server.core.commands import Scene
from server.evaluation.core.commands import (
    EndSectionStandard,
    PlanInitiative,
    PublishPlan,
    ReportPlan,
    ReportTargets,
    SetPolicy,
    SetTarget,
    WithdrawTarget,
)
from server.evaluation.core.events import (
    InitiativePlanned,
    PlanPublished,
    PlanReported,
    PolicySet,
    SectionStandardEnded,
    TargetSet,
    TargetsReported,
    TargetWithdrawn,
)
from server.evaluation.core.guideline import Basis, Budget
from server.evaluation.core.papers import Policy
from server.evaluation.core.refusal import Reason
from server.evaluation.core.state import Target, WardYear, targets_of
from tests.loop_story import (
    OF_CITY,
    OF_DIVISION,
    POLICY,
    STAGES,
    WIDE,
    YEAR,
    aim,
    given,
    initiative,
    next_year,
    target_of,
)

WAIT = target_of("residents")
COUNCIL_ON = date(2026, 4, 5)


def test_a_policy_is_set_and_worded_anew_until_the_plan_is_published() -> None:
    story = given("adopted").when(SetPolicy("midori", YEAR, POLICY)).then(PolicySet("midori", YEAR, POLICY))
    assert story.loop.ward("midori", YEAR) == WardYear(policy=POLICY)
    anew = Policy("We listen.", "A ward to grow in", COUNCIL_ON)
    after = given("council").when(SetPolicy("midori", YEAR, anew)).then(PolicySet("midori", YEAR, anew))
    assert after.loop.ward("midori", YEAR).policy == anew


def test_a_target_stands_and_is_worded_anew_with_all_that_was_planned_for_it() -> None:
    first, anew = aim(), aim(title="A wait of five minutes", value=5.0)
    story = given("policy").when(SetTarget("midori", YEAR, WAIT, first))
    assert story.then(TargetSet("midori", YEAR, WAIT, first)).loop.ward("midori", YEAR).targets[WAIT] == (
        Target(WAIT, first)
    )
    planned = given("planned").when(SetTarget("midori", YEAR, WAIT, anew))
    target = planned.then(TargetSet("midori", YEAR, WAIT, anew)).loop.ward("midori", YEAR).targets[WAIT]
    assert (target.aim, dict(target.initiatives)) == (anew, {"1": initiative()})


def test_a_section_has_three_targets_while_division_ward_and_city_have_as_many_as_they_like() -> None:
    story = given("policy").and_given(
        *(SetTarget("midori", YEAR, f"{number}", aim(title=f"{number}")) for number in range(3)),
        *(SetTarget("midori", YEAR, f"ward {number}", aim(**WIDE, plan=f"{number}")) for number in range(4)),
        *(
            SetTarget("midori", YEAR, f"division {number}", aim(**OF_DIVISION, plan=f"{number}"))
            for number in range(4)
        ),
        *(SetTarget("", YEAR, f"city {number}", aim(**OF_CITY, plan=f"{number}")) for number in range(4)),
    )
    midori = story.loop.ward("midori", YEAR)
    assert [each.id for each in targets_of(midori, "residents")] == ["0", "1", "2"]
    assert (len(midori.targets), len(story.loop.ward("", YEAR).targets)) == (11, 4)


def test_a_new_item_needs_no_standard_and_may_be_of_any_scene() -> None:
    new = aim(basis=Basis.NEW_ITEM, standard="", scene=Scene.PHONE)
    given("policy").when(SetTarget("midori", YEAR, WAIT, new)).then(TargetSet("midori", YEAR, WAIT, new))


def test_a_target_met_last_year_is_a_standard_that_only_its_own_section_can_exceed() -> None:
    further = aim(standard=WAIT, baseline=6.0, value=5.0)
    story = next_year()
    story.when(SetTarget("midori", YEAR + 1, "next", further)).then(
        TargetSet("midori", YEAR + 1, "next", further)
    )
    of_others = SetTarget("midori", YEAR + 1, "next", replace(further, section="child"))
    story.when(of_others).then_refused(Reason.STANDARD_NOT_EXCEEDED, WAIT)


def test_a_target_is_taken_back_with_its_reason() -> None:
    story = given("planned").when(WithdrawTarget("midori", YEAR, WAIT, "Another section does it."))
    after = story.then(TargetWithdrawn("midori", YEAR, WAIT, "Another section does it."))
    assert list(after.loop.ward("midori", YEAR).targets) == [target_of("child")]


def test_the_committee_ends_a_standard_of_a_section_which_is_kept_up_to_the_year_before() -> None:
    story = next_year()
    ended = story.when(EndSectionStandard("midori", YEAR + 1, WAIT, "It is law now."), by="midori chair")
    loop = ended.then(SectionStandardEnded("midori", YEAR + 1, WAIT, "It is law now.")).loop
    child, *_rest = [each for each in story.loop.made["midori"] if each.id != WAIT]
    assert [loop.to_keep("midori", "residents", YEAR + each) for each in (1, 2)] == [("greeting",), ()]
    assert loop.to_keep("midori", "child", YEAR + 1) == ("greeting", child.id)
    assert loop.to_keep("sakura", "residents", YEAR + 1) == ("greeting", WAIT)
    (gone,) = loop.ended_standards("midori", YEAR + 1)
    assert (gone.id, gone.until, gone.end_reason) == (WAIT, YEAR, "It is law now.")
    assert loop.ended_standards("midori", YEAR + 2) == loop.ended_standards("sakura", YEAR + 1) == ()


def test_a_standard_that_was_ended_is_not_ended_again_for_a_later_year() -> None:
    story = next_year().and_given(EndSectionStandard("midori", YEAR + 1, WAIT, "It is law now."))
    for stage in STAGES[STAGES.index("set") :]:
        story = story.through(stage, year=YEAR + 1)
    story = story.through("adopted", year=YEAR + 2)
    again = EndSectionStandard("midori", YEAR + 2, WAIT, "Once more.")
    assert story.when(again).refused is None, "the target of that year made it a standard again"
    story.when(replace(again, year=YEAR + 1)).then_refused(Reason.UNKNOWN_STANDARD, WAIT)


def test_an_initiative_is_planned_and_planned_anew_and_more_come_while_the_year_is_under_way() -> None:
    later = initiative(title="Open a counter more", budget=Budget.THIS_YEAR_URGENT, months=(1, 12))
    story = given("planned").when(PlanInitiative("midori", YEAR, WAIT, "1", later))
    after = story.then(InitiativePlanned("midori", YEAR, WAIT, "1", later))
    assert dict(after.loop.ward("midori", YEAR).targets[WAIT].initiatives) == {"1": later}
    added = given("published").when(PlanInitiative("midori", YEAR, WAIT, "2", later))
    both = added.then(InitiativePlanned("midori", YEAR, WAIT, "2", later)).loop.ward("midori", YEAR)
    assert dict(both.targets[WAIT].initiatives) == {"1": initiative(), "2": later}


def test_section_then_committee_then_council_then_everybody_hear_the_plan() -> None:
    story = given("planned")
    for section in ("residents", "child"):
        reported = story.when(ReportTargets("midori", YEAR, section))
        story = reported.then(TargetsReported("midori", YEAR, section))
    story = story.when(ReportPlan("midori", YEAR, COUNCIL_ON)).then(PlanReported("midori", YEAR, COUNCIL_ON))
    published_at = story.now
    story = story.when(PublishPlan("midori", YEAR)).then(PlanPublished("midori", YEAR))
    midori = story.loop.ward("midori", YEAR)
    assert midori.reported == {"residents", "child"}
    assert (midori.plan_council_on, midori.plan_published_at) == (COUNCIL_ON, published_at)
    assert story.loop.ward("sakura", YEAR).plan_published_at is None


def test_a_section_without_a_target_of_its_own_cannot_hide_behind_the_others() -> None:
    story = given("policy").and_given(
        SetTarget("midori", YEAR, WAIT, aim()), PlanInitiative("midori", YEAR, WAIT, "1", initiative())
    )
    story.when(ReportTargets("midori", YEAR, "residents")).then(TargetsReported("midori", YEAR, "residents"))
    story.when(ReportTargets("midori", YEAR, "child")).then_refused(Reason.NO_TARGET, "child")
