"""The form of an office file: which words stand where, and what each may say."""

import re
from datetime import date
from difflib import get_close_matches
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from server.core.calendar import LAST, Yearly
from server.core.plan import AtClose, Span, Stage

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_SPAN = re.compile(r"(\d{1,2}):([0-5]\d) ?- ?(\d{1,2}):([0-5]\d)")
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
A_DAY_OF_YEAR = re.compile(r"(\d{2})-(\d{2})")
LONGEST_SERIES = 9999


def _span(said: Any) -> Span:
    """Hours as 08:30-17:00, at most 00:00-24:00."""
    parts = A_SPAN.fullmatch(said) if isinstance(said, str) else None
    if parts is None:
        raise ValueError("hours such as 08:30-17:00")
    opens, closes = (int(parts[i]) * 60 + int(parts[i + 1]) for i in (1, 3))
    if not opens < closes <= 24 * 60:
        raise ValueError("hours that end after they begin, within 00:00-24:00")
    return Span(opens, closes)


def _listed(said: Any) -> Any:
    if said == []:
        raise ValueError("hours such as 08:30-17:00, or the word closed")
    return () if said == "closed" else [said] if isinstance(said, str) else said


def _in_order(hours: tuple[Span, ...]) -> tuple[Span, ...]:
    for one, next_one in pairwise(hours):
        if next_one.opens < one.closes:
            raise ValueError("hours one after the other that do not overlap")
    return hours


def _date(said: Any) -> date:
    if isinstance(said, str) and A_DATE.fullmatch(said):
        try:
            return date.fromisoformat(said)
        except ValueError as fault:
            raise ValueError("a date that exists") from fault
    raise ValueError("a date such as 2026-11-23")


def _day_of_year(said: Any) -> tuple[int, int]:
    parts = A_DAY_OF_YEAR.fullmatch(said) if isinstance(said, str) else None
    if parts is None:
        raise ValueError("a month and day such as 12-29")
    try:
        day = date(2024, int(parts[1]), int(parts[2]))
    except ValueError as fault:
        raise ValueError("a month and day that exist, such as 12-29") from fault
    return day.month, day.day


def _one_of(words: dict[str, int], said: Any) -> int:
    if not isinstance(said, str) or said not in words:
        raise ValueError(f"one of {', '.join(words)}")
    return words[said]


def _truth(said: Any) -> bool:
    if not isinstance(said, str) or said not in {"true", "false"}:
        raise ValueError("true or false")
    return bool(said == "true")


def _names(names: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    if "ja" not in names:
        raise ValueError("words in Japanese too (ja)")
    languages = (info.context or {}).get("languages", ())
    for language in names:
        if languages and language not in languages:
            raise ValueError(f"only languages of the office ({', '.join(languages)}), not {language!r}")
    return names


def _with_japanese(languages: tuple[str, ...]) -> tuple[str, ...]:
    if "ja" not in languages:
        raise ValueError("a list with ja in it")
    return languages


def _zone(said: str) -> str:
    if said not in available_timezones():
        nearest = get_close_matches(said, sorted(available_timezones()), n=1)
        raise ValueError(f"a time zone, perhaps {(nearest or ['Asia/Tokyo'])[0]!r}")
    return said


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Names = Annotated[dict[str, Words], AfterValidator(_names)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
CounterId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,8}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]+)*$")]
Hours = Annotated[
    tuple[Annotated[Span, PlainValidator(_span)], ...], BeforeValidator(_listed), AfterValidator(_in_order)
]
Day = Annotated[date, PlainValidator(_date)]
DayOfYear = Annotated[tuple[int, int], PlainValidator(_day_of_year)]
Weekday = Annotated[int, PlainValidator(partial(_one_of, {name: i for i, name in enumerate(WEEKDAYS)}))]
Nth = Annotated[int, PlainValidator(partial(_one_of, {**{str(i): i for i in range(1, 6)}, "last": LAST}))]
Truth = Annotated[bool, PlainValidator(_truth)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]


class Part(BaseModel):
    """A part of the form: words that it does not know are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeriesPart(Part):
    """A number series; numbers of three digits end at 999."""

    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,3}$")]
    first: Annotated[int, Field(ge=0)] = 1
    last: Annotated[int, Field(ge=0, le=LONGEST_SERIES)]
    digits: Annotated[int, Field(ge=1, le=4)] = 3
    avoid: tuple[int, ...] = ()
    avoid_digits: Annotated[str, StringConstraints(pattern=r"^[0-9]*$")] = ""
    then: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.first <= self.last < 10**self.digits:
            raise ValueError(f"`last` from {self.first} to {10**self.digits - 1}, not {self.last}")
        return self


class CongestionPart(Part):
    """From where on a line is crowded: people waiting, or minutes of estimated wait."""

    by: Literal["people", "minutes"]
    moderate: Annotated[int, Field(ge=1)]
    busy: int
    very_busy: int

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.moderate < self.busy < self.very_busy:
            raise ValueError(
                f"moderate < busy < very_busy, not {self.moderate}, {self.busy}, {self.very_busy}"
            )
        return self


class ServicePart(Part):
    """A service; without `hours` of its own it keeps those of the day."""

    names: Names
    series: str
    purpose: str = ""
    section: str = ""
    hours: Annotated[Hours, Field(min_length=1)] | None = None
    last_ticket_before_close_min: Minutes = 0
    congestion: CongestionPart
    bring: tuple[Names, ...] = ()
    hint: Names | None = None
    minutes_per_call: Annotated[float, Field(gt=0, le=24 * 60)] = 3.0
    wait_target_min: Annotated[int, Field(ge=1)] = 30


class CounterPart(Part):
    """A counter; `work` names services, or `service:issuance`, in the order in which it prefers them."""

    names: Names
    section: str = ""
    work: Annotated[tuple[str, ...], Field(min_length=1)]
    suits: tuple[str, ...] = ()


class PriorityPart(Part):
    """A priority class."""

    names: Names
    head_start_min: Minutes


class RulesPart(Part):
    """The rules of the house; each may be left out."""

    recalls: Annotated[int, Field(ge=0)] = 3
    recall_pause_s: Annotated[int, Field(ge=0)] = 5
    no_show_recalls: Annotated[int, Field(ge=0)] = 0
    no_show_min: Minutes = 0
    late_min: Minutes = 60
    patience_min: Minutes = 15
    at_close: AtClose = AtClose.CARRY
    next_leg_keeps_place: Truth = False

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.no_show_recalls > self.recalls:
            raise ValueError(f"`no_show_recalls` of at most `recalls` ({self.recalls})")
        return self


class WithinPart(Part):
    """The time in which a day rule is valid, both days included."""

    first: Day = Field(default=date.min, alias="from")
    last: Day = Field(default=date.max, alias="to")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError("`to` on or after `from`")
        return self


class WhenPart(Part):
    """The conditions of a day rule: all must hold."""

    dates: Annotated[frozenset[Day], Field(min_length=1)] | None = None
    first: DayOfYear | None = Field(default=None, alias="from")
    last: DayOfYear | None = Field(default=None, alias="to")
    weekdays: frozenset[Weekday] = frozenset()
    nth: frozenset[Nth] = frozenset()
    months: frozenset[Annotated[int, Field(ge=1, le=12)]] = frozenset()
    holidays: Truth | None = None
    within: WithinPart = WithinPart()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise ValueError("`from` and `to` together, such as from: 12-29, to: 01-03")
        if self.nth and not self.weekdays:
            raise ValueError("`weekdays` beside `nth`")
        if not self.model_fields_set:
            raise ValueError("at least one condition; for every day leave `when` out")
        return self

    @property
    def yearly(self) -> Yearly | None:
        """The stretch of every year from `from` to `to`."""
        return Yearly(self.first, self.last) if self.first and self.last else None


class DayPart(Part):
    """A day rule; `hours: closed` closes the office, `services` names what is offered if not everything.

    `special` says whether it is a special opening; once a rule of the file has it, those without it are none.
    """

    names: Names
    when: WhenPart | None = None
    hours: Hours
    services: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    special: Truth | None = None

    @model_validator(mode="after")
    def _closed_or_open(self) -> Self:
        if self.services is not None and not self.hours:
            raise ValueError("`services` only on a day with hours")
        if self.special is not None and not self.hours:
            raise ValueError("`special` only on a day with hours")
        return self


class OfficeForm(Part):
    """A whole office file."""

    office: Id
    names: Names
    zone: Annotated[str, AfterValidator(_zone)]
    languages: Annotated[tuple[Language, ...], AfterValidator(_with_japanese)] = ("ja", "en")
    rules: RulesPart = RulesPart()
    extra_holidays: frozenset[Day] = frozenset()
    sections: dict[Id, Names] = {}
    purposes: dict[Id, Names] = {}
    needs: dict[Id, Names] = {}
    pauses: dict[Id, Names] = {}
    priorities: dict[Id, PriorityPart] = {}
    series: Annotated[dict[Id, SeriesPart], Field(min_length=1)]
    services: Annotated[dict[Id, ServicePart], Field(min_length=1)]
    counters: Annotated[dict[CounterId, CounterPart], Field(min_length=1)]
    notices: dict[Id, Names] = {}
    days: Annotated[tuple[DayPart, ...], Field(min_length=1)]


def work_of(entry: str) -> tuple[str, str]:
    """The service and the stage of a work entry: `certificate` is its reception."""
    service, _, stage = entry.partition(":")
    return service, stage or Stage.RECEPTION.value
