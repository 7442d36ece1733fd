"""Whether a step can be taken now, as the loop itself would answer: possible, not yet, or not yours."""

from collections.abc import Callable
from dataclasses import dataclass

from server.evaluation.core.commands import Command
from server.evaluation.core.decide import decide
from server.evaluation.core.papers import Aim
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case
from server.evaluation.core.state import WardYear
from server.evaluation.sayings import SAYINGS


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


def is_open(state: WardYear, aim: Aim) -> bool:
    """Whether a target can still be worded anew or withdrawn (as server.evaluation.core.deciders.plan)."""
    reported = bool(aim.section) and aim.section in state.reported
    return not (reported or state.plan_council_on or state.plan_published_at)
