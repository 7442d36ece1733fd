"""The little reader that judges our bytes."""

import pytest
from PIL import Image

from hardware.reading import (
    Cut,
    Dots,
    Nothing,
    Report,
    Reset,
    SayId,
    SayRoll,
    Unreadable,
    commands,
    first_command,
)

EACH = (
    b"\x1b@" + b"\x00\x00\x00" + b"\x1da\x0e" + b"\x1dv0\x00\x01\x00\x02\x00\xff\x81"
    b"\x1d(H\x06\x000\x30A01Z" + b"\x10\x04\x01" + b"\x1dVB\x00" + b"\x1dr\x01"
)


def test_each_command_is_read_in_its_turn() -> None:
    assert list(commands(EACH)) == [
        Reset(),
        Nothing(),
        Report(0x0E),
        Dots(1, b"\xff\x81"),
        SayId(b"A01Z"),
        Nothing(),
        Cut(),
        SayRoll(),
    ]


@pytest.mark.parametrize("cut", [1, 4, 6, 8, 12, 15, 18, 24, 28, 31])
def test_a_command_that_breaks_off_waits_for_more(cut: int) -> None:
    rest = EACH[:cut]
    while (found := first_command(rest)) is not None:
        rest = rest[found[1] :]
        if not rest:
            break
    assert rest == b"" or first_command(rest) is None


def test_a_last_command_that_breaks_off_is_no_whole_slip() -> None:
    with pytest.raises(Unreadable, match="breaks off"):
        list(commands(EACH[:-1]))


@pytest.mark.parametrize("rubbish", [b"A012", b"\x1bX", b"\x1dv0\x00\x00\x00\x01\x00", b"\xff"])
def test_rubbish_is_not_passed_over(rubbish: bytes) -> None:
    with pytest.raises(Unreadable):
        list(commands(rubbish))


def test_a_set_bit_is_black_and_the_highest_bit_is_at_the_left() -> None:
    picture = Dots(1, b"\x80").picture()
    assert [picture.getpixel((x, 0)) for x in range(8)] == [0, 255, 255, 255, 255, 255, 255, 255]
    assert isinstance(picture, Image.Image)
