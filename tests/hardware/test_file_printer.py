"""The printer that writes files, also when the disk does not want them."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from hardware.file_printer import FilePrinter
from hardware.printer import Attempt, Health, NotSent, Printed, Proof, Trouble, Uncertain
from hardware.reading import Unreadable
from tests.hardware import samples

ONE, TWO = Attempt(1), Attempt(2)


def everything_in(folder: Path) -> list[str]:
    """All names, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 kB; where mounting is not allowed, the kernel's own full file."""
    mounted = _mount(tmp_path)
    if not mounted:
        (tmp_path / ".A012.png.part").symlink_to("/dev/full")
        (tmp_path / ".A012.escpos.part").symlink_to("/dev/full")
        (tmp_path / ".health.part").symlink_to("/dev/full")
    yield tmp_path
    if mounted:
        subprocess.run(["umount", str(tmp_path)], check=True)


def _mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


async def test_a_slip_becomes_its_bytes_and_the_picture_of_those_bytes(tmp_path: Path) -> None:
    outcome = await FilePrinter(tmp_path).print("A012", samples.slip(ONE), ONE)
    assert outcome == Printed(Proof.FILE)
    assert everything_in(tmp_path) == ["A012.escpos", "A012.png"]
    assert (tmp_path / "A012.escpos").read_bytes() == samples.slip(ONE)
    with Image.open(tmp_path / "A012.png") as seen:
        assert [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))] == [samples.URL]


async def test_the_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "tray" / "today")
    assert await printer.print("A012", samples.slip(ONE), ONE) == Printed(Proof.FILE)


async def test_the_same_name_again_is_still_one_paper_the_newer_one(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    await printer.print("A012", samples.slip(ONE), ONE)
    await printer.print("A012", samples.slip(TWO), TWO)
    assert everything_in(tmp_path) == ["A012.escpos", "A012.png"]
    assert (tmp_path / "A012.escpos").read_bytes() == samples.slip(TWO)


async def test_a_full_disk_is_said_and_leaves_nothing_behind(small_disk: Path) -> None:
    filler = small_disk / "old"
    filler.write_bytes(b"x" * 30_000)
    before = everything_in(small_disk)
    outcome = await FilePrinter(small_disk).print("A012", samples.slip(ONE), ONE)
    assert outcome == NotSent(Trouble.DISK_FULL)
    assert everything_in(small_disk) == before


async def test_a_disk_with_room_for_half_a_slip_takes_none_of_it(small_disk: Path) -> None:
    printer = FilePrinter(small_disk)
    outcome = await printer.print("A012", samples.slip(ONE), ONE)
    assert outcome == NotSent(Trouble.DISK_FULL)
    assert [name for name in everything_in(small_disk) if not name.startswith(".")] == []


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, Trouble.DISK_FULL),
        (errno.EDQUOT, Trouble.DISK_FULL),
        (errno.EROFS, Trouble.NOT_WRITABLE),
        (errno.EIO, Trouble.NOT_WRITABLE),
    ],
)
@pytest.mark.parametrize("which", [1, 2])
async def test_a_disk_that_refuses_either_file_gets_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, trouble: Trouble, which: int
) -> None:
    fail_the_sync(monkeypatch, which, number)
    assert await FilePrinter(tmp_path).print("A012", samples.slip(ONE), ONE) == NotSent(trouble)
    assert everything_in(tmp_path) == []


async def test_when_only_the_folder_was_not_made_sure_of_the_paper_is_uncertain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_the_sync(monkeypatch, 3, errno.EIO)
    assert await FilePrinter(tmp_path).print("A012", samples.slip(ONE), ONE) == Uncertain(
        Trouble.NOT_WRITABLE
    )


async def test_an_error_that_no_disk_should_make_is_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_the_sync(monkeypatch, 1, errno.EBADF)
    with pytest.raises(OSError, match="planted"):
        await FilePrinter(tmp_path).print("A012", samples.slip(ONE), ONE)


def fail_the_sync(monkeypatch: pytest.MonkeyPatch, which: int, number: int) -> None:
    """The first two fsync are the files', the third is the folder's."""
    real, calls = os.fsync, iter(range(1, 100))

    def fsync(handle: int) -> None:
        if next(calls) == which:
            raise OSError(number, "planted")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


async def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "tray").write_text("a file")
    printer = FilePrinter(tmp_path / "tray" / "today")
    assert await printer.print("A012", samples.slip(ONE), ONE) == NotSent(Trouble.NOT_WRITABLE)
    assert await printer.health() == Health(Trouble.NOT_WRITABLE)


async def test_health_writes_nothing_that_stays(tmp_path: Path) -> None:
    assert await FilePrinter(tmp_path).health() == Health()
    assert everything_in(tmp_path) == []


async def test_a_full_disk_is_no_good_health(small_disk: Path) -> None:
    if not (small_disk / ".health.part").is_symlink():
        (small_disk / "old").write_bytes(b"x" * 64 * 1024)
    assert await FilePrinter(small_disk).health() == Health(Trouble.DISK_FULL)


@pytest.mark.parametrize("name", ["", "../A012", "a/b", ".hidden", "a\0b"])
async def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        await FilePrinter(tmp_path).print(name, samples.slip(ONE), ONE)


async def test_bytes_of_another_attempt_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not belong to attempt 2"):
        await FilePrinter(tmp_path).print("A012", samples.slip(ONE), TWO)


async def test_bytes_that_no_printer_can_read_are_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        await FilePrinter(tmp_path).print("A012", b"A012" + samples.slip(ONE), ONE)
    assert everything_in(tmp_path) == []
