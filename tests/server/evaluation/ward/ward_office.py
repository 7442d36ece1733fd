"""A ward office for tests: the whole application in this process, on a small city at any stage."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from pathlib import Path

import httpx2
from argon2 import PasswordHasher
from fastapi import FastAPI

from server import main
from server.adapters.manual_clock import ManualClock
from server.adapters.memory_ledger import MemoryLedger
from server.adapters.sql_people import SqlPeople
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.app.passwords import Passwords
from server.app.signing import Signing
from server.engines import Engines, engines
from server.evaluation.asking import Improvement
from server.evaluation.core.commands import (
    Command,
    EvaluateTarget,
    GiveDuty,
    HoldReview,
    OrderImprovement,
    ReportPlan,
    ReportProgress,
    SetPolicy,
)
from server.evaluation.core.duties import Asker
from server.evaluation.core.state import Loop
from server.evaluation.readings import Readings
from server.evaluation.secretariat import Secretariat
from server.ports.people import Person, Role
from server.settings import Settings
from server.web.same_origin import COOKIE
from tests.loop_story import CITY, JAPAN, POSTS, STAGES, WARDS, YEAR, asker, steps_of

BASE = "http://machiai.example"
PASSWORD = "correct horse battery"
NOW = datetime(YEAR, 11, 20, 10, tzinfo=JAPAN)
OVER = datetime(YEAR + 5, 4, 1, 10, tzinfo=JAPAN)
"""Every month and every year of the stories is over: when they are reported on."""


@dataclass
class WardOffice:
    """The application; `everybody` holds every post, `nobody` none. `loop` is as it stands."""

    app: FastAPI
    everybody: Person
    secretariat: Secretariat
    clock: ManualClock
    sessions: dict[tuple[str, datetime], str]
    steps: int = 0

    @property
    def loop(self) -> Loop:
        return self.secretariat.loop

    async def reach(self, stage: str, *wards: str, year: int = YEAR) -> None:
        """Let everything happen up to this stage of the year (only in these wards, if any are named)."""
        for each in STAGES[: STAGES.index(stage) + 1]:
            await self.step(each, *wards, year=year)

    async def step(self, stage: str, *wards: str, year: int = YEAR) -> None:
        """Let this one stage happen after the one before it."""
        for account, command in steps_of(self.loop, stage, wards or WARDS, year):
            await self.given(command, account)

    async def given(self, command: Command, account: str) -> None:
        """This happened, by the account of the story."""
        self.steps += 1
        at = OVER if isinstance(command, EvaluateTarget | ReportProgress | HoldReview) else None
        at = OVER if isinstance(command, SetPolicy | ReportPlan) and command.year > YEAR else at
        at = NOW if isinstance(command, OrderImprovement) else at
        given = f"given {self.steps}"
        await self.secretariat.carry_out(command, command_id=given, asker=asker(account), at=at)

    async def furnish(self) -> None:
        """Give the account `everybody` every post of the small city."""
        for post in POSTS.values():
            self.steps += 1
            command = GiveDuty(self.everybody.id, post)
            given = f"given {self.steps}"
            await self.secretariat.carry_out(command, command_id=given, asker=Asker("admin", True))

    @asynccontextmanager
    async def browser(
        self, login: str = "everybody", language: str = "en"
    ) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser in which this account is signed in (an empty login: nobody)."""
        headers = {"Origin": BASE, "Accept-Language": language}
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
            if login:
                await self._sign_in(client, login)
            yield client

    async def _sign_in(self, client: httpx2.AsyncClient, login: str) -> None:
        """Sign in once a day; whoever comes back on the same day still has their session."""
        known = (login, self.clock.now())
        if known not in self.sessions:
            answer = await client.post("/sign-in", data={"login": login, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            self.sessions[known] = answer.cookies[COOKIE]
        client.cookies.set(COOKIE, self.sessions[known])


@asynccontextmanager
async def application(folder: Path) -> AsyncIterator[tuple[FastAPI, Person, Engines, ManualClock]]:
    """The application with its databases in this folder and accounts that sign in quickly; nothing runs."""
    settings = Settings(data=folder, printer="none")
    opened = engines(settings)
    clock = ManualClock(NOW)
    app = main.application(settings, opened, main.furnished(settings))
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    signing = Signing(SqlPeople(opened.people), clock, quick)
    app.state.house = replace(app.state.house, clock=clock, signing=signing)
    everybody = await signing.add_person("everybody", "緑 花子", Role.CLERK, (), PASSWORD)
    await signing.add_person("nobody", "緑 次郎", Role.CLERK, (), PASSWORD)
    for office in app.state.house.plans.offices():
        await app.state.house.standings.open(office)
    app.state.sessions = {}
    yield app, everybody, opened, clock
    await opened.close()


async def fresh(app: FastAPI, everybody: Person, opened: Engines, clock: ManualClock) -> WardOffice:
    """The application with an empty ledger, at noon of a November day."""
    clock.set(NOW)
    house = app.state.house
    readings = Readings(
        house.measures, SqlSurveys(opened.voices), SqlRegister(opened.voices), house.plans.offices()
    )
    secretariat = Secretariat(MemoryLedger(), CITY, clock)
    app.state.improvement = Improvement(secretariat, readings)
    office = WardOffice(app, everybody, secretariat, clock, app.state.sessions)
    await office.furnish()
    return office


def refusal(answer: httpx2.Response) -> str:
    """The sentence with which a page says no, and what it is about; empty for none."""
    found = re.search(r'id="refused">(.*?)</p>', answer.text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found.group(1))).split()) if found else ""


def shown(answer: httpx2.Response, name: str) -> str:
    """What stands in a text field or an area of a page."""
    area = re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    line = re.search(rf'<input id="{name}"[^>]*value="([^"]*)"', answer.text)
    found = area or line
    assert found, f"{name} in {answer.text}"
    return unescape(found.group(1))


def key_of(answer: httpx2.Response) -> str:
    """The once-only key of a form."""
    return hidden(answer)["key"]


def hidden(answer: httpx2.Response) -> dict[str, str]:
    """The hidden fields of a page's form: its once-only key, and what stood there; empty without a form."""
    found = re.findall(r'type="hidden" name="(key|seen)" value="([^"]*)"', answer.text)
    return {name: unescape(value) for name, value in found}


def where(answer: httpx2.Response) -> str:
    """Where an answer leads on to; that it says there what was done is taken for granted."""
    path, said, rest = answer.headers["location"].partition("?done=")
    position, _mark, place = rest.partition("&place=")
    assert (said, position.isdigit()) == ("?done=", True), answer.headers["location"]
    return f"{path}#{place}" if place else path


def done_on(answer: httpx2.Response) -> str:
    """The sentence with which a page says what was just done; empty for none."""
    found = re.search(r'id="done">(.*?)</p>', answer.text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found.group(1))).split()) if found else ""
