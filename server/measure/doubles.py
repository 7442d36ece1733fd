"""What must never happen, counted from records: a number issued twice, a ticket at two counters at once."""

from collections import Counter as Count
from dataclasses import dataclass, field

from server.core.events import (
    DayOpened,
    NoShowMarked,
    ProcessingStarted,
    ServiceFinished,
    StepUndone,
    TicketCalled,
    TicketCancelled,
    TicketHeld,
    TicketIssued,
    TicketTransferred,
)
from server.core.plan import CounterId, Number, ServiceId
from server.core.record import Recorded
from server.core.state import AT_COUNTER


@dataclass(slots=True)
class Doubles:
    """Looks at an office's records, beginning with a DayOpened; never asks the core, whom it checks."""

    found: Count[ServiceId] = field(default_factory=Count)
    _services: dict[Number, ServiceId] = field(default_factory=dict)
    _at: dict[Number, CounterId | None] = field(default_factory=dict)

    def look(self, recorded: Recorded) -> None:
        """Take one more record; `found` counts the doubles by the service of the ticket."""
        match recorded.event:
            case DayOpened(tickets=tickets):
                self._services = {each.number: each.service for each in tickets}
                self._at = {each.number: each.counter for each in tickets if each.phase in AT_COUNTER}
            case TicketIssued(number=number, service=service):
                self.found[service] += number in self._services
                self._services[number] = service
            case TicketCalled(number=number, counter=counter):
                self.found[self._services[number]] += number in self._at
                self._at[number] = counter
            case (
                ServiceFinished(number=number) | TicketHeld(number=number) | NoShowMarked(number=number)
                | TicketTransferred(number=number) | ProcessingStarted(number=number)
                | TicketCancelled(number=number) | StepUndone(number=number)
            ):  # fmt: skip
                self._at.pop(number, None)
            case _:
                pass
