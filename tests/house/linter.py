"""Run import-linter over a tree and read its verdict, contract by contract."""

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

COMMAND = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The names of the contracts that are kept and broken, and everything import-linter said."""

    kept: set[str]
    broken: set[str]
    words: str


def judge(tree: Path) -> Verdict:
    """What import-linter says about a tree that holds the packages and pyproject.toml."""
    wide = os.environ | {"COLUMNS": "1000", "PYTHONPATH": str(tree), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "--no-cache"],
        check=False,
        cwd=tree,
        env=wide,
        capture_output=True,
        text=True,
    )
    words = done.stdout + done.stderr
    lines = [line.strip() for line in words.splitlines()]
    kept = {line.removesuffix(" KEPT") for line in lines if line.endswith(" KEPT")}
    broken = {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}
    if kept | broken != contract_names() or (done.returncode == 0) != (not broken):
        raise RuntimeError(f"import-linter did not judge all contracts:\n{words}")
    return Verdict(kept, broken, words)


def contracts() -> dict[str, dict[str, object]]:
    """The contracts of pyproject.toml by their id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def contract_names() -> set[str]:
    """The names of all contracts, as import-linter prints them."""
    return {str(contract["name"]) for contract in contracts().values()}
