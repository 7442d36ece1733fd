"""Two calls per ticket: reception, the back office, issuance; deficient documents; several services."""

from dataclasses import replace

from server.core.commands import (
    CallNext,
    FinishService,
    ProcessTicket,
    ReadyTicket,
    ReturnTicket,
    StartService,
    TransferTicket,
)
from server.core.events import (
    DocumentsReturned,
    IssuancePrepared,
    NobodyWaited,
    ProcessingStarted,
    ServiceFinished,
    TicketCalled,
    TicketTransferred,
)
from server.core.order import waiting_for
from server.core.plan import CounterPlan, Duty, Stage
from server.core.refusal import Reason
from server.core.state import Phase
from tests.story import clerk, given, plan, visitor


def two_counters():
    """Reception at counter 1, issuance at counter 2."""
    names = {"ja": "窓口"}
    reception = CounterPlan("1", names, (Duty("certificate"), Duty("moving")))
    issuance = CounterPlan("2", names, (Duty("certificate", Stage.ISSUANCE),))
    return replace(plan(), counters={"1": reception, "2": issuance})


def at_the_back_office():
    return given(
        clerk("1"), clerk("2"), visitor(), visitor(), CallNext("1"), StartService("1"), ProcessTicket("1"),
        office=two_counters(),
    )  # fmt: skip


def test_an_application_goes_to_the_back_office_and_the_counter_is_free():
    story = given(clerk("1"), visitor(), CallNext("1"), office=two_counters())
    story = story.when(ProcessTicket("1")).then(ProcessingStarted("A001", "1"))
    assert story.office.counters["1"].serving is None
    assert story.office.tickets["A001"].phase is Phase.PROCESSING


def test_the_second_call_is_for_issuance_at_another_counter():
    story = at_the_back_office()
    story = story.when(ReadyTicket("1", "A001")).then(IssuancePrepared("A001", "1"))
    story.when(CallNext("2")).then(TicketCalled("A001", "2", Stage.ISSUANCE, 2, False, "certificate"))


def test_a_counter_for_issuance_does_not_call_people_who_wait_for_reception():
    at_the_back_office().when(CallNext("2")).then(NobodyWaited("2"))


def test_issuance_is_in_the_order_in_which_results_became_ready():
    story = at_the_back_office().and_given(CallNext("1"), ProcessTicket("1"))
    story = story.and_given(ReadyTicket("1", "A002"), ReadyTicket("1", "A001"))
    assert waiting_for(story.office, "certificate", Stage.ISSUANCE) == ("A002", "A001")


def test_deficient_documents_call_the_visitor_back_to_reception_before_those_who_came_later():
    story = at_the_back_office()
    story = story.when(ReturnTicket("1", "A001")).then(DocumentsReturned("A001", "1"))
    assert story.office.tickets["A001"].deficient
    called = TicketCalled("A001", "1", Stage.RECEPTION, 2, False, "certificate")
    story = story.when(CallNext("1")).then(called)
    assert story.office.calls[0].deficient


def test_a_service_whose_results_nobody_hands_over_has_no_back_office():
    story = given(clerk("1"), visitor("moving"), CallNext("1"), office=two_counters())
    story.when(ProcessTicket("1")).then_refused(Reason.NO_ISSUANCE_COUNTER)


def test_a_transferred_visitor_keeps_the_number_and_stands_before_those_who_came_later():
    story = given(clerk("1"), clerk("2"), visitor(), visitor("moving"), CallNext("1"))
    story = story.when(TransferTicket("1", "moving")).then(TicketTransferred("A001", "1", "moving"))
    assert waiting_for(story.office, "moving") == ("A001", "B001")
    assert story.office.tickets["A001"].hops == 1


def test_a_transferred_visitor_stands_behind_those_who_came_earlier():
    story = given(clerk("1"), visitor("moving"), visitor(), CallNext("1"), TransferTicket("1", "moving"))
    assert waiting_for(story.office, "moving") == ("B001", "A001")


def test_nobody_is_transferred_to_where_they_are():
    story = given(clerk(), visitor(), CallNext("1"))
    story.when(TransferTicket("1", "certificate")).then_refused(Reason.SAME_SERVICE)


def test_the_next_service_of_a_visit_starts_by_itself():
    story = given(clerk(), visitor("certificate", legs=("moving",)), CallNext("1"))
    story = story.when(FinishService("1")).then(ServiceFinished("A001", "1", 1, True, "moving", False))
    assert waiting_for(story.office, "moving") == ("A001",)
    assert story.office.tickets["A001"].legs == ()
    assert story.office.tickets["A001"].hops == 0


def test_a_next_service_stands_at_the_end_unless_the_office_says_otherwise():
    visit = (visitor("certificate", legs=("moving",)), visitor("moving"), CallNext("1"), FinishService("1"))
    assert waiting_for(given(clerk(), *visit).office, "moving") == ("B001", "A001")
    keeps = plan(next_leg_keeps_place=True)
    assert waiting_for(given(clerk(), *visit, office=keeps).office, "moving") == ("A001", "B001")
