"""The standards of a year over HTTP: the list by scene, and the forms that write its draft."""

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.core.commands import Scene
from server.evaluation.asking import Member, improvement_of, take_step
from server.evaluation.city.views.standards import standard_of, standards_page
from server.evaluation.city.year import Year, page_of
from server.evaluation.core.commands import BeginStandards, DraftStandard, DropStandard
from server.evaluation.core.events import StandardDropped
from server.evaluation.core.guideline import Principle
from server.evaluation.core.noted import Noted
from server.evaluation.core.papers import Standard
from server.evaluation.telling import NOTHING, show
from server.web.forms import FieldWrong, Form, form
from server.web.signing import Caller

router = APIRouter(include_in_schema=False)

Word = TypeVar("Word", bound=StrEnum)

OPEN: tuple[int, str, str] = (200, "", "")


@router.get("/evaluation/city/{year}/standards")
async def standards(request: Request, year: Year, who: Member) -> Response:
    """The standards of a year by scene, and what changed since the year before."""
    return await _list(request, year, who)


@router.post("/evaluation/city/{year}/begin")
async def begin(request: Request, year: Year, who: Member) -> Response:
    """Begin the draft with the standards of the year before."""
    said = await form(request)

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _list(request, year, who, no=(status, sentence, about))

    return await take_step(
        request,
        who,
        said,
        lambda: BeginStandards(year),
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

    def command() -> DraftStandard:
        return DraftStandard(year, written(said, new_id(said)))

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _form(request, year, who, None, said, (status, sentence, about))

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

    def command() -> DraftStandard:
        now = written(said, standard)
        still = before.sample and now.sentence == before.sentence and not said.ticked("own")
        return DraftStandard(year, replace(now, sample=still))

    async def again(status: int, sentence: str, about: str) -> Response:
        return await _form(request, year, who, before, said, (status, sentence, about))

    return await take_step(
        request, who, said, command, onward=page_of(year, f"/standards#{said.text('scene')}"), again=again
    )


@router.get("/evaluation/city/{year}/standards/{standard}/drop")
async def drop_form(request: Request, year: Year, standard: str, who: Member) -> Response:
    """The form that leaves a standard out."""
    return await _drop(request, year, who, await _known(request, year, standard))


@router.post("/evaluation/city/{year}/standards/{standard}/drop")
async def drop(request: Request, year: Year, standard: str, who: Member) -> Response:
    """Leave a standard out of the draft, and say why."""
    said = await form(request)

    def command() -> DropStandard:
        return DropStandard(year, standard, said.text("reason"))

    async def again(status: int, sentence: str, about: str) -> Response:
        known = await _known(request, year, standard)
        return await _drop(request, year, who, known, said, (status, sentence, about))

    return await take_step(
        request, who, said, command, onward=page_of(year, "/standards#dropped"), again=again
    )


def written(said: Form, standard: str) -> Standard:
    """The standard that a form says. Raises FieldWrong."""
    return Standard(
        standard,
        _one_of(said, "scene", Scene),
        _one_of(said, "principle", Principle),
        said.text("sentence"),
        said.text("evidence"),
    )


def new_id(said: Form) -> str:
    """The id of what this form makes: the same form makes the same. Raises FieldWrong without its key."""
    key = said.text("key")
    if len(key) < 12:
        raise FieldWrong("standard")
    return f"s-{key[:12]}"


def _one_of(said: Form, name: str, words: type[Word]) -> Word:
    try:
        return words(said.text(name))
    except ValueError as fault:
        raise FieldWrong(name) from fault


async def _known(request: Request, year: int, standard: str) -> Standard:
    found = standard_of(await improvement_of(request).secretariat.current(), year, standard)
    if found is None:
        raise HTTPException(404)
    return found


async def _list(request: Request, year: int, who: Caller, no: tuple[int, str, str] = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    sheet = standards_page(await secretariat.current(), year, dropped_because(secretariat.history, year))
    return await show(request, "city/standards.html", who, year=year, no=no, sheet=sheet)


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
    no: tuple[int, str, str] = OPEN,
) -> Response:
    return await show(
        request,
        "city/standard.html",
        who,
        year=year,
        typed=typed,
        no=no,
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
    no: tuple[int, str, str] = OPEN,
) -> Response:
    return await show(request, "city/drop.html", who, year=year, typed=typed, no=no, standard=standard)
