"""What an office offers on one day: services, counters, hours, number series and the rules of the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import UNSET, UnsetType

OfficeId: TypeAlias = str
ServiceId: TypeAlias = str
CounterId: TypeAlias = str
SeriesId: TypeAlias = str
Number: TypeAlias = str
Names: TypeAlias = Mapping[str, str]
"""The same words in several languages, by language tag; Japanese (`ja`) is always there."""


class Stage(StrEnum):
    """The two calls of a Japanese counter: reception first, hand-over of the result second."""

    RECEPTION = "reception"
    ISSUANCE = "issuance"


class AtClose(StrEnum):
    """What becomes of the people who still wait when the day closes."""

    CARRY = "carry"
    END = "end"


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work at a counter: a stage of a service."""

    service: ServiceId
    stage: Stage = Stage.RECEPTION


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day, in minutes after midnight; `closes` itself is outside, 1440 is midnight."""

    opens: int
    closes: int

    def covers(self, at: datetime) -> bool:
        """Whether the office-local time `at` lies in this stretch."""
        return self.opens <= at.hour * 60 + at.minute < self.closes


@dataclass(frozen=True, slots=True)
class Estimate:
    """A wait in seconds: one in ten is shorter than `low`, half than `mid`, nine in ten than `high`."""

    low: int
    mid: int
    high: int


@dataclass(frozen=True, slots=True)
class Series:
    """A run of numbers under one prefix, starting afresh each day.

    `avoid` lists whole numbers that are never given out, `avoid_digits` digits that none may contain;
    `then` names the series that goes on when this one is used up, without it the office says no.
    """

    id: SeriesId
    prefix: str
    first: int
    last: int
    digits: int = 3
    avoid: tuple[int, ...] = ()
    avoid_digits: str = ""
    then: SeriesId | None = None

    def written(self, count: int) -> Number:
        """The number as it stands on the slip, on the board and in the announcement."""
        return f"{self.prefix}{count:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class Congestion:
    """From where on a line counts as moderate, busy, very busy: people waiting, or minutes of estimate."""

    by: str
    moderate: int
    busy: int
    very_busy: int


@dataclass(frozen=True, slots=True)
class Service:
    """What a visitor may come for.

    `minutes_per_call` is the office's own guess of the time between two calls of this line, used until
    the line has taught better (WAITS.md section 0: three minutes). `wait_target_min` is the wait from
    which managers are warned.
    """

    id: ServiceId
    names: Names
    series: SeriesId
    hours: tuple[Span, ...]
    congestion: Congestion
    purpose: str = ""
    section: str = ""
    bring: tuple[Names, ...] = ()
    hint: Names | None = None
    minutes_per_call: float = 3.0
    wait_target_min: int = 30

    def accepts(self, at: datetime) -> bool:
        """Whether tickets are given out at the office-local time `at`."""
        return any(span.covers(at) for span in self.hours)


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter as furnished: its work in the order in which it prefers it, and whom it suits."""

    id: CounterId
    names: Names
    work: tuple[Duty, ...]
    suits: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """People who are called as if they had come `head_start_min` minutes earlier than they did."""

    id: str
    names: Names
    head_start_min: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A named thing that people choose: a purpose, a need, a section, a reason for a pause."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for the public-information area of the board."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the house.

    `patience_min`: a counter takes the next kind of work in its profile when somebody there has waited
    that many minutes longer than the first of the kind before it (order.py).
    `recall_pause_s`: seconds between two recalls. A no-show needs `no_show_recalls` recalls and
    `no_show_min` minutes since the call; the late-comer may be called again within `late_min` minutes.
    """

    recalls: int = 3
    recall_pause_s: int = 5
    no_show_recalls: int = 0
    no_show_min: int = 0
    late_min: int = 60
    patience_min: int = 15
    at_close: AtClose = AtClose.CARRY
    next_leg_keeps_place: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One office on one business date; `DayOpened` carries it, so that a replay never asks a file.

    `special`: whether this is a special opening. UNSET where nothing says so (the office file is silent, or
    the record is older than the question); then it does not stand in the log either, so that the hashes of
    old records stay what they are.
    """

    office: OfficeId
    names: Names
    zone: str
    date: date
    day_names: Names
    hours: tuple[Span, ...]
    series: Mapping[SeriesId, Series]
    services: Mapping[ServiceId, Service]
    counters: Mapping[CounterId, CounterPlan]
    purposes: Mapping[str, Choice]
    sections: Mapping[str, Choice]
    needs: Mapping[str, Choice]
    pauses: Mapping[str, Choice]
    priorities: Mapping[str, PriorityClass]
    rules: Rules = Rules()
    notices: tuple[Notice, ...] = ()
    languages: tuple[str, ...] = ("ja", "en")
    special: bool | UnsetType = UNSET
