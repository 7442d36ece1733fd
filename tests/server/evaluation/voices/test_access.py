"""Who may touch the screen of an office, and what is said when the voices cannot be reached."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_log import MemoryLog
from server.adapters.sql_database import Database
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.sql_voices_access import metadata
from server.core.plan import OfficeId
from server.evaluation.voices import routes
from server.evaluation.voices.room import Room
from server.evaluation.voices.visits import Came
from server.ports.people import Role
from server.web import problem
from server.web.house import House, Manners
from tests.kiosk.a_house import OFFICE, SATURDAY_MORNING, at_work

SCREEN = f"/offices/{OFFICE}/kiosk/survey"


@dataclass(frozen=True, slots=True)
class Site:
    """The voices of a house that is no demonstration, over HTTP without a network."""

    house: House
    client: httpx2.AsyncClient
    file: Path


async def nobody_came(_office: OfficeId, _since: date, _until: date) -> Came:
    return Came()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(at_work(MemoryLog(), ManualClock(SATURDAY_MORNING), tmp_path))
        house = replace(house, manners=Manners())
        file = tmp_path / "voices.sqlite"
        database = Database(f"sqlite:///{file}", shared=True)
        database.start(metadata)
        stack.push_async_callback(database.close)
        app = FastAPI()
        app.state.house = house
        problem.install(app)
        routes.install(app, Room(SqlRegister(database), SqlSurveys(database), nobody_came))
        app.include_router(routes.router)
        transport = httpx2.ASGITransport(app=app)
        client = httpx2.AsyncClient(transport=transport, base_url="http://test")
        yield Site(house, await stack.enter_async_context(client), file)


async def device(site: Site, office: OfficeId | None, role: Role = Role.KIOSK) -> dict[str, str]:
    """The header of a browser that holds a token of this role and office."""
    token, _ = await site.house.signing.create_token(role, office, "screen")
    return {"Cookie": f"machiai_device={token}"}


async def test_only_a_kiosk_of_the_office_asks_and_is_answered(site: Site) -> None:
    own, other = await device(site, OFFICE), await device(site, "aoba")
    board = await device(site, OFFICE, Role.DISPLAY)
    strange = {"Cookie": "machiai_device=nonsense"}
    touch = {"once": "a-touch-of-a-button", "overall": "5"}
    for headers, seen, touched in (
        (own, 200, 303), (other, 403, 403), (board, 403, 403), (strange, 403, 403), ({}, 403, 403),
    ):  # fmt: skip
        assert (await site.client.get(SCREEN, headers=headers)).status_code == seen
        assert (await site.client.get(f"{SCREEN}/thanks", headers=headers)).status_code == seen
        assert (await site.client.post(SCREEN, data=touch, headers=headers)).status_code == touched


async def test_a_touch_from_another_site_is_refused(site: Site) -> None:
    headers = await device(site, OFFICE) | {"Sec-Fetch-Site": "cross-site"}
    touch = {"once": "a-touch-of-a-button", "overall": "1"}
    assert (await site.client.post(SCREEN, data=touch, headers=headers)).status_code == 403


async def test_voices_that_are_damaged_are_not_asked_for_again(site: Site) -> None:
    assert (await site.client.get(f"/survey/{OFFICE}/results")).status_code == 200
    site.house.clock.advance(600)  # type: ignore[attr-defined]
    site.file.write_bytes(b"x" * site.file.stat().st_size)
    answer = await site.client.get(f"/survey/{OFFICE}/results")
    assert (answer.status_code, answer.headers.get("retry-after")) == (500, None)
    assert "職員にお知らせください" in answer.text
