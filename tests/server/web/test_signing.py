"""Sign-in over HTTP: the page, the cookie, the way on, and who may pass which door."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response

from server.adapters.manual_clock import ManualClock
from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople, metadata
from server.app.passwords import Passwords
from server.app.permits import Action
from server.app.signing import Signing
from server.ports.people import Person, Role
from server.web.pages import Pages
from server.web.same_origin import SameOrigin
from server.web.signing import (
    Caller,
    NotPermitted,
    NotSignedIn,
    caller,
    check,
    require,
    router,
    safe_next,
    still,
)
from tests.house.tree import ROOT

HTTP = "http://machiai.example"
HTTPS = "https://machiai.example"
RIGHT = "correct horse battery"
NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


@pytest.fixture
async def signing(tmp_path: Path) -> AsyncIterator[Signing]:
    database = Database(f"sqlite:///{tmp_path}/people.sqlite")
    database.start(metadata)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield Signing(SqlPeople(database), ManualClock(NOW), quick)
    await database.close()


@pytest.fixture
async def hanako(signing: Signing) -> Person:
    return await signing.add_person("hanako", "緑 花子", Role.CLERK, ("midori",), RIGHT)


@pytest.fixture
def app(signing: Signing) -> FastAPI:
    app = FastAPI()
    app.state.house = SimpleNamespace(signing=signing, pages=Pages({"web": ROOT / "server" / "web"}))
    app.include_router(router)
    app.add_api_route("/me", who, methods=["GET"])
    app.add_api_route("/me/still", who_still, methods=["GET"])
    app.add_api_route("/offices/{office}/work", working, methods=["GET", "POST"])
    app.add_api_route("/people", managing, methods=["GET"])
    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(NotPermitted, not_permitted)
    app.add_middleware(SameOrigin)
    return app


async def who(known: Annotated[Caller, Depends(caller)]) -> str:
    return known.actor


async def who_still(request: Request, known: Annotated[Caller, Depends(caller)]) -> dict[str, str]:
    before = (await still(request, known)).actor
    signing: Signing = request.app.state.house.signing
    if known.person:
        await signing.set_active(known.person, False)
    if known.bearer:
        await signing.revoke_token(known.bearer.id)
    return {"before": before, "after": (await still(request, known)).actor}


async def working(known: Annotated[Caller, Depends(require(Action.COUNTER_WORK))]) -> str:
    return known.actor


async def managing(known: Annotated[Caller, Depends(require(Action.PEOPLE_MANAGE))]) -> str:
    return known.actor


async def not_signed_in(request: HTTPConnection, refused: Exception) -> Response:
    return PlainTextResponse("sign in first", 401)


async def not_permitted(request: HTTPConnection, refused: Exception) -> Response:
    return PlainTextResponse("not you", 403)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(app, HTTP) as client:
        yield client


def visitor(app: FastAPI, base: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=base, headers={"Origin": base})


async def sign_in(client: httpx2.AsyncClient, password: str = RIGHT, **more: str) -> httpx2.Response:
    return await client.post("/sign-in", data={"login": "hanako", "password": password, **more})


# --- the page


async def test_the_page_asks_for_login_and_password(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/sign-in", params={"next": "/offices/midori/counter?a=1&b=2"})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert '<form class="form" method="post" action="/sign-in">' in page.text
    assert 'value="/offices/midori/counter?a=1&amp;b=2"' in page.text
    assert 'role="alert"' not in page.text


async def test_the_right_password_leads_on_with_a_new_session(
    browser: httpx2.AsyncClient, hanako: Person
) -> None:
    answer = await sign_in(browser, next="/offices/midori/counter")
    assert (answer.status_code, answer.headers["location"]) == (303, "/offices/midori/counter")
    assert answer.headers["cache-control"] == "no-store"
    assert (await browser.get("/me")).json() == f"person:{hanako.id}"


async def test_a_wrong_password_and_an_unknown_login_get_the_same_page(
    browser: httpx2.AsyncClient, hanako: Person
) -> None:
    wrong = await sign_in(browser, "wrong")
    unknown = await browser.post("/sign-in", data={"login": "nobody", "password": RIGHT})
    assert [wrong.status_code, unknown.status_code] == [401, 401]
    assert wrong.text.replace("hanako", "nobody") == unknown.text
    assert 'role="alert"' in wrong.text
    assert RIGHT not in unknown.text
    assert [sorted(each.headers) for each in (wrong, unknown)] == [sorted(wrong.headers)] * 2
    assert "set-cookie" not in wrong.headers


async def test_whoever_guesses_is_told_to_wait(browser: httpx2.AsyncClient, hanako: Person) -> None:
    answers = [await sign_in(browser, "wrong") for _ in range(4)]
    assert [each.status_code for each in answers] == [401, 401, 401, 429]
    assert answers[-1].headers["retry-after"] == "1"


async def test_what_was_typed_is_shown_as_text(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/sign-in", data={"login": '"><script>alert(1)</script>', "password": "x"})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"login=a&password=b", "text/plain", 415),
        (b'{"login": "a"}', "application/json", 415),
        (b"login=" + b"x" * 9_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=b" for _ in range(20)), "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 401),
        (b"login=%FF%FE&password=%ff", "application/x-www-form-urlencoded; charset=utf-8", 401),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 401),
    ],
)
async def test_a_strange_form_is_refused(
    browser: httpx2.AsyncClient, content: bytes, content_type: str, status: int
) -> None:
    answer = await browser.post("/sign-in", content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status


# --- the cookie


@pytest.mark.parametrize(
    ("base", "name", "secure"), [(HTTP, "machiai_session", ""), (HTTPS, "__Host-machiai_session", True)]
)
async def test_the_cookie_is_out_of_reach(
    app: FastAPI, hanako: Person, base: str, name: str, secure: bool | str
) -> None:
    async with visitor(app, base) as client:
        cookies: SimpleCookie = SimpleCookie((await sign_in(client)).headers["set-cookie"])
        assert list(cookies) == [name]
        kept = {key: value for key, value in cookies[name].items() if value}
        assert kept == {"path": "/", "httponly": True, "samesite": "lax"} | (
            {"secure": True} if secure else {}
        )
        assert (await client.get("/me")).json() == f"person:{hanako.id}"


async def test_over_https_a_cookie_without_the_guarded_name_counts_for_nothing(
    app: FastAPI, signing: Signing, hanako: Person
) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    async with visitor(app, HTTPS) as client:
        assert (await client.get("/me", headers={"Cookie": f"machiai_session={secret}"})).json() == "visitor"


async def test_a_session_planted_before_sign_in_is_not_the_one_after(
    browser: httpx2.AsyncClient, hanako: Person
) -> None:
    browser.cookies.set("machiai_session", "planted", domain="machiai.example")
    await sign_in(browser)
    secret = browser.cookies["machiai_session"]
    assert secret != "planted"
    await sign_in(browser)
    assert browser.cookies["machiai_session"] != secret
    old = {"Cookie": f"machiai_session={secret}"}
    browser.cookies.clear()
    assert (await browser.get("/me", headers=old)).json() == "visitor"


async def test_sign_out_kills_the_session(browser: httpx2.AsyncClient, hanako: Person) -> None:
    await sign_in(browser)
    secret = browser.cookies["machiai_session"]
    answer = await browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert dict(browser.cookies) == {}
    again = await browser.get("/me", headers={"Cookie": f"machiai_session={secret}"})
    assert again.json() == "visitor"


async def test_nothing_is_signed_in_or_out_by_looking(browser: httpx2.AsyncClient, hanako: Person) -> None:
    await sign_in(browser)
    assert (await browser.get("/sign-out")).status_code == 405
    assert (await browser.get("/me")).json() == f"person:{hanako.id}"


async def test_another_site_cannot_sign_a_browser_in_or_out(
    browser: httpx2.AsyncClient, hanako: Person
) -> None:
    browser.headers["Origin"] = "http://evil.example"
    assert (await sign_in(browser)).status_code == 403
    browser.headers["Origin"] = HTTP
    await sign_in(browser)
    browser.headers["Origin"] = "http://evil.example"
    assert (await browser.post("/sign-out")).status_code == 403
    assert (await browser.get("/me")).json() == f"person:{hanako.id}"


# --- the way on


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/offices/midori/counter",
        "/offices/midori/manage?day=2026-11-21#now",
        "/t/abc?next=https://evil.example",
    ],
)
def test_the_way_on_stays_in_the_house(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "offices",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "http:/evil.example",
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-out",
    ],
)
async def test_no_way_on_leads_elsewhere(browser: httpx2.AsyncClient, hanako: Person, address: str) -> None:
    assert safe_next(address) == "/"
    assert (await sign_in(browser, next=address)).headers["location"] == "/"


# --- who may pass


async def test_doors_open_for_whoever_may_pass(browser: httpx2.AsyncClient, hanako: Person) -> None:
    assert (await browser.get("/offices/midori/work")).status_code == 401
    await sign_in(browser)
    assert (await browser.get("/offices/midori/work")).status_code == 200
    assert (await browser.post("/offices/midori/work")).status_code == 200
    assert (await browser.get("/offices/aoba/work")).status_code == 403
    assert (await browser.get("/people")).status_code == 403


@pytest.mark.parametrize(
    ("role", "office", "statuses"),
    [
        (Role.CLERK, "midori", (200, 403, 403)),
        (Role.CLERK, None, (200, 200, 403)),
        (Role.ADMIN, "midori", (200, 403, 403)),
        (Role.ADMIN, None, (200, 200, 200)),
        (Role.KIOSK, "midori", (403, 403, 403)),
        (Role.DISPLAY, None, (403, 403, 403)),
    ],
)
async def test_tokens_open_their_own_doors_of_their_own_office(
    browser: httpx2.AsyncClient, signing: Signing, role: Role, office: str | None, statuses: tuple[int, ...]
) -> None:
    token, bearer = await signing.create_token(role, office, "a program")
    doors = ("/offices/midori/work", "/offices/aoba/work", "/people")
    headers = {"Authorization": f"Bearer {token}"}
    found = tuple([(await browser.get(door, headers=headers)).status_code for door in doors])
    assert found == statuses
    assert (await browser.get("/me", headers=headers)).json() == f"token:{bearer.id}"


async def test_a_revoked_or_unknown_token_is_refused_even_where_anybody_may_pass(
    browser: httpx2.AsyncClient, signing: Signing
) -> None:
    token, bearer = await signing.create_token(Role.CLERK, None, "a program")
    await signing.revoke_token(bearer.id)
    for value in (f"Bearer {token}", "Bearer", "Bearer x", f"Basic {token}", token, ""):
        assert (await browser.get("/me", headers={"Authorization": value})).status_code == 401
    assert (await browser.get("/me")).json() == "visitor"


async def test_an_open_socket_learns_that_its_caller_is_gone(
    browser: httpx2.AsyncClient, signing: Signing, hanako: Person
) -> None:
    token, bearer = await signing.create_token(Role.CLERK, None, "a program")
    seen = await browser.get("/me/still", headers={"Authorization": f"Bearer {token}"})
    assert seen.json() == {"before": f"token:{bearer.id}", "after": "visitor"}
    assert (await browser.get("/me/still")).json() == {"before": "visitor", "after": "visitor"}
    await sign_in(browser)
    seen = await browser.get("/me/still")
    assert seen.json() == {"before": f"person:{hanako.id}", "after": "visitor"}


def test_a_check_by_hand_says_the_same() -> None:
    clerk = Caller(person=Person("p1", "hanako", "緑 花子", Role.CLERK, ("midori",)))
    assert check(clerk, Action.COUNTER_WORK, "midori") is clerk
    with pytest.raises(NotPermitted):
        check(clerk, Action.COUNTER_WORK, "aoba")
    with pytest.raises(NotSignedIn):
        check(Caller(), Action.COUNTER_WORK, "midori")
