"""What a paper is about: one ward's year in the loop as it stands, and pieces that several papers show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.guideline import Scope, Status
from server.evaluation.core.papers import Check, Progress
from server.evaluation.core.state import (
    Lapse,
    Loop,
    SectionStandard,
    StandardsOfYear,
    Target,
    WardYear,
    targets_of,
)
from server.evaluation.publication.paper import Cell, Column, Table, Tone
from server.evaluation.publication.pen import Pen
from server.ports.city import City, SectionId, WardId

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""The months of a fiscal year in their order."""

_TONES = {Status.BEHIND: Tone.WARN, Status.STOPPED: Tone.WARN, Status.NOT_STARTED: Tone.WARN}


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

    def lapses(self) -> tuple[Lapse, ...]:
        """What the ward's sections reported as not kept in the year, whether it is kept since or not."""
        return tuple(
            lapse for each in self.sections for lapse in self.loop.lapses(self.ward, each, self.year)
        )

    def sentence(self, standard: str, _: Pen) -> str:
        """What a standard says: the city's, or the section's own from a target that was met."""
        for each in self.loop.adopted(self.year):
            if each.id == standard:
                return each.sentence
        own = (_.standard(each.aim.title, each.aim) for each in self._made() if each.id == standard)
        return next(own, standard)

    def is_sample(self, standard: str) -> bool:
        """Whether a standard came with the program."""
        return any(each.id == standard and each.sample for each in self.loop.adopted(self.year))

    def of_city(self) -> StandardsOfYear:
        """The city's standards of the year."""
        return self.loop.standards.get(self.year, StandardsOfYear())

    def _made(self) -> tuple[SectionStandard, ...]:
        return self.loop.made.get(self.ward, ())


def whose(subject: Subject, target: Target | SectionStandard, _: Pen) -> str:
    """Who answers for a target, or keeps it since: the section, the division, or the scope in words."""
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
    text = subject.sentence(standard, _)
    return Cell(_("%(sentence)s (sample)", sentence=text) if subject.is_sample(standard) else text)


def initiative_words(target: Target, initiative: str, _: Pen) -> str:
    """What is done; with the date where the published plan did not have it."""
    title = target.initiatives[initiative].title
    if initiative not in target.later:
        return title
    added = _.day(target.later[initiative])
    return _("%(title)s (added on %(date)s, after the plan was published)", title=title, date=added)


def last_report(target: Target, initiative: str) -> Progress | None:
    """What was last reported on an initiative."""
    told = target.progress.get(initiative, ())
    return told[-1] if told else None


def months_table(title: str, target: Target, _: Pen, *, results: bool = False) -> Table:
    """The yearly plan of a target: its initiatives by month; as `results` with what became of each."""
    rows = _months_rows(target, _, results=results)
    return Table(title, _months_head(_, results=results), rows, _("No initiative has been planned."))


def months_sheet(subject: Subject, _: Pen, *, results: bool = False) -> Table:
    """The yearly plans of all targets, one row for each initiative, for the workbook."""
    rows = tuple(
        (Cell(whose(subject, target, _)), Cell(target.aim.title), *row)
        for target in subject.targets()
        for row in _months_rows(target, _, results=results)
    )
    head = (Column(_("Section")), Column(_("Target")), *_months_head(_, results=results))
    return Table(_("Initiatives and results") if results else _("Yearly plan"), head, rows)


def _months_rows(target: Target, _: Pen, *, results: bool) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for key in sorted(target.initiatives):
        each = target.initiatives[key]
        months = tuple(Cell("●", said=_("planned")) if month in each.months else Cell("") for month in MONTHS)
        became = (_state_cell(target, key, _),) if results else ()
        names = (
            Cell(initiative_words(target, key, _)),
            *became,
            Cell(each.owner),
            Cell(_.label(each.budget)),
        )
        rows.append((*names, *months))
    return tuple(rows)


def _state_cell(target: Target, initiative: str, _: Pen) -> Cell:
    """Done, behind, stopped: the state last reported, without the words that staff wrote for the meetings."""
    latest = last_report(target, initiative)
    if latest is None:
        return Cell(_("Nothing reported"), tone=Tone.WARN)
    return Cell(_.label(latest.status), tone=_TONES.get(latest.status))


def _months_head(_: Pen, *, results: bool) -> tuple[Column, ...]:
    return (
        Column(_("Initiative"), 4.2),
        *((Column(_("State"), 1.8),) if results else ()),
        Column(_("In charge"), 2.2),
        Column(_("Budget"), 2.4),
        *(Column(_.month_name(month), 0.9, middle=True) for month in MONTHS),
    )
