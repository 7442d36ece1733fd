"""Attempts, outcomes and health."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.file_printer import FilePrinter
from hardware.network_printer import NetworkPrinter
from hardware.printer import Attempt, Health, Printer, Trouble


def test_the_process_id_is_the_attempt_in_base_36() -> None:
    assert [Attempt(number).process_id for number in (1, 35, 36, 1_679_615)] == [
        "0001",
        "000Z",
        "0010",
        "ZZZZ",
    ]


def test_after_the_last_process_id_comes_the_first_again() -> None:
    assert Attempt(36**4 + 7).process_id == Attempt(7).process_id


@given(st.integers(1, 36**4 - 1), st.integers(1, 36**4 - 1))
def test_two_attempts_never_share_a_process_id(one: int, other: int) -> None:
    assert (Attempt(one).process_id == Attempt(other).process_id) == (one == other)


def test_attempts_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        Attempt(0)


def test_a_printer_with_a_trouble_is_not_ready_and_one_with_little_paper_is() -> None:
    assert [Health(Trouble.SILENT).ready, Health(paper_low=True).ready] == [False, True]


def test_both_printers_keep_the_promise_of_a_printer() -> None:
    kinds: list[type[Printer]] = [FilePrinter, NetworkPrinter]
    assert len(kinds) == 2
