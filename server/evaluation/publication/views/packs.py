"""Papers for the meetings of a ward: the committee, and the planning council with its management review."""

from collections.abc import Iterator
from dataclasses import replace

from server.evaluation.core.guideline import Budget
from server.evaluation.core.state import Target
from server.evaluation.publication.paper import (
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Paper,
    Points,
    Table,
    Tone,
    Words,
)
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import way_words
from server.evaluation.publication.views.frame import for_meeting, publisher
from server.evaluation.publication.views.keeping import keeping_blocks
from server.evaluation.publication.views.open_points import open_points
from server.evaluation.publication.views.plan import policy_blocks
from server.evaluation.publication.views.results import glance, outcome_text, result_form, review_blocks
from server.evaluation.publication.views.subject import (
    Subject,
    initiative_words,
    last_report,
    months_table,
    whose,
)
from server.web.date_words import NONE


def committee_paper(subject: Subject, _: Pen) -> Paper:
    """For the service improvement committee of the ward."""
    return _paper(
        subject,
        _("Papers for the service improvement committee"),
        tuple(_committee(subject, _)),
        "committee",
        _,
        (reports_sheet(subject, _),),
    )


def council_paper(subject: Subject, _: Pen) -> Paper:
    """For the planning council of the ward and the ward mayor's management review."""
    title = _("Papers for the planning council (management review)")
    return _paper(subject, title, tuple(_council(subject, _)), "council", _)


def _paper(
    subject: Subject,
    title: str,
    blocks: tuple[Block, ...],
    kind: str,
    _: Pen,
    sheets: tuple[Table, ...] = (),
) -> Paper:
    ward, file = _.ward(subject.ward), f"{kind}-{subject.ward}-{subject.year}"
    by = publisher(subject, _)
    paper = for_meeting(ward, by, title, subject.year, subject.today, blocks, file, _)
    return replace(paper, sheets=(*paper.sheets, *sheets))


def points_blocks(points: tuple[Note, ...], _: Pen) -> Iterator[Block]:
    """Open points, or that there are none."""
    if points:
        yield Points(points)
    else:
        yield Words(_("Nothing is open."))


def _committee(subject: Subject, _: Pen) -> Iterator[Block]:
    yield Heading(2, _("Open points"))
    yield from points_blocks(open_points(subject, _), _)
    yield Heading(2, _("To be decided"))
    yield from points_blocks(tuple(_committee_decides(subject, _)), _)
    yield Heading(2, _("Targets and how they go"))
    yield glance(subject, _)
    yield progress_table(subject, _)
    yield Heading(2, _("Standards"))
    yield from keeping_blocks(subject, _)
    yield Heading(2, _("Guidance and improvement orders"))
    yield from orders_blocks(subject, _)
    yield Heading(2, _("Targets on the evaluation sheet"))
    for target in subject.targets():
        yield result_form(subject, target, _, level=3)
        yield months_table(_("Yearly plan: %(title)s", title=target.aim.title), target, _)


def _committee_decides(subject: Subject, _: Pen) -> Iterator[Note]:
    ward_year = subject.ward_year
    if not ward_year.plan_published_at:
        if ward_year.plan_council_on:
            yield Note(_("Publish the plan of the year."), Tone.WARN)
        elif all(each in ward_year.reported for each in subject.sections):
            yield Note(_("Report all sections' targets to the planning council."), Tone.WARN)
        return
    for target in subject.targets():
        reported = not target.aim.section or target.aim.section in ward_year.evaluated
        if target.evaluation is not None and target.outcome is None and reported:
            told = _("Decide what becomes of “%(title)s” next year (A to H).", title=target.aim.title)
            yield Note(told, Tone.WARN)
    everything = all(each in ward_year.evaluated for each in subject.sections)
    if everything and not ward_year.council_summary:
        yield Note(_("Report the evaluation to the planning council."), Tone.WARN)
    if ward_year.review is not None and not ward_year.results_published_at:
        yield Note(_("Publish the results of the year."), Tone.WARN)


def progress_table(subject: Subject, _: Pen) -> Table:
    """The latest report on every initiative."""
    head = (
        Column(_("Section"), 1.8), Column(_("Target"), 3), Column(_("Initiative"), 3), Column(_("Month"), 1),
        Column(_("State"), 1.6), Column(_("Report"), 3.4),
    )  # fmt: skip
    rows = tuple(
        _progress_row(subject, target, key, _)
        for target in subject.targets()
        for key in sorted(target.initiatives)
    )
    return Table(_("Latest reports of progress"), head, rows, _("No initiative has been planned."))


def _progress_row(subject: Subject, target: Target, key: str, _: Pen) -> tuple[Cell, ...]:
    latest = last_report(target, key)
    told = (NONE, _("Nothing reported"), NONE)
    if latest is not None:
        told = (_.month_name(latest.month), _.label(latest.status), latest.text)
    names = (whose(subject, target, _), target.aim.title, target.initiatives[key].title)
    return tuple(Cell(each) for each in (*names, *told))


def reports_sheet(subject: Subject, _: Pen) -> Table:
    """Every report of progress on an initiative, for the workbook of the meeting: not for the public."""
    names = (_("Section"), _("Target"), _("Initiative"), _("In charge"), _("Month"), _("State"), _("Report"))
    rows = tuple(
        (
            Cell(whose(subject, target, _)), Cell(target.aim.title), Cell(initiative_words(target, key, _)),
            Cell(target.initiatives[key].owner), Cell(_.month_name(each.month)), Cell(_.label(each.status)),
            Cell(each.text),
        )
        for target in subject.targets()
        for key in sorted(target.initiatives)
        for each in target.progress.get(key, ())
    )  # fmt: skip
    return Table(_("Progress"), tuple(map(Column, names)), rows)


def orders_blocks(subject: Subject, _: Pen) -> Iterator[Block]:
    """What the ward mayor said to sections in mid-year, and what they answered."""
    ward_year = subject.ward_year
    head = (
        Column(_("Section"), 1.6), Column(_("Improvement order"), 3), Column(_("Due"), 1.6),
        Column(_("Answer"), 3), Column(_("What the section reported as not kept in the year"), 3),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(_.section(subject.ward, ward_year.orders[key].section)),
            Cell(ward_year.orders[key].text),
            Cell(_.day(ward_year.orders[key].due_on)),
            Cell(ward_year.answers.get(key, _("No answer yet"))),
            Cell(_lapsed(subject, ward_year.orders[key].section, _)),
        )
        for key in sorted(ward_year.orders)
    )
    yield Table(_("Improvement orders"), head, rows, _("No order was given."))
    guided = tuple(
        (Cell(_.section(subject.ward, section)), Cell(text)) for section, text in ward_year.guidance
    )
    columns = (Column(_("Section"), 1.6), Column(_("Guidance"), 6))
    yield Table(_("Guidance"), columns, guided, _("No guidance was given."))


def _lapsed(subject: Subject, section: str, _: Pen) -> str:
    lapses = [each for each in subject.lapses() if each.section == section]
    return "\n".join(subject.sentence(each.standard, _) for each in lapses) or NONE


def _council(subject: Subject, _: Pen) -> Iterator[Block]:
    yield Heading(2, _("Open points"))
    yield from points_blocks(open_points(subject, _), _)
    yield Heading(2, _("To be decided"))
    yield from points_blocks(tuple(_council_decides(subject, _)), _)
    yield from policy_blocks(subject, _)
    yield Heading(2, _("Results of the year"))
    if subject.ward_year.council_summary:
        yield Words(_("The committee reports: %(summary)s", summary=subject.ward_year.council_summary))
    yield glance(subject, _)
    yield Heading(2, _("Standards"))
    yield from keeping_blocks(subject, _)
    yield Heading(2, _("Money for next year"))
    yield _budget_table(subject, _)
    yield Heading(2, _("Guidance and improvement orders"))
    yield from orders_blocks(subject, _)
    yield Heading(2, _("Management review"))
    yield from review_blocks(subject, _)


def _council_decides(subject: Subject, _: Pen) -> Iterator[Note]:
    ward_year = subject.ward_year
    if not ward_year.plan_council_on and not ward_year.plan_published_at:
        yield Note(_("Hear the targets of all sections, and discuss the policy."), Tone.WARN)
    if ward_year.council_summary and ward_year.review is None:
        yield Note(_("Hold the management review: conclude from the results for next year."), Tone.WARN)
        for target in subject.targets():
            if target.met:
                told = _(
                    "With the review “%(title)s” becomes a standard of its section, because it was met.",
                    title=target.aim.title,
                )
                yield Note(told)


def _budget_table(subject: Subject, _: Pen) -> Table:
    """Initiatives that need money, and what was decided of their targets."""
    head = (
        Column(_("Section"), 1.6), Column(_("Target"), 3), Column(_("Initiative"), 3),
        Column(_("Budget"), 2.2),
        Column(_("From where to where"), 2.6), Column(_("Next year"), 2.2),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(whose(subject, target, _)),
            Cell(target.aim.title),
            Cell(target.initiatives[key].title),
            Cell(_.label(target.initiatives[key].budget)),
            Cell(way_words(target.aim, _)),
            Cell(outcome_text(target, _)),
        )
        for target in subject.targets()
        for key in sorted(target.initiatives)
        if target.initiatives[key].budget is not Budget.NONE
    )
    return Table(_("Initiatives that need money"), head, rows, _("No initiative needs money."))
