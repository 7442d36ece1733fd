"""Reads a form to its end: every field that is empty or wrong is noted, so that all can be told together."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from server.web.forms import FieldWrong, Form, Wanted

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")


class FieldsWrong(Exception):
    """A form could not be read; its Reader has noted why."""


class Reader:
    """One reading of a form. A fault is noted, and the reading goes on with a stand-in of the right kind.

    Stand-ins are for nothing but going on: keep what was read only where `is_clear`. Fields are noted in the
    order in which they are read, which is best the order of the page.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self._noted: dict[str, Wanted] = {}

    @property
    def noted(self) -> Mapping[str, Wanted]:
        """The fields with a fault, and what each of them asks for."""
        return MappingProxyType(self._noted)

    @property
    def is_clear(self) -> bool:
        """Whether all could be read; a text that is missing can be, and whoever decides says no to it."""
        return all(wanted is Wanted.WORDS for wanted in self._noted.values())

    def finish(self) -> None:
        """All that is needed was read. Raises FieldsWrong unless it `is_clear`."""
        if not self.is_clear:
            raise FieldsWrong(", ".join(self._noted))

    def note(self, field: str, wanted: Wanted = Wanted.ANYTHING) -> None:
        """This field is wrong; what was noted of it before stays."""
        self._noted.setdefault(field, wanted)

    def attempt(self, read: Callable[[], _Value], instead: _Value) -> _Value:
        """What `read` gives; where it raises FieldWrong that is noted, and `instead` stands in."""
        try:
            return read()
        except FieldWrong as wrong:
            self.note(wrong.field, wrong.wanted)
            return instead

    def text(self, name: str) -> str:
        """A text that may be empty."""
        return self.form.text(name)

    def words(self, name: str) -> str:
        """A text that must be there."""
        if not self.form.text(name):
            self.note(name, Wanted.WORDS)
        return self.form.text(name)

    def whole(self, name: str) -> int | None:
        """A whole number, None when left empty."""
        return self.attempt(lambda: self.form.whole(name), None)

    def needed_whole(self, name: str) -> int:
        """A whole number that must be there."""
        return self._needed(name, self.whole(name), 0)

    def day(self, name: str) -> date | None:
        """A day, None when left empty."""
        return self.attempt(lambda: self.form.day(name), None)

    def needed_day(self, name: str) -> date:
        """A day that must be there."""
        return self._needed(name, self.day(name), date.min)

    def chosen(self, name: str, kind: type[_Choice]) -> _Choice:
        """One of the fixed words."""
        known = {str(each.value): each for each in kind}
        value = self.form.text(name)
        return known[value] if value in known else self._needed(name, None, next(iter(kind)))

    def one_of(self, name: str, known: Collection[str]) -> str:
        """One of these values; empty stands in."""
        value = self.form.text(name)
        return value if value in known else self._needed(name, None, "")

    def _needed(self, name: str, value: _Value | None, instead: _Value) -> _Value:
        if value is None:
            self.note(name)
            return instead
        return value
