"""What papers are written with: the reader's language with its days, periods, months and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names, get_month_names

from server.evaluation.tongue import Tongue

JAPANESE = "ja"
NONE = "–"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Pen(Tongue):
    """Views call it with an English sentence (a msgid) and with what stands in its placeholders."""

    def __call__(self, message: str, **values: Any) -> str:
        said = self.say(message)
        return said % values if values else said

    def dated(self, day: date | datetime | None) -> str:
        """A date in full, without the weekday; of a moment that of the city; a dash for none."""
        if isinstance(day, datetime):
            day = day.astimezone(ZoneInfo(self.city.zone))
        return format_date(day, "long", locale=self.language) if day else NONE

    def minute(self, at: datetime) -> str:
        """A date with the time of day where it was taken."""
        return f"{format_date(at, 'long', locale=self.language)} {at:%H:%M}"

    def span(self, since: date, until: date) -> str:
        """A period, both ends included."""
        joint = "～" if self.language == JAPANESE else " – "
        return f"{self.dated(since)}{joint}{self.dated(until)}"

    def month(self, month: date) -> str:
        """A month with its year."""
        noon = datetime(month.year, month.month, month.day, 12)  # noqa: DTZ001  only its month is said
        return str(format_skeleton("yMMMM", noon, locale=self.language))

    def month_name(self, month: int) -> str:
        """The short name of a month, 1 to 12."""
        return str(get_month_names("abbreviated", locale=self.language)[month])

    def weekday(self, weekday: int) -> str:
        """The short name of a weekday, 0 is Monday."""
        return str(get_day_names("abbreviated", locale=self.language)[weekday])

    def listed(self, words: Iterable[str]) -> str:
        """Several words one after the other."""
        return ("、" if self.language == JAPANESE else ", ").join(words)

    def joined(self, *words: str) -> str:
        """Sentences one after the other, without the empty ones."""
        return ("" if self.language == JAPANESE else " ").join(filter(None, words))
