"""A form on its page: shown first, and again with all that was typed and the sentence that says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import page, take_step
from server.evaluation.core.commands import Command
from server.evaluation.telling import tongue_of
from server.evaluation.ward.about import about_words
from server.evaluation.ward.place import Place
from server.web.forms import FieldWrong, Form
from server.web.signing import Caller

EMPTY = Form({})
_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form. `mine` says whether the step belongs to whoever looks: others see it without a button."""

    request: Request
    who: Caller
    place: Place
    template: str
    mine: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)

    async def show(
        self, filled: Form = EMPTY, status: int = 200, refused: str = "", about: str = ""
    ) -> Response:
        """The page with the form filled in as given; with a refusal on top if there is one."""
        tongue = await tongue_of(self.request)
        return await page(
            self.request, self.template, self.who,
            status_code=status,
            t=tongue,
            place=self.place,
            form=filled,
            mine=self.mine,
            refused=refused,
            about=about_words(self.place, about, tongue),
            wrong=about,
            **self.values,
        )  # fmt: skip

    async def take(self, filled: Form, command: Callable[[], Command], onward: str) -> Response:
        """Take the step and go on; where it is refused, the same page again."""

        async def again(status: int, refused: str, about: str) -> Response:
            return await self.show(filled, status, refused, about)

        return await take_step(self.request, self.who, filled, command, onward=onward, again=again)


def chosen(filled: Form, name: str, kind: type[_Choice]) -> _Choice:
    """One of the fixed words. Raises FieldWrong."""
    try:
        return kind(filled.text(name))
    except ValueError as fault:
        raise FieldWrong(name) from fault


def needed_day(filled: Form, name: str) -> date:
    """A day that must be there. Raises FieldWrong."""
    day = filled.day(name)
    if day is None:
        raise FieldWrong(name)
    return day


def filled_with(**values: str | tuple[str, ...]) -> Form:
    """A form filled in from what is kept already."""
    return Form({name: each if isinstance(each, tuple) else (each,) for name, each in values.items()})
