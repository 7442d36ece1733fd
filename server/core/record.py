"""One entry of an office's log: an event, where and when it stands, and the chain that holds it there."""

from dataclasses import dataclass
from datetime import datetime

from server.core.events import Event
from server.core.plan import OfficeId


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the log has it.

    `position` counts from 1 per office without a gap. `command_id` names the command that made it, `step`
    its place among that command's events, `asked` what the command asked (so that the same id with another
    request is noticed). `hash` covers all of this and the hash before it (codec.chained).
    """

    office: OfficeId
    position: int
    at: datetime
    event: Event
    command_id: str
    step: int
    asked: str
    actor: str
    hash: str
