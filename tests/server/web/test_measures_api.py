"""Measures over HTTP for dates that no office ever had, and for services that have left its plan."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_log import MemoryLog
from server.adapters.memory_measures import MemoryMeasures
from server.app.measures import Measured
from server.app.measuring import Measuring
from server.core import codec
from server.core.commands import CloseDay, OpenDay
from server.core.record import Recorded
from server.core.state import Office
from server.ports.people import Role
from server.web import api_manage, problem
from tests.kiosk.a_house import OFFICE, SATURDAY_MORNING, at_work
from tests.server.measure.day import Told, ward
from tests.story import at, visitor

OCTOBER = date(2026, 10, 6)
EVER = {"from": "0001-01-01", "to": "9999-12-31"}
TODAY = {"from": "2026-11-21", "to": "2026-11-21"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A manager's, of an office that offered `moving` on a day in October and does so no more."""
    async with AsyncExitStack() as stack:
        log = MemoryLog()
        await log.append(in_october())
        house = await stack.enter_async_context(at_work(log, ManualClock(SATURDAY_MORNING), tmp_path))
        store = MemoryMeasures()
        await Measuring(log, store, house.standings, house.clock).catch_up(OFFICE)
        house = replace(house, measured=Measured(log, store, house.standings))
        app = FastAPI()
        app.state.house = house
        problem.install(app)
        app.include_router(api_manage.router)
        token, _ = await house.signing.create_token(Role.MANAGER, OFFICE, "figures")
        yield await stack.enter_async_context(
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=app),
                base_url=f"http://test/api/v1/offices/{OFFICE}",
                headers={"Authorization": f"Bearer {token}"},
            )
        )


def in_october() -> Sequence[Recorded]:
    """A day with two visitors, sealed as its log would have it."""
    day = Told(Office(OFFICE)).then(at("08:30", OCTOBER), OpenDay(replace(ward(), date=OCTOBER)))
    day = day.then(at("09:00", OCTOBER), visitor("moving"), visitor())
    before, sealed = codec.BEGINNING, []
    for each in day.then(at("18:00", OCTOBER), CloseDay(OCTOBER)).records:
        sealed.append(codec.sealed(before, each))
        before = sealed[-1].hash
    return sealed


async def issued(client: httpx2.AsyncClient, **asked: str) -> int:
    answer = await client.get("/measures", params=asked)
    assert answer.status_code == 200, answer.text
    assert [answer.json()[each] for each in ("from", "to")] == [asked["from"], asked["to"]]
    return int(answer.json()["whole"]["issued"])


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("0001-01-01", "9999-12-31", 2),
        ("0001-01-01", "0001-01-01", 0),
        ("9999-12-31", "9999-12-31", 0),
        ("0001-01-01", "2026-10-05", 0),
        ("2026-10-06", "9999-12-31", 2),
        ("2026-10-07", "9999-12-31", 0),
    ],
)
async def test_any_dates_are_answered_and_said_as_they_were_asked(
    client: httpx2.AsyncClient, since: str, until: str, count: int
) -> None:
    for by in ("day", "hour", "weekday", "service", "counter"):
        assert await issued(client, **{"from": since, "to": until, "by": by}) == count


async def test_any_dates_are_taken_away_as_a_file(client: httpx2.AsyncClient) -> None:
    table = await client.get("/measures/export", params={**EVER, "format": "csv"})
    lines = table.text.splitlines()[1:]
    assert (table.status_code, {line.split(",")[0] for line in lines}) == (200, {"2026-10-06"})
    book = await client.get("/measures/export", params={**EVER, "format": "xlsx"})
    assert (book.status_code, len(load_workbook(BytesIO(book.content)).sheetnames)) == (200, 5)


async def test_a_service_that_has_left_the_plan_can_be_asked_and_one_that_never_was_cannot(
    client: httpx2.AsyncClient,
) -> None:
    assert await issued(client, **EVER, service="moving") == 1
    assert await issued(client, **TODAY, service="moving") == 0
    refused = await client.get("/measures", params={**EVER, "service": "no-such-service"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_service")
