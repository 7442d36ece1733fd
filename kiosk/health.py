"""The printer's health, for the kiosk's own screen and for the staff in front of it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.requests import HTTPConnection

from hardware.printer import Health, Printer
from kiosk.device import Kiosk
from server.core.plan import OfficeId

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
    printers: dict[OfficeId, Printer] = getattr(connection.app.state, "printers", {})
    found = printers.get(office)
    return await found.health() if found else None
