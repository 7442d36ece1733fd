"""The first screen: who waits, what is open, and when what is closed opens again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from kiosk.views.start import Group, Sheet, Start, Tile, sheets_of, start_of
from server.app.standings import Standing
from server.app.wait import Manner, Wait, wait_of
from server.core.commands import OpenDay
from server.core.plan import Choice, Estimate, Plan, PriorityClass, Span
from server.core.state import Office
from tests import story

MORNING = (Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60))


def minutes(low: int, mid: int, high: int) -> Estimate:
    return Estimate(low * 60, mid * 60, high * 60)


def standing(plan: Plan, visitors: int = 0, when: datetime | None = None) -> Standing:
    """An office on this day, with so many people who came for a certificate."""
    told = story.Story(Office(plan.office), when or story.at("10:00")).and_given(OpenDay(plan))
    told = told.and_given(*(story.visitor() for _ in range(visitors)))
    return Standing(told.office, position=7)


def with_hours(plan: Plan, *hours: Span) -> Plan:
    """The plan whose services all have these hours."""
    services = {each.id: replace(each, hours=hours) for each in plan.services.values()}
    return replace(plan, hours=hours, services=services)


def tomorrow(plan: Plan) -> Plan:
    return replace(plan, date=plan.date + timedelta(days=1))


def tiles(start: Start) -> list[Tile]:
    return [tile for group in start.groups for tile in group.tiles]


@pytest.mark.parametrize(
    ("estimate", "people", "wait"),
    [
        (None, 3, Wait(Manner.UNSAID)),
        (minutes(10, 15, 20), None, Wait(Manner.UNSAID)),
        (minutes(0, 3, 10), 0, Wait(Manner.SOON)),
        (minutes(0, 6, 10), 1, Wait(Manner.WITHIN, high=10)),
        (minutes(10, 10, 10), 4, Wait(Manner.WITHIN, high=10)),
        (minutes(10, 15, 20), 4, Wait(Manner.RANGE, 10, 20)),
    ],
)
def test_a_wait_is_told_in_a_range_and_never_more_exactly(
    estimate: Estimate | None, people: int | None, wait: Wait
) -> None:
    assert wait_of(estimate, people) == wait


def test_the_first_screen_of_an_open_office() -> None:
    plan = story.plan()
    now = story.at("10:30")
    start = start_of(standing(plan, visitors=3), now, [plan])
    certificate, moving = plan.services["certificate"], plan.services["moving"]
    waiting = Tile(
        "certificate", certificate.names, "A", True, 3, Wait(Manner.RANGE, 5, 25), "quiet", None, None
    )
    empty = Tile("moving", moving.names, "B", True, 0, Wait(Manner.SOON), "quiet", None, None)
    assert start == Start("midori", 7, now, True, (Group({}, (waiting, empty)),), None)


def test_services_stand_under_their_purpose_and_those_without_one_come_last() -> None:
    plan = story.plan()
    names = {"ja": "届出をする", "en": "I want to notify"}
    moving = replace(plan.services["moving"], purpose="notify")
    plan = replace(
        plan, purposes={"notify": Choice("notify", names)}, services={**plan.services, "moving": moving}
    )
    groups = start_of(standing(plan), story.at(), [plan]).groups
    assert [(dict(group.names), [tile.id for tile in group.tiles]) for group in groups] == [
        (names, ["moving"]),
        ({}, ["certificate"]),
    ]


@pytest.mark.parametrize(
    ("clock", "is_open", "until", "opens"),
    [
        ("11:59", True, story.at("12:00"), None),
        ("12:00", False, None, story.at("13:00")),
        ("17:00", False, None, story.at("09:00", date(2026, 11, 25))),
    ],
)
def test_a_service_says_until_or_from_when_it_is_open(
    clock: str, is_open: bool, until: datetime | None, opens: datetime | None
) -> None:
    plan = with_hours(story.plan(), *MORNING)
    start = start_of(standing(plan), story.at(clock), [plan, tomorrow(plan)])
    assert {(tile.open, tile.until, tile.opens) for tile in tiles(start)} == {(is_open, until, opens)}
    assert (start.open, start.opens) == (is_open, opens)


def test_a_closed_office_says_when_it_opens_next_and_shows_nothing_to_touch() -> None:
    plan = with_hours(story.plan(), *MORNING)
    before_the_first_day = Standing(Office("midori"))
    start = start_of(before_the_first_day, story.at("08:00"), [plan])
    assert start == Start("midori", 0, story.at("08:00"), False, (), story.at("09:00"))


def test_an_office_that_is_not_open_in_the_coming_days_promises_no_day() -> None:
    assert start_of(Standing(Office("midori")), story.at(), []).opens is None


def test_a_sheet_says_what_to_bring_and_whom_the_office_helps() -> None:
    plan = story.plan(services=("certificate",))
    names = {"ja": "車いす"}
    wheelchair, elderly = Choice("wheelchair", names), PriorityClass("elderly", {"ja": "ご高齢の方"}, 10)
    service = replace(plan.services["certificate"], section="residents", bring=(names,), hint=names)
    plan = replace(
        plan,
        services={"certificate": service},
        sections={"residents": Choice("residents", {"ja": "区民課"})},
        needs={"wheelchair": wheelchair},
        priorities={"elderly": elderly},
    )
    assert sheets_of(plan) == (
        Sheet(
            "certificate", service.names, "A", {"ja": "区民課"}, (names,), names, (wheelchair,), (elderly,)
        ),
    )
    assert sheets_of(None) == ()
