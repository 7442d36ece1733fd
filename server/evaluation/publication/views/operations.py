"""The monthly report of an office: how the counters did, against targets and against earlier months."""

from collections.abc import Iterator

from server.core.commands import Scene
from server.evaluation.core.guideline import is_reached
from server.evaluation.labels import LABELS
from server.evaluation.publication.paper import (
    Block,
    Cell,
    Chart,
    Column,
    Field,
    Heading,
    Paper,
    Points,
    Table,
    Tone,
    Words,
    beside,
)
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.figures import (
    amount,
    counted,
    dated,
    explained,
    filled,
    measured,
)
from server.evaluation.publication.views.month_figures import MonthFigures
from server.evaluation.publication.views.outstanding import by_hour, outstanding, per_day
from server.measure.definitions import CATALOGUE, Better, Definition, attained_within
from server.measure.tally import ZERO, Count, Length, Tally, scene_entries, scene_seconds
from server.web.charts import Axis, Drawn, Heat, Kind, Waits, heat, waits
from server.web.date_words import NONE, clock, joint
from server.web.numbers import percent, rest, written

WITHIN_MIN = 30
"""Minutes within which the report says how many were called, beside each service's own target."""

FIGURES: tuple[Definition, ...] = (
    *(CATALOGUE[each] for each in ("days", "special_days", "issued", "called", "finished")),
    *(CATALOGUE[each] for each in ("wait_mean", "wait_median", "wait_p90", "wait_longest", "attainment")),
    attained_within(WITHIN_MIN),
    *(CATALOGUE[each] for each in ("total_wait_mean", "visit_duration_median", "service_time_mean")),
    *(CATALOGUE[each] for each in ("no_show_rate", "abandoned_rate", "one_stop_rate", "transfer_rate")),
    *(CATALOGUE[each] for each in ("hops_per_visit", "phone_share", "estimate_mae", "under_quoted_share")),
    *(CATALOGUE[each] for each in ("occupancy", "open_time", "throughput", "idle_while_waiting")),
)
OF_SERVICES = ("issued", "called", "wait_mean", "wait_p90", "attainment", "service_time_mean", "no_show_rate")
OF_COUNTERS = ("served", "open_time", "throughput", "occupancy", "idle_while_waiting")
EDGES_MIN = tuple(range(0, 61, 5))


def operations_paper(found: MonthFigures, publisher: str, _: Pen) -> Paper:
    """The report of a month."""
    title = _("%(office)s: monthly report of the counters", office=_.named(found.plan.names))
    return Paper(
        language=_.language,
        title=f"{title} {_.month(found.since)}",
        subtitle=_.month(found.since),
        publisher=publisher,
        running=title,
        page_words=_("Page"),
        facts=(
            Field(_("Period"), _.period(found.since, found.until)),
            Field(_("Business days"), written(found.this.count(Count.DAYS))),
            Field(_("Tickets issued"), written(found.this.count(Count.ISSUED))),
            Field(_("Figures as of"), _.moment(found.as_of)),
        ),
        blocks=tuple(_blocks(found, _)),
        file=f"operations-{found.office}-{found.since:%Y-%m}",
        preview=_("The month is not over yet.") if found.going_on else "",
        sheets=tuple(_sheets(found, _)),
    )


def _blocks(found: MonthFigures, _: Pen) -> Iterator[Block]:
    yield Heading(2, _("What stands out"))
    notes = outstanding(found, _)
    yield Points(notes) if notes else Words(_("Nothing differs much from the months before."))
    hint = _("These sentences are computed from the figures. They show where to look, not why it is so.")
    yield Words(hint, soft=True)
    if found.asked:
        yield Heading(2, _("The month against the targets of the ward"))
        yield targets_table(found, _)
    yield Heading(2, _("Figures of the month"))
    yield figures_table(found, _)
    yield Heading(2, _("When people waited, and how long"))
    yield Chart(heat_chart(found, _))
    yield Chart(waits_chart(found, _))
    yield Heading(2, _("Services of the office"))
    yield services_table(found, _)
    yield Heading(2, _("Counters of the office"))
    yield counters_table(found, _)
    yield Heading(2, _("Work without a ticket, by scene"))
    yield scenes_table(found, _)
    yield Heading(2, _("The longest waits"))
    yield longest_table(found, _)
    yield Heading(2, _("How the figures are counted"))
    yield definitions_table(_)


def _sheets(found: MonthFigures, _: Pen) -> Iterator[Table]:
    yield figures_table(found, _)
    if found.asked:
        yield targets_table(found, _)
    yield days_table(found, _)
    yield beside(heat_chart(found, _))
    yield beside(waits_chart(found, _))
    yield services_table(found, _)
    yield counters_table(found, _)
    yield scenes_table(found, _)
    yield longest_table(found, _)
    yield definitions_table(_)


def name_of(definition: Definition, _: Pen) -> str:
    """What a figure is called."""
    return filled(_(definition.name), definition.given)


def targets_table(found: MonthFigures, _: Pen) -> Table:
    """The targets of the ward that figures of this office decide."""
    head = (
        Column(_("Target"), 3.4), Column(_("Figure"), 2.6), Column(_("Where we stood"), 1.4, figure=True),
        Column(_("Target figure"), 1.4, figure=True), Column(_("This month"), 1.4, figure=True),
        Column(_("Reached?"), 1.6),
    )  # fmt: skip
    rows = []
    for each in found.asked:
        aim, value = each.aim, each.reading.value
        reached = value is not None and is_reached(value, aim.value, aim.direction)
        state = NONE if value is None else _("Reached this month") if reached else _("Not reached this month")
        rows.append(
            (
                Cell(aim.title), Cell(explained(aim.indicator, _).name),
                amount(aim.baseline, aim.indicator, _), amount(aim.value, aim.indicator, _),
                amount(value, aim.indicator, _),
                Cell(state, tone=None if reached or value is None else Tone.WARN),
            )
        )  # fmt: skip
    return Table(_("Targets of the ward and this month"), head, tuple(rows))


def figures_table(found: MonthFigures, _: Pen) -> Table:
    """Every figure of the month beside the month before and the same month of the last year."""
    head = (
        Column(_("Figure"), 4), Column(_("This month"), 1.6, figure=True),
        Column(_("Month before"), 1.6, figure=True), Column(_("Same month last year"), 1.6, figure=True),
        Column(_("Better is"), 1.9),
    )  # fmt: skip
    tallies = (found.this, found.before, found.year_before)
    better = {Better.UP: _("a higher figure"), Better.DOWN: _("a lower figure"), Better.NEITHER: NONE}
    rows = [
        (
            Cell(name_of(each, _)), *(measured(each, _value(each, tally), _) for tally in tallies),
            Cell(better[each.better]),
        )
        for each in FIGURES
    ]  # fmt: skip
    daily = tuple(Cell(NONE) if (count := per_day(tally)) is None else counted(count, 1) for tally in tallies)
    rows.insert(3, (Cell(_("Tickets per business day")), *daily, Cell(NONE)))
    return Table(_("Figures beside earlier months"), head, tuple(rows))


def _value(definition: Definition, tally: Tally) -> float | None:
    """A figure of a month without a business day is unknown, not zero."""
    return definition.value(tally) if tally.count(Count.DAYS) else None


def heat_chart(found: MonthFigures, _: Pen) -> Drawn:
    """The mean wait by weekday and hour."""
    cells = {
        key: tally.length(Length.WAIT).mean
        for key, tally in by_hour(found.quarters).items()
        if tally.length(Length.WAIT).count
    }
    hours = sorted({hour for _day, hour in cells})
    span = range(hours[0], hours[-1] + 1) if hours else range(0)
    weekdays = sorted({day for day, _hour in cells} | {1, 2, 3, 4, 5})

    def minutes(day: int, hour: int) -> float | None:
        mean = cells.get((day, hour))
        return None if mean is None else mean / 60

    chart = Heat(
        title=_("Mean wait at reception by weekday and hour of joining the line"),
        axis=Axis(Kind.MINUTES, _("min")),
        rows=tuple(_.weekday(each) for each in weekdays),
        columns=tuple(f"{each:02}:00" for each in span),
        values=tuple(tuple(minutes(day, hour) for hour in span) for day in weekdays),
        description=_("The darker, the longer people waited; every cell says its minutes."),
        empty=_("Nobody was called this month."),
        rows_words=_("Weekday"),
    )
    return heat(chart)


def waits_chart(found: MonthFigures, _: Pen) -> Drawn:
    """How many waited how long."""
    share = attained_within(WITHIN_MIN).value(found.this) or 0.0
    length = found.this.length(Length.WAIT)
    within = _("within %(minutes)s min: %(share)s", minutes=WITHIN_MIN, share=percent(share))
    chart = Waits(
        title=_("How long people waited at reception"),
        edges=tuple(float(each) for each in EDGES_MIN),
        counts=length.bins([each * 60 for each in EDGES_MIN])[1:],
        target_min=WITHIN_MIN,
        within_words=within,
        beyond_words=_("longer: %(share)s", share=rest(share)),
        unit=_("min"),
        count_unit=_("cases"),
        open_words=_("%g and more"),
        joint=joint(_.language),
        description=_("Of %(count)s calls, %(within)s.", count=written(length.count), within=within),
        empty=_("Nobody was called this month."),
    )
    return waits(chart)


def services_table(found: MonthFigures, _: Pen) -> Table:
    """The services side by side, in the order of the office."""
    definitions = [CATALOGUE[each] for each in OF_SERVICES]
    head = (
        Column(_("Service"), 2.6), Column(_("Target (minutes)"), 1.1, figure=True),
        *(Column(name_of(each, _), 1.4, figure=True) for each in definitions),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(_.named(offered.names)),
            counted(offered.wait_target_min),
            *(measured(each, each.value(found.services.get(service, ZERO)), _) for each in definitions),
        )
        for service, offered in found.plan.services.items()
    )
    return Table(_("Services side by side"), head, rows)


def counters_table(found: MonthFigures, _: Pen) -> Table:
    """The counters that were open."""
    definitions = [CATALOGUE[each] for each in OF_COUNTERS]
    head = (Column(_("Counter"), 2), *(Column(name_of(each, _), 1.4, figure=True) for each in definitions))
    rows = tuple(
        (
            Cell(_.named(offered.names)),
            *(measured(each, each.value(found.counters[counter]), _) for each in definitions),
        )
        for counter, offered in found.plan.counters.items()
        if counter in found.counters
    )
    return Table(_("Counters side by side"), head, rows, _("No counter was open this month."))


def scenes_table(found: MonthFigures, _: Pen) -> Table:
    """Minutes and entries of work without a ticket."""
    head = (
        Column(_("Scene"), 3),
        Column(_("Minutes"), 1.4, figure=True),
        Column(_("Entries"), 1.4, figure=True),
    )
    rows = []
    for scene in Scene:
        seconds = sum(tally.count(scene_seconds(scene)) for tally in found.scenes.values())
        entries = sum(tally.count(scene_entries(scene)) for tally in found.scenes.values())
        if entries:
            rows.append((Cell(_(LABELS[scene])), counted(seconds / 60, 1), counted(entries)))
    note = _("Only times that the clerks trust are added up.")
    return Table(
        _("Work by scene"), head, tuple(rows), _("No work without a ticket was noted this month."), note
    )


def longest_table(found: MonthFigures, _: Pen) -> Table:
    """The longest waits, to be looked at one by one."""
    head = (
        Column(_("Day"), 1.8), Column(_("Joined the line"), 1.2), Column(_("Number"), 1),
        Column(_("Service"), 2.4), Column(_("Waited"), 1.4, figure=True),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(_.day(each.day)),
            Cell(clock(each.at)),
            Cell(each.number),
            Cell(
                _.named(found.plan.services[each.service].names)
                if each.service in found.plan.services
                else each.service
            ),
            measured(CATALOGUE["wait_longest"], each.seconds, _),
        )
        for each in found.longest
    )
    return Table(_("The longest waits of the month"), head, rows, _("Nobody was called this month."))


def days_table(found: MonthFigures, _: Pen) -> Table:
    """Every business day, for the workbook."""
    definitions = [CATALOGUE[each] for each in OF_SERVICES]
    head = (Column(_("Day")), *(Column(name_of(each, _), figure=True) for each in definitions))
    rows = tuple(
        (dated(day, _), *(measured(each, each.value(tally), _) for each in definitions))
        for day, tally in sorted(found.days.items())
    )
    return Table(_("Days"), head, rows)


def definitions_table(_: Pen) -> Table:
    """What each figure counts, in which unit, of how many."""
    head = (
        Column(_("Figure"), 2.4), Column(_("What it counts"), 5), Column(_("Of how many"), 2.2),
        Column(_("Unit"), 1),
    )  # fmt: skip
    every = {
        each.id: each for each in (*FIGURES, *(CATALOGUE[each] for each in (*OF_SERVICES, *OF_COUNTERS)))
    }
    rows = tuple(
        (
            Cell(name_of(each, _)), Cell(filled(_(each.says), each.given)),
            Cell(filled(_(each.of), each.given) if each.of else NONE), Cell(unit_of(each, _)),
        )
        for each in every.values()
    )  # fmt: skip
    return Table(_("Definitions of the figures"), head, rows)


def unit_of(definition: Definition, _: Pen) -> str:
    """The unit in which the report writes a figure."""
    words = {
        "seconds": _("minutes"), "minutes": _("minutes"), "hours": _("hours"), "share": "%",
        "count": _("cases"), "per_visit": _("per visit"), "per_hour": _("per hour"),
    }  # fmt: skip
    return _("days") if definition.id in {"days", "special_days"} else words[definition.unit.value]
