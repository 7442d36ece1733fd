"""Files that are whole or not there: for whoever looks meanwhile, and after a power cut."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


def put(file: Path, content: bytes) -> None:
    """Write the whole file or nothing, in place of what has this name. Raises OSError."""
    with _draft(file, content) as draft:
        draft.replace(file)
    settle(file.parent)


def put_first(file: Path, content: bytes) -> bool:
    """Write the whole file unless one has this name, which stays as it is; False if so. Raises OSError.

    Of several writers at once, also on several machines with one folder, exactly one comes first.
    """
    with _draft(file, content) as draft:
        try:
            os.link(draft, file)
        except FileExistsError:
            return False
    settle(file.parent)
    return True


def settle(folder: Path) -> None:
    """Bring the folder's entries down to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _draft(file: Path, content: bytes) -> Iterator[Path]:
    """The content on the disk, beside the file, under a name that nobody looks for."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        with draft.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
