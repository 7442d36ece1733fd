"""What the fields of the loop's forms are called, and what stands in them, as people say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from server.core.commands import Scene
from server.core.plan import Names
from server.evaluation.catalogue import FIGURES
from server.evaluation.core.guideline import (
    Basis,
    Budget,
    Direction,
    Grade,
    Latitude,
    Outcome,
    Principle,
    Scope,
    Status,
)
from server.evaluation.core.indicator import Source
from server.evaluation.tongue import Tongue
from server.ports.city import WardId
from server.web.date_words import month_words


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


FIELDS = {
    "account": _("Account"),
    "post": _("Duty"),
    "accepted": _("Decision"),
    "year": _("Draft of fiscal year"),
    "sentence": _("Standard"),
    "own": _("Decided by the city itself"),
    "scope": _("Who works for it"),
    "who": _("Who works for it"),
    "section": _("Section"),
    "division": _("Division"),
    "item": _("Item"),
    "title": _("Target, as a citizen sees it"),
    "current_state": _("How it is now"),
    "plan": _("What we want to reach, and how"),
    "principle": _("Principle"),
    "scene": _("Scene"),
    "basis": _("What it builds on"),
    "standard": _("Standard that it goes beyond"),
    "latitude": _("Who can change it"),
    "indicator": _("What it is measured by"),
    "figure": _("What it is measured by"),
    "counted": _("What is counted"),
    "unit": _("Unit"),
    "minutes": _("Minutes"),
    "office": _("Office"),
    "of_section": _("Section that is counted"),
    "service": _("Service that is counted"),
    "of_item": _("Item of the questionnaire"),
    "baseline": _("Where we stand"),
    "measured": _("Measured in the year before"),
    "value": _("Where we want to be"),
    "direction": _("Which way is better"),
    "target": _("Target"),
    "text": _("Text"),
    "goal": _("Goal of the ward that it serves"),
    "council_on": _("Day of the council"),
    "reason": _("Reason"),
    "initiative": _("What is done"),
    "owner": _("Who does it"),
    "budget": _("Money"),
    "months": _("Months"),
    "month": _("Month"),
    "status": _("How it goes"),
    "evidence": _("By what it is seen"),
    "kept": _("Is it kept?"),
    "improvement_measure": _("What will be done about it"),
    "due_on": _("Until when"),
    "summary": _("Summary"),
    "conclusion": _("Conclusion"),
    "held_on": _("Held on"),
    "result": _("Result"),
    "grade": _("Grade of achievement"),
    "follow_up": _("What will be done next"),
    "context_change": _("Changes around us, new issues"),
    "response": _("What we do about new issues"),
    "figure_counted": _("Figure"),
    "since": _("From"),
    "until": _("To"),
    "outcome": _("Outcome"),
}
"""What the fields are called, by their names in the forms and in the core."""

NOTHING_THERE = _("(empty)")
AND = _(", ")
"""Between several values of one field."""
_KINDS: Mapping[str, type[Enum]] = {
    "principle": Principle,
    "scene": Scene,
    "basis": Basis,
    "latitude": Latitude,
    "direction": Direction,
    "budget": Budget,
    "status": Status,
}
_DAYS = frozenset({"council_on", "due_on", "held_on", "since", "until"})
_YES_OR_NO = {"kept": {"yes": _("Kept"), "no": _("Not kept")}, "own": {"yes": _("Yes")}}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what stands in a field; `names` are those of ids that forms choose from: offices, services.

    `labels` are what the fields are called (msgids).
    """

    tongue: Tongue
    ward: WardId = ""
    names: Mapping[str, Names] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=lambda: FIELDS)

    def value(self, name: str, values: tuple[str, ...]) -> str:
        """What a field says, in words; `values` are as the form sends them."""
        if not values:
            return self.tongue.say(NOTHING_THERE)
        return self.tongue.say(AND).join(self._one(name, each) for each in values)

    def _one(self, name: str, value: str) -> str:
        t = self.tongue
        if name in _KINDS:
            return t.label(_KINDS[name](value))
        if name == "outcome":
            return f"{value} {t.label(Outcome(value))}"
        if name in _DAYS:
            return t.day(date.fromisoformat(value))
        if name in {"month", "months"}:
            return month_words(int(value), t.language)
        if name == "grade":
            return f"{value} {t.label(Grade(int(value)))}"
        if name in _YES_OR_NO:
            return t.say(_YES_OR_NO[name].get(value, value))
        if name == "who":
            return self._who(value)
        if name == "figure":
            return self._figure(value)
        if name == "of_section":
            return t.section(self.ward, value)
        return self._named(value)

    def _named(self, value: str) -> str:
        if value in self.names:
            return self.tongue.named(self.names[value])
        return self.sentences.get(value, value)

    def _who(self, value: str) -> str:
        scope, _colon, unit = value.partition(":")
        place = self.tongue.section(self.ward, unit)
        if scope == Scope.DIVISION:
            place = self.tongue.division(self.ward, unit)
        return " ".join(filter(None, (self.tongue.label(Scope(scope)), place)))

    def _figure(self, value: str) -> str:
        source, _colon, figure = value.partition(":")
        known = [each for each in FIGURES if (each.source.value, each.id) == (source, figure)]
        if not known:
            return self.tongue.label(Source.COUNTED)
        return self.tongue.explained(known[0].name, known[0].given)
