"""The city's loop: standards are drafted, adopted, spread, reported and verified."""

from dataclasses import replace

from server.core.commands import Scene
from server.evaluation.core.commands import (
    AdoptStandards,
    BeginStandards,
    DecideProposal,
    DraftStandard,
    DropStandard,
    HoldReview,
    ReportAchievements,
    VerifyStandards,
)
from server.evaluation.core.events import (
    AchievementsReported,
    CityStandardProposed,
    ProposalDecided,
    ReviewHeld,
    SectionStandardMade,
    StandardDrafted,
    StandardDropped,
    StandardsAdopted,
    StandardsBegun,
    StandardsVerified,
)
from server.evaluation.core.refusal import Reason
from server.evaluation.core.state import Loop, Proposal, StandardsOfYear
from tests.loop_story import REVIEW, YEAR, given, standard, target_of

NEXT = YEAR + 1


def test_a_draft_begins_with_what_is_in_force_and_leaves_it_as_it_is() -> None:
    story = given("verified").when(BeginStandards(NEXT)).then(StandardsBegun(NEXT, (standard(),)))
    anew = standard(sentence="We greet.")
    for command, event in (
        (DraftStandard(NEXT, anew), StandardDrafted(NEXT, anew)),
        (DraftStandard(NEXT, standard("smile")), StandardDrafted(NEXT, standard("smile"))),
        (DropStandard(NEXT, "smile", "No."), StandardDropped(NEXT, "smile", "No.")),
    ):
        story = story.when(command).then(event)
    assert story.loop.adopted(YEAR) == (standard(),)
    assert story.loop.adopted(NEXT) == ()
    assert story.loop.standards[NEXT] == StandardsOfYear((anew,))


def test_a_draft_that_is_not_adopted_is_not_in_force_and_not_carried_on() -> None:
    story = given("posts").and_given(BeginStandards(YEAR), DraftStandard(YEAR, standard()))
    story.when(BeginStandards(NEXT)).then(StandardsBegun(NEXT, ()))
    assert story.loop.adopted(YEAR) == ()
    adopted = story.when(AdoptStandards(YEAR)).then(StandardsAdopted(YEAR))
    assert adopted.loop.standards[YEAR] == StandardsOfYear((standard(),), adopted_at=story.now)
    adopted.when(BeginStandards(NEXT)).then(StandardsBegun(NEXT, (standard(),)))


def test_a_draft_after_a_year_without_standards_begins_with_what_was_in_force_last() -> None:
    given("verified").when(BeginStandards(NEXT + 1)).then(StandardsBegun(NEXT + 1, (standard(),)))
    not_verified = given("adopted").and_given(BeginStandards(NEXT + 1))
    not_verified.when(AdoptStandards(NEXT + 1)).then_refused(Reason.STANDARDS_NOT_VERIFIED, str(YEAR))


def test_years_that_came_into_force_far_away_stand_in_nobody_s_way() -> None:
    loop = given("verified").loop
    far = loop.standards.set(YEAR + 37, loop.standards[YEAR])
    assert replace(loop, standards=far).years_to_begin(YEAR) == (NEXT,)
    assert Loop().years_to_begin(YEAR) == tuple(range(YEAR - 10, NEXT + 1))


def test_a_ward_that_published_no_plan_holds_nobody_up() -> None:
    story = given("reviewed", "midori").when(ReportAchievements(YEAR, "One ward took part."))
    story.then(AchievementsReported(YEAR, "One ward took part."))


def test_what_every_ward_has_achieved_is_proposed_once_and_by_the_last_ward() -> None:
    story = given("informed").when(HoldReview("midori", YEAR, REVIEW)).then(
        ReviewHeld("midori", YEAR, REVIEW),
        SectionStandardMade("midori", YEAR, "child", target_of("child")),
        SectionStandardMade("midori", YEAR, "residents", target_of("residents")),
    )  # fmt: skip
    assert dict(story.loop.proposals) == {}
    after = story.when(HoldReview("sakura", YEAR, REVIEW)).then(
        ReviewHeld("sakura", YEAR, REVIEW),
        SectionStandardMade("sakura", YEAR, "child", target_of("child")),
        SectionStandardMade("sakura", YEAR, "residents", target_of("residents")),
        CityStandardProposed("short wait", "A wait of six minutes", SPREAD),
    )
    assert after.loop.proposals["short wait"] == Proposal("short wait", "A wait of six minutes", SPREAD)


SPREAD = (("midori", YEAR, target_of("child")), ("sakura", YEAR, target_of("residents")))
"""The first target of the wards before, and the last of the ward that completes it."""


def test_an_accepted_proposal_stands_in_the_draft_and_is_no_sample() -> None:
    worded = standard("wait", scene=Scene.PHONE, sample=True)
    story = given("verified").and_given(BeginStandards(NEXT))
    after = story.when(DecideProposal(NEXT, "short wait", True, "Every ward can.", worded)).then(
        ProposalDecided(NEXT, "short wait", True, "Every ward can."),
        StandardDrafted(NEXT, standard("wait", scene=Scene.PHONE, sample=False)),
    )
    in_force = after.when(AdoptStandards(NEXT)).then(StandardsAdopted(NEXT)).loop
    assert [each.id for each in in_force.adopted(NEXT)] == ["greeting", "wait"]
    assert (in_force.proposals["short wait"].accepted, in_force.proposals["short wait"].reason) == (
        True,
        "Every ward can.",
    )


def test_a_declined_proposal_leaves_the_draft_alone() -> None:
    story = given("verified").and_given(BeginStandards(NEXT))
    after = story.when(DecideProposal(NEXT, "short wait", False, "It depends.", standard("wait"))).then(
        ProposalDecided(NEXT, "short wait", False, "It depends.")
    )
    assert after.loop.standards[NEXT].standards == (standard(),)
    assert after.loop.proposals["short wait"].accepted is False


def test_the_city_hears_how_all_wards_did_and_concludes() -> None:
    story = given("closed").when(ReportAchievements(YEAR, "All did well.")).then(
        AchievementsReported(YEAR, "All did well.")
    )  # fmt: skip
    after = story.when(VerifyStandards(YEAR, "They hold.")).then(StandardsVerified(YEAR, "They hold."))
    of_year = after.loop.standards[YEAR]
    assert (of_year.achievements, of_year.conclusion) == ("All did well.", "They hold.")
