"""A touch as a command: what was wished, its id, and the wait that is promised with it."""

from secrets import token_hex, token_urlsafe
from typing import Annotated

from fastapi import Depends, Header
from pydantic import BaseModel, ConfigDict, Field

from kiosk import pictures
from server.app.picture import expected_wait
from server.core import order
from server.core.commands import Channel, IssueTicket
from server.core.plan import Duty, Estimate, OfficeId
from server.web.asking import LONGEST_KEY, KeyNotUsable
from server.web.house import House

Word = Annotated[str, Field(max_length=100)]


class Wish(BaseModel):
    """What somebody touched."""

    model_config = ConfigDict(extra="forbid")

    service: Word
    language: Word = "ja"
    needs: list[Word] = Field(default=[], max_length=20)
    priority: Word = ""


def command_id(idempotency_key: Annotated[str | None, Header()] = None) -> str:
    """One id per touch: the browser's key, apart from the keys of others."""
    key = token_hex(16) if idempotency_key is None else idempotency_key
    if not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise KeyNotUsable(key[:LONGEST_KEY])
    return f"kiosk:{key}"


TouchId = Annotated[str, Depends(command_id)]


def asked_for(house: House, office: OfficeId, wish: Wish, channel: Channel) -> IssueTicket:
    """The command for a wish; its token is made here, since chance stays outside the core."""
    return IssueTicket(
        wish.service,
        token=token_urlsafe(16),
        channel=channel,
        language=wish.language,
        priority=wish.priority,
        needs=frozenset(wish.needs),
        paper=True,
        estimate=promised(house, office, wish),
    )


def promised(house: House, office: OfficeId, wish: Wish) -> Estimate | None:
    """The wait that is promised with a ticket issued now; None for a service that is not there."""
    standing = house.standing(office)
    plan = standing.office.plan
    if plan is None or wish.service not in plan.services:
        return None
    now = pictures.now_of(house, office)
    ahead = order.ahead_of_newcomer(standing.office, plan, Duty(wish.service), wish.priority, now)
    return expected_wait(standing, plan.services[wish.service], ahead)
