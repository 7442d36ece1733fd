"""What is published of the loop, over HTTP: the list, plans and results of wards as page, PDF, Excel."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from starlette.responses import Response

from server.core.calendar import fiscal_year
from server.evaluation.asking import improvement_of, page
from server.evaluation.core.state import Loop
from server.evaluation.publication import pack_routes, report_routes
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.press import Kind
from server.evaluation.publication.sending import (
    holds_post,
    in_conference,
    is_staff,
    not_yet,
    pen_of,
    sent,
    subject_of,
    today_of,
)
from server.evaluation.publication.views.listing import Packs, listing_of, packs_of
from server.evaluation.publication.views.plan import plan_paper
from server.evaluation.publication.views.results import results_paper
from server.evaluation.publication.views.subject import Subject
from server.web.house import house_of
from server.web.signing import Caller, caller

router = APIRouter(include_in_schema=False)
router.include_router(pack_routes.router)
router.include_router(report_routes.router)

Known = Annotated[Caller, Depends(caller)]
Year = Annotated[int, InPath()]


@router.get("/evaluation")
async def published(request: Request, known: Known) -> Response:
    """Everything that is published, for everybody."""
    pen = pen_of(request)
    year = fiscal_year(today_of(request))
    loop = await _loop(request)
    return await page(
        request,
        "publication/index.html",
        known,
        pen=pen,
        listing=listing_of(pen.city, loop, year, previews=is_staff(known)),
        surveys=_surveys(request, pen),
        packs=_packs(known, loop, pen, year) if is_staff(known) else (),
    )


@router.get("/evaluation/{ward}/{year:int}/plan")
async def plan(request: Request, known: Known, ward: str, year: Year) -> Response:
    """The plan of a ward as a page."""
    subject, pen = await subject_of(request, ward, year), pen_of(request)
    paper = _plan(subject, known, pen)
    if paper is None:
        return await _no_plan(request, known, subject, pen)
    address = f"/evaluation/{ward}/{year}"
    files = [
        ("PDF", f"{address}/plan.pdf?lang={pen.language}"),
        ("Excel", f"{address}/plan.xlsx?lang={pen.language}"),
    ]
    if subject.ward_year.results_published_at:
        files.append((pen("Results"), f"{address}/results"))
    return await page(request, "publication/paper.html", known, paper=paper, files=files)


@router.get("/evaluation/{ward}/{year:int}/plan.{kind}")
async def plan_file(request: Request, known: Known, ward: str, year: Year, kind: Kind) -> Response:
    """The plan of a ward as a file."""
    subject, pen = await subject_of(request, ward, year), pen_of(request)
    paper = _plan(subject, known, pen)
    if paper is None:
        return await _no_plan(request, known, subject, pen)
    return await sent(request, paper, kind)


@router.get("/evaluation/{ward}/{year:int}/results")
async def results(request: Request, known: Known, ward: str, year: Year) -> Response:
    """The results of a ward as a page."""
    subject, pen = await subject_of(request, ward, year), pen_of(request)
    paper = _results(subject, known, pen)
    if paper is None:
        return await _no_results(request, known, subject, pen)
    address = f"/evaluation/{ward}/{year}"
    files = [
        ("PDF", f"{address}/results.pdf?lang={pen.language}"),
        ("Excel", f"{address}/results.xlsx?lang={pen.language}"),
        (pen("Policy, targets and plan"), f"{address}/plan"),
    ]
    return await page(request, "publication/paper.html", known, paper=paper, files=files)


@router.get("/evaluation/{ward}/{year:int}/results.{kind}")
async def results_file(request: Request, known: Known, ward: str, year: Year, kind: Kind) -> Response:
    """The results of a ward as a file."""
    subject, pen = await subject_of(request, ward, year), pen_of(request)
    paper = _results(subject, known, pen)
    if paper is None:
        return await _no_results(request, known, subject, pen)
    return await sent(request, paper, kind)


def _is_begun(subject: Subject) -> bool:
    """Whether the ward has begun this year, or it is the one going on or the coming one."""
    now = fiscal_year(subject.today)
    return (subject.ward, subject.year) in subject.loop.wards or subject.year in {now, now + 1}


def _plan(subject: Subject, known: Caller, pen: Pen) -> Paper | None:
    """The plan: to everybody once it is public, before only to the staff, as a preview."""
    public = subject.ward_year.plan_published_at is not None
    if not public and not (is_staff(known) and _is_begun(subject)):
        return None
    return plan_paper(subject, pen, preview=not public)


def _results(subject: Subject, known: Caller, pen: Pen) -> Paper | None:
    public = subject.ward_year.results_published_at is not None
    if not public and not (is_staff(known) and _is_begun(subject)):
        return None
    return results_paper(subject, pen, preview=not public)


async def _no_plan(request: Request, known: Caller, subject: Subject, _: Pen) -> Response:
    title = _(
        "The plan of %(ward)s for %(year)s has not been published yet.",
        ward=_.ward(subject.ward),
        year=_.year(subject.year),
    )
    usual = _("It is published at the beginning of the fiscal year.")
    return await not_yet(request, known, title, usual if _is_begun(subject) else _nothing_begun(_))


async def _no_results(request: Request, known: Caller, subject: Subject, _: Pen) -> Response:
    title = _(
        "The results of %(ward)s for %(year)s have not been published yet.",
        ward=_.ward(subject.ward),
        year=_.year(subject.year),
    )
    usual = _("They are published at the end of the fiscal year.")
    return await not_yet(request, known, title, usual if _is_begun(subject) else _nothing_begun(_))


def _nothing_begun(_: Pen) -> str:
    return _("Nothing has been written down for this year. Please check the year in the address.")


async def _loop(request: Request) -> Loop:
    return await improvement_of(request).secretariat.current()


def _surveys(request: Request, _: Pen) -> list[tuple[str, str]]:
    """Where everybody can read what visitors answered: the name of each office, and the address."""
    plans = house_of(request).plans
    return [(_.named(plans.names(each)), f"/survey/{each}/results") for each in plans.offices()]


def _packs(known: Caller, loop: Loop, _: Pen, year: int) -> tuple[Packs, ...]:
    """The papers for meetings that somebody may read."""
    wards = (ward for ward in _.city.wards if holds_post(known, loop, ward))
    return packs_of(wards, loop, year, conference=in_conference(known, loop))
