"""What a paper is about: one ward's year in the loop as it stands, and pieces that several papers show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.guideline import Scope
from server.evaluation.core.papers import Check
from server.evaluation.core.state import Loop, SectionStandard, StandardsOfYear, Target, WardYear, targets_of
from server.evaluation.publication.paper import Cell, Column, Table
from server.evaluation.publication.pen import Pen
from server.ports.city import City, SectionId, WardId

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""The months of a fiscal year in their order."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One ward's year; `today` decides what is late."""

    city: City
    loop: Loop
    ward: WardId
    year: int
    today: date

    @property
    def ward_year(self) -> WardYear:
        """The year as it stands."""
        return self.loop.ward(self.ward, self.year)

    @property
    def sections(self) -> tuple[SectionId, ...]:
        """The sections of the ward, in the order of the city's file."""
        return tuple(self.city.wards[self.ward].sections)

    def of_section(self, section: SectionId) -> tuple[Target, ...]:
        """The targets of a section itself; of a wider scope for an empty one."""
        return targets_of(self.ward_year, section)

    def targets(self) -> Iterator[Target]:
        """All targets of the ward: by section, then those of a wider scope."""
        for section in (*self.sections, ""):
            yield from self.of_section(section)

    def standards(self, section: SectionId) -> tuple[str, ...]:
        """The ids of the standards that a section keeps this year."""
        return self.loop.to_keep(self.ward, section, self.year)

    def check(self, section: SectionId, standard: str) -> Check | None:
        """How a section last reported on a standard."""
        checks = self.ward_year.checks.get((section, standard), ())
        return checks[-1] if checks else None

    def sentence(self, standard: str) -> str:
        """What a standard says: the city's, or the section's own from a target that was met."""
        for each in self.loop.adopted(self.year):
            if each.id == standard:
                return each.sentence
        return next((each.aim.title for each in self._made() if each.id == standard), standard)

    def is_sample(self, standard: str) -> bool:
        """Whether a standard came with the program."""
        return any(each.id == standard and each.sample for each in self.loop.adopted(self.year))

    def of_city(self) -> StandardsOfYear:
        """The city's standards of the year."""
        return self.loop.standards.get(self.year, StandardsOfYear())

    def _made(self) -> tuple[SectionStandard, ...]:
        return self.loop.made.get(self.ward, ())


def whose(subject: Subject, target: Target, _: Pen) -> str:
    """Who answers for a target: the section, the division, or the scope in words."""
    aim = target.aim
    if aim.scope is Scope.DIVISION:
        return _.division(subject.ward, aim.division)
    return _.section(subject.ward, aim.section) if aim.section else _.label(aim.scope)


def numbered(subject: Subject, target: Target, words: str) -> str:
    """The words with the number of the target, which is the same all through a paper."""
    place = [each.id for each in subject.targets()].index(target.id) + 1
    return f"{place}. {words}"


def sentence_cell(subject: Subject, standard: str, _: Pen) -> Cell:
    """A standard as the table says it, with the mark of a sample."""
    text = subject.sentence(standard)
    return Cell(_("%(sentence)s (sample)", sentence=text) if subject.is_sample(standard) else text)


def initiative_words(target: Target, initiative: str, _: Pen) -> str:
    """What is done; with the date where the published plan did not have it."""
    title = target.initiatives[initiative].title
    if initiative not in target.later:
        return title
    added = _.dated(target.later[initiative])
    return _("%(title)s (added on %(date)s, after the plan was published)", title=title, date=added)


def months_table(title: str, target: Target, _: Pen) -> Table:
    """The yearly plan of a target: its initiatives by month."""
    return Table(title, _months_head(_), _months_rows(target, _), _("No initiative has been planned."))


def months_sheet(subject: Subject, _: Pen) -> Table:
    """The yearly plans of all targets, one row for each initiative, for the workbook."""
    rows = tuple(
        (Cell(whose(subject, target, _)), Cell(target.aim.title), *row)
        for target in subject.targets()
        for row in _months_rows(target, _)
    )
    return Table(_("Yearly plan"), (Column(_("Section")), Column(_("Target")), *_months_head(_)), rows)


def _months_rows(target: Target, _: Pen) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for key in sorted(target.initiatives):
        each = target.initiatives[key]
        months = tuple(Cell("●", said=_("planned")) if month in each.months else Cell("") for month in MONTHS)
        rows.append(
            (Cell(initiative_words(target, key, _)), Cell(each.owner), Cell(_.label(each.budget)), *months)
        )
    return tuple(rows)


def _months_head(_: Pen) -> tuple[Column, ...]:
    return (
        Column(_("Initiative"), 4.2),
        Column(_("In charge"), 2.2),
        Column(_("Budget"), 2.4),
        *(Column(_.month_name(month), 0.9, middle=True) for month in MONTHS),
    )
