"""Tallies are a group: added in any order, taken apart again, the same bytes for the same sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.measure.histogram import Histogram
from server.measure.tally import ZERO, Count, Length, Tally, apart, decoded, encoded, together

TALLIES = st.builds(
    Tally,
    st.dictionaries(st.sampled_from(Count), st.integers(1, 10**9), max_size=6),
    st.dictionaries(
        st.sampled_from(Length),
        st.lists(st.integers(-900, 90_000), min_size=1, max_size=8).map(Histogram.of),
        max_size=4,
    ),
)  # fmt: skip
BOOKS = st.dictionaries(st.sampled_from(["a", "b", "c/1", "c/2"]), TALLIES)


@given(TALLIES, TALLIES, TALLIES)
def test_a_tally_is_an_element_of_a_commutative_group(a: Tally, b: Tally, c: Tally) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + ZERO == ZERO + a == a
    assert (a + b) - b == a
    assert a - a == ZERO


@given(TALLIES, TALLIES)
def test_a_tally_from_the_store_is_the_one_that_was_kept(a: Tally, b: Tally) -> None:
    kept = Tally.decode(a.encode())
    assert kept == a
    assert (kept + b).encode() == (b + a).encode()


@given(BOOKS, BOOKS)
def test_books_come_together_and_apart_key_by_key(some: dict[str, Tally], others: dict[str, Tally]) -> None:
    both = together(some, others)
    assert list(both) == sorted({*some, *others})
    assert apart(both, others) == {key: tally for key, tally in some.items() if tally != ZERO}
    assert decoded(encoded(both)) == both
    assert encoded(together(others, some)) == encoded(both)


def test_the_order_of_what_is_stored_may_only_grow_at_its_end() -> None:
    assert [each.value for each in Length] == [
        "wait", "deficient_wait", "processing_wait", "issuance_wait", "service_time", "total_wait",
        "visit_duration", "estimate_error",
    ]  # fmt: skip
    assert [each.value for each in Count][:6] == [
        "days", "special_days", "issued", "issued_phone", "called", "served",
    ]  # fmt: skip
    assert (len(Count), list(Count)[-1]) == (43, Count.SCENE_TIMED_COMMON)


def test_what_is_no_tally_is_refused() -> None:
    for decode in (Tally.decode, decoded):
        with pytest.raises(ValueError, match="no tall"):
            decode(b"nothing")
