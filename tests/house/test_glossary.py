"""The glossary knows every word that the log and the API use."""

import re
from pathlib import Path
from typing import get_args

from server.core.commands import Command
from server.core.events import Event
from server.core.state import Phase
from server.evaluation.core import commands as loop_commands
from server.evaluation.core import events as loop_events
from server.evaluation.core.duties import Duty
from server.evaluation.core.guideline import Principle

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


def test_every_command_of_the_loop_has_its_japanese():
    assert entries("Commands of the loop").keys() == {
        kind.__name__ for kind in get_args(loop_commands.Command)
    }


def test_every_event_of_the_loop_has_its_japanese():
    assert entries("Events of the loop").keys() == {kind.__name__ for kind in get_args(loop_events.Event)}


def test_the_fixed_words_of_the_guideline_have_their_japanese():
    assert entries("Principles").keys() == {each.value for each in Principle}
    assert entries("Duties").keys() == {each.value for each in Duty}
