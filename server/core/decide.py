"""What an office answers to a command: the events that follow, or Refused.

The deciders stand by subject in deciders/. Each returns at least one event, so that a command sent twice is
known by its first answer in the log.
"""

from datetime import datetime
from typing import assert_never

from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseCounter,
    CloseDay,
    Command,
    EndScene,
    FinishService,
    HoldTicket,
    IssueTicket,
    LogScene,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    PauseCounter,
    PostNotice,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ReissueSlip,
    ReopenCounter,
    ReportSlip,
    ResumeTicket,
    ReturnTicket,
    StartScene,
    StartService,
    TransferTicket,
    TurnReception,
    UndoStep,
    WithdrawNotice,
)
from server.core.deciders import call, day, issue, scene, seat, serve
from server.core.events import Event
from server.core.state import Office


def decide(office: Office, command: Command, at: datetime) -> tuple[Event, ...]:
    """The events that `command` makes at the office-local time `at`.

    Raises Refused with the reason when the office says no; nothing has happened then.
    """
    match command:
        case OpenDay() | CloseDay() | TurnReception() | PostNotice() | WithdrawNotice():
            return _day(office, command, at)
        case IssueTicket():
            return issue.issue(office, command, at)
        case CancelTicket():
            return issue.cancel(office, command)
        case ReissueSlip():
            return issue.reissue(office, command)
        case ReportSlip():
            return issue.report_slip(office, command)
        case OpenCounter():
            return seat.open_counter(office, command)
        case CloseCounter():
            return seat.close_counter(office, command)
        case PauseCounter():
            return seat.pause(office, command)
        case ReopenCounter():
            return seat.reopen(office, command)
        case StartScene():
            return scene.start(office, command, at)
        case EndScene():
            return scene.end(office, command)
        case LogScene():
            return scene.log(office, command, at)
        case _:
            return _at_counter(office, command, at)


def _day(
    office: Office, command: OpenDay | CloseDay | TurnReception | PostNotice | WithdrawNotice, at: datetime
) -> tuple[Event, ...]:
    match command:
        case OpenDay():
            return day.open_day(office, command, at)
        case CloseDay():
            return day.close_day(office, command)
        case TurnReception():
            return day.turn_reception(office, at)
        case PostNotice():
            return day.post_notice(office, command)
        case WithdrawNotice():
            return day.withdraw_notice(office, command)
        case _:
            assert_never(command)


def _at_counter(
    office: Office,
    command: CallNext | CallTicket | RecallTicket | StartService | FinishService | HoldTicket | ResumeTicket
    | MarkNoShow | TransferTicket | ProcessTicket | ReadyTicket | ReturnTicket | UndoStep,
    at: datetime,
) -> tuple[Event, ...]:  # fmt: skip
    match command:
        case CallNext():
            return call.next_visitor(office, command, at)
        case CallTicket():
            return call.chosen(office, command, at)
        case RecallTicket():
            return call.again(office, command, at)
        case MarkNoShow():
            return call.no_show(office, command, at)
        case StartService():
            return serve.start(office, command)
        case FinishService():
            return (serve.finish(office, command),)
        case HoldTicket():
            return serve.hold(office, command)
        case ResumeTicket():
            return call.resume(office, command, at)
        case TransferTicket():
            return serve.transfer(office, command)
        case ProcessTicket():
            return serve.process(office, command)
        case ReadyTicket():
            return serve.ready(office, command)
        case ReturnTicket():
            return serve.give_back(office, command)
        case UndoStep():
            return serve.undo(office, command, at)
        case _:
            assert_never(command)
