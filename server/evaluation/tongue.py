"""How the things of the loop are called in the reader's language: wards, sections, years, labels, numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from server.core.plan import Names
from server.evaluation.catalogue import UNITS, Unit
from server.evaluation.catalogue import explained as catalogued
from server.evaluation.core.duties import Post
from server.evaluation.core.guideline import Direction, Scope
from server.evaluation.core.indicator import Indicator
from server.evaluation.core.papers import Aim
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.labels import LABELS
from server.ports.city import City, DivisionId, SectionId, WardId
from server.web import date_words
from server.web.numbers import shortest, with_unit


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


_SPANS = frozenset({Unit.MINUTES, Unit.HOURS, Unit.DAYS})


@dataclass(frozen=True, slots=True)
class Tongue:
    """One reader's language. `say` translates a message id, `people` names accounts by id."""

    language: str
    say: Callable[[str], str]
    city: City
    people: Mapping[str, str] = field(default_factory=dict)

    def named(self, names: Names) -> str:
        """The name in this language, else in English, else in Japanese."""
        return next((names[each] for each in (self.language, "en", "ja") if each in names), "")

    def ward(self, ward: WardId) -> str:
        """The ward, or the whole city in place of one; an id that the city no longer has stays as it is."""
        if ward == WHOLE_CITY:
            return self.label(Scope.CITY)
        return self.named(self.city.wards[ward].names) if ward in self.city.wards else ward

    def section(self, ward: WardId, section: SectionId) -> str:
        """A section of a ward, empty for none."""
        known = self.city.wards[ward].sections if ward in self.city.wards else {}
        return self.named(known[section].names) if section in known else section

    def division(self, ward: WardId, division: DivisionId) -> str:
        """A division of a ward, empty for none."""
        known = self.city.wards[ward].divisions if ward in self.city.wards else {}
        return self.named(known[division]) if division in known else division

    def place(self, ward: WardId, section: SectionId = "", division: DivisionId = "") -> str:
        """Ward and unit together, as far as they are given."""
        unit = self.section(ward, section) or self.division(ward, division)
        return " ".join(filter(None, (self.ward(ward), unit)))

    def post(self, post: Post) -> str:
        """A post with its place: the conference belongs to the whole city and names none."""
        where = self.place(post.ward, post.section, post.division) if post.ward else ""
        return " ".join(filter(None, (where, self.label(post.duty))))

    def label(self, word: Enum) -> str:
        """A fixed word of the guideline."""
        return self.say(LABELS[word])

    def year(self, year: int) -> str:
        """A fiscal year."""
        return date_words.fiscal_year_words(year, self.language)

    def day(self, day: date | datetime | None) -> str:
        """A date without its weekday; of a moment that of the city; a dash for none."""
        if isinstance(day, datetime):
            day = day.astimezone(ZoneInfo(self.city.zone))
        return date_words.day(day, self.language) if day else date_words.NONE

    def moment(self, at: datetime) -> str:
        """A date with the time of day where it was taken."""
        return date_words.moment(at, self.language)

    def period(self, since: date, until: date) -> str:
        """From when to when, both ends included."""
        return date_words.period(since, until, self.language)

    def number(self, value: float, digits: int = 2) -> str:
        """A plain number with at most so many decimals; an indicator's value is written by the catalogue."""
        return shortest(value, digits)

    def value(self, value: float, indicator: Indicator) -> str:
        """A value of an indicator, with the decimals that its figure has everywhere, without its unit."""
        return catalogued(indicator).written(value)

    def unit(self, indicator: Indicator) -> str:
        """The unit of an indicator's values, as it stands behind them."""
        unit = catalogued(indicator).unit
        return indicator.unit if unit is Unit.OWN else self.say(UNITS[unit])

    def amount(self, value: float, indicator: Indicator) -> str:
        """A value of an indicator with its unit."""
        return with_unit(self.value(value, indicator), self.unit(indicator))

    def bound(self, aim: Aim) -> str:
        """The value aimed at as a threshold: 85.0% or more, within 6.0 minutes, 3 times or less."""
        if aim.direction is Direction.UP:
            words = _("%(value)s or more")
        elif catalogued(aim.indicator).unit in _SPANS:
            words = _("within %(value)s")
        else:
            words = _("%(value)s or less")
        return self.say(words) % {"value": self.amount(aim.value, aim.indicator)}

    def standard(self, sentence: str, aim: Aim | None = None) -> str:
        """A standard as it is read: a section's own, which was a target, with the value that is kept."""
        if aim is None:
            return sentence
        return self.say(_("%(sentence)s (%(bound)s)")) % {"sentence": sentence, "bound": self.bound(aim)}

    def explained(self, words: str, given: Mapping[str, int]) -> str:
        """What a figure counts: `{minutes}` and the like in its words stand for what is given."""
        return self.say(words).format_map(given) if given else self.say(words)

    def person(self, account: str) -> str:
        """Whose account this is; an account that was removed has only its id left."""
        return self.people.get(account, account)
