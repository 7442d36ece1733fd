"""How the standards were kept: by section, with what is done where one was not (guideline section 5(4))."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.evaluation.core.papers import Check
from server.evaluation.core.state import Lapse
from server.evaluation.publication.paper import Block, Cell, Column, Heading, Table, Tone, Words
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.subject import Subject, sentence_cell
from server.ports.city import SectionId
from server.web.date_words import NONE
from server.web.numbers import written


@dataclass(frozen=True, slots=True)
class Kept:
    """How many standards sections have to keep: those kept, not kept, and not checked, by the last report.

    `lapsed` of them were reported as not kept at some time of the year, whether they are kept since or not.
    """

    kept: int
    not_kept: int
    unchecked: int
    lapsed: int

    @property
    def all(self) -> int:
        """All together."""
        return self.kept + self.not_kept + self.unchecked


def kept(subject: Subject) -> Kept:
    """The sums over all sections of the ward."""
    checks = [
        subject.check(section, standard)
        for section in subject.sections
        for standard in subject.standards(section)
    ]
    return Kept(
        sum(each is not None and each.kept for each in checks),
        sum(each is not None and not each.kept for each in checks),
        sum(each is None for each in checks),
        len(subject.lapses()),
    )


def keeping_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """The sums, what was not kept at some time of the year, then each section's table."""
    sums = kept(subject)
    yield Words(
        _(
            "The sections checked %(checked)s times whether a standard is kept: %(kept)s times it was, "
            "%(missed)s times it was not.",
            checked=written(sums.kept + sums.not_kept), kept=written(sums.kept),
            missed=written(sums.not_kept),
        )
    )  # fmt: skip
    if sums.lapsed:
        yield Words(
            _(
                "%(lapsed)s of them were reported as not kept at some time of the year.",
                lapsed=written(sums.lapsed),
            )
        )
    yield lapses_table(subject, _)
    for section in subject.sections:
        yield Heading(3, _.section(subject.ward, section))
        yield keeping_table(subject, section, _)


def state_cell(check: Check | None, _: Pen) -> Cell:
    """Kept, not kept or not checked."""
    if check is None:
        return Cell(_("Not checked"), tone=Tone.WARN)
    return Cell(_("Kept")) if check.kept else Cell(_("Not kept"), tone=Tone.STOP)


def keeping_table(subject: Subject, section: SectionId, _: Pen) -> Table:
    """One section's standards with how it kept them."""
    head = (
        Column(_("Standard"), 4), Column(_("Kept?"), 1.3), Column(_("By what it is seen"), 2.6),
        Column(_("What is done so that it is kept"), 2.8),
    )  # fmt: skip
    title = _("Standards of the section: %(section)s", section=_.section(subject.ward, section))
    rows = tuple(_row(subject, section, each, _) for each in subject.standards(section))
    return Table(title, head, rows, _("There is no standard for this year."))


def _row(subject: Subject, section: SectionId, standard: str, _: Pen) -> tuple[Cell, ...]:
    check = subject.check(section, standard)
    evidence = check.evidence if check else NONE
    measure = check.improvement_measure if check and not check.kept else NONE
    return (sentence_cell(subject, standard, _), state_cell(check, _), Cell(evidence), Cell(measure))


def lapses_table(subject: Subject, _: Pen) -> Table:
    """What was not kept at some time of the year, what was done about it, and how it stands now."""
    head = (
        Column(_("Section"), 1.6), Column(_("Standard"), 3), Column(_("By what it is seen"), 2.4),
        Column(_("What is done so that it is kept"), 2.6), Column(_("How it stands now"), 2.4),
    )  # fmt: skip
    rows = tuple(lapse_row(subject, each, _) for each in subject.lapses())
    empty = _("No section reported a standard as not kept in this year.")
    return Table(_("Reported as not kept during the year, and what was done about it"), head, rows, empty)


def lapse_row(subject: Subject, lapse: Lapse, _: Pen) -> tuple[Cell, ...]:
    """One of them: section, standard, by what it was seen, what was done, how it stands now."""
    now = _("Still not kept")
    if lapse.last.kept:
        now = _("Kept since: %(evidence)s", evidence=lapse.last.evidence)
    return (
        Cell(_.section(subject.ward, lapse.section)), sentence_cell(subject, lapse.standard, _),
        Cell(lapse.report.evidence), Cell(lapse.report.improvement_measure),
        Cell(now, tone=None if lapse.last.kept else Tone.STOP),
    )  # fmt: skip


def keeping_sheet(subject: Subject, _: Pen) -> Table:
    """One row for each section and standard, for the workbook."""
    names = [_("Section"), _("Standard"), _("Kept?"), _("By what it is seen")]
    names.append(_("What is done so that it is kept"))
    rows = tuple(
        (Cell(_.section(subject.ward, section)), *_row(subject, section, each, _))
        for section in subject.sections
        for each in subject.standards(section)
    )
    return Table(_("Standards"), tuple(map(Column, names)), rows)
