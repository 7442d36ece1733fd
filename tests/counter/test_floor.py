"""The managers' floor as data: lines against their targets, the day by the hour, paper in doubt."""

from datetime import timedelta

import pytest

from counter.views.floor import Floor, Hour, Line, Slip, floor_of
from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.app.measures import Measured
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.commands import (
    CallNext,
    CallTicket,
    Command,
    FinishService,
    HoldTicket,
    MarkNoShow,
    PostNotice,
    ProcessTicket,
    ReadyTicket,
    ReportSlip,
)
from server.core.plan import Notice
from server.core.state import Office, Paper
from tests.counter.a_day import day, furnished, went_on
from tests.story import at, clerk, visitor

CERTIFICATE = furnished().services["certificate"].names


LOG = MemoryLog()
MEASURED = Measured(LOG, MemoryMeasures(), Standings(LOG))


def floor(*commands: Command, clock: str = "10:20") -> Floor:
    return floor_at(day(*commands), clock)


def floor_at(standing: Standing, clock: str) -> Floor:
    return floor_of(standing, at(clock), MEASURED.so_far(standing))


def test_before_the_first_day_the_floor_is_empty() -> None:
    shown = floor_at(Standing(Office("midori")), "10:00")
    assert (shown.open, shown.seats, shown.lines, shown.hours, shown.slips) == (False, (), (), (), ())
    assert (shown.today.issued, shown.waiting) == (0, 0)


def test_a_line_is_measured_by_whoever_waits_longest_in_it() -> None:
    shown = floor(clerk(), visitor(), visitor())
    assert shown.lines[0] == Line(
        names=CERTIFICATE,
        accepting=True,
        waiting=2,
        ready=0,
        congestion="quiet",
        target_min=30,
        longest="A001",
        longest_since=at("10:02"),
        near_at=at("10:24") + timedelta(seconds=30),
        over_at=at("10:32"),
        open_counters=1,
    )
    assert [shown.lines[0].level(at(clock)) for clock in ("10:24", "10:25", "10:32")] == [
        "within",
        "near",
        "over",
    ]


def test_a_line_without_people_is_in_time() -> None:
    line = floor().lines[0]
    assert (line.longest, line.level(at("23:59"))) == (None, "within")


def test_the_hours_are_counted_from_the_first_to_the_last_without_a_gap() -> None:
    standing = day(clerk(), visitor(), visitor(), CallNext("1"))
    standing = went_on(standing, at("12:00"), [CallNext("1"), FinishService("1")])
    shown = floor_at(standing, "12:30")
    assert shown.hours == (Hour(10, 2, 1, 0.4, 0.2), Hour(11, 0, 0, 0, 0), Hour(12, 0, 1, 0, 0.2))
    assert shown.scale == 5


def test_the_hours_together_are_the_day() -> None:
    standing = day(clerk(), visitor(), visitor(), CallNext("1"), HoldTicket("1"))
    standing = went_on(standing, at("12:00"), [CallTicket("1", "A001"), ProcessTicket("1")])
    standing = went_on(standing, at("13:00"), [ReadyTicket("1", "A001"), CallNext("1"), FinishService("1")])
    standing = went_on(standing, at("14:00"), [CallNext("1")])
    shown = floor_at(standing, "14:30")
    assert sum(each.called for each in shown.hours) == shown.today.called == 2
    assert sum(each.issued for each in shown.hours) == shown.today.issued == 2


def test_the_days_figures_say_of_how_many_they_are() -> None:
    shown = floor(clerk(), visitor(), visitor(), CallNext("1"), MarkNoShow("1"))
    today = shown.today
    assert (today.issued, today.called, today.no_show, today.no_show_rate) == (2, 1, 1, 0.5)
    assert (shown.waiting, shown.at_counters, shown.aside) == (1, 0, 1)


@pytest.mark.parametrize("outcome", ["failed", "uncertain"])
def test_paper_that_did_not_surely_come_out_is_shown(outcome: str) -> None:
    shown = floor(visitor(), visitor(), ReportSlip("A001", 1, outcome), ReportSlip("A002", 1, "printed"))
    assert shown.slips == (Slip("A001", CERTIFICATE, Paper(outcome), at("10:01"), 1),)


def test_paper_that_is_on_its_way_is_shown_only_when_it_takes_long() -> None:
    assert floor(visitor(), clock="10:01").slips == ()
    assert floor(visitor(), clock="10:02").slips == (Slip("A001", CERTIFICATE, Paper.DUE, at("10:01"), 1),)


def test_notices_on_the_board_are_listed() -> None:
    words = {"ja": "エレベーターは点検中です。"}
    assert floor(PostNotice("lift", words)).notices == (Notice("lift", words),)
