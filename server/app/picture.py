"""The picture: everything a screen may know of an office, pure, the same for all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.app.standing import Standing
from server.core import order
from server.core.plan import (
    Congestion,
    CounterId,
    Estimate,
    Names,
    Notice,
    Number,
    OfficeId,
    Plan,
    Service,
    ServiceId,
    Stage,
)
from server.core.state import Call, CounterState, Office
from server.forecast.pace import estimate


@dataclass(frozen=True, slots=True)
class ServicePicture:
    """One line as everybody may see it; `waiting` and `ready` are in the order of calls."""

    id: ServiceId
    names: Names
    prefix: str
    accepting: bool
    waiting: tuple[Number, ...]
    ready: tuple[Number, ...]
    estimated_wait: Estimate | None
    congestion: str

    @property
    def waiting_count(self) -> int:
        """How many people wait for reception."""
        return len(self.waiting)


@dataclass(frozen=True, slots=True)
class CallPicture:
    """One call; a screen rings once for each serial that it has not rung for."""

    serial: int
    number: Number
    counter: CounterId
    counter_names: Names
    stage: Stage
    at: datetime
    recall: bool
    deficient: bool


@dataclass(frozen=True, slots=True)
class CounterPicture:
    """One counter as everybody may see it."""

    id: CounterId
    names: Names
    open: bool
    serving: Number | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One office at one position of its log; before the first day there is nothing to see but that."""

    office: OfficeId
    names: Names
    position: int
    at: datetime | None
    open: bool
    services: tuple[ServicePicture, ...]
    calls: tuple[CallPicture, ...]
    counters: tuple[CounterPicture, ...]
    notices: tuple[Notice, ...]


def picture_of(standing: Standing) -> Picture:
    """The picture of an office; calls are newest first."""
    office, plan = standing.office, standing.office.plan
    if plan is None:
        return Picture(office.id, {}, standing.position, office.at, False, (), (), (), ())
    return Picture(
        office=office.id,
        names=plan.names,
        position=standing.position,
        at=office.at,
        open=office.open and bool(office.accepting),
        services=tuple(_service(standing, each) for each in plan.services.values()),
        calls=tuple(_call(plan, each) for each in office.calls if each.counter in plan.counters),
        counters=tuple(_counter(office, plan, each) for each in plan.counters),
        notices=tuple(Notice(each, names) for each, names in sorted(office.notices.items())),
    )


def expected_wait(standing: Standing, service: Service, people_ahead: int) -> Estimate | None:
    """The wait with this many people ahead; None while the office is closed."""
    return estimate(standing.pace, service, people_ahead) if standing.office.open else None


def congestion_of(bands: Congestion, people: int, wait: Estimate | None) -> str:
    """How crowded a line is, by the office's own bands."""
    measure = people if bands.by == "people" else (wait.mid / 60 if wait else 0)
    for level, begins in (
        ("very_busy", bands.very_busy),
        ("busy", bands.busy),
        ("moderate", bands.moderate),
    ):
        if measure >= begins:
            return level
    return "quiet"


def document(picture: Picture) -> dict[str, Any]:
    """The public picture of the API as plain data."""
    return {
        "office": picture.office,
        "name": picture.names.get("ja", picture.office),
        "position": picture.position,
        "at": picture.at.isoformat(timespec="seconds") if picture.at else None,
        "open": picture.open,
        "services": [_service_document(each) for each in picture.services],
        "calls": [_call_document(each) for each in picture.calls],
        "counters": [_counter_document(each) for each in picture.counters],
        "notices": [
            {"id": each.id, "text": each.names.get("ja", ""), "names": dict(each.names)}
            for each in picture.notices
        ],
    }


def wait_document(wait: Estimate | None) -> dict[str, int] | None:
    """A wait as plain data, in seconds."""
    return {"low": wait.low, "mid": wait.mid, "high": wait.high} if wait else None


def _service(standing: Standing, service: Service) -> ServicePicture:
    office = standing.office
    waiting = order.waiting_for(office, service.id)
    wait = expected_wait(standing, service, len(waiting))
    return ServicePicture(
        id=service.id,
        names=service.names,
        prefix=_prefix(office, service),
        accepting=service.id in office.accepting,
        waiting=waiting,
        ready=order.waiting_for(office, service.id, Stage.ISSUANCE),
        estimated_wait=wait,
        congestion=congestion_of(service.congestion, len(waiting), wait),
    )


def _prefix(office: Office, service: Service) -> str:
    return office.plan.series[service.series].prefix if office.plan else ""


def _call(plan: Plan, call: Call) -> CallPicture:
    return CallPicture(
        serial=call.serial,
        number=call.number,
        counter=call.counter,
        counter_names=plan.counters[call.counter].names,
        stage=call.stage,
        at=call.at,
        recall=call.recall,
        deficient=call.deficient,
    )


def _counter(office: Office, plan: Plan, counter_id: CounterId) -> CounterPicture:
    counter = office.counters[counter_id]
    is_open = counter.state is CounterState.OPEN
    return CounterPicture(counter_id, plan.counters[counter_id].names, is_open, counter.serving)


def _service_document(service: ServicePicture) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.names.get("ja", service.id),
        "names": dict(service.names),
        "prefix": service.prefix,
        "accepting": service.accepting,
        "waiting": list(service.waiting),
        "waiting_count": service.waiting_count,
        "ready": list(service.ready),
        "estimated_wait": wait_document(service.estimated_wait),
        "congestion": service.congestion,
    }


def _call_document(call: CallPicture) -> dict[str, Any]:
    return {
        "serial": call.serial,
        "number": call.number,
        "counter": call.counter,
        "stage": call.stage,
        "at": call.at.isoformat(timespec="seconds"),
        "recall": call.recall,
        "deficient": call.deficient,
    }


def _counter_document(counter: CounterPicture) -> dict[str, Any]:
    label = counter.names.get("ja", counter.id)
    return {"id": counter.id, "label": label, "open": counter.open, "serving": counter.serving}
