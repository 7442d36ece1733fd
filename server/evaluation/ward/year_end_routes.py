"""The year's end of a section over HTTP: targets are evaluated by their figures, results reported."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of
from server.evaluation.catalogue import UNITS, Unit, explained
from server.evaluation.core.commands import EvaluateTarget, ReportEvaluation
from server.evaluation.core.events import TargetEvaluated
from server.evaluation.core.guideline import Grade, beginning, ending, is_whole
from server.evaluation.core.indicator import Indicator, Reading, Source, is_of_few_days
from server.evaluation.core.papers import Evaluation
from server.evaluation.core.state import Loop, Target, WardYear, targets_of
from server.evaluation.offer import ANYTHING, may, offered
from server.evaluation.sayings import SAYINGS
from server.evaluation.taking import NOTHING, No, command_id_of, unfit, whole
from server.evaluation.ward.aim_form import number, plain
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.sheet import READ, Sheet
from server.evaluation.ward.views.places import section_url, target_url
from server.evaluation.ward.views.year_end import Span, proposed, refused, whole_span
from server.evaluation.ward.views.year_end_committee import section_results
from server.ports.city import SectionId
from server.web.forms import Form, filled_with, form
from server.web.house import house_of
from server.web.reader import Reader

router = APIRouter(include_in_schema=False)

ITS_EVALUATION = f"{YEAR}/targets/{{target}}/evaluation"
ITS_RESULTS = f"{YEAR}/sections/{{section}}/results"


@router.get(ITS_EVALUATION)
async def evaluation(request: Request, who: Member, here: Here, target: str) -> Response:
    """The self-evaluation of a target: its figure, the grade proposed, and what was said before."""
    found = here.target(target)
    kept = found.evaluation
    span = Span(kept.reading.since, kept.reading.until) if kept else whole_span(here.year, here.today)
    reading = await _read(request, found.aim.indicator, span, kept.reading if kept else None)
    filled = _filled(kept) if kept else filled_with(**_days(span))
    return await _sheet(request, who, here, found, reading).show(filled)


@router.post(ITS_EVALUATION)
async def evaluate(request: Request, who: Member, here: Here, target: str) -> Response:
    """Show the figure of other days, or keep the evaluation; the figure is always read here, never sent."""
    said = await form(request)
    found, read = here.target(target), Reader(said)
    span = _span(read, here)
    typed = _typed(read, found.aim.indicator, span)
    if not read.is_clear:
        if not said.ticked(READ):
            _evaluation(read, Reading(span.since, span.until, None))
        return await (await _whole(request, who, here, found)).show(said, unfit(read))
    if why := refused(span, here.year, here.today):
        no = No(409, SAYINGS[why[0]], why[1])
        return await (await _whole(request, who, here, found)).show(said, no)
    reading = await _read(request, found.aim.indicator, span, typed)
    sheet = _sheet(request, who, here, found, reading)
    if said.ticked(READ):
        return await sheet.show(said)

    def command(read: Reader) -> EvaluateTarget:
        kept = _evaluation(read, _first_reading(request, said, found.aim.indicator, reading))
        return EvaluateTarget(here.ward, here.year, target, kept)

    return await sheet.take(said, command, target_url(here.ward, here.year, target))


@router.get(ITS_RESULTS)
async def results(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """A section's compliance and results as they go to the committee, and what is missing still."""
    return await _results(request, who, here, section).show()


@router.post(ITS_RESULTS)
async def report_results(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Report compliance and results to the committee; from then on they do not change."""
    said = await form(request)
    sheet = _results(request, who, here, section)
    onward = section_url(here.ward, here.year, section, "results")
    return await sheet.take(said, lambda read: ReportEvaluation(here.ward, here.year, section), onward)


def _results(request: Request, who: Member, here: Place, section: SectionId) -> Sheet:
    found = here.section(section)
    values = {
        "section": found,
        "part": section_results(here.loop, here.ward, here.year, section, found.names),
        "unit_of": unit_of,
    }

    def standing(loop: Loop) -> Form:
        return results_shown(loop.ward(here.ward, here.year), section)

    mine = may(lambda: here.case.head(here.ward, section))
    offer = offered(here.case, ReportEvaluation(here.ward, here.year, section))
    return Sheet(request, who, here, "ward/year_end/section.html", mine, values, standing, offer)


def results_shown(state: WardYear, section: SectionId = "", beside: object = None) -> Form:
    """What a page says that shows the results of a section, or (no section) of all, and more beside them."""
    targets = (
        targets_of(state, section)
        if section
        else tuple(state.targets[each] for each in sorted(state.targets))
    )
    checks = [(each, told[-1]) for each, told in sorted(state.checks.items()) if section in {"", each[0]}]
    if not targets and not checks:
        return NOTHING
    results = [(each.id, each.aim, each.evaluation, each.outcome) for each in targets]
    return whole(results, checks, beside) if beside else whole(results, checks)


async def _whole(request: Request, who: Member, here: Place, target: Target) -> Sheet:
    """The form with the figure of the whole year, where the days that were sent cannot be read."""
    whole = await _read(request, target.aim.indicator, whole_span(here.year, here.today), None)
    return _sheet(request, who, here, target, whole)


def _sheet(request: Request, who: Member, here: Place, target: Target, reading: Reading) -> Sheet:
    mine = may(lambda: here.case.owner(here.ward, target.aim))
    indicator = target.aim.indicator
    values = {
        "target": target,
        "reading": reading,
        "proposed": proposed(target.aim, reading.value),
        "grades": tuple(Grade),
        "explained": explained(indicator),
        "unit": unit_of(indicator),
        "by_hand": indicator.source is Source.COUNTED,
        "whole": is_whole(reading.since, reading.until, here.year),
        "brief": is_of_few_days(indicator, reading),
        "first": beginning(here.year),
        "last": ending(here.year),
    }

    def standing(loop: Loop) -> Form:
        kept = loop.ward(here.ward, here.year).targets.get(target.id)
        return _filled(kept.evaluation) if kept and kept.evaluation else NOTHING

    offer = offered(here.case, any_evaluation(here, target))
    return Sheet(request, who, here, "ward/year_end/evaluation.html", mine, values, standing, offer)


def any_evaluation(here: Place, target: Target) -> EvaluateTarget:
    """An evaluation of which only the order of its step is asked."""
    span = whole_span(here.year, here.today)
    reading = Reading(span.since, span.until, None, evidence=ANYTHING)
    said = Evaluation(reading, ANYTHING, Grade.FAR_BELOW, ANYTHING, ANYTHING, ANYTHING)
    return EvaluateTarget(here.ward, here.year, target.id, said)


def unit_of(indicator: Indicator) -> str:
    """What stands behind a figure: a msgid, or what whoever counts by hand called it."""
    unit = explained(indicator).unit
    return indicator.unit if unit is Unit.OWN else UNITS[unit]


async def _read(request: Request, indicator: Indicator, span: Span, typed: Reading | None) -> Reading:
    """The figure of these days; what is counted by hand is what was typed, or kept, and not read anywhere."""
    nothing = Reading(span.since, span.until, None)
    if indicator.source is Source.COUNTED:
        return typed or nothing
    read = await improvement_of(request).readings.read(indicator, span.since, span.until)
    return replace(
        read,
        numerator=_exact(read.numerator),
        denominator=_exact(read.denominator),
        position=_position(request, indicator),
    )


def _exact(count: float | None) -> float | None:
    """A count as the ledger gives it back: a whole number would make the same form ask for something else."""
    return None if count is None else float(count)


def _position(request: Request, indicator: Indicator) -> int:
    """How far the log of the indicator's office had come; 0 where it is not of one office that is here."""
    standings = house_of(request).standings
    if indicator.source is not Source.MEASURES or indicator.office not in standings.offices():
        return 0
    return standings.of(indicator.office).position


def _first_reading(request: Request, said: Form, indicator: Indicator, reading: Reading) -> Reading:
    """The reading that this very form froze when it was sent the first time; else the one of now.

    The log goes on between two sendings of one form, and both must ask for the same. What was typed or chosen
    otherwise the second time, a figure counted by hand or other days, asks for something else.
    """
    if indicator.source is Source.COUNTED:
        return reading
    for each in improvement_of(request).secretariat.made(command_id_of(said)):
        if isinstance(each.event, TargetEvaluated):
            first = each.event.evaluation.reading
            return first if (first.since, first.until) == (reading.since, reading.until) else reading
    return reading


def _span(read: Reader, here: Place) -> Span:
    """The days of the form; empty days mean the whole year so far."""
    whole = whole_span(here.year, here.today)
    return Span(read.day("since") or whole.since, read.day("until") or whole.until)


def _typed(read: Reader, indicator: Indicator, span: Span) -> Reading | None:
    """What was counted by hand; None where the figure is read."""
    if indicator.source is not Source.COUNTED:
        return None
    value = number(read, "figure_counted") if read.text("figure_counted") else None
    return Reading(span.since, span.until, value, evidence=read.text("evidence"))


def _evaluation(read: Reader, reading: Reading) -> Evaluation:
    """What the form says about a figure."""
    return Evaluation(
        reading,
        grade=read.chosen("grade", Grade),
        reason=read.text("reason"),
        result=read.words("result"),
        follow_up=read.text("follow_up"),
        context_change=read.text("context_change"),
        response=read.text("response"),
    )


def _filled(kept: Evaluation) -> Form:
    """The form as the evaluation was kept."""
    reading = kept.reading
    return filled_with(
        **_days(Span(reading.since, reading.until)),
        figure_counted="" if reading.value is None else plain(reading.value),
        evidence=reading.evidence,
        result=kept.result,
        grade=str(kept.grade.value),
        reason=kept.reason,
        follow_up=kept.follow_up,
        context_change=kept.context_change,
        response=kept.response,
    )


def _days(span: Span) -> dict[str, str]:
    return {"since": span.since.isoformat(), "until": span.until.isoformat()}
