"""Which rule decides a date, on the days that are easy to get wrong."""

from datetime import date

import pytest
from msgspec import UNSET

from server.adapters.japan_holidays import japan_holidays
from server.core.calendar import LAST, DayRule, When, Yearly, common, fiscal_year, rule_for, shortened
from server.core.plan import Span

SATURDAY, SUNDAY = 5, 6
WORKDAY = (Span(510, 1020),)
MORNING = (Span(510, 750),)


def named(name: str) -> dict[str, str]:
    return {"ja": name}


NEW_YEAR = DayRule(named("年末年始"), when=When(yearly=Yearly((12, 29), (1, 3))))
SPECIAL = DayRule(
    named("臨時開設"),
    MORNING,
    frozenset({"move"}),
    When(dates=frozenset({date(2027, 3, 28), date(2026, 12, 30)})),
    special=True,
)
HOLIDAY = DayRule(named("祝日"), when=When(holidays=True))
APRIL = DayRule(
    named("4月第1土曜"),
    MORNING,
    when=When(weekdays=frozenset({SATURDAY}), nth=frozenset({1}), months=frozenset({4})),
)
SECOND_AND_FOURTH = DayRule(
    named("第2・第4土曜"), MORNING, when=When(weekdays=frozenset({SATURDAY}), nth=frozenset({2, 4}))
)
WEEKEND = DayRule(named("土日"), when=When(weekdays=frozenset({SATURDAY, SUNDAY})))
WEEKDAY = DayRule(named("平日"), WORKDAY)
RULES = (NEW_YEAR, SPECIAL, HOLIDAY, APRIL, SECOND_AND_FOURTH, WEEKEND, WEEKDAY)


def kind(day: str, rules: tuple[DayRule, ...] = RULES) -> str | None:
    rule = rule_for(rules, date.fromisoformat(day), japan_holidays())
    return rule.names["ja"] if rule else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-11-09", "第2・第4土曜"),
        ("2024-11-16", "土日"),
        ("2024-11-23", "祝日"),  # the fourth Saturday, and Labor Thanksgiving Day
        ("2024-11-30", "土日"),  # a fifth Saturday
        ("2026-11-23", "祝日"),
        ("2026-11-24", "平日"),
        ("2024-11-04", "祝日"),  # substitute for Sunday the third
        ("2025-05-06", "祝日"),  # substitute that comes two days after the Sunday
        ("2026-09-22", "祝日"),  # a day between two holidays
        ("2027-03-22", "祝日"),
        ("2025-12-28", "土日"),
        ("2025-12-26", "平日"),
        ("2025-12-29", "年末年始"),
        ("2025-12-31", "年末年始"),
        ("2026-01-01", "年末年始"),
        ("2026-01-03", "年末年始"),
        ("2026-01-04", "土日"),
        ("2026-01-05", "平日"),
        ("2027-04-03", "4月第1土曜"),
        ("2027-05-01", "土日"),
        ("2027-03-28", "臨時開設"),
        ("2027-03-29", "平日"),
        ("2026-12-30", "年末年始"),  # the rule above the special opening decides
    ],
)
def test_the_first_rule_that_matches_decides(day: str, expected: str) -> None:
    assert kind(day) == expected


def test_a_fourth_saturday_that_is_a_holiday_opens_when_the_saturdays_stand_first() -> None:
    assert kind("2024-11-23", (SECOND_AND_FOURTH, HOLIDAY, WEEKEND, WEEKDAY)) == "第2・第4土曜"


def test_a_date_that_no_rule_matches_has_no_rule() -> None:
    assert kind("2026-11-24", (HOLIDAY, WEEKEND)) is None


def test_a_rule_holds_on_the_first_and_the_last_day_of_its_validity_and_not_outside() -> None:
    when = When(since=date(2026, 4, 1), until=date(2026, 4, 30))
    rule = DayRule(named("valid"), WORKDAY, when=when)
    days = ["2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01"]
    assert [kind(day, (rule,)) for day in days] == [None, "valid", "valid", None]


def test_the_last_saturday_of_a_month_may_be_the_fourth_or_the_fifth() -> None:
    rule = DayRule(named("last"), MORNING, when=When(weekdays=frozenset({SATURDAY}), nth=frozenset({LAST})))
    days = ["2027-03-20", "2027-03-27", "2026-10-24", "2026-10-31", "2027-02-27"]
    assert [kind(day, (rule,)) for day in days] == [None, "last", None, "last", "last"]


def test_a_rule_may_ask_for_days_that_are_no_holidays() -> None:
    rule = DayRule(named("work"), WORKDAY, when=When(holidays=False))
    assert [kind(day, (rule,)) for day in ("2026-11-23", "2026-11-24")] == [None, "work"]


def test_a_stretch_inside_one_year_does_not_go_across_the_year_end() -> None:
    summer = Yearly((8, 13), (8, 15))
    days = [date(2026, 8, 12), date(2026, 8, 13), date(2026, 8, 15), date(2026, 8, 16), date(2026, 1, 1)]
    assert [summer.covers(day) for day in days] == [False, True, True, False, False]


def test_a_day_rule_offers_the_services_that_it_names_or_all() -> None:
    assert [SPECIAL.offers("move"), SPECIAL.offers("seal"), WEEKDAY.offers("seal")] == [True, False, True]


def test_a_rule_says_whether_its_days_are_special_openings_or_says_nothing() -> None:
    days = [date(2027, 3, 28), date(2027, 3, 29)]
    rules = [rule_for(RULES, day, japan_holidays()) for day in days]
    assert [rule and rule.special for rule in rules] == [True, UNSET]


def test_hours_in_common_leave_out_what_only_one_has() -> None:
    assert common((Span(540, 720), Span(780, 1080)), WORKDAY) == (Span(540, 720), Span(780, 1020))
    assert common(MORNING, (Span(750, 900),)) == ()


def test_the_last_ticket_comes_before_every_closing_and_short_hours_vanish() -> None:
    assert shortened((Span(510, 720), Span(780, 800)), 30) == (Span(510, 690),)
    assert shortened(WORKDAY, 0) == WORKDAY


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(1, 1, 1), 0)],
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year(day) == year
