"""What every printer promises: a paper and its attempt in, one of three outcomes out, and its health."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ID_LETTERS = 4


class Trouble(StrEnum):
    """What a clerk can see or do something about; one word for each thing to do."""

    NO_PAPER = "no paper"
    COVER_OPEN = "cover open"
    CUTTER_JAMMED = "cutter jammed"
    TOO_HOT = "too hot"
    BROKEN = "broken"
    OFFLINE = "offline"
    """It answers, and says that it is offline, but not why: mostly someone holds its feed button."""
    UNREACHABLE = "unreachable"
    """Nobody takes the call: switched off, not plugged in, wrong address."""
    SILENT = "silent"
    """It takes the call and says nothing; never to be read as good news."""
    CONNECTION_LOST = "connection lost"
    BUSY = "busy"
    """Another paper of ours has been in its hands for too long."""
    DISK_FULL = "disk full"
    NOT_WRITABLE = "not writable"


class Proof(StrEnum):
    """By what we know that a paper came out."""

    PROCESS_ID = "process id"
    """GS ( H fn 48: the printer itself named this attempt when its dots were on paper."""
    ROLL_STATUS = "roll status"
    """GS r 1 in its turn, and a clean DLE EOT afterwards: second best, for printers without GS ( H."""
    FILE = "file"
    """The picture read back from the bytes lies in the folder, and the disk has it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to bring one paper out; counted from 1 without end, and never used twice."""

    number: int

    def __post_init__(self) -> None:
        """Attempts are counted from 1."""
        if self.number < 1:
            raise ValueError(f"attempts are counted from 1, not {self.number}")

    @property
    def process_id(self) -> str:
        """Its four characters for GS ( H: base 36, and from the start again after 1,679,615 papers."""
        left, letters = self.number, ""
        for _ in range(ID_LETTERS):
            left, digit = divmod(left, len(DIGITS))
            letters = DIGITS[digit] + letters
        return letters


@dataclass(frozen=True, slots=True)
class Printed:
    """The paper is out."""

    confirmed_by: Proof


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not one byte of this paper reached the printer: another printer may take it at once."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may be out, half out, or come out after the roll change: ask a person, or clear it first."""

    trouble: Trouble


Outcome = Printed | NotSent | Uncertain


@dataclass(frozen=True, slots=True)
class Health:
    """How the printer is now: `trouble` is None when it can print; `paper_low` asks for a new roll soon."""

    trouble: Trouble | None = None
    paper_low: bool = False

    @property
    def ready(self) -> bool:
        """Whether a paper sent now is expected to come out."""
        return self.trouble is None


class Printer(Protocol):
    """A thing that brings papers out; what goes wrong in the world is told as an outcome, never raised."""

    async def print(self, name: str, data: bytes, attempt: Attempt) -> Outcome:
        """Bring out `data` (escpos.slip with `attempt.process_id`), known to people as `name`."""
        ...

    async def health(self) -> Health:
        """Ask the printer how it is, now."""
        ...
