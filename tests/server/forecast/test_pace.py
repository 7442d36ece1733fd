"""The call gap of a line: learnt while people wait, tempered by history; and the wait it promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.core.commands import CallNext, CloseDay, OpenDay
from server.core.plan import Service
from server.forecast.pace import Estimate, Line, Pace, call_gap, estimate, learn
from tests.server.measure.day import Told, opened, ward
from tests.story import DAY, visitor

LINE = "certificate"


def learnt(told: Told) -> Pace:
    """The pace after all records of a story, each seen with the office before and after it."""
    pace, offices = Pace(), told.offices()
    for recorded, (before, after) in zip(told.records, offices, strict=True):
        pace = learn(pace, before, recorded, after)
    return pace


def service(minutes: float = 3.0) -> Service:
    return replace(ward().services[LINE], minutes_per_call=minutes)


def line(**seen: object) -> Pace:
    return Pace(Pace().lines.set(LINE, Line(**seen)))  # type: ignore[arg-type]


def test_without_any_call_the_gap_is_the_guess_of_the_office() -> None:
    assert call_gap(Pace(), service(4.5)) == 4.5


def test_a_gap_counts_only_while_somebody_was_waiting() -> None:
    told = (
        opened().then("09:00", visitor(), visitor()).then("09:05", CallNext("1")).then("09:09", CallNext("2"))
    )
    told = told.then("10:00", visitor()).then("10:01", CallNext("1"))
    seen = learnt(told).lines[LINE]
    assert (seen.latest, seen.total, seen.count) == ((4.0,), 4.0, 1)


def test_a_call_of_another_line_makes_no_gap() -> None:
    told = opened().then("09:00", visitor(), visitor(), visitor("moving"))
    told = told.then("09:05", CallNext("1"), CallNext("2")).then("09:08", CallNext("3"))
    assert learnt(told).lines[LINE].latest == (0.0,)
    assert learnt(told).lines["moving"].latest == ()


def test_ten_calls_of_the_guess_temper_the_first_gaps() -> None:
    assert call_gap(line(latest=(8.0, 8.0), total=16.0, count=2), service(3.0)) == pytest.approx(46 / 12)


def test_with_enough_history_it_weighs_as_much_as_eighty_gaps() -> None:
    history = line(days=((300.0, 60), (200.0, 40)), latest=(10.0,) * 20)
    assert call_gap(history, service(3.0)) == pytest.approx((80 * 5 + 20 * 10) / 100)


def test_a_new_day_turns_today_into_history_and_keeps_eight_days() -> None:
    told = (
        opened().then("09:00", visitor(), visitor()).then("09:05", CallNext("1")).then("09:09", CallNext("2"))
    )
    pace = learnt(told)
    for _ in range(9):
        pace = Pace(pace.lines.set(LINE, replace(pace.lines[LINE], total=2.0, count=1)))
        pace = learnt_over_night(pace, told)
    assert pace.lines[LINE] == Line(days=((2.0, 1),) * 8)


def learnt_over_night(pace: Pace, told: Told) -> Pace:
    tomorrow = replace(ward(), date=DAY + timedelta(days=1))
    night = told.then("17:00", CloseDay(DAY)).then("17:01", OpenDay(tomorrow))
    opening = next(each for each in night.records[-2:] if type(each.event).__name__ == "DayOpened")
    return learn(pace, told.office, opening, night.office)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (0, Estimate(0, 0, 600)),
        (1, Estimate(0, 300, 900)),
        (3, Estimate(300, 660, 1500)),
        (4, Estimate(300, 840, 1500)),
        (9, Estimate(900, 1680, 3000)),
        (10, Estimate(900, 1980, 3000)),
        (19, Estimate(2100, 3600, 5700)),
        (20, Estimate(2100, 3420, 5400)),
    ],
)
def test_bands_are_rounded_outward_to_five_minutes_and_the_middle_to_one(
    people: int, expected: Estimate
) -> None:
    assert estimate(Pace(), service(3.0), people) == expected


@pytest.mark.parametrize("people", range(40))
def test_low_mid_and_high_are_in_order(people: int) -> None:
    found = estimate(Pace(), service(2.2), people)
    assert 0 <= found.low <= found.mid <= found.high
    assert (found.low % 300, found.mid % 60, found.high % 300) == (0, 0, 0)
