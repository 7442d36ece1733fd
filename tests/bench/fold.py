"""How long a long day takes to fold, per event, against a short one: `python -m tests.bench.fold`.

A ratio near one means that the cost of an event does not grow with the day.
"""

import statistics
import time

from server.app.standing import Standing, advanced
from server.core.commands import CallNext, Command, FinishService, OpenDay, StartService
from server.core.decide import decide
from server.core.events import Event
from server.core.evolve import evolve
from server.core.record import Recorded
from server.core.state import Office
from tests.story import chain, clerk, given, plan, visitor

SHORT, LONG = 300, 3_000
ROUNDS = 5


def day(tickets: int) -> list[Recorded]:
    """The records of a day in which everybody is issued, called, started and finished."""
    story = given(clerk("1"), clerk("2"), office=plan(last=9999))
    events: list[Event] = []
    office = story.office
    for turn in range(tickets):
        counter = str(turn % 2 + 1)
        for command in _visit(turn, counter):
            made = decide(office, command, story.now)
            events += made
            for event in made:
                office = evolve(office, event, story.now)
    return chain(office.id, [*given_events(), *events])


def given_events() -> list[Event]:
    """What opened the day."""
    start = Office("midori")
    opened = decide(start, OpenDay(plan(last=9999)), given().now)
    for event in opened:
        start = evolve(start, event, given().now)
    seats = [each for number in ("1", "2") for each in decide(start, clerk(number), given().now)]
    return [*opened, *seats]


def _visit(turn: int, counter: str) -> list[Command]:
    came: list[Command] = [visitor()]
    return came if turn < 40 else [*came, CallNext(counter), StartService(counter), FinishService(counter)]


def per_event(records: list[Recorded]) -> float:
    """Microseconds for one record, everything that a node keeps included."""
    begun = time.perf_counter()
    standing = Standing(Office("midori"))
    for record in records:
        standing = advanced(standing, record)
    return 1e6 * (time.perf_counter() - begun) / len(records)


def main() -> None:
    """Fold both days in turn and tell."""
    short, long = day(SHORT), day(LONG)
    found = [(per_event(short), per_event(long)) for _ in range(ROUNDS)]
    a, b = (statistics.median(each) for each in zip(*found, strict=True))
    print(f"{SHORT} tickets, {len(short)} events: {a:.1f} us an event")
    print(f"{LONG} tickets, {len(long)} events: {b:.1f} us an event, {len(long) * b / 1e6:.2f} s in all")
    print(f"ratio {b / a:.2f}")


if __name__ == "__main__":
    main()
