"""Forgets what has been kept long enough, day after day."""

from datetime import date, timedelta

import structlog

from server.core.plan import OfficeId
from server.evaluation.voices.changes import change
from server.evaluation.voices.rules import forgotten, says_anything
from server.evaluation.voices.terms import Terms
from server.ports.clock import Clock
from server.ports.plans import Plans
from server.ports.voices import ChangedMeanwhile, Register, Surveys, VoicesDown

WHO = "retention"
"""How the history names this work."""

EVERY_S = 6 * 60 * 60.0

_said = structlog.get_logger(__name__)


async def forget_old(register: Register, surveys: Surveys, terms: Terms, clock: Clock, plans: Plans) -> None:
    """For ever: delete personal data of entries closed long ago, marks of tickets, and old comments."""
    while True:
        try:
            await forget_once(register, surveys, terms, clock, plans)
        except VoicesDown as down:
            _said.warning("voices_down", why=str(down))
        await clock.sleep(EVERY_S)


async def forget_once(register: Register, surveys: Surveys, terms: Terms, clock: Clock, plans: Plans) -> int:
    """Forget what is due by now, and say of how many entries. Raises VoicesDown."""
    count, days = 0, [clock.now().date()]
    for office in plans.offices():
        today = clock.now().astimezone(plans.zone(office)).date()
        days.append(today)
        for entry_id in await register.closed_before(office, today - timedelta(days=terms.keep_days)):
            count += await _forget(register, clock, office, entry_id, today)
    marks, comments = (min(days) - timedelta(days=each) for each in (terms.mark_days, terms.comment_days))
    await surveys.forget_before(marks, comments)
    if count:
        _said.info("voices_forgotten", entries=count)
    return count


async def _forget(register: Register, clock: Clock, office: OfficeId, entry_id: str, day: date) -> bool:
    """False when somebody reopened the entry, or another node forgot it, at this moment."""
    before = await register.entry(office, entry_id)
    if before is None or before.closed_on is None or not says_anything(before):
        return False
    after = forgotten(before, day)
    try:
        await register.replace(after, change(before, after, WHO, clock.now()))
    except ChangedMeanwhile:
        return False
    return True
