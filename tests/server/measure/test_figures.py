"""Stories of a day, and the figures counted from them by hand."""

from dataclasses import replace
from datetime import date

from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseDay,
    FinishService,
    HoldTicket,
    LogScene,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    PauseCounter,
    ProcessTicket,
    ReadyTicket,
    ResumeTicket,
    ReturnTicket,
    Scene,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.plan import AtClose, Choice
from server.measure.figures import (
    CounterFigures,
    Spread,
    figures_of_counter,
    quantile,
    spread,
)
from server.measure.period import By, days_of, period
from server.measure.rows import Pause, Session
from tests.server.measure.day import figures_of_day, nothing_but_visits, opened, ward
from tests.story import at, visitor

MOVING = "moving"


def test_a_wait_is_first_call_minus_issue_and_recalling_later_does_not_lengthen_it() -> None:
    told = opened().then("09:00", visitor()).then("09:10", CallNext("1"), HoldTicket("1"))
    told = told.then("09:40", CallTicket("2", "A001")).then("09:45", FinishService("2"))
    whole = figures_of_day(told).whole
    assert whole.wait == Spread(1, 600, 600, 600, 600)
    assert (whole.issued, whole.called, whole.served, whole.finished) == (1, 1, 1, 1)
    assert whole.service_time == Spread(1, 300, 300, 300, 300)


def test_quantiles_are_interpolated_between_ranks() -> None:
    assert spread([40, 10, 20, 30]) == Spread(4, 25, 25, 37, 40)
    assert quantile([5.0], 0.9) == 5
    assert spread([]) == Spread(0, None, None, None, None)


def test_attainment_counts_waits_up_to_the_target_itself() -> None:
    told = opened().then("09:00", visitor(), visitor(), visitor())
    told = told.then("09:05", CallNext("1")).then("09:30", CallNext("1")).then("09:31", CallNext("1"))
    whole = figures_of_day(told).whole
    assert (whole.within_target, whole.called, whole.attainment) == (2, 3, 2 / 3)


def test_service_time_begins_with_the_arrival_where_it_was_noted() -> None:
    told = opened().then("09:00", visitor()).then("09:01", CallNext("1")).then("09:03", StartService("1"))
    told = told.then("09:10", FinishService("1"))
    assert figures_of_day(told).whole.service_time == Spread(1, 420, 420, 420, 420)


def test_a_time_that_the_clerk_does_not_trust_counts_the_person_and_not_the_time() -> None:
    told = opened().then("09:00", visitor(), visitor()).then("09:01", CallNext("1"))
    told = told.then("09:11", FinishService("1", accurate=False)).then("09:12", CallNext("1"))
    told = told.then("09:15", FinishService("1"))
    assert figures_of_day(told).whole.served == 2
    assert figures_of_day(told).whole.service_time == Spread(1, 180, 180, 180, 180)
    assert figures_of_counter(told.facts, "1") == CounterFigures(2, 180, 0)


def test_reception_back_office_and_issuance_are_three_waits() -> None:
    told = opened().then("09:00", visitor()).then("09:05", CallNext("1")).then("09:08", ProcessTicket("1"))
    told = told.then("09:28", ReadyTicket("1", "A001")).then("09:30", CallNext("2"))
    told = told.then("09:31", FinishService("2"))
    whole = figures_of_day(told).whole
    assert [whole.wait.mean, whole.processing_wait.mean, whole.issuance_wait.mean] == [300, 1200, 120]
    assert (whole.called, whole.served, whole.finished) == (1, 2, 1)


def test_being_called_back_for_documents_is_a_wait_of_its_own() -> None:
    told = opened().then("09:00", visitor()).then("09:05", CallNext("1")).then("09:08", ProcessTicket("1"))
    told = told.then("09:18", ReturnTicket("1", "A001")).then("09:21", CallNext("2"))
    whole = figures_of_day(told).whole
    assert (whole.wait.count, whole.deficient_wait.mean, whole.processing_wait.count) == (1, 180, 0)


def test_a_transfer_is_a_hop_and_a_second_wait_at_the_other_service() -> None:
    told = opened().then("09:00", visitor()).then("09:05", CallNext("1"))
    told = told.then("09:06", TransferTicket("1", MOVING)).then("09:20", CallNext("2"))
    told = told.then("09:25", FinishService("2"))
    day = figures_of_day(told)
    assert (day.whole.issued, day.whole.called, day.whole.hops_per_visit) == (1, 2, 1)
    assert day.services[MOVING].wait == Spread(1, 840, 840, 840, 840)
    assert (day.services[MOVING].issued, day.services["certificate"].issued) == (0, 1)
    assert {key: each.served for key, each in day.counters.items()} == {"1": 1, "2": 1, "3": 0}


def test_the_next_leg_of_a_visit_is_a_second_wait_without_a_hop() -> None:
    told = opened().then("09:00", visitor(legs=(MOVING,))).then("09:05", CallNext("1"))
    told = (
        told.then("09:10", FinishService("1")).then("09:16", CallNext("1")).then("09:20", FinishService("1"))
    )
    whole = figures_of_day(told).whole
    assert (whole.issued, whole.called, whole.finished, whole.hops_per_visit) == (1, 2, 2, 0)
    assert whole.wait == Spread(2, 330, 330, 354, 360)


def test_no_shows_are_divided_by_issued_and_a_late_comer_is_none() -> None:
    told = opened().then("09:00", visitor(), visitor(), visitor(), visitor())
    told = told.then("09:05", CallNext("1"), MarkNoShow("1"), CallNext("1"), MarkNoShow("1"))
    assert (figures_of_day(told).whole.no_show, figures_of_day(told).whole.no_show_rate) == (2, 0.5)
    told = told.then("09:20", ResumeTicket("1", "A001")).then("09:21", CallNext("2"))
    assert (figures_of_day(told).whole.no_show, figures_of_day(told).whole.no_show_rate) == (1, 0.25)
    assert figures_of_day(told).whole.wait.count == 2


def test_who_leaves_or_is_sent_home_uncalled_has_abandoned_and_who_is_cancelled_by_a_clerk_has_not() -> None:
    told = opened(ward(at_close=AtClose.END)).then("09:00", visitor(), visitor(), visitor())
    told = told.then("09:10", CancelTicket("A001"), CancelTicket("A002", "1"))
    told = told.then("17:00", CloseDay(date(2026, 11, 24)))
    whole = figures_of_day(told).whole
    assert (whole.cancelled, whole.abandoned, whole.called, whole.no_show_rate) == (2, 2, 0, 0)
    assert (whole.attainment, whole.wait) == (None, Spread())


def test_hours_are_those_in_which_a_wait_began() -> None:
    told = opened().then("09:50", visitor(), visitor(MOVING)).then("10:10", CallNext("1"), CallNext("1"))
    by_hour = figures_of_day(told).hours
    assert {hour: (each.issued, each.called) for hour, each in by_hour.items()} == {
        8: (0, 0),
        9: (2, 2),
        10: (0, 0),
    }
    of_moving = period(days_of("midori", told.records), By.HOUR, MOVING).groups
    assert of_moving[9].wait == Spread(1, 1200, 1200, 1200, 1200)


def test_scene_minutes_are_counted_where_the_time_is_trusted() -> None:
    furnished = replace(ward(), sections={"residents": Choice("residents", {"ja": "区民課"})})
    told = opened(furnished).then(
        "11:00",
        LogScene("a", Scene.PHONE, "residents", at("10:00"), at("10:12"), counter="1"),
        LogScene("b", Scene.PHONE, "residents", at("10:20"), at("10:23")),
        LogScene("c", Scene.PHONE, "residents", at("10:30"), at("10:50"), accurate=False, counter="1"),
    )
    assert figures_of_day(told).whole.scene_minutes == {Scene.PHONE: 15}
    assert figures_of_counter(told.facts, "1") == CounterFigures(0, None, 12)


def test_an_undone_step_takes_its_facts_along() -> None:
    before = opened().then("09:00", visitor(), visitor()).then("09:05", CallNext("1"))
    after = before.then("09:07", CallNext("1"), UndoStep("1"))
    assert nothing_but_visits(after.facts) == nothing_but_visits(before.facts)
    assert figures_of_counter(after.facts, "1") == CounterFigures(0, None, 0)
    at_that_time = replace(after, office=replace(after.office, at=before.office.at))
    assert figures_of_day(at_that_time).whole == figures_of_day(before).whole


def test_an_undone_transfer_leaves_no_hop_and_no_second_wait() -> None:
    before = opened().then("09:00", visitor()).then("09:05", CallNext("1"))
    after = before.then("09:07", TransferTicket("1", MOVING), UndoStep("1"))
    assert nothing_but_visits(after.facts) == nothing_but_visits(before.facts)


def test_sessions_and_pauses_of_a_counter_are_kept() -> None:
    furnished = replace(ward(), pauses={"lunch": Choice("lunch", {"ja": "昼休み"})})
    told = (
        opened(furnished).then("12:00", PauseCounter("1", "lunch")).then("12:30", OpenCounter("1", "suzuki"))
    )
    lunch = Pause("lunch", at("12:00"), at("12:30"))
    first = Session("clerk-1", at("08:30"), at("12:30"), (lunch,))
    assert told.facts.sessions["1"] == (first, Session("suzuki", at("12:30")))


def test_who_is_carried_over_keeps_the_time_of_issue_and_is_not_issued_again() -> None:
    told = opened().then("16:50", visitor(), visitor()).then("16:55", CallNext("1"), HoldTicket("1"))
    tomorrow = replace(ward(), date=date(2026, 11, 25))
    told = told.then("17:00", CloseDay(date(2026, 11, 24))).then("17:10", OpenDay(tomorrow))
    assert (figures_of_day(told).whole.issued, figures_of_day(told).whole.called) == (0, 0)
    told = told.then("17:10", OpenCounter("1", "sato")).then("17:20", CallTicket("1", "A002"))
    told = told.then("17:25", CallTicket("1", "A001", finish=True))
    assert figures_of_day(told).whole.wait == Spread(1, 1800, 1800, 1800, 1800)


def test_a_visit_is_done_at_one_counter_or_it_is_not() -> None:
    told = opened().then("09:00", visitor(), visitor()).then("09:05", CallNext("1"))
    told = told.then("09:10", FinishService("1")).then("09:11", CallNext("1"), TransferTicket("1", MOVING))
    told = told.then("09:20", CallNext("2")).then("09:30", FinishService("2"))
    whole = figures_of_day(told).whole
    assert (whole.visits_ended, whole.one_stop_rate, whole.transfer_rate) == (2, 0.5, 0.5)
    assert whole.total_wait == Spread(2, 750, 750, 1110, 1200)
    assert whole.visit_duration == Spread(2, 1200, 1200, 1680, 1800)
