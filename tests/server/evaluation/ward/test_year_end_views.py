"""The year's end as pure pictures: how a grade is proposed, a ward's results, the register's actions."""

from datetime import date

import pytest

from server.evaluation.core.commands import (
    CheckCompliance,
    DecideOutcome,
    EvaluateTarget,
    InformCouncil,
    PlanInitiative,
    ReturnEvaluation,
    SetTarget,
)
from server.evaluation.core.guideline import Direction, Grade, Outcome
from server.evaluation.core.papers import Action
from server.evaluation.core.state import Lapse
from server.evaluation.ward.views.year import Compliance
from server.evaluation.ward.views.year_end import Span, proposed, thresholds, whole_span
from server.evaluation.ward.views.year_end_committee import (
    OUTCOMES,
    NotKept,
    OrderResult,
    WardResults,
    ward_results,
)
from server.evaluation.ward.views.year_end_remedies import actions_of, remedies
from server.ports.voices import Contact, Remedy, RemedyKind
from tests.loop_story import (
    CITY,
    KEPT,
    MID_YEAR,
    NOT_KEPT,
    ORDER,
    WIDE,
    YEAR,
    Story,
    aim,
    evaluation,
    given,
    initiative,
    target_of,
)
from tests.server.evaluation.voices.entries import entry

RESIDENTS, CHILD = target_of("residents"), target_of("child")


@pytest.mark.parametrize(
    ("value", "gone", "grade"),
    [
        (10.0, 0.0, Grade.FAR_BELOW),
        (8.1, 0.475, Grade.FAR_BELOW),
        (8.0, 0.5, Grade.BELOW),
        (6.0, 1.0, Grade.NEARLY),
        (5.0, 1.25, Grade.ABOVE),
        (4.0, 1.5, Grade.FAR_ABOVE),
        (12.0, -0.5, Grade.FAR_BELOW),
    ],
)
def test_the_way_that_was_gone_proposes_the_grade(value: float, gone: float, grade: Grade) -> None:
    found = proposed(aim(), value)
    assert (found.gone, found.grade) == (pytest.approx(gone), grade)


def test_without_a_figure_no_grade_is_proposed() -> None:
    found = proposed(aim(), None)
    assert (found.value, found.gone, found.grade) == (None, None, None)


@pytest.mark.parametrize("target", [aim(), aim(baseline=60.0, value=80.0, direction=Direction.UP)])
def test_each_grade_is_proposed_from_its_own_figure_on(target) -> None:  # type: ignore[no-untyped-def]
    for each in thresholds(target)[:-1]:
        assert each.value is not None
        worse = each.value + (0.001 if target.direction is Direction.DOWN else -0.001)
        assert proposed(target, each.value).grade is each.grade
        assert proposed(target, worse).grade is Grade(each.grade + 1)


def test_the_figures_of_the_grades_are_those_of_the_way_from_ten_to_six() -> None:
    assert [(each.grade.value, each.share, each.value) for each in thresholds(aim())] == [
        (1, 1.5, 4.0),
        (2, 1.1, pytest.approx(5.6)),
        (3, 0.9, pytest.approx(6.4)),
        (4, 0.5, 8.0),
        (5, None, None),
    ]


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2027, 4, 2), date(2027, 3, 31)),
        (date(2026, 1, 5), date(2026, 4, 1)),
    ],
)
def test_a_figure_is_of_the_whole_year_as_far_as_it_is_over(today: date, until: date) -> None:
    assert whole_span(2026, today) == Span(date(2026, 4, 1), until)


def test_the_eight_outcomes_stand_in_two_rows_of_four() -> None:
    assert [[each.value for each in row] for row in OUTCOMES] == [list("ABCD"), list("EFGH")]


def results(story: Story) -> WardResults:
    return ward_results(story.loop, CITY, "midori", YEAR)


def test_the_committee_sees_every_section_with_compliance_and_targets() -> None:
    found = results(given("results", "midori"))
    assert [(each.section, each.reported, each.compliance) for each in found.sections] == [
        ("residents", True, Compliance(1, 0, 0, 0)),
        ("child", True, Compliance(1, 0, 0, 0)),
    ]
    assert [[one.target.id for one in each.results] for each in found.sections] == [[RESIDENTS], [CHILD]]
    assert (found.reported, found.undecided, found.kept) == (2, 2, Compliance(2, 0, 0, 0))
    assert (len(found.met), len(found.missed), found.unevaluated) == (2, 0, 0)
    assert found.grades == {each: 2 if each is Grade.NEARLY else 0 for each in Grade}


def opened(story: Story) -> dict[str, bool]:
    found = results(story)
    every = [*found.wider, *(one for each in found.sections for one in each.results)]
    return {each.target.id: each.open for each in every}


def test_an_outcome_is_decided_between_the_report_and_the_council() -> None:
    returned = given("results").and_given(ReturnEvaluation("midori", YEAR, "residents", "Name it."))
    decided = given("decided", "midori")
    informed = decided.and_given(InformCouncil("midori", YEAR, "Two met."))
    assert opened(given("evaluated", "midori")) == {RESIDENTS: False, CHILD: False}
    assert opened(returned) == {RESIDENTS: False, CHILD: True}
    assert opened(decided) == {RESIDENTS: True, CHILD: True}
    assert opened(informed) == {RESIDENTS: False, CHILD: False}
    assert results(returned).sections[0].returned == "Name it."


def test_a_wider_target_can_be_decided_on_as_soon_as_it_is_evaluated() -> None:
    wide = given("policy").and_given(
        SetTarget("midori", YEAR, "signs", aim(**WIDE)),
        PlanInitiative("midori", YEAR, "signs", "1", initiative()),
    )
    for stage in ("set", "planned", "reported", "council", "published"):
        wide = wide.through(stage)
    judged = wide.and_given(EvaluateTarget("midori", YEAR, "signs", evaluation()))
    assert (opened(wide)["signs"], opened(judged)["signs"]) == (False, True)
    assert [each.target.id for each in results(judged).wider] == ["signs"]


def test_the_review_sees_what_was_missed_not_kept_and_ordered() -> None:
    story = given("checked", "midori")
    for account, command in MID_YEAR:
        story = story.and_given(command, by=account)
    missed = evaluation(9.0, Grade.FAR_BELOW, follow_up="Another counter from June on.")
    found = results(
        story.and_given(
            CheckCompliance("midori", YEAR, "child", "greeting", NOT_KEPT),
            EvaluateTarget("midori", YEAR, RESIDENTS, missed),
        )
    )
    lapse = Lapse("child", "greeting", NOT_KEPT, NOT_KEPT)
    assert found.sections[1].not_kept == (NotKept("We greet first.", None, lapse),)
    assert ([each.id for each in found.missed], found.met, found.unevaluated) == ([RESIDENTS], (), 1)
    assert found.orders == (OrderResult(ORDER, "The queue is mended."),)


def test_the_review_still_sees_what_was_not_kept_once_it_is_kept_again() -> None:
    story = given("published").and_given(
        CheckCompliance("midori", YEAR, "child", "greeting", NOT_KEPT),
        CheckCompliance("midori", YEAR, "child", "greeting", KEPT),
    )
    found = results(story)
    lapse = Lapse("child", "greeting", NOT_KEPT, KEPT)
    assert [each.not_kept for each in found.sections] == [(), (NotKept("We greet first.", None, lapse),)]
    assert found.kept == Compliance(1, 0, 1, 1)


def test_a_decided_target_counts_no_longer_as_undecided() -> None:
    story = given("results", "midori").and_given(
        DecideOutcome("midori", YEAR, RESIDENTS, Outcome.EXPAND_CHANGED)
    )
    assert results(story).undecided == 1


def remedy(kind: RemedyKind, done_on: date | None = None, effective: bool | None = None) -> Remedy:
    return Remedy("1", kind, "Mend it.", "residents", date(2026, 10, 1), done_on, done_on, effective)


def test_the_review_counts_the_actions_of_what_was_received_in_the_year() -> None:
    day = date(2026, 9, 1)
    entries = [
        entry(received_on=date(2026, 4, 1), remedies=(remedy(RemedyKind.CORRECTIVE, day, True),)),
        entry(
            received_on=date(2027, 3, 31),
            remedies=(remedy(RemedyKind.PREVENTIVE), remedy(RemedyKind.IMPROVEMENT, day, False)),
        ),
        entry(received_on=date(2026, 3, 31), remedies=(remedy(RemedyKind.CORRECTIVE, day, True),)),
        entry(received_on=date(2027, 4, 1), remedies=(remedy(RemedyKind.CORRECTIVE, day, True),)),
    ]
    actions = actions_of(entries, date(2026, 4, 1), date(2027, 3, 31))
    found = remedies(actions)
    assert (found.corrective, found.preventive, found.improvement) == (1, 1, 1)
    assert (found.done, found.effective, found.all, found.actions) == (2, 1, 3, actions)


def test_an_action_before_the_review_says_nothing_that_anybody_said() -> None:
    day = date(2026, 9, 1)
    said = entry(
        received_on=day, number=7, summary="Ms Sato complains.", contact=Contact(name="Sato"),
        remedies=(remedy(RemedyKind.CORRECTIVE, day, False),),
    )  # fmt: skip
    (action,) = actions_of([said], date(2026, 4, 1), date(2027, 3, 31))
    assert action == Action(
        "midori", "2026-007", "1", RemedyKind.CORRECTIVE, "residents", date(2026, 10, 1), day, False
    )
