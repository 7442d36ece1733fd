"""What is known of one office at one position of its log; pure."""

from dataclasses import dataclass, field

from server.core.codec import BEGINNING
from server.core.evolve import evolve
from server.core.record import Recorded
from server.core.state import Office
from server.forecast.pace import Pace, learn
from server.measure.facts import Facts, note


@dataclass(frozen=True, slots=True)
class Standing:
    """An office at one position of its log, with what was learnt and counted on the way there."""

    office: Office
    position: int = 0
    hash: str = BEGINNING
    pace: Pace = field(default_factory=Pace)
    facts: Facts = field(default_factory=Facts)


def advanced(standing: Standing, recorded: Recorded) -> Standing:
    """The standing after one more record."""
    after = evolve(standing.office, recorded.event, recorded.at)
    return Standing(
        office=after,
        position=recorded.position,
        hash=recorded.hash,
        pace=learn(standing.pace, standing.office, recorded, after),
        facts=note(standing.facts, standing.office, recorded, after),
    )
