"""Figures of targets in words: what an indicator counts, in which unit, and how its values are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.evaluation.catalogue import UNITS, Unit
from server.evaluation.catalogue import explained as catalogued
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import Aim
from server.evaluation.publication.paper import Cell
from server.evaluation.publication.pen import NONE, Pen
from server.measure import definitions

HAS_DECIMALS = frozenset(
    {Unit.MINUTES, Unit.HOURS, Unit.PERCENT, Unit.POINTS, Unit.PER_VISIT, Unit.PER_HOUR, Unit.DAYS}
)
FRACTION, WHOLE, OWN = "#,##0.0", "#,##0", "#,##0.##"
"""How workbooks write numbers with one place, without, and as they are."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure in words: its name, what it counts, of how many (a dash: of nothing), unit and source."""

    name: str
    says: str
    of: str
    unit: str
    source: str


def explained(indicator: Indicator, _: Pen) -> Explained:
    """What the figure of a target is, for somebody who reads it for the first time."""
    known = catalogued(indicator)
    name, says, of = (
        filled(_(each), known.given) if each else "" for each in (known.name, known.says, known.of)
    )
    if indicator.source is Source.COUNTED:
        name, says = known.name, _("Counted by the section itself; the evidence stands with the result.")
    return Explained(name, says, of or NONE, unit_words(indicator, _), _.label(indicator.source))


def filled(words: str, given: Mapping[str, int]) -> str:
    """The words of a definition with what is given put in."""
    for name, value in given.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def unit_words(indicator: Indicator, _: Pen) -> str:
    """The unit of a figure, as it stands behind a value."""
    unit = catalogued(indicator).unit
    return indicator.unit if unit is Unit.OWN else _(UNITS[unit])


def amount(value: float | None, indicator: Indicator, _: Pen) -> Cell:
    """A value of an indicator in a table: its text with the unit, and the number that a workbook holds."""
    if value is None:
        return Cell(NONE)
    unit = catalogued(indicator).unit
    form = FRACTION if unit in HAS_DECIMALS else OWN
    return Cell(with_unit(number(value, form), unit_words(indicator, _)), value, form)


def number(value: float, form: str) -> str:
    """A number as a workbook's format writes it."""
    if form == OWN:
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,.1f}" if form == FRACTION else f"{value:,.0f}"


def with_unit(text: str, unit: str) -> str:
    """The unit stands behind the number: Japanese units and percent without a blank."""
    if not unit:
        return text
    return f"{text} {unit}" if unit.isascii() and unit != "%" else f"{text}{unit}"


def measured(definition: definitions.Definition, value: float | None, _: Pen) -> Cell:
    """A value of a figure of the counters, as it comes from its definition."""
    if value is None:
        return Cell(NONE)
    match definition.unit:
        case definitions.Unit.SECONDS:
            return Cell(with_unit(number(value / 60, FRACTION), _("minutes")), value / 60, FRACTION)
        case definitions.Unit.MINUTES:
            return Cell(with_unit(number(value, FRACTION), _("minutes")), value, FRACTION)
        case definitions.Unit.HOURS:
            return Cell(with_unit(number(value, FRACTION), _("hours")), value, FRACTION)
        case definitions.Unit.SHARE:
            return Cell(f"{value * 100:,.1f}%", value, "0.0%")
        case definitions.Unit.COUNT:
            return Cell(number(value, WHOLE), value, WHOLE)
        case definitions.Unit.PER_VISIT | definitions.Unit.PER_HOUR:
            return Cell(number(value, OWN), value, OWN)


def figure_words(told: Explained) -> str:
    """The figure of a target: its name, and what it counts."""
    return "\n".join(each for each in (told.name, told.says) if each)


def way_words(aim: Aim, _: Pen) -> str:
    """From the baseline to the value aimed at."""
    since, until = (amount(each, aim.indicator, _).text for each in (aim.baseline, aim.value))
    if aim.direction is Direction.UP:
        return _("from %(baseline)s up to %(value)s or more", baseline=since, value=until)
    return _("from %(baseline)s down to %(value)s or less", baseline=since, value=until)


def reading_words(reading: Reading, indicator: Indicator, _: Pen) -> str:
    """What was read: the value, of what it was made, over which days, and the evidence."""
    value = amount(reading.value, indicator, _).text
    made = ""
    if reading.denominator is not None:
        of = number(reading.denominator, OWN)
        made = _("of %(denominator)s", denominator=of)
        if reading.numerator is not None:
            made = _(
                "%(numerator)s of %(denominator)s", numerator=number(reading.numerator, OWN), denominator=of
            )
    period = _.span(reading.since, reading.until)
    edition = _("definitions, edition %(edition)s", edition=reading.edition) if reading.edition else ""
    evidence = _("Evidence: %(evidence)s", evidence=reading.evidence) if reading.evidence else ""
    told = _.listed(filter(None, (made, period, edition)))
    return "\n".join(filter(None, (_("%(value)s (%(told)s)", value=value, told=told), evidence)))
