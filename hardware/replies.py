"""From the bytes that a printer says to what it means, told apart by their fixed bits; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.printer import Trouble

LONGEST_BLOCK = 80
ASB_BYTES = 4
ROLL_ANSWERS = frozenset((0x00, 0x03, 0x0C, 0x0F))
"""GS r 1: both near-end bits agree, both end bits agree, all others are 0; anything else is no answer."""


@dataclass(frozen=True, slots=True)
class State:
    """One byte in answer to DLE EOT n, fixed bits 0xx1xx10; which n it answers is known by the order only."""

    bits: int


@dataclass(frozen=True, slots=True)
class Change:
    """Four bytes that the printer says of its own accord (ASB, GS a), first byte 0xx1xx00."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class Roll:
    """One byte in answer to GS r 1."""

    bits: int


@dataclass(frozen=True, slots=True)
class Echo:
    """37 22 d1 d2 d3 d4 00, in answer to GS ( H fn 48: what came before this id is on paper."""

    process_id: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """37 25 00, in answer to DLE DC4 fn 8: the buffers are empty."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that mean nothing to us; never taken for good news."""

    bits: bytes


Reply = State | Change | Roll | Echo | Cleared | Noise


def replies(heard: bytes) -> tuple[tuple[Reply, ...], bytes]:
    """What was said in full, in order, and the rest that waits for more bytes."""
    said: list[Reply] = []
    while heard:
        length = _length(heard)
        if length is None:
            break
        said.append(_reply(heard[:length]))
        heard = heard[length:]
    return tuple(said), heard


def troubles_of_states(one: State, two: State, three: State, four: State) -> tuple[Trouble, ...]:
    """What the four answers to DLE EOT 1, 2, 3 and 4 complain about, the nearest to a remedy first."""
    return _named(
        no_paper=bool(two.bits & 0x20 or four.bits & 0x60),
        cover_open=bool(two.bits & 0x04),
        cutter=bool(three.bits & 0x08),
        hot=bool(three.bits & 0x40),
        broken=bool(three.bits & 0x24 or two.bits & 0x40),
        offline=bool(one.bits & 0x08),
    )


def troubles_of_change(change: Change) -> tuple[Trouble, ...]:
    """What an automatic status complains about, the nearest to a remedy first."""
    first, second, third, _ = change.bits
    return _named(
        no_paper=bool(third & 0x0C),
        cover_open=bool(first & 0x20),
        cutter=bool(second & 0x08),
        hot=bool(second & 0x40),
        broken=bool(second & 0x24),
        offline=bool(first & 0x08),
    )


def paper_low(four: State) -> bool:
    """Whether the near-end sensor (DLE EOT 4, bits 2 and 3) sees the end of the roll coming."""
    return bool(four.bits & 0x0C)


def paper_out(roll: Roll) -> bool:
    """Whether GS r 1 says that the roll has ended (bits 2 and 3)."""
    return bool(roll.bits & 0x0C)


def _named(
    *, no_paper: bool, cover_open: bool, cutter: bool, hot: bool, broken: bool, offline: bool
) -> tuple[Trouble, ...]:
    complaints: Iterable[tuple[bool, Trouble]] = (
        (cover_open, Trouble.COVER_OPEN),
        (no_paper, Trouble.NO_PAPER),
        (cutter, Trouble.CUTTER_JAMMED),
        (hot, Trouble.TOO_HOT),
        (broken, Trouble.BROKEN),
        (offline, Trouble.OFFLINE),
    )
    return tuple(trouble for complained, trouble in complaints if complained)


def _length(heard: bytes) -> int | None:
    """How many bytes the reply at the front has; None when its end has not come yet."""
    first = heard[0]
    if first & 0x93 == 0x10:
        return _change_length(heard)
    if first == 0x37:
        return _block_length(heard)
    return 1


def _change_length(heard: bytes) -> int | None:
    rest = heard[1:ASB_BYTES]
    if any(byte & 0x90 for byte in rest):
        return 1  # no automatic status goes on like this, so its first byte was noise
    return ASB_BYTES if len(rest) == ASB_BYTES - 1 else None


def _block_length(heard: bytes) -> int | None:
    end = heard.find(b"\x00", 1, LONGEST_BLOCK)
    if end > 0:
        return end + 1
    return 1 if len(heard) >= LONGEST_BLOCK else None


def _reply(said: bytes) -> Reply:
    if len(said) == ASB_BYTES and said[0] & 0x93 == 0x10:
        return Change(said)
    if said[0] == 0x37:
        return _block(said)
    if said[0] & 0x93 == 0x12:
        return State(said[0])
    return Roll(said[0]) if said[0] in ROLL_ANSWERS else Noise(said)


def _block(said: bytes) -> Reply:
    if said == b"\x37\x25\x00":
        return Cleared()
    if len(said) == 7 and said[1] == 0x22 and said[2:6].isascii():
        return Echo(said[2:6].decode("ascii"))
    return Noise(said)
