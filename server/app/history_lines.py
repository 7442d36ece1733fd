"""The lines of a simulated day: quick and changeable, in exactly the order of server.core.order."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from server.core.plan import CounterPlan, Duty, Number, Plan, ServiceId, Stage

Key: TypeAlias = tuple[ServiceId, Stage]
Place: TypeAlias = tuple[int, int, "Visitor"]
"""Virtual arrival in seconds of the day, order of issue, and who it is."""


@dataclass(slots=True, eq=False)
class Visitor:
    """One simulated visitor; times are seconds of the day, `head_start` is that of the priority class."""

    number: Number
    sequence: int
    service: ServiceId
    issued_at: int
    place: int
    head_start: int
    needs: frozenset[str]
    legs: tuple[ServiceId, ...]
    reliable: bool
    stage: Stage = Stage.RECEPTION
    called: bool = False
    held: bool = False
    returned: bool = False
    in_line: bool = False


@dataclass(slots=True, eq=False)
class Clerk:
    """One simulated counter and who works there; `ends` and `lunch` are when they fall due, if ever."""

    plan: CounterPlan
    work: tuple[Key, ...]
    ends: int | None = None
    lunch: int | None = None
    at_work: bool = False
    seated: bool = False
    busy: bool = False
    waking: bool = False


class Lines:
    """Everybody who waits in one office."""

    def __init__(self, plan: Plan, clerks: Iterable[Clerk]) -> None:
        self._patience = plan.rules.patience_min * 60
        self._clerks = tuple(clerks)
        self._people: defaultdict[Key, list[Place]] = defaultdict(list)

    def join(self, visitor: Visitor) -> None:
        """Stand in the line of the visitor's service and stage, at the visitor's place."""
        visitor.in_line = True
        insort(self._people[visitor.service, visitor.stage], _place(visitor))

    def leave(self, visitor: Visitor) -> None:
        """Be called, or go home."""
        visitor.in_line = False
        people = self._people[visitor.service, visitor.stage]
        del people[bisect_left(people, _place(visitor))]

    def is_empty(self, service: ServiceId) -> bool:
        """Whether nobody waits for the reception of this service."""
        return not self._people[service, Stage.RECEPTION]

    def everybody(self) -> tuple[Visitor, ...]:
        """All who wait, in all lines."""
        return tuple(place[2] for people in self._people.values() for place in people)

    def ahead_of_newcomer(self, service: ServiceId, arrival: int) -> int:
        """How many people of this line would be called before somebody who comes now (order.py)."""
        return bisect_right(self._people[service, Stage.RECEPTION], arrival, key=_arrival)

    def next_for(self, clerk: Clerk) -> Visitor | None:
        """Whom this counter calls next (order.py)."""
        best: Place | None = None
        for rank, duty in enumerate(clerk.work):
            people = self._people[duty]
            first = next((each for each in people if self._suits(clerk, duty, each[2])), None)
            if first is not None:
                compared = (first[0] + rank * self._patience, first[1], first[2])
                best = compared if best is None else min(best, compared)
        return best[2] if best else None

    def _suits(self, clerk: Clerk, duty: Key, visitor: Visitor) -> bool:
        needs = visitor.needs
        if not needs or needs.issubset(clerk.plan.suits):
            return True
        others = (each for each in self._clerks if each.at_work and duty in each.work)
        return not any(needs.issubset(each.plan.suits) for each in others)


def clerk_at(plan: CounterPlan) -> Clerk:
    """The counter as furnished, before anybody has sat down."""
    return Clerk(plan, tuple(_key(each) for each in plan.work))


def _key(duty: Duty) -> Key:
    return duty.service, duty.stage


def _place(visitor: Visitor) -> Place:
    return visitor.place - visitor.head_start, visitor.sequence, visitor


def _arrival(place: Place) -> int:
    return place[0]
