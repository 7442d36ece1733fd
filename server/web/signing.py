"""Sign-in over HTTP: who calls, what they may do, the sign-in page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from server.app.permits import Action, may
from server.app.signing import SignInRefused, TooSoon, hash_of
from server.core.plan import OfficeId
from server.ports.people import Bearer, Person, Role
from server.web.forms import form
from server.web.house import house_of
from server.web.same_origin import COOKIE, Site, site_of

LONGEST_FORM = 8_192


class NotSignedIn(Exception):
    """Nobody is signed in, or the token is not known."""


class NotPermitted(Exception):
    """Whoever is signed in may not do this, or not in this office; or another site asked in their name."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: a person, the bearer of a token, or (neither) anybody.

    `key` is the hash of the session secret or of the token, for asking again later; never the secret.
    """

    person: Person | None = None
    bearer: Bearer | None = None
    key: str = ""

    @property
    def role(self) -> Role | None:
        """None for anybody."""
        holder = self.person or self.bearer
        return holder.role if holder else None

    @property
    def offices(self) -> tuple[OfficeId, ...]:
        """The offices this caller is kept to; none means every office."""
        if self.person:
            return self.person.offices
        return (self.bearer.office,) if self.bearer and self.bearer.office is not None else ()

    @property
    def actor(self) -> str:
        """How the log names this caller: by an id that says nothing once the account is removed."""
        if self.person:
            return f"person:{self.person.id}"
        return f"token:{self.bearer.id}" if self.bearer else "visitor"

    def may(self, action: Action, office: OfficeId | None = None) -> bool:
        """Whether this caller may do this in this office (None: in the whole installation)."""
        return self.role is not None and may(self.role, self.offices, action, office)


ANYBODY = Caller()


async def caller(connection: HTTPConnection) -> Caller:
    """Who sent this request or opened this socket. Raises NotSignedIn for a bad Authorization header."""
    signing = house_of(connection).signing
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        bearer = await signing.bearer_of(token.strip()) if scheme.lower() == "bearer" else None
        if bearer is None:
            raise NotSignedIn
        return Caller(bearer=bearer, key=hash_of(token.strip()))
    secret = connection.cookies.get(cookie_name(connection))
    person = await signing.person_of(secret) if secret else None
    return Caller(person=person, key=hash_of(secret)) if secret and person else ANYBODY


async def still(connection: HTTPConnection, known: Caller) -> Caller:
    """The same caller as of now, ANYBODY when signed out, kept out or revoked; it does not count as use.

    For open sockets, which ask this every few seconds: sign-out must end them within five.
    """
    signing = house_of(connection).signing
    if known.person:
        person = await signing.person_still(known.key)
        return Caller(person=person, key=known.key) if person else ANYBODY
    if known.bearer:
        bearer = await signing.bearer_still(known.key)
        return Caller(bearer=bearer, key=known.key) if bearer else ANYBODY
    return ANYBODY


def check(known: Caller, action: Action, office: OfficeId | None) -> Caller:
    """The caller, who may do this here. Raises NotSignedIn or NotPermitted."""
    if known.role is None:
        raise NotSignedIn
    if not known.may(action, office):
        raise NotPermitted(action.value)
    return known


def require(action: Action) -> Callable[..., Awaitable[Caller]]:
    """A dependency that gives the caller, who may do this in the `{office}` of the path (if it has one)."""

    async def required(connection: HTTPConnection, known: Annotated[Caller, Depends(caller)]) -> Caller:
        return check(known, action, connection.path_params.get("office"))

    return required


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser sees this server over https."""
    return connection.url.scheme in {"https", "wss"}


def cookie_name(connection: HTTPConnection) -> str:
    """Over https the browser itself guards the name: only this host can have set it."""
    return f"__Host-{COOKIE}" if is_https(connection) else COOKIE


def safe_next(address: str) -> str:
    """A path of this server to go on to; whatever could lead elsewhere becomes the start page."""
    strange = "\\" in address or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in address)
    if strange or not address.startswith("/") or address.startswith("//"):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or parts.path in {"/sign-in", "/sign-out"} else address


class _CookieManners(TypedDict):
    """How the session cookie is kept: out of reach of scripts, other sites and plain http."""

    path: str
    secure: bool
    httponly: bool
    samesite: Literal["lax"]


router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002  its name in the address
    """The form."""
    return _page(request, next)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Sign in and go on; a wrong password shows the form again. A session from before is closed."""
    if site_of(request.scope) is Site.FOREIGN:
        raise NotPermitted("sign-in from another site")
    said = await form(request, LONGEST_FORM, 8)
    signing = house_of(request).signing
    try:
        signed_in = await signing.sign_in(said.get("login", ""), said.get("password", ""))
    except SignInRefused:
        return _page(request, said.get("next", "/"), 401, login=said.get("login", ""), fault="refused")
    except TooSoon as soon:
        page = _page(request, said.get("next", "/"), 429, login=said.get("login", ""), wait_s=soon.seconds)
        page.headers["Retry-After"] = str(soon.seconds)
        return page
    await _close(request)
    response = _onward(safe_next(said.get("next", "/")))
    response.set_cookie(cookie_name(request), signed_in.secret, **_manners(request))
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session and go to the start page."""
    await _close(request)
    response = _onward("/")
    response.delete_cookie(cookie_name(request), **_manners(request))
    return response


def _manners(request: Request) -> _CookieManners:
    return {"path": "/", "secure": is_https(request), "httponly": True, "samesite": "lax"}


async def _close(request: Request) -> None:
    if secret := request.cookies.get(cookie_name(request)):
        await house_of(request).signing.sign_out(secret)


def _onward(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _page(
    request: Request, onward: str, status: int = 200, *, login: str = "", fault: str = "", wait_s: int = 0
) -> Response:
    values = {"next": safe_next(onward), "login": login, "fault": fault, "wait_s": wait_s}
    page = house_of(request).pages.page(request, "web/sign_in.html", status, **values)
    page.headers["Referrer-Policy"] = "same-origin"  # under no-referrer a form says the Origin is null
    return page
