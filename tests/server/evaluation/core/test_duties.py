"""Posts are given and ended; whoever holds several may take the steps of each."""

from server.evaluation.core.commands import EndDuty, GiveDuty, SetPolicy
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.events import DutyEnded, DutyGiven
from server.evaluation.core.refusal import Reason
from tests.loop_story import POLICY, YEAR, Story, given

MAYOR, CHAIR = Post(Duty.WARD_MAYOR, "midori"), Post(Duty.COMMITTEE, "midori")


def test_an_account_holds_several_posts_and_a_post_has_several_accounts() -> None:
    story = Story()
    for account, post in (("sato", MAYOR), ("sato", CHAIR), ("suzuki", CHAIR)):
        story = story.when(GiveDuty(account, post), by="admin").then(DutyGiven(account, post))
    assert dict(story.loop.posts) == {"sato": {MAYOR, CHAIR}, "suzuki": {CHAIR}}


def test_who_no_longer_holds_a_post_no_longer_takes_its_steps() -> None:
    policy = SetPolicy("midori", YEAR, POLICY)
    story = given("adopted")
    assert story.when(policy, by="midori mayor").refused is None
    after = story.when(EndDuty("midori mayor", MAYOR), by="admin").then(DutyEnded("midori mayor", MAYOR))
    after.when(policy, by="midori mayor").then_refused(Reason.NOT_YOUR_STEP, "ward_mayor")


def test_an_administrator_gives_duties_and_has_none_by_that() -> None:
    given("adopted").when(SetPolicy("midori", YEAR, POLICY), by="admin").then_refused(
        Reason.NOT_YOUR_STEP, "ward_mayor"
    )
