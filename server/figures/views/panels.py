"""The panels of the page: trend, distribution, weekday by hour, services, counters, scenes, openings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.core.commands import Scene
from server.core.plan import CounterPlan, Plan, Service
from server.figures.views.choice import (
    CASES_OF,
    WAITS,
    Choice,
    Found,
    Link,
    counters_of,
    services_of,
    target_of,
    with_gone,
)
from server.figures.views.periods import Span, is_long
from server.figures.views.speech import Speech, joined, shown
from server.figures.views.tiles import Explained, explained
from server.measure.definitions import CATALOGUE, Definition, attained_within
from server.measure.tally import ZERO, Count, Length, Tally, scene_seconds
from server.web.charts import (
    Axis,
    Bar,
    Bars,
    Cell,
    Drawn,
    Heat,
    Kind,
    Line,
    Sheet,
    Trend,
    Waits,
    bars,
    heat,
    trend,
    waits,
)
from server.web.date_words import joint
from server.web.numbers import aside, percent, rest, written

FINE_EDGES, COARSE_EDGES = tuple(range(0, 61, 5)), tuple(range(0, 121, 10))
SERVICE_FIGURES = ("issued", "wait_mean", "wait_p90", "attainment", "service_time_mean", "no_show_rate")
COUNTER_FIGURES = ("served", "open_time", "throughput", "occupancy", "idle_while_waiting")


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page: its chart, the definitions it rests on, perhaps a whole table and a sentence."""

    id: str
    title: str
    drawn: Drawn
    explained: tuple[Explained, ...]
    table: Sheet | None = None
    note: str = ""


def panels_of(found: Found, plan: Plan, choice: Choice, speech: Speech, cases: Link) -> tuple[Panel, ...]:
    """The panels of the page, in reading order."""
    return (
        trend_panel(found, plan, choice, speech),
        waits_panel(found, choice, speech),
        heat_panel(found, choice, speech, cases),
        scenes_panel(found, choice, speech),
        services_panel(found, plan, choice, speech, cases),
        counters_panel(found, plan, choice, speech, cases),
        openings_panel(found, speech),
    )


def trend_panel(found: Found, plan: Plan, choice: Choice, speech: Speech) -> Panel:
    """The chosen measure month by month, or by fiscal years over a long time."""
    _ = speech.say
    by_year = is_long(choice.span)
    target = target_of(plan, choice) if choice.measure.id in WAITS else None
    title = _("By fiscal year") if by_year else _("Month by month")
    spans = [span for span, _tally in found.trend]
    name = speech.name(choice.measure)
    chart = Trend(
        title=joined(name, title),
        axis=speech.axis(choice.measure),
        labels=tick_labels(spans, by_year, speech),
        rows=tuple(speech.fiscal_year(each.since) if by_year else speech.month(each.since) for each in spans),
        lines=(Line(name, tuple(shown(choice.measure, tally) for _span, tally in found.trend)),),
        target=target,
        target_words=_("Target: %(minutes)d min") % {"minutes": target} if target else "",
        empty=_("There is nothing to show for this time."),
        labels_words=_("Fiscal year") if by_year else _("Month"),
    )
    return Panel("trend", title, trend(chart), (explained(choice.measure, speech),))


def tick_labels(spans: list[Span], by_year: bool, speech: Speech) -> tuple[str, ...]:
    """What stands under the axis: the year below its first month."""
    if by_year:
        return tuple(speech.fiscal_year(each.since) for each in spans)
    return tuple(
        speech.month_tick(each.since, with_year=not index or each.since.month == 1)
        for index, each in enumerate(spans)
    )


def waits_panel(found: Found, choice: Choice, speech: Speech) -> Panel:
    """How long people waited at reception, and how many no longer than the minutes asked about."""
    _ = speech.say
    asked = attained_within(choice.within)
    lengths = found.whole.length(Length.WAIT)
    late = (lengths.quantile(0.95) or 0) > FINE_EDGES[-1] * 60
    edges = COARSE_EDGES if late or choice.within > FINE_EDGES[-1] else FINE_EDGES
    share = asked.value(found.whole) or 0.0
    within = {"minutes": choice.within, "percent": percent(share)}
    beyond = {"minutes": choice.within, "percent": rest(share)}
    chart = Waits(
        title=_("Distribution of the waits at reception"),
        edges=tuple(float(each) for each in edges),
        counts=lengths.bins([each * 60 for each in edges])[1:],
        target_min=choice.within,
        within_words=_("Within %(minutes)d min: %(percent)s") % within,
        beyond_words=_("Longer: %(percent)s") % beyond,
        unit=_("min"),
        count_unit=_("cases"),
        open_words=_("%g or longer"),
        joint=joint(speech.language),
        empty=_("Nobody was called in this time."),
        description=_("Within %(minutes)d min: %(percent)s") % within,
    )
    return Panel("waits", chart.title, waits(chart), (explained(asked, speech),))


def heat_panel(found: Found, choice: Choice, speech: Speech, cases: Link) -> Panel:
    """The chosen measure by weekday and hour."""
    _ = speech.say
    cells = {place: shown(choice.measure, tally) for place, tally in found.hours.items()}
    cells = {place: value for place, value in cells.items() if value is not None}
    hours = sorted({hour for _weekday, hour in cells})
    hours = list(range(hours[0], hours[-1] + 1)) if hours else []
    weekdays = sorted({weekday for weekday, _hour in cells} | {1, 2, 3, 4, 5})
    which = CASES_OF[choice.measure.id]
    chart = Heat(
        title=joined(speech.name(choice.measure), _("by weekday and hour")),
        axis=speech.axis(choice.measure),
        rows=tuple(speech.weekday(each) for each in weekdays),
        columns=tuple(f"{each:02}:00" for each in hours),
        values=tuple(
            # An hour in which nothing happened is blank: a nought would look like a quiet hour.
            tuple(cells.get((weekday, hour)) for hour in hours)
            for weekday in weekdays
        ),
        links=tuple(
            tuple(cases({"which": which, "weekday": str(weekday), "hour": str(hour)}) for hour in hours)
            for weekday in weekdays
        ),
        empty=_("There is nothing to show for this time."),
        rows_words=_("Weekday"),
    )
    return Panel("heat", _("By weekday and hour"), heat(chart), (explained(choice.measure, speech),))


def services_panel(found: Found, plan: Plan, choice: Choice, speech: Speech, cases: Link) -> Panel:
    """The services side by side: the chosen measure as bars, the main figures as a table."""
    _ = speech.say
    services = with_gone(services_of(plan, choice), found.services, choice)
    measure, which = choice.measure, CASES_OF[choice.measure.id]
    chart = Bars(
        title=joined(speech.name(measure), _("services side by side")),
        axis=speech.axis(measure),
        bars=tuple(
            _service_bar(plan, each, found, choice, speech, cases({"which": which, "service": each}))
            for each in services
        ),
        target_words=_("Target") if measure.id in WAITS else "",
        empty=_("There is nothing to show for this time."),
        labels_words=_("Service"),
        values_words=speech.name(measure),
    )
    definitions = [CATALOGUE[each] for each in SERVICE_FIGURES]
    rows = tuple(
        (
            Cell(_named(plan.services.get(each), each, speech)),
            *_cells(definitions, found.services.get(each, ZERO), speech, cases, service=each),
        )
        for each in services
    )
    table = Sheet((_("Service"), *(_head(each, speech) for each in definitions)), rows)
    words = tuple(explained(each, speech) for each in definitions)
    return Panel("services", _("Services compared"), bars(chart), words, table)


def _service_bar(plan: Plan, service: str, found: Found, choice: Choice, speech: Speech, link: str) -> Bar:
    value = shown(choice.measure, found.services.get(service, ZERO))
    offered = plan.services.get(service)
    target = float(offered.wait_target_min) if offered and choice.measure.id in WAITS else None
    beyond = value is not None and target is not None and value > target
    return Bar(_named(offered, service, speech), value, target, beyond, link)


def _named(offered: Service | CounterPlan | None, id: str, speech: Speech) -> str:
    """What it is called; what the office no longer offers has only its id."""
    return speech.names(offered.names) if offered else id


def counters_panel(found: Found, plan: Plan, choice: Choice, speech: Speech, cases: Link) -> Panel:
    """The counters side by side: how much of their open time they served, and what they were free for."""
    _ = speech.say
    definitions = [CATALOGUE[each] for each in COUNTER_FIGURES]
    counters = [
        each
        for each in with_gone(counters_of(plan, choice), found.counters, choice)
        if each in found.counters
    ]
    occupancy = CATALOGUE["occupancy"]
    chart = Bars(
        title=speech.name(occupancy),
        axis=speech.axis(occupancy),
        bars=tuple(
            Bar(_named(plan.counters.get(each), each, speech), _ended(occupancy, found.counters[each]))
            for each in counters
        ),
        empty=_("No counter was open in this time."),
        labels_words=_("Counter"),
    )
    rows = tuple(
        (
            Cell(_named(plan.counters.get(each), each, speech)),
            *_cells(definitions, found.counters[each], speech, cases, counter=each, service="", section=""),
        )
        for each in counters
    )
    table = Sheet((_("Counter"), *(_head(each, speech) for each in definitions)), rows) if rows else None
    words = tuple(explained(each, speech) for each in definitions)
    notes = [_("Counters that do this service, with all of their work.")] if choice.service else []
    if any(_ended(occupancy, each) != shown(occupancy, each) for each in found.counters.values()):
        notes.append(_("A dash: the counter is open now and has not finished with its first visitor."))
    note = " ".join(notes)
    return Panel("counters", _("Counters"), bars(chart), words, table, note)


def _cells(
    definitions: list[Definition], tally: Tally, speech: Speech, cases: Link, **where: str
) -> Iterator[Cell]:
    for each in definitions:
        which = CASES_OF.get(each.id)
        link = cases({"which": which, **where}) if which else ""
        yield Cell(speech.axis(each).value(_ended(each, tally)), link)


def _ended(definition: Definition, tally: Tally) -> float | None:
    """The value; no occupancy while nobody was served: a first visit that goes on looks like all day."""
    value = shown(definition, tally)
    return None if definition.id == "occupancy" and value and not tally.count(Count.SERVED) else value


def _head(definition: Definition, speech: Speech) -> str:
    axis = speech.axis(definition)
    return speech.name(definition) + aside(axis.unit)


def scenes_panel(found: Found, choice: Choice, speech: Speech) -> Panel:
    """Minutes of work without a ticket, by scene of the guideline."""
    _ = speech.say
    names = scene_names(speech)
    seconds = {
        scene: sum(
            tally.count(scene_seconds(scene))
            for key, tally in found.scenes.items()
            if not choice.section or key.rpartition("/")[0] == choice.section
        )
        for scene in Scene
    }
    longest = sorted((each for each in Scene if seconds[each]), key=lambda each: -seconds[each])
    chart = Bars(
        title=_("Work without a ticket, by scene"),
        axis=Axis(Kind.MINUTES, _("min")),
        bars=tuple(Bar(names[each], seconds[each] / 60) for each in longest),
        empty=_("No work without a ticket was noted in this time."),
        labels_words=_("Scene"),
    )
    definition = CATALOGUE[f"scene_minutes_{Scene.PHONE.value}"]
    words = Explained(_("Work without a ticket"), speech.says(definition), "", speech.unit(definition.unit))
    return Panel("scenes", chart.title, bars(chart), (words,))


def scene_names(speech: Speech) -> Mapping[Scene, str]:
    """What the scenes of the guideline are called."""
    _ = speech.say
    return {
        Scene.NOTICE: _("Notices"),
        Scene.PHONE: _("Telephone"),
        Scene.WAYFINDING: _("Guidance in the building"),
        Scene.FACE_TO_FACE: _("Face to face"),
        Scene.FIELD_VISIT: _("Visits in the area"),
        Scene.INTERNAL_ORGANIZATION: _("Organisation within the office"),
        Scene.COMMON: _("Common to all scenes"),
    }


def openings_panel(found: Found, speech: Speech) -> Panel:
    """How special opening days were used: tickets a day, beside ordinary days."""
    _ = speech.say
    days, special = found.office.count(Count.DAYS), found.office.count(Count.SPECIAL_DAYS)
    issued, on_special = found.whole.count(Count.ISSUED), found.whole.count(Count.ISSUED_SPECIAL)
    ordinary = days - special
    chart = Bars(
        title=_("Tickets per day"),
        axis=Axis(Kind.NUMBER, _("tickets per day")),
        bars=(
            Bar(_("On ordinary days"), (issued - on_special) / ordinary if ordinary else None),
            Bar(_("On special openings"), on_special / special if special else None),
        ),
        empty=_("There is nothing to show for this time."),
    )
    definitions = [CATALOGUE[each] for each in ("special_days", "issued_special", "special_day_share")]
    note = _("Special openings: %(special)d of %(days)d business days, with %(tickets)s tickets.") % {
        "special": special,
        "days": days,
        "tickets": written(on_special),
    }
    words = tuple(explained(each, speech) for each in definitions)
    return Panel("openings", _("Use of special openings"), bars(chart), words, note=note)
