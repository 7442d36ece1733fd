"""One entry of the ledger with its event: the history that people read."""

from dataclasses import dataclass
from datetime import datetime

from server.evaluation.core.events import Event


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry of the ledger with its event: the history that people read."""

    position: int
    at: datetime
    actor: str
    command_id: str
    asked: str
    event: Event
