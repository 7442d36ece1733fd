"""The standards of a year over HTTP: the list by scene, and the forms that write its draft."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.core.commands import Scene
from server.evaluation.asking import Member, case_of, improvement_of
from server.evaluation.city.views.standards import standard_of, standards_page
from server.evaluation.city.year import Year, page_of
from server.evaluation.core.commands import BeginStandards, DraftStandard, DropStandard
from server.evaluation.core.events import Event, StandardDropped
from server.evaluation.core.guideline import Principle
from server.evaluation.core.noted import Noted
from server.evaluation.core.papers import Standard
from server.evaluation.core.state import Loop
from server.evaluation.gone import NotThere
from server.evaluation.offer import ANYTHING, offered
from server.evaluation.taking import (
    NOTHING,
    OPEN,
    No,
    Standing,
    new_id,
    nothing_there,
    take_step,
)
from server.evaluation.telling import show
from server.web.forms import Form, filled_with, form
from server.web.reader import Reader
from server.web.signing import Caller

router = APIRouter(include_in_schema=False)

ANY_STANDARD = Standard(ANYTHING, Scene.COMMON, Principle.MISSION, ANYTHING)
"""A new standard of which only the order of its step is asked."""


@router.get("/evaluation/city/{year}/standards")
async def standards(request: Request, year: Year, who: Member) -> Response:
    """The standards of a year by scene, and what changed since the year before."""
    return await _list(request, year, who)


@router.post("/evaluation/city/{year}/begin")
async def begin(request: Request, year: Year, who: Member) -> Response:
    """Begin the draft with the standards of the year before."""
    said = await form(request)

    async def again(no: No) -> Response:
        return await _list(request, year, who, no=no)

    return await take_step(
        request,
        who,
        said,
        lambda read: BeginStandards(year),
        onward=page_of(year, "/standards"),
        again=again,
    )


@router.get("/evaluation/city/{year}/standards/new")
async def new(request: Request, year: Year, who: Member) -> Response:
    """The form of a new standard."""
    return await _form(request, year, who, None)


@router.post("/evaluation/city/{year}/standards/new")
async def write(request: Request, year: Year, who: Member) -> Response:
    """Write a new standard into the draft; its id comes from the form, so that the form sent twice is one."""
    said = await form(request)

    def command(read: Reader) -> DraftStandard:
        return DraftStandard(year, new_standard(read))

    async def again(no: No) -> Response:
        return await _form(request, year, who, None, said, no)

    return await take_step(
        request, who, said, command, onward=page_of(year, f"/standards#{said.text('scene')}"), again=again
    )


@router.get("/evaluation/city/{year}/standards/{standard}")
async def revise(request: Request, year: Year, standard: str, who: Member) -> Response:
    """The form that words a standard anew."""
    return await _form(request, year, who, await _known(request, year, standard))


@router.post("/evaluation/city/{year}/standards/{standard}")
async def reword(request: Request, year: Year, standard: str, who: Member) -> Response:
    """Word a standard of the draft anew; a sample becomes the city's own by its words or by its decision."""
    said = await form(request)
    before = await _known(request, year, standard)

    def command(read: Reader) -> DraftStandard:
        now = written(read, standard)
        still = before.sample and now.sentence == before.sentence and not said.ticked("own")
        return DraftStandard(year, replace(now, sample=still))

    async def again(no: No) -> Response:
        return await _form(request, year, who, before, said, no)

    return await take_step(
        request,
        who,
        said,
        command,
        onward=page_of(year, f"/standards#{said.text('scene')}"),
        again=again,
        standing=standing_of(year, standard),
    )


@router.get("/evaluation/city/{year}/standards/{standard}/drop")
async def drop_form(request: Request, year: Year, standard: str, who: Member) -> Response:
    """The form that leaves a standard out."""
    return await _drop(request, year, who, await _known(request, year, standard))


@router.post("/evaluation/city/{year}/standards/{standard}/drop")
async def drop(request: Request, year: Year, standard: str, who: Member) -> Response:
    """Leave a standard out of the draft, and say why."""
    said = await form(request)

    def command(read: Reader) -> DropStandard:
        return DropStandard(year, standard, read.words("reason"))

    async def again(no: No) -> Response:
        known = await _known(request, year, standard)
        return await _drop(request, year, who, known, said, no)

    return await take_step(
        request,
        who,
        said,
        command,
        onward=page_of(year, "/standards#dropped"),
        again=again,
        standing=standing_of(year, standard),
    )


def written(read: Reader, standard: str) -> Standard:
    """The standard that a form says."""
    return Standard(
        standard,
        sentence=read.words("sentence"),
        scene=read.chosen("scene", Scene),
        principle=read.chosen("principle", Principle),
        evidence=read.text("evidence"),
    )


def new_standard(read: Reader) -> Standard:
    """The new standard that a form says; the form sent twice makes one."""
    return written(read, f"s-{new_id(read.form)}")


def standing_of(year: int, standard: str) -> Standing:
    """What stands in the draft of a year under the id of a standard."""

    def standing(loop: Loop) -> Form:
        kept = standard_of(loop, year, standard)
        if kept is None:
            return NOTHING
        return filled_with(
            sentence=kept.sentence,
            scene=kept.scene.value,
            principle=kept.principle.value,
            evidence=kept.evidence,
            own="" if kept.sample else "yes",
        )

    return standing


async def _known(request: Request, year: int, standard: str) -> Standard:
    found = standard_of(await improvement_of(request).secretariat.current(), year, standard)
    if found is None:
        raise NotThere(
            lambda event: _dropped(event) == (year, standard), lambda about: page_of(year, "/standards")
        )
    return found


def _dropped(event: Event) -> tuple[int, str] | None:
    """The standard that an entry leaves out."""
    return (event.year, event.standard) if isinstance(event, StandardDropped) else None


async def _list(request: Request, year: int, who: Caller, no: No = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    sheet = standards_page(await secretariat.current(), year, dropped_because(secretariat.history, year))
    begins = offered(await case_of(request, who), BeginStandards(year))
    return await show(request, "city/standards.html", who, year=year, no=no, sheet=sheet, begins=begins)


def dropped_because(history: list[Noted], year: int) -> dict[str, str]:
    """Why standards were left out of a year's draft, by id."""
    return {
        each.event.standard: each.event.reason
        for each in history
        if isinstance(each.event, StandardDropped) and each.event.year == year
    }


async def _form(
    request: Request,
    year: int,
    who: Caller,
    standard: Standard | None,
    typed: Form = NOTHING,
    no: No = OPEN,
) -> Response:
    return await show(
        request,
        "city/standard.html",
        who,
        year=year,
        typed=typed,
        no=no,
        standing=standing_of(year, standard.id) if standard else nothing_there,
        offer=offered(await case_of(request, who), DraftStandard(year, standard or ANY_STANDARD)),
        standard=standard,
        scenes=tuple(Scene),
        principles=tuple(Principle),
    )


async def _drop(
    request: Request,
    year: int,
    who: Caller,
    standard: Standard,
    typed: Form = NOTHING,
    no: No = OPEN,
) -> Response:
    standing = standing_of(year, standard.id)
    return await show(
        request,
        "city/drop.html",
        who,
        year=year,
        typed=typed,
        no=no,
        standing=standing,
        offer=offered(await case_of(request, who), DropStandard(year, standard.id, ANYTHING)),
        standard=standard,
    )
