"""Laws of the facts: plain counting of the records finds the same; undoing leaves no trace."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    Command,
    FinishService,
    HoldTicket,
    MarkNoShow,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ResumeTicket,
    ReturnTicket,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.events import (
    DocumentsReturned,
    Event,
    IssuancePrepared,
    NoShowMarked,
    ProcessingStarted,
    ServiceFinished,
    StepUndone,
    TicketCalled,
    TicketCancelled,
    TicketHeld,
    TicketIssued,
    TicketResumed,
    TicketTransferred,
)
from server.core.record import Recorded
from server.measure.figures import figures_of_counter, spread
from server.measure.period import By, days_of, period
from tests.server.measure.day import Told, figures_of_day, nothing_but_visits, opened
from tests.story import at, visitor

COUNTERS = st.sampled_from(["1", "2", "3"])
NUMBERS = st.sampled_from(["A001", "A002", "A003", "B001", "B002"])
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from(["certificate", "moving"]).map(visitor),
    st.just(("moving",)).map(lambda legs: visitor(legs=legs)),
    st.builds(CallNext, COUNTERS),
    st.builds(CallTicket, COUNTERS, NUMBERS, finish=st.booleans()),
    st.builds(FinishService, COUNTERS, accurate=st.booleans()),
    st.one_of(
        *(
            st.builds(kind, COUNTERS)
            for kind in (StartService, HoldTicket, MarkNoShow, ProcessTicket, RecallTicket, UndoStep)
        )
    ),
    *(st.builds(kind, COUNTERS, NUMBERS) for kind in (ReadyTicket, ReturnTicket, ResumeTicket)),
    st.builds(TransferTicket, COUNTERS, st.sampled_from(["certificate", "moving"])),
    st.builds(CancelTicket, NUMBERS, st.none() | COUNTERS),
)
DAYS = st.lists(st.tuples(st.integers(0, 5), COMMANDS), max_size=80)
STEPS = (
    TicketCalled, ServiceFinished, TicketHeld, NoShowMarked, TicketTransferred, ProcessingStarted,
    IssuancePrepared, DocumentsReturned, TicketCancelled, TicketResumed,
)  # fmt: skip


def told(day: list[tuple[int, Command]]) -> Told:
    story, now = opened().then("08:40", visitor(), visitor("moving")), at("09:00")
    for minutes, command in day:
        now += timedelta(minutes=minutes)
        story = story.if_allowed(now, command)
    return story


def what_stands(records: tuple[Recorded, ...]) -> list[tuple[datetime, Event]]:
    """The events that were not taken back, with those that took them back left out."""
    standing: list[tuple[datetime, Event]] = []
    for each in records:
        match each.event:
            case StepUndone(number=number, counter=counter):
                undone = max(
                    index for index, (_, event) in enumerate(standing) if is_step(event, number, counter)
                )
                del standing[undone]
            case event:
                standing.append((each.at, event))
    return standing


def is_step(event: Event, number: str, counter: str) -> bool:
    same = (getattr(event, "number", None), getattr(event, "counter", None)) == (number, counter)
    return same and (isinstance(event, STEPS) or type(event).__name__ == "ServiceStarted")


def plain_waits(records: tuple[Recorded, ...]) -> dict[str, list[float]]:
    """Every wait at reception that ended in a call, by service, without folding an office."""
    waits: dict[str, list[float]] = defaultdict(list)
    service: dict[str, str] = {}
    since: dict[str, datetime] = {}
    for now, event in what_stands(records):
        match event:
            case TicketIssued(number=number, service=there):
                service[number], since[number] = there, now
            case ServiceFinished(number=number, next_service=str(there)):
                service[number], since[number] = there, now
            case TicketTransferred(number=number, service=there):
                service[number], since[number] = there, now
            case TicketCalled(number=number) if number in since:
                waits[service[number]].append((now - since.pop(number)).total_seconds())
            case _:
                pass
    return waits


def plain_issuance_waits(records: tuple[Recorded, ...]) -> list[float]:
    since: dict[str, datetime] = {}
    waits = []
    for now, event in what_stands(records):
        match event:
            case IssuancePrepared(number=number):
                since[number] = now
            case TicketCalled(number=number) if number in since:
                waits.append((now - since.pop(number)).total_seconds())
            case _:
                pass
    return waits


def plain_served(records: tuple[Recorded, ...]) -> dict[str, int]:
    served: dict[str, int] = defaultdict(int)
    for _, event in what_stands(records):
        if isinstance(event, ServiceFinished | TicketTransferred | ProcessingStarted):
            served[event.counter] += 1
    return served


@settings(max_examples=200, deadline=None)
@given(DAYS)
def test_the_figures_are_those_that_plain_python_counts_from_the_records(
    day: list[tuple[int, Command]],
) -> None:
    story = told(day)
    found = figures_of_day(story)
    waits = plain_waits(story.records)
    assert {key: each.wait for key, each in found.services.items() if each.wait.count} == {
        key: spread(each) for key, each in waits.items() if each
    }
    assert found.whole.issuance_wait == spread(plain_issuance_waits(story.records))
    served = plain_served(story.records)
    assert {key: each.served for key, each in found.counters.items() if each.served} == served
    assert {key: figures_of_counter(story.facts, key).served for key in "123"} == {
        key: served.get(key, 0) for key in "123"
    }


@settings(max_examples=200, deadline=None)
@given(DAYS, COUNTERS, COMMANDS)
def test_what_is_undone_at_once_leaves_no_trace(
    day: list[tuple[int, Command]], counter: str, command: Command
) -> None:
    before = told(day)
    now = before.office.at or at("09:00")
    after = before.if_allowed(now + timedelta(minutes=1), command)
    made_step = after.office.counters[counter].steps != before.office.counters[counter].steps
    if not isinstance(command, UndoStep) and made_step and len(after.records) == len(before.records) + 1:
        undone = after.then(now + timedelta(minutes=1), UndoStep(counter))
        assert nothing_but_visits(undone.facts) == nothing_but_visits(before.facts)
        at_that_time = replace(undone, office=replace(undone.office, at=before.office.at))
        assert figures_of_day(at_that_time) == figures_of_day(before)


@settings(max_examples=50, deadline=None)
@given(DAYS)
def test_a_day_folded_from_the_log_gives_the_figures_of_the_day_itself(
    day: list[tuple[int, Command]],
) -> None:
    story = told(day)
    answer = period(days_of("midori", story.records), By.SERVICE)
    live = figures_of_day(story)
    assert (answer.days, answer.whole) == (1, live.whole)
    assert answer.groups == {key: live.services[key] for key in answer.groups}
