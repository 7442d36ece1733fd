"""Reads ESC/POS as a printer does, one command after another; shares nothing with escpos.py, to judge it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image


class Unreadable(Exception):
    """The bytes are no command that this reader knows; a real printer would print rubbish here."""


@dataclass(frozen=True, slots=True)
class Reset:
    """ESC @."""


@dataclass(frozen=True, slots=True)
class Report:
    """GS a n: which changes to report."""

    mask: int


@dataclass(frozen=True, slots=True)
class Dots:
    """GS v 0: rows of dots, eight to a byte, the highest bit at the left, 1 is black."""

    across: int
    rows: bytes

    def picture(self) -> Image.Image:
        """The rows as a 1-bit picture with 0 for black."""
        size = (self.across * 8, len(self.rows) // self.across)
        return Image.frombytes("1", size, bytes(255 - byte for byte in self.rows))


@dataclass(frozen=True, slots=True)
class SayId:
    """GS ( H fn 48."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class SayRoll:
    """GS r 1."""


@dataclass(frozen=True, slots=True)
class Cut:
    """GS V 66 n: feed and cut."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """NUL, or a real-time command that was already carried out when it came in."""


Command = Reset | Report | Dots | SayId | SayRoll | Cut | Nothing


def first_command(data: bytes) -> tuple[Command, int] | None:
    """The command at the front and its length; None when more bytes must come first."""
    if data[:1] == b"\x00":
        return Nothing(), len(data) - len(data.lstrip(b"\x00"))
    for head, length in HEADS.items():
        if data.startswith(head):
            return _complete(head, data, length)
        if head.startswith(data):
            return None
    raise Unreadable(f"no command begins with {data[:8].hex(' ')}")


def commands(data: bytes) -> Iterator[Command]:
    """Every command; `Unreadable` for rubbish and for a last command that breaks off."""
    while data:
        found = first_command(data)
        if found is None:
            raise Unreadable(f"the last command breaks off: {data[:8].hex(' ')} ...")
        command, length = found
        yield command
        data = data[length:]


HEADS = {
    b"\x1b\x40": 2,
    b"\x1d\x61": 3,
    b"\x1d\x76\x30\x00": 8,
    b"\x1d\x28\x48\x06\x00\x30\x30": 11,
    b"\x1d\x72\x01": 3,
    b"\x1d\x56\x42": 4,
    b"\x10\x04": 3,
    b"\x10\x14\x08": 10,
}
"""Every command head that this reader knows, and how long the command is (for GS v 0: before its dots)."""


def _complete(head: bytes, data: bytes, length: int) -> tuple[Command, int] | None:
    if len(data) < length:
        return None
    if head == b"\x1d\x76\x30\x00":
        return _dots(data)
    made: dict[bytes, Command] = {
        b"\x1b\x40": Reset(),
        b"\x1d\x61": Report(data[2]),
        b"\x1d\x28\x48\x06\x00\x30\x30": SayId(data[7:11]),
        b"\x1d\x72\x01": SayRoll(),
        b"\x1d\x56\x42": Cut(),
    }
    return made.get(head, Nothing()), length


def _dots(data: bytes) -> tuple[Command, int] | None:
    across, height = data[4] + 256 * data[5], data[6] + 256 * data[7]
    if across == 0 or height == 0:
        raise Unreadable(f"a block of {across * 8} by {height} dots")
    end = 8 + across * height
    return (Dots(across, data[8:end]), end) if len(data) >= end else None
