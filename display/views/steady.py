"""A promise that stays: shown again only when it is better, or when the old one no longer holds."""

from server.core.plan import Estimate


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
