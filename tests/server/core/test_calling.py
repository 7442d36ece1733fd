"""Calling at the counter: next, chosen, once more, absent, late, undone."""

from dataclasses import replace

from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    FinishService,
    HoldTicket,
    MarkNoShow,
    PauseCounter,
    RecallTicket,
    ResumeTicket,
    StartService,
    UndoStep,
)
from server.core.events import (
    NobodyWaited,
    NoShowMarked,
    ServiceFinished,
    StepUndone,
    TicketCalled,
    TicketRecalled,
)
from server.core.plan import Choice, Stage
from server.core.refusal import Reason
from server.core.state import Phase
from tests.story import clerk, given, plan, visitor


def called(number: str, counter: str = "1", serial: int = 1, chosen: bool = False) -> TicketCalled:
    return TicketCalled(number, counter, Stage.RECEPTION, serial, chosen, "certificate")


def finished(number: str, counter: str = "1", for_next: bool = False) -> ServiceFinished:
    return ServiceFinished(number, counter, 1, True, None, for_next)


def test_the_first_who_came_is_called_first():
    given(clerk(), visitor(), visitor()).when(CallNext("1")).then(called("A001"))


def test_whoever_is_at_the_counter_is_finished_by_calling_the_next():
    story = given(clerk(), visitor(), visitor(), CallNext("1"))
    story.when(CallNext("1")).then(finished("A001", for_next=True), called("A002", serial=2))


def test_when_nobody_waits_the_log_says_so():
    given(clerk()).when(CallNext("1")).then(NobodyWaited("1"))


def test_two_counters_never_get_the_same_visitor():
    story = given(clerk("1"), clerk("2"), visitor(), CallNext("1"))
    story.when(CallNext("2")).then(NobodyWaited("2"))


def test_a_closed_counter_calls_nobody():
    given(visitor()).when(CallNext("1")).then_refused(Reason.COUNTER_NOT_OPEN)


def test_a_paused_counter_calls_nobody():
    office = replace(plan(), pauses={"lunch": Choice("lunch", {"ja": "昼食"})})
    story = given(clerk(), PauseCounter("1", "lunch"), visitor(), office=office)
    story.when(CallNext("1")).then_refused(Reason.COUNTER_PAUSED)


def test_a_chosen_number_is_called_out_of_turn():
    story = given(clerk(), visitor(), visitor())
    story.when(CallTicket("1", "A002")).then(called("A002", chosen=True))


def test_choosing_a_number_does_not_finish_a_visitor_by_accident():
    story = given(clerk(), visitor(), visitor(), CallNext("1"))
    story.when(CallTicket("1", "A002")).then_refused(Reason.COUNTER_BUSY, "A001")


def test_choosing_a_number_finishes_the_visitor_when_asked_to():
    story = given(clerk(), visitor(), visitor(), CallNext("1"))
    asked = CallTicket("1", "A002", finish=True)
    story.when(asked).then(finished("A001", for_next=True), called("A002", serial=2, chosen=True))


def test_a_number_that_nobody_has_cannot_be_called():
    given(clerk()).when(CallTicket("1", "A999")).then_refused(Reason.UNKNOWN_NUMBER)


def test_a_visitor_at_another_counter_cannot_be_called():
    story = given(clerk("1"), clerk("2"), visitor(), CallNext("1"))
    story.when(CallTicket("2", "A001")).then_refused(Reason.NOT_IN_THIS_STATE)


def test_a_recall_has_a_serial_of_its_own_so_that_boards_ring_again():
    story = given(clerk(), visitor(), CallNext("1"))
    story.when(RecallTicket("1")).then(TicketRecalled("A001", "1", 2))


def test_recalls_are_limited():
    office = plan(recalls=2)
    story = given(clerk(), visitor(), CallNext("1"), RecallTicket("1"), RecallTicket("1"), office=office)
    story.when(RecallTicket("1")).then_refused(Reason.RECALLS_USED_UP)


def test_there_is_a_pause_between_two_recalls():
    office = plan(recall_pause_s=90)
    story = given(clerk(), visitor(), CallNext("1"), RecallTicket("1"), office=office)
    story.when(RecallTicket("1")).then_refused(Reason.RECALL_TOO_SOON)
    story.later(seconds=30).when(RecallTicket("1")).then(TicketRecalled("A001", "1", 3))


def test_an_absence_needs_the_recalls_that_the_office_asks_for():
    office = plan(no_show_recalls=1)
    story = given(clerk(), visitor(), CallNext("1"), office=office)
    story.when(MarkNoShow("1")).then_refused(Reason.NO_SHOW_TOO_SOON)
    story.and_given(RecallTicket("1")).when(MarkNoShow("1")).then(NoShowMarked("A001", "1"))


def test_an_absence_needs_the_minutes_that_the_office_asks_for():
    office = plan(no_show_min=3)
    story = given(clerk(), visitor(), CallNext("1"), office=office)
    story.when(MarkNoShow("1")).then_refused(Reason.NO_SHOW_TOO_SOON)
    story.later(minutes=3).when(MarkNoShow("1")).then(NoShowMarked("A001", "1"))


def test_a_late_comer_is_called_within_the_tolerance():
    story = given(clerk(), visitor(), CallNext("1"), MarkNoShow("1"), office=plan(late_min=10))
    story.when(CallTicket("1", "A001")).then(called("A001", serial=2, chosen=True))


def test_a_late_comer_after_the_tolerance_takes_a_new_number():
    story = given(clerk(), visitor(), CallNext("1"), MarkNoShow("1"), office=plan(late_min=10))
    late = story.later(minutes=10)
    late.when(CallTicket("1", "A001")).then_refused(Reason.TOO_LATE_TO_RETURN)
    late.when(ResumeTicket("1", "A001")).then_refused(Reason.TOO_LATE_TO_RETURN)


def test_a_held_visitor_keeps_the_place():
    story = given(clerk(), visitor(), visitor(), CallNext("1"), HoldTicket("1"), ResumeTicket("1", "A001"))
    story.when(CallNext("1")).then(called("A001", serial=2))


def test_undoing_a_call_puts_the_visitor_back_and_takes_the_call_off_the_board():
    story = given(clerk(), visitor(), visitor(), CallNext("1"))
    story = story.when(UndoStep("1")).then(StepUndone("A001", "1"))
    assert [call.number for call in story.office.calls] == []
    assert story.office.tickets["A001"].phase is Phase.WAITING
    story.when(CallNext("1")).then(called("A001", serial=2))


def test_undoing_the_next_call_brings_the_visitor_before_back():
    story = given(clerk(), visitor(), visitor(), CallNext("1"), StartService("1"), CallNext("1"))
    story = story.when(UndoStep("1")).then(StepUndone("A002", "1"), StepUndone("A001", "1"))
    assert story.office.counters["1"].serving == "A001"
    assert story.office.tickets["A001"].phase is Phase.SERVING


def test_undoing_after_a_recall_still_takes_back_the_call():
    story = given(clerk(), visitor(), CallNext("1"), RecallTicket("1"))
    story = story.when(UndoStep("1")).then(StepUndone("A001", "1"))
    assert story.office.calls == ()


def test_a_step_cannot_be_undone_once_another_counter_has_gone_on():
    story = given(
        clerk("1"), clerk("2"), visitor(), CallNext("1"), HoldTicket("1"), ResumeTicket("2", "A001")
    )
    story.when(UndoStep("1")).then_refused(Reason.CANNOT_UNDO_ANY_MORE, "A001")


def test_there_is_nothing_to_undo_at_a_new_counter():
    given(clerk()).when(UndoStep("1")).then_refused(Reason.NOTHING_TO_UNDO)


def test_another_clerk_does_not_undo_what_the_one_before_did():
    story = given(clerk(), visitor(), CallNext("1"), FinishService("1"), clerk("1", "suzuki"))
    story.when(UndoStep("1")).then_refused(Reason.NOTHING_TO_UNDO)


def test_cancelling_a_called_visitor_frees_the_counter():
    story = given(clerk(), visitor(), CallNext("1")).and_given(CancelTicket("A001"))
    assert story.office.counters["1"].serving is None
    assert story.office.tickets["A001"].phase is Phase.CANCELLED


def test_another_counter_cannot_cancel_a_visitor_who_is_being_served():
    story = given(clerk("1"), clerk("2"), visitor(), CallNext("1"))
    story.when(CancelTicket("A001", "2")).then_refused(Reason.AT_ANOTHER_COUNTER)


def test_undoing_a_call_of_the_next_leg_brings_back_the_leg_before():
    story = given(
        clerk(), visitor("certificate", legs=("moving",)), CallNext("1"), StartService("1"), CallNext("1")
    )
    assert story.office.tickets["A001"].service == "moving"
    story = story.when(UndoStep("1")).then(StepUndone("A001", "1"), StepUndone("A001", "1"))
    ticket = story.office.tickets["A001"]
    assert (ticket.service, ticket.phase, ticket.legs) == ("certificate", Phase.SERVING, ("moving",))
    assert story.office.counters["1"].serving == "A001"


def test_a_paused_counter_does_not_get_a_visitor_back_by_undo():
    office = replace(plan(), pauses={"lunch": Choice("lunch", {"ja": "昼食"})})
    story = given(
        clerk(), visitor(), CallNext("1"), HoldTicket("1"), PauseCounter("1", "lunch"), office=office
    )
    story.when(UndoStep("1")).then_refused(Reason.COUNTER_PAUSED)


def test_a_step_is_not_undone_when_the_ticket_went_round_and_came_back_to_the_same_state():
    story = given(clerk("1"), clerk("2"), visitor(), CallNext("1"), HoldTicket("1"))
    story = story.and_given(ResumeTicket("2", "A001"), CallNext("2"), HoldTicket("2"))
    story.when(UndoStep("1")).then_refused(Reason.CANNOT_UNDO_ANY_MORE)
