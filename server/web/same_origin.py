"""Against other sites that use a signed-in browser: what changes something must come from our own pages."""

import json
from collections.abc import Collection
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "machiai_session"
COOKIES = frozenset({COOKIE, f"__Host-{COOKIE}"})
"""The session cookie, as it is called over http and over https."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_WEB = {"ws": "http", "wss": "https"}
_PORTS = {"http": 80, "https": 443}


class Site(StrEnum):
    """Where a request comes from, as far as the browser says it."""

    OWN = "own"
    FOREIGN = "foreign"
    UNSAID = "unsaid"


def site_of(scope: Scope, origins: Collection[str] = ()) -> Site:
    """Where a request comes from: Sec-Fetch-Site, then Origin; a program that is no browser says neither.

    `origins` are our own, as `https://machiai.example.jp`; without any, the request's own address counts.
    The Origin `null` is foreign.
    """
    headers = Headers(scope=scope)
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return Site.OWN if fetch_site in {"same-origin", "none"} else Site.FOREIGN
    origin = headers.get("origin")
    if origin is None:
        return Site.UNSAID
    own = origins or (f"{_WEB.get(scope['scheme'], scope['scheme'])}://{headers.get('host', '')}",)
    where = _address(origin)
    return Site.OWN if where is not None and where in map(_address, own) else Site.FOREIGN


def _address(origin: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for what is no origin (`null`, nonsense)."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


class SameOrigin:
    """Pure-ASGI middleware.

    With a session cookie, a request that may change something and a WebSocket handshake must say that they
    come from our own pages; without one, only a WebSocket handshake that says otherwise is refused.
    Anonymous requests and bearer tokens cannot be sent by another site in somebody else's name.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str] = ()) -> None:
        self._app = app
        self._origins = tuple(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] == "http" and self._is_forged(scope):
            await _refuse(send)
        elif scope["type"] == "websocket" and self._is_strange(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
        else:
            await self._app(scope, receive, send)

    def _is_forged(self, scope: Scope) -> bool:
        return scope["method"] not in SAFE and _has_cookie(scope) and self._site(scope) is not Site.OWN

    def _is_strange(self, scope: Scope) -> bool:
        site = self._site(scope)
        return site is Site.FOREIGN or (site is Site.UNSAID and _has_cookie(scope))

    def _site(self, scope: Scope) -> Site:
        return site_of(scope, self._origins)


def _has_cookie(scope: Scope) -> bool:
    return not COOKIES.isdisjoint(HTTPConnection(scope).cookies)


async def _refuse(send: Send) -> None:
    body = json.dumps(
        {
            "type": "about:blank",
            "title": "This request does not come from a page of this server",
            "status": 403,
            "code": "foreign_origin",
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
