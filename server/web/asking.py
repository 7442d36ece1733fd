"""From a request to a command: its id, who asks, and the answer that a repeat gets too."""

from secrets import token_hex
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from server.core.commands import Command
from server.core.plan import OfficeId
from server.core.record import Recorded
from server.web.house import house_of
from server.web.signing import Caller, caller

LONGEST_KEY = 100


class Needed(Exception):
    """A request without what it needs; says the name of it."""


class KeyNotUsable(Exception):
    """An Idempotency-Key that is empty, too long or not visible characters."""


async def command_id(
    known: Annotated[Caller, Depends(caller)],
    idempotency_key: Annotated[
        str | None,
        Header(description="Any unique text, such as a UUID: a repeat gets the first answer."),
    ] = None,
) -> str:
    """The id of the command: the caller's key, apart from the keys of other kinds of callers."""
    kind = known.role.value if known.role else "phone"
    if idempotency_key is None:
        return f"{kind}:{token_hex(16)}"
    if not (0 < len(idempotency_key) <= LONGEST_KEY and idempotency_key.isprintable()):
        raise KeyNotUsable(idempotency_key[:LONGEST_KEY])
    return f"{kind}:{idempotency_key}"


CommandId = Annotated[str, Depends(command_id)]
Who = Annotated[Caller, Depends(caller)]


async def carry_out(
    request: Request, office: OfficeId, command: Command, command_id: str, who: Caller
) -> tuple[Recorded, ...]:
    """Bring the command to the desk. Raises NotFound for an unknown office, and what the desk raises."""
    house = house_of(request)
    house.standing(office)
    return await house.desk.carry_out(office, command, command_id=command_id, actor=who.actor)
