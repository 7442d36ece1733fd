"""Who holds which duty, over HTTP; administrators give and end them."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of
from server.evaluation.city.views.duties import duties_of, written
from server.evaluation.city.views.duties import read as post_in
from server.evaluation.core.commands import EndDuty, GiveDuty
from server.evaluation.core.duties import Duty, Post
from server.evaluation.taking import NOTHING, OPEN, No, take_step
from server.evaluation.telling import show
from server.ports.people import Role
from server.web.forms import Form, form
from server.web.reader import Reader
from server.web.signing import Caller

router = APIRouter(include_in_schema=False)

DUTIES = "/evaluation/duties"


@router.get(DUTIES)
async def duties(request: Request, who: Member) -> Response:
    """Every post with its holders; everybody may look, so that everybody knows whom to ask."""
    return await _page(request, who)


@router.post(DUTIES)
async def give(request: Request, who: Member) -> Response:
    """Let an account hold a post."""
    said = await form(request)

    def command(read: Reader) -> GiveDuty:
        return GiveDuty(_account(read), _post(read))

    return await _step(request, who, said, command)


@router.get(f"{DUTIES}/end")
async def ending(request: Request, who: Member, account: str = "", post: str = "") -> Response:
    """The question whether an account is to hold a post no longer."""
    known = post_in(post)
    if known is None or not account:
        raise HTTPException(404)
    loop = await improvement_of(request).secretariat.current()
    return await show(
        request,
        "city/end_duty.html",
        who,
        account=account,
        post=known,
        held=known in loop.posts.get(account, frozenset()),
        written=written,
        administrator=who.role is Role.ADMIN,
    )


@router.post(f"{DUTIES}/end")
async def end(request: Request, who: Member) -> Response:
    """Take a post from an account."""
    said = await form(request)

    def command(read: Reader) -> EndDuty:
        return EndDuty(_account(read), _post(read))

    return await _step(request, who, said, command)


def _account(read: Reader) -> str:
    return read.words("account")


def _post(read: Reader) -> Post:
    post = post_in(read.text("post"))
    if post is None:
        read.note("post")
    return post or Post(Duty.CONFERENCE)


async def _step(
    request: Request, who: Caller, said: Form, command: Callable[[Reader], GiveDuty | EndDuty]
) -> Response:
    async def again(no: No) -> Response:
        return await _page(request, who, said, no)

    return await take_step(request, who, said, command, onward=f"{DUTIES}#ward-{_ward(said)}", again=again)


def _ward(said: Form) -> str:
    post = post_in(said.text("post"))
    return post.ward if post else ""


async def _page(request: Request, who: Caller, typed: Form = NOTHING, no: No = OPEN) -> Response:
    secretariat = improvement_of(request).secretariat
    return await show(
        request,
        "city/duties.html",
        who,
        typed=typed,
        no=no,
        groups=duties_of(await secretariat.current(), secretariat.city),
        written=written,
        administrator=who.role is Role.ADMIN,
    )
