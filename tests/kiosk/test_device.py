"""Who may be the kiosk, and what anybody else gets to see of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

import kiosk.routes
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_log import MemoryLog
from server.ports.people import Role
from server.web import problem, signing
from server.web.house import House, Manners
from tests.kiosk.a_house import OFFICE, SATURDAY_MORNING, at_work

KIOSK = f"/offices/{OFFICE}/kiosk"
PASSWORD = "three-quiet-cranes-by-the-river"
OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with at_work(MemoryLog(), ManualClock(SATURDAY_MORNING), tmp_path) as house:
        yield replace(house, manners=Manners(public_url="https://machiai.example.jp"))


@pytest.fixture
async def browser(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in an office that is no demonstration."""
    app = FastAPI()
    app.state.house = house
    problem.install(app)
    app.include_router(signing.router)
    app.include_router(kiosk.routes.router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://machiai.test", headers=OWN) as client:
        yield client


async def sign_in(house: House, browser: httpx2.AsyncClient, role: Role) -> None:
    await house.signing.add_person("sato", "Sato", role, (OFFICE,), PASSWORD)
    answer = await browser.post("/sign-in", data={"login": "sato", "password": PASSWORD})
    assert answer.status_code == 303


def wish(**more: object) -> dict[str, object]:
    return {"service": "certificate", **more}


async def test_a_strange_browser_is_told_how_a_device_becomes_a_kiosk(browser: httpx2.AsyncClient) -> None:
    page = await browser.get(KIOSK, headers=PAGE)
    assert page.status_code == 403
    assert f"/sign-in?next={KIOSK}" in page.text
    assert "/kiosk/tickets" not in page.text


async def test_a_strange_browser_gets_no_ticket(house: House, browser: httpx2.AsyncClient) -> None:
    refused = await browser.post(f"{KIOSK}/tickets", json=wish())
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert len(house.standings.of(OFFICE).office.tickets) == 0


async def test_a_manager_makes_a_device_the_kiosk_and_is_signed_out_of_it(
    house: House, browser: httpx2.AsyncClient
) -> None:
    await sign_in(house, browser, Role.MANAGER)
    made = await browser.post(f"{KIOSK}/device")
    assert (made.status_code, made.headers["location"]) == (303, KIOSK)
    assert "HttpOnly" in made.headers["set-cookie"]
    assert sorted(browser.cookies) == ["machiai_device"]
    assert (await browser.get(KIOSK, headers=PAGE)).status_code == 200
    taken = await browser.post(f"{KIOSK}/tickets", json=wish(), headers={"Idempotency-Key": "touch"})
    assert (taken.status_code, taken.json()["number"]) == (201, "A001")


@pytest.mark.parametrize("role", [None, Role.CLERK])
async def test_nobody_but_a_manager_makes_a_device_the_kiosk(
    house: House, browser: httpx2.AsyncClient, role: Role | None
) -> None:
    if role is not None:
        await sign_in(house, browser, role)
    refused = await browser.post(f"{KIOSK}/device")
    assert refused.status_code == (401 if role is None else 403)
    assert "machiai_device" not in browser.cookies


async def test_a_kiosk_of_another_office_or_a_revoked_one_is_no_kiosk_here(
    house: House, browser: httpx2.AsyncClient
) -> None:
    elsewhere, _ = await house.signing.create_token(Role.KIOSK, "sakura", "kiosk")
    revoked, bearer = await house.signing.create_token(Role.KIOSK, OFFICE, "kiosk")
    board, _ = await house.signing.create_token(Role.DISPLAY, OFFICE, "board")
    await house.signing.revoke_token(bearer.id)
    for token in (elsewhere, revoked, board, "nonsense"):
        browser.cookies.set("machiai_device", token)
        assert (await browser.post(f"{KIOSK}/tickets", json=wish())).status_code == 403
        browser.cookies.clear()


async def test_a_touch_sent_twice_gets_the_same_answer_and_another_wish_none(
    house: House, browser: httpx2.AsyncClient
) -> None:
    token, _ = await house.signing.create_token(Role.KIOSK, OFFICE, "kiosk")
    browser.cookies.set("machiai_device", token)
    key = {"Idempotency-Key": "one-touch"}
    first, again = [await browser.post(f"{KIOSK}/tickets", json=wish(), headers=key) for _ in range(2)]
    other = await browser.post(f"{KIOSK}/tickets", json=wish(service="move"), headers=key)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_used_otherwise")
    assert len(house.standings.of(OFFICE).office.tickets) == 1


async def test_what_became_of_a_slip_is_told_to_the_holder_of_the_token_only(
    house: House, browser: httpx2.AsyncClient
) -> None:
    token, _ = await house.signing.create_token(Role.KIOSK, OFFICE, "kiosk")
    browser.cookies.set("machiai_device", token)
    taken = (await browser.post(f"{KIOSK}/tickets", json=wish())).json()
    assert (await browser.get(taken["paper"])).json() == {"number": "A001", "paper": "due", "attempt": 1}
    guessed = [
        await browser.get(
            f"{KIOSK}/tickets/{number}/paper?token=guess", headers={"Accept": "application/json"}
        )
        for number in ("A001", "A002")
    ]
    assert [each.json()["code"] for each in guessed] == ["unknown_ticket", "unknown_ticket"]
    again = await browser.post(taken["reissue"], json={"token": taken["token"]})
    assert (again.status_code, again.json()["code"]) == (409, "not_in_this_state")


async def test_staff_mode_asks_for_a_sign_in_and_does_what_staff_do(
    house: House, browser: httpx2.AsyncClient
) -> None:
    strange = await browser.get(f"{KIOSK}/staff", headers=PAGE)
    assert (strange.status_code, strange.headers["location"]) == (303, f"/sign-in?next={KIOSK}/staff")
    await sign_in(house, browser, Role.CLERK)
    body = wish(needs=["wheelchair"], priority="elderly", language="en")
    issued = await browser.post(f"{KIOSK}/staff/tickets", json=body)
    assert (issued.status_code, issued.json()) == (201, {"number": "A001"})
    assert "A001" in (await browser.get(f"{KIOSK}/staff?number=a1", headers=PAGE)).text
    assert (await browser.post(f"{KIOSK}/staff/tickets/A001/reissue")).status_code == 200
    assert (await browser.post(f"{KIOSK}/staff/tickets/A001/cancel")).status_code == 200
    over = await browser.post(f"{KIOSK}/staff/tickets/A001/reissue")
    assert (over.status_code, over.json()["code"]) == (409, "not_in_this_state")
