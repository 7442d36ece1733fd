"""Backup and restore of a data directory, consistent while the server goes on serving."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

DATABASES = "*.sqlite"
MANIFEST = "backup.json"
BESIDE = ("", "-wal", "-shm", "-journal")
"""A database file and what SQLite keeps beside it, which would be taken for the restored file's."""


class BackupFailed(Exception):
    """Nothing was written, or what was written is of no use. Says in words what to do."""


class Copier(Protocol):
    """How to copy one database file."""

    def copy(self, source: Path, target: Path) -> None:
        """Copy one moment of a database that may be in use, durably, and prove the copy sound.

        Raises an exception that says in words what is wrong.
        """

    def held(self, file: Path) -> AbstractContextManager[None]:
        """Keep every server away from this file meanwhile. Raises, in words, when one is using it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore wrote: file names with their sizes in bytes."""

    place: Path
    files: dict[str, int]


def back_up(copier: Copier, data: Path, destination: Path) -> Copied:
    """Copy every database of `data` into the new folder `destination`.

    The folder appears only when it is complete. Raises BackupFailed.
    """
    sources = sorted(data.glob(DATABASES))
    if not sources:
        raise BackupFailed(f"There is no database in {data}. Name the server's data directory with --data.")
    if _holds_anything(destination):
        raise BackupFailed(f"{destination} is not empty. Name a new folder for each backup.")
    partial = destination.with_name(destination.name + ".partial")
    with _in_words(f"The backup to {destination} failed"):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for source in sources:
            copier.copy(source, partial / source.name)
        _write_manifest(partial, [source.name for source in sources])
        _put_in_place(partial, destination)
    return _copied(destination, [source.name for source in sources])


def restore(copier: Copier, source: Path, data: Path, *, replace: bool = False) -> Copied:
    """Bring a backup into `data`, which no server may be using.

    With `replace` the databases that are there are put aside, into `data/replaced-1` and so on; without it
    a directory that holds any is refused. Raises BackupFailed.
    """
    names = _checked_manifest(source)
    present = sorted(data.glob(DATABASES))
    if present and not replace:
        raise BackupFailed(f"{data} already holds databases. Restore into a new directory, or use --replace.")
    with _in_words(f"The restore into {data} failed"), ExitStack() as held:
        data.mkdir(parents=True, exist_ok=True)
        for file in sorted({data / name for name in names} | set(present)):
            held.enter_context(copier.held(file))
        for name in names:
            copier.copy(source / name, data / f"{name}.restoring")
        if present:
            _put_aside(data, present)
        for name in names:
            (data / f"{name}.restoring").rename(data / name)
        _settle(data)
    return _copied(data, names)


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def _write_manifest(folder: Path, names: Sequence[str]) -> None:
    files = {name: _sum(folder / name) for name in names}
    with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
        json.dump({"sha256": files}, manifest, indent=1)
        manifest.flush()
        os.fsync(manifest.fileno())


def _checked_manifest(source: Path) -> list[str]:
    try:
        sums = json.loads((source / MANIFEST).read_text(encoding="utf-8"))["sha256"]
        wrong = [name for name in sums if Path(name).name != name or _sum(source / name) != sums[name]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BackupFailed(f"{source} is not a complete backup ({fault}). Take another one.") from fault
    if wrong:
        raise BackupFailed(f"{source / wrong[0]} is not what was backed up. Take another backup.")
    return sorted(sums)


def _put_in_place(partial: Path, destination: Path) -> None:
    _settle(partial)
    if destination.exists():
        destination.rmdir()
    partial.rename(destination)
    _settle(destination.parent)


def _put_aside(data: Path, present: Sequence[Path]) -> None:
    taken = len(list(data.glob("replaced-*")))
    aside = data / f"replaced-{taken + 1}"
    aside.mkdir()
    for file in present:
        for suffix in BESIDE:
            old = file.with_name(file.name + suffix)
            if old.exists():
                old.rename(aside / old.name)


def _settle(folder: Path) -> None:
    """Bring the folder's entries down to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _copied(place: Path, names: Sequence[str]) -> Copied:
    return Copied(place, {name: (place / name).stat().st_size for name in names})


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    try:
        yield
    except BackupFailed:
        raise
    except Exception as fault:
        raise BackupFailed(f"{what}: {fault}") from fault
