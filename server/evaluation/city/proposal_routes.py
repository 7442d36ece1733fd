"""What spreads from ward to ward over HTTP, and the decision whether it becomes a city standard."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.core.commands import Scene
from server.evaluation.asking import Member, case_of, improvement_of
from server.evaluation.city.standards_routes import new_standard
from server.evaluation.city.views.proposals import spread_of, spreads
from server.evaluation.city.year import this_year
from server.evaluation.core.commands import DecideProposal
from server.evaluation.core.guideline import Principle
from server.evaluation.core.state import Loop
from server.evaluation.offer import ANYTHING, offered_any
from server.evaluation.taking import NOTHING, OPEN, No, take_step
from server.evaluation.telling import show
from server.web.forms import Form, form
from server.web.reader import Reader
from server.web.signing import Caller

router = APIRouter(include_in_schema=False)


@router.get("/evaluation/city/proposals")
async def proposals(request: Request, who: Member) -> Response:
    """How far each achieved item has spread, those that wait for a decision first."""
    secretariat = improvement_of(request).secretariat
    found = spreads(await secretariat.current(), secretariat.city)
    return await show(request, "city/proposals.html", who, spreads=found)


@router.get("/evaluation/city/proposals/decide")
async def decide_form(request: Request, who: Member, item: str) -> Response:
    """The form that decides on an item which has reached every ward."""
    return await _form(request, who, item)


@router.post("/evaluation/city/proposals/decide")
async def decide(request: Request, who: Member) -> Response:
    """Take the item into a year's draft, or do not; either way say why."""
    said = await form(request)
    item = said.text("item")

    def command(read: Reader) -> DecideProposal:
        accepted = read.one_of("accepted", ("yes", "no")) == "yes"
        reason, year = read.words("reason"), read.needed_whole("year")
        return DecideProposal(year, item, accepted, reason, new_standard(read) if accepted else None)

    async def again(no: No) -> Response:
        return await _form(request, who, item, said, no)

    return await take_step(
        request, who, said, command, onward=f"/evaluation/city/proposals#{quote(item)}", again=again
    )


def draft_years(loop: Loop, this: int) -> tuple[int, ...]:
    """The years whose draft is open, the nearest first; next year where none is."""
    found = sorted(year for year, each in loop.standards.items() if not each.adopted_at)
    return tuple(found) or (this + 1,)


async def _form(request: Request, who: Caller, item: str, typed: Form = NOTHING, no: No = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    found = spread_of(loop, secretariat.city, item)
    if found is None:
        raise HTTPException(404)
    years = draft_years(loop, this_year(request))
    steps = [DecideProposal(each, item, False, ANYTHING) for each in years]
    return await show(
        request,
        "city/decide.html",
        who,
        typed=typed,
        no=no,
        spread=found,
        offer=offered_any(await case_of(request, who), steps),
        years=years,
        scenes=tuple(Scene),
        principles=tuple(Principle),
    )
