"""Posts given and ended; only an administrator does that."""

from server.evaluation.core.commands import EndDuty, GiveDuty
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.events import DutyEnded, DutyGiven, Event
from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import Case, words


def give(case: Case, command: GiveDuty) -> tuple[Event, ...]:
    """An account holds a post that exists in this city."""
    _administrator(case)
    words(account=command.account)
    _exists(case, command.post)
    if command.post in case.loop.posts.get(command.account, frozenset()):
        raise LoopRefused(Reason.DUTY_ALREADY_HELD, command.account)
    return (DutyGiven(command.account, command.post),)


def end(case: Case, command: EndDuty) -> tuple[Event, ...]:
    """An account no longer holds a post."""
    _administrator(case)
    if command.post not in case.loop.posts.get(command.account, frozenset()):
        raise LoopRefused(Reason.DUTY_NOT_HELD, command.account)
    return (DutyEnded(command.account, command.post),)


def _administrator(case: Case) -> None:
    if not case.asker.administrator:
        raise LoopRefused(Reason.NOT_ADMINISTRATOR)


def _exists(case: Case, post: Post) -> None:
    """A post names exactly what its duty needs: one that names more would never be asked for."""
    if (post.duty is Duty.CONFERENCE) == bool(post.ward):
        raise LoopRefused(Reason.UNKNOWN_WARD, post.ward)
    if (post.duty is Duty.SECTION_HEAD) != bool(post.section):
        raise LoopRefused(Reason.UNKNOWN_SECTION, post.section)
    if (post.duty is Duty.DIVISION_DIRECTOR) != bool(post.division):
        raise LoopRefused(Reason.UNKNOWN_DIVISION, post.division)
    if post.ward:
        ward = case.ward(post.ward)
        if post.section:
            case.section(post.ward, post.section)
        if post.division and post.division not in ward.divisions:
            raise LoopRefused(Reason.UNKNOWN_DIVISION, post.division)
