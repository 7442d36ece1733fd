"""What a printer says, told apart."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.printer import Trouble
from hardware.replies import (
    Change,
    Cleared,
    Echo,
    Noise,
    Reply,
    Roll,
    State,
    paper_low,
    paper_out,
    replies,
    troubles_of_change,
    troubles_of_states,
)

FINE = State(0x12)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        (b"\x12", State(0x12)),
        (b"\x7e", State(0x7E)),
        (b"\x10\x00\x00\x00", Change(b"\x10\x00\x00\x00")),
        (b"\x38\x00\x0c\x0f", Change(b"\x38\x00\x0c\x0f")),
        (b"\x00", Roll(0x00)),
        (b"\x0f", Roll(0x0F)),
        (b"\x37\x22A01Z\x00", Echo("A01Z")),
        (b"\x37\x25\x00", Cleared()),
        (b"\x37\x21ABC\x00", Noise(b"\x37\x21ABC\x00")),
        (b"\x37\x22\xff\xff\xff\xff\x00", Noise(b"\x37\x22\xff\xff\xff\xff\x00")),
        (b"\x11", Noise(b"\x11")),
        (b"\x05", Noise(b"\x05")),
    ],
)
def test_each_kind_is_known_by_its_bits(heard: bytes, meant: Reply) -> None:
    assert replies(heard) == ((meant,), b"")


@pytest.mark.parametrize("heard", [b"\x10", b"\x10\x00\x00", b"\x37", b"\x37\x22A01Z"])
def test_half_a_reply_waits_for_the_rest(heard: bytes) -> None:
    assert replies(heard) == ((), heard)


def test_an_automatic_status_that_goes_on_like_none_is_noise() -> None:
    assert replies(b"\x10\x12") == ((Noise(b"\x10"), State(0x12)), b"")


def test_a_first_byte_with_its_highest_bit_set_begins_nothing() -> None:
    assert replies(b"\x90\x00") == ((Noise(b"\x90"), Roll(0x00)), b"")


def test_a_block_without_end_does_not_make_us_deaf_for_ever() -> None:
    said, rest = replies(b"\x37" + b"A" * 100)
    assert said[0] == Noise(b"\x37")
    assert rest == b""


@given(
    st.lists(
        st.sampled_from(
            [b"\x12", b"\x1e", b"\x10\x08\x03\x00", b"\x00", b"\x0c", b"\x37\x220A1Z\x00", b"\x37\x25\x00"]
        )
    ),
    st.lists(st.integers(0, 60), max_size=8),
)
def test_it_does_not_matter_how_the_network_cuts_the_replies(said: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(said)
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    rest = b""
    found: list[Reply] = []
    for begin, end in pairwise(edges):
        some, rest = replies(rest + whole[begin:end])
        found += some
    assert (tuple(found), rest) == replies(whole)
    assert len(found) == len(said)


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_noise_is_never_taken_for_our_echo_nor_lost(heard: bytes) -> None:
    said, rest = replies(heard)
    echoes = [reply for reply in said if isinstance(reply, Echo)]
    assert [echo for echo in echoes if b"\x37\x22" + echo.process_id.encode() + b"\x00" not in heard] == []
    assert len(rest) < 80


@pytest.mark.parametrize(
    ("states", "troubles"),
    [
        ((FINE, FINE, FINE, FINE), ()),
        ((FINE, FINE, FINE, State(0x1E)), ()),
        ((State(0x1A), State(0x32), FINE, State(0x7E)), (Trouble.NO_PAPER, Trouble.OFFLINE)),
        ((State(0x1A), State(0x16), FINE, FINE), (Trouble.COVER_OPEN, Trouble.OFFLINE)),
        (
            (State(0x1A), State(0x52), State(0x1A), FINE),
            (Trouble.CUTTER_JAMMED, Trouble.BROKEN, Trouble.OFFLINE),
        ),
        ((State(0x1A), FINE, State(0x52), FINE), (Trouble.TOO_HOT, Trouble.OFFLINE)),
        ((State(0x1A), FINE, State(0x32), FINE), (Trouble.BROKEN, Trouble.OFFLINE)),
        ((State(0x1A), FINE, FINE, FINE), (Trouble.OFFLINE,)),
    ],
)
def test_the_four_states_become_words(
    states: tuple[State, State, State, State], troubles: tuple[Trouble, ...]
) -> None:
    assert troubles_of_states(*states) == troubles


@pytest.mark.parametrize(
    ("bits", "troubles"),
    [
        (b"\x10\x00\x00\x00", ()),
        (b"\x10\x00\x03\x00", ()),
        (b"\x18\x00\x0f\x00", (Trouble.NO_PAPER, Trouble.OFFLINE)),
        (b"\x38\x00\x00\x00", (Trouble.COVER_OPEN, Trouble.OFFLINE)),
        (b"\x18\x08\x00\x00", (Trouble.CUTTER_JAMMED, Trouble.OFFLINE)),
        (b"\x18\x40\x00\x00", (Trouble.TOO_HOT, Trouble.OFFLINE)),
        (b"\x18\x20\x00\x00", (Trouble.BROKEN, Trouble.OFFLINE)),
    ],
)
def test_an_automatic_status_becomes_words(bits: bytes, troubles: tuple[Trouble, ...]) -> None:
    assert troubles_of_change(Change(bits)) == troubles


def test_near_end_is_low_and_not_out() -> None:
    assert [paper_low(State(bits)) for bits in (0x12, 0x1E)] == [False, True]
    assert [paper_out(Roll(bits)) for bits in (0x00, 0x03, 0x0C, 0x0F)] == [False, False, True, True]
