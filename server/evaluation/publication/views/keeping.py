"""How the standards were kept: by section, with what is done where one was not (guideline section 5(4))."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.evaluation.core.papers import Check
from server.evaluation.publication.paper import Block, Cell, Column, Heading, Table, Tone, Words
from server.evaluation.publication.pen import NONE, Pen
from server.evaluation.publication.views.subject import Subject, sentence_cell
from server.ports.city import SectionId
from server.web.numbers import written


@dataclass(frozen=True, slots=True)
class Kept:
    """How many standards sections have to keep: those kept, not kept, and not checked."""

    kept: int
    not_kept: int
    unchecked: int

    @property
    def all(self) -> int:
        """All together."""
        return self.kept + self.not_kept + self.unchecked


def kept(subject: Subject, sections: tuple[SectionId, ...] | None = None) -> Kept:
    """The sums over these sections (all of the ward)."""
    checks = [
        subject.check(section, standard)
        for section in (subject.sections if sections is None else sections)
        for standard in subject.standards(section)
    ]
    return Kept(
        sum(each is not None and each.kept for each in checks),
        sum(each is not None and not each.kept for each in checks),
        sum(each is None for each in checks),
    )


def keeping_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """The sums, then each section's table."""
    sums = kept(subject)
    yield Words(
        _(
            "The sections checked %(checked)s times whether a standard is kept: %(kept)s times it was, "
            "%(missed)s times it was not.",
            checked=written(sums.kept + sums.not_kept), kept=written(sums.kept),
            missed=written(sums.not_kept),
        )
    )  # fmt: skip
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
    measure = (check.improvement_measure or NONE) if check else NONE
    return (sentence_cell(subject, standard, _), state_cell(check, _), Cell(evidence), Cell(measure))


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
