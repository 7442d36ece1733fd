"""The loop as it stands: the city's standards of every year, and every ward's year."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from immutables import Map

from server.evaluation.core.duties import Post
from server.evaluation.core.guideline import YEARS_BACK, Grade, Outcome, is_better, is_reached
from server.evaluation.core.papers import (
    Aim,
    Check,
    Evaluation,
    Initiative,
    Order,
    Policy,
    Progress,
    Review,
    Standard,
)
from server.ports.city import SectionId, WardId

WHOLE_CITY: WardId = ""
"""Stands in place of a ward where the whole city's targets are kept."""

WardOfYear: TypeAlias = tuple[WardId, int]


@dataclass(frozen=True, slots=True)
class Target:
    """A target with all that came of it; progress is by initiative, in the order of reporting.

    `later` says when an initiative was planned that the published plan did not have.
    """

    id: str
    aim: Aim
    initiatives: Map[str, Initiative] = field(default_factory=Map)
    progress: Map[str, tuple[Progress, ...]] = field(default_factory=Map)
    evaluation: Evaluation | None = None
    proposed: Grade | None = None
    outcome: Outcome | None = None
    later: Map[str, datetime] = field(default_factory=Map)

    @property
    def met(self) -> bool:
        """Whether the frozen figure reached the value aimed at."""
        if self.evaluation is None or self.evaluation.reading.value is None:
            return False
        return is_reached(self.evaluation.reading.value, self.aim.value, self.aim.direction)


@dataclass(frozen=True, slots=True)
class StandardsOfYear:
    """The city's standards of a year: a draft until adopted, then fixed; at the end verified."""

    standards: tuple[Standard, ...] = ()
    adopted_at: datetime | None = None
    achievements: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class WardYear:
    """One ward's year, from the policy to the published results.

    `reported` are the sections whose targets the committee has, `evaluated` those whose results it has,
    `returned` what it said when it gave them back. `checked_at` is when each standard was last checked,
    `unguided` are those last reported as not kept without guidance or an order to the section since then.
    """

    policy: Policy | None = None
    targets: Map[str, Target] = field(default_factory=Map)
    reported: frozenset[SectionId] = frozenset()
    plan_council_on: date | None = None
    plan_published_at: datetime | None = None
    checks: Map[tuple[SectionId, str], tuple[Check, ...]] = field(default_factory=Map)
    checked_at: Map[tuple[SectionId, str], datetime] = field(default_factory=Map)
    unguided: frozenset[tuple[SectionId, str]] = frozenset()
    guidance: tuple[tuple[SectionId, str], ...] = ()
    orders: Map[str, Order] = field(default_factory=Map)
    answers: Map[str, str] = field(default_factory=Map)
    evaluated: frozenset[SectionId] = frozenset()
    returned: Map[SectionId, str] = field(default_factory=Map)
    council_summary: str = ""
    review: Review | None = None
    results_published_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether the council has heard the results; the whole city's targets have none, only publication."""
        return bool(self.council_summary) or self.results_published_at is not None


@dataclass(frozen=True, slots=True)
class SectionStandard:
    """A target that was met and is kept from the year after `year` on as a standard of its section.

    `sections` keep it where it was a division's; a wider one is kept by all. `until` is the last year in
    which it is kept, once a target that goes beyond it was met, which takes its place, or once it was ended:
    then `end_reason` says why.
    """

    id: str
    year: int
    aim: Aim
    sections: tuple[SectionId, ...] = ()
    until: int | None = None
    end_reason: str = ""

    def is_kept_in(self, year: int) -> bool:
        """Whether it is a standard of this year."""
        return self.year < year and (self.until is None or year <= self.until)

    def is_surpassed_by(self, aim: Aim) -> bool:
        """Whether a target binds the same people by the same figure to more: met, it can take its place."""
        bound = (self.aim.scope, self.aim.section, self.aim.division)
        if (aim.scope, aim.section, aim.division) != bound or not aim.is_measured_as(self.aim):
            return False
        return is_better(aim.value, self.aim.value, aim.direction)

    def is_kept_by(self, section: SectionId) -> bool:
        """Whether a section keeps it; no section stands for whoever works for the wider targets."""
        if self.aim.section or not section:
            return self.aim.section == section
        return not self.sections or section in self.sections


@dataclass(frozen=True, slots=True)
class Lapse:
    """A standard that a section reported as not kept in a year: the latest such report, and the last of all.

    Earlier words are in the history and on the section's page: papers have the latest, so that a report which
    names somebody can be put right by another one.
    """

    section: SectionId
    standard: str
    report: Check
    last: Check


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that every ward has achieved; `accepted` is None until the conference decides.

    `year` is that of the draft into which it was taken, or was not; 0 until then.
    """

    item: str
    title: str
    achieved: tuple[tuple[WardId, int, str], ...]
    accepted: bool | None = None
    reason: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Loop:
    """Everything: posts by account, standards by year, wards by year, what became a standard, proposals."""

    posts: Map[str, frozenset[Post]] = field(default_factory=Map)
    standards: Map[int, StandardsOfYear] = field(default_factory=Map)
    wards: Map[WardOfYear, WardYear] = field(default_factory=Map)
    made: Map[WardId, tuple[SectionStandard, ...]] = field(default_factory=Map)
    proposals: Map[str, Proposal] = field(default_factory=Map)

    def ward(self, ward: WardId, year: int) -> WardYear:
        """A ward's year; an empty one where nothing has happened yet."""
        return self.wards.get((ward, year), WardYear())

    def adopted(self, year: int) -> tuple[Standard, ...]:
        """The city's standards in force in a year; none before they are adopted."""
        of_year = self.standards.get(year, StandardsOfYear())
        return of_year.standards if of_year.adopted_at else ()

    def years_to_begin(self, now: int) -> tuple[int, ...]:
        """The fiscal years whose draft can begin in the year `now`: after those in force, up to the next one.

        What an older program let come into force for years that are far away stands in nobody's way.
        """
        in_force = self.latest_adopted(now + 2)
        first = now - YEARS_BACK if in_force is None else max(now - YEARS_BACK, in_force + 1)
        return tuple(year for year in range(first, now + 2) if year not in self.standards)

    def latest_adopted(self, before: int) -> int | None:
        """The latest year before this one in which standards came into force; None where there is none."""
        return max((year for year in self.standards if year < before and self.adopted(year)), default=None)

    def own_standards(self, ward: WardId, section: SectionId, year: int) -> tuple[SectionStandard, ...]:
        """What a section keeps in a year beyond the city's standards: its targets met in years before."""
        return tuple(
            each for each in self.made.get(ward, ()) if each.is_kept_in(year) and each.is_kept_by(section)
        )

    def ended_standards(self, ward: WardId, year: int) -> tuple[SectionStandard, ...]:
        """The own standards of a ward that ended by decision with the year before."""
        return tuple(each for each in self.made.get(ward, ()) if each.end_reason and each.until == year - 1)

    def is_of_the_city(self, item: str, year: int) -> bool:
        """Whether the conference took an item that spread to every ward into the standards of this year."""
        proposal = self.proposals.get(item)
        return proposal is not None and bool(proposal.accepted) and proposal.year <= year

    def to_keep(self, ward: WardId, section: SectionId, year: int) -> tuple[str, ...]:
        """The ids of all standards that a section keeps in a year."""
        of_city = tuple(each.id for each in self.adopted(year))
        return of_city + tuple(each.id for each in self.own_standards(ward, section, year))

    def lapses(self, ward: WardId, section: SectionId, year: int) -> tuple[Lapse, ...]:
        """What a section reported as not kept in a year, whether it is kept since or not.

        The year's papers tell these with what was done about them (guideline sections 5(4) and 5(5)).
        """
        checks = self.ward(ward, year).checks
        return tuple(
            Lapse(section, each, missed[-1], told[-1])
            for each in self.to_keep(ward, section, year)
            if (told := checks.get((section, each), ()))
            and (missed := [check for check in told if not check.kept])
        )


def targets_of(ward_year: WardYear, section: SectionId) -> tuple[Target, ...]:
    """The targets of one section itself, by id."""
    return tuple(
        ward_year.targets[each]
        for each in sorted(ward_year.targets)
        if ward_year.targets[each].aim.section == section
    )
