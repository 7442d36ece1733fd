"""The pages on a visitor's phone as data."""

from dataclasses import replace

import pytest

from display.views.board import Occasion
from display.views.opening import Opening
from display.views.phone import Line, MyTicket, ServiceCard, TurnNow, card_of, crowd_of, my_ticket_of
from display.views.sign import Sign
from server.app.picture import picture_of
from server.app.standing import Standing, advanced
from server.app.wait import Manner, Wait
from server.core.commands import CallNext, Command, HoldTicket, OpenDay, RecallTicket, StartService
from server.core.decide import decide
from server.core.plan import Estimate
from server.core.record import Recorded
from server.core.state import Office, Phase
from tests.story import at, clerk, plan, visitor

OPENING = Opening((("00:00", "24:00"),), True, None, "")
NAMES = {"ja": "みどり区役所", "en": "Midori Ward Office"}
SERVICE = {"ja": "certificateの窓口", "en": "certificate"}
COUNTER = {"ja": "1番窓口", "en": "Counter 1"}
SIGNS = {"ja": Sign("", "1", "番窓口"), "en": Sign("Counter", "1", "")}


def after(*commands: Command) -> Standing:
    """The standing of a small office on an open day after these commands, a minute apart."""
    standing = Standing(Office("midori"))
    for minute, command in enumerate((OpenDay(plan()), *commands)):
        for event in decide(standing.office, command, at(f"10:{minute:02d}")):
            moment = at(f"10:{minute:02d}")
            position = standing.position + 1
            record = Recorded("midori", position, moment, event, str(minute), 0, "", "", "")
            standing = advanced(standing, record)
    return standing


def my(standing: Standing, number: str, shown: Estimate | None = None) -> MyTicket:
    return my_ticket_of(standing, picture_of(standing), standing.office.tickets[number], shown)


def two_people(*commands: Command) -> Standing:
    return after(visitor(token="one"), visitor(token="two"), clerk(), *commands)


WAITING = MyTicket(
    office="midori",
    office_names=NAMES,
    number="A002",
    token="two",
    service="certificate",
    service_names=SERVICE,
    state=Phase.WAITING,
    people_ahead=1,
    wait=Wait(Manner.WITHIN, 0, 15),
    shown="0-5-15",
    ladder=("0-0-10", "0-5-15"),
    signs={},
    counter_names={},
    occasion=Occasion.RECEPTION,
    serial=0,
    bring=(),
    hint=None,
    may_cancel=True,
)


def test_who_waits_sees_how_many_are_ahead_and_an_estimate_for_every_place() -> None:
    assert my(two_people(), "A002") == WAITING


def test_the_first_of_the_line_is_called_soon() -> None:
    first = replace(
        WAITING, number="A001", token="one", people_ahead=0, wait=Wait(Manner.SOON), shown="0-0-10",
        ladder=("0-0-10",),
    )  # fmt: skip
    assert my(two_people(), "A001") == first


def test_a_promise_that_still_holds_stays() -> None:
    promised = Estimate(0, 240, 600)
    kept = replace(WAITING, wait=Wait(Manner.WITHIN, 0, 10), shown="0-4-10")
    assert my(two_people(), "A002", promised) == kept


CALLED = replace(
    WAITING, number="A001", token="one", state=Phase.CALLED, people_ahead=None,
    wait=Wait(Manner.UNSAID), shown="", ladder=(), signs=SIGNS, counter_names=COUNTER, serial=1,
    may_cancel=False,
)  # fmt: skip


def test_who_is_called_sees_the_counter() -> None:
    assert my(two_people(CallNext("1")), "A001") == CALLED


def test_who_is_called_once_more_is_told_so() -> None:
    recalled = replace(CALLED, occasion=Occasion.RECALL, serial=2)
    assert my(two_people(CallNext("1"), RecallTicket("1")), "A001") == recalled


@pytest.mark.parametrize(
    ("commands", "state", "may_cancel"),
    [
        ((StartService("1"),), Phase.SERVING, False),
        ((HoldTicket("1"),), Phase.HELD, True),
    ],
)
def test_only_who_is_not_in_good_hands_may_cancel(
    commands: tuple[Command, ...], state: Phase, may_cancel: bool
) -> None:
    ticket = my(two_people(CallNext("1"), *commands), "A001")
    assert (ticket.state, ticket.may_cancel) == (state, may_cancel)


def test_anybody_sees_how_crowded_it_is_and_whose_turn_it_is() -> None:
    standing = two_people(CallNext("1"), RecallTicket("1"))
    crowd = crowd_of(picture_of(standing), NAMES, OPENING)
    certificate = Line("certificate", SERVICE, "A", 1, Wait(Manner.WITHIN, 0, 15), "quiet", True)
    moving = Line("moving", {"ja": "movingの窓口", "en": "moving"}, "B", 0, Wait(Manner.SOON), "quiet", True)
    assert crowd.services == (certificate, moving)
    assert crowd.turns == (TurnNow("A001", "1", COUNTER),)
    assert (crowd.open, crowd.opening, crowd.names) == (True, OPENING, NAMES)


def test_a_service_says_what_to_bring() -> None:
    standing = two_people()
    crowd = crowd_of(picture_of(standing), NAMES, OPENING)
    service = replace(plan().services["certificate"], bring=({"ja": "手数料"},), hint={"ja": "お早めに"})
    assert card_of(crowd, service) == ServiceCard(
        Line("certificate", SERVICE, "A", 2, Wait(Manner.WITHIN, 0, 20), "quiet", True),
        ({"ja": "手数料"},),
        {"ja": "お早めに"},
    )


def test_an_office_before_its_first_day_has_a_name_and_no_lines() -> None:
    crowd = crowd_of(picture_of(Standing(Office("midori"))), NAMES, OPENING)
    assert (crowd.names, crowd.open, crowd.services, crowd.turns) == (NAMES, False, (), ())
