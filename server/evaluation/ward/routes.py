"""The ward's year on pages: what is to be done, the year at a glance, plan, do, check, evaluate, review."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.core.calendar import fiscal_year
from server.evaluation.asking import Member, case_of, page, today_of, tongue_of
from server.evaluation.core.duties import Duty
from server.evaluation.core.require import Case
from server.evaluation.core.state import WHOLE_CITY
from server.evaluation.offer import may
from server.evaluation.ward import (
    own_standard_routes,
    plan_routes,
    progress_routes,
    target_routes,
    year_end_committee_routes,
    year_end_review_routes,
    year_end_routes,
)
from server.evaluation.ward.place import YEAR, Here
from server.evaluation.ward.views.choices import choices
from server.evaluation.ward.views.desk import tasks
from server.evaluation.ward.views.places import ward_named, year_url
from server.evaluation.ward.views.year import year_page
from server.ports.city import WardId

router = APIRouter(include_in_schema=False)
router.include_router(plan_routes.router)
router.include_router(target_routes.router)
router.include_router(own_standard_routes.router)
router.include_router(progress_routes.router)
router.include_router(year_end_routes.router)
router.include_router(year_end_committee_routes.router)
router.include_router(year_end_review_routes.router)

Known = Annotated[Case, Depends(case_of)]


@router.get("/evaluation/desk")
async def desk(request: Request, who: Member, case: Known) -> Response:
    """What is to be done by whoever is signed in."""
    today = today_of(request)
    held = case.loop.posts.get(case.asker.account, frozenset())
    return await page(
        request, "ward/desk.html", who,
        t=await tongue_of(request),
        tasks=tasks(case, today),
        today=today,
        this_year=fiscal_year(today),
        wards=tuple(sorted({each.ward for each in held if each.duty is not Duty.CONFERENCE})),
        administrator=case.asker.administrator,
        year_url=year_url,
    )  # fmt: skip


@router.get("/evaluation/wards")
@router.get("/evaluation/wards/{ward}")
async def this_year(request: Request, who: Member, case: Known, ward: str = "") -> Response:
    """On to the fiscal year that is going on, of the ward that is named or of one's own."""
    known = ward_named(ward) if ward else _own_ward(case)
    if known != WHOLE_CITY and known not in case.city.wards:
        raise HTTPException(404)
    onward = year_url(known, fiscal_year(today_of(request)))
    return RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})


def _own_ward(case: Case) -> WardId:
    held = case.loop.posts.get(case.asker.account, frozenset())
    return min((each.ward for each in held if each.ward in case.city.wards), default=min(case.city.wards))


@router.get(YEAR)
async def year(request: Request, who: Member, here: Here) -> Response:
    """A ward's year at a glance."""
    waiting = tasks(here.case, here.today)
    return await page(
        request, "ward/year.html", who,
        t=await tongue_of(request),
        place=here,
        shown=year_page(here.city, here.loop, here.ward, here.year, here.today),
        tasks=[each for each in waiting if (each.ward, each.year) == (here.ward, here.year)],
        wards=(*here.city.wards, WHOLE_CITY),
        years=_years(here.case, here.year, fiscal_year(here.today)),
        year_url=year_url,
        sets_targets=bool(choices(here.case, here.ward, here.year).who),
        sets_policy=here.ward != WHOLE_CITY and may(lambda: here.case.mayor(here.ward)),
        is_committee=may(lambda: here.case.committee(here.ward)),
    )  # fmt: skip


def _years(case: Case, shown: int, this_year: int) -> tuple[int, ...]:
    known = {year for _, year in case.loop.wards} | set(case.loop.standards)
    return tuple(sorted(known | {shown, this_year, this_year + 1}, reverse=True))
