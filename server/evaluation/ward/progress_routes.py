"""Do and check over HTTP: how initiatives go, whether standards are kept, guidance, orders and answers."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of
from server.evaluation.catalogue import Explained, explained
from server.evaluation.core.commands import (
    AnswerOrder,
    CheckCompliance,
    GiveGuidance,
    OrderImprovement,
    ReportProgress,
)
from server.evaluation.core.guideline import Status, beginning, ending, is_reached
from server.evaluation.core.indicator import Reading
from server.evaluation.core.papers import Check, Order, Progress
from server.evaluation.core.refusal import Reason
from server.evaluation.core.state import WHOLE_CITY, Loop
from server.evaluation.offer import ANYTHING, Offer, may, offered
from server.evaluation.sayings import SAYINGS
from server.evaluation.taking import NEW, NOTHING, new_id
from server.evaluation.ward.place import YEAR, Here, Place
from server.evaluation.ward.plan_routes import ITS_INITIATIVES
from server.evaluation.ward.sheet import Sheet
from server.evaluation.ward.views.months import months_come
from server.evaluation.ward.views.places import section_url, target_url
from server.evaluation.ward.views.standards import StandardLine, standard_lines
from server.ports.city import SectionId
from server.web.forms import Form, filled_with, form
from server.web.reader import Reader


def _(message: str) -> str:
    """Mark words for the catalogs; they are translated where they are said."""
    return message


router = APIRouter(include_in_schema=False)

ITS_PROGRESS = f"{ITS_INITIATIVES}/progress"
ITS_STANDARDS = f"{YEAR}/sections/{{section}}/standards"
ITS_CHECK = f"{ITS_STANDARDS}/{{standard}}"
GUIDANCE = f"{YEAR}/sections/{{section}}/guidance"
A_NEW_ORDER = f"{YEAR}/sections/{{section}}/orders/{NEW}"
AN_ORDER = f"{YEAR}/orders/{{order}}"

YES, NO = "yes", "no"


@router.get(ITS_PROGRESS)
async def progress(request: Request, who: Member, here: Here, target: str, initiative: str) -> Response:
    """How an initiative goes; the latest month that has begun is chosen already."""
    month = "".join(map(str, months_come(here.year, here.today)[-1:]))
    return await _progress(request, who, here, target, initiative).show(filled_with(month=month))


@router.post(ITS_PROGRESS)
async def report_progress(
    request: Request, who: Member, here: Here, target: str, initiative: str
) -> Response:
    """Report how an initiative goes."""
    said = await form(request)

    def command(read: Reader) -> ReportProgress:
        told = Progress(read.needed_whole("month"), read.chosen("status", Status), read.words("text"))
        return ReportProgress(here.ward, here.year, target, initiative, told)

    sheet = _progress(request, who, here, target, initiative)
    return await sheet.take(said, command, target_url(here.ward, here.year, target))


def _progress(request: Request, who: Member, here: Place, target: str, initiative: str) -> Sheet:
    kept = here.target(target)
    if initiative not in kept.initiatives:
        raise HTTPException(404)

    def standing(loop: Loop) -> Form:
        found = loop.ward(here.ward, here.year).targets.get(target)
        told = found.progress.get(initiative, ()) if found else ()
        return _reported(told[-1]) if told else NOTHING

    months = months_come(here.year, here.today)
    values = {
        "target": kept,
        "initiative": kept.initiatives[initiative],
        "told": tuple(reversed(kept.progress.get(initiative, ()))),
        "months": months,
        "statuses": tuple(Status),
    }
    mine = may(lambda: here.case.owner(here.ward, kept.aim))
    anything = Progress(months[-1] if months else beginning(here.year).month, Status.NOT_STARTED, ANYTHING)
    offer = offered(here.case, ReportProgress(here.ward, here.year, target, initiative, anything))
    called = {"text": _("What was done")}
    return Sheet(request, who, here, "ward/progress.html", mine, values, standing, offer, called=called)


def _reported(told: Progress) -> Form:
    return filled_with(month=str(told.month), status=told.status.value, text=told.text)


@router.get(ITS_STANDARDS)
async def standards(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Every standard of a section with how it is kept."""
    return await _standards(request, who, here, section, "ward/standards.html").show()


@router.get(ITS_CHECK)
async def check(request: Request, who: Member, here: Here, section: SectionId, standard: str) -> Response:
    """The form on which a section says whether it keeps a standard."""
    return await (await _check(request, who, here, section, standard)).show()


@router.post(ITS_CHECK)
async def check_compliance(
    request: Request, who: Member, here: Here, section: SectionId, standard: str
) -> Response:
    """Report whether a standard is kept."""
    said = await form(request)

    def command(read: Reader) -> CheckCompliance:
        kept = read.one_of("kept", (YES, NO)) == YES
        found = Check(kept, read.words("evidence"), read.text("improvement_measure"))
        return CheckCompliance(here.ward, here.year, section, standard, found)

    onward = section_url(here.ward, here.year, section, "standards")
    return await (await _check(request, who, here, section, standard)).take(said, command, onward)


async def _check(request: Request, who: Member, here: Place, section: SectionId, standard: str) -> Sheet:
    lines = standard_lines(here.loop, here.ward, here.year, section)
    line = next((each for each in lines if each.id == standard), None)
    if line is None:
        raise HTTPException(404)

    def standing(loop: Loop) -> Form:
        checks = loop.ward(here.ward, here.year).checks.get((section, standard), ())
        return _checked(checks[-1]) if checks else NOTHING

    sheet = _standards(request, who, here, section, "ward/check.html")
    values = {**sheet.values, "line": line, "read": await _evidence(request, here, line)}
    anything = CheckCompliance(here.ward, here.year, section, standard, Check(True, ANYTHING))
    offer = offered(here.case, anything)
    return Sheet(request, who, here, sheet.template, sheet.mine, values, standing, offer)


def _checked(check: Check) -> Form:
    return filled_with(
        kept=YES if check.kept else NO,
        evidence=check.evidence,
        improvement_measure=check.improvement_measure,
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the program itself counts of a standard that was a target, and whether that reaches its value."""

    figure: Explained
    reading: Reading
    reached: bool


async def _evidence(request: Request, here: Place, line: StandardLine) -> _Evidence | None:
    since, until, aim = beginning(here.year), min(ending(here.year), here.today), line.aim
    if aim is None or since > until:
        return None
    read = await improvement_of(request).readings.read(aim.indicator, since, until)
    if read.value is None:
        return None
    return _Evidence(explained(aim.indicator), read, is_reached(read.value, aim.value, aim.direction))


def _standards(request: Request, who: Member, here: Place, section: SectionId, template: str) -> Sheet:
    state = here.state
    values = {
        "section": here.section(section),
        "lines": standard_lines(here.loop, here.ward, here.year, section),
        "guidance": [text for each, text in state.guidance if each == section],
        "orders": [(id, each) for id, each in state.orders.items() if each.section == section],
        "guides": may(lambda: here.case.mayor_or_director(here.ward, section)) and _is_under_way(here),
    }
    mine = may(lambda: here.case.head(here.ward, section))
    return Sheet(request, who, here, template, mine, values)


def _is_under_way(here: Place) -> bool:
    return here.state.plan_published_at is not None and here.state.review is None


@router.get(GUIDANCE)
async def guidance(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """The form on which the ward mayor guides a section."""
    return await _guiding(request, who, here, section, "ward/guidance.html").show()


@router.post(GUIDANCE)
async def give_guidance(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Guide a section."""
    said = await form(request)
    sheet = _guiding(request, who, here, section, "ward/guidance.html")
    onward = section_url(here.ward, here.year, section, "standards")
    return await sheet.take(
        said, lambda read: GiveGuidance(here.ward, here.year, section, read.words("text")), onward
    )


@router.get(A_NEW_ORDER)
async def new_order(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """The form on which the ward mayor orders a section to mend something."""
    return await _guiding(request, who, here, section, "ward/order_form.html").show()


@router.post(A_NEW_ORDER)
async def order_improvement(request: Request, who: Member, here: Here, section: SectionId) -> Response:
    """Order an improvement."""
    said = await form(request)

    def command(read: Reader) -> OrderImprovement:
        wanted = Order(section, read.words("text"), read.needed_day("due_on"))
        return OrderImprovement(here.ward, here.year, new_id(said), wanted)

    sheet = _guiding(request, who, here, section, "ward/order_form.html")
    return await sheet.take(said, command, section_url(here.ward, here.year, section, "standards"))


def _guiding(request: Request, who: Member, here: Place, section: SectionId, template: str) -> Sheet:
    sheet = _standards(request, who, here, section, template)
    mine = may(lambda: here.case.mayor_or_director(here.ward, section))
    offer = offered(here.case, GiveGuidance(here.ward, here.year, section, ANYTHING))
    if here.state.review is not None:
        # The core would still take guidance; mid-year is over with the review.
        offer = Offer(SAYINGS[Reason.REVIEW_ALREADY_HELD])
    called = {"text": _("Guidance") if template == "ward/guidance.html" else _("What has to be done better")}
    return Sheet(request, who, here, template, mine, sheet.values, offer=offer, called=called)


@router.get(AN_ORDER)
async def order(request: Request, who: Member, here: Here, order: str) -> Response:
    """An improvement order, and its answer."""
    return await _order(request, who, here, order).show()


@router.post(AN_ORDER)
async def answer_order(request: Request, who: Member, here: Here, order: str) -> Response:
    """Answer an improvement order."""
    said = await form(request)
    sheet = _order(request, who, here, order)
    return await sheet.take(
        said, lambda read: AnswerOrder(here.ward, here.year, order, read.words("text")), here.url
    )


def _order(request: Request, who: Member, here: Place, order: str) -> Sheet:
    found = here.state.orders.get(order)
    if found is None or here.ward == WHOLE_CITY:
        raise HTTPException(404)
    values = {"order": found, "answer": here.state.answers.get(order, "")}
    mine = may(lambda: here.case.head(here.ward, found.section))
    offer = offered(here.case, AnswerOrder(here.ward, here.year, order, ANYTHING))
    called = {"text": _("What was done about it")}
    return Sheet(request, who, here, "ward/order.html", mine, values, offer=offer, called=called)
