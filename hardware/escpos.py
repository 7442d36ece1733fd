"""From a picture to the bytes of a receipt printer, in Epson's ESC/POS; pure, and never a letter as text."""

from typing import Final

from PIL import Image

INITIALISE: Final = b"\x1b@"
"""ESC @: printer modes as at power-on."""

REPORT_CHANGES: Final = b"\x1da\x0e"
"""GS a 14: from now on say by yourself (ASB) when you go offline, have an error, or the paper changes."""

PARTIAL_CUT: Final = b"\x1dVB\x00"
"""GS V 66 0: feed to the cutter and cut, but for one point, so that the slip does not fall to the floor."""

ASK_ROLL: Final = b"\x1dr\x01"
"""GS r 1: one byte about the roll, answered in its turn after all that was sent before it."""

ASK_STATE: Final = b"".join(b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
"""DLE EOT 1, 2, 3, 4: state, cause of being offline, error, paper; answered at once, even while offline."""

CLEAR_BUFFERS: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: forget everything that is not on paper yet; answered by the block 37 25 00."""

ROWS_PER_BLOCK: Final = 256
"""Taller blocks overflow the small receive buffers of old models and print as garbage."""

WIDEST_BYTES: Final = 128
"""1024 dots: 128 mm at 203 dpi, wider than any roll that stands in an office."""

UNSTICK: Final = bytes(WIDEST_BYTES * ROWS_PER_BLOCK + 16) + INITIALISE + PARTIAL_CUT
"""Ends dots that broke off on an earlier connection, as white dots or as nothing at all; then cuts."""


def slip(picture: Image.Image, process_id: str) -> bytes:
    """All bytes of one paper; once it is printed, the printer echoes `process_id` (4 characters)."""
    return INITIALISE + REPORT_CHANGES + dots(picture) + echo_request(process_id) + PARTIAL_CUT + ASK_ROLL


def dots(picture: Image.Image) -> bytes:
    """GS v 0, in blocks of at most 256 rows; a width that is no multiple of 8 is filled up with white."""
    across = -(-picture.width // 8)
    if across > WIDEST_BYTES:
        raise ValueError(f"A picture of {picture.width} dots is wider than any receipt printer.")
    rows = _black_is_one(picture, across)
    step = across * ROWS_PER_BLOCK
    return b"".join(_block(rows[at : at + step], across) for at in range(0, len(rows), step))


def echo_request(process_id: str) -> bytes:
    """GS ( H fn 48: answer with these 4 printable characters when all dots before are on paper."""
    name = process_id.encode("ascii")
    if len(name) != 4 or not all(0x20 <= letter <= 0x7E for letter in name):
        raise ValueError(f"A process id has 4 printable ASCII characters, not {process_id!r}.")
    return b"\x1d(H\x06\x000\x30" + name


def asks_for(data: bytes, process_id: str) -> bool:
    """Whether these bytes ask for the echo of that process id; if not, nobody could ever confirm them."""
    return echo_request(process_id) in data


def guarded(dots: bytes) -> bytes:
    """The same dots without DLE EOT, DLE ENQ or DLE DC4 in them, which a printer would carry out at once.

    A lone dot (10) becomes two neighbouring dots (18) where such a pair would stand: nobody can see it.
    """
    for order in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        dots = dots.replace(order, b"\x18" + order[1:])
    return dots


def _black_is_one(picture: Image.Image, across: int) -> bytes:
    padded = Image.new("1", (across * 8, picture.height), 1)
    padded.paste(picture.convert("1"), (0, 0))
    return padded.tobytes("raw", "1;I")


def _block(rows: bytes, across: int) -> bytes:
    height = len(rows) // across
    return b"\x1dv0\x00" + across.to_bytes(2, "little") + height.to_bytes(2, "little") + guarded(rows)
