"""How the figures are said: words, names, dates, definitions and their units, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from server.core.calendar import fiscal_year
from server.core.plan import Names
from server.figures.views.periods import Span
from server.measure.definitions import Definition, Unit
from server.measure.tally import Tally
from server.web import date_words
from server.web.charts import Axis, Kind


@dataclass(frozen=True, slots=True)
class Speech:
    """A language: `say` translates words of the catalog, `names` picks one of several names."""

    language: str
    say: Callable[[str], str]
    names: Callable[[Names], str]

    def span(self, span: Span) -> str:
        """From when to when."""
        return date_words.period(span.since, span.until, self.language)

    def month(self, day: date) -> str:
        """Month and year."""
        return date_words.month_and_year(day, self.language)

    def month_tick(self, day: date, *, with_year: bool) -> str:
        """The month under an axis, its year below it where it begins."""
        month = date_words.month_words(day.month, self.language)
        return f"{month}\n{date_words.year_words(day.year, self.language)}" if with_year else month

    def fiscal_year(self, day: date) -> str:
        """The fiscal year of a date."""
        return date_words.fiscal_year_words(fiscal_year(day), self.language)

    def weekday(self, number: int) -> str:
        """A weekday by its ISO number, short."""
        return date_words.weekday(number, self.language)

    def day(self, day: date) -> str:
        """A date with its weekday."""
        return date_words.day_and_weekday(day, self.language)

    def day_tick(self, day: date) -> str:
        """A day under an axis."""
        return date_words.day_tick(day, self.language)

    def unit(self, unit: Unit) -> str:
        """The unit of values as they are shown: seconds are shown in minutes."""
        _ = self.say
        match unit:
            case Unit.SECONDS | Unit.MINUTES:
                return _("min")
            case Unit.COUNT:
                return _("cases")
            case Unit.HOURS:
                return _("hours")
            case Unit.SHARE:
                return "%"
            case Unit.PER_VISIT:
                return _("per visit")
            case Unit.PER_HOUR:
                return _("per hour")
            case _:
                assert_never(unit)

    def axis(self, definition: Definition) -> Axis:
        """How the values of a definition are drawn and written."""
        unit = "" if definition.unit is Unit.SHARE else self.unit(definition.unit)
        return Axis(kind_of(definition.unit), unit)

    def name(self, definition: Definition) -> str:
        """What it is called."""
        return filled(self.say(definition.name), definition)

    def says(self, definition: Definition) -> str:
        """What it counts."""
        return filled(self.say(definition.says), definition)

    def of(self, definition: Definition) -> str:
        """Of how many it counts; empty if of nothing."""
        return filled(self.say(definition.of), definition) if definition.of else ""


def joined(figure: str, what: str) -> str:
    """The title of a chart: its figure, and what of it is shown."""
    return f"{figure} – {what}"


def filled(words: str, definition: Definition) -> str:
    """The words with what is given put in."""
    for name, value in definition.given.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def kind_of(unit: Unit) -> Kind:
    """How a unit is drawn."""
    match unit:
        case Unit.SECONDS | Unit.MINUTES:
            return Kind.MINUTES
        case Unit.COUNT:
            return Kind.COUNT
        case Unit.SHARE:
            return Kind.SHARE
        case Unit.HOURS | Unit.PER_HOUR:
            return Kind.NUMBER
        case Unit.PER_VISIT:
            return Kind.RATE
        case _:
            assert_never(unit)


def shown(definition: Definition, tally: Tally) -> float | None:
    """The value in the unit in which it is shown."""
    value = definition.value(tally)
    return value / 60 if value is not None and definition.unit is Unit.SECONDS else value
