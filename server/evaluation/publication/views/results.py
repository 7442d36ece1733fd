"""The paper of a year's end: what came of the targets, and how the standards were kept (section 5(5))."""

from collections.abc import Iterator

from server.evaluation.core.guideline import Direction, Grade, Outcome, progress
from server.evaluation.core.state import Target
from server.evaluation.publication.paper import (
    Block,
    Cell,
    Chart,
    Column,
    Facts,
    Field,
    Form,
    Heading,
    Mark,
    Note,
    Paper,
    Points,
    Table,
    Tone,
    Words,
    beside,
    tables,
)
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import amount, counted, dated, explained, reading_words
from server.evaluation.publication.views.frame import published
from server.evaluation.publication.views.keeping import keeping_blocks, keeping_sheet, lapses_table
from server.evaluation.publication.views.plan import (
    definitions,
    policy_blocks,
    target_columns,
    target_fields,
)
from server.evaluation.publication.views.subject import (
    Subject,
    months_sheet,
    months_table,
    numbered,
    whose,
)
from server.web.charts import Drawn, Point, Way, Ways, ways
from server.web.date_words import NONE, joint
from server.web.numbers import percent

WAYS_ON_A_PAGE = 8
"""Targets in one picture: it must not be higher than a sheet of A4."""


def results_paper(subject: Subject, _: Pen, *, preview: bool = False) -> Paper:
    """The results of a ward as they are published."""
    title = _("%(ward)s office: results of the work for better service", ward=_.ward(subject.ward))
    return published(
        subject,
        title,
        "results",
        _facts(subject, _),
        tuple(_blocks(subject, _)),
        tuple(_sheets(subject, _)),
        _,
        preview=preview,
    )


def _facts(subject: Subject, _: Pen) -> tuple[Field, ...]:
    ward_year = subject.ward_year
    review = ward_year.review.held_on if ward_year.review else None
    return (
        Field(_("Management review"), _.day(review)),
        Field(_("Published"), _.day(ward_year.results_published_at)),
    )


def _blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    yield Words(summary_words(subject, _), lead=True)
    yield Heading(2, _("Results at a glance"))
    yield glance(subject, _)
    yield from map(Chart, way_charts(subject, _))
    yield Heading(2, _("How to read the grades"))
    yield from grade_blocks(_)
    yield from policy_blocks(subject, _)
    yield Heading(2, _("Targets and results by section"))
    for section in (*subject.sections, ""):
        yield from _of_section(subject, section, _)
    yield Heading(2, _("Whether the standards were kept"))
    yield from keeping_blocks(subject, _)
    yield Heading(2, _("What becomes of it next year"))
    yield from _next_year(subject, _)
    yield Heading(2, _("Management review"))
    yield from review_blocks(subject, _)
    yield Heading(2, _("How the figures are counted"))
    yield from definitions(tuple(subject.targets()), _)


def summary_words(subject: Subject, _: Pen) -> str:
    """One sentence with the sums: how many targets were set, and how many of them were met."""
    targets = tuple(subject.targets())
    return _(
        "Of the %(all)s targets that the ward office set for %(year)s, %(met)s were met and %(missed)s were "
        "not. Here is what was done, what came of it, and what comes next.",
        all=len(targets), year=_.year(subject.year), met=sum(each.met for each in targets),
        missed=sum(not each.met for each in targets),
    )  # fmt: skip


def grade_text(target: Target, _: Pen) -> str:
    """The grade with its words; a dash before the evaluation."""
    if target.evaluation is None:
        return NONE
    return f"{target.evaluation.grade.value} {_.label(target.evaluation.grade)}"


def outcome_text(target: Target, _: Pen) -> str:
    """What becomes of a target, with its letter; a dash before the decision."""
    return f"{target.outcome.value} {_.label(target.outcome)}" if target.outcome else NONE


def glance(subject: Subject, _: Pen) -> Table:
    """All targets in one table: from where, to where, what was reached, grade, next year."""
    head = (
        Column(_("Section"), 2), Column(_("Target"), 3.4), Column(_("Where we stood"), 1.5, figure=True),
        Column(_("Target figure"), 1.5, figure=True), Column(_("Result"), 1.5, figure=True),
        Column(_("Grade of achievement"), 2.4), Column(_("Next year"), 2.4),
    )  # fmt: skip
    rows = tuple(_glance_row(subject, each, _) for each in subject.targets())
    return Table(_("Targets and results"), head, rows, _("No target has been set yet."))


def _glance_row(subject: Subject, target: Target, _: Pen) -> tuple[Cell, ...]:
    aim = target.aim
    value = target.evaluation.reading.value if target.evaluation else None
    return (
        Cell(whose(subject, target, _)),
        Cell(numbered(subject, target, aim.title)),
        amount(aim.baseline, aim.indicator, _),
        amount(aim.value, aim.indicator, _),
        amount(value, aim.indicator, _),
        Cell(grade_text(target, _)),
        Cell(outcome_text(target, _)),
    )


def way_charts(subject: Subject, _: Pen) -> Iterator[Drawn]:
    """From where the office stood to its targets, and how far it came; as many pictures as A4 needs."""
    title = _("How much of the way to the target was gone")
    targets = tuple(subject.targets())
    parts = [targets[start : start + WAYS_ON_A_PAGE] for start in range(0, len(targets), WAYS_ON_A_PAGE)]
    for part in parts or [()]:
        yield ways(
            Ways(
                title if len(parts) < 2 else f"{title} ({_from_to(subject, part, _.language)})",
                tuple(_way(subject, each, _) for each in part),
                _("Target"), _("Where we stood"), _("Target figure"), _("Result"), _("Way gone"),
                _(
                    "Every target has a scale of its own; the further right, the better. The ring is where "
                    "the ward office stood, the dashed line the target, the dot the result. The way gone is "
                    "full where the target was met, and hatched where it was not."
                ),
                _("No target has been set yet."),
            )
        )  # fmt: skip


def _from_to(subject: Subject, part: tuple[Target, ...], language: str) -> str:
    ends = [numbered(subject, each, "").rstrip(". ") for each in (part[0], part[-1])]
    return joint(language).join(dict.fromkeys(ends))


def _way(subject: Subject, target: Target, _: Pen) -> Way:
    aim, value = target.aim, target.evaluation.reading.value if target.evaluation else None

    def point(figure: float) -> Point:
        return Point(figure, amount(figure, aim.indicator, _).text)

    label = numbered(subject, target, aim.title)
    result = None if value is None else point(value)
    falls = aim.direction is Direction.DOWN
    return Way(
        label, point(aim.baseline), point(aim.value), result, target.met, falls, way_gone_words(target, _)
    )


def way_gone(target: Target) -> float | None:
    """How much of the way from baseline to target was gone; None without a figure, or without a way."""
    aim, value = target.aim, target.evaluation.reading.value if target.evaluation else None
    return None if value is None or aim.baseline == aim.value else progress(aim.baseline, aim.value, value)


def way_gone_words(target: Target, _: Pen) -> str:
    """The same in words; who fell short by a hair does not read that the whole way was gone."""
    if target.evaluation is None or target.evaluation.reading.value is None:
        return _("No figure yet")
    gone = way_gone(target)
    if gone is None:
        return _("The target was reached") if target.met else _("Short of the target")
    if target.met:
        return _("Target reached (%(share)s of the way)", share=percent(gone, 0))
    if gone < 0:
        return _("Worse than before")
    return _("Short of the target (%(share)s of the way)", share=percent(min(gone, 0.99), 0))


def grade_blocks(_: Pen) -> Iterator[Block]:
    """The scale of grades and the outcomes, explained."""
    yield Words(_("1 is the best grade. A target that was achieved as planned has grade 3."))
    rows = tuple((Cell(str(each.value)), Cell(_.label(each))) for each in Grade)
    yield Table(_("Grades of achievement"), (Column(_("Grade"), 1), Column(_("Meaning"), 6)), rows)
    letters = tuple((Cell(each.value), Cell(_.label(each))) for each in Outcome)
    yield Table(
        _("What becomes of a target next year"), (Column(_("Letter"), 1), Column(_("Meaning"), 6)), letters
    )


def _of_section(subject: Subject, section: str, _: Pen) -> Iterator[Block]:
    targets = subject.of_section(section)
    if not targets:
        return
    yield Heading(3, _.section(subject.ward, section) if section else _("Targets beyond one section"))
    for target in targets:
        yield result_form(subject, target, _)
        title = _("Initiatives and what became of them: %(title)s", title=target.aim.title)
        yield months_table(title, target, _, results=True)


def result_form(subject: Subject, target: Target, _: Pen, level: int = 4) -> Form:
    """One target on the evaluation sheet, with its result, grade and outcome."""
    columns = target_columns(subject, target, _)
    figure, way, *_others = target_fields(subject, target, _)
    evaluation = target.evaluation
    if evaluation is None:
        return Form(
            numbered(subject, target, target.aim.title),
            columns,
            (figure, way, Field(_("Result"), _("Not evaluated yet."))),
            level=level,
        )
    told = (
        Field(_("What was done"), evaluation.result),
        figure,
        way,
        Field(_("Result in figures"), reading_words(evaluation.reading, target.aim.indicator, _)),
        Field(_("Why the grade is not the one that the figures propose"), evaluation.reason),
        Field(_("Changes around us, and open questions"), evaluation.context_change),
        Field(_("How we answer them"), evaluation.response),
        Field(_("What will be done next"), evaluation.follow_up),
    )
    grade = Mark(str(evaluation.grade.value), _.label(evaluation.grade))
    marks = [(_("Grade of achievement (1 is best)"), grade)]
    if target.outcome:
        marks.append((_("Next year"), Mark(target.outcome.value, _.label(target.outcome))))
    return Form(
        numbered(subject, target, target.aim.title),
        columns,
        tuple(each for each in told if each.text),
        tuple(marks),
        level,
    )


def _next_year(subject: Subject, _: Pen) -> Iterator[Block]:
    head = (Column(_("Target"), 4), Column(_("Next year"), 3), Column(_("What will be done next"), 4))
    rows = tuple(
        (
            Cell(each.aim.title),
            Cell(outcome_text(each, _)),
            Cell(each.evaluation.follow_up if each.evaluation and each.evaluation.follow_up else NONE),
        )
        for each in subject.targets()
    )
    yield Table(_("Decisions about each target"), head, rows, _("No target has been set yet."))
    made = [each for each in subject.loop.made.get(subject.ward, ()) if each.year == subject.year]
    if made:
        yield Words(
            _("These targets were met. From next year on they are kept as standards of their sections:")
        )
        yield Points(tuple(Note(_.standard(each.aim.title, each.aim)) for each in made))


def review_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """What the council heard and what the ward mayor's review concluded."""
    ward_year = subject.ward_year
    if ward_year.review is None:
        yield Note(_("The management review has not been held yet."), Tone.NOTE)
        return
    yield Facts(
        (
            Field(_("Held on"), _.day(ward_year.review.held_on)),
            Field(_("Report of the committee"), ward_year.council_summary),
            Field(_("Conclusion"), ward_year.review.conclusion),
        )
    )


def _sheets(subject: Subject, _: Pen) -> Iterator[Table]:
    """What the workbook holds: all that stands in the tables of the paper, and nothing beyond it."""
    yield results_sheet(subject, _)
    yield keeping_sheet(subject, _)
    yield lapses_table(subject, _)
    yield months_sheet(subject, _, results=True)
    yield from map(beside, way_charts(subject, _))
    yield from tables((*grade_blocks(_), *definitions(tuple(subject.targets()), _)))


def results_sheet(subject: Subject, _: Pen) -> Table:
    """One row for each target, for the workbook."""
    names = (
        _("Section"), _("Target"), _("Current state"), _("What we do, and what we aim at"), _("Figure"),
        _("Unit"),
        _("Of how many"), _("Where we stand"), _("Target figure"), _("Result in figures"),
        _("Number of the numerator"), _("Number of the denominator"), _("From"), _("To"), _("Evidence"),
        _("Way gone"), _("What was done"),
        _("Grade of achievement"), _("Meaning"), _("Why the grade is not the one that the figures propose"),
        _("Changes around us, and open questions"), _("How we answer them"), _("What will be done next"),
        _("Next year"),
    )  # fmt: skip
    return Table(
        _("Results"),
        tuple(map(Column, names)),
        tuple(_sheet_row(subject, each, _) for each in subject.targets()),
    )


def _sheet_row(subject: Subject, target: Target, _: Pen) -> tuple[Cell, ...]:
    aim, told, evaluation = target.aim, explained(target.aim.indicator, _), target.evaluation
    planned = (
        Cell(whose(subject, target, _)), Cell(aim.title), Cell(aim.current_state), Cell(aim.plan),
        Cell(told.name),
        Cell(told.unit), Cell(told.of), amount(aim.baseline, aim.indicator, _),
        amount(aim.value, aim.indicator, _),
    )  # fmt: skip
    if evaluation is None:
        return (*planned, *(Cell("") for each in range(15)))
    reading = evaluation.reading
    gone = way_gone(target)
    grade = evaluation.grade.value
    return (
        *planned, amount(reading.value, aim.indicator, _), _plain(reading.numerator),
        _plain(reading.denominator),
        dated(reading.since, _), dated(reading.until, _), Cell(reading.evidence),
        Cell(NONE) if gone is None else Cell(percent(gone, 0), gone, "#,##0%"), Cell(evaluation.result),
        Cell(str(grade), grade, "0"), Cell(_.label(evaluation.grade)), Cell(evaluation.reason),
        Cell(evaluation.context_change), Cell(evaluation.response), Cell(evaluation.follow_up),
        Cell(outcome_text(target, _)),
    )  # fmt: skip


def _plain(value: float | None) -> Cell:
    return Cell("") if value is None else counted(value, None)
