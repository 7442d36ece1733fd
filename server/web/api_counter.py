"""The JSON API of the counter: every verb of a clerk, and work in scenes without a ticket."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from server.app.permits import Action
from server.core.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseCounter,
    Command,
    EndScene,
    FinishService,
    HoldTicket,
    LogScene,
    MarkNoShow,
    OpenCounter,
    PauseCounter,
    ProcessTicket,
    ReadyTicket,
    RecallTicket,
    ReissueSlip,
    ReopenCounter,
    ResumeTicket,
    ReturnTicket,
    Scene,
    StartScene,
    StartService,
    TransferTicket,
    UndoStep,
)
from server.core.events import (
    DocumentsReturned,
    Event,
    IssuancePrepared,
    NobodyWaited,
    NoShowMarked,
    ProcessingStarted,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketHeld,
    TicketRecalled,
    TicketTransferred,
)
from server.core.record import Recorded
from server.core.state import Phase, Ticket
from server.web.api_public import OfficePath
from server.web.asking import CommandId, Needed, carry_out
from server.web.house import House, NotFound, house_of
from server.web.problem import answers
from server.web.signing import Caller, require

router = APIRouter(prefix="/api/v1", tags=["counter"])

Clerk = Annotated[Caller, Depends(require(Action.COUNTER_WORK))]
Recorder = Annotated[Caller, Depends(require(Action.SCENE_RECORD))]
ERRORS = answers(400, 401, 403, 404, 409, 422, 503)


class Verb(BaseModel):
    """What a verb needs besides its counter; each verb takes its own."""

    model_config = ConfigDict(extra="forbid")

    number: str | None = Field(default=None, examples=["A012"], max_length=20)
    service: str | None = Field(default=None, examples=["move"], max_length=100)
    reason: str | None = Field(default=None, examples=["lunch"], max_length=100)
    quantity: int = Field(default=1, ge=0, le=1000)
    accurate: bool = True
    finish: bool = Field(default=False, description="call: finish the visitor at the counter first")


class VerbAnswer(BaseModel):
    """The ticket that the verb was about, null when nobody waited or no ticket was concerned."""

    ticket: dict[str, Any] | None
    position: int


def _needed(value: str | None, name: str) -> str:
    if not value:
        raise Needed(name)
    return value


VERBS: Mapping[str, Callable[[str, Verb, Caller], Command]] = {
    "open": lambda counter, _, who: OpenCounter(counter, who.actor),
    "close": lambda counter, _, __: CloseCounter(counter),
    "pause": lambda counter, verb, __: PauseCounter(counter, _needed(verb.reason, "reason")),
    "reopen": lambda counter, _, __: ReopenCounter(counter),
    "call-next": lambda counter, _, __: CallNext(counter),
    "call": lambda counter, verb, __: CallTicket(counter, _needed(verb.number, "number"), verb.finish),
    "recall": lambda counter, _, __: RecallTicket(counter),
    "start": lambda counter, _, __: StartService(counter),
    "finish": lambda counter, verb, __: FinishService(counter, verb.quantity, verb.accurate),
    "hold": lambda counter, _, __: HoldTicket(counter),
    "resume": lambda counter, verb, __: ResumeTicket(counter, _needed(verb.number, "number")),
    "no-show": lambda counter, _, __: MarkNoShow(counter),
    "transfer": lambda counter, verb, __: TransferTicket(counter, _needed(verb.service, "service")),
    "process": lambda counter, _, __: ProcessTicket(counter),
    "ready": lambda counter, verb, __: ReadyTicket(counter, _needed(verb.number, "number")),
    "deficient": lambda counter, verb, __: ReturnTicket(counter, _needed(verb.number, "number")),
    "cancel": lambda counter, verb, __: CancelTicket(_needed(verb.number, "number"), counter),
    "undo": lambda counter, _, __: UndoStep(counter),
}


@router.post("/offices/{office}/counters/{counter}/{verb}", responses=ERRORS)
async def act(
    request: Request,
    office: OfficePath,
    counter: str,
    verb: str,
    command: CommandId,
    who: Clerk,
    body: Verb | None = None,
) -> VerbAnswer:
    """Do one thing at a counter.

    open, close, pause {reason}, reopen, call-next, call {number, finish}, recall, start, finish {quantity,
    accurate}, hold, resume {number}, no-show, transfer {service}, process, ready {number}, deficient
    {number}, cancel {number}, undo. Two counters never get the same ticket, and call-next answers
    `{"ticket": null}` only when nobody waited.
    """
    if verb not in VERBS:
        raise NotFound("not_found", verb)
    asked = VERBS[verb](counter, body or Verb(), who)
    made = await carry_out(request, office, asked, command, who)
    return answer(house_of(request), made)


STATE_AFTER: Mapping[type[Event], Phase] = {
    TicketCalled: Phase.CALLED,
    TicketRecalled: Phase.CALLED,
    ServiceStarted: Phase.SERVING,
    TicketHeld: Phase.HELD,
    NoShowMarked: Phase.NO_SHOW,
    TicketTransferred: Phase.WAITING,
    ProcessingStarted: Phase.PROCESSING,
    IssuancePrepared: Phase.READY,
    DocumentsReturned: Phase.WAITING,
    TicketCancelled: Phase.CANCELLED,
}
"""What a verb led to, whatever has happened since: a repeat gets the first answer."""


def answer(house: House, made: tuple[Recorded, ...]) -> VerbAnswer:
    """What a verb made, in the words of the API."""
    last = made[-1]
    number = getattr(last.event, "number", None)
    if number is None or isinstance(last.event, NobodyWaited):
        return VerbAnswer(ticket=None, position=last.position)
    ticket = house.standings.of(last.office).office.tickets.get(number)
    if ticket is None:
        return VerbAnswer(ticket={"number": number}, position=last.position)
    seen = {
        "number": number,
        "service": getattr(last.event, "service", ticket.service),
        "state": _state_after(last.event, ticket).value,
        "stage": getattr(last.event, "stage", ticket.stage).value,
        "counter": getattr(last.event, "counter", None),
        "language": ticket.language,
        "needs": list(ticket.needs),
        "issued_at": ticket.issued_at.isoformat(timespec="seconds"),
    }
    return VerbAnswer(ticket=seen, position=last.position)


def _state_after(event: Event, ticket: Ticket) -> Phase:
    if isinstance(event, ServiceFinished):
        return Phase.WAITING if event.next_service else Phase.DONE
    return STATE_AFTER.get(type(event), ticket.phase)


class SceneWork(BaseModel):
    """Work in a scene of the guideline: with `ended_at` it is over, without it goes on."""

    model_config = ConfigDict(extra="forbid")

    scene: Scene = Field(examples=["phone"])
    section: str = Field(examples=["resident_affairs"], max_length=100)
    started_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    counter: str | None = Field(default=None, max_length=20)
    quantity: int = Field(default=1, ge=0, le=1000)
    accurate: bool = True


class SceneEnd(BaseModel):
    """How a piece of work ended."""

    model_config = ConfigDict(extra="forbid")

    quantity: int = Field(default=1, ge=0, le=1000)
    accurate: bool = True


@router.post("/offices/{office}/scenes", status_code=201, responses=ERRORS)
async def scene(
    request: Request, office: OfficePath, work: SceneWork, command: CommandId, who: Recorder
) -> dict[str, Any]:
    """Start work in a scene (no `ended_at`), or write down what was done (`started_at` and `ended_at`)."""
    made = await carry_out(request, office, _scene_command(work, command), command, who)
    return {"entry": command, "position": made[-1].position}


@router.post("/offices/{office}/scenes/{entry}/end", responses=ERRORS)
async def end_scene(
    request: Request, office: OfficePath, entry: str, command: CommandId, who: Recorder, end: SceneEnd
) -> dict[str, Any]:
    """End work in a scene."""
    asked = EndScene(entry, end.quantity, end.accurate)
    made = await carry_out(request, office, asked, command, who)
    return {"entry": entry, "position": made[-1].position}


@router.post("/offices/{office}/tickets/{number}/reissue", responses=ERRORS)
async def reissue(
    request: Request, office: OfficePath, number: str, command: CommandId, who: Clerk
) -> VerbAnswer:
    """Put the same number on paper once more."""
    made = await carry_out(request, office, ReissueSlip(number), command, who)
    return answer(house_of(request), made)


def _scene_command(work: SceneWork, entry: str) -> Command:
    if work.ended_at is None:
        return StartScene(entry, work.scene, work.section, work.counter, work.started_at)
    started_at: datetime | None = work.started_at
    if started_at is None:
        raise Needed("started_at")
    return LogScene(
        entry, work.scene, work.section, started_at, work.ended_at, work.quantity, work.accurate, work.counter
    )
