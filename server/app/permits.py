"""Who may do what: one table."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from server.core.plan import OfficeId
from server.ports.people import Role


class Action(StrEnum):
    """What somebody may or may not do."""

    COUNTER_WORK = "counter.work"
    TICKET_ISSUE_UNLIMITED = "ticket.issue_unlimited"
    SCENE_RECORD = "scene.record"
    KIOSK_PRINT = "kiosk.print"
    KIOSK_PRINT_STAFF = "kiosk.print_staff"
    DISPLAY_BEACON = "display.beacon"
    MEASURES_READ = "measures.read"
    RECORDS_READ = "records.read"
    DAY_MANAGE = "day.manage"
    NOTICE_MANAGE = "notice.manage"
    EVALUATION_MANAGE = "evaluation.manage"
    PEOPLE_MANAGE = "people.manage"
    TOKENS_MANAGE = "tokens.manage"


_CLERK = frozenset(
    {
        Action.COUNTER_WORK,
        Action.TICKET_ISSUE_UNLIMITED,
        Action.SCENE_RECORD,
        Action.KIOSK_PRINT_STAFF,
        Action.MEASURES_READ,
        Action.RECORDS_READ,
    }
)
_MANAGER = _CLERK | {Action.DAY_MANAGE, Action.NOTICE_MANAGE, Action.EVALUATION_MANAGE}

PERMITS: Mapping[Role, frozenset[Action]] = {
    Role.CLERK: _CLERK,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Action),
    Role.KIOSK: frozenset({Action.TICKET_ISSUE_UNLIMITED, Action.KIOSK_PRINT}),
    Role.DISPLAY: frozenset({Action.DISPLAY_BEACON}),
}
"""What each role may do. Reading the public picture needs no permit."""


def may(role: Role, offices: Collection[OfficeId], action: Action, office: OfficeId | None) -> bool:
    """Whether somebody of this role, kept to these offices (none: to no office in particular), may do this.

    `office` is where it would be done; None means the whole installation, which is only for those who are
    not kept to some offices. Someone kept to offices who manages people or tokens of one office must be
    refused people and tokens that reach further: ask `within` about those.
    """
    return action in PERMITS[role] and (not offices or office in offices)


def within(offices: Collection[OfficeId], others: Collection[OfficeId]) -> bool:
    """Whether `offices` cover all that `others` cover; no offices at all stand for every office."""
    return not offices or (bool(others) and set(others) <= set(offices))
