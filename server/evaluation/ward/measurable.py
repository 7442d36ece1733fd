"""What a target of a ward can be measured by: which figures, of which offices, how large. Pure."""

from collections.abc import Mapping
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

    def misfit(self, indicator: Indicator) -> str:
        """The field of the form that names what cannot be read here; empty where everything can."""
        if indicator.source is Source.COUNTED:
            return ""
        if not is_offered(indicator) or not self.offices:
            return "figure"
        if indicator.office not in self.offices:
            return "office"
        offer, figure = self.offices[indicator.office], explained(indicator)
        if indicator.section and indicator.section not in offer.sections:
            return "of_section"
        if indicator.service and indicator.service not in offer.services:
            return "service"
        if indicator.item and not (figure.per_item and indicator.item in self.asked.ids):
            return "of_item"
        return "" if _minutes_fit(figure, indicator.minutes) else "minutes"

    def misfit_of(self, aim: Aim) -> str:
        """The same for a whole target: its figures are possible, and it aims at what is better."""
        found = self.misfit(aim.indicator)
        if found or aim.indicator.source is Source.COUNTED:
            return found
        figure = explained(aim.indicator)
        if figure.unit is Unit.PERCENT:
            for name, value in (("baseline", aim.baseline), ("value", aim.value)):
                if not 0 <= value <= 100:
                    return name
        return "" if self.better(figure) in {None, aim.direction} else "direction"

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
