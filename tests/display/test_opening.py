"""Today's hours, and when the office opens next."""

from dataclasses import replace
from datetime import date

from display.views.opening import Opening, opening_of
from server.core.plan import Plan, Span
from tests.story import DAY, at, plan

MORNING_AND_AFTERNOON = (("08:30", "12:00"), ("13:00", "17:15"))
TOMORROW = date(2026, 11, 25)


def weekday(day: date = DAY) -> Plan:
    return replace(plan(day=day), hours=(Span(510, 720), Span(780, 1035)))


def test_in_its_hours_an_office_is_open() -> None:
    assert opening_of(at("8:30"), weekday(), None) == Opening(MORNING_AND_AFTERNOON, True, None, "")


def test_before_its_hours_it_opens_today() -> None:
    assert opening_of(at("7:00"), weekday(), None) == Opening(MORNING_AND_AFTERNOON, False, DAY, "08:30")


def test_at_noon_it_opens_in_the_afternoon() -> None:
    assert opening_of(at("12:00"), weekday(), None) == Opening(MORNING_AND_AFTERNOON, False, DAY, "13:00")


def test_in_the_evening_it_opens_on_the_next_open_day() -> None:
    evening = opening_of(at("17:15"), weekday(), weekday(TOMORROW))
    assert evening == Opening(MORNING_AND_AFTERNOON, False, TOMORROW, "08:30")


def test_on_a_closed_day_it_has_no_hours() -> None:
    assert opening_of(at("10:00"), None, weekday(TOMORROW)) == Opening((), False, TOMORROW, "08:30")
    assert opening_of(at("10:00"), None, None) == Opening((), False, None, "")


def test_hours_are_written_as_on_the_door() -> None:
    opening = opening_of(at("9:00"), weekday(), None)
    assert opening.written("ja") == "08:30～12:00、13:00～17:15"
    assert opening.written("en") == "08:30–12:00, 13:00–17:15"
    assert opening_of(at("9:00"), plan(), None).around_the_clock
    assert not opening_of(at("9:00"), weekday(), None).around_the_clock
