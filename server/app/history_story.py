"""What two fiscal years bring to the demo office: who comes when, who sits where, and what is improved.

The volumes, the year's peaks and the share of each hour follow what Japanese offices publish (DOMAIN.md
section 2.3); the office is small, so that two years are written in seconds. The improvements are invented:
in October of the first year a floor guide and one more counter at the certificates, in the second spring a
rush at the health insurance that is answered in July.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from server.core.calendar import Holidays
from server.core.commands import Scene
from server.core.plan import CounterId, ServiceId

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Usual:
    """What a service is like on an ordinary weekday; minutes are means.

    `visitors` come a day; `two_stage` of them wait for the back office and are called once more; `legs` are
    the services some of them go on to.
    """

    visitors: float
    minutes: float
    two_stage: float
    back_office_min: float
    issuance_min: float
    legs: tuple[ServiceId, ...] = ()


USUAL: Mapping[ServiceId, Usual] = {
    "certificate": Usual(37, 7.5, 0.2, 6, 1.5),
    "move": Usual(13, 16, 0.3, 15, 4, ("insurance", "child", "mynumber")),
    "seal": Usual(7, 7, 0.3, 8, 3),
    "family_register": Usual(6, 14, 0.6, 30, 4, ("insurance",)),
    "insurance": Usual(15, 14, 0.3, 12, 4),
    "child": Usual(8, 17, 0.25, 12, 4),
    "mynumber": Usual(12, 14, 0.25, 10, 5),
    "tax": Usual(6, 5, 0.3, 5, 2),
}

WEEKDAYS = (1.15, 1.0, 0.94, 0.95, 1.04)
"""Monday to Friday."""

SATURDAY: Mapping[ServiceId, float] = {"certificate": 0.5, "move": 0.5, "seal": 0.4, "insurance": 0.35}
"""Share of an ordinary weekday, for the services that open on the 2nd and 4th Saturday."""

SHARE_OF_HOUR: Mapping[int, float] = {
    8: 4.0, 9: 13.2, 10: 16.3, 11: 12.8, 12: 8.5, 13: 12.0, 14: 12.3, 15: 10.2, 16: 7.6,
}  # fmt: skip
"""Percent of the visitors of a weekday (Ofunato City, DOMAIN.md section 2.3)."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A clerk at a counter: from, until (seconds of the day; None: until everybody is served), and lunch."""

    counter: CounterId
    begins: int
    ends: int | None = None
    lunch: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be expected of one day; times are seconds after midnight, minutes are means.

    `share_of_hour` tells when people come between `opens` and `closes`. `transferred`, `deficient` and
    `by_phone` are shares of the visitors, `scenes` the pieces of work without a ticket.
    """

    opens: int
    closes: int
    share_of_hour: Mapping[int, float]
    visitors: Mapping[ServiceId, float]
    minutes: Mapping[ServiceId, float]
    shifts: tuple[Shift, ...]
    transferred: float = 0.03
    deficient: float = 0.08
    by_phone: float = 0.08
    scenes: Mapping[Scene, float] = field(default_factory=dict)


def first_day(today: date) -> date:
    """1 April of the last fiscal year that is complete on this date."""
    return date(today.year - 1 if (today.month, today.day) >= (4, 1) else today.year - 2, 4, 1)


def is_open(day: date, holidays: Holidays) -> bool:
    """Weekdays, and the 2nd and 4th Saturday of the month; not on holidays, nor at the turn of the year."""
    if holidays(day) or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return False
    return day.weekday() < 5 or (day.weekday() == 5 and (day.day - 1) // 7 in {1, 3})


def load_of(day: date, first: date, holidays: Holidays) -> Load:
    """What an open day brings, in a history that begins on `first`."""
    weekday = _saturday() if day.weekday() == 5 else _weekday(day)
    rush = 1.12 if not is_open(day - timedelta(days=1), holidays) and day.weekday() < 5 else 1.0
    visitors = {each: count * rush * _season(day, each) for each, count in weekday.visitors.items()}
    return _improved(replace(weekday, visitors=visitors), day, first)


# The year.


def _weekday(day: date) -> Load:
    busy = WEEKDAYS[day.weekday()] * (1.08 if day.day >= 26 or day.day <= 3 else 1.0)
    return Load(
        opens=8 * HOUR + 1800,
        closes=17 * HOUR,
        share_of_hour=SHARE_OF_HOUR,
        visitors={each: usual.visitors * busy for each, usual in USUAL.items()},
        minutes={each: usual.minutes for each, usual in USUAL.items()},
        shifts=(*_staff(), *(_reinforcements() if _is_peak(day) else ())),
        scenes={
            Scene.PHONE: 11, Scene.WAYFINDING: 2, Scene.NOTICE: 0.8, Scene.FACE_TO_FACE: 2,
            Scene.FIELD_VISIT: 0.6, Scene.INTERNAL_ORGANIZATION: 1, Scene.COMMON: 0.4,
        },
    )  # fmt: skip


def _saturday() -> Load:
    return Load(
        opens=9 * HOUR,
        closes=12 * HOUR + 1800,
        share_of_hour={9: 30, 10: 35, 11: 27, 12: 8},
        visitors={each: USUAL[each].visitors * share for each, share in SATURDAY.items()},
        minutes={each: usual.minutes for each, usual in USUAL.items()},
        shifts=tuple(Shift(each, 9 * HOUR) for each in ("1", "4", "7", "8", "12")),
        scenes={Scene.PHONE: 2, Scene.WAYFINDING: 1},
    )


def _staff() -> tuple[Shift, ...]:
    """Every kind of work has somebody who stays to the end of the day."""
    nine, noon = 8 * HOUR + 1800, 11 * HOUR + 1800
    turns = (noon, noon + 2700, noon + 5400)
    return (
        Shift("4", nine, lunch=turns[0]),
        Shift("6", nine, lunch=turns[1]),
        Shift("7", nine, lunch=turns[2]),
        Shift("8", nine, lunch=turns[0]),
        Shift("10", nine, lunch=turns[1]),
        Shift("11", nine, lunch=turns[2]),
        Shift("12", nine, lunch=turns[2]),
        Shift("1", 10 * HOUR, ends=12 * HOUR),
        Shift("9", 13 * HOUR, ends=15 * HOUR),
    )


def _reinforcements() -> tuple[Shift, ...]:
    return (Shift("3", 9 * HOUR, 15 * HOUR), Shift("13", 10 * HOUR, 16 * HOUR))


def _is_peak(day: date) -> bool:
    return date(day.year, 3, 16) <= day <= date(day.year, 4, 17)


def _season(day: date, service: ServiceId) -> float:
    """How many times the usual number of people come for this."""
    if service in {"move", "seal", "certificate"} and _is_peak(day):
        near = 1 - min(abs((day - date(day.year, 4, 1)).days), 16) / 16
        return {"move": 1.5 + 1.9 * near, "seal": 1.3 + 0.7 * near, "certificate": 1.15 + 0.35 * near}[
            service
        ]
    if service == "insurance" and 4 <= day.month <= 6:
        return {4: 1.35, 5: 1.15, 6: 1.2}[day.month]
    if service == "tax" and date(day.year, 6, 1) <= day <= date(day.year, 7, 15):
        return 2.6
    return 0.9 if day.month in {8, 12} else 1.0


# The improvements.


def _improved(load: Load, day: date, first: date) -> Load:
    """The load after what the office has done about it up to this date."""
    share = min(0.08 + 0.008 * ((day.year - first.year) * 12 + day.month - first.month), 0.25)
    load = replace(load, by_phone=share)
    if day >= date(first.year, 10, 1):
        load = _with_floor_guide(load)
    if day >= date(first.year + 1, 3, 16) and _is_peak(day):
        load = _with_special_counter(load)
    if date(first.year + 1, 4, 1) <= day <= date(first.year + 1, 6, 30):
        load = _with_new_insurance_rules(load)
    if day >= date(first.year + 1, 7, 1):
        load = _with_second_insurance_clerk(load)
    return load


def _with_floor_guide(load: Load) -> Load:
    """Papers are looked through before the counter, and counter 1 is at work all day."""
    minutes = {**load.minutes, "certificate": load.minutes["certificate"] * 0.85}
    scenes = {**load.scenes, Scene.WAYFINDING: load.scenes[Scene.WAYFINDING] * 2.5}
    shifts = _exchanged(load.shifts, Shift("1", load.opens, lunch=_lunch(load, 2)))
    return replace(load, minutes=minutes, scenes=scenes, shifts=shifts, transferred=0.015, deficient=0.04)


def _with_special_counter(load: Load) -> Load:
    """Counter 5 for those who move, in the middle of the day, from the second rush on."""
    begins, ends = 11 * HOUR + 1800, min(14 * HOUR, load.closes)
    return replace(load, shifts=_exchanged(load.shifts, Shift("5", begins, ends=ends)))


def _with_new_insurance_rules(load: Load) -> Load:
    minutes = {**load.minutes, "insurance": load.minutes["insurance"] * 1.2}
    visitors = {**load.visitors, "insurance": load.visitors["insurance"] * 1.15}
    return replace(load, minutes=minutes, visitors=visitors)


def _with_second_insurance_clerk(load: Load) -> Load:
    return replace(
        load, shifts=_exchanged(load.shifts, Shift("9", 11 * HOUR, ends=min(15 * HOUR, load.closes)))
    )


def _lunch(load: Load, turn: int) -> int | None:
    return 11 * HOUR + 1800 + 2700 * turn if load.closes > 13 * HOUR else None


def _exchanged(shifts: tuple[Shift, ...], shift: Shift) -> tuple[Shift, ...]:
    return (*(each for each in shifts if each.counter != shift.counter), shift)
