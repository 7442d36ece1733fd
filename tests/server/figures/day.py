"""A day for the tests of figures: people who are served, moved on, absent, give up, or are sent home."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from server.core.commands import (
    CallNext,
    CancelTicket,
    CloseDay,
    Command,
    FinishService,
    MarkNoShow,
    ProcessTicket,
    TransferTicket,
)
from server.core.plan import AtClose, Estimate, Number, Plan
from server.measure.sheet import Sheet, sheet_of
from tests.server.measure.day import Told, opened, ward
from tests.story import DAY, at, visitor

SERVICES = ("certificate", "moving")


def eventful_plan() -> Plan:
    """Short targets, so that some wait longer; who still waits at the close is sent home."""
    plan = ward(at_close=AtClose.END)
    services = {each: replace(service, wait_target_min=5) for each, service in plan.services.items()}
    return replace(plan, services=services)


def eventful_day(seed: int = 11) -> Sheet:
    """The sheet of a day made by chance from this seed."""
    chance = random.Random(seed)
    told = opened(eventful_plan())
    now = at("08:31")
    for _step in range(320):
        now += timedelta(seconds=chance.randrange(10, 90))
        told = told.if_allowed(now, _something(chance, told, now))
    for _leaver in range(4):
        told = told.then(now, visitor(chance.choice(SERVICES)))
    told = told.then(now, CancelTicket(_waiting(told)[-1]))
    told = told.then(at("17:30"), CloseDay(DAY))
    return sheet_of(eventful_plan(), told.facts, at("17:30"))


def _waiting(told: Told) -> list[Number]:
    return [place.number for line in told.office.lines.values() for place in line]


def _something(chance: random.Random, told: Told, now: datetime) -> Command:
    counter = chance.choice(("1", "2", "3"))
    waiting = _waiting(told)
    choices: list[Command] = [
        visitor(chance.choice(SERVICES), estimate=Estimate(60, 300, 900)),
        visitor(chance.choice(SERVICES)),
        CallNext(counter),
        CallNext(counter),
        FinishService(counter),
        FinishService(counter),
        TransferTicket(counter, chance.choice(SERVICES)),
        ProcessTicket(counter),
        MarkNoShow(counter),
    ]
    if waiting and chance.random() < 0.1:
        return CancelTicket(chance.choice(waiting))
    return chance.choice(choices)
