"""Who may do what: the whole table, and the offices that people are kept to."""

import itertools

import pytest

from server.app.permits import PERMITS, Action, may, within
from server.ports.people import Role

STAFF = {Role.CLERK, Role.MANAGER, Role.ADMIN}
MANAGERS = {Role.MANAGER, Role.ADMIN}

WHO_MAY = {
    "counter.work": STAFF,
    "ticket.issue_unlimited": STAFF | {Role.KIOSK},
    "scene.record": STAFF,
    "kiosk.print": {Role.KIOSK, Role.ADMIN},
    "kiosk.print_staff": STAFF,
    "display.beacon": {Role.DISPLAY, Role.ADMIN},
    "measures.read": STAFF,
    "records.read": STAFF,
    "day.manage": MANAGERS,
    "notice.manage": MANAGERS,
    "evaluation.manage": MANAGERS,
    "people.manage": {Role.ADMIN},
    "tokens.manage": {Role.ADMIN},
}


def test_the_table_is_exactly_this() -> None:
    found = {action.value: {role for role in Role if action in PERMITS[role]} for action in Action}
    assert found == WHO_MAY


def test_each_step_up_keeps_what_the_one_below_may_do() -> None:
    assert PERMITS[Role.CLERK] < PERMITS[Role.MANAGER] < PERMITS[Role.ADMIN] == frozenset(Action)


@pytest.mark.parametrize(("role", "action"), list(itertools.product(Role, Action)))
def test_an_office_restriction_only_takes_away(role: Role, action: Action) -> None:
    granted = role in WHO_MAY[action.value]
    asked = [
        may(role, (), action, None),
        may(role, (), action, "midori"),
        may(role, ("midori",), action, "midori"),
        may(role, ("aoba", "midori"), action, "midori"),
        may(role, ("midori",), action, "aoba"),
        may(role, ("midori",), action, None),
    ]
    assert asked == [granted, granted, granted, granted, False, False]


def test_whoever_is_kept_to_offices_does_not_reach_further() -> None:
    assert within((), ()) is True
    assert within((), ("midori",)) is True
    assert within(("midori",), ("midori",)) is True
    assert within(("midori", "aoba"), ("aoba",)) is True
    assert within(("midori",), ()) is False
    assert within(("midori",), ("midori", "aoba")) is False
