"""The servers that the tests stand on are real, empty, and apart from each other."""

import os
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis
from playwright.async_api import Page

from tests import chromium, servers


def ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]


def test_postgresql_answers(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT 1") == 1
    assert ask(postgres_url, "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_an_empty_database(postgres_url: str, turn: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE ticket (number text)")
        connection.execute("INSERT INTO ticket VALUES (%s)", (turn,))
    assert ask(postgres_url, "SELECT string_agg(number, ',') FROM ticket") == turn


def test_a_database_can_be_copied_from_a_template(postgres_server: servers.Postgres) -> None:
    with postgres_server.fresh_database("mould") as mould:
        with psycopg.connect(mould.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE ticket AS SELECT 'A001' AS number")
        with postgres_server.fresh_database("cast", template="mould") as cast:
            assert ask(cast, "SELECT number FROM ticket") == "A001"


def test_postgresql_never_runs_as_root(postgres_server: servers.Postgres) -> None:
    with psycopg.connect(postgres_server.admin) as connection:
        (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_redis_answers_and_is_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping() is True
        assert client.dbsize() == 0
        client.set("doorbell", "1042")


def test_each_test_has_an_empty_redis(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_servers_leave_neither_process_nor_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="machiai-leave-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user where the tests run as root
        monkeypatch.setattr(tempfile, "tempdir", name)
        with servers.postgres(), servers.redis_server():
            assert len(list(folder.iterdir())) == 2
            assert len(processes_in(folder)) >= 2
        assert list(folder.iterdir()) == []
        assert processes_in(folder) == []


def processes_in(folder: Path) -> list[str]:
    places = map(working_folder, Path("/proc").glob("[0-9]*"))
    return [place for place in places if place.startswith(f"{folder}/")]


def working_folder(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return "(ended meanwhile)"


async def test_chromium_draws_japanese(page: Page) -> None:
    await page.set_content('<meta charset="utf-8"><span style="font-size: 20px">番号札</span>')
    assert await width_of(page, "span") == pytest.approx(3 * 20, abs=1)
    assert await drawn(page, "番") != await drawn(page, "号")
    assert await drawn(page, "番") != await drawn(page, "\ue123")


async def test_chromium_lives_in_japan(page: Page) -> None:
    zone = "Intl.DateTimeFormat().resolvedOptions().timeZone"
    assert await page.evaluate(f"[navigator.language, {zone}]") == ["ja-JP", "Asia/Tokyo"]


async def width_of(page: Page, selector: str) -> float:
    return float(await page.eval_on_selector(selector, "element => element.getBoundingClientRect().width"))


async def drawn(page: Page, character: str) -> str:
    """The picture of one character: two letters that a font lacks look the same."""
    script = """character => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 64;
        const pen = canvas.getContext("2d");
        pen.font = "48px sans-serif";
        pen.fillText(character, 4, 52);
        return canvas.toDataURL();
    }"""
    return str(await page.evaluate(script, character))


def test_a_chromium_that_is_not_there_is_said_and_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.WISH, "/nowhere/chromium")
    with pytest.raises(chromium.ChromiumMissing, match="/nowhere/chromium"):
        chromium.find()


def test_a_server_that_is_not_there_is_said_and_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(servers.POSTGRES_WISH, "/nowhere")
    monkeypatch.setenv(servers.REDIS_WISH, os.devnull)
    with pytest.raises(servers.ServerMissing, match="/nowhere"):
        servers.postgres_programs()
    with pytest.raises(servers.ServerMissing, match=os.devnull):
        servers.redis_program()
