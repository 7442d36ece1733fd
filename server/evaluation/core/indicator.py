"""What a target is measured by: a query over measures, survey or register, or a figure counted by hand."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.core.plan import OfficeId, ServiceId
from server.evaluation.core.guideline import is_brief
from server.ports.city import SectionId


class Source(StrEnum):
    """Where a figure comes from; COUNTED is entered by hand, with evidence."""

    MEASURES = "measures"
    SURVEY = "survey"
    REGISTER = "register"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A saved query.

    `figure` is an id of server.measure.definitions, of the survey's or of the register's figures, or what is
    counted by hand (in which `unit`). `item` is the item of the questionnaire, `minutes` the parameter of
    figures such as "within y minutes". An empty section or service means all of them.
    """

    source: Source
    figure: str
    office: OfficeId = ""
    section: SectionId = ""
    service: ServiceId = ""
    item: str = ""
    minutes: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an indicator said over a period, frozen: later records or definitions do not move it.

    `value` is None where nothing was counted. `edition` is that of the definitions, `position` how far the
    office's log had come; `evidence` belongs to figures counted by hand.
    """

    since: date
    until: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    edition: int = 0
    position: int = 0
    evidence: str = ""


def is_of_few_days(indicator: Indicator, reading: Reading) -> bool:
    """Whether a figure that is counted day by day is of too few days to speak for a year by itself."""
    by_day = indicator.source in {Source.MEASURES, Source.REGISTER}
    return by_day and is_brief(reading.since, reading.until)
