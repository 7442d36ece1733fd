"""What a target of a ward can be measured by: which figures, of which offices, how large. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.core.plan import OfficeId
from server.evaluation.catalogue import Explained, Unit, explained, is_offered
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.evaluation.voices.questionnaire import Questionnaire
from server.evaluation.voices.room import Offer

MINUTES = range(1, 241)
"""How many a figure such as "called within so many minutes" can take: up to four hours."""


@dataclass(frozen=True, slots=True)
class Measurable:
    """The offices whose records are read for a ward, each with what it offers, and what the survey asks."""

    offices: Mapping[OfficeId, Offer]
    asked: Questionnaire

    def misfits(self, indicator: Indicator) -> Iterator[str]:
        """The fields of the form that name what cannot be read here; none where everything can."""
        if indicator.source is Source.COUNTED:
            return
        if not is_offered(indicator) or not self.offices:
            yield "figure"
            return
        figure = explained(indicator)
        yield from self._not_of_the_office(indicator)
        if indicator.item and not (figure.per_item and indicator.item in self.asked.ids):
            yield "of_item"
        if not _minutes_fit(figure, indicator.minutes):
            yield "minutes"

    def misfits_of(self, aim: Aim) -> Iterator[str]:
        """The same for a whole target: its figures are possible, and it aims at what is better."""
        yield from self.misfits(aim.indicator)
        if aim.indicator.source is Source.COUNTED or not is_offered(aim.indicator):
            return
        figure = explained(aim.indicator)
        if figure.unit is Unit.PERCENT:
            yield from (each for each in ("baseline", "value") if not 0 <= getattr(aim, each) <= 100)
        if self.better(figure) not in {None, aim.direction}:
            yield "direction"

    def _not_of_the_office(self, indicator: Indicator) -> Iterator[str]:
        if indicator.office not in self.offices:
            yield "office"
            return
        offer = self.offices[indicator.office]
        if indicator.section and indicator.section not in offer.sections:
            yield "of_section"
        if indicator.service and indicator.service not in offer.services:
            yield "service"

    def better(self, figure: Explained) -> Direction | None:
        """Which way a figure ought to move, None where it may move either way."""
        # A questionnaire says itself whether its highest or its lowest grade is the best.
        scale = self.asked.scale
        if figure.unit is Unit.POINTS and scale.best < scale.worst:
            return Direction.DOWN
        return figure.direction


def _minutes_fit(figure: Explained, minutes: int | None) -> bool:
    """Minutes belong to the figures that take some; left empty those take the usual ones."""
    return minutes is None or (figure.per_minutes and minutes in MINUTES)
