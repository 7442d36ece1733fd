"""All wards of a year side by side over HTTP: the way through the year, compliance, achievements."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.evaluation.asking import Member, case_of, improvement_of
from server.evaluation.city.views.course import LINE, course_of
from server.evaluation.city.views.proposals import spreads
from server.evaluation.city.views.standards import standards_page
from server.evaluation.city.views.wards import Stage, achievements_of, compliance_of, ward_rows
from server.evaluation.city.year import Year, page_of, this_year
from server.evaluation.core.commands import BeginStandards
from server.evaluation.core.guideline import Grade
from server.evaluation.offer import offered
from server.evaluation.telling import show

router = APIRouter(include_in_schema=False)


@router.get("/evaluation/city")
async def now(request: Request, who: Member) -> Response:
    """The page of the fiscal year in which the city is, or (`?year=`) of the one that was chosen."""
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this_year(request)
    return RedirectResponse(page_of(year), 303, headers={"Cache-Control": "no-store"})


@router.get("/evaluation/city/{year}")
async def overview(request: Request, year: Year, who: Member) -> Response:
    """Where the city's year stands, what comes next, and how far every ward is."""
    secretariat = improvement_of(request).secretariat
    loop, case = await secretariat.current(), await case_of(request, who)
    this = this_year(request)
    coming = {this - 1, this, this + 1}.intersection(loop.years_to_begin(this))
    return await show(
        request,
        "city/overview.html",
        who,
        year=year,
        years=tuple(sorted({*loop.standards, *coming, this, year}, reverse=True)),
        begins=offered(case, BeginStandards(year)),
        course=course_of(loop, secretariat.city, year),
        line=LINE,
        sheet=standards_page(loop, year, {}),
        rows=ward_rows(loop, secretariat.city, year),
        stages=tuple(Stage),
        spreads=spreads(loop, secretariat.city),
    )


@router.get("/evaluation/city/{year}/compliance")
async def compliance(request: Request, year: Year, who: Member) -> Response:
    """Which section of which ward keeps which standard."""
    secretariat = improvement_of(request).secretariat
    found = compliance_of(await secretariat.current(), secretariat.city, year)
    return await show(request, "city/compliance.html", who, year=year, compliance=found)


@router.get("/evaluation/city/{year}/achievements")
async def achievements(request: Request, year: Year, who: Member) -> Response:
    """What every ward achieved, by the grades of its targets."""
    secretariat = improvement_of(request).secretariat
    rows = achievements_of(await secretariat.current(), secretariat.city, year)
    return await show(request, "city/achievements.html", who, year=year, rows=rows, grades=tuple(Grade))
