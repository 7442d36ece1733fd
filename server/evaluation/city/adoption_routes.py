"""A year's standards come into force, are reported on and verified, over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of, take_step
from server.evaluation.city.standards_routes import OPEN, dropped_because
from server.evaluation.city.views.course import course_of
from server.evaluation.city.views.standards import standards_page
from server.evaluation.city.views.wards import achievements_of, compliance_of
from server.evaluation.city.year import Year, page_of
from server.evaluation.core.commands import AdoptStandards, ReportAchievements, VerifyStandards
from server.evaluation.core.guideline import Grade
from server.evaluation.telling import NOTHING, show
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

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _adopt(request, year, who, (status, sentence, about))

    return await take_step(
        request, who, said, lambda: AdoptStandards(year), onward=page_of(year, "/standards"), again=again
    )


@router.get("/evaluation/city/{year}/report")
async def report_form(request: Request, year: Year, who: Member) -> Response:
    """The achievements of all wards, and the form that reports them."""
    return await _paper(request, year, who, "city/report.html")


@router.post("/evaluation/city/{year}/report")
async def report(request: Request, year: Year, who: Member) -> Response:
    """Report the achievements to the council for ward administration."""
    said = await form(request)

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _paper(request, year, who, "city/report.html", said, (status, sentence, about))

    return await take_step(
        request,
        who,
        said,
        lambda: ReportAchievements(year, said.text("summary")),
        onward=page_of(year),
        again=again,
    )


@router.get("/evaluation/city/{year}/verify")
async def verify_form(request: Request, year: Year, who: Member) -> Response:
    """How the year's standards did, and the form that concludes on it."""
    return await _paper(request, year, who, "city/verify.html")


@router.post("/evaluation/city/{year}/verify")
async def verify(request: Request, year: Year, who: Member) -> Response:
    """Conclude how the year's standards did."""
    said = await form(request)

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _paper(request, year, who, "city/verify.html", said, (status, sentence, about))

    return await take_step(
        request,
        who,
        said,
        lambda: VerifyStandards(year, said.text("conclusion")),
        onward=page_of(year),
        again=again,
    )


async def _adopt(request: Request, year: int, who: Caller, no: tuple[int, str, str] = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    return await show(
        request,
        "city/adopt.html",
        who,
        year=year,
        no=no,
        sheet=standards_page(loop, year, dropped_because(secretariat.history, year)),
        course=course_of(loop, secretariat.city, year),
    )


async def _paper(
    request: Request,
    year: int,
    who: Caller,
    template: str,
    typed: Form = NOTHING,
    no: tuple[int, str, str] = OPEN,
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
        sheet=standards_page(loop, year, {}),
        course=course_of(loop, secretariat.city, year),
        rows=achievements_of(loop, secretariat.city, year),
        compliance=compliance_of(loop, secretariat.city, year),
        grades=tuple(Grade),
    )
