"""Answers become results: spread, share satisfied, mean; small groups are not published."""

from dataclasses import replace
from datetime import date

import pytest

from server.evaluation.voices.questionnaire import OVERALL, asked_in
from server.evaluation.voices.questionnaire_file import read, standard
from server.evaluation.voices.survey import (
    By,
    Published,
    Rate,
    Results,
    Tally,
    grouped,
    publishable,
    published,
    results,
)
from server.ports.voices import Answer, SurveyChannel
from tests.server.evaluation.voices.entries import answer

ASKED = standard()[-1]
FEW = 5


def answers(*overall: int, **more: object) -> list[Answer]:
    return [answer(f"{more}{place}", grade, **more) for place, grade in enumerate(overall)]


def sized(**counts: int) -> dict[str, Results]:
    return {key: results(answers(*[5] * count), ASKED) for key, count in counts.items()}


def test_an_item_is_counted_over_those_who_answered_it() -> None:
    found = results([*answers(5, 5, 4, 3, 1), answer("blank", None, grades={"time": 2})], ASKED)
    overall = found.items[OVERALL]
    assert found.answers == 6
    assert overall == Tally({5: 2, 4: 1, 3: 1, 2: 0, 1: 1}, satisfied=3)
    assert (overall.count, overall.total, overall.share, overall.mean) == (5, 18, 0.6, 3.6)
    assert found.items["time"] == Tally({5: 0, 4: 0, 3: 0, 2: 1, 1: 0}, satisfied=0)


def test_without_answers_there_is_no_share_and_no_mean() -> None:
    nothing = results([], ASKED).items["manners"]
    assert (nothing.count, nothing.share, nothing.mean) == (0, None, None)


def test_answers_to_another_questionnaire_and_unknown_grades_do_not_count() -> None:
    strange = [answer("old", 5, year=2025), answer("odd", 9)]
    assert results(strange, ASKED).items[OVERALL].count == 0


def test_the_direction_of_the_scale_is_data() -> None:
    downward = read(
        """
questionnaires:
  - year: 2027
    scale:
      best: 1
      worst: 3
      satisfied: [1]
      names: {1: {ja: 良}, 2: {ja: 可}, 3: {ja: 不可}}
    items: {overall: {ja: 全体}}
"""
    )[0]
    found = results([answer("a", 1, year=2027), answer("b", 3, year=2027)], downward).items[OVERALL]
    assert downward.scale.grades == (1, 2, 3)
    assert list(found.counts.items()) == [(1, 1), (2, 0), (3, 1)]
    assert (found.share, found.mean) == (0.5, 2.0)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("best: 2, worst: 1, satisfied: [1], names: {1: {ja: a}, 2: {ja: b}}", "satisfied must hold"),
        ("best: 2, worst: 1, satisfied: [1, 2], names: {1: {ja: a}, 2: {ja: b}}", "satisfied must hold"),
        ("best: 3, worst: 1, satisfied: [3], names: {1: {ja: a}, 3: {ja: c}}", "every grade"),
    ],
)
def test_a_scale_that_does_not_fit_is_refused(part: str, fault: str) -> None:
    text = f"questionnaires: [{{year: 2027, scale: {{{part}}}, items: {{overall: {{ja: x}}}}}}]"
    with pytest.raises(ValueError, match=fault):
        read(text)


def test_a_year_is_asked_by_the_newest_questionnaire_that_is_not_later() -> None:
    older, newer = replace(ASKED, year=2026), replace(ASKED, year=2028)
    asked = [asked_in((older, newer), year).year for year in (2025, 2026, 2027, 2028, 2030)]
    assert asked == [2026, 2026, 2026, 2028, 2028]


def test_the_furnished_questionnaire_asks_seven_items_and_the_whole() -> None:
    assert [each.id for each in ASKED.items] == [
        "clarity", "manners", "procedure", "time", "privacy", "signs", "tidiness", "overall",
    ]  # fmt: skip
    assert (ASKED.scale.best, ASKED.scale.worst, ASKED.scale.satisfied) == (5, 1, {4, 5})


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.SECTION, {"child": 1, "residents": 2}),
        (By.SERVICE, {"": 1, "move": 2}),
        (By.CHANNEL, {"kiosk": 1, "phone": 2}),
        (By.MONTH, {"2026-10": 1, "2026-11": 2}),
    ],
)
def test_answers_are_grouped(by: By, keys: dict[str, int]) -> None:
    other = answer("x", 3, section="child", service="", channel=SurveyChannel.KIOSK, day=date(2026, 10, 31))
    found = grouped([*answers(5, 4), other], ASKED, by)
    assert {key: each.answers for key, each in found.items()} == keys


@pytest.mark.parametrize(
    ("counts", "shown", "hidden"),
    [
        ({"a": 5, "b": 9}, ["a", "b"], 0),
        ({"a": 4, "b": 9}, [], 2),
        ({"a": 4, "b": 9, "c": 6}, ["b"], 2),
        ({"a": 3, "b": 2, "c": 6}, ["c"], 2),
        ({"a": 4}, [], 1),
        ({}, [], 0),
    ],
)
def test_small_groups_are_hidden_and_with_them_what_gives_them_away(
    counts: dict[str, int], shown: list[str], hidden: int
) -> None:
    groups = sized(**counts)
    assert published(groups, FEW) == Published({key: groups[key] for key in shown}, hidden)


def test_too_few_answers_are_not_published_nor_items_that_few_answered() -> None:
    few = results(answers(5, 5, 5, 5), ASKED)
    enough = results([*answers(5, 5, 5, 5, 2), answer("t", None, grades={"time": 1})], ASKED)
    shown = publishable(enough, FEW)
    assert publishable(few, FEW) is None
    assert shown is not None
    assert shown.items[OVERALL] == enough.items[OVERALL]
    assert shown.items["time"] == Tally(dict.fromkeys(ASKED.scale.grades, 0), 0)


def test_a_rate_says_what_it_is_of() -> None:
    assert Rate(3, 12).value == 0.25
    assert Rate(3, 0).value is None
    assert Rate(3, None).value is None
