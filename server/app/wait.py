"""How a wait is said: soon, within so many minutes, or from so many to so many; never more exactly."""

from dataclasses import dataclass
from enum import StrEnum

from server.core.plan import Estimate


class Manner(StrEnum):
    """The four ways in which a wait may be said."""

    UNSAID = "unsaid"
    SOON = "soon"
    WITHIN = "within"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait in whole minutes, as people are told it; `low` and `high` only for a range."""

    manner: Manner
    low: int = 0
    high: int = 0


def wait_of(estimate: Estimate | None, people_ahead: int | None) -> Wait:
    """The wait with so many people ahead; unsaid where nothing is known or nobody waits any more."""
    if estimate is None or people_ahead is None:
        return Wait(Manner.UNSAID)
    if people_ahead == 0:
        return Wait(Manner.SOON)
    low, high = estimate.low // 60, -(-estimate.high // 60)
    if low in {0, high}:
        return Wait(Manner.WITHIN, high=high)
    return Wait(Manner.RANGE, low, high)
