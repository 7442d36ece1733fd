"""Backup while serving, and restore: what comes back is a prefix of the log, and nothing is overwritten."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from server.adapters.sql_backup import SqlBackup
from server.app.backup import BackupFailed, back_up, restore
from tests import story
from tests.running import machiai
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
    assert copied.told() == f"1 files are now in {tmp_path / 'backup'}: log.sqlite."
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


async def test_what_is_put_aside_gets_a_number_of_its_own(data: Path, tmp_path: Path) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    for name in ("replaced-2", "replaced-9", "replaced-by-hand"):
        (data / name).mkdir()
    restore(COPIER, tmp_path / "backup", data, replace=True)
    assert await tickets(data / "replaced-10") == 10


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


# --- the reports that are kept

REPORT = "operations-midori-2026-04-ja"
WRITTEN_AT = 1_777_600_000


def kept(data: Path) -> dict[str, tuple[bytes, float]]:
    """Every report with its words and the second in which it was written."""
    files = [each for each in (data / "reports").rglob("*") if each.is_file()]
    return {str(each.relative_to(data)): (each.read_bytes(), each.stat().st_mtime) for each in files}


@pytest.fixture
def reports(data: Path) -> Path:
    """The same data directory with the reports of two offices."""
    for name in (f"midori/{REPORT}.json", f"midori/{REPORT}.pdf", "kita/operations-kita-2026-04-ja.json"):
        file = data / "reports" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"{name} as it was".encode())
        os.utime(file, (WRITTEN_AT, WRITTEN_AT))
    return data


async def test_reports_come_back_with_their_words_and_when_they_were_written(
    reports: Path, tmp_path: Path
) -> None:
    was = kept(reports)
    (reports / "reports" / "midori" / f".{REPORT}.xlsx.0a1b").write_bytes(b"not yet who")
    copied = back_up(COPIER, reports, tmp_path / "backup")
    assert sorted(copied.files) == sorted(["log.sqlite", *was])
    assert copied.told() == f"4 files are now in {copied.place}: log.sqlite, and 3 in reports/."
    restored = restore(COPIER, tmp_path / "backup", tmp_path / "restored")
    assert restored.files == copied.files
    assert kept(tmp_path / "restored") == kept(tmp_path / "backup") == was
    assert sorted(each.name for each in (tmp_path / "restored").glob("*.restoring*")) == []


async def test_reports_that_are_there_are_put_aside_and_not_overwritten(
    reports: Path, tmp_path: Path
) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    only_reports = tmp_path / "only reports"
    shutil.copytree(reports / "reports", only_reports / "reports")
    with pytest.raises(BackupFailed, match="already holds reports"):
        restore(COPIER, tmp_path / "backup", only_reports)
    later = reports / "reports" / "midori" / "operations-midori-2026-05-ja.json"
    later.write_bytes(b"later")
    restore(COPIER, tmp_path / "backup", reports, replace=True)
    assert kept(reports) == was
    aside = kept(reports / "replaced-1")
    assert set(aside) == {*was, str(later.relative_to(reports))}


async def test_a_restore_that_was_cut_off_leaves_nothing_in_the_way_of_the_next(
    reports: Path, tmp_path: Path
) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    half = tmp_path / "new" / "reports.restoring" / "midori"
    half.mkdir(parents=True)
    (half / "of another backup.json").write_bytes(b"half")
    (tmp_path / "new" / "reports" / "midori").mkdir(parents=True)
    restore(COPIER, tmp_path / "backup", tmp_path / "new")
    assert kept(tmp_path / "new") == was


async def test_a_report_that_is_not_what_was_backed_up_is_refused(reports: Path, tmp_path: Path) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    file = tmp_path / "backup" / "reports" / "midori" / f"{REPORT}.json"
    file.write_bytes(b"other words")
    with pytest.raises(BackupFailed, match=f"{REPORT}.json is not what was backed up"):
        restore(COPIER, tmp_path / "backup", reports, replace=True)
    file.unlink()
    with pytest.raises(BackupFailed, match="is not a complete backup"):
        restore(COPIER, tmp_path / "backup", reports, replace=True)
    assert kept(reports) == was
    assert await tickets(reports) == 10


@pytest.mark.parametrize("name", ["reports/../../outside", "/outside", "outside", "reports"])
async def test_a_manifest_that_names_other_places_is_refused(
    reports: Path, tmp_path: Path, name: str
) -> None:
    back_up(COPIER, reports, tmp_path / "backup")
    manifest = tmp_path / "backup" / "backup.json"
    said = json.loads(manifest.read_text())
    said["reports"][name] = next(iter(said["reports"].values()))
    manifest.write_text(json.dumps(said))
    with pytest.raises(BackupFailed, match="is not what was backed up"):
        restore(COPIER, tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new").exists()


async def test_a_backup_from_before_reports_were_copied_leaves_those_that_are_there(
    reports: Path, tmp_path: Path
) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    manifest = tmp_path / "backup" / "backup.json"
    said = json.loads(manifest.read_text())
    del said["reports"]
    manifest.write_text(json.dumps(said))
    shutil.rmtree(tmp_path / "backup" / "reports")
    restored = restore(COPIER, tmp_path / "backup", reports, replace=True)
    assert list(restored.files) == ["log.sqlite"]
    assert kept(reports) == was
    assert await tickets(reports) == 10


@pytest.mark.parametrize("name", ["anything.sh", "people.sqlite-wal", "log.sqlite.lock", "../log.sqlite"])
async def test_a_manifest_that_names_something_else_as_a_database_is_refused(
    data: Path, tmp_path: Path, name: str
) -> None:
    back_up(COPIER, data, tmp_path / "backup")
    shutil.copy(tmp_path / "backup" / "log.sqlite", tmp_path / "backup" / name)
    manifest = tmp_path / "backup" / "backup.json"
    said = json.loads(manifest.read_text())
    said["sha256"][name] = said["sha256"]["log.sqlite"]
    manifest.write_text(json.dumps(said))
    with pytest.raises(BackupFailed, match="is not what was backed up"):
        restore(COPIER, tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new").exists()


async def test_links_among_the_reports_are_left_out(reports: Path, tmp_path: Path) -> None:
    was = kept(reports)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(b"of somebody else")
    (reports / "reports" / "midori" / "secret.json").symlink_to(outside / "secret.json")
    (reports / "reports" / "linked").symlink_to(outside)
    (reports / "reports" / "nowhere.json").symlink_to(outside / "gone")
    copied = back_up(COPIER, reports, tmp_path / "backup")
    assert sorted(copied.files) == sorted(["log.sqlite", *was])
    assert kept(tmp_path / "backup") == was


# --- a folder of reports that cannot be moved itself, and a restore that fails halfway


@pytest.fixture(params=["the same disk", "another disk"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder for the reports: one that can be renamed into the data directory, and one that cannot."""
    if request.param == "the same disk":
        yield tmp_path / "elsewhere"
        return
    with TemporaryDirectory(dir="/dev/shm") as memory:
        assert Path(memory).stat().st_dev != tmp_path.stat().st_dev
        yield Path(memory) / "elsewhere"


def move_reports(data: Path, elsewhere: Path) -> None:
    shutil.move(data / "reports", elsewhere)
    (data / "reports").symlink_to(elsewhere)


async def test_the_folder_of_the_reports_stays_and_what_is_in_it_is_exchanged(
    reports: Path, tmp_path: Path, elsewhere: Path
) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    move_reports(reports, elsewhere)
    later = elsewhere / "midori" / "operations-midori-2026-05-ja.json"
    later.write_bytes(b"later")
    (elsewhere / "linked").symlink_to(tmp_path / "gone")
    (elsewhere / "lost+found").mkdir()
    (elsewhere / "lost+found" / "#12").write_bytes(b"of the disk")
    restore(COPIER, tmp_path / "backup", reports, replace=True)
    assert (reports / "reports").readlink() == elsewhere
    assert set(kept(reports)) == {*was, "reports/lost+found/#12"}
    assert {name: kept(reports)[name] for name in was} == was
    assert set(back_up(COPIER, reports, tmp_path / "again").files) == {"log.sqlite", *was}
    aside = reports / "replaced-1"
    assert set(kept(aside)) == {*was, "reports/midori/operations-midori-2026-05-ja.json"}
    assert {name: kept(aside)[name] for name in was} == was
    assert (aside / "reports" / "linked").readlink() == tmp_path / "gone"
    assert not (elsewhere / "linked").is_symlink()


async def test_an_empty_folder_of_reports_stays(reports: Path, tmp_path: Path) -> None:
    was = kept(reports)
    back_up(COPIER, reports, tmp_path / "backup")
    new = tmp_path / "new"
    (new / "reports").mkdir(parents=True)
    folder = (new / "reports").stat().st_ino
    restore(COPIER, tmp_path / "backup", new)
    assert (new / "reports").stat().st_ino == folder
    assert kept(new) == was
    assert not (new / "replaced-1").exists()


async def test_a_restore_that_fails_halfway_puts_everything_back(
    reports: Path, tmp_path: Path, elsewhere: Path
) -> None:
    back_up(COPIER, reports, tmp_path / "backup")
    move_reports(reports, elsewhere)
    async with node(url(reports)) as server:
        await server.opens("midori")
        await issue(server, "later", 5)
    in_the_way = elsewhere / "midori" / f"{REPORT}.pdf"
    in_the_way.unlink()
    in_the_way.mkdir()
    (elsewhere / "midori" / "operations-midori-2026-05-ja.json").write_bytes(b"later")
    was = kept(reports)
    with pytest.raises(BackupFailed, match=r"The restore into .* failed: .*Is a directory"):
        restore(COPIER, tmp_path / "backup", reports, replace=True)
    assert kept(reports) == was
    assert [each.name for each in reports.iterdir() if "re" in each.name] == ["reports"]
    assert await tickets(reports) == 15


class FailsAtTheSecond:
    """A disk that is full after the first database."""

    def __init__(self) -> None:
        self.copied = 0

    def copy(self, source: Path, target: Path) -> None:
        self.copied += 1
        COPIER.copy(source, target)
        if self.copied == 2:
            raise OSError("No space left on device")

    def held(self, file: Path) -> AbstractContextManager[None]:
        return COPIER.held(file)


async def test_a_restore_that_cannot_be_copied_leaves_no_half_of_it(reports: Path, tmp_path: Path) -> None:
    was = kept(reports)
    shutil.copy(reports / "log.sqlite", reports / "people.sqlite")
    back_up(COPIER, reports, tmp_path / "backup")
    with pytest.raises(BackupFailed, match="No space left"):
        restore(FailsAtTheSecond(), tmp_path / "backup", reports, replace=True)
    assert [each.name for each in reports.iterdir() if "re" in each.name] == ["reports"]
    assert kept(reports) == was
    assert await tickets(reports) == 10


@pytest.mark.parametrize("word", ["backup", "restore"])
def test_with_postgresql_the_command_says_what_to_use_instead(tmp_path: Path, word: str) -> None:
    (tmp_path / "data").mkdir()
    environment = {"MACHIAI_DATABASE_URL": "postgresql+psycopg://machiai@127.0.0.1:1/machiai"}
    told = machiai(word, str(tmp_path / "backup"), "--data", str(tmp_path / "data"), environment=environment)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        "machiai: The data are in PostgreSQL (MACHIAI_DATABASE_URL), which has its own tools: pg_dump "
        "--format=custom for a backup, pg_restore into an empty database. Copy the folder "
        f"{tmp_path / 'data' / 'reports'} as well: the reports that are kept. The README says how.\n"
    )
    assert not (tmp_path / "backup").exists()
