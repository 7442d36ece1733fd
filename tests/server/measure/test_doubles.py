"""Numbers issued twice and tickets at two counters, planted into a log, are found."""

from server.core.commands import Channel
from server.core.events import DayOpened, Event, ServiceFinished, TicketCalled, TicketIssued
from server.core.plan import Stage
from server.measure.doubles import Doubles
from tests.story import chain, plan


def issued(number: str) -> TicketIssued:
    return TicketIssued(number, "moving", "B", 1, "token", Channel.STAFF, "ja", "", (), (), False)


def called(number: str, counter: str) -> TicketCalled:
    return TicketCalled(number, counter, Stage.RECEPTION, 1, True)


def finished(number: str, counter: str) -> ServiceFinished:
    return ServiceFinished(number, counter, 1, True, None, False)


def doubles(*events: Event) -> dict[str, int]:
    found = Doubles()
    for record in chain("midori", (DayOpened(plan()), *events)):
        found.look(record)
    return {service: count for service, count in found.found.items() if count}


def test_an_honest_day_has_none() -> None:
    day = (issued("B001"), issued("B002"), called("B001", "1"), finished("B001", "1"), called("B002", "1"))
    assert doubles(*day) == {}


def test_a_number_that_was_issued_twice_on_a_day_is_found() -> None:
    assert doubles(issued("B001"), issued("B001")) == {"moving": 1}


def test_the_same_number_on_the_next_day_is_none() -> None:
    assert doubles(issued("B001"), DayOpened(plan()), issued("B001")) == {}


def test_a_ticket_at_two_counters_at_once_is_found() -> None:
    assert doubles(issued("B001"), called("B001", "1"), called("B001", "2")) == {"moving": 1}


def test_a_ticket_at_one_counter_after_the_other_is_none() -> None:
    day = (issued("B001"), called("B001", "1"), finished("B001", "1"), called("B001", "2"))
    assert doubles(*day) == {}
