"""Work that never ends: started again after a fault, said once, with a growing pause."""

from collections.abc import Awaitable, Callable

import structlog

from server.ports.clock import Clock

LONGEST_PAUSE_S = 30.0

_said = structlog.get_logger(__name__)


async def supervised(name: str, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do this work for ever; a fault is a bug: it is logged with its traceback and the work begun anew."""
    pause = 1.0
    while True:
        begun = clock.now()
        try:
            await work()
        except Exception:  # noqa: BLE001  any fault is said with its traceback and the work begun anew
            _said.exception("work_stopped", name=name, again_in_s=pause)
        if (clock.now() - begun).total_seconds() > LONGEST_PAUSE_S:
            pause = 1.0
        await clock.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)
