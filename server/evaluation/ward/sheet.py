"""A form on its page: shown first, and again with all that was typed and the sentence that says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.core.plan import Names
from server.evaluation.core.commands import Command
from server.evaluation.offer import Offer
from server.evaluation.taking import NOTHING, OPEN, No, Standing, nothing_there, take_step
from server.evaluation.telling import show
from server.evaluation.ward.place import Place
from server.web.forms import Form
from server.web.reader import Reader
from server.web.signing import Caller

READ = "read"
"""The button of a form that has a figure read into it and keeps nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form. `mine` says whether the step belongs to whoever looks: others see it without a button.

    `standing` gives what the form is filled with, `offer` says whether the step can be taken now (None: the
    loop was not asked), `names` are those of the ids that the form chooses from, `called` the labels that
    its fields have here alone.
    """

    request: Request
    who: Caller
    place: Place
    template: str
    mine: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)
    standing: Standing = nothing_there
    offer: Offer | None = None
    names: Mapping[str, Names] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> Form:
        """The form filled in with what stands there."""
        return self.standing(self.place.loop)

    @property
    def is_writable(self) -> bool:
        """Whether whoever looks can take the step now."""
        return self.mine and (self.offer is None or self.offer.possible)

    async def show(self, filled: Form = NOTHING, no: No = OPEN) -> Response:
        """The page with the form filled in as given; with a refusal on top if there is one."""
        return await show(
            self.request, self.template, self.who,
            typed=filled,
            no=no,
            standing=self.standing,
            ward=self.place.ward,
            year=self.place.year,
            names=self.names,
            called=self.called,
            place=self.place,
            form=filled,
            mine=self.mine,
            offer=self.offer,
            writable=self.is_writable or bool(no.sentence) or filled.ticked(READ),
            **self.values,
        )  # fmt: skip

    async def take(self, filled: Form, command: Callable[[Reader], Command], onward: str) -> Response:
        """Take the step and go on; where it is refused, the same page again."""

        async def again(no: No) -> Response:
            return await self.show(filled, no)

        return await take_step(
            self.request, self.who, filled, command, onward=onward, again=again, standing=self.standing
        )
