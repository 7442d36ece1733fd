"""A printer without paper: a slip becomes a file of its bytes and a picture of what would have come out."""

import asyncio
import errno
import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from hardware import escpos
from hardware.printer import Attempt, Health, NotSent, Outcome, Printed, Proof, Trouble, Uncertain
from hardware.simulator import picture_of

TROUBLES = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EROFS: Trouble.NOT_WRITABLE,
    errno.EACCES: Trouble.NOT_WRITABLE,
    errno.EPERM: Trouble.NOT_WRITABLE,
    errno.ENOENT: Trouble.NOT_WRITABLE,
    errno.ENOTDIR: Trouble.NOT_WRITABLE,
    errno.EIO: Trouble.NOT_WRITABLE,
}
"""What can go wrong with a folder in an office; any other error is a fault of ours and is raised."""


class FilePrinter:
    """Writes `{name}.png`, then `{name}.escpos` into `folder`; a slip is out when its .escpos is there.

    A name has one paper: the same name again replaces it, as a whole and never in part.
    """

    def __init__(self, folder: Path) -> None:
        """Papers go into `folder`, which is made when it is missing."""
        self.folder = folder
        self._turn = asyncio.Lock()

    async def print(self, name: str, data: bytes, attempt: Attempt) -> Outcome:
        """`Printed` when both files are on the disk; `Unreadable` is raised for bytes that are no ESC/POS."""
        if not name or "/" in name or "\0" in name or name.startswith("."):
            raise ValueError(f"{name!r} is no name for a file")
        if not escpos.asks_for(data, attempt.process_id):
            raise ValueError(f"the bytes of {name} do not belong to attempt {attempt.number}")
        async with self._turn:
            return await asyncio.to_thread(self._bring_out, name, data)

    async def health(self) -> Health:
        """Whether the folder takes a file right now."""
        async with self._turn:
            return Health(await asyncio.to_thread(self._trouble_of_writing))

    def _bring_out(self, name: str, data: bytes) -> Outcome:
        picture = BytesIO()
        picture_of(data).save(picture, "PNG")
        parts = [(self._part(name, "png"), picture.getvalue()), (self._part(name, "escpos"), data)]
        try:
            self._write(parts)
        except OSError as error:
            return NotSent(_trouble(error))
        return self._show(parts)

    def _part(self, name: str, kind: str) -> Path:
        return self.folder / f".{name}.{kind}.part"

    def _write(self, parts: list[tuple[Path, bytes]]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, content in parts:
                _write_through(path, content)
        except OSError:
            _forget(path for path, _ in parts)
            raise

    def _show(self, parts: list[tuple[Path, bytes]]) -> Outcome:
        try:
            for path, _ in parts:
                path.replace(self.folder / path.name.removeprefix(".").removesuffix(".part"))
            _sync(self.folder)
        except OSError as error:
            _forget(path for path, _ in parts)
            return Uncertain(_trouble(error))
        return Printed(Proof.FILE)

    def _trouble_of_writing(self) -> Trouble | None:
        probe = self.folder / ".health.part"
        try:
            self._write([(probe, b"\0" * 4096)])
            probe.unlink()
        except OSError as error:
            return _trouble(error)
        return None


def _trouble(error: OSError) -> Trouble:
    if error.errno not in TROUBLES:
        raise error
    return TROUBLES[error.errno]


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_file():
            path.unlink()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
