"""A form is read as somebody meant it, and what is no form of modest size is refused."""

import re
from collections.abc import Iterable
from datetime import date

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from server.web.forms import FieldWrong, Form, changed_since, filled_with, form, overwritten, seen_of

URLENCODED = "application/x-www-form-urlencoded"


def asked(chunks: Iterable[bytes], kind: str = URLENCODED) -> Request:
    """A request whose body comes in these pieces."""
    left = list(chunks)

    async def receive() -> dict[str, object]:
        body = left.pop(0) if left else b""
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def status_of(request: Request, largest: int = 100, most_fields: int = 3) -> int:
    with pytest.raises(HTTPException) as refused:
        await form(request, largest, most_fields)
    return refused.value.status_code


async def test_fields_are_read_with_all_their_values() -> None:
    found = await form(asked([b"a=1&b=%E7%B7%91", b"+%E8%8A%B1&a=2&c="], f"{URLENCODED}; charset=utf-8"))
    assert found == Form({"a": ("1", "2"), "b": ("緑 花",), "c": ("",)})


async def test_what_is_no_form_of_modest_size_is_refused() -> None:
    assert await status_of(asked([b"{}"], "application/json")) == 415
    assert await status_of(asked([b"a=" + b"x" * 60, b"x" * 60])) == 413
    assert await status_of(asked([b"a=1&b=2&c=3&d=4"])) == 400
    assert (await form(asked([b"a=" + b"x" * 98]), 100)).get("a") == "x" * 98


def test_text_is_tidied_and_a_password_is_not() -> None:
    said = Form({"words": ("  一行目\r\n二行目\x00\x1b\t\n ",), "password": (" \x00 ",)})
    assert said.text("words") == "一行目\n二行目"
    assert said.get("password") == " \x00 "
    assert (said.text("nothing"), said.get("nothing", "x")) == ("", "x")


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u3000", "\u202e", "\ufeff", "\u00ad", "\u2066", "\u200b \u3000\n\u200b"]
)
def test_what_nobody_sees_is_no_text(unseen: str) -> None:
    said = Form(
        {"words": (unseen,), "around": (f"{unseen}緑　花子{unseen}",), "within": ("緑\u200b花\u202e子",)}
    )
    assert (said.text("words"), said.ticked("words")) == ("", False)
    assert (said.text("around"), said.text("within")) == ("緑　花子", "緑花子")


def test_several_values_leave_out_the_empty_ones() -> None:
    said = Form({"box": ("a", " ", "b"), "empty": ("",)})
    assert said.every("box") == ("a", "b")
    assert [said.ticked(each) for each in ("box", "empty", "nothing")] == [True, False, False]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("１２", 12), ("1,200", 1200), ("−3", -3), ("0", 0), ("", None), ("  ", None)],
)
def test_numbers_are_read_as_a_japanese_keyboard_types_them(typed: str, number: int | None) -> None:
    assert Form({"n": (typed,)}).whole("n") == number


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("２０２６／１１／２０", date(2026, 11, 20)),
        ("2026ー4ー1", date(2026, 4, 1)),
        ("", None),
    ],
)
def test_days_are_read_as_a_japanese_keyboard_types_them(typed: str, day: date | None) -> None:
    assert Form({"d": (typed,)}).day("d") == day


@pytest.mark.parametrize("typed", ["x", "1.5", "1e3", "--1", "9" * 13, "二"])
def test_what_is_no_number_names_its_field(typed: str) -> None:
    with pytest.raises(FieldWrong) as wrong:
        Form({"n": (typed,)}).whole("n")
    assert wrong.value.field == "n"


@pytest.mark.parametrize("typed", ["20 November", "2026-13-01", "2026-02-30", "2026-11", "1-1-1-1"])
def test_what_is_no_day_names_its_field(typed: str) -> None:
    with pytest.raises(FieldWrong) as wrong:
        Form({"d": (typed,)}).day("d")
    assert wrong.value.field == "d"


def test_a_form_knows_which_of_its_fields_say_something_else_by_now() -> None:
    opened = filled_with(text="緑", goal="まち", months=("4", "5"), nothing="")
    seen = seen_of(opened)
    assert re.fullmatch(r"goal:[0-9a-f]{10} months:[0-9a-f]{10} text:[0-9a-f]{10}", seen)
    assert changed_since(seen, opened) == ()
    assert changed_since(seen, filled_with(text=" 緑\r\n", goal="まち", months=("4", "5"))) == ()
    now = filled_with(text="緑", months=("4", "6"), more="花")
    assert changed_since(seen, now) == ("goal", "months", "more")
    assert changed_since("", now) == ("months", "more", "text")
    assert changed_since("nonsense : ::", filled_with()) == ("",)


def test_what_was_typed_itself_is_not_overwritten() -> None:
    seen = seen_of(filled_with(text="a", goal="b"))
    now = filled_with(text="c", goal="d")
    assert overwritten(filled_with(seen=seen, text="c", goal="mine"), now) == ("goal",)
    assert overwritten(filled_with(text="c", goal="d"), now) == ()
    assert overwritten(filled_with(text="mine"), now) == ("goal", "text")
