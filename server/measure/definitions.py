"""The catalogue of figures: what each is called and counts, in which unit, of how many, what is better.

`name`, `says` and `of` are words in English (message ids); `{minutes}` and `{percent}` in them stand for what
is in `given`. A value is None where its denominator is zero. Sources: DOMAIN.md 3.9.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from server.core.commands import Scene
from server.measure.tally import Count, Length, Tally, scene_seconds


class Unit(StrEnum):
    """What a value is measured in; a share is a fraction of one."""

    COUNT = "count"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    SHARE = "share"
    PER_VISIT = "per_visit"
    PER_HOUR = "per_hour"


class Better(StrEnum):
    """Which way a figure ought to move; some just say how much there was."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. `of` says the denominator, empty where there is none."""

    id: str
    unit: Unit
    better: Better
    name: str
    says: str
    of: str
    value: Callable[[Tally], float | None]
    given: Mapping[str, int] = field(default_factory=dict)


def ratio(part: float, whole: float) -> float | None:
    """The share of the whole; None of nothing."""
    return part / whole if whole else None


def attained_within(minutes: int) -> Definition:
    """The share of people called who had waited no longer than so many minutes."""
    return Definition(
        f"attainment_within_{minutes}", Unit.SHARE, Better.UP,
        "Called within {minutes} minutes",
        "Share of the people called at reception who had waited {minutes} minutes or less.",
        "People called",
        lambda tally: ratio(tally.length(Length.WAIT).at_most(minutes * 60), tally.length(Length.WAIT).count),
        {"minutes": minutes},
    )  # fmt: skip


def over(minutes: int) -> Definition:
    """The number of people called who had waited longer than so many minutes."""
    return Definition(
        f"over_{minutes}", Unit.COUNT, Better.DOWN,
        "Called after more than {minutes} minutes",
        "People called at reception who had waited longer than {minutes} minutes.",
        "",
        lambda tally: tally.length(Length.WAIT).count - tally.length(Length.WAIT).at_most(minutes * 60),
        {"minutes": minutes},
    )  # fmt: skip


def quantile_of(length: Length, share: float) -> Definition:
    """The length that this share of the cases does not exceed."""
    percent = round(share * 100)
    name, says, of = _LENGTHS[length]
    return Definition(
        f"{length.value}_p{percent}", Unit.SECONDS, Better.DOWN,
        f"{name}, {{percent}}% quantile",
        says,
        of,
        lambda tally: tally.length(length).quantile(share),
        {"percent": percent},
    )  # fmt: skip


_LENGTHS: Mapping[Length, tuple[str, str, str]] = {
    Length.WAIT: (
        "Wait at reception",
        "From joining the line (issue, transfer, next service) to the first call.",
        "People called",
    ),
    Length.DEFICIENT_WAIT: (
        "Wait of people called back for documents",
        "From the notice that documents are missing to the first call.",
        "People called back",
    ),
    Length.PROCESSING_WAIT: (
        "Time at the back office",
        "From the end of reception until the result was ready.",
        "Results that became ready",
    ),
    Length.ISSUANCE_WAIT: (
        "Wait for hand-over",
        "From the result being ready to the first call for hand-over.",
        "People called for hand-over",
    ),
    Length.SERVICE_TIME: (
        "Service time",
        (
            "From the arrival at the counter, or the call where no arrival was noted, to the end; only "
            "times that the "
            "clerk trusts."
        ),
        "People served with a trusted time",
    ),
    Length.TOTAL_WAIT: (
        "Total wait of a visit",
        (
            "All waits in lines during one visit together, without the time at the back office; of visits "
            "that "
            "began and ended on the same business day."
        ),
        "Visits ended",
    ),
    Length.VISIT_DURATION: (
        "Duration of a visit",
        (
            "From the issue of the ticket to the end of the last service; of visits that began and ended on "
            "the "
            "same business day."
        ),
        "Visits ended",
    ),
    Length.ESTIMATE_ERROR: (
        "Error of the estimate",
        "First wait at reception minus the middle of the wait that was promised at issue.",
        "People called who had been promised a wait",
    ),
}


def _how_many(tally: Tally, what: Count) -> float | None:
    return tally.count(what)


def _part(tally: Tally, part: Count, whole: Count) -> float | None:
    return ratio(tally.count(part), tally.count(whole))


def _mean(tally: Tally, length: Length) -> float | None:
    return tally.length(length).mean


def _longest(tally: Tally, length: Length) -> float | None:
    return tally.length(length).longest


def _hours(tally: Tally, what: Count) -> float | None:
    return tally.count(what) / 3600


def working_seconds(tally: Tally) -> int:
    """Seconds in which counters were open and not paused."""
    return tally.count(Count.OPEN_SECONDS) - tally.count(Count.PAUSE_SECONDS)


def _counted(what: Count, better: Better, name: str, says: str) -> Definition:
    return Definition(what.value, Unit.COUNT, better, name, says, "", partial(_how_many, what=what))


def _share(
    name_id: str,
    part: Count,
    whole: Count,
    better: Better,
    name: str,
    says: str,
    of: str,
    unit: Unit = Unit.SHARE,
) -> Definition:
    return Definition(name_id, unit, better, name, says, of, partial(_part, part=part, whole=whole))


def _of_length(length: Length) -> tuple[Definition, ...]:
    name, says, of = _LENGTHS[length]
    mean, longest = partial(_mean, length=length), partial(_longest, length=length)
    return (
        Definition(f"{length.value}_mean", Unit.SECONDS, Better.DOWN, f"{name}, mean", says, of, mean),
        _median(length),
        quantile_of(length, 0.9),
        Definition(
            f"{length.value}_longest", Unit.SECONDS, Better.DOWN, f"{name}, longest", says, of, longest
        ),
    )


def _median(length: Length) -> Definition:
    name, says, of = _LENGTHS[length]
    return Definition(
        f"{length.value}_median", Unit.SECONDS, Better.DOWN, f"{name}, median", says, of,
        lambda tally: tally.length(length).quantile(0.5),
    )  # fmt: skip


def scene_minutes(scene: Scene) -> Definition:
    """Minutes of work in one scene of the guideline."""
    what = scene_seconds(scene)
    return Definition(
        f"scene_minutes_{scene.value}", Unit.MINUTES, Better.NEITHER,
        f"Minutes of work: {scene.value.replace('_', ' ')}",
        "Time of work without a ticket, as noted by the clerks; only times that they trust.",
        "",
        lambda tally: tally.count(what) / 60,
    )  # fmt: skip


_COUNTED = (
    _counted(Count.ISSUED, Better.NEITHER, "Tickets issued", "Tickets given out, by date of issue."),
    _counted(
        Count.CALLED, Better.NEITHER, "First calls",
        "Waits at reception that ended in a first call; a visit to two services is called twice.",
    ),
    _counted(
        Count.SERVED, Better.NEITHER, "Served",
        "People attended to at a counter: finished, transferred or taken to the back office.",
    ),
    _counted(
        Count.FINISHED, Better.NEITHER, "Services finished",
        "People whose service was finished at a counter.",
    ),
    _counted(Count.NO_SHOW, Better.DOWN, "No-shows",
    "Visits that came to their end with a call that nobody answered."),
    _counted(
        Count.ABANDONED, Better.DOWN, "Gave up waiting",
        "Visits that were never called: cancelled by the visitor, or sent home at the close.",
    ),
    _counted(
        Count.CANCELLED, Better.DOWN, "Visits cancelled",
        "Visits cancelled, by the visitor or at the counter; who gave up waiting by cancelling is in it too.",
    ),
)  # fmt: skip

_SHARES = (
    _share(
        "no_show_rate", Count.NO_SHOW, Count.ISSUED, Better.DOWN,
        "No-show rate", "No-shows as a share of tickets issued.", "Tickets issued",
    ),
    _share(
        "abandoned_rate", Count.ABANDONED, Count.ISSUED, Better.DOWN,
        "Share that gave up waiting", "Visits never called as a share of tickets issued.", "Tickets issued",
    ),
    _share(
        "attainment", Count.WITHIN_TARGET, Count.CALLED, Better.UP,
        "Called within the target",
        "Share of the people called at reception who had waited no longer than the target of their service.",
        "People called",
    ),
    _share(
        "under_quoted_share", Count.UNDER_QUOTED_10MIN, Count.QUOTED, Better.DOWN,
        "Waited over 10 minutes longer than promised",
        "Share of the people called who had waited more than 10 minutes longer than the middle of the wait "
        "that was "
        "promised at issue.",
        "People called who had been promised a wait",
    ),
    _share(
        "hops_per_visit", Count.HOPS, Count.ISSUED, Better.DOWN,
        "Transfers per visit", "Transfers to another service, per ticket issued.",
        "Tickets issued", Unit.PER_VISIT,
    ),
    _share(
        "transfer_rate", Count.TRANSFERRED, Count.VISITS_ENDED, Better.DOWN,
        "Share of visits with a transfer",
        "Share of visits in which the visitor was transferred at least once.",
        "Visits ended",
    ),
    _share(
        "one_stop_rate", Count.ONE_STOP, Count.VISITS_ENDED, Better.UP,
        "Done at one counter", "Share of visits that were finished at one single counter.", "Visits ended",
    ),
    _share(
        "phone_share", Count.ISSUED_PHONE, Count.ISSUED, Better.NEITHER,
        "Taken by phone", "Share of tickets that were taken with a visitor's own phone.", "Tickets issued",
    ),
    _share(
        "special_day_share", Count.ISSUED_SPECIAL, Count.ISSUED, Better.NEITHER,
        "Issued on special opening days",
        "Share of tickets that were issued on special opening days.", "Tickets issued",
    ),
)  # fmt: skip

_COUNTERS = (
    Definition(
        "occupancy", Unit.SHARE, Better.NEITHER, "Occupancy of the counters",
        "Share of the open time without pauses that went by between a call and the visitor's leaving.",
        "Open time of the counters less pauses",
        lambda tally: ratio(tally.count(Count.BUSY_SECONDS), working_seconds(tally)),
    ),
    Definition(
        "open_time", Unit.HOURS, Better.NEITHER, "Open time of the counters",
        "Hours in which counters were open, pauses included, within office hours or while visitors were "
        "there.",
        "", partial(_hours, what=Count.OPEN_SECONDS),
    ),
    Definition(
        "throughput", Unit.PER_HOUR, Better.NEITHER, "Served per counter hour",
        "People served per hour of open time without pauses.", "Open time of the counters less pauses",
        lambda tally: ratio(tally.count(Count.SERVED) * 3600, working_seconds(tally)),
    ),
    Definition(
        "idle_while_waiting", Unit.HOURS, Better.DOWN, "Free while people waited",
        "Hours in which a counter was open and free while somebody waited for its work.",
        "", partial(_hours, what=Count.IDLE_WHILE_WAITING_SECONDS),
    ),
)  # fmt: skip

_ESTIMATES = (
    Definition(
        "estimate_bias", Unit.SECONDS, Better.NEITHER, "Error of the estimate, mean",
        f"{_LENGTHS[Length.ESTIMATE_ERROR][1]} More than zero: people waited longer than promised.",
        _LENGTHS[Length.ESTIMATE_ERROR][2],
        partial(_mean, length=Length.ESTIMATE_ERROR),
    ),
    Definition(
        "estimate_mae", Unit.SECONDS, Better.DOWN, "Error of the estimate, mean size",
        "How far the promised wait was from the real one, in either direction.",
        _LENGTHS[Length.ESTIMATE_ERROR][2],
        lambda tally: ratio(
            tally.length(Length.ESTIMATE_ERROR).deviation(), tally.length(Length.ESTIMATE_ERROR).count
        ),
    ),
)  # fmt: skip

_SPECIAL = (
    _counted(
        Count.SPECIAL_DAYS, Better.NEITHER, "Special opening days",
        (
            "Business days that the office has declared special openings. Where it has declared nothing: "
            "those on a Saturday or Sunday."
        ),
    ),
    _counted(
        Count.ISSUED_SPECIAL, Better.NEITHER, "Tickets on special opening days",
        "Tickets that were issued on special opening days.",
    ),
    _counted(Count.DAYS, Better.NEITHER, "Business days", "Days on which the office was open."),
)  # fmt: skip

CATALOGUE: Mapping[str, Definition] = {
    each.id: each
    for each in (
        *_COUNTED,
        *_SHARES,
        *(
            found
            for length in _LENGTHS
            if length is not Length.ESTIMATE_ERROR
            for found in _of_length(length)
        ),
        *_ESTIMATES,
        *_COUNTERS,
        *_SPECIAL,
        *(scene_minutes(scene) for scene in Scene),
    )
}
"""Every figure without a parameter, by id; see also attained_within, over and quantile_of."""
