"""Figures of targets in words: what an indicator counts, in which unit, and how its values are written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from server.evaluation.catalogue import Unit, in_spoken_unit, of_counters
from server.evaluation.catalogue import explained as catalogued
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import Aim
from server.evaluation.publication.paper import Cell
from server.evaluation.publication.pen import Pen
from server.measure.definitions import Definition
from server.web.date_words import NONE
from server.web.date_words import sheet_form as sheet_form_of_day
from server.web.numbers import percent, sheet_form, with_unit, written

DAY_NOUGHT = date(1899, 12, 30)
"""From this day workbooks count theirs."""


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
    return Explained(name, says, of or NONE, _.unit(indicator), _.label(indicator.source))


def filled(words: str, given: Mapping[str, int]) -> str:
    """The words of a definition with what is given put in."""
    for name, value in given.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def amount(value: float | None, indicator: Indicator, _: Pen) -> Cell:
    """A value of an indicator in a table: its text with the unit, and the number that a workbook holds."""
    if value is None:
        return Cell(NONE)
    text = catalogued(indicator).written(value)
    return Cell(with_unit(text, _.unit(indicator)), value, sheet_form(text))


def counted(value: float, decimals: int | None = 0) -> Cell:
    """A plain number in a table, as page and workbook write it."""
    text = written(value, decimals)
    return Cell(text, value, sheet_form(text))


def dated(day: date, _: Pen) -> Cell:
    """A day in a table; in a workbook it is a day, too, and not its letters."""
    return Cell(_.day(day), float((day - DAY_NOUGHT).days), sheet_form_of_day(_.language))


def measured(definition: Definition, value: float | None, _: Pen) -> Cell:
    """A value of a figure of the counters, as its definition gives it; counts and rates without a unit."""
    if value is None:
        return Cell(NONE)
    known = of_counters(definition)
    if known.unit is Unit.PERCENT:
        text = percent(value, known.decimals or 0)
        return Cell(text, value, sheet_form(text))
    said = counted(in_spoken_unit(definition, value), known.decimals)
    units = {Unit.MINUTES: _("minutes"), Unit.HOURS: _("hours")}
    return replace(said, text=with_unit(said.text, units.get(known.unit, "")))


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
        of = written(reading.denominator, None)
        made = _("of %(denominator)s", denominator=of)
        if reading.numerator is not None:
            made = _(
                "%(numerator)s of %(denominator)s", numerator=written(reading.numerator, None), denominator=of
            )
    period = _.period(reading.since, reading.until)
    edition = _("definitions, edition %(edition)s", edition=reading.edition) if reading.edition else ""
    evidence = _("Evidence: %(evidence)s", evidence=reading.evidence) if reading.evidence else ""
    told = _.listed(filter(None, (made, period, edition)))
    return "\n".join(filter(None, (_("%(value)s (%(told)s)", value=value, told=told), evidence)))
