"""The figures and papers of the sample: what is measured, the aims, the evaluations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from server.evaluation.core.guideline import (
    Basis,
    Direction,
    Grade,
    Latitude,
    Outcome,
    Scope,
    beginning,
    is_reached,
    proposed_grade,
)
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import Action, Aim, Evaluation
from server.evaluation.sample.told import Told, ToldTarget
from server.ports.city import City, WardId


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reading that the steps need: of what, from when until when."""

    indicator: Indicator
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample in a city: `last` is the year that is over, `figures` what the measures said.

    `actions` are those of the first ward's register as they lay before its review of that year.
    """

    told: Told
    city: City
    last: int
    figures: Mapping[Wanted, Reading]
    actions: tuple[Action, ...] | None = None

    def name(self, year: int) -> str:
        """What the files call a year."""
        return "last" if year == self.last else "current"

    def targets(self, ward: WardId, year: int) -> Mapping[str, tuple[float, ...]]:
        """The figures of a ward's targets, by the target."""
        told = self.told.wards[ward]
        return told.last if year == self.last else told.current


def indicator(sample: Sample, ward: WardId, target: ToldTarget) -> Indicator:
    """What a target is measured by: the ward's own log where there is one, else a count by hand."""
    offices = sample.city.wards[ward].offices
    if target.measured is None or not offices:
        return Indicator(Source.COUNTED, target.counted, unit=target.unit)
    of = target.measured
    return Indicator(Source.MEASURES, of.figure, offices[0], of.section, of.service, minutes=of.minutes)


def year_end(year: int) -> date:
    """The last day of February: the figures are read before the year is over, so that it can be closed."""
    return date(year + 1, 3, 1) - timedelta(days=1)


def wanted(sample: Sample) -> Iterator[Wanted]:
    """Every reading that the steps need: April for the first baseline, then the whole year as evaluated."""
    for ward in sample.told.wards:
        for year in (sample.last, sample.last + 1):
            for name in sample.targets(ward, year):
                measured = indicator(sample, ward, sample.told.targets[name])
                if measured.source is Source.MEASURES:
                    yield _before(sample, measured, year)
                    if year == sample.last:
                        yield Wanted(measured, beginning(year), year_end(year))


def _before(sample: Sample, measured: Indicator, year: int) -> Wanted:
    if year == sample.last:
        return Wanted(measured, date(year, 4, 1), date(year, 4, 30))
    return Wanted(measured, beginning(year - 1), year_end(year - 1))


def _baseline(sample: Sample, ward: WardId, name: str, year: int) -> float:
    given = sample.targets(ward, year)[name]
    measured = indicator(sample, ward, sample.told.targets[name])
    if measured.source is Source.COUNTED:
        return given[0]
    read = sample.figures[_before(sample, measured, year)].value
    if read is None:
        raise LookupError(f"nothing was counted for the baseline of {name} in {ward}")
    return round(read, 1)


def aim(sample: Sample, ward: WardId, name: str, year: int) -> Aim:
    """A ward's target of a year with its figures."""
    target = sample.told.targets[name]
    given = sample.targets(ward, year)[name]
    baseline = _baseline(sample, ward, name, year)
    value = given[0] if len(given) == 1 else given[1]
    words = {"baseline": f"{baseline:g}", "value": f"{value:g}"}
    return Aim(
        Scope.SECTION,
        target.section,
        target.item,
        target.title,
        target.current_state.format(**words),
        target.plan.format(**words),
        target.principle,
        target.scene,
        Basis.EXCEEDS_STANDARD if target.standard else Basis.NEW_ITEM,
        target.standard,
        Latitude.WARD_OWN,
        indicator(sample, ward, target),
        baseline,
        _within_reach(value, baseline, target.direction),
        target.direction,
    )


def _within_reach(value: float, baseline: float, direction: Direction) -> float:
    """The value, or a little better than the baseline where the office has come that far already."""
    if is_reached(baseline, value, direction):
        return round(baseline * (1.02 if direction is Direction.UP else 0.98), 1)
    return value


def target_id(ward: WardId, name: str, year: int) -> str:
    """The id of a ward's target; it stays its own when it becomes a standard of the section."""
    return f"{year}-{ward}-{name}"


def evaluation(sample: Sample, ward: WardId, name: str, year: int) -> Evaluation:
    """A target's evaluation: the frozen figure, the grade that it proposes, and what comes next if missed."""
    told, of = sample.told.targets[name], aim(sample, ward, name, year)
    until = year_end(year)
    if of.indicator.source is Source.MEASURES:
        reading = sample.figures[Wanted(of.indicator, beginning(year), until)]
    else:
        reached = sample.targets(ward, year)[name][2]
        reading = Reading(beginning(year), until, reached, evidence=sample.told.sample_evidence)
    if reading.value is None:
        raise LookupError(f"nothing was counted for {name} in {ward}")
    grade = proposed_grade(of.baseline, of.value, reading.value)
    met = is_reached(reading.value, of.value, of.direction) and grade < Grade.BELOW
    result = told.result.format(reached=f"{round(reading.value, 1):g}")
    return Evaluation(reading, result, grade, follow_up="" if met else told.follow_up)


def outcome(evaluated: Evaluation) -> Outcome:
    """On as before where it was met, on with another aim where it was not."""
    return Outcome.KEEP_CHANGED if evaluated.follow_up else Outcome.KEEP
