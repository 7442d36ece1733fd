"""A promise that does not jump."""

import pytest

from display.views.steady import read, steady, written
from server.core.plan import Estimate


def minutes(low: int, mid: int, high: int) -> Estimate:
    return Estimate(low * 60, mid * 60, high * 60)


SHOWN = minutes(10, 15, 20)


@pytest.mark.parametrize(
    ("new", "goes_on"),
    [
        (minutes(5, 10, 15), minutes(5, 10, 15)),
        (minutes(10, 15, 25), minutes(10, 15, 25)),
        (minutes(10, 18, 25), SHOWN),
        (minutes(15, 20, 30), SHOWN),
        (minutes(15, 21, 30), minutes(15, 21, 30)),
        (None, None),
    ],
)
def test_a_promise_grows_only_when_the_old_one_does_not_hold(
    new: Estimate | None, goes_on: Estimate | None
) -> None:
    assert steady(SHOWN, new) == goes_on


def test_the_first_promise_is_shown_as_it_is() -> None:
    assert steady(None, SHOWN) == SHOWN


def test_an_estimate_travels_in_an_address() -> None:
    assert written(SHOWN) == "10-15-20"
    assert read("10-15-20") == SHOWN
    assert written(None) == ""


@pytest.mark.parametrize(
    "text", ["", "10-15", "10-15-x", "20-15-10", "1-2-3-4", "-1-2-3", "١-٢-٣", "1-2-99999"]
)
def test_anything_else_in_an_address_is_no_estimate(text: str) -> None:
    assert read(text) is None
