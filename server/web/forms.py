"""What a browser's form says: urlencoded fields of a body of modest size, read as text, numbers and days."""

import hashlib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

URLENCODED = "application/x-www-form-urlencoded"
LARGEST_FORM = 256 * 1024
"""Bytes of a urlencoded body: a Japanese letter takes nine (a rare one twelve), so this is the largest
form of all, a target's evaluation, with each of its fields filled to its limit."""
MOST_FIELDS = 400
UNSEEN = frozenset({"Cc", "Cf"})
"""Control characters (a database refuses NUL) and format characters: zero width, direction, soft hyphen."""
ASCII_MINUS = {0x2212: "-", 0x2010: "-", 0x30FC: "-"}
"""What a Japanese keyboard gives for the minus of a date: minus sign, hyphen, long vowel mark."""
SEEN = "seen"
"""The hidden field in which a form says what stood there when it was opened."""
SEEN_DIGITS = 10
"""Hexadecimal digits that stand for what one field said."""


class Wanted(StrEnum):
    """What a field asks for, where that can be said in a word."""

    ANYTHING = "anything"
    NUMBER = "number"
    DAY = "day"
    WORDS = "words"


class FieldWrong(ValueError):
    """A field holds something else than what it asks for: `field` says which, `wanted` what it asks for."""

    def __init__(self, field: str, wanted: Wanted = Wanted.ANYTHING) -> None:
        super().__init__(field)
        self.field = field
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each with all of its values in the order of the page."""

    fields: Mapping[str, tuple[str, ...]]

    def get(self, name: str, default: str = "") -> str:
        """The first value exactly as it was sent: for passwords and tokens."""
        values = self.fields.get(name, ())
        return values[0] if values else default

    def text(self, name: str) -> str:
        """The first value as somebody meant it: nothing unseen, no blanks around, line ends `\\n`."""
        return tidy(self.get(name))

    def every(self, name: str) -> tuple[str, ...]:
        """The tidied values of a field that can have several (checkboxes), without the empty ones."""
        return tuple(value for each in self.fields.get(name, ()) if (value := tidy(each)))

    def ticked(self, name: str) -> bool:
        """Whether a checkbox was ticked: an empty checkbox sends nothing."""
        return bool(self.every(name))

    def whole(self, name: str) -> int | None:
        """A whole number, None when left empty; full-width digits count. Raises FieldWrong."""
        said = _narrow(self.text(name)).replace(",", "")
        if not said:
            return None
        digits = said.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            raise FieldWrong(name, Wanted.NUMBER)
        return int(said)

    def day(self, name: str) -> date | None:
        """A day as `2026-04-01` (also with slashes), None when left empty. Raises FieldWrong."""
        said = _narrow(self.text(name)).replace("/", "-")
        if not said:
            return None
        try:
            year, month, day = (int(part) for part in said.split("-"))
            return date(year, month, day)
        except ValueError as fault:
            raise FieldWrong(name, Wanted.DAY) from fault


def filled_with(**values: str | tuple[str, ...]) -> Form:
    """A form filled in from what is kept already."""
    return Form({name: each if isinstance(each, tuple) else (each,) for name, each in values.items()})


def seen_of(filled: Form) -> str:
    """What a form is filled with, short: `name:digest` for each field that says something."""
    return " ".join(f"{name}:{digest}" for name, digest in _digests(filled).items())


def changed_since(seen: str, now: Form) -> tuple[str, ...]:
    """The fields that say something else in `now` than in the form of which `seen_of` gave `seen`.

    Nothing seen (a form of another make, or none) means that nothing stood there.
    """
    before = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    after = _digests(now)
    return tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))


def overwritten(form: Form, now: Form) -> tuple[str, ...]:
    """The fields in which something stands `now` that was not seen in `form`, nor typed into it either."""
    return tuple(each for each in changed_since(form.get(SEEN), now) if now.every(each) != form.every(each))


def _digests(filled: Form) -> dict[str, str]:
    said = {name: filled.every(name) for name in sorted(filled.fields)}
    return {name: _digest(values) for name, values in said.items() if values}


def _digest(values: tuple[str, ...]) -> str:
    text = "\x1f".join(values).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:SEEN_DIGITS]


def words_of(said: Form, but: Collection[str] = ()) -> str:
    """What stands for all that a form says, but for these fields: other words, another digest."""
    words = repr(sorted(each for each in said.fields.items() if each[0] not in but))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def tidy(value: str) -> str:
    """One text without what nobody sees: control and format characters, blanks (also wide ones) around."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    seen = (each for each in lines if each in "\n\t" or unicodedata.category(each) not in UNSEEN)
    return "".join(seen).strip()


def _narrow(value: str) -> str:
    return unicodedata.normalize("NFKC", value.translate(ASCII_MINUS)).strip()


async def form(request: Request, largest: int = LARGEST_FORM, most_fields: int = MOST_FIELDS) -> Form:
    """The form in a request's body; `largest` in bytes. Whoever asks for it again gets what was read.

    Raises HTTPException: 415 for another kind of body, 413 for too much of it, 400 for too many fields.
    """
    read: Form | None = getattr(request.state, "form", None)
    if read is not None:
        return read
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != URLENCODED:
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError as fault:
        raise HTTPException(400) from fault
    read = Form({name: tuple(values) for name, values in fields.items()})
    request.state.form = read
    return read
