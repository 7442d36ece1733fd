"""Backup and restore of a data directory, consistent while the server goes on serving.

Two things are copied: the databases, each as of one moment, and the folder of the reports that are kept;
its files never change once they are there.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from server.app.files import put, settle

DATABASES = "*.sqlite"
REPORTS = "reports"
"""The folder of what was published and cannot be made again word for word."""
MANIFEST = "backup.json"
BESIDE = ("", "-wal", "-shm", "-journal")
"""A database file and what SQLite keeps beside it, which would be taken for the restored file's."""
RESTORING = ".restoring"
"""Ends the names of what is about to take its place."""
ASIDE = "replaced-"
"""Begins the names of the folders with what was there before a restore; a number ends them."""
OF_THE_DISK = "lost+found"
"""Belongs to the file system where a folder is a disk of its own."""

Move = Callable[[Path, Path], None]


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
    without it a directory that holds any is refused. The folder of the reports itself stays: it may be a disk
    of its own. A backup of an earlier release says nothing of reports: those that are there stay.
    Raises BackupFailed; what was there is then in its place again.
    """
    backup = _checked_manifest(source)
    with _in_words(f"The restore into {data} failed"), ExitStack() as held:
        present = sorted(data.glob(DATABASES))
        if not replace:
            _refuse_what_is_there(data, present, backup)
        data.mkdir(parents=True, exist_ok=True)
        for file in sorted({data / name for name in backup.databases} | set(present)):
            held.enter_context(copier.held(file))
        with _cleared(data):
            _bring_beside(copier, source, data, backup)
            others = [] if backup.reports is None else list(_entries(data / REPORTS))
            _exchange(data, present, others, backup)
    return _copied(data, backup.names)


def _refuse_what_is_there(data: Path, present: Sequence[Path], backup: _Manifest) -> None:
    kept = [] if backup.reports is None else _reports(data)
    if present or kept:
        what = "databases" if present else "reports"
        raise BackupFailed(f"{data} already holds {what}. Restore into a new directory, or use --replace.")


def _bring_beside(copier: Copier, source: Path, data: Path, backup: _Manifest) -> None:
    """Everything durably beside what is there, before anything of that is touched."""
    for name in backup.databases:
        copier.copy(source / name, _beside(data, name))
    reports = [str(Path(each).relative_to(REPORTS)) for each in backup.reports or ()]
    _copy_files(reports, source / REPORTS, _beside(data, REPORTS))


def _beside(data: Path, name: str) -> Path:
    """Where a file of the backup waits until it takes its place: `reports.restoring/midori/...`."""
    first, *others = Path(name).parts
    return data.joinpath(f"{first}{RESTORING}", *others)


@contextmanager
def _cleared(data: Path) -> Iterator[None]:
    """Nothing waits beside the data, neither before (of a restore that was cut off) nor after."""
    _clear(data)
    try:
        yield
    finally:
        _clear(data)


def _clear(data: Path) -> None:
    for each in [*data.glob(f"{DATABASES}{RESTORING}*"), *data.glob(f"{REPORTS}{RESTORING}")]:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()


def _exchange(data: Path, present: Sequence[Path], others: Sequence[Path], backup: _Manifest) -> None:
    """Put aside what is there, then bring in what waits beside it; or neither."""
    aside = data / f"{ASIDE}{_last_aside(data) + 1}"
    databases = [file.with_name(file.name + suffix) for file in present for suffix in BESIDE]
    there = [each for each in [*databases, *others] if os.path.lexists(each)]
    with _all_or_none(aside) as move:
        _move_all(move, [(each, aside / each.relative_to(data)) for each in there])
        _move_all(move, [(_beside(data, name), data / name) for name in backup.names])
        settle(data)


def _last_aside(data: Path) -> int:
    """The highest number in use: an earlier one may have been removed."""
    numbers = [each.name.removeprefix(ASIDE) for each in data.glob(f"{ASIDE}*")]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


@contextmanager
def _all_or_none(aside: Path) -> Iterator[Move]:
    """Moves that are taken back, the last one first, when one of them or anything between them fails."""
    with ExitStack() as back:
        back.callback(_remove_empty, aside)

        def move(old: Path, new: Path) -> None:
            _move(old, new)
            back.callback(_move_back, new, old)

        yield move
        back.pop_all()


def _move_all(move: Move, ways: Iterable[tuple[Path, Path]]) -> None:
    folders = set()
    for old, new in ways:
        move(old, new)
        folders |= {old.parent, new.parent}
    for folder in sorted(folders):
        settle(folder)


def _move(old: Path, new: Path) -> None:
    """Move what is no folder, or a folder within its file system. Raises OSError, with nothing moved."""
    _make(new.parent)
    try:
        old.rename(new)
    except OSError as fault:
        if fault.errno != errno.EXDEV:
            raise
        _move_over(old, new)


def _move_over(old: Path, new: Path) -> None:
    """Onto another file system: the copy is on the disk before the original goes."""
    try:
        if old.is_symlink():
            new.symlink_to(old.readlink())
        else:
            put(new, old.read_bytes())
            shutil.copystat(old, new)
        old.unlink()
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _move_back(new: Path, old: Path) -> None:
    try:
        _move(new, old)
    except OSError as fault:
        raise BackupFailed(
            f"The restore failed, and {new} could not be put back to {old} ({fault}). "
            "Move it there by hand before you start the server."
        ) from fault


def _make(folder: Path) -> None:
    """The folder with those above it, down to the disk."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        settle(folder.parent)


def _remove_empty(folder: Path) -> None:
    """Remove the folders in which nothing is left; what holds something stays."""
    for place, _, _ in os.walk(folder, topdown=False):
        if not any(Path(place).iterdir()):
            Path(place).rmdir()


def _reports(data: Path) -> list[str]:
    """The reports kept in this data directory, by their names below it; drafts begin with a dot.

    A link is no report: it may lead to anything.
    """
    files = [each for each in _entries(data / REPORTS) if each.is_file() and not each.is_symlink()]
    return sorted(each.relative_to(data).as_posix() for each in files if each.name[0] != ".")


def _entries(folder: Path) -> Iterator[Path]:
    """Everything below this folder that is no folder itself; links are not followed. Raises OSError."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.is_symlink() or not each.is_dir():
            yield each
        elif each.name != OF_THE_DISK:
            yield from _entries(each)


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
    put(folder / MANIFEST, json.dumps(said, indent=1).encode())


def _checked_manifest(source: Path) -> _Manifest:
    try:
        said = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        databases, reports = said["sha256"], said.get(REPORTS)
        strange = [name for name in databases if Path(name).name != name or not Path(name).match(DATABASES)]
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
