"""All wards of a year side by side: how far each has come, what it kept, what it achieved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.core.commands import Scene
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.papers import Aim, Check, Standard
from server.evaluation.core.state import WHOLE_CITY, Lapse, Loop, Target, WardYear
from server.ports.city import City, SectionId, Ward, WardId


class Stage(StrEnum):
    """The stations of a ward's year, in their order."""

    POLICY = "policy"
    TARGETS = "targets"
    COUNCIL_PLAN = "council_plan"
    PLAN_PUBLIC = "plan_public"
    EVALUATED = "evaluated"
    COUNCIL_RESULTS = "council_results"
    REVIEW = "review"
    RESULTS_PUBLIC = "results_public"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a stage has come: `of` sections where it is a matter of sections, otherwise one."""

    stage: Stage
    done: int
    of: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.done >= self.of


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward's year, stage by stage."""

    ward: WardId
    stages: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A section of a ward: a column of the matrix."""

    ward: WardId
    section: SectionId


@dataclass(frozen=True, slots=True)
class ComplianceRow:
    """A standard, and for each column the latest check (none: not checked yet)."""

    standard: Standard
    checks: tuple[Check | None, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the standards were kept, not kept, not checked, by the last report of each.

    `lapsed` of them were reported as not kept at some time of the year, whether they are kept since or not.
    """

    kept: int
    broken: int
    unchecked: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A standard that a section did not keep at some time of the year, what it did, and how it stands now.

    `aim` is the target that a section's own standard was, None for the city's.
    """

    column: Column
    sentence: str
    aim: Aim | None
    lapse: Lapse


@dataclass(frozen=True, slots=True)
class Compliance:
    """The matrix of a year: `totals` by column over the city's standards, `own` over the sections' own."""

    wards: tuple[tuple[WardId, int], ...]
    columns: tuple[Column, ...]
    scenes: tuple[tuple[Scene, tuple[ComplianceRow, ...]], ...]
    totals: tuple[Counted, ...]
    own: tuple[Counted, ...]
    broken: tuple[Broken, ...]

    @property
    def whole(self) -> Counted:
        """Over everything that is to be kept."""
        every = (*self.totals, *self.own)
        return Counted(
            sum(each.kept for each in every),
            sum(each.broken for each in every),
            sum(each.unchecked for each in every),
            sum(each.lapsed for each in every),
        )


@dataclass(frozen=True, slots=True)
class Achieved:
    """A target with its grade (none: not evaluated yet), where it stands, and what becomes of it."""

    ward: WardId
    section: SectionId
    target: Target
    grade: Grade | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class AchievementRow:
    """One ward: its targets by section, the wider ones, and how often each grade was given."""

    ward: WardId
    sections: tuple[tuple[SectionId, tuple[Achieved, ...]], ...]
    wider: tuple[Achieved, ...]
    grades: Mapping[Grade, int]
    open: int


def ward_rows(loop: Loop, city: City, year: int) -> tuple[WardRow, ...]:
    """Every ward of the city in its order."""
    return tuple(WardRow(each, stages_of(loop.ward(each, year), ward)) for each, ward in city.wards.items())


def stages_of(year: WardYear, ward: Ward) -> tuple[Reached, ...]:
    """The stages of a ward's year."""
    sections = len(ward.sections)
    return (
        Reached(Stage.POLICY, int(year.policy is not None), 1),
        Reached(Stage.TARGETS, len(year.reported), sections),
        Reached(Stage.COUNCIL_PLAN, int(year.plan_council_on is not None), 1),
        Reached(Stage.PLAN_PUBLIC, int(year.plan_published_at is not None), 1),
        Reached(Stage.EVALUATED, len(year.evaluated), sections),
        Reached(Stage.COUNCIL_RESULTS, int(bool(year.council_summary)), 1),
        Reached(Stage.REVIEW, int(year.review is not None), 1),
        Reached(Stage.RESULTS_PUBLIC, int(year.results_published_at is not None), 1),
    )


def compliance_of(loop: Loop, city: City, year: int) -> Compliance:
    """Standards in force x wards x sections, by the latest check of each."""
    columns = tuple(Column(ward, each) for ward in city.wards for each in city.wards[ward].sections)
    rows = [
        ComplianceRow(each, tuple(_latest(loop, year, column, each.id) for column in columns))
        for each in loop.adopted(year)
    ]
    by_scene = [(scene, tuple(row for row in rows if row.standard.scene is scene)) for scene in Scene]
    return Compliance(
        wards=tuple((ward, len(city.wards[ward].sections)) for ward in city.wards),
        columns=columns,
        scenes=tuple((scene, found) for scene, found in by_scene if found),
        totals=tuple(_counted(loop, year, each, {one.id for one in loop.adopted(year)}) for each in columns),
        own=tuple(_counted(loop, year, each, set(_own(loop, each, year))) for each in columns),
        broken=tuple(_broken(loop, year, columns)),
    )


def achievements_of(loop: Loop, city: City, year: int) -> tuple[AchievementRow, ...]:
    """The grades of every ward's targets, last the whole city's own targets where there are any."""
    rows = [_achievement_row(loop, year, each, tuple(city.wards[each].sections)) for each in city.wards]
    if loop.ward(WHOLE_CITY, year).targets:
        rows.append(_achievement_row(loop, year, WHOLE_CITY, ()))
    return tuple(rows)


def _achievement_row(loop: Loop, year: int, ward: WardId, sections: tuple[SectionId, ...]) -> AchievementRow:
    targets = loop.ward(ward, year).targets
    found = [_achieved(ward, targets[each]) for each in sorted(targets)]
    return AchievementRow(
        ward,
        tuple((section, tuple(each for each in found if each.section == section)) for section in sections),
        tuple(each for each in found if each.section not in sections),
        {grade: sum(each.grade is grade for each in found) for grade in Grade},
        sum(each.grade is None for each in found),
    )


def _achieved(ward: WardId, target: Target) -> Achieved:
    grade = target.evaluation.grade if target.evaluation else None
    return Achieved(ward, target.aim.section, target, grade, target.outcome)


def _latest(loop: Loop, year: int, column: Column, standard: str) -> Check | None:
    checks = loop.ward(column.ward, year).checks.get((column.section, standard), ())
    return checks[-1] if checks else None


def _counted(loop: Loop, year: int, column: Column, standards: set[str]) -> Counted:
    checks = [_latest(loop, year, column, each) for each in standards]
    return Counted(
        sum(each is not None and each.kept for each in checks),
        sum(each is not None and not each.kept for each in checks),
        sum(each is None for each in checks),
        sum(each.standard in standards for each in loop.lapses(column.ward, column.section, year)),
    )


def _own(loop: Loop, column: Column, year: int) -> dict[str, Aim]:
    return {each.id: each.aim for each in loop.own_standards(column.ward, column.section, year)}


def _broken(loop: Loop, year: int, columns: tuple[Column, ...]) -> Iterator[Broken]:
    of_city = {each.id: each.sentence for each in loop.adopted(year)}
    for column in columns:
        own = _own(loop, column, year)
        sentences = of_city | {id: aim.title for id, aim in own.items()}
        for each in loop.lapses(column.ward, column.section, year):
            yield Broken(column, sentences[each.standard], own.get(each.standard), each)
