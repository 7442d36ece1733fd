"""Whether a step can be taken now, as the loop itself would answer: possible, not yet, or not yours. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.commands import Command
from server.evaluation.core.decide import decide
from server.evaluation.core.guideline import ending
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case
from server.evaluation.sayings import SAYINGS

ANYTHING = "x"
"""Stands for the words that are still to be written, where only the step's order is asked about."""


def any_day(case: Case, year: int) -> date:
    """Stands for the day of a meeting of this year that is still to be told."""
    return min(case.today, ending(year))


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that is one's own; `why` says what is missing (msgid), empty where it is possible."""

    why: str = ""
    about: str = ""

    @property
    def possible(self) -> bool:
        """Whether it can be taken now."""
        return not self.why


def offered(case: Case, command: Command) -> Offer | None:
    """What the loop would answer; None where the step belongs to somebody else."""
    try:
        decide(case, command)
    except LoopRefused as no:
        if no.reason is Reason.NOT_YOUR_STEP:
            return None
        return Offer(SAYINGS[no.reason], no.about)
    return Offer()


def offered_any(case: Case, commands: Iterable[Command]) -> Offer | None:
    """Whether one of these steps can be taken, else why the first cannot; None where none is one's own."""
    found = [offer for each in commands if (offer := offered(case, each)) is not None]
    return next((each for each in found if each.possible), found[0] if found else None)


def is_ready(case: Case, command: Command) -> bool:
    """Whether whoever asks can take this step now."""
    offer = offered(case, command)
    return offer is not None and offer.possible


def may(check: Callable[[], None]) -> bool:
    """Whether a requirement of server.evaluation.core.require is met."""
    try:
        check()
    except LoopRefused:
        return False
    return True
