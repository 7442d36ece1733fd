"""Work in a scene of the guideline without a ticket: started, ended, or written down afterwards.

Moments that are given from outside are kept in whole seconds, as the log has them (decision 13).
"""

from datetime import datetime, timedelta

from server.core import require
from server.core.commands import EndScene, LogScene, StartScene
from server.core.events import Event, SceneEnded, SceneLogged, SceneStarted
from server.core.plan import CounterId, Plan
from server.core.refusal import Reason, Refused
from server.core.state import Office

LONGEST = timedelta(hours=24)
OLDEST = timedelta(days=400)
"""Work of the fiscal year before may still be written down, nothing older."""


def start(office: Office, command: StartScene, at: datetime) -> tuple[Event, ...]:
    """Work begins now, or began a while ago and goes on."""
    _check_place(require.open_day(office), command.section, command.counter)
    began = _whole(command.started_at) if command.started_at else None
    if began is not None and not timedelta(0) <= at - began <= LONGEST:
        raise Refused(Reason.TIME_NOT_POSSIBLE, command.entry)
    return (SceneStarted(command.entry, command.scene, command.section, command.counter, began),)


def end(office: Office, command: EndScene) -> tuple[Event, ...]:
    """Work ends now."""
    if command.entry not in office.scenes:
        raise Refused(Reason.UNKNOWN_SCENE_ENTRY, command.entry)
    return (SceneEnded(command.entry, command.quantity, command.accurate),)


def log(office: Office, command: LogScene, at: datetime) -> tuple[Event, ...]:
    """Work is written down: it began before it ended, ended before now, and lasted a day at most."""
    _check_place(require.open_day(office), command.section, command.counter)
    began, ended = _whole(command.started_at), _whole(command.ended_at)
    lasted, since = ended - began, at - ended
    if not timedelta(0) <= lasted <= LONGEST or not timedelta(0) <= since <= OLDEST:
        raise Refused(Reason.TIME_NOT_POSSIBLE, command.entry)
    return (
        SceneLogged(
            command.entry,
            command.scene,
            command.section,
            began,
            ended,
            command.quantity,
            command.accurate,
            command.counter,
        ),
    )


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _check_place(plan: Plan, section: str, counter: CounterId | None) -> None:
    if section not in plan.sections:
        raise Refused(Reason.UNKNOWN_SECTION, section)
    if counter is not None:
        require.furnished(plan, counter)
