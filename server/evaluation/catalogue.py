"""Every figure a target can be measured by: what it counts, of how many, in which unit people speak of it.

A source's figures are those of server.measure.definitions for the counters, and those of
server.evaluation.voices.figures for survey and register. People speak of minutes and percent, so lengths are
given in minutes (not seconds) and shares in percent (not fractions).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.measure import definitions
from server.measure.definitions import CATALOGUE, Better, Definition
from server.measure.tally import Count, Length, Tally
from server.web.numbers import written


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


class Unit(StrEnum):
    """In what a figure is spoken of; OWN is what the person who counts by hand called it.

    A ticket can be two procedures, so tickets, calls and services are cases and no count of people.
    """

    CASES = "cases"
    TIMES = "times"
    DAYS = "days"
    MINUTES = "minutes"
    HOURS = "hours"
    PERCENT = "percent"
    POINTS = "points"
    PER_VISIT = "per_visit"
    PER_HOUR = "per_hour"
    OWN = "own"


UNITS: Mapping[Unit, str] = {
    Unit.CASES: _("cases"),
    Unit.TIMES: _("times"),
    Unit.DAYS: _("days"),
    Unit.MINUTES: _("minutes"),
    Unit.HOURS: _("hours"),
    Unit.PERCENT: _("%"),
    Unit.POINTS: _("grade points"),
    Unit.PER_VISIT: _("times per visit"),
    Unit.PER_HOUR: _("cases per hour"),
    Unit.OWN: "",
}
"""What stands behind a value."""


DECIMALS: Mapping[Unit, int | None] = {
    Unit.CASES: 0,
    Unit.TIMES: 0,
    Unit.DAYS: 1,
    Unit.MINUTES: 1,
    Unit.HOURS: 1,
    Unit.PERCENT: 1,
    Unit.POINTS: 2,
    Unit.PER_VISIT: 2,
    Unit.PER_HOUR: 1,
    Unit.OWN: None,
}
"""With how many decimals a value is written wherever it stands; None: as it was counted, at most two."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure in words (msgids; `{minutes}` and `{percent}` in them stand for what is in `given`).

    `of` says the denominator, empty where there is none. `per_item` figures need an item of the
    questionnaire, `per_minutes` ones a number of minutes.
    """

    source: Source
    id: str
    unit: Unit
    direction: Direction | None
    name: str
    says: str
    of: str = ""
    per_item: bool = False
    per_minutes: bool = False
    given: Mapping[str, int] = field(default_factory=dict)

    @property
    def decimals(self) -> int | None:
        """With how many decimals its values are written; business days are whole, days to an answer not."""
        return 0 if self.id in _DAYS else DECIMALS[self.unit]

    def written(self, value: float) -> str:
        """A value as it is written everywhere, without its unit."""
        return written(value, self.decimals)


WITHIN, OVER = "attainment_within", "over"
"""Figures of the counters with a number of minutes, which stands in the indicator."""

DEFAULT_MINUTES = 30

_DIRECTIONS = {Better.UP: Direction.UP, Better.DOWN: Direction.DOWN, Better.NEITHER: None}
_SPOKEN = {
    definitions.Unit.SECONDS: Unit.MINUTES,
    definitions.Unit.MINUTES: Unit.MINUTES,
    definitions.Unit.HOURS: Unit.HOURS,
    definitions.Unit.SHARE: Unit.PERCENT,
    definitions.Unit.PER_VISIT: Unit.PER_VISIT,
    definitions.Unit.PER_HOUR: Unit.PER_HOUR,
}
_FACTORS = {definitions.Unit.SECONDS: 1 / 60, definitions.Unit.SHARE: 100.0}
_DAYS = frozenset({Count.SPECIAL_DAYS.value, Count.DAYS.value})
_TIMED: Mapping[str, Length] = {
    f"{length.value}_{end}": length for length in Length for end in ("mean", "median", "p90", "longest")
} | {"estimate_bias": Length.ESTIMATE_ERROR, "estimate_mae": Length.ESTIMATE_ERROR}
_COUNTED: Mapping[str, Callable[[Tally], float]] = {
    "People called": lambda tally: tally.length(Length.WAIT).count,
    "Tickets issued": lambda tally: tally.count(Count.ISSUED),
    "Visits ended": lambda tally: tally.count(Count.VISITS_ENDED),
    "People called who had been promised a wait": lambda tally: tally.count(Count.QUOTED),
    "Open time of the counters less pauses": lambda tally: definitions.working_seconds(tally) / 3600,
}


def definition(indicator: Indicator) -> Definition | None:
    """The definition behind a figure of the counters; None for an id that is not in the catalogue."""
    minutes = indicator.minutes or DEFAULT_MINUTES
    if indicator.figure == WITHIN:
        return definitions.attained_within(minutes)
    if indicator.figure == OVER:
        return definitions.over(minutes)
    return CATALOGUE.get(indicator.figure)


def spoken(found: Definition, tally: Tally) -> float | None:
    """The value of a definition in the unit in which it is spoken of."""
    value = found.value(tally)
    return None if value is None else in_spoken_unit(found, value)


def in_spoken_unit(found: Definition, value: float) -> float:
    """A value of a definition in minutes where it is in seconds, in percent where it is a share."""
    return value * _FACTORS.get(found.unit, 1.0)


def denominator(found: Definition, tally: Tally) -> float | None:
    """Of how many a value is; None for plain counts."""
    if not found.of:
        return None
    if found.id in _TIMED:
        return float(tally.length(_TIMED[found.id]).count)
    return float(_COUNTED[found.of](tally))


def numerator(found: Definition, tally: Tally) -> float | None:
    """How many of them a share counts; None where a value is no share."""
    of, value = denominator(found, tally), found.value(tally)
    shares = {definitions.Unit.SHARE, definitions.Unit.PER_VISIT}
    if of is None or value is None or found.unit not in shares:
        return None
    # Occupancy is a share of hours; all other numerators are whole.
    return value * of if found.id == "occupancy" else float(round(value * of))


def of_counters(found: Definition) -> Explained:
    """A definition of the counters as a figure of the catalogue."""
    unit = _SPOKEN.get(found.unit, Unit.DAYS if found.id in _DAYS else Unit.CASES)
    direction = _DIRECTIONS[found.better]
    return Explained(
        Source.MEASURES, found.id, unit, direction, found.name, found.says, found.of, given=found.given
    )


def _per_minutes(figure: str, found: Definition, name: str) -> Explained:
    unit = _SPOKEN.get(found.unit, Unit.CASES)
    direction = _DIRECTIONS[found.better]
    return Explained(
        Source.MEASURES, figure, unit, direction, name, found.says, found.of,
        per_minutes=True, given=found.given,
    )  # fmt: skip


_VOICES = (
    Explained(
        Source.SURVEY, "satisfaction", Unit.PERCENT, Direction.UP, _("Satisfied visitors"),
        _("Visitors who were satisfied or fairly satisfied with this item of the questionnaire."),
        _("Visitors who answered this item"), per_item=True,
    ),
    Explained(
        Source.SURVEY, "mean_grade", Unit.POINTS, Direction.UP, _("Mean grade of the survey"),
        _("The mean of the grades that visitors gave this item of the questionnaire."),
        _("Visitors who answered this item"), per_item=True,
    ),
    Explained(
        Source.SURVEY, "response_rate", Unit.PERCENT, Direction.UP, _("Response rate of the survey"),
        _(
            "Questionnaires answered by phone and on paper. Answers at the screen in the office are left "
            "out: nobody counts who passes it."
        ),
        _("Visits ended"),
    ),
    Explained(
        Source.SURVEY, "paper_response_rate", Unit.PERCENT, Direction.UP, _("Response rate on paper"),
        _("Paper questionnaires that came back."), _("Paper questionnaires handed out"),
    ),
    Explained(
        Source.REGISTER, "received", Unit.TIMES, Direction.DOWN, _("Complaints received"),
        _("Complaints in the register, by the day they were received."),
    ),
    Explained(
        Source.REGISTER, "recorded_in_time", Unit.PERCENT, Direction.UP, _("Complaints recorded in time"),
        _("Complaints recorded on the day they were received, or on the next open day."),
        _("Complaints received"),
    ),
    Explained(
        Source.REGISTER, "answered_in_time", Unit.PERCENT, Direction.UP, _("Complaints answered in time"),
        _("Complaints answered by their date."), _("Complaints whose answer was due"),
    ),
    Explained(
        Source.REGISTER, "days_to_answer", Unit.DAYS, Direction.DOWN, _("Days until a complaint is answered"),
        _("The mean of the calendar days from receipt to answer."), _("Complaints answered"),
    ),
)  # fmt: skip

FIGURES: Sequence[Explained] = (
    _per_minutes(WITHIN, definitions.attained_within(DEFAULT_MINUTES), _("Called within so many minutes")),
    _per_minutes(OVER, definitions.over(DEFAULT_MINUTES), _("Called after more than so many minutes")),
    *(of_counters(each) for each in CATALOGUE.values()),
    *_VOICES,
)
"""All of them, in the order in which forms offer them."""

_KNOWN = {(each.source, each.id): each for each in FIGURES}


def explained(indicator: Indicator) -> Explained:
    """What an indicator counts; what is counted by hand is called as its counter called it.

    So is a figure that the catalogue no longer has: old targets can still be read.
    """
    known = _KNOWN.get((indicator.source, indicator.figure))
    if known is None:
        return Explained(indicator.source, indicator.figure, Unit.OWN, None, indicator.figure, "")
    if known.id == "response_rate" and is_of_a_part(indicator):
        return replace(known, of=_("Matters finished at the counters"))
    minutes = indicator.minutes or DEFAULT_MINUTES
    if not known.per_minutes:
        return known
    found = definition(indicator)
    return replace(known, name=found.name if found else known.name, given={"minutes": minutes})


def measured_otherwise(aim: Aim) -> float | None:
    """What was measured of the year before a target, where it is written otherwise than the baseline."""
    written = explained(aim.indicator).written
    same = aim.measured is None or written(aim.measured) == written(aim.baseline)
    return None if same else aim.measured


def is_of_a_part(indicator: Indicator) -> bool:
    """Whether it counts a section or a service of an office: there matters are counted, not whole visits."""
    return bool(indicator.section or indicator.service)


def is_offered(indicator: Indicator) -> bool:
    """Whether this figure is one of the catalogue, or counted by hand."""
    return indicator.source is Source.COUNTED or (indicator.source, indicator.figure) in _KNOWN
