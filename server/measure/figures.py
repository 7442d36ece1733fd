"""The figures of a day: what each counts, in which unit, of how many. Pure, and exact (no histograms).

Times are seconds. A *wait* is first call − joining the line, over those who were called; reception, being
called back for deficient documents, the back office and the issuance are four different waits. A wait
belongs to the hour in which it began, a service time to the hour of its call.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from server.core.commands import Scene
from server.core.plan import CounterId, Plan, ServiceId
from server.core.state import Office
from server.measure.facts import Facts
from server.measure.rows import Served, seconds
from server.measure.samples import Kind, Sample, samples

_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds, over `count` cases; quantiles by linear interpolation of ranks."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    longest: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a day, a service, a counter or an hour.

    `issued`: tickets given out. `called`: waits at reception that ended in a first call (a visit to two
    services is called twice). `served`: people attended to at a counter, that is finished, transferred or
    taken to the back office; `finished`: those finished. `no_show`: visits that ended with an unanswered
    call, `no_show_rate`: ÷ issued. `cancelled`: by whomever, `abandoned`: never called, and cancelled by the
    visitor or sent home at the close (so some are in both). `within_target`: waits at reception not longer
    than the service's wait_target_min, `attainment`: ÷ called. `wait` is the wait at reception,
    `deficient_wait` until called back for documents, `processing_wait` at the back office until ready,
    `issuance_wait` from ready to called. `service_time`: arrival at the counter, or call, to the end, over
    people served whose time the clerk trusts. `hops_per_visit`: transfers ÷ issued. `scene_minutes`: minutes
    of work without a ticket, trusted times only.
    """

    issued: int
    called: int
    served: int
    finished: int
    no_show: int
    no_show_rate: float | None
    cancelled: int
    abandoned: int
    within_target: int
    attainment: float | None
    hops_per_visit: float | None
    wait: Spread
    deficient_wait: Spread
    processing_wait: Spread
    issuance_wait: Spread
    service_time: Spread
    scene_minutes: Mapping[Scene, float]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits now in the lines of reception and of issuance, and the longest of these waits in seconds."""

    people: int
    longest: float | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The day so far: as a whole, per service, counter and hour, and who waits now."""

    whole: Figures
    services: Mapping[ServiceId, Figures]
    counters: Mapping[CounterId, Figures]
    hours: Mapping[int, Figures]
    waiting: Waiting
    waiting_for: Mapping[ServiceId, Waiting]


@dataclass(frozen=True, slots=True)
class CounterFigures:
    """What one counter did today: people served, mean seconds of those with a trusted time, scene minutes."""

    served: int
    service_time: float | None
    scene_minutes: float


def figures_of_day(facts: Facts, office: Office, now: datetime) -> DayFigures:
    """All figures of the business date so far; before the first day everything is zero."""
    found = tuple(samples(facts, office.plan)) if office.plan else ()
    services = tuple(office.plan.services) if office.plan else ()
    return DayFigures(
        whole=figures(found),
        services={**dict.fromkeys(services, figures(())), **grouped((each.service, each) for each in found)},
        counters=grouped((each.counter, each) for each in found),
        hours=grouped((each.at.hour, each) for each in found),
        waiting=_waiting(facts, office, now, services),
        waiting_for={each: _waiting(facts, office, now, (each,)) for each in services},
    )


def figures_of_counter(facts: Facts, counter: CounterId) -> CounterFigures:
    """Today's own figures for the clerk at this counter; costs nothing per visit."""
    done = facts.served.get(counter, Served())
    scenes = (each for each in facts.scenes.values() if each.counter == counter and each.accurate)
    lengths = (seconds(each.started_at, each.ended_at) for each in scenes if each.ended_at)
    return CounterFigures(done.people, done.seconds / done.timed if done.timed else None, sum(lengths) / 60)


def hourly(facts: Facts, plan: Plan, service: ServiceId | None = None) -> Mapping[int, Figures]:
    """The figures by hour of the office's clock, of one service or of all."""
    found = (each for each in samples(facts, plan) if service is None or each.service == service)
    return grouped((each.at.hour, each) for each in found)


def grouped(found: Iterable[tuple[_Key | None, Sample]]) -> dict[_Key, Figures]:
    """The figures per key, in the order of keys; what has no key (None) is left out."""
    groups: dict[_Key, list[Sample]] = defaultdict(list)
    for key, sample in found:
        if key is not None:
            groups[key].append(sample)
    return {key: figures(groups[key]) for key in sorted(groups)}


def figures(found: Iterable[Sample]) -> Figures:
    """The figures of these samples."""
    kinds: dict[Kind, list[Sample]] = defaultdict(list)
    for sample in found:
        kinds[sample.kind].append(sample)
    issued, called = len(kinds[Kind.ISSUED]), len(kinds[Kind.WAIT])
    within = sum(each.good for each in kinds[Kind.WAIT])
    return Figures(
        issued=issued,
        called=called,
        served=len(kinds[Kind.SERVED]),
        finished=sum(each.good for each in kinds[Kind.SERVED]),
        no_show=len(kinds[Kind.NO_SHOW]),
        no_show_rate=_ratio(len(kinds[Kind.NO_SHOW]), issued),
        cancelled=len(kinds[Kind.CANCELLED]),
        abandoned=len(kinds[Kind.ABANDONED]),
        within_target=within,
        attainment=_ratio(within, called),
        hops_per_visit=_ratio(len(kinds[Kind.HOP]), issued),
        wait=_spread_of(kinds[Kind.WAIT]),
        deficient_wait=_spread_of(kinds[Kind.DEFICIENT_WAIT]),
        processing_wait=_spread_of(kinds[Kind.PROCESSING_WAIT]),
        issuance_wait=_spread_of(kinds[Kind.ISSUANCE_WAIT]),
        service_time=_spread_of(kinds[Kind.SERVED]),
        scene_minutes=_scene_minutes(kinds[Kind.SCENE]),
    )


def spread(lengths: Iterable[float]) -> Spread:
    """Count, mean, median, 90 % quantile and the longest of these lengths."""
    ranked = sorted(lengths)
    if not ranked:
        return Spread()
    mean = sum(ranked) / len(ranked)
    return Spread(len(ranked), mean, quantile(ranked, 0.5), quantile(ranked, 0.9), ranked[-1])


def quantile(ranked: Sequence[float], share: float) -> float:
    """The quantile of sorted values by linear interpolation between ranks (numpy's default, type 7)."""
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def _spread_of(found: Iterable[Sample]) -> Spread:
    return spread(each.seconds for each in found if each.seconds is not None)


def _scene_minutes(found: Iterable[Sample]) -> dict[Scene, float]:
    minutes: dict[Scene, float] = {}
    for each in found:
        if each.scene is not None and each.seconds is not None:
            minutes[each.scene] = minutes.get(each.scene, 0.0) + each.seconds / 60
    return minutes


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _waiting(facts: Facts, office: Office, now: datetime, services: Iterable[ServiceId]) -> Waiting:
    wanted = frozenset(services)
    numbers = [
        place.number for duty, line in office.lines.items() if duty.service in wanted for place in line
    ]
    longest = max((_waited(facts, office, number, now) for number in numbers), default=None)
    return Waiting(len(numbers), longest)


def _waited(facts: Facts, office: Office, number: str, now: datetime) -> float:
    """Seconds since joining the line, or since coming back to it after a call."""
    ticket, waits = office.tickets[number], facts.visits[number].course.waits
    never_called = waits and waits[-1].called_at is None
    return seconds(waits[-1].since if never_called else ticket.since, now)
