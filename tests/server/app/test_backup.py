"""Backup while serving, and restore: what comes back is a prefix of the log, and nothing is overwritten."""

import asyncio
import shutil
from pathlib import Path

import pytest

from server.adapters.sql_backup import SqlBackup
from server.app.backup import BackupFailed, back_up, restore
from tests import story
from tests.server.app.nodes import Node, node

COPIER = SqlBackup()


def url(data: Path) -> str:
    return f"sqlite:///{data}/log.sqlite"


async def issue(server: Node, name: str, tickets: int) -> None:
    for each in range(tickets):
        await server.does("midori", story.visitor(), f"{name}-{each}")


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data directory with ten tickets, and no server."""
    place = tmp_path / "data"
    async with node(url(place)) as server:
        await server.opens("midori")
        await issue(server, "touch", 10)
    return place


async def tickets(place: Path) -> int:
    async with node(url(place)) as server:
        await server.knows("midori")
        return (await server.verified("midori")).tickets


async def test_a_backup_taken_while_serving_is_whole(data: Path, tmp_path: Path) -> None:
    async with node(url(data)) as server:
        await server.opens("midori")
        issuing = asyncio.create_task(issue(server, "meanwhile", 200))
        for each in range(5):
            await asyncio.to_thread(back_up, COPIER, data, tmp_path / f"backup-{each}")
        await issuing
    counted = []
    for each in range(5):
        restore(COPIER, tmp_path / f"backup-{each}", tmp_path / f"restored-{each}")
        counted.append(await tickets(tmp_path / f"restored-{each}"))
    assert counted == sorted(counted)
    assert 10 <= counted[0] <= counted[-1] <= 210
    assert await tickets(data) == 210


async def test_a_restored_office_goes_on(data: Path, tmp_path: Path) -> None:
    copied = back_up(COPIER, data, tmp_path / "backup")
    assert list(copied.files) == ["log.sqlite"]
    shutil.rmtree(data)
    restore(COPIER, tmp_path / "backup", data)
    async with node(url(data)) as server:
        await server.opens("midori")
        (made,) = await server.does("midori", story.visitor(), "next")
        assert made.event.number == "A011"


async def test_a_directory_that_holds_something_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    with pytest.raises(BackupFailed, match="already holds databases"):
        restore(COPIER, tmp_path / "backup", data)
    with pytest.raises(BackupFailed, match="is not empty"):
        back_up(COPIER, data, tmp_path / "backup")


async def test_what_is_replaced_is_put_aside(data: Path, tmp_path: Path) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    async with node(url(data)) as server:
        await server.opens("midori")
        await issue(server, "later", 5)
    (data / "log.sqlite-wal").write_bytes(b"left behind by a crash")
    restore(COPIER, tmp_path / "backup", data, replace=True)
    assert await tickets(data) == 10
    assert await tickets(data / "replaced-1") == 15


async def test_a_running_server_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    async with node(url(data)) as server:
        with pytest.raises(BackupFailed, match="in use by another server"):
            restore(COPIER, tmp_path / "backup", data, replace=True)
        await server.opens("midori")
        await issue(server, "later", 1)
    assert await tickets(data) == 11


async def test_a_damaged_backup_is_refused_and_nothing_is_touched(data: Path, tmp_path: Path) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    with (tmp_path / "backup" / "log.sqlite").open("r+b") as file:
        file.seek(5000)
        file.write(b"x" * 50)
    with pytest.raises(BackupFailed, match="is not what was backed up"):
        restore(COPIER, tmp_path / "backup", data, replace=True)
    assert await tickets(data) == 10


async def test_a_damaged_database_is_not_backed_up_silently(data: Path, tmp_path: Path) -> None:
    with (data / "log.sqlite").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"x" * 4096)
    with pytest.raises(BackupFailed):
        back_up(COPIER, data, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


async def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="There is no database"):
        back_up(COPIER, tmp_path, tmp_path / "backup")
    with pytest.raises(BackupFailed, match="is not a complete backup"):
        restore(COPIER, tmp_path, tmp_path / "data")
