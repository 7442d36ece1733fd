"""A slip as data."""

import pytest

from hardware.paper import Paper


def test_eight_dots_are_a_millimetre_at_203_dpi() -> None:
    assert [Paper(()).dots(mm) for mm in (0, 1, 20, 72)] == [0, 8, 160, 575]


def test_a_finer_head_has_more_dots_to_the_millimetre() -> None:
    assert Paper((), 640, dpi=300).dots(20) == 236


@pytest.mark.parametrize("width", [0, 248, 577])
def test_a_width_that_no_head_has_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match=f"paper of {width} dots"):
        Paper((), width)
