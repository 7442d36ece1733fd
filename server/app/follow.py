"""Following: every newest standing of an office, for whoever wants to know; and listening to other nodes."""

from collections.abc import AsyncIterator

import structlog

from server.app.standing import Standing
from server.app.standings import Standings
from server.core.plan import OfficeId
from server.ports.bus import Bus
from server.ports.clock import Clock
from server.ports.log import Log, LogDown

LOOK_EVERY_S = 3.0
"""A lost ring costs at most this much time."""

_said = structlog.get_logger(__name__)


async def follow(standings: Standings, office: OfficeId) -> AsyncIterator[Standing]:
    """The standing now, then each newer one, for ever; a slow follower skips to the newest."""
    standing = standings.of(office)
    while True:
        yield standing
        standing = await standings.newer(office, standing.position)


async def listen(standings: Standings, bus: Bus) -> None:
    """Read on whenever the doorbell says that another node wrote."""
    async for office, position in bus.rings():
        if office in standings.offices():
            await _catch_up(standings, office, position)


async def look_round(standings: Standings, log: Log, clock: Clock) -> None:
    """Look for ourselves every few seconds: a ring may be lost."""
    while True:
        await clock.sleep(LOOK_EVERY_S)
        for office in standings.offices():
            try:
                head = await log.head(office)
            except LogDown as down:
                _said.warning("log_down", office=office, why=str(down))
                continue
            await _catch_up(standings, office, head)


async def _catch_up(standings: Standings, office: OfficeId, position: int) -> None:
    try:
        await standings.catch_up(office, position)
    except LogDown as down:
        _said.warning("log_down", office=office, why=str(down))
