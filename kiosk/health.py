"""The printer's health, for the kiosk's own screen and for the staff in front of it."""

from typing import Any

import structlog
from fastapi import APIRouter, Request
from starlette.requests import HTTPConnection

from hardware.printer import Health, Printer
from kiosk.device import Kiosk
from server.core.plan import OfficeId
from server.ports.clock import Clock
from server.web.house import house_of

LOOK_EVERY_S = 10.0
"""A line to a printer that is never used dies unnoticed; asking keeps it alive (HARDWARE.md 2.2)."""

_said = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False)


@router.get("/offices/{office}/kiosk/printer")
async def printer(request: Request, office: OfficeId, kiosk: Kiosk) -> dict[str, Any]:
    """Whether a slip sent now is expected to come out; `trouble` is a word of hardware.printer.Trouble."""
    health = await health_of(request, office)
    if health is None:
        return {"known": False, "ready": True, "trouble": "", "paper_low": False}
    trouble = health.trouble.value if health.trouble else ""
    return {"known": True, "ready": health.ready, "trouble": trouble, "paper_low": health.paper_low}


async def health_of(connection: HTTPConnection, office: OfficeId) -> Health | None:
    """How the office's printer is; None if this node has none."""
    found = house_of(connection).printers.get(office)
    return await found.health() if found else None


async def watch(office: OfficeId, printer: Printer, clock: Clock) -> None:
    """Ask the printer how it is, for ever; say it once when trouble comes and once when it goes."""
    known = Health()
    while True:
        health = await printer.health()
        if health != known:
            trouble = health.trouble.value if health.trouble else None
            _said.warning("printer", office=office, trouble=trouble, paper_low=health.paper_low)
        known = health
        await clock.sleep(LOOK_EVERY_S)
