"""The clerk's screen as data: who is here, what may be done and why not, what can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.views.counter import Main, Running, Screen, Undo, Visitor, others_of, screen_of, section_of
from counter.views.possible import Possible
from counter.views.seats import Seat
from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseDay,
    Command,
    FinishService,
    HoldTicket,
    LogScene,
    MarkNoShow,
    PauseCounter,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ResumeTicket,
    ReturnTicket,
    Scene,
    StartScene,
    StartService,
    TransferTicket,
)
from server.core.plan import Duty, Plan, Stage
from server.core.state import CounterState, Phase
from server.measure.figures import CounterFigures
from tests.counter.a_day import LUNCH, WHEELCHAIR, day, furnished
from tests.story import DAY, at, clerk, visitor

OPEN = (clerk("1", "sato"),)


def screen(*commands: Command, who: str = "sato", clock: str = "10:20", **rules: object) -> Screen:
    return screen_of(day(*commands, office=furnished(**rules)), "1", who, at(clock))


def allowed(shown: Screen) -> set[str]:
    return {verb for verb, possible in shown.may.items() if possible.now}


def test_a_quiet_counter_shows_who_sits_here_and_nobody_else() -> None:
    shown = screen(*OPEN)
    certificate, moving = (each.names for each in furnished().services.values())
    assert shown == Screen(
        office="midori",
        position=3,
        now=at("10:20"),
        day_open=True,
        seat=Seat(
            id="1",
            names=furnished().counters["1"].names,
            work=(certificate, moving),
            state=CounterState.OPEN,
            clerk="sato",
            reason=None,
            since=at("10:01"),
            serving=None,
            serving_phase=None,
            busy_since=None,
            waiting=0,
        ),
        main=Main.NEXT,
        visitor=None,
        next=None,
        may=shown.may,
        undo=None,
        waiting=(),
        waiting_count=0,
        longest=None,
        processing=(),
        ready=(),
        held=(),
        absent=(),
        numbers=(),
        running={},
        section="residents",
        today=CounterFigures(0, None, 0),
    )
    assert allowed(shown) == {"open", "close", "pause", "call-next"}


def test_the_visitor_here_is_shown_with_all_that_matters_for_calling() -> None:
    asks = visitor(language="vi", needs=frozenset({"wheelchair"}), legs=("moving",))
    shown = screen(*OPEN, asks, CallNext("1"), RecallTicket("1"))
    certificate, moving = (each.names for each in furnished().services.values())
    assert shown.visitor == Visitor(
        number="A001",
        service="certificate",
        names=certificate,
        stage=Stage.RECEPTION,
        phase=Phase.CALLED,
        language="vi",
        needs=(WHEELCHAIR,),
        priority=None,
        came_at=at("10:02"),
        called_at=at("10:03"),
        since=at("10:03"),
        waited_s=60,
        hops=0,
        deficient=False,
        recalls=1,
        recalls_allowed=3,
        then=(moving,),
    )


CALLED = (*OPEN, visitor(), CallNext("1"))
AT_VISITOR = {"call-next", "finish", "hold", "transfer", "process", "cancel", "undo", "open"}


@pytest.mark.parametrize(
    ("commands", "verbs"),
    [
        ((), {"open"}),
        (OPEN, {"open", "close", "pause", "call-next"}),
        ((*OPEN, PauseCounter("1", "lunch")), {"open", "close", "reopen"}),
        (CALLED, AT_VISITOR | {"recall", "start", "no-show"}),
        ((*CALLED, StartService("1")), AT_VISITOR),
        ((*OPEN, CloseDay(DAY)), set()),
    ],
)
def test_exactly_what_the_office_allows_may_be_done(commands: tuple[Command, ...], verbs: set[str]) -> None:
    assert allowed(screen(*commands)) == verbs


@pytest.mark.parametrize(
    ("commands", "who", "main"),
    [
        ((), "sato", Main.OPEN),
        (OPEN, "sato", Main.NEXT),
        (OPEN, "suzuki", Main.TAKE_OVER),
        ((*OPEN, PauseCounter("1", "lunch")), "sato", Main.REOPEN),
        ((*OPEN, CloseDay(DAY)), "sato", Main.NOTHING),
    ],
)
def test_the_largest_key_does_what_comes_next(commands: tuple[Command, ...], who: str, main: Main) -> None:
    assert screen(*commands, who=who).main is main


def test_at_a_counter_where_somebody_else_sits_one_can_only_take_over() -> None:
    shown = screen(*CALLED, who="suzuki")
    assert allowed(shown) == {"open"}
    assert shown.may["call-next"] == Possible("somebody_else")


def test_a_recall_too_soon_says_from_when_it_may_be_repeated() -> None:
    shown = screen(*CALLED, RecallTicket("1"), clock="10:04", recall_pause_s=30)
    assert shown.may["recall"] == Possible("recall_too_soon", at("10:04") + timedelta(seconds=30))


def test_a_no_show_too_soon_says_from_when_it_may_be_given_up() -> None:
    shown = screen(*CALLED, clock="10:04", no_show_min=5)
    assert shown.may["no-show"] == Possible("no_show_too_soon", at("10:08"))
    waits_for_a_recall = screen(*CALLED, clock="10:04", no_show_min=5, no_show_recalls=1)
    assert waits_for_a_recall.may["no-show"] == Possible("no_show_too_soon")


BACK_OFFICE = (*CALLED, ProcessTicket("1"))
READY = (*BACK_OFFICE, ReadyTicket("1", "A001"))


@pytest.mark.parametrize(
    ("commands", "kind"),
    [
        (CALLED, "call"),
        ((*CALLED, StartService("1")), "start"),
        ((*CALLED, FinishService("1")), "finish"),
        ((*OPEN, visitor(legs=("moving",)), CallNext("1"), FinishService("1")), "finish"),
        ((*CALLED, HoldTicket("1")), "hold"),
        ((*CALLED, HoldTicket("1"), ResumeTicket("1", "A001")), "resume"),
        ((*CALLED, MarkNoShow("1")), "no-show"),
        ((*CALLED, TransferTicket("1", "moving")), "transfer"),
        (BACK_OFFICE, "process"),
        (READY, "ready"),
        ((*BACK_OFFICE, ReturnTicket("1", "A001")), "deficient"),
        ((*CALLED, CancelTicket("A001", "1")), "cancel"),
        ((*READY, CallNext("1"), HoldTicket("1"), ResumeTicket("1", "A001")), "resume"),
    ],
)
def test_what_can_be_taken_back_is_named(commands: tuple[Command, ...], kind: str) -> None:
    assert screen(*commands).undo == Undo("A001", kind)


def test_a_step_whose_visitor_moved_on_cannot_be_taken_back() -> None:
    shown = screen(*CALLED, HoldTicket("1"), clerk("2", "suzuki"), CallTicket("2", "A001"))
    assert (shown.undo, shown.may["undo"]) == (None, Possible("cannot_undo_any_more"))


def test_the_pause_says_why() -> None:
    shown = screen(*OPEN, PauseCounter("1", "lunch"))
    assert (shown.seat.state, shown.seat.reason, shown.seat.since) == (
        CounterState.PAUSED,
        LUNCH.names,
        at("10:02"),
    )


def certificates_only() -> Plan:
    office = furnished()
    one = replace(office.counters["1"], work=(Duty("certificate"),))
    return replace(office, counters={**office.counters, "1": one})


def test_every_number_that_can_be_typed_is_known_those_of_this_counter_first() -> None:
    standing = day(*OPEN, visitor("moving"), visitor(), visitor(), CallNext("1"), office=certificates_only())
    shown = screen_of(standing, "1", "sato", at("10:20"))
    assert (shown.seat.serving, shown.numbers) == ("A001", ("A002", "B001"))


def test_scenes_that_go_on_here_run_and_those_elsewhere_do_not() -> None:
    here = StartScene("e1", Scene.PHONE, "residents", "1")
    elsewhere = StartScene("e2", Scene.WAYFINDING, "residents", "2")
    over = LogScene("e3", Scene.COMMON, "residents", at("10:00"), at("10:01"), counter="1")
    assert screen(*OPEN, here, elsewhere, over).running == {Scene.PHONE: Running("e1", at("10:02"))}


def test_todays_own_figures_count_who_was_served() -> None:
    shown = screen(*CALLED, StartService("1"), FinishService("1"))
    assert shown.today == CounterFigures(1, 60.0, 0)


def test_scenes_count_for_the_counters_section_else_for_the_first_of_the_office() -> None:
    office = furnished()
    assert section_of(office, office.counters["1"]) == "residents"


def test_a_transfer_offers_services_of_other_counters_first() -> None:
    assert [service for service, _ in others_of(certificates_only(), "1")] == ["moving", "certificate"]
