"""Plans made up from a ticket log: every service of an office, and as many counters as each day needs."""

from collections import Counter as Count
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from string import ascii_uppercase

from server.core.plan import (
    AtClose,
    Congestion,
    CounterPlan,
    Duty,
    Names,
    OfficeId,
    Plan,
    Rules,
    Series,
    Service,
    ServiceId,
    Span,
)

ALL_DAY = (Span(0, 1440),)
CONGESTION = Congestion("people", 5, 15, 30)


def plan_of(
    office: OfficeId, zone: str, day: date, prefixes: Mapping[ServiceId, str], tickets: int, counters: int
) -> Plan:
    """An office with numbers for so many tickets and so many counters, each of which does everything."""
    services = {each: _service(each) for each in prefixes}
    return Plan(
        office=office,
        names=_named(office),
        zone=zone,
        date=day,
        day_names=_named(day.isoformat()),
        hours=ALL_DAY,
        series={each: Series(each, prefix, 1, max(tickets, 999)) for each, prefix in prefixes.items()},
        services=services,
        counters={each: _counter(each, services) for each in map(str, range(1, counters + 1))},
        purposes={},
        sections={},
        needs={},
        pauses={},
        priorities={},
        rules=Rules(at_close=AtClose.END),
    )


def prefixes_of(tickets: Iterable[tuple[ServiceId, str]]) -> dict[ServiceId, str]:
    """A prefix for each service, so that no number of the office is given twice.

    It is the one that most of the service's tickets have in the file, or what is free next: B, BB, BBB, and
    A to Z where the file has none.
    """
    seen: dict[ServiceId, Count[str]] = {}
    for service, ticket in tickets:
        seen.setdefault(service, Count())[ticket.rstrip("0123456789")] += 1
    given: dict[ServiceId, str] = {}
    for service in sorted(seen):
        wanted = _letters(max(seen[service].items(), key=lambda each: (each[1], each[0]))[0])
        given[service] = next(each for each in wanted if each not in given.values())
    return given


def most_at_once(calls: Sequence[object]) -> int:
    """As many counters as the day needs: the most calls at one moment, and one at least."""
    return max(Count(calls).values(), default=1)


def _letters(prefix: str) -> Iterator[str]:
    if prefix.isalpha():
        return (prefix * times for times in count(1))
    return (letter * times for times in count(1) for letter in ascii_uppercase)


def _service(service: ServiceId) -> Service:
    return Service(service, _named(service), service, ALL_DAY, CONGESTION)


def _counter(counter: str, services: Iterable[ServiceId]) -> CounterPlan:
    return CounterPlan(counter, _named(counter), tuple(Duty(each) for each in services))


def _named(name: str) -> Names:
    return {"ja": name, "en": name}
