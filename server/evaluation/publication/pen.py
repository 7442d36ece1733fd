"""What papers are written with: the reader's language with its months, weekdays and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.evaluation.tongue import Tongue
from server.web import date_words
from server.web.date_words import JAPANESE


@dataclass(frozen=True, slots=True)
class Pen(Tongue):
    """Views call it with an English sentence (a msgid) and with what stands in its placeholders."""

    def __call__(self, message: str, **values: Any) -> str:
        said = self.say(message)
        return said % values if values else said

    def month(self, month: date) -> str:
        """A month with its year."""
        return date_words.month_and_year(month, self.language)

    def month_name(self, month: int) -> str:
        """The short name of a month, 1 to 12."""
        return date_words.month_words(month, self.language)

    def weekday(self, weekday: int) -> str:
        """The short name of a weekday by its ISO number, 1 is Monday."""
        return date_words.weekday(weekday, self.language)

    def listed(self, words: Iterable[str]) -> str:
        """Several words one after the other."""
        return date_words.listed(words, self.language)

    def joined(self, *words: str) -> str:
        """Sentences one after the other, without the empty ones."""
        return ("" if self.language == JAPANESE else " ").join(filter(None, words))
