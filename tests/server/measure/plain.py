"""Every figure once more, in plain Python from the lines of the records API; knows nothing of the server."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

Line = dict[str, Any]
STEPS = {
    "TicketCalled", "ServiceStarted", "ServiceFinished", "TicketHeld", "NoShowMarked", "TicketTransferred",
    "ProcessingStarted", "IssuancePrepared", "DocumentsReturned", "TicketCancelled", "TicketResumed",
}  # fmt: skip
ATTENDED = {"ServiceFinished", "TicketTransferred", "ProcessingStarted"}
LEAVING = {*ATTENDED, "TicketHeld", "NoShowMarked", "TicketCancelled"}


@dataclass
class Item:
    """One thing that is counted, with what it may be grouped by."""

    kind: str
    at: datetime
    service: str | None = None
    counter: str | None = None
    amount: int = 1


@dataclass
class Day:
    """A business date: its plan, when it began, its records and its last moment."""

    opened: Line
    at: datetime
    until: datetime
    lines: list[Line] = field(default_factory=list)

    @property
    def plan(self) -> Line:
        return self.opened["plan"]

    @property
    def date(self) -> date:
        return date.fromisoformat(self.plan["date"])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan["zone"])


@dataclass
class Visitor:
    """What happened to one number: lines stood in, stays at counters and at the back office."""

    service: str
    issued_for: str
    issued_at: datetime
    carried: bool = False
    phone: bool = False
    promised: int | None = None
    waits: list[Line] = field(default_factory=list)
    stays: list[Line] = field(default_factory=list)
    backs: list[Line] = field(default_factory=list)
    ended: datetime | None = None
    how: str = ""


def days(lines: Iterable[Line]) -> list[Day]:
    """The records of an office, cut at each beginning of a day."""
    found: list[Day] = []
    for line in lines:
        if line["kind"] == "DayOpened":
            found.append(Day(line["event"], moment(line["at"]), moment(line["at"])))
        found[-1].lines.append(line)
        found[-1].until = moment(line["at"])
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def between(since: datetime, until: datetime) -> int:
    return floor((until.astimezone(UTC) - since.astimezone(UTC)) / timedelta(seconds=1) + 0.5)


def what_stands(lines: Iterable[Line]) -> list[Line]:
    """The records without the steps that were taken back."""
    standing: list[Line] = []
    for line in lines:
        if line["kind"] == "StepUndone":
            about = (line["event"]["number"], line["event"]["counter"])
            undone = [
                place
                for place, each in enumerate(standing)
                if each["kind"] in STEPS and (each["event"]["number"], each["event"].get("counter")) == about
            ]
            del standing[undone[-1]]
        else:
            standing.append(line)
    return standing


def visitors(day: Day) -> dict[str, Visitor]:
    """Everybody who was there on this day, by number."""
    found = {ticket["number"]: carried(ticket) for ticket in day.opened["tickets"]}
    for line in what_stands(day.lines):
        event, at = line["event"], moment(line["at"])
        if line["kind"] == "TicketIssued":
            estimate = event["estimate"]
            new = Visitor(event["service"], event["service"], at, phone=event["channel"] == "phone")
            new.promised = estimate["mid"] if estimate else None
            new.waits.append(line_stood(event["service"], at))
            found[event["number"]] = new
        elif line["kind"] in STEPS:
            step(found[event["number"]], line["kind"], event, at)
        elif line["kind"] == "DayClosed":
            for number in event["ended"]:
                found[number].ended, found[number].how = at, "sent_home"
    return found


def carried(ticket: Line) -> Visitor:
    visitor = Visitor(ticket["service"], ticket["service"], moment(ticket["issued_at"]), carried=True)
    since = moment(ticket["since"])
    if ticket["phase"] in {"waiting", "ready"}:
        joined = since if ticket["called_at"] else visitor.issued_at
        visitor.waits.append(line_stood(ticket["service"], joined, ticket["stage"], ticket["deficient"]))
    elif ticket["phase"] == "processing":
        visitor.backs.append({"service": ticket["service"], "since": since, "until": None, "returned": False})
    elif ticket["phase"] in {"called", "serving"}:
        stay = {"service": ticket["service"], "counter": ticket["counter"], "how": None, "until": None}
        started = since if ticket["phase"] == "serving" else None
        visitor.stays.append({**stay, "called": moment(ticket["called_at"]), "started": started})
    return visitor


def line_stood(service: str, since: datetime, stage: str = "reception", deficient: bool = False) -> Line:
    return {
        "service": service, "since": since, "stage": stage, "deficient": deficient, "called": None,
        "counter": None,
    }  # fmt: skip


def step(visitor: Visitor, kind: str, event: Line, at: datetime) -> None:
    there = visitor.stays[-1] if visitor.stays and visitor.stays[-1]["until"] is None else None
    if kind == "TicketCalled":
        if visitor.waits and visitor.waits[-1]["called"] is None:
            visitor.waits[-1] |= {"called": at, "counter": event["counter"]}
        stay = {"service": visitor.service, "counter": event["counter"], "called": at}
        visitor.stays.append({**stay, "started": None, "until": None, "how": None})
    if kind == "ServiceStarted":
        visitor.stays[-1]["started"] = at
    if kind in LEAVING and there:
        there |= {"until": at, "how": kind, "trusted": event.get("accurate", True)}
    if kind == "ServiceFinished" and event["next_service"] is None:
        visitor.ended, visitor.how = at, "done"
    elif kind in {"ServiceFinished", "TicketTransferred"}:
        visitor.service = event["next_service"] if kind == "ServiceFinished" else event["service"]
        visitor.waits.append(line_stood(visitor.service, at))
    elif kind == "TicketCancelled":
        visitor.ended, visitor.how = at, "left" if event["counter"] is None else "cancelled"
    elif kind == "ProcessingStarted":
        visitor.backs.append({"service": visitor.service, "since": at, "until": None, "returned": False})
    elif kind in {"IssuancePrepared", "DocumentsReturned"}:
        returned = kind == "DocumentsReturned"
        visitor.backs[-1] |= {"until": at, "returned": returned}
        stage = "reception" if returned else "issuance"
        visitor.waits.append(line_stood(visitor.service, at, stage, returned))


# What is counted.


def items(day: Day) -> Iterator[Item]:
    """Everything that the figures of this day count and time."""
    there = visitors(day)
    for visitor in there.values():
        yield from of_ticket(visitor, special=is_special(day))
        for wait in visitor.waits:
            yield from of_wait(wait, day)
        for back in visitor.backs:
            if back["until"] and not back["returned"]:
                lasted = between(back["since"], back["until"])
                yield Item("processing_wait", back["since"], back["service"], None, lasted)
        for stay in visitor.stays:
            yield from of_stay(stay)
        yield from of_ending(visitor)
    yield from of_counters(day, there.values())
    yield from of_scenes(day)


def is_special(day: Day) -> bool:
    """As the office said when the day began; of days of which it said nothing, those of a weekend."""
    said = day.plan.get("special")
    return day.date.isoweekday() in {6, 7} if said is None else bool(said)


def of_ticket(visitor: Visitor, *, special: bool) -> Iterator[Item]:
    if visitor.carried:
        return
    at, service = visitor.issued_at, visitor.issued_for
    yield Item("issued", at, service)
    yield Item("issued_phone", at, service, None, int(visitor.phone))
    yield Item("issued_special", at, service, None, int(special))
    first = visitor.waits[0]
    if first["called"] and visitor.promised is not None:
        error = between(first["since"], first["called"]) - visitor.promised
        yield Item("estimate_error", at, service, None, error)
        yield Item("under_quoted", at, service, None, int(error > 600))
    if visitor.how == "done" and visitor.ended:
        waits = [between(each["since"], each["called"]) for each in visitor.waits if each["called"]]
        yield Item("total_wait", at, service, None, sum(waits))
        yield Item("visit_duration", at, service, None, between(at, visitor.ended))
        counters = {each["counter"] for each in visitor.stays if each["how"] in ATTENDED}
        yield Item("one_stop", at, service, None, int(len(counters) == 1))
        moved = any(each["how"] == "TicketTransferred" for each in visitor.stays)
        yield Item("transferred", at, service, None, int(moved))


def of_wait(wait: Line, day: Day) -> Iterator[Item]:
    if wait["called"] is None:
        return
    lasted = between(wait["since"], wait["called"])
    where = (wait["since"], wait["service"], wait["counter"])
    if wait["stage"] == "issuance":
        yield Item("issuance_wait", *where, lasted)
    elif wait["deficient"]:
        yield Item("deficient_wait", *where, lasted)
    else:
        yield Item("wait", *where, lasted)
        target = day.plan["services"][wait["service"]]["wait_target_min"] * 60
        yield Item("within_target", *where, int(lasted <= target))


def of_stay(stay: Line) -> Iterator[Item]:
    if stay["how"] not in ATTENDED:
        return
    where = (stay["called"], stay["service"], stay["counter"])
    yield Item("served", *where)
    yield Item("finished", *where, int(stay["how"] == "ServiceFinished"))
    yield Item("hops", *where, int(stay["how"] == "TicketTransferred"))
    if stay["trusted"]:
        yield Item("service_time", *where, between(stay["started"] or stay["called"], stay["until"]))


def of_ending(visitor: Visitor) -> Iterator[Item]:
    last = visitor.stays[-1] if visitor.stays else None
    if last and last["how"] == "NoShowMarked":
        yield Item("no_show", last["until"], last["service"], last["counter"])
    if visitor.ended is None:
        return
    if visitor.how in {"left", "cancelled"}:
        counter = last["counter"] if last and last["how"] == "TicketCancelled" else None
        yield Item("cancelled", visitor.ended, visitor.service, counter)
    if last is None and visitor.how in {"left", "sent_home"}:
        yield Item("abandoned", visitor.ended, visitor.service)


def of_scenes(day: Day) -> Iterator[Item]:
    begun = {each["entry"]: (each, moment(each["started_at"])) for each in day.opened["scenes"]}
    for line in day.lines:
        event, at = line["event"], moment(line["at"])
        if line["kind"] == "SceneStarted":
            begun[event["entry"]] = (event, moment(event["started_at"]) if event["started_at"] else at)
        if line["kind"] == "SceneEnded":
            scene, since = begun.pop(event["entry"])
            if event["accurate"]:
                yield Item(f"scene {scene['scene']}", since, None, scene["counter"], between(since, at))
        if line["kind"] == "SceneLogged" and event["accurate"]:
            since, until = moment(event["started_at"]), moment(event["ended_at"])
            yield Item(f"scene {event['scene']}", since, None, event["counter"], between(since, until))


# Counters, second by second.


def second(at: datetime) -> int:
    return floor(at.timestamp())


def of_counters(day: Day, there: Iterable[Visitor]) -> Iterator[Item]:
    there = list(there)
    midnight = second(datetime(day.date.year, day.date.month, day.date.day, tzinfo=day.zone))
    edges = [60 * span[edge] for span in day.plan["hours"] for edge in ("opens", "closes")] or [0, 86_400]
    for counter, (opened, paused) in sittings(day).items():
        visits = [each for visitor in there for each in visitor.stays if each["counter"] == counter]
        spans = [stay_of(each, day) for each in visits]
        first = min([midnight + min(edges), *(since for since, _ in spans)])
        last = max([midnight + max(edges), *(until for _, until in spans)])
        counted = range(max(first, second(day.at)), min(last, second(day.until)))
        open_seconds = {each for each in opened if each in counted}
        rest = open_seconds & paused
        with_somebody: set[int] = set()
        for visit, (since, until) in zip(visits, spans, strict=True):
            busy = (set(range(since, until)) & open_seconds) - rest
            with_somebody |= set(range(since, until))
            yield from spread_over_hours("busy", busy, day, counter, visit["service"])
        waited = waiting(day, counter, there)
        yield from spread_over_hours("open", open_seconds, day, counter)
        yield from spread_over_hours("pause", rest, day, counter)
        idle = ((open_seconds - rest) - with_somebody) & waited
        yield from spread_over_hours("idle", idle, day, counter)


def spread_over_hours(
    kind: str, seconds: set[int], day: Day, counter: str, service: str | None = None
) -> Iterator[Item]:
    quarters: dict[int, int] = defaultdict(int)
    for each in seconds:
        quarters[each // 900 * 900] += 1
    for begin, amount in quarters.items():
        yield Item(kind, datetime.fromtimestamp(begin, day.zone), service, counter, amount)


def sittings(day: Day) -> dict[str, tuple[set[int], set[int]]]:
    """The seconds in which somebody sat at each counter, and those of pauses."""
    now: dict[str, tuple[str, int]] = {}
    found: dict[str, tuple[set[int], set[int]]] = {}
    for each in day.opened["counters"]:
        since = second(moment(each["since"])) if each["since"] else second(day.at)
        found[each["id"]] = (set(), set())
        now[each["id"]] = ("paused" if each["state"] == "paused" else "open", max(since, second(day.at)))
    turns = {
        "CounterOpened": "open",
        "CounterReopened": "open",
        "CounterPaused": "paused",
        "CounterClosed": "",
    }
    for line in [*day.lines, {"kind": "end", "at": day.until.isoformat(), "event": {}}]:
        at = second(moment(line["at"]))
        ended = list(now) if line["kind"] == "end" else [line["event"].get("counter")]
        if line["kind"] in {*turns, "end"}:
            for counter in ended:
                sat = found.setdefault(counter, (set(), set()))
                state, since = now.pop(counter, ("", at))
                if state:
                    sat[0].update(range(since, at))
                if state == "paused":
                    sat[1].update(range(since, at))
                if turns.get(line["kind"]):
                    now[counter] = (turns[line["kind"]], at)
    return found


def stay_of(stay: Line, day: Day) -> tuple[int, int]:
    """From the second of the call as many whole seconds as the stay took: a length is rounded once."""
    called = second(stay["called"])
    return (called, called + between(stay["called"], stay["until"]) if stay["until"] else second(day.until))


def waiting(day: Day, counter: str, there: Iterable[Visitor]) -> set[int]:
    """The seconds in which somebody waited for the first call in a line of this counter's work."""
    work = [
        (duty["service"], duty["stage"]) for duty in day.plan["counters"].get(counter, {"work": ()})["work"]
    ]
    found: set[int] = set()
    for visitor in there:
        for wait in visitor.waits:
            if (wait["service"], wait["stage"]) in work:
                lasted = between(wait["since"], wait["called"]) if wait["called"] else None
                since = second(wait["since"])
                until = second(visitor.ended or day.until) if lasted is None else since + lasted
                found.update(range(since, until))
    return found


# The answer of the API.


def answer(
    lines: Iterable[Line], since: date, until: date, by: str | None = None, service: str | None = None
) -> Line:
    """What the measures API ought to say of these records."""
    found = [day for day in days(lines) if since <= day.date <= until]
    counted = [(day, item) for day in found for item in items(day) if service in {None, item.service}]
    keys: dict[str, Callable[[Day, Item], Any]] = {
        "day": lambda day, _: day.date.isoformat(),
        "hour": lambda day, item: item.at.astimezone(day.zone).hour,
        "weekday": lambda day, _: day.date.isoweekday(),
        "service": lambda _, item: item.service,
        "counter": lambda _, item: item.counter,
    }
    groups: dict[Any, list[Item]] = defaultdict(list)
    for day, item in counted if by else ():
        groups[keys[by](day, item)].append(item)  # type: ignore[index]
    groups.pop(None, None)
    special = sum(is_special(day) for day in found) if service is None else 0
    return {
        "days": len(found),
        "whole": {**figures([item for _, item in counted]), "special_days": special},
        "groups": {key: figures(groups[key], fine=by in {"hour", "counter"}) for key in sorted(groups)},
    }


def figures(found: list[Item], *, fine: bool = False) -> Line:
    """All figures of these items; `fine` groups have no figures of whole visits."""
    amounts: dict[str, list[int]] = defaultdict(list)
    for item in found:
        amounts[item.kind].append(item.amount)
    visits, promised = len(amounts["total_wait"]), len(amounts["estimate_error"])
    for kind in ("total_wait", "visit_duration", "estimate_error") if fine else ():
        amounts[kind] = []
    total = {kind: sum(each) for kind, each in amounts.items()}
    at_work = total.get("open", 0) - total.get("pause", 0)
    issued, called = len(amounts["issued"]), len(amounts["wait"])
    errors = amounts["estimate_error"]
    scenes = {kind[6:]: seconds / 60 for kind, seconds in total.items() if kind.startswith("scene ")}
    return {
        "issued": issued,
        "called": called,
        "served": len(amounts["served"]),
        "finished": total.get("finished", 0),
        "no_show": len(amounts["no_show"]),
        "no_show_rate": share(len(amounts["no_show"]), issued),
        "cancelled": len(amounts["cancelled"]),
        "abandoned": len(amounts["abandoned"]),
        "abandoned_rate": share(len(amounts["abandoned"]), issued),
        "within_target": total.get("within_target", 0),
        "attainment": share(total.get("within_target", 0), called),
        "hops_per_visit": share(total.get("hops", 0), issued),
        **{kind: spread(amounts[kind]) for kind in TIMED},
        "scene_minutes": {scene: round(minutes, 1) for scene, minutes in scenes.items()},
        "issued_phone": total.get("issued_phone", 0),
        "phone_share": share(total.get("issued_phone", 0), issued),
        "visits_ended": visits,
        "one_stop_rate": share(total.get("one_stop", 0), visits),
        "transfer_rate": share(total.get("transferred", 0), visits),
        "estimate_mae": share(sum(abs(each) for each in errors), len(errors)),
        "under_quoted": total.get("under_quoted", 0),
        "under_quoted_share": share(total.get("under_quoted", 0), promised),
        "open_minutes": round(total.get("open", 0) / 60, 4),
        "pause_minutes": round(total.get("pause", 0) / 60, 4),
        "occupancy": share(total.get("busy", 0), at_work),
        "throughput_per_hour": share(len(amounts["served"]) * 3600, at_work),
        "idle_while_waiting_minutes": round(total.get("idle", 0) / 60, 4),
        "issued_special": total.get("issued_special", 0),
    }


TIMED = (
    "wait", "deficient_wait", "processing_wait", "issuance_wait", "service_time", "total_wait",
    "visit_duration", "estimate_error",
)  # fmt: skip


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def spread(values: list[int]) -> Line:
    """Interpolated between ranks, in whole seconds."""
    ranked = sorted(values)
    if not ranked:
        return {"count": 0, "mean": None, "median": None, "p90": None, "longest": None}

    def at_share(wanted: float) -> int:
        place = wanted * (len(ranked) - 1)
        low = ranked[floor(place)]
        high = ranked[min(floor(place) + 1, len(ranked) - 1)]
        return round(low + (high - low) * (place - floor(place)))

    mean = round(sum(ranked) / len(ranked))
    return {
        "count": len(ranked),
        "mean": mean,
        "median": at_share(0.5),
        "p90": at_share(0.9),
        "longest": ranked[-1],
    }
