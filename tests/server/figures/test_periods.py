"""Stretches of dates as people mean them: months, fiscal years, and what each is compared with."""

from datetime import date

import pytest

from server.core.calendar import fiscal_year
from server.figures.views.periods import (
    Preset,
    Span,
    before,
    fiscal_years_of,
    is_long,
    months_of,
    preset_of,
    span_of,
    trend_span,
    year_before,
)

TODAY = date(2026, 11, 20)


def span(since: str, until: str) -> Span:
    return Span(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("preset", "meant"),
    [
        (Preset.THIS_MONTH, span("2026-11-01", "2026-11-20")),
        (Preset.LAST_MONTH, span("2026-10-01", "2026-10-31")),
        (Preset.THIS_YEAR, span("2026-04-01", "2026-11-20")),
        (Preset.LAST_YEAR, span("2025-04-01", "2026-03-31")),
        (Preset.FIVE_YEARS, span("2022-04-01", "2026-11-20")),
    ],
)
def test_presets_follow_the_fiscal_year_and_end_today(preset: Preset, meant: Span) -> None:
    assert span_of(preset, TODAY) == meant
    assert preset_of(meant, TODAY) is preset


def test_in_january_the_last_month_is_of_the_year_before() -> None:
    assert span_of(Preset.LAST_MONTH, date(2027, 1, 5)) == span("2026-12-01", "2026-12-31")


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2027-01-01", 2026)])
def test_a_fiscal_year_begins_in_april(day: str, year: int) -> None:
    assert fiscal_year(date.fromisoformat(day)) == year


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (span("2026-10-01", "2026-10-31"), span("2026-09-01", "2026-09-30")),
        (span("2026-11-01", "2026-11-20"), span("2026-10-01", "2026-10-20")),
        (span("2026-03-01", "2026-03-30"), span("2026-02-01", "2026-02-28")),
        (span("2026-04-01", "2027-03-31"), span("2025-04-01", "2026-03-31")),
        (span("2026-04-01", "2026-11-20"), span("2025-04-01", "2025-11-20")),
        (span("2026-10-05", "2026-10-09"), span("2026-09-28", "2026-10-02")),
        (span("2026-10-05", "2026-10-18"), span("2026-09-21", "2026-10-04")),
    ],
)
def test_what_came_before_is_of_the_same_kind(asked: Span, meant: Span) -> None:
    assert before(asked) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (span("2026-10-01", "2026-10-31"), span("2025-10-01", "2025-10-31")),
        (span("2024-02-01", "2024-02-29"), span("2023-02-01", "2023-02-28")),
        (span("2025-02-01", "2025-02-28"), span("2024-02-01", "2024-02-29")),
        (span("2024-02-29", "2024-02-29"), span("2023-02-28", "2023-02-28")),
    ],
)
def test_a_year_before_means_the_same_dates_and_whole_months(asked: Span, meant: Span) -> None:
    assert year_before(asked) == meant


def test_what_is_longer_than_a_year_is_compared_with_nothing() -> None:
    five = span_of(Preset.FIVE_YEARS, TODAY)
    assert (before(five), year_before(five)) == (None, None)


def test_months_are_cut_at_the_ends() -> None:
    assert list(months_of(span("2025-12-15", "2026-02-03"))) == [
        span("2025-12-15", "2025-12-31"),
        span("2026-01-01", "2026-01-31"),
        span("2026-02-01", "2026-02-03"),
    ]


def test_fiscal_years_are_cut_at_the_ends() -> None:
    assert list(fiscal_years_of(span("2024-06-01", "2026-05-31"))) == [
        span("2024-06-01", "2025-03-31"),
        span("2025-04-01", "2026-03-31"),
        span("2026-04-01", "2026-05-31"),
    ]


@pytest.mark.parametrize(("since", "long"), [("2024-12-01", False), ("2024-11-30", True)])
def test_more_than_two_years_of_months_are_shown_by_fiscal_years(since: str, long: bool) -> None:
    assert is_long(span(since, "2026-11-20")) is long


def test_a_trend_shows_a_year_at_least() -> None:
    assert trend_span(span("2026-11-01", "2026-11-20")) == span("2025-12-01", "2026-11-20")
    assert trend_span(span("2025-04-01", "2026-11-20")) == span("2025-04-01", "2026-11-20")
