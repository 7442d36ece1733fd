"""What may be asked of an office; the counterpart of events.py."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from server.core.plan import CounterId, Estimate, Names, Number, Plan, ServiceId


class Channel(StrEnum):
    """Where a ticket was taken."""

    KIOSK = "kiosk"
    PHONE = "phone"
    STAFF = "staff"


class Scene(StrEnum):
    """The seven scenes of service in the guideline (section 4)."""

    NOTICE = "notice"
    PHONE = "phone"
    WAYFINDING = "wayfinding"
    FACE_TO_FACE = "face_to_face"
    FIELD_VISIT = "field_visit"
    INTERNAL_ORGANIZATION = "internal_organization"
    COMMON = "common"


# The day.


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Begin the business date of `plan`, with whoever was carried over still waiting."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class CloseDay:
    """End the business date; the plan's rule says what becomes of people still waiting."""

    date: date


@dataclass(frozen=True, slots=True)
class TurnReception:
    """Say which services give out tickets from now on, as the plan's hours have it."""


@dataclass(frozen=True, slots=True)
class PostNotice:
    """Put words into the public-information area of the board."""

    notice: str
    names: Names


@dataclass(frozen=True, slots=True)
class WithdrawNotice:
    """Take words off the public-information area."""

    notice: str


# Tickets.


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """Give the next number of the service to a visitor.

    `legs` are further services of the same visit, in order (one-stop). `token` is the secret of the
    visitor's page and `estimate` the wait that was promised: both come from outside and do not count as
    what was asked.
    """

    service: ServiceId
    token: str = field(metadata={"chance": True})
    channel: Channel = Channel.KIOSK
    language: str = "ja"
    priority: str = ""
    needs: frozenset[str] = frozenset()
    legs: tuple[ServiceId, ...] = ()
    paper: bool = True
    estimate: Estimate | None = field(default=None, metadata={"chance": True})


@dataclass(frozen=True, slots=True)
class CancelTicket:
    """End a visit before it was served."""

    number: Number
    counter: CounterId | None = None


@dataclass(frozen=True, slots=True)
class ReissueSlip:
    """Put the same number on paper once more, marked as a reissue."""

    number: Number


@dataclass(frozen=True, slots=True)
class ReportSlip:
    """What became of a slip at the printer: `outcome` printed, failed (nothing came out) or uncertain."""

    number: Number
    attempt: int
    outcome: str
    trouble: str = ""


# Counters.


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A clerk sits down at a counter, or takes it over."""

    counter: CounterId
    clerk: str


@dataclass(frozen=True, slots=True)
class CloseCounter:
    """The clerk leaves the counter for good."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class PauseCounter:
    """The counter calls nobody for a while."""

    counter: CounterId
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenCounter:
    """The pause is over."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class CallNext:
    """Call whoever is next for this counter; whoever is there is finished first."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class CallTicket:
    """Call a chosen number; `finish` also finishes whoever is at the counter."""

    counter: CounterId
    number: Number
    finish: bool = False


@dataclass(frozen=True, slots=True)
class RecallTicket:
    """Call the number at this counter once more."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class StartService:
    """The visitor has arrived at the counter."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class FinishService:
    """The visitor at this counter is done; `accurate` is false when the clerk does not trust the time."""

    counter: CounterId
    quantity: int = 1
    accurate: bool = True


@dataclass(frozen=True, slots=True)
class HoldTicket:
    """Put the visitor at this counter aside, keeping the place in the line."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class ResumeTicket:
    """Bring a held visitor, or one who came late, back into the line."""

    counter: CounterId
    number: Number


@dataclass(frozen=True, slots=True)
class MarkNoShow:
    """The called visitor did not come."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class TransferTicket:
    """Send the visitor to another service under the same number, in a fair place."""

    counter: CounterId
    service: ServiceId


@dataclass(frozen=True, slots=True)
class ProcessTicket:
    """Take the application to the back office; the visitor waits for the result."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class ReadyTicket:
    """The result is ready to be handed over."""

    counter: CounterId
    number: Number


@dataclass(frozen=True, slots=True)
class ReturnTicket:
    """The back office found the documents deficient; the visitor is called back to reception."""

    counter: CounterId
    number: Number


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Take back the last step of this counter."""

    counter: CounterId


# Scenes without a ticket.


@dataclass(frozen=True, slots=True)
class StartScene:
    """Work of a scene begins now, or began a while ago; `entry` names this piece of work."""

    entry: str
    scene: Scene
    section: str
    counter: CounterId | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndScene:
    """Work of a scene ends now."""

    entry: str
    quantity: int = 1
    accurate: bool = True


@dataclass(frozen=True, slots=True)
class LogScene:
    """Work of a scene that was done before and is written down now."""

    entry: str
    scene: Scene
    section: str
    started_at: datetime
    ended_at: datetime
    quantity: int = 1
    accurate: bool = True
    counter: CounterId | None = None


Command: TypeAlias = (
    OpenDay | CloseDay | TurnReception | PostNotice | WithdrawNotice
    | IssueTicket | CancelTicket | ReissueSlip | ReportSlip
    | OpenCounter | CloseCounter | PauseCounter | ReopenCounter
    | CallNext | CallTicket | RecallTicket | StartService | FinishService | HoldTicket | ResumeTicket
    | MarkNoShow | TransferTicket | ProcessTicket | ReadyTicket | ReturnTicket | UndoStep
    | StartScene | EndScene | LogScene
)  # fmt: skip
