"""A reading goes on to the end of a form, notes every fault in order, and lets none get into a step."""

from datetime import date
from enum import Enum, StrEnum

import pytest

from server.web.forms import Wanted, filled_with
from server.web.reader import FieldsWrong, Reader


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Grade(Enum):
    ONE = 1
    TWO = 2


def test_what_is_there_is_read_as_it_was_meant() -> None:
    read = Reader(filled_with(
        text=" a ", words="b", whole="１２", day="2026/4/1", colour="blue", grade="2", known="x", none="",
    ))  # fmt: skip
    assert (read.text("text"), read.words("words"), read.text("none")) == ("a", "b", "")
    assert (read.whole("whole"), read.needed_whole("whole"), read.whole("none")) == (12, 12, None)
    first = date(2026, 4, 1)
    assert (read.day("day"), read.needed_day("day"), read.day("none")) == (first, first, None)
    assert (read.chosen("colour", Colour), read.chosen("grade", Grade)) == (Colour.BLUE, Grade.TWO)
    assert read.one_of("known", {"x", "y"}) == "x"
    assert (dict(read.noted), read.is_clear) == ({}, True)
    read.finish()


def test_every_fault_is_noted_in_the_order_of_the_reading() -> None:
    read = Reader(filled_with(day="soon", whole="many", colour="green", known="z"))
    read.needed_day("day")
    read.needed_whole("whole")
    read.whole("whole")
    read.chosen("colour", Colour)
    read.one_of("known", {"x"})
    read.words("words")
    read.needed_day("until")
    read.note("colour", Wanted.NUMBER)
    assert list(read.noted.items()) == [
        ("day", Wanted.DAY),
        ("whole", Wanted.NUMBER),
        ("colour", Wanted.ANYTHING),
        ("known", Wanted.ANYTHING),
        ("words", Wanted.WORDS),
        ("until", Wanted.ANYTHING),
    ]
    assert not read.is_clear
    with pytest.raises(FieldsWrong, match="day, whole, colour, known, words, until"):
        read.finish()


def test_a_missing_text_alone_is_left_to_whoever_decides() -> None:
    read = Reader(filled_with(words="\u3000"))
    assert (read.words("words"), dict(read.noted), read.is_clear) == ("", {"words": Wanted.WORDS}, True)
    read.finish()
