"""The paper of a year's beginning: policy, targets and yearly plan of a ward (guideline section 5(5))."""

from collections.abc import Iterator

from server.core.commands import Scene
from server.evaluation.catalogue import measured_otherwise
from server.evaluation.core.guideline import Basis
from server.evaluation.core.papers import Aim
from server.evaluation.core.state import WHOLE_CITY, Target
from server.evaluation.publication.paper import (
    Block,
    Cell,
    Column,
    Facts,
    Field,
    Form,
    Heading,
    Note,
    Paper,
    Points,
    Table,
    Tone,
    Words,
    tables,
)
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import amount, explained, figure_words, way_words
from server.evaluation.publication.views.frame import published
from server.evaluation.publication.views.subject import (
    Subject,
    initiative_words,
    months_sheet,
    months_table,
    numbered,
    sentence_cell,
    whose,
)

SCENES = tuple(Scene)
"""The scenes in the order of the guideline."""


def plan_paper(subject: Subject, _: Pen, *, preview: bool = False) -> Paper:
    """The plan of a ward as it is published."""
    title = _("%(ward)s office: policy, targets and plan for better service", ward=_.ward(subject.ward))
    return published(
        subject,
        title,
        "plan",
        _facts(subject, _),
        tuple(_blocks(subject, _)),
        tuple(_sheets(subject, _)),
        _,
        preview=preview,
    )


def _facts(subject: Subject, _: Pen) -> tuple[Field, ...]:
    ward_year = subject.ward_year
    return (
        Field(_("Heard by the planning council"), _.day(ward_year.plan_council_on)),
        Field(_("Published"), _.day(ward_year.plan_published_at)),
    )


def _blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    yield Words(
        _(
            "Here the ward office says what it will do better for citizens this year, and by which figures "
            "everybody can see whether it succeeded. The results are published here at the end of the year."
        ),
        lead=True,
    )
    yield from policy_blocks(subject, _)
    yield Heading(2, _("Targets of the year at a glance"))
    yield _glance(subject, _)
    yield Heading(2, _("Targets and yearly plans by section"))
    for section in (*subject.sections, ""):
        yield from _of_section(subject, section, _)
    yield from _of_city(subject, _)
    yield Heading(2, _("Standards kept this year"))
    yield from standards_blocks(subject, _)
    yield Heading(2, _("How the figures are counted"))
    yield from definitions(tuple(subject.targets()), _)


def policy_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """The ward mayor's policy."""
    yield Heading(2, _("The ward mayor's policy"))
    policy = subject.ward_year.policy
    if policy is None:
        yield Words(_("The policy has not been set yet."), soft=True)
        return
    yield Words(policy.text)
    yield Facts(
        (
            Field(_("Goal of the ward office to which it belongs"), policy.goal),
            Field(_("Discussed in the planning council"), _.day(policy.council_on)),
        )
    )


def _glance(subject: Subject, _: Pen) -> Table:
    head = (
        Column(_("Section"), 2.2), Column(_("Target"), 4), Column(_("Figure"), 3.6),
        Column(_("Where we stand"), 1.7, figure=True), Column(_("Target figure"), 1.7, figure=True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(whose(subject, each, _)),
            Cell(numbered(subject, each, each.aim.title)),
            Cell(explained(each.aim.indicator, _).name),
            amount(each.aim.baseline, each.aim.indicator, _),
            amount(each.aim.value, each.aim.indicator, _),
        )
        for each in subject.targets()
    )
    return Table(_("Targets of the year"), head, rows, _("No target has been set yet."))


def _of_section(subject: Subject, section: str, _: Pen) -> Iterator[Block]:
    targets = subject.of_section(section)
    if not targets:
        return
    name = _.section(subject.ward, section) if section else _("Targets beyond one section")
    yield Heading(3, name)
    for target in targets:
        yield target_form(subject, target, _)
        yield months_table(_("Yearly plan: %(title)s", title=target.aim.title), target, _)


def target_form(subject: Subject, target: Target, _: Pen) -> Form:
    """A target with what is planned for it, on the evaluation sheet."""
    return Form(
        numbered(subject, target, target.aim.title),
        target_columns(subject, target, _),
        target_fields(subject, target, _),
    )


def target_columns(subject: Subject, target: Target, _: Pen) -> tuple[Field, ...]:
    """The three columns of the sheet: name, where we stand, what is done and aimed at."""
    aim = target.aim
    who = _("(%(whose)s)", whose=whose(subject, target, _))
    return (
        Field(_("Target"), f"{aim.title}\n{who}"),
        Field(_("Current state"), aim.current_state),
        Field(_("What we do, and what we aim at"), aim.plan),
    )


def target_fields(subject: Subject, target: Target, _: Pen) -> tuple[Field, ...]:
    """What else a target says of itself: figure, values, principle, scene, basis."""
    aim = target.aim
    told = explained(aim.indicator, _)
    basis = _.label(aim.basis)
    if aim.basis is Basis.EXCEEDS_STANDARD:
        basis = _("%(basis)s: %(standard)s", basis=basis, standard=subject.sentence(aim.standard, _))
    return (
        Field(_("Figure"), figure_words(told)),
        Field(_("From where to where"), way_words(aim, _)),
        *_measured_otherwise(aim, _),
        Field(_("Principle of service"), _.label(aim.principle)),
        Field(_("Scene"), _.label(aim.scene)),
        Field(_("Kind of target"), basis),
    )


def _measured_otherwise(aim: Aim, _: Pen) -> Iterator[Field]:
    """Where the figure of the year before is another one than the baseline that was typed: both."""
    value = measured_otherwise(aim)
    if value is not None:
        typed, measured = (amount(each, aim.indicator, _).text for each in (aim.baseline, value))
        words = _(
            "typed: %(typed)s, measured in the year before: %(measured)s", typed=typed, measured=measured
        )
        yield Field(_("Where we stand"), words)


def _of_city(subject: Subject, _: Pen) -> Iterator[Block]:
    """The targets that the whole city works for, once they are published."""
    of_city = subject.loop.ward(WHOLE_CITY, subject.year)
    if not of_city.plan_published_at:
        return
    yield Heading(3, _("Targets of the whole city"))
    here = subject.ward_year.plan_published_at
    if here and here < of_city.plan_published_at:
        later = _.day(of_city.plan_published_at)
        yield Words(_("Published on %(date)s, after this plan.", date=later), soft=True)
    items = (
        _(
            "%(title)s: %(way)s",
            title=of_city.targets[each].aim.title,
            way=way_words(of_city.targets[each].aim, _),
        )
        for each in sorted(of_city.targets)
    )
    yield Points(tuple(Note(each) for each in items))


def standards_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """The city's standards by scene, and what sections keep beyond them."""
    adopted = subject.loop.adopted(subject.year)
    if any(each.sample for each in adopted):
        yield Note(
            _("Standards marked as sample came with the program. They are not the city's own."), Tone.WARN
        )
    head = (Column(_("Scene"), 1.4), Column(_("Standard"), 4), Column(_("Principle of service"), 1.6))
    rows = tuple(
        (Cell(_.label(each.scene)), sentence_cell(subject, each.id, _), Cell(_.label(each.principle)))
        for each in sorted(adopted, key=lambda each: SCENES.index(each.scene))
    )
    yield Table(
        _("Standards that every ward office keeps"), head, rows, _("The city has not adopted standards yet.")
    )
    yield from _own_standards(subject, _)


def _own_standards(subject: Subject, _: Pen) -> Iterator[Block]:
    rows = tuple(
        (
            Cell(_.section(subject.ward, section)),
            Cell(_.standard(own.aim.title, own.aim)),
            amount(own.aim.value, own.aim.indicator, _),
            Cell(_.year(own.year)),
        )
        for section in subject.sections
        for own in subject.loop.own_standards(subject.ward, section, subject.year)
    )
    head = (
        Column(_("Section"), 1.6), Column(_("Standard"), 4), Column(_("Kept figure"), 1.4, figure=True),
        Column(_("Target met in"), 1.4),
    )  # fmt: skip
    if rows:
        yield Table(_("Standards of sections, from targets met in earlier years"), head, rows)
    yield from _ended_standards(subject, _)


def _ended_standards(subject: Subject, _: Pen) -> Iterator[Block]:
    rows = tuple(
        (Cell(whose(subject, own, _)), Cell(_.standard(own.aim.title, own.aim)), Cell(own.end_reason))
        for own in subject.loop.ended_standards(subject.ward, subject.year)
    )
    head = (Column(_("Section"), 1.6), Column(_("Standard"), 4), Column(_("Reason"), 4))
    if rows:
        yield Table(_("Standards of sections that ended with the year before"), head, rows)


def definitions(targets: tuple[Target, ...], _: Pen) -> Iterator[Block]:
    """What each figure counts, in which unit, of how many."""
    head = (
        Column(_("Figure"), 2.4), Column(_("What it counts"), 5), Column(_("Of how many"), 2),
        Column(_("Unit"), 1),
        Column(_("Source"), 1.8),
    )  # fmt: skip
    rows: dict[str, tuple[Cell, ...]] = {}
    for target in targets:
        told = explained(target.aim.indicator, _)
        rows[told.name] = tuple(
            Cell(each) for each in (told.name, told.says, told.of, told.unit, told.source)
        )
    yield Table(_("Definitions of the figures"), head, tuple(rows.values()), _("There is no figure yet."))


def _sheets(subject: Subject, _: Pen) -> Iterator[Table]:
    """What the workbook holds: all that stands in the tables of the paper, targets and months as one each."""
    yield targets_sheet(subject, _)
    yield months_sheet(subject, _)
    yield from tables((*standards_blocks(subject, _), *definitions(tuple(subject.targets()), _)))


def targets_sheet(subject: Subject, _: Pen) -> Table:
    """One row for each target, for the workbook."""
    names = (
        _("Section"), _("Target"), _("Current state"), _("What we do, and what we aim at"), _("Figure"),
        _("Where we stand"), _("Target figure"), _("Unit"), _("Direction"), _("Principle of service"),
        _("Scene"),
        _("Kind of target"), _("Initiatives"),
    )  # fmt: skip
    return Table(
        _("Targets"),
        tuple(map(Column, names)),
        tuple(_sheet_row(subject, each, _) for each in subject.targets()),
    )


def _sheet_row(subject: Subject, target: Target, _: Pen) -> tuple[Cell, ...]:
    aim = target.aim
    told = explained(aim.indicator, _)
    return (
        Cell(whose(subject, target, _)), Cell(aim.title), Cell(aim.current_state), Cell(aim.plan),
        Cell(told.name),
        amount(aim.baseline, aim.indicator, _), amount(aim.value, aim.indicator, _), Cell(told.unit),
        Cell(_.label(aim.direction)), Cell(_.label(aim.principle)), Cell(_.label(aim.scene)),
        Cell(_.label(aim.basis)),
        Cell("\n".join(initiative_words(target, key, _) for key in sorted(target.initiatives))),
    )  # fmt: skip
