"""All offices side by side: small trends on one scale, and a table with their sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.core.plan import Names, OfficeId
from server.figures.views.periods import Span
from server.figures.views.speech import Speech, joined, shown
from server.figures.views.tiles import Explained, explained
from server.measure.definitions import CATALOGUE, Definition
from server.measure.tally import ZERO, Tally
from server.web.charts import Bar, Bars, Drawn, Line, Multiples, bars, multiples
from server.web.numbers import aside

FIGURES = ("issued", "attainment", "wait_mean", "wait_p90", "service_time_mean", "no_show_rate")


@dataclass(frozen=True, slots=True)
class Side:
    """One office as it was read."""

    office: OfficeId
    names: Names
    whole: Tally
    trend: tuple[Tally, ...]
    sections: Mapping[str, Tally]
    section_names: Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, of an office or (with `section`) of one of its sections."""

    office: OfficeId
    section: str
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offices:
    """The page."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    trends: Drawn
    compared: Drawn
    explained: tuple[Explained, ...]


def offices_of(
    sides: Sequence[Side], spans: Sequence[Span], labels: tuple[str, ...], measure: Definition, speech: Speech
) -> Offices:
    """The offices as read, in the order of their list; `labels` name the parts of their trends."""
    definitions = [CATALOGUE[each] for each in FIGURES]
    return Offices(
        tuple(_head(each, speech) for each in definitions),
        tuple(row for side in sides for row in _rows(side, definitions, speech)),
        _trends(sides, spans, labels, measure, speech),
        _compared(sides, measure, speech),
        tuple(explained(each, speech) for each in definitions),
    )


def _head(definition: Definition, speech: Speech) -> str:
    axis = speech.axis(definition)
    return speech.name(definition) + aside(axis.unit)


def _rows(side: Side, definitions: Sequence[Definition], speech: Speech) -> list[Row]:
    rows = [Row(side.office, "", speech.names(side.names), _values(side.whole, definitions, speech))]
    for section, names in side.section_names.items():
        if (tally := side.sections.get(section, ZERO)).counts:
            values = _values(tally, definitions, speech)
            rows.append(Row(side.office, section, speech.names(names), values))
    return rows


def _values(tally: Tally, definitions: Sequence[Definition], speech: Speech) -> tuple[str, ...]:
    return tuple(speech.axis(each).value(shown(each, tally)) for each in definitions)


def _trends(
    sides: Sequence[Side], spans: Sequence[Span], labels: tuple[str, ...], measure: Definition, speech: Speech
) -> Drawn:
    _ = speech.say
    chart = Multiples(
        title=joined(speech.name(measure), _("over time, all on the same scale")),
        axis=speech.axis(measure),
        labels=labels,
        rows=tuple(speech.span(each) for each in spans),
        panels=tuple(
            Line(speech.names(each.names), tuple(shown(measure, tally) for tally in each.trend))
            for each in sides
        ),
        empty=_("There is nothing to show for this time."),
        labels_words=_("Time"),
    )
    return multiples(chart, columns=4)


def _compared(sides: Sequence[Side], measure: Definition, speech: Speech) -> Drawn:
    """Offices beside each other; a single one beside its own sections."""
    _ = speech.say
    beside = [(each.names, each.whole) for each in sides]
    if len(sides) == 1:
        beside += [
            (names, tally)
            for section, names in sides[0].section_names.items()
            if (tally := sides[0].sections.get(section, ZERO)).counts
        ]
    chart = Bars(
        title=joined(speech.name(measure), _("side by side")),
        axis=speech.axis(measure),
        bars=tuple(Bar(speech.names(names), shown(measure, tally)) for names, tally in beside),
        empty=_("There is nothing to show for this time."),
        labels_words=_("Office") if len(sides) > 1 else _("Office and section"),
        values_words=speech.name(measure),
    )
    return bars(chart, 440)
