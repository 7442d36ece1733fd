"""Before and after: against numbers of another program, and against chance that is known."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import inf
from random import Random

import pytest

from server.measure.comparison import (
    YEAR,
    Change,
    DayValue,
    Doubt,
    Estimate,
    Verdict,
    compared,
    student,
)
from server.measure.definitions import Better

ON = date(2026, 10, 5)
"""A Monday."""

Columns = Mapping[int, tuple[Sequence[float], Sequence[float]]]


def days(columns: Columns, on: date = ON, issued: tuple[int, int] = (100, 100)) -> Iterator[DayValue]:
    """For each weekday its values before and after, one a week, from the change outwards."""
    monday = on - timedelta(days=on.weekday())
    for weekday, (before, after) in columns.items():
        for week, value in enumerate(before, start=1):
            yield DayValue(monday + timedelta(weeks=-week, days=weekday - 1), value, issued[0])
        for week, value in enumerate(after):
            yield DayValue(monday + timedelta(weeks=week, days=weekday - 1), value, issued[1])


TWO = {1: ((20.0, 24, 22, 27), (18.0, 17, 21, 16)), 3: ((10.0, 12, 11, 9), (11.0, 8, 9, 10))}
YEAR_BEFORE = {1: ((21.0, 20, 25, 23), (22.0, 24, 20, 23)), 3: ((9.0, 12, 10, 12), (11.0, 9, 12, 12))}


def near(estimate: Estimate | None) -> tuple[float, ...]:
    assert estimate is not None
    return pytest.approx((estimate.difference, estimate.low, estimate.high), abs=2e-3)


@pytest.mark.parametrize(
    ("degrees", "quantile", "within"),
    [(3, 3.18245, 5e-3), (4, 2.77645, 1e-3), (5, 2.57058, 3e-4), (8, 2.30600, 5e-5), (30, 2.04227, 1e-5)],
)
def test_the_quantiles_are_those_of_the_tables(degrees: float, quantile: float, within: float) -> None:
    assert student(0.975, degrees) == pytest.approx(quantile, abs=within)


def test_one_weekday_alone_is_the_test_of_welch() -> None:
    """Reference: scipy.stats.ttest_ind(after, before, equal_var=False).confidence_interval(), scipy 1.17."""
    columns = {2: ((12.1, 14.3, 13.0, 15.8, 11.9), (9.4, 10.2, 12.0, 8.8))}
    found = compared(days(columns), ON, 6, Better.DOWN)
    assert near(found.estimate) == (-3.32, -5.70866, -0.93134)
    assert found.estimate is not None
    assert found.estimate.degrees == pytest.approx(6.93793, abs=1e-4)


def test_weekdays_weigh_the_same_however_many_days_they_have() -> None:
    columns = {**TWO, 3: ((10.0, 12, 11, 9), (11.0, 8, 9, 10, 11, 8, 9, 10))}
    found = compared(days(columns), ON, 8, Better.DOWN)
    assert (found.before, found.after) == (16.875, 13.75)


def test_two_weekdays_and_the_year_before_give_what_numpy_gives() -> None:
    """Reference: the same formulas in numpy with the quantile of scipy.stats.t, scipy 1.17."""
    found = compared([*days(TWO), *days(YEAR_BEFORE, ON - YEAR)], ON, 5, Better.DOWN)
    assert near(found.estimate) == (-3.125, -5.49432, -0.75568)
    assert near(found.against_last_year) == (-3.25, -6.09068, -0.40932)
    assert found.verdict is Verdict.IMPROVED


def test_the_interval_holds_the_truth_in_nineteen_of_twenty_cases() -> None:
    """Weekdays of unlike level and spread, six weeks a side: the interval must neither boast nor waffle."""
    chance = Random(20261121)
    held = sum(covers(-2.0, chance) for _ in range(1_500))
    assert 0.935 <= held / 1_500 <= 0.97


def covers(truth: float, chance: Random) -> bool:
    columns = {
        weekday: (
            [30 - 3 * weekday + chance.gauss(0, 1 + weekday) for _ in range(6)],
            [30 - 3 * weekday + truth + chance.gauss(0, 2) for _ in range(6)],
        )
        for weekday in range(1, 6)
    }
    found = compared(days(columns), ON, 6, Better.DOWN).estimate
    assert found is not None
    return found.low <= truth <= found.high


def test_without_an_effect_few_comparisons_claim_one() -> None:
    chance = Random(7)
    verdicts = [verdict_of_nothing(chance) for _ in range(600)]
    assert 0.92 <= verdicts.count(Verdict.CANNOT_TELL) / 600 <= 0.99


def verdict_of_nothing(chance: Random) -> Verdict:
    columns = {
        weekday: ([chance.gauss(20, 4) for _ in range(8)], [chance.gauss(20, 4) for _ in range(8)])
        for weekday in range(1, 6)
    }
    return compared(days(columns), ON, 8, Better.DOWN).verdict


@pytest.mark.parametrize(
    ("better", "verdict"),
    [(Better.DOWN, Verdict.IMPROVED), (Better.UP, Verdict.WORSE), (Better.NEITHER, Verdict.CANNOT_TELL)],
)
def test_less_is_better_or_worse_as_the_measure_has_it(better: Better, verdict: Verdict) -> None:
    assert compared(days(TWO), ON, 5, better).verdict is verdict


def test_what_also_happened_a_year_before_is_not_called_an_improvement() -> None:
    found = compared([*days(TWO), *days(TWO, ON - YEAR)], ON, 5, Better.DOWN)
    assert found.estimate is not None
    assert found.estimate.high < 0
    assert found.verdict is Verdict.CANNOT_TELL
    assert Doubt.SAME_LAST_YEAR in found.doubts
    assert Doubt.SEASON not in found.doubts


def test_too_few_days_tell_nothing() -> None:
    found = compared(days({1: ((20.0, 21), (10.0, 10.5))}), ON, 5, Better.DOWN)
    assert (found.estimate, found.verdict) == (None, Verdict.CANNOT_TELL)
    nothing = compared([], ON, 5, Better.DOWN)
    assert (nothing.before, nothing.estimate, nothing.volume) == (None, None, None)


def test_days_without_spread_have_an_interval_without_width() -> None:
    found = compared(days({1: ((20.0, 20), (18.0, 18))}), ON, 5, Better.DOWN)
    assert found.estimate == Estimate(-2.0, -2.0, -2.0, inf)


def test_special_days_days_without_cases_and_lonely_weekdays_are_left_out() -> None:
    saturdays = [ON + timedelta(days=5, weeks=week) for week in (-2, -1, 0, 1)]
    odd = [
        *(DayValue(each, 5.0 + each.day, 20, special=True) for each in saturdays),
        DayValue(ON + timedelta(days=1), None, 0),
        DayValue(ON + timedelta(days=3), 99.0, 70),
    ]
    found = compared([*days(TWO), *odd], ON, 5, Better.DOWN)
    assert near(found.estimate) == (-3.125, -5.49432, -0.75568)
    assert found.left_out == 6
    assert Doubt.DAYS_LEFT_OUT in found.doubts


def test_the_doubts_say_what_else_was_different() -> None:
    changes = (Change(ON, "this one"), Change(ON + timedelta(weeks=2), "another"))
    columns = {**TWO, 3: ((10.0, 12, 11, 9), (11.0, 8, 9))}
    found = compared(days(columns, issued=(100, 130)), ON, 5, Better.DOWN, changes)
    assert found.volume == pytest.approx(0.3)
    assert found.other_changes == changes[1:]
    assert found.doubts == (
        Doubt.WEEKDAYS, Doubt.SEASON, Doubt.VOLUME, Doubt.FEW_DAYS, Doubt.OTHER_CHANGES,
    )  # fmt: skip


def test_many_like_days_at_the_same_volume_with_the_year_before_leave_no_doubt() -> None:
    chance = Random(3)
    this, before = (
        {
            weekday: ([chance.gauss(20, 3) for _ in range(6)], [chance.gauss(20 - fall, 3) for _ in range(6)])
            for weekday in range(1, 6)
        }
        for fall in (9, 0)
    )
    found = compared([*days(this), *days(before, ON - YEAR)], ON, 6, Better.DOWN)
    assert (found.verdict, found.doubts) == (Verdict.IMPROVED, ())


def test_days_that_follow_their_neighbours_are_a_doubt() -> None:
    def drifting(chance: Random) -> Iterator[DayValue]:
        mood = 0.0
        for offset in range(-42, 42):
            mood = 0.9 * mood + chance.gauss(0, 1)
            if (day := ON + timedelta(days=offset)).isoweekday() < 6:
                yield DayValue(day, 20 + mood, 100)

    assert Doubt.NEIGHBOURS in compared(drifting(Random(1)), ON, 6, Better.DOWN).doubts
