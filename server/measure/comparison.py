"""Did it help? Daily values before and after a change, weekday by weekday, with what else was different.

The day is the unit: visitors of one day share its weather, its staff and its queue, so thousands of tickets
are no more evidence than their days. Mondays are compared with Mondays and every weekday weighs the same,
however many of each there were (a post-stratified difference). Its variance is Welch's, cell by cell, its
degrees of freedom are Satterthwaite's, its interval is Student's. If the same weeks of the year before are
known, their change is taken off as well (difference in differences), because April is not June. None of this
proves a cause: the verdict says what can be told from chance, `Doubt` says what else could be behind it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import inf, sqrt
from statistics import NormalDist, fmean, variance

from server.measure.definitions import Better

CONFIDENCE = 0.95
YEAR = timedelta(days=364)
"""Fifty-two weeks: the same season and the same weekday."""

FEWEST_DEGREES = 3.0
"""Below this the interval would be a guess; then nothing is told."""

FEW_DAYS = 20
NOTABLE_VOLUME = 0.05
NOTABLE_LIKENESS = 0.3


class Verdict(StrEnum):
    """What the days say; never that the change was the cause."""

    IMPROVED = "improved"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class Doubt(StrEnum):
    """What else may be behind a difference, or make the interval too narrow."""

    WEEKDAYS = "weekdays"
    SEASON = "season"
    VOLUME = "volume"
    FEW_DAYS = "few_days"
    NEIGHBOURS = "neighbours"
    OTHER_CHANGES = "other_changes"
    DAYS_LEFT_OUT = "days_left_out"
    SAME_LAST_YEAR = "same_last_year"


@dataclass(frozen=True, slots=True)
class DayValue:
    """One business date: the value of the measure (None: no case on that day) and the tickets issued."""

    date: date
    value: float | None
    issued: int
    special: bool = False
    """An opening out of the ordinary, which is left out: it has no ordinary day to be compared with."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was changed on a date, as noted by the office."""

    date: date
    words: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference in the measure's unit, the bounds of its interval, the degrees of freedom behind it."""

    difference: float
    low: float
    high: float
    degrees: float


@dataclass(frozen=True, slots=True)
class Weekday:
    """One weekday (1 is Monday): its days and their mean on both sides."""

    weekday: int
    days_before: int
    days_after: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be said: means with equal weekday weights, the interval of their difference, and the doubts.

    `against_last_year` is the difference less the difference of the same weeks a year before, where those are
    known. `estimate` is None when there are too few days on a side. `volume` is the change of tickets per day
    as a share, weekday by weekday.
    """

    verdict: Verdict
    before: float | None
    after: float | None
    estimate: Estimate | None
    against_last_year: Estimate | None
    weekdays: tuple[Weekday, ...]
    volume: float | None
    doubts: tuple[Doubt, ...]
    left_out: int
    other_changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The days of one weekday on one side."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Their mean."""
        return fmean(self.values)

    @property
    def uncertainty(self) -> float:
        """The variance of the mean."""
        return variance(self.values) / len(self.values)


Cells = Mapping[int, tuple[Cell, Cell]]


def compared(
    days: Iterable[DayValue], on: date, weeks: int, better: Better, changes: Sequence[Change] = ()
) -> Comparison:
    """The weeks before `on` against the weeks from `on`; `days` may reach a year further back.

    `changes` are all that the office has noted, the one of `on` included.
    """
    known = {each.date: each for each in days}
    span = timedelta(weeks=weeks)
    inside = [each for each in known.values() if on - span <= each.date < on + span]
    cells = _cells(inside, on)
    estimate = _estimate(cells)
    a_year_before = _cells(
        [each for each in known.values() if on - span <= each.date + YEAR < on + span], on - YEAR
    )
    against = _against(cells, a_year_before)
    kept = sum(len(each.values) for pair in cells.values() for each in pair)
    others = tuple(each for each in changes if each.date != on and on - span <= each.date < on + span)
    volume = _volume(inside, on, cells)
    verdict = _verdict(estimate, against, better)
    left_out = len(inside) - kept
    doubts = _doubts(inside, on, cells, estimate, against, volume, others, left_out, better)
    return Comparison(
        verdict=verdict,
        before=fmean(pair[0].mean for pair in cells.values()) if cells else None,
        after=fmean(pair[1].mean for pair in cells.values()) if cells else None,
        estimate=estimate,
        against_last_year=against,
        weekdays=tuple(_weekday(each, cells[each]) for each in sorted(cells)),
        volume=volume,
        doubts=tuple(each for each in Doubt if each in doubts),
        left_out=left_out,
        other_changes=others,
    )


def _cells(days: Iterable[DayValue], on: date) -> Cells:
    """Weekdays of which both sides have at least two ordinary days with a value."""
    found: dict[int, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for each in days:
        if each.value is not None and not each.special:
            found[each.date.isoweekday()][each.date >= on].append(each.value)
    return {
        weekday: (Cell(tuple(before)), Cell(tuple(after)))
        for weekday, (before, after) in found.items()
        if len(before) > 1 and len(after) > 1
    }


def _estimate(*all_cells: Cells) -> Estimate | None:
    """The difference over equal weekday weights; of several sets of cells the first less the others."""
    parts: list[tuple[float, int]] = []
    difference = 0.0
    for index, cells in enumerate(all_cells):
        if not cells:
            return None
        weight = 1 / len(cells)
        sign = -1 if index else 1
        difference += sign * weight * sum(after.mean - before.mean for before, after in cells.values())
        parts += [
            (weight**2 * each.uncertainty, len(each.values) - 1) for pair in cells.values() for each in pair
        ]
    spread = sum(part for part, _ in parts)
    if spread == 0:
        return Estimate(difference, difference, difference, inf)
    degrees = spread**2 / sum(part**2 / freedom for part, freedom in parts)
    if degrees < FEWEST_DEGREES:
        return None
    reach = student(0.5 + CONFIDENCE / 2, degrees) * sqrt(spread)
    return Estimate(difference, difference - reach, difference + reach, degrees)


def _against(cells: Cells, last_year: Cells) -> Estimate | None:
    """The difference less that of the year before, over the weekdays that both years have."""
    both = cells.keys() & last_year.keys()
    if not both:
        return None
    return _estimate({each: cells[each] for each in both}, {each: last_year[each] for each in both})


def student(share: float, degrees: float) -> float:
    """The quantile of Student's t: Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5).

    For 95 % intervals off by less than 0.2 % from three degrees of freedom on, by less than 0.02 % from five.
    """
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, start=1))


def _verdict(estimate: Estimate | None, against: Estimate | None, better: Better) -> Verdict:
    """Better or worse only if the interval leaves zero out, and the year before does not take it back."""
    plain = side_of(estimate, better)
    if against is not None and side_of(against, better) is not plain:
        return Verdict.CANNOT_TELL
    return plain


def side_of(estimate: Estimate | None, better: Better) -> Verdict:
    """What one interval says by itself."""
    if estimate is None or better is Better.NEITHER or estimate.low <= 0 <= estimate.high:
        return Verdict.CANNOT_TELL
    return Verdict.IMPROVED if (estimate.low > 0) == (better is Better.UP) else Verdict.WORSE


def _weekday(weekday: int, pair: tuple[Cell, Cell]) -> Weekday:
    before, after = pair
    return Weekday(weekday, len(before.values), len(after.values), before.mean, after.mean)


def _volume(days: Sequence[DayValue], on: date, cells: Cells) -> float | None:
    """How many more tickets a day, as a share, over the weekdays compared."""
    issued: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for each in days:
        if not each.special and each.value is not None and each.date.isoweekday() in cells:
            issued[each.date.isoweekday(), each.date >= on].append(each.issued)
    before = sum(fmean(numbers) for (_, late), numbers in issued.items() if not late)
    after = sum(fmean(numbers) for (_, late), numbers in issued.items() if late)
    return after / before - 1 if before else None


def _doubts(
    days: Sequence[DayValue],
    on: date,
    cells: Cells,
    estimate: Estimate | None,
    against: Estimate | None,
    volume: float | None,
    others: Sequence[Change],
    left_out: int,
    better: Better,
) -> set[Doubt]:
    sides = [sum(len(pair[side].values) for pair in cells.values()) for side in (0, 1)]
    mixes = [Counter({each: len(pair[side].values) for each, pair in cells.items()}) for side in (0, 1)]
    taken_back = side_of(estimate, better) is not Verdict.CANNOT_TELL and against is not None
    held = {
        Doubt.WEEKDAYS: mixes[0] != mixes[1],
        Doubt.SEASON: against is None,
        Doubt.VOLUME: volume is not None and abs(volume) >= NOTABLE_VOLUME,
        Doubt.FEW_DAYS: min(sides) < FEW_DAYS,
        Doubt.NEIGHBOURS: likeness(days, on, cells) >= NOTABLE_LIKENESS,
        Doubt.OTHER_CHANGES: bool(others),
        Doubt.DAYS_LEFT_OUT: left_out > 0,
        Doubt.SAME_LAST_YEAR: taken_back and side_of(against, better) is not side_of(estimate, better),
    }
    return {doubt for doubt, holds in held.items() if holds}


def likeness(days: Sequence[DayValue], on: date, cells: Cells) -> float:
    """How much a day is like the day before it (lag-1 correlation of what weekday and side leave)."""
    rest = [
        each.value - cells[each.date.isoweekday()][each.date >= on].mean
        for each in sorted(days, key=lambda each: each.date)
        if each.value is not None and not each.special and each.date.isoweekday() in cells
    ]
    whole = sum(each**2 for each in rest)
    return sum(one * next_one for one, next_one in pairwise(rest)) / whole if whole else 0.0
