"""Types and style hold over the whole tree."""

import subprocess
import sys

from tests.house.tree import ROOT


def said_by(*command: str) -> tuple[int, str]:
    """What a tool of the virtual environment answers, run at the root."""
    done = subprocess.run(
        [sys.executable, "-m", *command], check=False, cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    status, words = said_by("ruff", "check", "--output-format", "concise", ".")
    assert status == 0, words


def test_mypy_finds_nothing() -> None:
    status, words = said_by("mypy")
    assert status == 0, words
