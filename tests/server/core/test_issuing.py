"""Taking a number: hours, series, exhaustion, numbers that are avoided, paper, the day."""

from dataclasses import replace

from server.core.commands import (
    CallNext,
    CancelTicket,
    Channel,
    CloseDay,
    OpenDay,
    ReissueSlip,
    ReportSlip,
    Scene,
    StartScene,
    UndoStep,
)
from server.core.events import CounterClosed, DayClosed, SlipRequested
from server.core.plan import AtClose, Choice, Series, Span
from server.core.refusal import Reason
from server.core.state import CounterState, Paper, Phase
from tests.story import DAY, clerk, given, plan, visitor


def numbers(story):
    return [ticket.number for ticket in sorted(story.office.tickets.values(), key=lambda each: each.sequence)]


def with_series(*series: Series):
    office = plan()
    services = {each: replace(service, series=series[0].id) for each, service in office.services.items()}
    return replace(office, services=services, series={each.id: each for each in series})


def test_services_may_share_a_series():
    story = given(visitor("certificate"), visitor("moving"), office=with_series(Series("A", "A", 1, 99)))
    assert numbers(story) == ["A001", "A002"]


def test_numbers_that_the_office_avoids_are_not_given_out():
    series = Series("A", "A", 3, 50, digits=2, avoid=(5,), avoid_digits="49")
    story = given(*[visitor() for _ in range(6)], office=with_series(series))
    assert numbers(story) == ["A03", "A06", "A07", "A08", "A10", "A11"]


def test_an_exhausted_series_goes_on_in_the_next_one():
    story = given(
        visitor(),
        visitor(),
        visitor(),
        office=with_series(Series("A", "A", 1, 2, then="X"), Series("X", "X", 1, 5)),
    )
    assert numbers(story) == ["A001", "A002", "X001"]


def test_exhausted_numbers_are_refused_when_nothing_follows():
    story = given(visitor(), visitor(), office=with_series(Series("A", "A", 1, 2)))
    story.when(visitor()).then_refused(Reason.NUMBERS_EXHAUSTED, "A")


def test_a_cancelled_number_is_not_given_out_again():
    story = given(visitor(), CancelTicket("A001"), visitor())
    assert numbers(story) == ["A001", "A002"]


def test_an_unknown_service_is_refused():
    given().when(visitor("passport")).then_refused(Reason.UNKNOWN_SERVICE, "passport")


def closed_in_the_afternoon(*names: str):
    office = plan()
    hours = (Span(8 * 60 + 30, 12 * 60),)
    services = {
        name: replace(each, hours=hours) if name in names else each for name, each in office.services.items()
    }
    return replace(office, services=services)


def test_outside_its_hours_a_service_gives_no_tickets():
    office = closed_in_the_afternoon("certificate")
    given(office=office, clock="12:00").when(visitor()).then_refused(Reason.SERVICE_CLOSED)
    assert given(office=office, clock="11:58").when(visitor()).refused is None


def test_outside_all_hours_the_office_is_closed():
    office = closed_in_the_afternoon("certificate", "moving")
    given(office=office, clock="17:00").when(visitor()).then_refused(Reason.OFFICE_CLOSED)


def test_staff_may_give_a_number_outside_the_hours():
    office = closed_in_the_afternoon("certificate", "moving")
    assert given(office=office, clock="17:00").when(visitor(channel=Channel.STAFF)).refused is None


def test_a_ticket_lacks_paper_until_the_printer_says_what_became_of_it():
    story = given(visitor())
    assert dict(story.office.due) == {"A001": 1}
    story = story.and_given(ReportSlip("A001", 1, "printed"))
    assert dict(story.office.due) == {}
    assert story.office.tickets["A001"].paper is Paper.PRINTED


def test_a_reissued_slip_is_another_attempt_of_the_same_number():
    story = given(visitor(), ReportSlip("A001", 1, "failed", "no_paper"))
    story = story.when(ReissueSlip("A001")).then(SlipRequested("A001", 2))
    assert dict(story.office.due) == {"A001": 2}


def test_a_late_word_about_an_earlier_slip_does_not_count_for_the_newer_one():
    story = given(visitor(), ReissueSlip("A001"), ReportSlip("A001", 1, "printed"))
    assert dict(story.office.due) == {"A001": 2}


def test_people_still_waiting_are_carried_into_the_next_day_and_their_numbers_are_skipped():
    story = given(clerk(), visitor(), visitor(), visitor(), CallNext("1"))
    story = story.and_given(CloseDay(DAY)).later(days=1)
    tomorrow = replace(plan(), date=DAY.replace(day=DAY.day + 1))
    story = story.and_given(OpenDay(tomorrow), visitor())
    assert sorted(story.office.tickets) == ["A001", "A002", "A003", "A004"]
    assert story.office.counters["1"].serving == "A001"


def test_an_office_may_send_people_home_at_the_end_of_the_day():
    story = given(visitor(), office=plan(at_close=AtClose.END))
    story = story.when(CloseDay(DAY)).then(DayClosed(DAY, (), ("A001",)))
    assert story.office.tickets["A001"].phase is Phase.CANCELLED


def test_counters_forgotten_open_are_closed_with_the_day():
    office = closed_in_the_afternoon("certificate", "moving")
    story = given(clerk(), office=office, clock="17:00")
    story = story.when(CloseDay(DAY)).then(CounterClosed("1"), DayClosed(DAY, (), ()))
    assert story.office.counters["1"].state is CounterState.CLOSED


def test_a_day_is_opened_once():
    given().when(OpenDay(plan())).then_refused(Reason.DAY_ALREADY_OPEN)


def test_a_closed_day_stays_closed_since_its_numbers_are_used():
    given(CloseDay(DAY)).when(OpenDay(plan())).then_refused(Reason.DAY_CLOSED)


def test_after_the_day_is_closed_nothing_is_issued():
    given(CloseDay(DAY)).when(visitor()).then_refused(Reason.DAY_NOT_OPEN)


def next_morning(story):
    """The day is closed, and the next one opened."""
    tomorrow = replace(story.office.plan, date=DAY.replace(day=DAY.day + 1))
    return story.and_given(CloseDay(DAY)).later(days=1).and_given(OpenDay(tomorrow))


def test_the_serials_of_calls_go_on_over_night_so_that_boards_still_ring():
    story = next_morning(given(clerk(), visitor(), visitor(), CallNext("1"), CallNext("1")))
    assert story.office.serial == 2
    story = story.and_given(visitor(), CallNext("1"))
    assert [call.serial for call in story.office.calls] == [3]


def test_steps_of_yesterday_are_not_undone_today():
    story = next_morning(given(clerk(), visitor(), CallNext("1")))
    assert story.office.counters["1"].steps == ()
    story.when(UndoStep("1")).then_refused(Reason.NOTHING_TO_UNDO)


def test_work_without_a_ticket_goes_on_over_night():
    office = replace(plan(), sections={"residents": Choice("residents", {"ja": "区民課"})})
    story = next_morning(given(StartScene("one", Scene.PHONE, "residents"), office=office))
    assert list(story.office.scenes) == ["one"]


def test_a_leg_that_the_office_does_not_offer_any_more_is_left_out():
    story = given(visitor("certificate", legs=("moving",))).and_given(CloseDay(DAY)).later(days=1)
    smaller = replace(plan(services=("certificate",)), date=DAY.replace(day=DAY.day + 1))
    story = story.and_given(OpenDay(smaller))
    assert story.office.tickets["A001"].legs == ()


def test_somebody_who_comes_at_the_same_moment_is_told_of_those_who_came_just_before():
    story = given(visitor())
    same_moment = replace(story, now=story.office.tickets["A001"].issued_at)
    issued = same_moment.when(visitor()).events[0]
    assert issued.people_ahead == 1
