"""What every test may ask for: a real PostgreSQL database, a real Redis, and a page in a real Chromium."""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import redis
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests import chromium, servers
from tests.running import Running

expect.set_options(timeout=15_000)  # milliseconds; the machine may be busy with the tests beside
_database_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.Postgres]:
    """One PostgreSQL server for this run (one per worker under xdist)."""
    with servers.postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: servers.Postgres) -> Iterator[str]:
    """The URL (postgresql+psycopg://) of an empty database that only this test knows."""
    with postgres_server.fresh_database(f"test_{next(_database_numbers)}") as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of one Redis server for this run (one per worker under xdist)."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of an empty Redis that only this test uses."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the Chromium to use; without one the test fails, it is never skipped."""
    path = chromium.find()
    if path is None:
        raise chromium.ChromiumMissing("There is no Chromium; ./machiai test installs it.")
    return path


@pytest.fixture(scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """One headless Chromium for this run, with Japanese letters whatever the machine has."""
    folder = chromium.new_folder()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path,
            args=chromium.arguments(),
            env=chromium.environment_with_fonts(folder),
        )
        yield browser
        await browser.close()
    shutil.rmtree(folder)


@pytest.fixture
async def browser_context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor of its own (no cookies, no storage) who lives in Japan."""
    context = await browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    yield context
    await context.close()


@pytest.fixture
async def page(browser_context: BrowserContext) -> AsyncIterator[Page]:
    """A page; a script that throws on it fails the test."""
    page = await browser_context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The real program with the demo office, without its lobby; one for the tests of a file."""
    office = await Running(tmp_path_factory.mktemp("office")).start()
    yield office
    office.kill()
