"""Papers for the meetings of the city: the directors' conference, and the council for ward administration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.evaluation.core.guideline import Grade
from server.evaluation.core.papers import Standard
from server.evaluation.core.state import Loop, StandardsOfYear
from server.evaluation.publication.paper import (
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Paper,
    Table,
    Tone,
    Words,
)
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import counted
from server.evaluation.publication.views.frame import for_meeting
from server.evaluation.publication.views.keeping import kept, lapse_row
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.packs import points_blocks
from server.evaluation.publication.views.results import glance, summary_words
from server.evaluation.publication.views.subject import Subject
from server.ports.city import City
from server.web.date_words import NONE


@dataclass(frozen=True, slots=True)
class WholeCity:
    """The year of all wards."""

    city: City
    loop: Loop
    year: int
    today: date

    @property
    def standards(self) -> StandardsOfYear:
        """The city's standards of the year, in force or a draft."""
        return self.loop.standards.get(self.year, StandardsOfYear())

    def wards(self) -> tuple[Subject, ...]:
        """Every ward's year."""
        return tuple(Subject(self.city, self.loop, each, self.year, self.today) for each in self.city.wards)


def conference_paper(whole: WholeCity, _: Pen) -> Paper:
    """For the conference of the resident services directors: standards, proposals, all wards side by side."""
    title = _("Papers for the resident services directors' conference")
    return _paper(whole, title, tuple(_conference(whole, _)), "conference", _)


def city_council_paper(whole: WholeCity, _: Pen) -> Paper:
    """For the city's council for ward administration: how all wards did."""
    title = _("Papers for the city's council for ward administration")
    return _paper(whole, title, tuple(_city_council(whole, _)), "city-council", _)


def _paper(whole: WholeCity, title: str, blocks: tuple[Block, ...], kind: str, _: Pen) -> Paper:
    name = _.named(whole.city.names)
    return for_meeting(name, name, title, whole.year, whole.today, blocks, f"{kind}-{whole.year}", _)


def _conference(whole: WholeCity, _: Pen) -> Iterator[Block]:
    yield Heading(2, _("Open points"))
    yield from points_blocks(tuple(_open(whole, _)), _)
    yield Heading(2, _("Proposals for city standards"))
    yield _proposals_table(whole, _)
    yield Heading(2, _("All wards side by side"))
    yield _stages_table(whole, _)
    yield grades_table(whole, _)
    yield Heading(2, _("How the standards are kept in all wards"))
    yield _matrix(whole, _)
    yield lapses_table(whole, _)
    if whole.standards.achievements or whole.standards.conclusion:
        yield Heading(2, _("Verification of the standards"))
        yield Words(whole.standards.achievements or NONE)
        yield Words(whole.standards.conclusion or _("Not verified yet."))
    yield Heading(2, _("Open points of the wards"))
    for subject in whole.wards():
        yield Heading(3, _.ward(subject.ward))
        yield from points_blocks(open_points(subject, _), _)


def _open(whole: WholeCity, _: Pen) -> Iterator[Note]:
    for proposal in whole.loop.proposals.values():
        if proposal.accepted is None:
            told = _(
                "Decide whether “%(title)s”, which every ward achieved, becomes a standard.",
                title=proposal.title,
            )
            yield Note(told, Tone.STOP)
    standards = whole.standards
    if not standards.adopted_at:
        yield Note(_("The standards of this year have not been adopted yet."), Tone.STOP)
    if any(each.sample for each in standards.standards):
        told = _("Some standards are samples that came with the program. Word them anew or drop them.")
        yield Note(told, Tone.WARN)
    not_reviewed = [_.ward(each.ward) for each in whole.wards() if each.ward_year.review is None]
    if not_reviewed:
        told = _("These wards have not held their management review: %(wards)s", wards=_.listed(not_reviewed))
        yield Note(told, Tone.WARN)
    elif not standards.achievements:
        yield Note(_("Report the achievements of all wards to the city's council."), Tone.WARN)
    elif not standards.conclusion:
        yield Note(_("Verify the standards of this year."), Tone.WARN)


def _proposals_table(whole: WholeCity, _: Pen) -> Table:
    head = (
        Column(_("What every ward achieved"), 3), Column(_("Achieved in"), 4), Column(_("Decision"), 1.6),
        Column(_("Reason"), 3),
    )  # fmt: skip
    rows = []
    for key in sorted(whole.loop.proposals):
        each = whole.loop.proposals[key]
        where = "\n".join(f"{_.ward(ward)} {_.year(year)}" for ward, year, _target in each.achieved)
        decision = {None: _("To be decided"), True: _("Accepted"), False: _("Not accepted")}[each.accepted]
        rows.append((Cell(each.title), Cell(where), Cell(decision), Cell(each.reason or NONE)))
    return Table(_("Proposals"), head, tuple(rows), _("Nothing has spread to every ward yet."))


def _stages_table(whole: WholeCity, _: Pen) -> Table:
    head = (
        Column(_("Ward"), 1.6), Column(_("Policy"), 1), Column(_("Plan published"), 1.6),
        Column(_("Sections that reported results"), 1.6, figure=True), Column(_("Management review"), 1.6),
        Column(_("Results published"), 1.6),
    )  # fmt: skip
    rows = []
    for subject in whole.wards():
        year = subject.ward_year
        rows.append(
            (
                Cell(_.ward(subject.ward)),
                Cell(_("set") if year.policy else NONE),
                Cell(_.day(year.plan_published_at)),
                Cell(_("%(part)s of %(all)s", part=len(year.evaluated), all=len(subject.sections))),
                Cell(_.day(year.review.held_on if year.review else None)),
                Cell(_.day(year.results_published_at)),
            )
        )
    return Table(_("Stages of the year"), head, tuple(rows))


def grades_table(whole: WholeCity, _: Pen) -> Table:
    """How many targets of each ward have which grade, and how many standards are kept."""
    head = (
        Column(_("Ward"), 1.8), Column(_("Targets"), 1, figure=True), Column(_("Met"), 1, figure=True),
        *(Column(_("Grade %(grade)s", grade=each.value), 1, figure=True) for each in Grade),
        Column(_("Standards kept"), 1.6, figure=True), Column(_("Not kept"), 1.2, figure=True),
        Column(_("Not kept at some time"), 1.4, figure=True),
    )  # fmt: skip
    rows = []
    for subject in whole.wards():
        targets = tuple(subject.targets())
        grades = [each.evaluation.grade for each in targets if each.evaluation]
        sums = kept(subject)
        counts = (
            len(targets), sum(each.met for each in targets), *(grades.count(each) for each in Grade),
            sums.kept, sums.not_kept, sums.lapsed,
        )  # fmt: skip
        rows.append((Cell(_.ward(subject.ward)), *(counted(each) for each in counts)))
    note = _("1 is the best grade. A target that was achieved as planned has grade 3.")
    return Table(_("Grades and standards by ward"), head, tuple(rows), note=note)


def lapses_table(whole: WholeCity, _: Pen) -> Table:
    """What sections of all wards reported as not kept in the year, and what was done about it."""
    head = (
        Column(_("Ward"), 1), Column(_("Section"), 1.4), Column(_("Standard"), 2.6),
        Column(_("By what it is seen"), 2.4), Column(_("What is done so that it is kept"), 2.6),
        Column(_("How it stands now"), 2.4),
    )  # fmt: skip
    rows = tuple(
        (Cell(_.ward(subject.ward)), *lapse_row(subject, each, _))
        for subject in whole.wards()
        for each in subject.lapses()
    )
    empty = _("No section reported a standard as not kept in this year.")
    return Table(_("Reported as not kept during the year, and what was done about it"), head, rows, empty)


def _matrix(whole: WholeCity, _: Pen) -> Table:
    """Standards by wards: in how many of the sections each is kept."""
    head = (
        Column(_("Standard"), 3.4), *(Column(_.ward(each), 1, middle=True) for each in whole.city.wards),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(
                _("%(sentence)s (sample)", sentence=standard.sentence)
                if standard.sample
                else standard.sentence
            ),
            *(_kept_cell(subject, standard, _) for subject in whole.wards()),
        )
        for standard in whole.loop.adopted(whole.year)
    )
    note = _(
        "Sections that keep the standard, of those that checked it. Marked: at least one does not keep it."
    )
    empty = _("The city has not adopted standards yet.")
    return Table(_("Standards by ward"), head, rows, empty, note)


def _kept_cell(subject: Subject, standard: Standard, _: Pen) -> Cell:
    checks = [subject.check(section, standard.id) for section in subject.sections]
    known = [each for each in checks if each is not None]
    if not known:
        return Cell(NONE)
    keeping = sum(each.kept for each in known)
    missed = keeping < len(known)
    return Cell(f"{keeping}/{len(known)}{' ▲' if missed else ''}", tone=Tone.STOP if missed else None)


def _city_council(whole: WholeCity, _: Pen) -> Iterator[Block]:
    yield Heading(2, _("All wards side by side"))
    if whole.standards.achievements:
        yield Words(whole.standards.achievements, lead=True)
    yield grades_table(whole, _)
    yield lapses_table(whole, _)
    yield Heading(2, _("Open points"))
    yield from points_blocks(tuple(_open(whole, _)), _)
    yield Heading(2, _("Results by ward"))
    for subject in whole.wards():
        yield Heading(3, _.ward(subject.ward))
        yield Words(summary_words(subject, _))
        yield glance(subject, _)
        if subject.ward_year.review:
            yield Words(_("Management review: %(text)s", text=subject.ward_year.review.conclusion))
