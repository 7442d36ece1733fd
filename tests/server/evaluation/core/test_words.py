"""Words are what somebody can see: blanks of any kind and marks without a letter say nothing."""

import pytest

from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import words

UNSEEN = [
    "",
    " \n",
    "\u3000",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u00ad",
    "\u2028",
    "\u0301",
    "\ufe0f",
    "\u2800",
    "\u3164",
]


@pytest.mark.parametrize("text", [*UNSEEN, "".join(UNSEEN)], ids=ascii)
def test_what_nobody_sees_is_not_filled_in(text: str) -> None:
    with pytest.raises(LoopRefused) as no:
        words(title="待ち時間", result=text)
    assert (no.value.reason, no.value.about) == (Reason.WORDS_MISSING, "result")


@pytest.mark.parametrize("text", ["待", "ー", "x", "7", "-", "。", "〇", "°", "\u200bか\u3099"], ids=ascii)
def test_one_letter_figure_or_sign_is_filled_in(text: str) -> None:
    words(result=text)
