"""Another site cannot use a signed-in browser: forms, fetches and sockets from elsewhere are refused."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.web.same_origin import SameOrigin, Site, site_of

OWN = "http://machiai.example"
COOKIE = {"Cookie": "machiai_session=x"}
HOST_COOKIE = {"Cookie": "a=b; __Host-machiai_session=x"}
BEARER = {"Authorization": "Bearer x"}

FOREIGN_ORIGINS = [
    "null",
    "",
    "nonsense",
    "http://evil.example",
    "http://machiai.example.evil",
    "http://sub.machiai.example",
    "http://machiai.example:8080",
    "https://machiai.example",
    "http://machiai.example@evil.example",
    "http://evilmachiai.example",
    "http://machiai.example:nonsense",
]


async def reached(request: Request) -> PlainTextResponse:
    return PlainTextResponse("reached")


async def heard(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("heard")
    await socket.close()


APP = Starlette(
    routes=[
        Route("/", reached, methods=["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]),
        WebSocketRoute("/live", heard),
    ]
)


def client(*origins: str, base: str = OWN) -> TestClient:
    return TestClient(SameOrigin(APP, origins), base_url=base)


def status(headers: dict[str, str], *origins: str, method: str = "POST", base: str = OWN) -> int:
    return client(*origins, base=base).request(method, "/", headers=headers).status_code


def is_heard(headers: dict[str, str]) -> bool:
    try:
        with client().websocket_connect("ws://machiai.example/live", headers=headers) as socket:
            return socket.receive_text() == "heard"
    except WebSocketDisconnect:
        return False


def test_our_own_pages_may_change_things() -> None:
    for cookie in (COOKIE, HOST_COOKIE):
        assert status({**cookie, "Origin": OWN}) == 200
        assert status({**cookie, "Origin": "http://machiai.example:80"}) == 200
        assert status({**cookie, "Sec-Fetch-Site": "same-origin"}) == 200
        assert status({**cookie, "Sec-Fetch-Site": "same-origin", "Origin": "null"}) == 200
        assert status({**cookie, "Sec-Fetch-Site": "none"}) == 200


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_site_may_not_in_the_name_of_whoever_is_signed_in(origin: str, method: str) -> None:
    assert status({**COOKIE, "Origin": origin}, method=method) == 403
    assert status({**HOST_COOKIE, "Origin": origin}, method=method) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense"])
def test_what_the_browser_says_of_the_site_counts_first(site: str) -> None:
    assert status({**COOKIE, "Sec-Fetch-Site": site}) == 403
    assert status({**COOKIE, "Sec-Fetch-Site": site, "Origin": OWN}) == 403


def test_a_cookie_without_any_word_of_where_it_comes_from_is_refused() -> None:
    assert status(COOKIE) == 403
    assert status({**COOKIE, **BEARER}) == 403
    assert status({**COOKIE, "X-HTTP-Method-Override": "GET"}) == 403


def test_the_refusal_says_what_is_wrong() -> None:
    answer = client().post("/", headers=COOKIE)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "about:blank",
        "title": "This request does not come from a page of this server",
        "status": 403,
        "code": "foreign_origin",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_nobodys_secret(method: str) -> None:
    assert status({**COOKIE, "Origin": "http://evil.example"}, method=method) == 200


def test_anonymous_requests_and_tokens_are_not_concerned() -> None:
    for headers in ({}, BEARER, {"Cookie": "lang=ja"}):
        assert status(headers) == 200
        assert status({**headers, "Origin": "http://evil.example"}) == 200


def test_the_addresses_of_the_settings_count_instead_of_the_host_named() -> None:
    public = "https://machiai.example.jp"
    assert status({**COOKIE, "Origin": public}, public) == 200
    assert status({**COOKIE, "Origin": OWN}, public) == 403
    assert status({**COOKIE, "Origin": "http://rebound.evil"}, public, base="http://rebound.evil") == 403


def test_over_https_the_address_is_https() -> None:
    base = "https://machiai.example"
    assert status({**HOST_COOKIE, "Origin": base}, base=base) == 200
    assert status({**HOST_COOKIE, "Origin": OWN}, base=base) == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_socket_from_another_site_is_refused_with_and_without_a_session(origin: str) -> None:
    assert not is_heard({"Origin": origin})
    assert not is_heard({**COOKIE, "Origin": origin})


def test_a_socket_from_our_own_pages_is_heard() -> None:
    assert is_heard({"Origin": OWN})
    assert is_heard({**COOKIE, "Origin": OWN})


def test_a_socket_of_a_program_needs_no_origin_but_one_with_a_session_does() -> None:
    assert is_heard({})
    assert is_heard(BEARER)
    assert not is_heard(COOKIE)


def test_a_socket_over_tls_comes_from_https() -> None:
    def site(origin: str) -> Site:
        headers = [(b"host", b"machiai.example"), (b"origin", origin.encode())]
        return site_of({"type": "websocket", "scheme": "wss", "headers": headers})

    assert site("https://machiai.example") is Site.OWN
    assert site("http://machiai.example") is Site.FOREIGN


async def test_the_start_and_end_of_the_server_pass_through() -> None:
    with client() as running:
        assert running.get("/").text == "reached"
    transport = httpx2.ASGITransport(SameOrigin(APP))
    async with httpx2.AsyncClient(transport=transport, base_url=OWN) as visitor:
        assert (await visitor.post("/")).text == "reached"
