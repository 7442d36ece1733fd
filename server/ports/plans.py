"""The furnished offices: what each offers on which date."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from server.core.plan import Names, OfficeId, Plan


class PlanBroken(Exception):
    """An office file cannot be used. Says which file and line, what is wrong, what would be right."""


class Plans(Protocol):
    """The offices of this installation, read once at the start."""

    def offices(self) -> Sequence[OfficeId]:
        """Every office, in the order in which pages list them."""

    def names(self, office: OfficeId) -> Names:
        """What the office is called. Raises KeyError for an office that is not furnished."""

    def zone(self, office: OfficeId) -> ZoneInfo:
        """The time zone that makes the office's business date."""

    def plan(self, office: OfficeId, day: date) -> Plan | None:
        """What the office offers on this date; None on a closed day."""

    def next_open_day(self, office: OfficeId, after: date) -> Plan | None:
        """The plan of the first open day after this date, looking a year ahead."""
