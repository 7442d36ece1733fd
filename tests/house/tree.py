"""The project's own files, for the house rules: everything but what tools and offices have written."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "kiosk", "display", "counter", "hardware")
NOT_OURS = {".git", ".venv", ".env", "__pycache__", "dist", "screenshots", ".hypothesis", ".schemathesis"}
WRITTEN_BY_OFFICES = ROOT / "data"


def is_ours(path: Path) -> bool:
    """Whether a file or folder belongs to the project; .gitignore says the same."""
    made = path.name in NOT_OURS or path.name.endswith(("_cache", ".egg-info", ".pyc", ".mo"))
    return not made and path != WRITTEN_BY_OFFICES


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of ours below a folder, in order."""
    for path in sorted(folder.iterdir()):
        if not is_ours(path):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules(*packages: str) -> Iterator[Path]:
    """Every Python file below some of the root's folders."""
    for package in packages:
        yield from (path for path in files(ROOT / package) if path.suffix == ".py")


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """The path as people say it."""
    return path.relative_to(ROOT).as_posix()
