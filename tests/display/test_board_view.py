"""The wall board as data."""

from dataclasses import replace
from datetime import timedelta

import pytest

from display.views.board import Board, BoardCall, Line, Occasion, board_of
from display.views.opening import Opening
from display.views.sign import Sign, sign_of
from server.app.picture import CallPicture, Picture, ServicePicture
from server.app.wait import Manner, Wait
from server.core.plan import Estimate, Notice, Number, Stage
from tests.story import DAY, at

OPENING = Opening((("00:00", "24:00"),), True, None, "")
COUNTER = {"ja": "3番窓口", "en": "Counter 3"}
SIGNS = {"ja": Sign("", "3", "番窓口"), "en": Sign("Counter", "3", "")}
NOTICE = Notice("flu", {"ja": "手洗いをお願いします。"})


def called(serial: int, number: Number = "A001", **more: object) -> CallPicture:
    call = CallPicture(serial, number, "3", COUNTER, Stage.RECEPTION, at("10:00"), False, False)
    return replace(call, **more)  # type: ignore[arg-type]


def line(name: str, waiting: int = 2) -> ServicePicture:
    numbers = tuple(f"A{each:03d}" for each in range(1, waiting + 1))
    return ServicePicture(name, {"ja": name}, "A", True, numbers, (), Estimate(300, 600, 900), "quiet")


def picture(calls: tuple[CallPicture, ...] = (), lines: int = 1) -> Picture:
    services = tuple(line(f"service {each}") for each in range(lines))
    return Picture("midori", {"ja": "みどり区役所"}, 7, at("10:00"), True, services, calls, (), (NOTICE,))


def shown(serial: int, number: Number = "A001", **more: object) -> BoardCall:
    moment = round(at("10:00").timestamp() * 1000)
    call = BoardCall(serial, number, SIGNS, COUNTER, Occasion.RECEPTION, moment, False)
    return replace(call, **more)  # type: ignore[arg-type]


def test_the_board_says_who_is_called_who_waits_and_what_is_new() -> None:
    assert board_of(picture((called(1),)), DAY, OPENING) == Board(
        office="midori",
        names={"ja": "みどり区役所"},
        date=DAY,
        position=7,
        open=True,
        opening=OPENING,
        calls=(shown(1),),
        pages=((Line("service 0", {"ja": "service 0"}, "A", True, 2, Wait(Manner.RANGE, 5, 15), "quiet"),),),
        notices=(NOTICE,),
    )


def test_calls_of_another_day_are_never_shown() -> None:
    yesterday = called(1, at=at("10:00") - timedelta(days=1))
    assert board_of(picture((called(2), yesterday)), DAY, OPENING).calls == (shown(2),)
    assert board_of(picture((called(2),)), DAY + timedelta(days=1), OPENING).calls == ()


def test_a_number_called_again_stands_once_and_rings_twice() -> None:
    calls = (called(3, recall=True), called(2, "A002"), called(1))
    assert board_of(picture(calls), DAY, OPENING).calls == (
        shown(3, occasion=Occasion.RECALL),
        shown(2, "A002"),
        shown(1, repeated=True),
    )


@pytest.mark.parametrize(
    ("call", "occasion"),
    [
        (called(1), Occasion.RECEPTION),
        (called(1, stage=Stage.ISSUANCE), Occasion.ISSUANCE),
        (called(1, deficient=True), Occasion.DEFICIENT),
        (called(1, recall=True, stage=Stage.ISSUANCE), Occasion.RECALL),
    ],
)
def test_each_kind_of_call_has_its_own_words(call: CallPicture, occasion: Occasion) -> None:
    assert board_of(picture((call,)), DAY, OPENING).calls == (shown(1, occasion=occasion),)


@pytest.mark.parametrize(
    ("lines", "pages"), [(0, []), (1, [1]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (11, [4, 4, 3])]
)
def test_many_services_take_turns_on_even_pages(lines: int, pages: list[int]) -> None:
    assert [len(page) for page in board_of(picture(lines=lines), DAY, OPENING).pages] == pages


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("3番窓口", Sign("", "3", "番窓口")),
        ("Counter 12", Sign("Counter", "12", "")),
        ("交付窓口", Sign("", "", "交付窓口")),
    ],
)
def test_the_figure_of_a_counter_stands_apart(name: str, sign: Sign) -> None:
    assert sign_of(name) == sign
