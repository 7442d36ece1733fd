"""What spreads from ward to ward: targets that were met and are kept as standards of their sections."""

from dataclasses import dataclass

from server.core.commands import Scene
from server.evaluation.core.evolve import achieved_by_ward
from server.evaluation.core.guideline import Principle
from server.evaluation.core.state import Loop, Proposal
from server.ports.city import City, WardId


@dataclass(frozen=True, slots=True)
class Spread:
    """An item with the wards that have achieved it, and those still without it.

    `achieved` says ward, fiscal year and target; `proposal` is there once it
    has reached every ward.
    """

    item: str
    title: str
    scene: Scene
    principle: Principle
    achieved: tuple[tuple[WardId, int, str], ...]
    missing: tuple[WardId, ...]
    proposal: Proposal | None

    @property
    def waits(self) -> bool:
        """Whether the conference has to decide on it."""
        return self.proposal is not None and self.proposal.accepted is None


def spreads(loop: Loop, city: City) -> tuple[Spread, ...]:
    """Every item that some ward has achieved: those to decide on first, then the widest spread."""
    items = {each.aim.item: each.aim for made in loop.made.values() for each in made}
    found = []
    for item, aim in items.items():
        by_ward = achieved_by_ward(loop, item)
        achieved = tuple((ward, *by_ward[ward]) for ward in city.wards if ward in by_ward)
        missing = tuple(ward for ward in city.wards if ward not in by_ward)
        proposal = loop.proposals.get(item)
        found.append(Spread(item, aim.title, aim.scene, aim.principle, achieved, missing, proposal))
    return tuple(sorted(found, key=lambda each: (not each.waits, len(each.missing), each.item)))


def spread_of(loop: Loop, city: City, item: str) -> Spread | None:
    """One of them."""
    return next((each for each in spreads(loop, city) if each.item == item), None)
