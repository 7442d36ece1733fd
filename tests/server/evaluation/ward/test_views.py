"""The pictures of a ward's year: where it stands, months, standards, choices, the life of a target."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from server.evaluation.catalogue import Unit
from server.evaluation.core.commands import (
    CheckCompliance,
    OrderImprovement,
    PlanInitiative,
    PublishPlan,
    ReportPlan,
    ReportProgress,
    ReportTargets,
    SetTarget,
    WithdrawTarget,
)
from server.evaluation.core.guideline import Direction, Scope, Status
from server.evaluation.core.papers import Progress
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop
from server.evaluation.offer import Offer, offered
from server.evaluation.ward.views.aims import is_open
from server.evaluation.ward.views.choices import Item, choices
from server.evaluation.ward.views.months import in_order, month_table
from server.evaluation.ward.views.picture import Captions, picture
from server.evaluation.ward.views.places import path_part, target_url, ward_named, year_url
from server.evaluation.ward.views.standards import standard_lines
from server.evaluation.ward.views.target import Standing, gauge, life
from server.evaluation.ward.views.year import Compliance, Phase, When, YearPage, compliance, year_page
from tests.loop_story import (
    CITY,
    KEPT,
    MID_YEAR,
    NOT_KEPT,
    ORDER,
    SECTIONS,
    STAGES,
    WIDE,
    YEAR,
    Story,
    aim,
    asker,
    given,
    initiative,
    next_year,
    target_of,
)

TODAY = date(YEAR, 11, 20)
OURS = target_of("residents")


def page(story: Story, ward: str = "midori", today: date = TODAY) -> YearPage:
    return year_page(CITY, story.loop, ward, YEAR, today)


def steps(story: Story) -> list[str]:
    """The steps that were taken."""
    return [each.words for stage in page(story).stages for each in stage.steps if each.when is When.DONE]


def in_hand(story: Story) -> list[str]:
    return [each.words for stage in page(story).stages for each in stage.steps if each.when is When.NOW]


IN_HAND = {
    "posts": "City's standards in force", "adopted": "Policy set", "policy": "Targets with the committee",
    "set": "Targets with the committee", "planned": "Targets with the committee",
    "reported": "Plan heard by the council", "council": "Plan published",
    "published": "Initiatives brought to an end", "checked": "Initiatives brought to an end",
    "evaluated": "Initiatives brought to an end", "results": "Initiatives brought to an end",
    "decided": "Initiatives brought to an end", "informed": "Management review held",
    "reviewed": "Results published",
}  # fmt: skip


@pytest.mark.parametrize("stage", IN_HAND)
def test_exactly_one_step_is_in_hand(stage: str) -> None:
    assert in_hand(given(stage)) == [IN_HAND[stage]]


@pytest.mark.parametrize("stage", ["closed", "achievements", "verified"])
def test_nothing_is_in_hand_once_the_results_are_published(stage: str) -> None:
    assert [(each.phase, each.when) for each in page(given(stage)).stages] == [
        (phase, When.DONE) for phase in Phase
    ]


def test_no_stage_of_the_year_takes_a_step_back() -> None:
    for before, after in pairwise(STAGES):
        assert set(steps(given(before))) <= set(steps(given(after))), after


def test_the_steps_count_what_is_done_of_what_is_to_do() -> None:
    counted = {
        each.words: (each.done, each.of)
        for stage in page(given("checked", "midori")).stages
        for each in stage.steps
        if each.of
    }
    assert counted == {
        "Targets with the committee": (2, 2), "Initiatives brought to an end": (0, 2),
        "Standards checked": (2, 2), "Results with the committee": (0, 2), "Outcomes decided": (0, 2),
    }  # fmt: skip


def test_a_target_shows_its_worst_news() -> None:
    story = given("published").and_given(PlanInitiative("midori", YEAR, OURS, "2", initiative(title="Two")))
    done, behind = Progress(5, Status.DONE, "Done."), Progress(5, Status.BEHIND, "Late.")
    story = story.and_given(ReportProgress("midori", YEAR, OURS, "1", done))
    residents = page(story).sections[0]
    assert [each.news for each in residents.lines] == [Status.DONE]
    story = story.and_given(ReportProgress("midori", YEAR, OURS, "2", behind))
    assert [each.news for each in page(story).sections[0].lines] == [Status.BEHIND]


def test_an_order_is_late_only_without_an_answer_after_its_day() -> None:
    story = given("published").and_given(OrderImprovement("midori", YEAR, "1", ORDER))
    assert [each.late for each in page(story, today=ORDER.due_on).orders] == [False]
    after = date(2026, 12, 1)
    assert [each.late for each in page(story, today=after).orders] == [True]
    answered = story.and_given(MID_YEAR[2][1])
    assert [(each.late, each.answer) for each in page(answered, today=after).orders] == [
        (False, "The queue is mended.")
    ]


def test_the_latest_check_counts() -> None:
    story = given("published").and_given(CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT))
    assert compliance(story.loop, "midori", YEAR, "residents") == Compliance(0, 1, 0, 1)
    story = story.and_given(CheckCompliance("midori", YEAR, "residents", "greeting", KEPT))
    assert compliance(story.loop, "midori", YEAR, "residents") == Compliance(1, 0, 0, 1)
    assert compliance(story.loop, "midori", YEAR, "child") == Compliance(0, 0, 1, 0)
    (line,) = standard_lines(story.loop, "midori", YEAR, "residents")
    assert (line.checks, line.latest) == ((KEPT, NOT_KEPT), KEPT)


def test_a_target_that_was_met_is_a_standard_of_its_section_the_year_after() -> None:
    lines = standard_lines(next_year().loop, "midori", YEAR + 1, "residents")
    assert [(each.id, each.own_since, each.aim is not None) for each in lines] == [
        ("greeting", 0, False), (OURS, YEAR, True),
    ]  # fmt: skip
    assert [each.id for each in standard_lines(next_year().loop, "midori", YEAR, "residents")] == ["greeting"]


# --- months


def test_the_months_of_a_plan_begin_with_april() -> None:
    assert in_order((3, 12, 4, 4)) == (4, 12, 3)
    told = Progress(6, Status.BEHIND, "Late."), Progress(6, Status.DONE, "At last.")
    story = given("published").and_given(
        *(ReportProgress("midori", YEAR, OURS, "1", each) for each in told),
        PlanInitiative("midori", YEAR, OURS, "2", initiative(months=(3,))),
        PlanInitiative("midori", YEAR, OURS, "3", initiative(months=(5,))),
    )
    rows = month_table(story.loop.ward("midori", YEAR).targets[OURS])
    assert [each.id for each in rows] == ["1", "3", "2"]
    assert [(each.month, each.planned, each.status) for each in rows[0].months][:4] == [
        (4, True, None), (5, True, None), (6, False, Status.DONE), (7, False, None),
    ]  # fmt: skip
    assert [each.text for each in rows[0].told] == ["At last.", "Late."]


# --- what can be chosen, and what the loop would answer


def chosen(account: str, loop: Loop, ward: str = "midori") -> list[str]:
    return [each.value for each in choices(Case(CITY, loop, asker(account), TODAY), ward, YEAR).who]


def test_everybody_sets_targets_only_for_whom_they_answer() -> None:
    loop = given("policy").loop
    assert chosen("midori residents head", loop) == ["section:residents"]
    assert chosen("midori service director", loop) == ["division:service"]
    assert chosen("midori chair", loop) == ["ward", "cross_section"]
    assert chosen("conference", loop, "") == ["city"]
    for nobody in ("midori mayor", "sakura chair", "nobody", "conference"):
        assert chosen(nobody, loop) == []


def test_items_of_most_wards_come_first() -> None:
    story = given("set").and_given(SetTarget("midori", YEAR, "signs", aim(**WIDE)))
    found = choices(Case(CITY, story.loop, asker("midori chair"), TODAY), "midori", YEAR)
    assert found.items == (Item("short wait", ("midori", "sakura")), Item("signs", ("midori",)))


def test_standards_of_our_own_can_be_exceeded_the_year_after() -> None:
    case = Case(CITY, next_year().loop, asker("midori residents head"), TODAY)
    own = [(each.id, each.aim is not None) for each in choices(case, "midori", YEAR + 1).standards]
    assert own == [("greeting", False), (OURS, True)]
    assert [each.aim for each in choices(case, "midori", YEAR).standards] == [None]


def test_a_step_is_offered_as_the_loop_would_answer() -> None:
    report = ReportTargets("midori", YEAR, "residents")

    def answer(stage: str, account: str) -> Offer | None:
        return offered(Case(CITY, given(stage).loop, asker(account), TODAY), report)

    assert answer("planned", "midori child head") is None
    assert answer("planned", "midori residents head") == Offer()
    missing = answer("set", "midori residents head")
    assert missing is not None
    assert (missing.possible, missing.about) == (False, "A wait of six minutes")


@pytest.mark.parametrize("stage", ["set", "planned", "reported", "council", "published"])
def test_a_target_is_open_exactly_as_long_as_the_loop_lets_it_be_changed(stage: str) -> None:
    story = given("set").and_given(SetTarget("midori", YEAR, "signs", aim(**WIDE)))
    story = story.and_given(PlanInitiative("midori", YEAR, "signs", "1", initiative()))
    targets = {each: target_of(each) for each in SECTIONS}
    steps_to = {
        "planned": [PlanInitiative("midori", YEAR, each, "1", initiative()) for each in targets.values()],
        "reported": [ReportTargets("midori", YEAR, each) for each in targets],
        "council": [ReportPlan("midori", YEAR, TODAY)],
        "published": [PublishPlan("midori", YEAR)],
    }  # fmt: skip
    order = list(steps_to)
    for each in order[: order.index(stage) + 1] if stage in steps_to else []:
        story = story.and_given(*steps_to[each])
    state = story.loop.ward("midori", YEAR)
    for target in (OURS, "signs"):
        allowed = story.when(WithdrawTarget("midori", YEAR, target, "Too much.")).refused is None
        assert is_open(state, state.targets[target].aim) == allowed, target


# --- a target's figure and life


@pytest.mark.parametrize(
    ("value", "standing", "gone"),
    [
        (None, Standing.NO_FIGURE, 0.0), (12.0, Standing.NO_BETTER, 0.0), (10.0, Standing.NO_BETTER, 0.0),
        (9.0, Standing.ON_THE_WAY, 0.25), (6.0, Standing.REACHED, 1.0), (5.0, Standing.REACHED, 1.0),
    ],
)  # fmt: skip
def test_a_figure_stands_between_baseline_and_target(
    value: float | None, standing: Standing, gone: float
) -> None:
    assert (gauge(aim(), value).standing, gauge(aim(), value).gone) == (standing, gone)


def test_more_can_be_better() -> None:
    rising = aim(baseline=50.0, value=80.0, direction=Direction.UP)
    assert gauge(rising, 65.0).standing is Standing.ON_THE_WAY
    assert gauge(rising, 80.0).standing is Standing.REACHED


def test_the_life_of_a_target_is_its_own_and_the_latest_comes_first() -> None:
    story = given("set").and_given(SetTarget("midori", YEAR, OURS, aim(title="Five minutes", value=5.0)))
    story = story.and_given(PlanInitiative("midori", YEAR, OURS, "1", initiative()))
    noted = [(at, "somebody", event) for event, at in story.happened]
    told = life("midori", YEAR, OURS, noted)
    assert [(each.words, each.about) for each in told] == [
        ("Initiative planned", "Shift the lunch break"),
        ("Target worded anew", ""),
        ("Target set", "A wait of six minutes"),
    ]
    assert [(each.field, each.before, each.after) for each in told[1].changes] == [
        ("title", "A wait of six minutes", "Five minutes"), ("value", 6.0, 5.0),
    ]  # fmt: skip
    assert life("sakura", YEAR, OURS, noted) == life("sakura", YEAR, OURS, noted[:-2])
    assert life("midori", YEAR + 1, OURS, noted) == ()


CAPTIONS = Captions("Wait", "minutes", "Mean wait", "Target", tuple("456789ABC123"), "Month")


def test_a_year_without_figures_has_no_picture() -> None:
    assert picture((None,) * 12, 6.0, Unit.MINUTES, CAPTIONS) is None


def test_the_picture_has_the_months_the_target_and_shares_in_percent() -> None:
    drawn = picture((40.0, None, 62.5, *(None,) * 9), 80.0, Unit.PERCENT, replace(CAPTIONS, unit="%"))
    assert drawn is not None
    assert [row[1].text for row in drawn.sheet.rows][:4] == ["40.0%", "–", "62.5%", "–"]
    assert "Target" in drawn.svg


# --- addresses


def test_an_address_holds_any_id() -> None:
    assert path_part("a/b ?#%é") == "a%2Fb%20%3F%23%25%C3%A9"
    assert target_url("midori", YEAR, "a/b") == f"/evaluation/wards/midori/{YEAR}/targets/a%2Fb"
    assert (year_url("", YEAR), ward_named("whole-city"), ward_named("midori")) == (
        f"/evaluation/wards/whole-city/{YEAR}", "", "midori",
    )  # fmt: skip


def test_the_whole_city_has_only_wide_targets() -> None:
    wide = {"scope": Scope.CITY, "section": "", "item": "one form"}
    story = given("adopted").and_given(SetTarget("", YEAR, "form", aim(**wide)))
    shown = page(story, "")
    assert (shown.sections, [each.target.id for each in shown.wide]) == ((), ["form"])
