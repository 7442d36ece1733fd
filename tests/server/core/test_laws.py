"""The laws of the house: whatever is asked, in whatever order, these stay true."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.core import codec, order
from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseCounter,
    CloseDay,
    EndScene,
    FinishService,
    HoldTicket,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    PauseCounter,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ReissueSlip,
    ReopenCounter,
    ReportSlip,
    ResumeTicket,
    ReturnTicket,
    Scene,
    StartScene,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.decide import decide
from server.core.events import DayOpened, NobodyWaited, TicketCalled, TicketIssued
from server.core.evolve import evolve
from server.core.plan import Choice, CounterPlan, Duty, PriorityClass, Stage
from server.core.refusal import Refused
from server.core.state import ASIDE, AT_COUNTER, IN_LINE, OVER, Office, Paper
from tests.story import at, plan, visitor

COUNTERS = st.sampled_from(["1", "2", "3", "nowhere"])
SERVICES = st.sampled_from(["certificate", "moving", "nothing"])
AT_ONE_COUNTER = st.sampled_from([
    CallNext, RecallTicket, StartService, FinishService, HoldTicket, MarkNoShow, ProcessTicket, UndoStep,
    CloseCounter, ReopenCounter,
])  # fmt: skip
ON_ONE_NUMBER = st.sampled_from([CallTicket, ResumeTicket, ReadyTicket, ReturnTicket])


def furnished():
    names = {"ja": "名前"}
    duties = tuple(Duty(service, stage) for service in ("certificate", "moving") for stage in Stage)
    return replace(
        plan(recall_pause_s=0, last=12),
        counters={str(each): CounterPlan(str(each), names, duties[each - 1 :]) for each in (1, 2, 3)},
        pauses={"lunch": Choice("lunch", names)},
        sections={"section": Choice("section", names)},
        priorities={"early": PriorityClass("early", names, 10)},
    )


class Laws(RuleBasedStateMachine):
    """A day of an office, in which anybody asks for anything."""

    @initialize()
    def open(self) -> None:
        self.plan = furnished()
        self.now = at("09:00", self.plan.date)
        self.office = Office(self.plan.office)
        self.log = []
        self.issued = set()
        self.ask(OpenDay(self.plan))

    def ask(self, command) -> None:
        before = self.office
        try:
            events = decide(before, command, self.now)
        except Refused:
            return
        assert events, "every accepted command leaves a trace"
        assert events == decide(before, command, self.now), "decide is pure"
        for event in events:
            self.happen(event)

    def happen(self, event) -> None:
        if isinstance(event, TicketIssued):
            key = (self.plan.date, event.number)
            assert key not in self.issued, "a number never repeats in a day"
            self.issued.add(key)
        if isinstance(event, NobodyWaited):
            assert order.next_for(self.office, self.plan.counters[event.counter]) is None
        if isinstance(event, TicketCalled):
            assert event.serial == self.office.serial + 1
        assert codec.decoded(type(event).__name__, codec.encoded(event)) == event
        self.office = evolve(self.office, event, self.now)
        self.log.append((event, self.now))

    @rule(minutes=st.integers(0, 40))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(service=SERVICES, priority=st.sampled_from(["", "early"]), legs=st.lists(SERVICES, max_size=2))
    def somebody_comes(self, service: str, priority: str, legs: list[str]) -> None:
        self.ask(visitor(service, priority=priority, legs=tuple(legs)))

    @rule(counter=COUNTERS, clerk=st.sampled_from(["sato", "suzuki"]))
    def a_clerk_sits_down(self, counter: str, clerk: str) -> None:
        self.ask(OpenCounter(counter, clerk))

    @rule(counter=COUNTERS)
    def a_counter_rests(self, counter: str) -> None:
        self.ask(PauseCounter(counter, "lunch"))

    @rule(kind=AT_ONE_COUNTER, counter=COUNTERS)
    def a_clerk_does_something(self, kind, counter: str) -> None:
        self.ask(kind(counter))

    @rule(counter=COUNTERS)
    def the_next_is_called(self, counter: str) -> None:
        self.ask(CallNext(counter))

    @rule(kind=ON_ONE_NUMBER, counter=COUNTERS, data=st.data())
    def a_clerk_does_something_with_a_number(self, kind, counter: str, data) -> None:
        self.ask(kind(counter, data.draw(self.number())))

    @rule(counter=COUNTERS, service=SERVICES)
    def a_visitor_is_sent_elsewhere(self, counter: str, service: str) -> None:
        self.ask(TransferTicket(counter, service))

    @rule(counter=st.none() | COUNTERS, data=st.data())
    def a_visit_is_cancelled(self, counter, data) -> None:
        self.ask(CancelTicket(data.draw(self.number()), counter))

    @rule(
        data=st.data(), attempt=st.integers(1, 3), outcome=st.sampled_from(["printed", "failed", "uncertain"])
    )
    def the_printer_speaks(self, data, attempt: int, outcome: str) -> None:
        number = data.draw(self.number())
        self.ask(ReissueSlip(number))
        self.ask(ReportSlip(number, attempt, outcome))

    @rule(entry=st.sampled_from("abc"), scene=st.sampled_from(Scene))
    def work_without_a_ticket(self, entry: str, scene: Scene) -> None:
        self.ask(EndScene(entry) if entry in self.office.scenes else StartScene(entry, scene, "section"))

    @rule()
    def the_day_ends_and_another_begins(self) -> None:
        self.ask(CloseDay(self.plan.date))
        tomorrow: date = self.plan.date + timedelta(days=1)
        self.plan = replace(self.plan, date=tomorrow)
        self.now = at("08:00", tomorrow)
        self.issued |= {(tomorrow, number) for number in self.office.tickets if self.unfinished(number)}
        self.ask(OpenDay(self.plan))

    def unfinished(self, number: str) -> bool:
        return self.office.tickets[number].phase not in OVER

    def number(self):
        return st.sampled_from([*sorted(self.office.tickets), "Z999"])

    @invariant()
    def a_visitor_is_at_one_counter_and_a_counter_serves_one_visitor(self) -> None:
        served = {each.id: each.serving for each in self.office.counters.values() if each.serving}
        there = {
            ticket.counter: ticket.number
            for ticket in self.office.tickets.values()
            if ticket.phase in AT_COUNTER
        }
        assert served == there
        assert len(there) == sum(each.phase in AT_COUNTER for each in self.office.tickets.values())

    @invariant()
    def everybody_who_waits_stands_in_exactly_one_line_at_the_right_place(self) -> None:
        places = [place for line in self.office.lines.values() for place in line]
        waiting = [ticket for ticket in self.office.tickets.values() if ticket.phase in IN_LINE]
        assert sorted(places) == sorted(order.place_of(self.plan, ticket) for ticket in waiting)
        for duty, line in self.office.lines.items():
            assert list(line) == sorted(line)
            assert all(order.duty_of(self.office.tickets[place.number]) == duty for place in line)

    @invariant()
    def what_is_set_aside_and_what_lacks_paper_is_what_the_tickets_say(self) -> None:
        tickets = self.office.tickets.values()
        assert dict(self.office.aside) == {each.number: each.phase for each in tickets if each.phase in ASIDE}
        assert dict(self.office.due) == {
            each.number: each.attempt for each in tickets if each.paper is Paper.DUE
        }
        assert dict(self.office.tokens) == {each.token: each.number for each in tickets}

    @invariant()
    def replay_equals_live(self) -> None:
        again = Office(self.plan.office)
        for event, when in self.log:
            again = evolve(again, event, when)
        assert again == self.office

    @invariant()
    def whoever_joins_at_the_beginning_of_the_day_sees_the_same_office(self) -> None:
        begins = max(index for index, (event, _) in enumerate(self.log) if isinstance(event, DayOpened))
        late = Office(self.plan.office)
        for event, when in self.log[begins:]:
            late = evolve(late, event, when)
        assert replace(late, sequence=0) == replace(self.office, sequence=0)


TestLaws = Laws.TestCase
TestLaws.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
