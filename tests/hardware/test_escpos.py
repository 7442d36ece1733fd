"""The bytes of a slip, one by one."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware import escpos
from hardware.reading import Cut, Dots, Report, Reset, SayId, SayRoll, commands
from hardware.simulator import picture_of

ORDERS = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
RISKY = st.sampled_from([0x00, 0x04, 0x05, 0x10, 0x14, 0x18, 0xFF])


def white(width: int, height: int) -> Image.Image:
    """Paper with nothing on it."""
    return Image.new("1", (width, height), 1)


def test_a_slip_is_prologue_dots_id_cut_and_question_byte_for_byte() -> None:
    picture = white(16, 2)
    picture.putpixel((0, 0), 0)
    picture.putpixel((15, 1), 0)
    assert escpos.slip(picture, "00A7").hex(" ") == (
        "1b 40 "  # ESC @
        "1d 61 0e "  # GS a 14
        "1d 76 30 00 02 00 02 00 80 00 00 01 "  # GS v 0, 2 bytes by 2 rows
        "1d 28 48 06 00 30 30 30 30 41 37 "  # GS ( H fn 48 "00A7"
        "1d 56 42 00 "  # GS V 66 0
        "1d 72 01"  # GS r 1
    )


def test_a_long_picture_goes_in_blocks_of_at_most_256_rows() -> None:
    found = list(commands(escpos.slip(white(576, 600), "0001")))
    assert [type(command) for command in found] == [Reset, Report, Dots, Dots, Dots, SayId, Cut, SayRoll]
    assert [len(c.rows) // c.across for c in found if isinstance(c, Dots)] == [256, 256, 88]


def test_a_width_that_is_no_multiple_of_eight_is_filled_up_with_white() -> None:
    assert escpos.dots(Image.new("1", (3, 1), 0)).hex(" ") == "1d 76 30 00 01 00 01 00 e0"


def test_a_picture_wider_than_any_printer_is_refused() -> None:
    with pytest.raises(ValueError, match="wider than any receipt printer"):
        escpos.dots(white(1032, 1))


@pytest.mark.parametrize("name", ["", "001", "00001", "00\n1", "00\x7f1"])
def test_a_process_id_has_exactly_four_printable_characters(name: str) -> None:
    with pytest.raises(ValueError, match="4 printable ASCII characters"):
        escpos.echo_request(name)


def test_the_bytes_of_one_attempt_do_not_ask_for_another() -> None:
    data = escpos.slip(white(8, 1), "0001")
    assert [escpos.asks_for(data, name) for name in ("0001", "0002")] == [True, False]


@settings(max_examples=1000)
@given(st.binary(max_size=400) | st.lists(RISKY, max_size=400).map(bytes))
def test_no_real_time_order_is_left_among_the_dots(dots: bytes) -> None:
    guarded = escpos.guarded(dots)
    assert [order for order in ORDERS if order in guarded] == []
    assert len(guarded) == len(dots)


@settings(max_examples=1000)
@given(st.lists(RISKY, max_size=400).map(bytes))
def test_the_guard_only_adds_single_dots_and_only_where_an_order_stood(dots: bytes) -> None:
    changed = [at for at, (old, new) in enumerate(zip(dots, escpos.guarded(dots), strict=True)) if old != new]
    assert changed == [at for at in range(len(dots)) if dots[at : at + 2] in ORDERS]
    assert {escpos.guarded(dots)[at] ^ dots[at] for at in changed} <= {0x08}


@settings(max_examples=300)
@given(st.integers(1, 12), st.integers(1, 300), st.randoms(use_true_random=False))
def test_no_picture_makes_an_order_across_rows_blocks_or_headers(
    across: int, height: int, chance: Random
) -> None:
    rows = bytes(chance.choices((0xEF, 0xFB, 0xFA, 0xEB, 0xFF, 0x00), k=across * height))
    slip = escpos.slip(Image.frombytes("1", (across * 8, height), rows), "0001")
    assert [order for order in ORDERS if order in slip] == []


@given(st.integers(1, 12), st.integers(1, 600), st.binary(min_size=1, max_size=64))
def test_what_is_read_back_is_what_was_drawn(across: int, height: int, seed: bytes) -> None:
    rows = (seed.replace(b"\xef", b"\xff") * (across * height))[: across * height]
    drawn = Image.frombytes("1", (across * 8, height), rows)
    back = picture_of(escpos.slip(drawn, "0001"))
    assert (back.size, back.tobytes()) == (drawn.size, rows)
