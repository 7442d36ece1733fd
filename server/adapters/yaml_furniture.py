"""From an office file to the plan of no day in particular: services, counters, series and rules."""

from collections.abc import Mapping
from datetime import date

from server.adapters.yaml_form import CounterPart, OfficeForm, SeriesPart, ServicePart, work_of
from server.core.plan import (
    Choice,
    Congestion,
    CounterPlan,
    Duty,
    Names,
    Notice,
    Plan,
    PriorityClass,
    Rules,
    Series,
    Service,
    Stage,
)


def furnished(form: OfficeForm) -> Plan:
    """The plan with everything but the day: its date, its names and all hours are still to be filled in."""
    return Plan(
        office=form.office,
        names=form.names,
        zone=form.zone,
        date=date.min,
        day_names={},
        hours=(),
        series={name: _series(name, each) for name, each in form.series.items()},
        services={name: _service(name, each) for name, each in form.services.items()},
        counters={name: _counter(name, each) for name, each in form.counters.items()},
        purposes=_choices(form.purposes),
        sections=_choices(form.sections),
        needs=_choices(form.needs),
        pauses=_choices(form.pauses),
        priorities={
            name: PriorityClass(name, each.names, each.head_start_min)
            for name, each in form.priorities.items()
        },
        rules=Rules(**form.rules.model_dump()),
        notices=tuple(Notice(name, each) for name, each in form.notices.items()),
        languages=form.languages,
    )


def _series(name: str, part: SeriesPart) -> Series:
    return Series(name, **part.model_dump())


def _service(name: str, part: ServicePart) -> Service:
    return Service(
        id=name,
        names=part.names,
        series=part.series,
        hours=(),
        congestion=Congestion(**part.congestion.model_dump()),
        purpose=part.purpose,
        section=part.section,
        bring=part.bring,
        hint=part.hint,
        minutes_per_call=part.minutes_per_call,
        wait_target_min=part.wait_target_min,
    )


def _counter(name: str, part: CounterPart) -> CounterPlan:
    work = tuple(Duty(service, Stage(stage)) for service, stage in map(work_of, part.work))
    return CounterPlan(name, part.names, work, part.suits, part.section)


def _choices(parts: Mapping[str, Names]) -> dict[str, Choice]:
    return {name: Choice(name, names) for name, names in parts.items()}
