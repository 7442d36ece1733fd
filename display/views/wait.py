"""A wait as it is promised in words: soon, within so many minutes, or from so many to so many."""

from dataclasses import dataclass
from enum import StrEnum

from server.core.plan import Estimate


class Kind(StrEnum):
    """Which sentence says it."""

    SOON = "soon"
    WITHIN = "within"
    RANGE = "range"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wait:
    """A promise in minutes; `low` and `high` are 0 where the sentence does not need them."""

    kind: Kind
    low: int = 0
    high: int = 0


def wait_of(estimate: Estimate | None, people_ahead: int) -> Wait:
    """What to promise somebody with this many people ahead."""
    if people_ahead == 0:
        return Wait(Kind.SOON)
    if estimate is None:
        return Wait(Kind.UNKNOWN)
    if estimate.low == 0:
        return Wait(Kind.WITHIN, 0, _minutes(estimate.high))
    return Wait(Kind.RANGE, _minutes(estimate.low), _minutes(estimate.high))


def steady(shown: Estimate | None, new: Estimate | None) -> Estimate | None:
    """What to go on showing: less wait at once, more only when the old promise no longer holds it."""
    if shown is None or new is None or new.mid <= shown.mid:
        return new
    return shown if shown.low <= new.mid <= shown.high else new


def written(estimate: Estimate | None) -> str:
    """The estimate as `low-mid-high` in minutes, as a page hands it to its own next visit."""
    if estimate is None:
        return ""
    return f"{_minutes(estimate.low)}-{_minutes(estimate.mid)}-{_minutes(estimate.high)}"


def read(text: str) -> Estimate | None:
    """The estimate from `low-mid-high`; None for any other text, since it comes from an address."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    low, mid, high = (int(part) * 60 for part in parts)
    return Estimate(low, mid, high) if low <= mid <= high else None


def _minutes(seconds: int) -> int:
    return round(seconds / 60)
