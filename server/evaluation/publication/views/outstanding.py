"""What stands out in a month: sentences computed from figures, with what they rest on; they prove nothing."""

from collections.abc import Iterator, Mapping

from server.evaluation.publication.paper import Note, Tone
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import filled, measured
from server.evaluation.publication.views.month_figures import MonthFigures
from server.measure.definitions import CATALOGUE, Better, Definition, Unit, ratio
from server.measure.tally import Count, Length, Tally, pooled
from server.web.numbers import percent, written

WATCHED = ("wait_p90", "wait_mean", "attainment", "abandoned_rate", "no_show_rate", "service_time_mean")
CHANGE = 0.1
"""A change of a tenth is said, smaller ones are the usual up and down of months."""

LEAST_CASES = 30
"""Groups with fewer people called are not compared: one long wait would decide."""

LEAST_DAYS = 10
LATE_SHARE = 0.8
"""A service that calls fewer of its visitors within its target is named."""


def outstanding(found: MonthFigures, _: Pen) -> tuple[Note, ...]:
    """What a manager should look at; the gravest first is left to the reader, the order is fixed."""
    return (
        *_short(found, _),
        *_volume(found, _),
        *_changes(found, _),
        *_late_services(found, _),
        *_worst_hour(found, _),
        *_idle(found, _),
    )


def _short(found: MonthFigures, _: Pen) -> Iterator[Note]:
    days = found.this.count(Count.DAYS)
    if days < LEAST_DAYS:
        told = _("The month has only %(days)s business days so far: comparisons say little.", days=days)
        yield Note(told, Tone.WARN)


def per_day(tally: Tally) -> float | None:
    """Tickets issued per business day."""
    return ratio(tally.count(Count.ISSUED), tally.count(Count.DAYS))


def _volume(found: MonthFigures, _: Pen) -> Iterator[Note]:
    for against, words in _compared(found, _):
        now, then = per_day(found.this), per_day(against)
        if now is None or not then or abs(now / then - 1) < CHANGE:
            continue
        told = _(
            "%(now)s tickets were issued per business day, %(change)s against %(against)s (%(then)s).",
            now=written(now), change=_change(now / then - 1), against=words, then=written(then),
        )  # fmt: skip
        yield Note(told)


def _change(share: float) -> str:
    """By how much, with its sign."""
    return f"{'+' if share > 0 else ''}{percent(share, 0)}"


def _compared(found: MonthFigures, _: Pen) -> Iterator[tuple[Tally, str]]:
    """What the month is held against, as far as there is something."""
    if found.before.count(Count.DAYS):
        yield found.before, _("the month before")
    if found.year_before.count(Count.DAYS):
        yield found.year_before, _("the same month of the last year")


def _changes(found: MonthFigures, _: Pen) -> Iterator[Note]:
    for definition in (CATALOGUE[each] for each in WATCHED):
        for against, words in _compared(found, _):
            now, then = definition.value(found.this), definition.value(against)
            if now is None or not then or not _matters(definition, now, then):
                continue
            better = (now < then) is (definition.better is Better.DOWN)
            sentence = (
                _("%(figure)s is better than in %(against)s: %(now)s instead of %(then)s.")
                if better
                else _("%(figure)s is worse than in %(against)s: %(now)s instead of %(then)s.")
            )
            told = sentence % {
                "figure": filled(_(definition.name), definition.given),
                "against": words,
                "now": measured(definition, now, _).text,
                "then": measured(definition, then, _).text,
            }
            yield Note(told, Tone.NOTE if better else Tone.WARN)


def _matters(definition: Definition, now: float, then: float) -> bool:
    """A tenth of change at least, and not just some seconds or half a percent."""
    least = {Unit.SECONDS: 60.0, Unit.SHARE: 0.01}.get(definition.unit, 0.0)
    return abs(now - then) >= max(least, CHANGE * abs(then))


def _late_services(found: MonthFigures, _: Pen) -> Iterator[Note]:
    attainment = CATALOGUE["attainment"]
    for service, tally in found.services.items():
        share = attainment.value(tally)
        called = tally.count(Count.CALLED)
        offered = found.plan.services.get(service)
        if offered is None or share is None or called < LEAST_CASES or share >= LATE_SHARE:
            continue
        told = _(
            "%(service)s: %(share)s of %(called)s calls came within the target of %(minutes)s minutes.",
            service=_.named(offered.names), share=percent(share), called=written(called),
            minutes=offered.wait_target_min,
        )  # fmt: skip
        yield Note(told, Tone.WARN)


def by_hour(quarters: Mapping[str, Tally]) -> dict[tuple[int, int], Tally]:
    """Quarter hours (`3-0915`) put together as ISO weekday and hour."""
    found: dict[tuple[int, int], list[Tally]] = {}
    for key, tally in quarters.items():
        weekday, _dash, clock = key.partition("-")
        found.setdefault((int(weekday), int(clock[:2])), []).append(tally)
    return {key: pooled(tallies) for key, tallies in found.items()}


def _worst_hour(found: MonthFigures, _: Pen) -> Iterator[Note]:
    hours = {
        key: mean
        for key, tally in by_hour(found.quarters).items()
        if tally.length(Length.WAIT).count >= LEAST_CASES
        and (mean := tally.length(Length.WAIT).mean) is not None
    }
    whole = found.this.length(Length.WAIT).mean
    if not hours or whole is None:
        return
    weekday, hour = max(hours, key=lambda key: hours[key])
    longest = hours[weekday, hour]
    if longest < whole * (1 + CHANGE):
        return
    told = _(
        "People waited longest who came on %(weekday)s from %(hour)s: %(mean)s minutes on average, %(whole)s "
        "over the whole month.",
        weekday=_.weekday(weekday), hour=f"{hour:02}:00", mean=written(longest / 60, 1),
        whole=written(whole / 60, 1),
    )  # fmt: skip
    yield Note(told)


def _idle(found: MonthFigures, _: Pen) -> Iterator[Note]:
    hours = found.this.count(Count.IDLE_WHILE_WAITING_SECONDS) / 3600
    opened = found.this.count(Count.OPEN_SECONDS) / 3600
    if not opened or hours / opened < CHANGE / 2:
        return
    told = _(
        "For %(hours)s of %(open)s counter hours a counter was open and free while somebody waited for its "
        "work.",
        hours=written(hours, 1), open=written(opened, 1),
    )  # fmt: skip
    yield Note(told, Tone.WARN)
