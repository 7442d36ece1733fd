"""The figures of a day or a range: what each counts, in which unit, of how many. Pure, and exact.

Times are seconds. A *wait* is first call − joining the line, over those who were called; reception, being
called back for deficient documents, the back office and the issuance are four different waits. To which
service, counter and hour a thing belongs stands in books.py, what each figure says in definitions.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.core.commands import Scene
from server.core.plan import CounterId
from server.measure.definitions import CATALOGUE
from server.measure.facts import Facts
from server.measure.histogram import Histogram
from server.measure.rows import Served, seconds
from server.measure.tally import Count, Length, Tally, scene_seconds, scene_timed


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
    of work without a ticket, trusted times only. `total_wait` and `visit_duration`: of visits that began and
    ended on the date, `one_stop_rate` and `transfer_rate`: ÷ those. `estimate_error`: first wait − middle of
    the wait promised, `estimate_mae` its mean size, `under_quoted`: those over 10 minutes longer.
    `occupancy`: time with a visitor ÷ time open and not paused, `throughput_per_hour`: served per hour of
    that time.
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
    issued_phone: int
    phone_share: float | None
    abandoned_rate: float | None
    total_wait: Spread
    visit_duration: Spread
    visits_ended: int
    one_stop_rate: float | None
    transfer_rate: float | None
    estimate_error: Spread
    estimate_mae: float | None
    under_quoted: int
    under_quoted_share: float | None
    open_minutes: float
    pause_minutes: float
    occupancy: float | None
    throughput_per_hour: float | None
    idle_while_waiting_minutes: float
    special_days: int
    issued_special: int


@dataclass(frozen=True, slots=True)
class CounterFigures:
    """What one counter did today: people served, mean seconds of those with a trusted time, scene minutes."""

    served: int
    service_time: float | None
    scene_minutes: float


def figures_of_counter(facts: Facts, counter: CounterId) -> CounterFigures:
    """Today's own figures for the clerk at this counter; costs nothing per visit."""
    done = facts.served.get(counter, Served())
    scenes = (each for each in facts.scenes.values() if each.counter == counter and each.accurate)
    lengths = (seconds(each.started_at, each.ended_at) for each in scenes if each.ended_at)
    return CounterFigures(done.people, done.seconds / done.timed if done.timed else None, sum(lengths) / 60)


def figures_of(tally: Tally) -> Figures:
    """The figures of this tally."""

    def share(figure: str) -> float | None:
        return CATALOGUE[figure].value(tally)

    count, length = tally.count, tally.length
    return Figures(
        issued=count(Count.ISSUED),
        called=count(Count.CALLED),
        served=count(Count.SERVED),
        finished=count(Count.FINISHED),
        no_show=count(Count.NO_SHOW),
        no_show_rate=share("no_show_rate"),
        cancelled=count(Count.CANCELLED),
        abandoned=count(Count.ABANDONED),
        within_target=count(Count.WITHIN_TARGET),
        attainment=share("attainment"),
        hops_per_visit=share("hops_per_visit"),
        **{each.value: spread_of(length(each)) for each in Length},
        scene_minutes=_scene_minutes(tally),
        issued_phone=count(Count.ISSUED_PHONE),
        phone_share=share("phone_share"),
        abandoned_rate=share("abandoned_rate"),
        visits_ended=count(Count.VISITS_ENDED),
        one_stop_rate=share("one_stop_rate"),
        transfer_rate=share("transfer_rate"),
        estimate_mae=share("estimate_mae"),
        under_quoted=count(Count.UNDER_QUOTED_10MIN),
        under_quoted_share=share("under_quoted_share"),
        open_minutes=count(Count.OPEN_SECONDS) / 60,
        pause_minutes=count(Count.PAUSE_SECONDS) / 60,
        occupancy=share("occupancy"),
        throughput_per_hour=share("throughput"),
        idle_while_waiting_minutes=count(Count.IDLE_WHILE_WAITING_SECONDS) / 60,
        special_days=count(Count.SPECIAL_DAYS),
        issued_special=count(Count.ISSUED_SPECIAL),
    )


def spread_of(lengths: Histogram) -> Spread:
    """Count, mean, median, 90 % quantile and the longest of these lengths."""
    if not lengths.count:
        return Spread()
    half, most = lengths.quantile(0.5), lengths.quantile(0.9)
    return Spread(lengths.count, lengths.mean, half, most, lengths.longest)


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


def _scene_minutes(tally: Tally) -> dict[Scene, float]:
    timed = (scene for scene in Scene if tally.count(scene_timed(scene)))
    return {scene: tally.count(scene_seconds(scene)) / 60 for scene in timed}
