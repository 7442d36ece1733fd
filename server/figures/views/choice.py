"""What a reader of the figures has chosen: dates, service or section, measure; and what the office offers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.core.plan import CounterId, OfficeId, Plan, ServiceId
from server.figures.views.periods import Span
from server.measure.definitions import CATALOGUE, Definition
from server.measure.tally import ZERO, Tally

MEASURES = (
    "attainment", "wait_mean", "wait_median", "wait_p90", "issued", "served", "service_time_mean",
    "no_show_rate", "abandoned_rate",
)  # fmt: skip
"""What can be followed over time, by hour and by service: all of it is known of every quarter of an hour."""

WAITS = frozenset({"wait_mean", "wait_median", "wait_p90"})
"""Measures that stand beside the target of a service."""

CASES_OF = {
    "served": "served",
    "service_time_mean": "served",
    "no_show_rate": "no_show",
    "abandoned_rate": "abandoned",
    "issued": "issued",
    "visit_duration_mean": "ended",
    **dict.fromkeys(("attainment", "wait_mean", "wait_median", "wait_p90"), "wait"),
}
"""Which tickets are behind a figure; behind the time of counters there are none."""

Link = Callable[[Mapping[str, str]], str]
"""The address of this page, or of the tickets behind a figure, with these fields of the choice changed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice; `within` is minutes. Without a service or section the whole office is meant."""

    office: OfficeId
    span: Span
    measure: Definition
    within: int
    service: ServiceId = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The tallies that answer a choice; `trend` in order of time, `hours` by weekday (ISO) and hour."""

    whole: Tally
    before: tuple[Span, Tally] | None
    year_before: tuple[Span, Tally] | None
    services: Mapping[ServiceId, Tally]
    counters: Mapping[CounterId, Tally]
    scenes: Mapping[str, Tally]
    hours: Mapping[tuple[int, int], Tally]
    trend: tuple[tuple[Span, Tally], ...]
    office: Tally = ZERO
    """The whole office, whatever was chosen: business days belong to no service."""


def services_of(plan: Plan, choice: Choice) -> tuple[ServiceId, ...]:
    """The services that the choice means."""
    if choice.service:
        return (choice.service,)
    return tuple(
        each.id for each in plan.services.values() if not choice.section or each.section == choice.section
    )


def counters_of(plan: Plan, choice: Choice) -> tuple[CounterId, ...]:
    """The counters that the choice means: those of its section, or those that do its service."""
    if choice.service:
        return tuple(
            each.id
            for each in plan.counters.values()
            if any(duty.service == choice.service for duty in each.work)
        )
    return tuple(
        each.id for each in plan.counters.values() if not choice.section or each.section == choice.section
    )


def with_gone(known: Sequence[str], found: Iterable[str], choice: Choice) -> tuple[str, ...]:
    """These and, for the whole office, what has figures but is no longer offered: no figure goes silently."""
    if choice.service or choice.section:
        return tuple(known)
    return (*known, *(each for each in sorted(found) if each not in known))


def target_of(plan: Plan, choice: Choice) -> int | None:
    """The target of the wait in minutes, if all services chosen have the same."""
    targets = {plan.services[each].wait_target_min for each in services_of(plan, choice)}
    return targets.pop() if len(targets) == 1 else None


def usual_target(plan: Plan, choice: Choice) -> int:
    """A target in minutes to ask about first: that in the middle of those of the services chosen."""
    targets = sorted(plan.services[each].wait_target_min for each in services_of(plan, choice))
    return targets[len(targets) // 2] if targets else 30


def measure_of(name: str) -> Definition:
    """The measure of this name; what cannot be chosen becomes the first."""
    return CATALOGUE[name if name in MEASURES else MEASURES[0]]
