"""Everybody at once: 20 counters, 50 kiosks, on SQLite, on PostgreSQL and on two nodes, over HTTP.

MACHIAI_ROUNDS repeats it (the long run: 100); each round is a day's worth of its own.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.running import ROOT, Running, machiai

ROUNDS = int(os.environ.get("MACHIAI_ROUNDS", "2"))
COUNTERS = [str(each) for each in range(1, 21)]
KIOSKS = 50
WAITING = 200


def big_office(folder: Path) -> Path:
    """The demo office with 20 counters for certificates and many numbers."""
    text = (ROOT / "server" / "offices" / "midori.yaml").read_text(encoding="utf-8")
    before, _, rest = text.partition("\ncounters:\n")
    _, _, after = rest.partition("\n\n")
    duties = "[" + ", ".join(f'{service}, "{service}:issuance"' for service in SERVICES) + "]"
    counters = "".join(
        f'  "{each}":\n    names: {{ja: {each}番窓口, en: Counter {each}}}\n    work: {duties}\n'
        for each in COUNTERS
    )
    text = f"{before}\ncounters:\n{counters}\n{after}".replace(
        "last: 999, digits: 3", "last: 9999, digits: 4"
    )
    office = folder / "offices"
    office.mkdir()
    (office / "midori.yaml").write_text(text, encoding="utf-8")
    return office


SERVICES = ("certificate", "move", "seal", "family_register", "insurance", "child", "mynumber", "tax")


@dataclass
class City:
    """One or two nodes of the same office; requests go to them in turn."""

    nodes: list[Running]

    def __post_init__(self) -> None:
        self._turns = itertools.cycle(self.nodes)
        self.kiosk = self.nodes[0].token("kiosk")
        self.clerk = self.nodes[0].token("clerk")

    async def post(
        self, client: httpx2.AsyncClient, path: str, body: object, token: str
    ) -> dict[str, object]:
        answer = await client.post(
            f"{next(self._turns).api}{path}", json=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.is_success, answer.text
        return answer.json()

    async def issue(self, client: httpx2.AsyncClient, service: str = "certificate") -> str:
        taken = await self.post(client, "/tickets", {"service": service, "paper": False}, self.kiosk)
        return str(taken["number"])

    async def call(self, client: httpx2.AsyncClient, counter: str) -> list[str]:
        """Call one after the other until nobody waits."""
        called: list[str] = []
        while True:
            answer = await self.post(client, f"/counters/{counter}/call-next", {}, self.clerk)
            if answer["ticket"] is None:
                return called
            called.append(answer["ticket"]["number"])


@pytest.fixture(params=["sqlite", "postgresql", "two nodes"])
async def city(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[City]:
    """The office on each of the ways to run it."""
    environment = {"MACHIAI_OFFICES": str(big_office(tmp_path)), "MACHIAI_PRINTER": "none"}
    if request.param != "sqlite":
        environment["MACHIAI_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    if request.param == "two nodes":
        environment["MACHIAI_REDIS_URL"] = request.getfixturevalue("redis_url")
    nodes = []
    for name in ("one", "two") if request.param == "two nodes" else ("one",):
        (tmp_path / name).mkdir()
        nodes.append(await Running(tmp_path / name, environment=environment).start())
    yield City(nodes)
    for node in nodes:
        node.kill()
    found = machiai("verify", "--data", str(tmp_path / "one"), environment=environment)
    assert (found.returncode, found.stdout[:14]) == (0, "midori: sound."), found.stdout + found.stderr


@pytest.mark.timeout(120 + 60 * ROUNDS)
async def test_everybody_gets_one_number_and_is_called_once(city: City):
    limits = httpx2.Limits(max_connections=60)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:
        for counter in COUNTERS:
            await city.post(client, f"/counters/{counter}/open", {}, city.clerk)
        given_out = dict.fromkeys(SERVICES, 0)
        for service in itertools.islice(itertools.cycle(SERVICES), ROUNDS):
            issued: list[str] = []
            for _ in range(WAITING // KIOSKS):
                issued += await asyncio.gather(*(city.issue(client, service) for _ in range(KIOSKS)))
            begin = given_out[service]
            given_out[service] += WAITING
            assert sorted(int(number[1:]) for number in issued) == list(range(begin + 1, begin + WAITING + 1))
            called = await asyncio.gather(*(city.call(client, counter) for counter in COUNTERS))
            assert sorted(number for numbers in called for number in numbers) == sorted(issued)


async def test_what_one_node_writes_the_other_shows(city: City):
    async with httpx2.AsyncClient(timeout=60) as client:
        number = await city.issue(client)
    for node in city.nodes:
        async with asyncio.timeout(10):
            waiting: list[str] = []
            while number not in waiting:
                waiting = (await node.now())["services"][0]["waiting"]
