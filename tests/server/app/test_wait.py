"""How a wait is said."""

import pytest

from server.app.wait import Manner, Wait, wait_of
from server.core.plan import Estimate


def minutes(low: int, mid: int, high: int) -> Estimate:
    return Estimate(low * 60, mid * 60, high * 60)


@pytest.mark.parametrize(
    ("estimate", "people", "wait"),
    [
        (minutes(0, 1, 5), 0, Wait(Manner.SOON)),
        (None, 0, Wait(Manner.UNSAID)),
        (None, 3, Wait(Manner.UNSAID)),
        (minutes(0, 4, 10), 1, Wait(Manner.WITHIN, 0, 10)),
        (minutes(10, 14, 20), 5, Wait(Manner.RANGE, 10, 20)),
    ],
)
def test_a_wait_is_said_in_the_words_that_fit(estimate: Estimate | None, people: int, wait: Wait) -> None:
    assert wait_of(estimate, people) == wait
