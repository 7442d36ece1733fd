"""The glossary knows every word that the log and the API use."""

import re
from pathlib import Path
from typing import get_args

from server.core.commands import Command
from server.core.events import Event
from server.core.state import Phase

GLOSSARY = (Path(__file__).parents[2] / "server" / "GLOSSARY.md").read_text(encoding="utf-8")


def entries(heading: str) -> dict[str, str]:
    section = GLOSSARY.split(f"## {heading}")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section, re.MULTILINE))


def test_every_command_has_its_japanese():
    assert entries("Commands").keys() == {kind.__name__ for kind in get_args(Command)}


def test_every_event_has_its_japanese():
    assert entries("Events").keys() == {kind.__name__ for kind in get_args(Event)}


def test_every_phase_has_its_japanese():
    assert entries("Phases").keys() == {phase.value for phase in Phase}
