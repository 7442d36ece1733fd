"""Stores that are damaged while the server runs: pages and programs are told in words, and so is the log."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.running import Running, machiai
from tests.server.evaluation.voices.test_journeys import signed_in

TITLE = "What is kept for this page cannot be read."
HELP = "the log of the server says what is damaged and what to do"
RESTORE = "restore the latest backup: machiai restore"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Running]:
    """A program of its own: what a test damages stays damaged."""
    office = await Running(tmp_path).start()
    yield office
    office.kill()


@pytest.fixture
async def manager(office: Running) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(office, "manager") as client:
        client.headers.update({"Accept": "text/html", "Accept-Language": "en"})
        yield client


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"x" * file.stat().st_size)


def told(office: Running, path: str) -> list[str]:
    """Why this page could not be read, as the log has it."""
    lines = [json.loads(each) for each in office.said().splitlines() if each.startswith("{")]
    return [each["why"] for each in lines if each["event"] == "kept_damaged" and each["path"] == path]


@pytest.mark.parametrize(
    ("store", "page"),
    [("evaluation", "/evaluation"), ("evaluation", "/evaluation/desk"), ("voices", "/offices/midori/voices")],
)
async def test_a_page_of_a_damaged_store_says_that_trying_again_does_not_help(
    office: Running, manager: httpx2.AsyncClient, store: str, page: str
) -> None:
    assert (await manager.get(page)).status_code == 200
    overwrite(office.data / f"{store}.sqlite")
    answer = await manager.get(page)
    assert (answer.status_code, f"<h1>{TITLE}</h1>" in answer.text, HELP in answer.text) == (500, True, True)
    (why,) = told(office, page)
    assert f"{store}.sqlite" in why
    assert RESTORE in why
    assert (await manager.get("/offices/midori")).status_code == 200


async def test_a_program_hears_of_damaged_accounts_in_a_problem_document(office: Running) -> None:
    overwrite(office.data / "people.sqlite")
    async with httpx2.AsyncClient(base_url=office.url, headers={"Accept-Language": "en"}) as program:
        answer = await program.get(
            "/api/v1/offices/midori/records", headers={"Authorization": "Bearer whatever-it-is"}
        )
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (answer.status_code, said["code"], said["title"]) == (500, "kept_damaged", TITLE)
    assert told(office, "/api/v1/offices/midori/records") != []


async def test_an_entry_of_the_ledger_that_is_none_is_named(
    office: Running, manager: httpx2.AsyncClient
) -> None:
    assert (await manager.get("/evaluation")).status_code == 200
    with closing(sqlite3.connect(office.data / "evaluation.sqlite")) as ledger:
        entry = (1, "2026-04-01T09:00:00+09:00", "DutyGiven", "{", "x", 0, "", "", "")
        ledger.execute("INSERT INTO ledger_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
        ledger.commit()
    answer = await manager.get("/evaluation")
    assert (answer.status_code, TITLE in answer.text) == (500, True)
    assert [each.partition(" (")[0] for each in told(office, "/evaluation")] == [
        "Entry 1 of the ledger cannot be read"
    ]
    made = machiai(
        "report", "--kind", "pack-conference", "--year", "2025", "--data", str(office.data), "--out", "."
    )
    assert (made.returncode, made.stdout) == (1, "")
    assert made.stderr.startswith("machiai: Entry 1 of the ledger cannot be read (")


async def test_a_database_that_does_not_answer_is_tried_again_and_nobody_is_told_of_writing(
    office: Running, manager: httpx2.AsyncClient
) -> None:
    file = office.data / "evaluation.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = await manager.get("/evaluation")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "This cannot be shown just now." in answer.text
    assert '"kept_down"' in office.said()
    assert (await manager.get("/evaluation")).status_code == 200


async def test_a_server_that_cannot_read_its_log_ends_with_what_to_do(office: Running) -> None:
    await office.done("/tickets", {"service": "certificate"})
    office.stop()
    with closing(sqlite3.connect(office.data / "log.sqlite")) as log:
        (last,) = log.execute("SELECT max(position) FROM record").fetchone()
        log.execute("UPDATE record SET event = '{' WHERE position = ?", (last,))
        log.commit()
    ended = machiai("demo", *office.words, "--data", str(office.data), "--port", "0")
    words = ended.stderr.splitlines()[-1]
    assert (ended.returncode, words.partition("read: ")[0]) == (
        2,
        f"machiai: midori: record {last} cannot be ",
    )
    assert words.endswith("Restore the latest backup: machiai restore.")


async def test_damaged_measures_are_made_again_from_the_log(office: Running) -> None:
    office.stop()
    for each in office.data.glob("measures.sqlite-*"):
        each.unlink()
    overwrite(office.data / "measures.sqlite")
    damaged = (office.data / "measures.sqlite").read_bytes()
    for word in ("serve", "demo"):
        refused = machiai(word, "--data", str(office.data), "--port", "0")
        assert (refused.returncode, refused.stderr.partition("measures.sqlite ")[2]) == (
            2,
            "is damaged. All of it can be made again from the log: machiai measures rebuild.\n",
        )
    made = machiai("measures", "rebuild", "--data", str(office.data))
    assert made.returncode == 0, made.stderr
    assert (office.data / "measures.sqlite.damaged").read_bytes() == damaged
    await office.start()
    async with signed_in(office, "manager") as client:
        assert (await client.get("/offices/midori/manage/figures")).status_code == 200
