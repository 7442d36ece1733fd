"""Laws of histograms: exact like the plain list of lengths, mergeable, and what was put in comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.measure.figures import quantile
from server.measure.histogram import Histogram

LENGTHS = st.lists(st.integers(-5_000, 90_000) | st.integers(0, 20), max_size=60)
SHARES = st.floats(0, 1)


def stored(lengths: list[int]) -> Histogram:
    """As it comes from the store: packed until somebody looks."""
    return Histogram.decode(Histogram.of(lengths).encode())


@given(LENGTHS, LENGTHS, SHARES)
def test_every_question_is_answered_as_by_the_plain_list(
    some: list[int], others: list[int], share: float
) -> None:
    for found in (
        Histogram.of(some + others),
        stored(some) + Histogram.of(others),
        stored(some) + stored(others),
    ):
        ranked = sorted(some + others)
        assert (found.count, found.total) == (len(ranked), sum(ranked))
        assert found.mean == (sum(ranked) / len(ranked) if ranked else None)
        assert found.longest == (ranked[-1] if ranked else None)
        assert found.quantile(share) == (quantile(ranked, share) if ranked else None)
        assert found.at_most(300) == sum(each <= 300 for each in ranked)
        assert found.bins([0, 10.5, 300]) == (
            sum(each < 0 for each in ranked),
            sum(0 <= each < 10.5 for each in ranked),
            sum(10.5 <= each < 300 for each in ranked),
            sum(each >= 300 for each in ranked),
        )
        assert found.deviation() == sum(abs(each) for each in ranked)
        assert list(found.values()) == ranked


@given(LENGTHS, LENGTHS, LENGTHS)
def test_addition_has_no_order_and_subtraction_undoes_it(a: list[int], b: list[int], c: list[int]) -> None:
    one, two, three = Histogram.of(a), stored(b), Histogram.of(c)
    assert one + two == two + one == Histogram.of(a + b)
    assert (one + two) + three == one + (two + three)
    assert one + Histogram() == one
    assert (one + two) - two == one
    assert ((one + two) + three) - (two + one) == three


@given(LENGTHS, LENGTHS, SHARES)
def test_what_was_taken_away_no_longer_counts_even_while_it_is_packed(
    a: list[int], b: list[int], share: float
) -> None:
    rest = stored(a + b) - stored(b)
    ranked = sorted(a)
    assert rest.quantile(share) == (quantile(ranked, share) if ranked else None)
    assert (rest.longest, rest.at_most(7)) == (max(a, default=None), sum(each <= 7 for each in a))


@given(LENGTHS, LENGTHS, SHARES)
def test_what_is_in_it_twice_counts_twice_and_what_came_and_went_not_at_all(
    a: list[int], b: list[int], share: float
) -> None:
    one, two = stored(a), stored(b)
    twice, ranked = one + one, sorted(a + a)
    assert twice.quantile(share) == (quantile(ranked, share) if ranked else None)
    assert twice == Histogram.of(a + a)
    years = [one, one + two, one + two + one]
    year_by_year = (years[1] - years[0]) + (years[2] - years[1])
    assert list(year_by_year.values()) == sorted(a + b)
    assert year_by_year.quantile(share) == (quantile(sorted(a + b), share) if a + b else None)


@given(LENGTHS)
def test_the_bytes_are_the_same_for_the_same_lengths(lengths: list[int]) -> None:
    again = Histogram.of(reversed(lengths))
    assert Histogram.of(lengths).encode() == again.encode() == (stored(lengths) + Histogram()).encode()
    assert stored(lengths) == again


def test_what_is_not_a_part_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="1 too many of 7 s"):
        Histogram.of([5, 5, 7]) - Histogram.of([7, 7])
    with pytest.raises(ValueError, match="4 cases of 3"):
        stored([1, 2, 3]) - stored([1, 2, 3, 4])
    with pytest.raises(ValueError, match="1 too many of 9 s"):
        list((stored([1, 2, 3]) - stored([9])).items())
    with pytest.raises(ValueError, match="no histogram"):
        Histogram.decode(b"nothing")


def test_a_length_without_a_case_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one case"):
        Histogram({5: 0})


def test_no_question_unpacks_what_is_remembered_for_good() -> None:
    found = stored([-3, 5, 5, 60])
    assert (found.deviation(), found.quantile(0.5), found.at_most(5), found.longest) == (73, 5.0, 3, 60)
    assert not found._is_unpacked
