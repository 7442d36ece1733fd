"""Backup and restore of a data directory, consistent while the server goes on serving.

Two things are copied: the databases, each as of one moment, and the folder of the reports that are kept;
its files never change once they are there.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from server.app.files import settle

DATABASES = "*.sqlite"
REPORTS = "reports"
"""The folder of what was published and cannot be made again word for word."""
MANIFEST = "backup.json"
BESIDE = ("", "-wal", "-shm", "-journal")
"""A database file and what SQLite keeps beside it, which would be taken for the restored file's."""
RESTORING = ".restoring"
"""Ends the names of what is about to take its place."""


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
    """What a backup or a restore wrote: file names, below `place`, with their sizes in bytes."""

    place: Path
    files: dict[str, int]

    def told(self) -> str:
        """What was written, in a sentence: the databases by name, the reports counted."""
        databases = sorted(each for each in self.files if "/" not in each)
        others = len(self.files) - len(databases)
        reports = f", and {others} in {REPORTS}/" if others else ""
        return f"{len(self.files)} files are now in {self.place}: {', '.join(databases)}{reports}."


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What a backup holds; `reports` is None in one of an earlier release, which did not copy them."""

    databases: Sequence[str]
    reports: Sequence[str] | None

    @property
    def names(self) -> list[str]:
        return [*self.databases, *(self.reports or ())]


def back_up(copier: Copier, data: Path, destination: Path) -> Copied:
    """Copy every database of `data` and every report kept there into the new folder `destination`.

    The folder appears only when it is complete. The reports come last: one that is written meanwhile would
    not be written with the same words after a restore. Raises BackupFailed.
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
        held = _Manifest([source.name for source in sources], _reports(data))
        _copy_files(held.reports or (), data, partial)
        _write_manifest(partial, held)
        _put_in_place(partial, destination)
    return _copied(destination, held.names)


def restore(copier: Copier, source: Path, data: Path, *, replace: bool = False) -> Copied:
    """Bring a backup into `data`, which no server may be using.

    With `replace` the databases and reports that are there are put aside, into `data/replaced-1` and so on;
    without it a directory that holds any is refused. A backup of an earlier release says nothing of reports:
    those that are there stay. Raises BackupFailed.
    """
    backup = _checked_manifest(source)
    present = sorted(data.glob(DATABASES))
    kept = [] if backup.reports is None else _reports(data)
    if (present or kept) and not replace:
        what = "databases" if present else "reports"
        raise BackupFailed(f"{data} already holds {what}. Restore into a new directory, or use --replace.")
    folders = [data / REPORTS] if backup.reports is not None and (data / REPORTS).exists() else []
    with _in_words(f"The restore into {data} failed"), ExitStack() as held:
        data.mkdir(parents=True, exist_ok=True)
        for file in sorted({data / name for name in backup.databases} | set(present)):
            held.enter_context(copier.held(file))
        _bring_beside(copier, source, data, backup)
        _put_aside(data, present + folders)
        for name in [*backup.databases, *([REPORTS] if backup.reports else [])]:
            (data / f"{name}{RESTORING}").rename(data / name)
        settle(data)
    return _copied(data, backup.names)


def _bring_beside(copier: Copier, source: Path, data: Path, backup: _Manifest) -> None:
    """Everything durably beside what is there, before anything of that is touched."""
    for name in backup.databases:
        copier.copy(source / name, data / f"{name}{RESTORING}")
    beside = data / f"{REPORTS}{RESTORING}"
    shutil.rmtree(beside, ignore_errors=True)
    reports = [str(Path(each).relative_to(REPORTS)) for each in backup.reports or ()]
    _copy_files(reports, source / REPORTS, beside)


def _reports(data: Path) -> list[str]:
    """The reports kept in this data directory, by their names below it; drafts begin with a dot."""
    found = (data / REPORTS).rglob("*")
    return sorted(
        each.relative_to(data).as_posix() for each in found if each.is_file() and each.name[0] != "."
    )


def _copy_files(names: Sequence[str], source: Path, target: Path) -> None:
    """Copy these files, with the folders they are in and the times of their writing, down to the disk."""
    for name in names:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, copy)
        with copy.open("rb+") as written:
            os.fsync(written.fileno())
    for folder in sorted({parent for name in names for parent in (target / name).parents}):
        if folder.is_relative_to(target):
            settle(folder)


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


def _write_manifest(folder: Path, held: _Manifest) -> None:
    said = {
        "sha256": {name: _sum(folder / name) for name in held.databases},
        REPORTS: {name: _sum(folder / name) for name in held.reports or ()},
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
        json.dump(said, manifest, indent=1)
        manifest.flush()
        os.fsync(manifest.fileno())


def _checked_manifest(source: Path) -> _Manifest:
    try:
        said = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        databases, reports = said["sha256"], said.get(REPORTS)
        strange = [name for name in databases if Path(name).name != name]
        strange += [name for name in reports or () if not _lies_below(REPORTS, name)]
        sums = {**databases, **(reports or {})}
        wrong = strange or [name for name in sums if _sum(source / name) != sums[name]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BackupFailed(f"{source} is not a complete backup ({fault}). Take another one.") from fault
    if wrong:
        raise BackupFailed(f"{source / wrong[0]} is not what was backed up. Take another backup.")
    return _Manifest(sorted(databases), None if reports is None else sorted(reports))


def _lies_below(folder: str, name: str) -> bool:
    """Whether a name of a manifest stays within this folder of the backup."""
    first, *others = Path(name).parts
    return first == folder and bool(others) and ".." not in others


def _put_in_place(partial: Path, destination: Path) -> None:
    settle(partial)
    if destination.exists():
        destination.rmdir()
    partial.rename(destination)
    settle(destination.parent)


def _put_aside(data: Path, present: Sequence[Path]) -> None:
    if not present:
        return
    taken = len(list(data.glob("replaced-*")))
    aside = data / f"replaced-{taken + 1}"
    aside.mkdir()
    for file in present:
        for suffix in BESIDE:
            old = file.with_name(file.name + suffix)
            if old.exists():
                old.rename(aside / old.name)
    settle(aside)


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
