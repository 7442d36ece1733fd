"""The printing follower: tickets that lack paper get paper, each once, and what became of it is reported."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

import structlog

from hardware import escpos, fonts, raster
from hardware.file_printer import FilePrinter
from hardware.paper import Paper
from hardware.printer import Attempt, NotSent, Outcome, Printed, Printer, Uncertain
from kiosk.views.slip import Promise, Tongue, promise_at_issue, promise_now, slip_of
from server.app.desk import AskedOtherwise
from server.app.follow import follow
from server.app.standing import Standing
from server.core.commands import ReportSlip
from server.core.events import SlipRequested, TicketIssued
from server.core.plan import Number, OfficeId
from server.core.record import Recorded
from server.core.refusal import Refused
from server.ports.log import LogDown
from server.web.house import House

TOO_OLD = timedelta(seconds=60)
"""Whoever waited so long for a slip has left the kiosk: yesterday's paper must not come out this morning."""

LOOKED_BACK = 1000
"""Records among which an order for paper is looked for: many minutes of the busiest office."""

OURS = frozenset({"too_old", "restarted", "day_over", "not_drawn"})
"""Reasons of a slip without a printer's fault."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0

Job: TypeAlias = tuple[date, Number, int]

LOG_AGAIN_S = 1.0
"""Between two tries to read a log that does not answer."""

_said = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Tray:
    """One office's printer: the orders read so far, what was dealt with, and whether trouble was said."""

    house: House
    office: OfficeId
    printer: Printer
    seen: int
    orders: dict[tuple[Number, int], Recorded] = field(default_factory=dict)
    dealt: set[Job] = field(default_factory=set)
    started_at: int = 0
    attempts: int = 0
    trouble: str = ""


async def print_slips(house: House, office: OfficeId, printer: Printer) -> None:
    """Print the slips of one office for ever; a printer that is slow or dead delays nobody else."""
    position = house.standings.of(office).position
    tray = _Tray(house, office, printer, seen=max(0, position - LOOKED_BACK), started_at=position)
    async for standing in follow(house.standings, office):
        for job in _jobs(standing):
            if job not in tray.dealt:
                await _deal(tray, job)


def _jobs(standing: Standing) -> list[Job]:
    """Whatever lacks paper, in the order of issue."""
    office = standing.office
    if office.date is None:
        return []
    numbers = sorted(office.due, key=lambda number: office.tickets[number].sequence)
    return [(office.date, number, office.due[number]) for number in numbers]


async def _deal(tray: _Tray, job: Job) -> None:
    outcome, trouble = await _outcome(tray, job)
    tray.dealt = {each for each in tray.dealt if each[0] == job[0]} | {job}
    tray.orders.pop(job[1:], None)
    _say_once(tray, "" if outcome == "printed" else trouble, outcome)
    await _report(tray, job, outcome, trouble)


async def _outcome(tray: _Tray, job: Job) -> tuple[str, str]:
    """What became of this job: outcome and trouble of ReportSlip."""
    order = await _order(tray, job)
    if order is None:
        return "failed", "too_old"
    if order.position <= tray.started_at and (known := await _known_from_before(tray, job)):
        return known
    if tray.house.clock.now() - order.at > TOO_OLD:
        return "failed", "too_old"
    standing = tray.house.standings.of(tray.office)
    if standing.office.date != job[0]:
        return "failed", "day_over"
    return await _print(tray, job, standing, order)


async def _known_from_before(tray: _Tray, job: Job) -> tuple[str, str] | None:
    """A paper that was asked for before this follower began may have come out without a report.

    Folders remember; of any other printer a person has to be asked, so that no second paper comes unmarked.
    """
    if not isinstance(tray.printer, FilePrinter):
        return "uncertain", "restarted"
    file = tray.printer.folder / f"{_name(job)}.escpos"
    return ("printed", "") if await asyncio.to_thread(file.is_file) else None


async def _order(tray: _Tray, job: Job) -> Recorded | None:
    """The record that asked for this paper; None if that is so long ago that nobody waits for it."""
    key = job[1:]
    if key not in tray.orders:
        await _read_on(tray)
    return tray.orders.get(key)


async def _read(tray: _Tray, after: int, limit: int) -> Sequence[Recorded]:
    """The records, however often the log has to be asked."""
    while True:
        try:
            return await tray.house.log.read(tray.office, after, limit)
        except LogDown as down:
            _said.warning("log_down", office=tray.office, why=str(down))
            await tray.house.clock.sleep(LOG_AGAIN_S)


async def _read_on(tray: _Tray) -> None:
    head = tray.house.standings.of(tray.office).position
    first = max(tray.seen, head - LOOKED_BACK)
    for recorded in await _read(tray, first, head - first) if head > first else ():
        match recorded.event:
            case TicketIssued(number=number, paper=True):
                tray.orders[number, 1] = recorded
            case SlipRequested(number, attempt):
                tray.orders[number, attempt] = recorded
            case _:
                continue
    tray.seen = head


async def _print(tray: _Tray, job: Job, standing: Standing, order: Recorded) -> tuple[str, str]:
    tray.attempts = max(tray.attempts + 1, standing.position)
    attempt = Attempt(tray.attempts)
    try:
        paper = _paper(tray.house, standing, job[1], order)
        data = await asyncio.to_thread(_drawn, paper, attempt)
    except Exception:  # noqa: BLE001  one slip that cannot be drawn must not hold up the others
        _said.exception("slip_not_drawn", office=tray.office, slip=_name(job))
        return "failed", "not_drawn"
    return _told(await tray.printer.print(_name(job), data, attempt))


def _paper(house: House, standing: Standing, number: Number, order: Recorded) -> Paper:
    ticket, plan = standing.office.tickets[number], standing.office.plan
    assert plan is not None
    event = order.event
    promise: Promise = (
        promise_at_issue(event) if isinstance(event, TicketIssued) else promise_now(standing, ticket)
    )
    base = house.manners.public_url.rstrip("/")
    url = f"{base}/t/{ticket.token}" if base else ""
    return slip_of(plan, ticket, promise, url, _tongues(house))


def _tongues(house: House) -> Mapping[str, Tongue]:
    words = house.pages.words
    return {language: words.of(language) for language in words.languages}


def _drawn(paper: Paper, attempt: Attempt) -> bytes:
    return escpos.slip(raster.picture_of(paper, fonts.typeface()), attempt.process_id)


def _name(job: Job) -> str:
    """`{business date}-{number}-{attempt}`, as CONTRACT names the demo's files."""
    day, number, attempt = job
    return f"{day}-{number}-{attempt}"


def _told(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Printed():
            return "printed", ""
        case NotSent(trouble):
            return "failed", trouble.value.replace(" ", "_")
        case Uncertain(trouble):
            return "uncertain", trouble.value.replace(" ", "_")


async def _report(tray: _Tray, job: Job, outcome: str, trouble: str) -> None:
    """Write it down, however long that takes: the paper cannot be unprinted."""
    _, number, attempt = job
    command = ReportSlip(number, attempt, outcome, trouble)
    carry_out, pause = tray.house.desk.carry_out, FIRST_PAUSE_S
    while True:
        try:
            await carry_out(tray.office, command, command_id=f"slip-{_name(job)}", actor="kiosk")
        except LogDown:
            await tray.house.clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
        except (Refused, AskedOtherwise) as no:
            _said.warning("slip_report_refused", office=tray.office, slip=_name(job), why=str(no))
            return
        else:
            return


def _say_once(tray: _Tray, trouble: str, outcome: str) -> None:
    """Trouble is said when it comes and when it is over, not for every slip."""
    if trouble in OURS:
        _said.warning("slip_not_printed", office=tray.office, why=trouble)
    elif trouble and not tray.trouble:
        _said.error("printer_down", office=tray.office, trouble=trouble, outcome=outcome)
        tray.trouble = trouble
    elif not trouble and tray.trouble:
        _said.info("printer_up", office=tray.office, after=tray.trouble)
        tray.trouble = ""
