"""The life of a ticket: which command is allowed in which phase. Every such rule stands in this table."""

from collections.abc import Mapping

from server.core.commands import (
    CallTicket,
    CancelTicket,
    Command,
    FinishService,
    HoldTicket,
    MarkNoShow,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ReissueSlip,
    ResumeTicket,
    ReturnTicket,
    StartService,
    TransferTicket,
)
from server.core.refusal import Reason, Refused
from server.core.state import Phase, Ticket

ALLOWED: Mapping[type[Command], frozenset[Phase]] = {
    CallTicket: frozenset({Phase.WAITING, Phase.READY, Phase.HELD, Phase.NO_SHOW}),
    RecallTicket: frozenset({Phase.CALLED}),
    StartService: frozenset({Phase.CALLED}),
    FinishService: frozenset({Phase.CALLED, Phase.SERVING}),
    HoldTicket: frozenset({Phase.CALLED, Phase.SERVING}),
    ResumeTicket: frozenset({Phase.HELD, Phase.NO_SHOW}),
    MarkNoShow: frozenset({Phase.CALLED}),
    TransferTicket: frozenset({Phase.CALLED, Phase.SERVING}),
    ProcessTicket: frozenset({Phase.CALLED, Phase.SERVING}),
    ReadyTicket: frozenset({Phase.PROCESSING}),
    ReturnTicket: frozenset({Phase.PROCESSING}),
    CancelTicket: frozenset(set(Phase) - {Phase.DONE, Phase.CANCELLED}),
    ReissueSlip: frozenset(set(Phase) - {Phase.DONE, Phase.CANCELLED}),
}


def check(command: Command, ticket: Ticket) -> None:
    """Raise Refused(NOT_IN_THIS_STATE) unless the ticket's phase allows the command."""
    if ticket.phase not in ALLOWED[type(command)]:
        raise Refused(Reason.NOT_IN_THIS_STATE, f"{ticket.number} {ticket.phase}")
