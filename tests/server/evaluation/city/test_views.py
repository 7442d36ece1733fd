"""The city's pages as pure pictures: standards, wards, what spreads, posts, and the way of a year."""

import pytest

from server.core.commands import Scene
from server.evaluation.city.views.course import LINE, Step, course_of
from server.evaluation.city.views.duties import duties_of, read, written
from server.evaluation.city.views.proposals import spreads
from server.evaluation.city.views.standards import Change, Dropped, Row, standards_page
from server.evaluation.city.views.wards import (
    Broken,
    Column,
    Counted,
    Stage,
    achievements_of,
    compliance_of,
    ward_rows,
)
from server.evaluation.core.commands import (
    BeginStandards,
    CheckCompliance,
    DecideProposal,
    DraftStandard,
    DropStandard,
    EndDuty,
    PlanInitiative,
    PublishPlan,
    SetTarget,
)
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.state import Lapse
from tests.loop_story import (
    CITY,
    KEPT,
    NOT_KEPT,
    OF_CITY,
    POSTS,
    WARDS,
    YEAR,
    Story,
    aim,
    given,
    initiative,
    standard,
    target_of,
)

GREETING = standard()
PROMPT = standard("prompt", scene=Scene.PHONE, sentence="We answer at the third ring.")


def in_force() -> Story:
    """A whole year is verified, and the draft of the next has begun."""
    return given("verified").and_given(BeginStandards(YEAR + 1))


def rows_of(story: Story, year: int) -> dict[Scene, tuple[Row, ...]]:
    found = standards_page(story.loop, year, {})
    return {each.scene: each.rows for each in found.scenes if each.rows}


def test_a_year_without_a_draft_shows_seven_empty_scenes() -> None:
    found = standards_page(given("posts").loop, YEAR, {})
    assert [(each.scene, each.rows) for each in found.scenes] == [(each, ()) for each in Scene]
    assert (found.begun, found.open, found.count, found.first) == (False, False, 0, True)


def test_a_draft_shows_what_is_new_reworded_and_kept_since_the_year_before() -> None:
    reworded = standard(sentence="We greet first, standing.")
    kept = rows_of(in_force(), YEAR + 1)
    other = rows_of(
        in_force().and_given(DraftStandard(YEAR + 1, reworded), DraftStandard(YEAR + 1, PROMPT)), YEAR + 1
    )
    assert kept == {Scene.FACE_TO_FACE: (Row(GREETING, Change.KEPT),)}
    assert other == {
        Scene.PHONE: (Row(PROMPT, Change.NEW),),
        Scene.FACE_TO_FACE: (Row(reworded, Change.REWORDED, "We greet first."),),
    }


def test_the_changes_of_a_draft_are_counted_by_the_words_that_templates_use() -> None:
    found = standards_page(in_force().and_given(DraftStandard(YEAR + 1, PROMPT)).loop, YEAR + 1, {})
    assert [found.changed(each) for each in ("new", "reworded", "kept")] == [1, 0, 1]  # type: ignore[arg-type]


def test_what_was_left_out_stands_beside_its_reason() -> None:
    story = in_force().and_given(DropStandard(YEAR + 1, "greeting", "It is law now."))
    found = standards_page(story.loop, YEAR + 1, {"greeting": "It is law now."})
    assert found.dropped == (Dropped(GREETING, "It is law now."),)
    assert found.count == 0


def test_samples_are_counted_as_long_as_they_are_samples() -> None:
    story = given("posts").and_given(
        BeginStandards(YEAR), DraftStandard(YEAR, standard(sample=True)), DraftStandard(YEAR, PROMPT)
    )
    assert standards_page(story.loop, YEAR, {}).samples == 1


@pytest.mark.parametrize(
    ("story", "year", "step"),
    [
        (given("posts"), YEAR, Step.BEGIN),
        (given("posts").and_given(BeginStandards(YEAR)), YEAR, Step.ADOPT),
        (given("adopted"), YEAR, Step.FOLLOW),
        (given("closed"), YEAR, Step.REPORT),
        (given("achievements"), YEAR, Step.VERIFY),
        (given("verified"), YEAR, Step.NEXT_YEAR),
        (given("achievements").and_given(BeginStandards(YEAR + 1)), YEAR + 1, Step.VERIFY_BEFORE),
        (in_force(), YEAR + 1, Step.DECIDE),
        (
            in_force().and_given(DecideProposal(YEAR + 1, "short wait", False, "Buildings differ.")),
            YEAR + 1,
            Step.ADOPT,
        ),
    ],
)
def test_each_state_of_the_citys_year_has_its_one_next_step(story: Story, year: int, step: Step) -> None:
    assert course_of(story.loop, CITY, year).next is step


def test_after_a_year_that_was_left_out_the_one_last_in_force_is_verified_and_compared_with() -> None:
    loop = given("achievements").and_given(BeginStandards(YEAR + 2)).loop
    course = course_of(loop, CITY, YEAR + 2)
    assert (course.next, course.before) == (Step.VERIFY_BEFORE, YEAR)
    page = standards_page(loop, YEAR + 2, {})
    assert (page.first, page.changed(Change.KEPT), page.changed(Change.NEW)) == (False, 1, 0)
    assert course_of(given("posts").loop, CITY, YEAR).before is None


def test_the_line_of_the_year_marks_one_step_as_now_also_where_a_proposal_is_in_the_way() -> None:
    course = course_of(in_force().loop, CITY, YEAR + 1)
    assert [course.state(each) for each in LINE] == ["done", "now", "later", "later", "later"]
    assert (course.undecided, course.waiting) == (1, 2)


def test_wards_stand_side_by_side_with_how_far_each_has_come() -> None:
    rows = {each.ward: each for each in ward_rows(given("results", "midori").loop, CITY, YEAR)}
    reached = {
        ward: {each.stage: (each.done, each.of) for each in row.stages if each.done}
        for ward, row in rows.items()
    }
    assert reached == {
        "midori": {
            Stage.POLICY: (1, 1),
            Stage.TARGETS: (2, 2),
            Stage.COUNCIL_PLAN: (1, 1),
            Stage.PLAN_PUBLIC: (1, 1),
            Stage.EVALUATED: (2, 2),
        },
        "sakura": {},
    }


def test_the_compliance_matrix_takes_the_latest_check_of_every_section() -> None:
    story = given("checked", "midori").and_given(
        CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT)
    )
    found = compliance_of(story.loop, CITY, YEAR)
    columns = [Column(ward, section) for ward in WARDS for section in ("residents", "child")]
    ((scene, (row,)),) = found.scenes
    assert found.columns == tuple(columns)
    assert (scene, [each and each.kept for each in row.checks]) == (
        Scene.FACE_TO_FACE,
        [False, True, None, None],
    )
    unchecked = Counted(0, 0, 1, 0)
    assert found.totals == (Counted(0, 1, 0, 1), Counted(1, 0, 0, 0), unchecked, unchecked)
    lapse = Lapse("residents", "greeting", NOT_KEPT, NOT_KEPT)
    assert found.broken == (Broken(columns[0], "We greet first.", None, lapse),)
    assert found.whole == Counted(1, 1, 2, 1)


def test_what_was_not_kept_stays_beside_the_matrix_once_it_is_kept_again() -> None:
    story = given("published", "midori").and_given(
        *(CheckCompliance("midori", YEAR, "residents", "greeting", each) for each in (NOT_KEPT, KEPT))
    )
    found = compliance_of(story.loop, CITY, YEAR)
    (_, (row,)) = found.scenes[0]
    assert row.checks[0] == KEPT
    assert [(each.lapse.report, each.lapse.last) for each in found.broken] == [(NOT_KEPT, KEPT)]
    assert found.whole == Counted(1, 0, 3, 1)


def test_targets_met_in_the_year_before_count_as_own_standards() -> None:
    story = given("verified").through("adopted", year=YEAR + 1)
    found = compliance_of(story.loop, CITY, YEAR + 1)
    assert found.own == (Counted(0, 0, 1, 0),) * 4


def test_achievements_show_the_grade_of_every_target_by_section() -> None:
    rows = achievements_of(given("decided", "midori").loop, CITY, YEAR)
    midori, sakura = rows
    shown = [
        (section, [(each.target.id, each.grade, each.outcome) for each in found])
        for section, found in midori.sections
    ]
    assert shown == [
        (section, [(target_of(section), Grade.NEARLY, Outcome.KEEP)]) for section in ("residents", "child")
    ]
    assert (midori.grades[Grade.NEARLY], midori.open, sakura.open) == (2, 0, 0)
    assert [(ward, each) for ward, each in sakura.sections] == [("residents", ()), ("child", ())]


def test_the_whole_citys_own_targets_stand_below_the_wards() -> None:
    story = given("adopted").and_given(
        SetTarget("", YEAR, "form", aim(**OF_CITY)),
        PlanInitiative("", YEAR, "form", "1", initiative()),
        PublishPlan("", YEAR),
    )
    rows = achievements_of(story.loop, CITY, YEAR)
    assert [(each.ward, [one.target.id for one in each.wider], each.open) for each in rows] == [
        ("midori", [], 0),
        ("sakura", [], 0),
        ("", ["form"], 1),
    ]


def test_an_item_says_where_it_has_spread_and_waits_once_it_is_everywhere() -> None:
    (halfway,) = spreads(given("reviewed", "midori").loop, CITY)
    (everywhere,) = spreads(given("reviewed").loop, CITY)
    assert (halfway.achieved, halfway.missing, halfway.waits) == (
        (("midori", YEAR, target_of("child")),),
        ("sakura",),
        False,
    )
    assert ([each[0] for each in everywhere.achieved], everywhere.missing, everywhere.waits) == (
        list(WARDS),
        (),
        True,
    )


def test_a_decided_item_waits_no_longer() -> None:
    story = in_force().and_given(DecideProposal(YEAR + 1, "short wait", False, "Buildings differ."))
    (found,) = spreads(story.loop, CITY)
    assert (found.waits, found.proposal and found.proposal.accepted) == (False, False)


def test_every_post_of_the_city_is_listed_with_its_holders_and_the_vacant_ones() -> None:
    conference, midori, sakura = duties_of(given("posts").loop, CITY)
    assert {each.post: each.holders for each in midori.posts} == {
        post: tuple(sorted((account, "everybody")))
        for account, post in POSTS.items()
        if post.ward == "midori"
    }
    assert [each.vacant for each in (conference, midori, sakura)] == [0, 0, 0]


def test_a_post_that_everybody_gave_up_is_vacant() -> None:
    story = given("posts").and_given(
        EndDuty("conference", POSTS["conference"]), EndDuty("everybody", POSTS["conference"])
    )
    (conference, *_) = duties_of(story.loop, CITY)
    assert (conference.posts[0].holders, conference.vacant) == ((), 1)


@pytest.mark.parametrize("post", POSTS.values())
def test_a_post_is_read_from_a_form_as_it_was_written(post: Post) -> None:
    assert read(written(post)) == post


@pytest.mark.parametrize("text", ["", "mayor/midori//", "ward_mayor/midori/", Duty.WARD_MAYOR.value])
def test_anything_else_in_a_form_is_no_post(text: str) -> None:
    assert read(text) is None
