"""A year's standards come into force, are reported on and verified, over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, case_of, improvement_of
from server.evaluation.city.standards_routes import dropped_because
from server.evaluation.city.views.course import course_of
from server.evaluation.city.views.standards import standards_page
from server.evaluation.city.views.wards import achievements_of, compliance_of
from server.evaluation.city.year import Year, page_of
from server.evaluation.core.commands import (
    AdoptStandards,
    Command,
    ReportAchievements,
    VerifyStandards,
)
from server.evaluation.core.guideline import Grade
from server.evaluation.core.state import Loop
from server.evaluation.offer import ANYTHING, offered
from server.evaluation.taking import NOTHING, OPEN, No, Standing, take_step, whole
from server.evaluation.telling import show
from server.web.forms import Form, form
from server.web.signing import Caller

router = APIRouter(include_in_schema=False)


@router.get("/evaluation/city/{year}/standards/adopt")
async def adopt_form(request: Request, year: Year, who: Member) -> Response:
    """What is about to come into force; afterwards it does not change."""
    return await _adopt(request, year, who)


@router.post("/evaluation/city/{year}/standards/adopt")
async def adopt(request: Request, year: Year, who: Member) -> Response:
    """Put the draft into force."""
    said = await form(request)

    async def again(no: No) -> Response:
        return await _adopt(request, year, who, no)

    return await take_step(
        request,
        who,
        said,
        lambda read: AdoptStandards(year),
        onward=page_of(year, "/standards"),
        again=again,
        standing=draft_of(year),
    )


def draft_of(year: int) -> Standing:
    """The whole draft of a year, as the page shows it that puts it into force."""

    def standing(loop: Loop) -> Form:
        of_year = loop.standards.get(year)
        return whole(of_year.standards) if of_year and of_year.standards else NOTHING

    return standing


@router.get("/evaluation/city/{year}/report")
async def report_form(request: Request, year: Year, who: Member) -> Response:
    """The achievements of all wards, and the form that reports them."""
    return await _paper(request, year, who, "city/report.html", ReportAchievements(year, ANYTHING))


@router.post("/evaluation/city/{year}/report")
async def report(request: Request, year: Year, who: Member) -> Response:
    """Report the achievements to the council for ward administration."""
    said = await form(request)

    async def again(no: No) -> Response:
        step = ReportAchievements(year, ANYTHING)
        return await _paper(request, year, who, "city/report.html", step, said, no)

    return await take_step(
        request,
        who,
        said,
        lambda read: ReportAchievements(year, read.words("summary")),
        onward=page_of(year),
        again=again,
    )


@router.get("/evaluation/city/{year}/verify")
async def verify_form(request: Request, year: Year, who: Member) -> Response:
    """How the year's standards did, and the form that concludes on it."""
    return await _paper(request, year, who, "city/verify.html", VerifyStandards(year, ANYTHING))


@router.post("/evaluation/city/{year}/verify")
async def verify(request: Request, year: Year, who: Member) -> Response:
    """Conclude how the year's standards did."""
    said = await form(request)

    async def again(no: No) -> Response:
        step = VerifyStandards(year, ANYTHING)
        return await _paper(request, year, who, "city/verify.html", step, said, no)

    return await take_step(
        request,
        who,
        said,
        lambda read: VerifyStandards(year, read.words("conclusion")),
        onward=page_of(year),
        again=again,
    )


async def _adopt(request: Request, year: int, who: Caller, no: No = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    return await show(
        request,
        "city/adopt.html",
        who,
        year=year,
        no=no,
        standing=draft_of(year),
        offer=offered(await case_of(request, who), AdoptStandards(year)),
        sheet=standards_page(loop, year, dropped_because(secretariat.history, year)),
        course=course_of(loop, secretariat.city, year),
    )


async def _paper(
    request: Request,
    year: int,
    who: Caller,
    template: str,
    step: Command,
    typed: Form = NOTHING,
    no: No = OPEN,
) -> Response:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    return await show(
        request,
        template,
        who,
        year=year,
        typed=typed,
        no=no,
        offer=offered(await case_of(request, who), step),
        sheet=standards_page(loop, year, {}),
        course=course_of(loop, secretariat.city, year),
        rows=achievements_of(loop, secretariat.city, year),
        compliance=compliance_of(loop, secretariat.city, year),
        grades=tuple(Grade),
    )
