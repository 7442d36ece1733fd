"""What a clerk may do now, and why not: the core itself is asked, so no button promises what it refuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.commands import (
    CallNext,
    CancelTicket,
    CloseCounter,
    Command,
    FinishService,
    HoldTicket,
    MarkNoShow,
    OpenCounter,
    PauseCounter,
    ProcessTicket,
    RecallTicket,
    ReopenCounter,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.decide import decide
from server.core.plan import CounterId, Plan, ServiceId
from server.core.refusal import Reason, Refused
from server.core.state import CounterState, Office, Ticket

SOMEBODY_ELSE = "somebody_else"
"""Why a clerk cannot work at a counter where another clerk sits: it has to be taken over first."""

ANYBODY = frozenset({"open", "reopen"})
"""What needs nobody to sit here already."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Whether something may be done now: `why` not, and the moment from which it may, if that is known."""

    why: str = ""
    after: datetime | None = None

    @property
    def now(self) -> bool:
        """Whether it may be done at once."""
        return not self.why


def possible(office: Office, counter_id: CounterId, clerk: str, now: datetime) -> Mapping[str, Possible]:
    """Every verb of the counter, by its name in the API."""
    elsewhere = sits_elsewhere(office, counter_id, clerk)
    return {
        verb: Possible(SOMEBODY_ELSE)
        if elsewhere and verb not in ANYBODY
        else _asked(office, command, counter_id, now)
        for verb, command in _questions(office, counter_id, clerk)
    }


def sits_elsewhere(office: Office, counter_id: CounterId, clerk: str) -> bool:
    """Whether somebody else than this clerk sits at the counter."""
    counter = office.counters[counter_id]
    return counter.state is not CounterState.CLOSED and counter.clerk != clerk


def _questions(office: Office, counter: CounterId, clerk: str) -> Iterator[tuple[str, Command]]:
    plan = office.plan
    assert plan is not None
    serving = office.counters[counter].serving
    ticket = office.tickets[serving] if serving else None
    yield "open", OpenCounter(counter, clerk)
    yield "close", CloseCounter(counter)
    yield "pause", PauseCounter(counter, next(iter(plan.pauses), ""))
    yield "reopen", ReopenCounter(counter)
    yield "call-next", CallNext(counter)
    yield "recall", RecallTicket(counter)
    yield "start", StartService(counter)
    yield "finish", FinishService(counter)
    yield "hold", HoldTicket(counter)
    yield "no-show", MarkNoShow(counter)
    yield "transfer", TransferTicket(counter, _another(plan, ticket))
    yield "process", ProcessTicket(counter)
    yield "cancel", CancelTicket(serving, counter) if serving else FinishService(counter)
    yield "undo", UndoStep(counter)


def _another(plan: Plan, ticket: Ticket | None) -> ServiceId:
    return next((each for each in plan.services if ticket is None or each != ticket.service), "")


def _asked(office: Office, command: Command, counter: CounterId, now: datetime) -> Possible:
    try:
        decide(office, command, now)
    except Refused as refused:
        return Possible(refused.reason.value, _after(office, refused.reason, counter))
    return Possible()


def _after(office: Office, reason: Reason, counter: CounterId) -> datetime | None:
    """When this refusal ends by itself, without another event."""
    serving = office.counters[counter].serving
    if office.plan is None or serving is None:
        return None
    ticket, rules = office.tickets[serving], office.plan.rules
    if reason is Reason.RECALL_TOO_SOON and ticket.recalled_at:
        return ticket.recalled_at + timedelta(seconds=rules.recall_pause_s)
    waits = reason is Reason.NO_SHOW_TOO_SOON and ticket.recalls >= rules.no_show_recalls
    return ticket.called_at + timedelta(minutes=rules.no_show_min) if waits and ticket.called_at else None
